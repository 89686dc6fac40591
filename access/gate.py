"""The gate: pure ASGI in front of everything, http and websocket alike.

To a stranger only the sign-in page and the health check answer. Whoever is signed in reaches the
application with one trusted header that says which sign-in it is; what anybody sends under that
name is dropped. Where no accounts are set up, only this machine is served.
"""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from access import headers, roles, sign_in_page
from access.answers import Answer, Request, Scope, TooLong
from access.connections import Connection, Connections, Message, Receive, Send
from access.ledger import LedgerUnreadable
from access.reception import CALLBACK, NEW_PASSWORD, PROVIDER, SIGN_IN, SIGN_OUT, Reception
from access.settings import Settings
from access.sign_ins import SignIn, SignIns

log = logging.getLogger("access")

App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH = "/suc-khoe"
# The one header that says who is there; any that starts like it and comes from outside is dropped.
HEADER_PREFIX = b"x-access-"
SIGN_IN_HEADER = b"x-access-sign-in"
# Parts of the application that nobody needs: its own sign-in, its figures, its interface for programs.
CLOSED = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/auth/",
    "/oauth2callback",
    "/oidc/",
)
UPLOAD = "/_stcore/upload_file/"
# Asked for by a browser that waits for the server, whether or not anybody sits there.
NOT_A_PERSON = ("/_stcore/health", "/_stcore/host-config")
UNREADABLE = (
    "Không đọc được danh sách tài khoản nên chưa ai vào được. Hãy báo quản trị viên: kiểm tra bằng "
    "lệnh python -m access list."
)
LOCAL_ONLY = (
    "Bảng điều khiển chưa có tài khoản đăng nhập nên chỉ mở được trên chính máy chủ. Quản trị viên "
    "bật đăng nhập bằng lệnh python -m access add."
)
WRONG_HOST = "Địa chỉ này không phải địa chỉ của bảng điều khiển."
FAILED = "Máy chủ gặp lỗi với yêu cầu này. Hãy thử lại; nếu vẫn vậy, báo quản trị viên."


def _never(_: str) -> None:
    return None


def _nobody(_: str, __: str) -> bool:
    return False


@dataclass(frozen=True)
class Front:
    """What the gate has to know of the application behind it, which it does not import."""

    # `sha256-…` of each inline script that the application's page carries.
    script_hashes: Iterable[str] = ()
    # Sent through a websocket whose sign-in ended, just before it is closed.
    farewell: bytes = b""
    # Called with a sign-in id when the role or name of its account changed.
    on_change: Callable[[str], None] = _never
    # Whether a sign-in id owns the file under /media/… or the session of an upload address.
    owns: Callable[[str, str], bool] = field(default=_nobody)


class Gate:
    """ASGI middleware; `front` says what lies behind it."""

    def __init__(
        self, app: App, settings: Settings, front: Front, note: Callable[..., None]
    ) -> None:
        self.app = app
        self.settings = settings
        self.front = front
        self.sign_ins = SignIns(settings)
        self.reception = Reception(settings, self.sign_ins, note)
        self.connections = Connections(
            self.sign_ins.list_open, self.sign_ins.touch, front.farewell, front.on_change
        )
        # Once shut, the gate stays shut: a file of accounts that goes missing lets nobody in.
        self._was_on = False
        self._policy = headers.dashboard_policy(front.script_hashes)
        self._own_policy = headers.sign_in_policy(sign_in_page.STYLE_HASH)

    @property
    def is_on(self) -> bool:
        """Whether people have to sign in."""
        self._was_on = self._was_on or self.settings.is_switched_on
        return self._was_on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection of whatever kind."""
        if scope["type"] == "http":
            await self._serve(Request(scope, receive), scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(Request(scope, receive), scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _serve(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_secured(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                secured = headers.secure(
                    message.get("headers", ()),
                    # Only what was found may be kept.
                    request.path if message["status"] in (200, 206, 304) else "",
                    self._policy,
                    self.settings.is_behind_tls,
                )
                message = {**message, "headers": secured}
            await send(message)

        try:
            answer, person = await self._decide(request)
            if answer is None:
                await self.app(
                    _with_sign_in(scope, person, self.reception.cookie), receive, send_secured
                )
                return
        except LedgerUnreadable:
            log.exception("the accounts cannot be read")
            answer = Answer.page(503, sign_in_page.refusal("Chưa vào được", UNREADABLE))
        except TooLong:
            answer = Answer.text(413, "Biểu mẫu gửi lên quá lớn.")
        except Exception:
            log.exception("a request failed")
            if started:
                raise
            answer = Answer.page(500, sign_in_page.refusal("Có lỗi", FAILED))
        await self._say(answer, request, send)

    async def _decide(self, request: Request) -> tuple[Answer | None, SignIn | None]:
        """The gate's own answer, or None and who may pass."""
        if request.path == HEALTH:
            return Answer.text(200, "ok"), None
        refused = self._refuse_place(request)
        if refused:
            return Answer.page(403, sign_in_page.refusal("Không mở được ở đây", refused)), None
        if not self.is_on:
            if request.path in (SIGN_IN, SIGN_OUT, NEW_PASSWORD):
                return Answer.redirect("/"), None
            return (Answer.text(404, "Không có trang này.") if _is_closed(request) else None), None
        if request.path == SIGN_IN:
            return await self.reception.sign_in(request), None
        if request.path == SIGN_OUT:
            return await self.reception.sign_out(request), None
        if request.path == PROVIDER:
            return await self.reception.go_to_provider(request), None
        if request.path == CALLBACK:
            return await self.reception.come_back(request), None
        person = self.reception.find(request)
        if person is None:
            return self.reception.ask(request), None
        if request.path == NEW_PASSWORD:
            return await self.reception.new_password(request, person), None
        if _is_closed(request) or not self._may_have(request, person):
            return Answer.text(404, "Không có trang này."), None
        if request.path not in NOT_A_PERSON:
            await asyncio.to_thread(self.sign_ins.touch, person)
        return None, person

    def _may_have(self, request: Request, person: SignIn) -> bool:
        """Files that were made for one person, and uploads, are theirs alone."""
        if request.path.startswith(UPLOAD) and not any(
            roles.may(frozenset({person.role}), action) for action in roles.UPLOADS
        ):
            return False
        if request.path.startswith((UPLOAD, "/media/")):
            return self.front.owns(person.sign_in_id, request.path)
        return True

    def _refuse_place(self, request: Request) -> str:
        """Why this address or this machine is not served, empty where it is."""
        host = request.header("host").lower()
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if self.is_on:
            known = not self.settings.public_host or host == self.settings.public_host
            return "" if known or _is_loopback(name) else WRONG_HOST
        # Without accounts a page from elsewhere must not reach in under a name of its own either.
        here = _is_loopback(name) and _is_loopback(request.address)
        return "" if here else LOCAL_ONLY

    async def _connect(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            person = self.reception.find(request) if self.is_on else None
            refused = bool(self._refuse_place(request)) or _is_closed(request)
        except LedgerUnreadable:
            log.exception("the accounts cannot be read")
            person, refused = None, True
        if refused or (self.is_on and person is None) or not request.is_from_here:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        inner = _with_sign_in(scope, person, self.reception.cookie)
        if person is None:
            await self.app(inner, receive, send)
            return
        connection = Connection(person, receive, send)
        self.connections.add(connection)
        try:
            await self.app(inner, connection.receive, connection.send)
        finally:
            self.connections.remove(connection)

    async def _say(self, answer: Answer, request: Request, send: Send) -> None:
        length = (b"content-length", str(len(answer.content)).encode())
        own = headers.secure(
            (*answer.headers, length), "", self._own_policy, self.settings.is_behind_tls
        )
        await send({"type": "http.response.start", "status": answer.status, "headers": own})
        body = b"" if request.method == "HEAD" else answer.content
        await send({"type": "http.response.body", "body": body})


def _is_closed(request: Request) -> bool:
    return request.path.startswith(CLOSED)


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _with_sign_in(scope: Scope, person: SignIn | None, cookie: str) -> dict[str, Any]:
    """The same scope with the gate's own word on who is there, and without the token."""
    passed = []
    for name, value in scope["headers"]:
        name = name.lower()
        # Some servers in between take `_` for `-`.
        if name.replace(b"_", b"-").startswith(HEADER_PREFIX):
            continue
        if name == b"cookie":
            parts = [one.strip() for one in value.split(b";")]
            value = b"; ".join(one for one in parts if not one.startswith(cookie.encode() + b"="))
        passed.append((name, value))
    if person is not None:
        passed.append((SIGN_IN_HEADER, person.sign_in_id.encode()))
    return {**scope, "headers": passed}
