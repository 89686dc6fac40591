"""The gate over an application that answers everything: who gets through, what is passed on."""

import asyncio
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from access import passwords
from access.accounts import Accounts
from access.connections import EVERY_SECONDS
from access.gate import HEALTH, SIGN_IN_HEADER, Front, Gate
from access.reception import PARTS
from access.settings import Settings, read_settings
from access.sign_ins import SignIns
from access.start import UnsafeStart, check_start

PASSWORD = "bốn con trâu gặm cỏ"
HOST = "127.0.0.1:8501"
PATHS = [
    "/",
    "/coverage",
    "/units?don_vi=U0011",
    "/static/js/index.abcdefgh.js",
    "/favicon.png",
    "/manifest.json",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/_stcore/metrics",
    "/_stcore/agent/interact",
    "/_stcore/bidi-components/x/y.js",
    "/component/x/index.html",
    "/media/0123.pdf",
    "/auth/login",
    "/oauth2callback",
    "/doi-mat-khau",
    "//dang-nhap",
    "/dang-nhap/../_stcore/health",
    "/dang-nhap/x",
    "/suc-khoe/x",
    "/%2e%2e/etc/passwd",
    "/DANG-NHAP",
]


class World:
    """A gate, the application behind it, and what both said."""

    def __init__(self, settings: Settings, **front: Any) -> None:
        self.settings = settings
        self.seen: list[dict[str, Any]] = []
        self.notes: list[tuple[str, str, str]] = []
        self.changed: list[str] = []
        front.setdefault("on_change", self.changed.append)
        self.gate = Gate(
            self.app,
            settings,
            Front(("sha256-abc",), b"farewell", **front),
            lambda action, outcome, *, who, **_: self.notes.append((action, outcome, who)),
        )

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                await send({"type": "websocket.send", "bytes": b"answer"})
            return
        if scope["path"] == "/boom":
            raise RuntimeError("secret /srv/path")
        headers = [(b"set-cookie", b"_streamlit_xsrf=1; Path=/"), (b"cache-control", b"public")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"inner"})

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes = b"",
        client: str = "127.0.0.1",
        **headers: str,
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of one request."""
        said: list[Any] = []
        named = {"host": HOST, **{key.replace("_", "-"): value for key, value in headers.items()}}
        target, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": target,
            "raw_path": target.encode(),
            "query_string": query.encode(),
            "headers": [(key.encode(), value.encode()) for key, value in named.items()],
            "client": (client, 1234),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        asyncio.run(self.gate(scope, receive, send))
        answered = {key.decode(): value.decode() for key, value in said[0]["headers"]}
        text = b"".join(one.get("body", b"") for one in said[1:]).decode()
        return said[0]["status"], answered, text

    def sign_in(self, name: str = "thu-ky", password: str = PASSWORD, **more: str) -> Any:
        """What signing in comes to."""
        from urllib.parse import urlencode

        fields = {"ten": name, "mat_khau": password, "ve": more.pop("ve", "/coverage?nam=2024")}
        body = urlencode(fields).encode()
        return self.ask("/dang-nhap", "POST", body, **{"origin": f"http://{HOST}", **more})

    def cookie(self, name: str = "thu-ky") -> str:
        """The cookie of somebody who signed in."""
        return str(self.sign_in(name)[1]["set-cookie"]).split(";")[0]


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashing at a thousandth of its cost."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", hasher)
    monkeypatch.setattr(passwords, "NOBODY", hasher.hash("không ai cả"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"ACCESS": str(tmp_path)})


@pytest.fixture
def world(settings: Settings) -> World:
    Accounts(settings.accounts_file).add("thu-ky", "Nguyễn Thị Ánh", "secretary", PASSWORD)
    Accounts(settings.accounts_file).add("xem", "Lê Xem", "viewer", PASSWORD)
    return World(settings)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_stranger_reaches_nothing(world: World, method: str) -> None:
    said = ({}, {"accept": "text/html"}, {"cookie": "phien=abc"}, {"cookie": "\x01;;=;"})
    for path, headers in itertools.product(PATHS, said):
        status, answered, _ = world.ask(path, method, x_access_sign_in="1", **headers)
        assert status in (303, 401)
        if status == 303:
            assert answered["location"].startswith("/dang-nhap?ve=")
            assert not path.startswith(PARTS)
    assert world.seen == []


def test_only_sign_in_and_health_answer_a_stranger(world: World) -> None:
    assert world.ask(HEALTH)[::2] == (200, "ok")
    status, _, page = world.ask("/dang-nhap?ve=/units")
    assert status == 200 and 'value="/units"' in page
    assert world.seen == []


def test_signing_in_returns_to_the_deep_link_with_a_token_of_its_own(world: World) -> None:
    status, answered, _ = world.sign_in()
    assert (status, answered["location"]) == (303, "/coverage?nam=2024")
    assert re.fullmatch(r"phien=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", answered["set-cookie"])
    cookie = answered["set-cookie"].split(";")[0]
    assert world.ask("/coverage", cookie=f"a=1; {cookie}; b=2", x_access_sign_in="forged")[0] == 200
    passed = world.seen[-1]["headers"]
    named = [value for key, value in passed if key == SIGN_IN_HEADER]
    assert len(named) == 1 and named != [b"forged"]
    assert (b"cookie", b"a=1; b=2") in passed
    assert world.notes == [("sign_in", "done", "Nguyễn Thị Ánh")]


@pytest.mark.parametrize("name", ["x-access-sign-in", "X-Access-Sign-In", "X_ACCESS_SIGN_IN"])
def test_what_others_send_as_the_trusted_header_is_dropped(
    world: World, settings: Settings, name: str
) -> None:
    cookie = world.cookie()
    world.ask("/", **{name: "forged", "cookie": cookie})
    assert b"forged" not in dict(world.seen[-1]["headers"]).values()
    open_world = World(read_settings({"ACCESS": str(settings.folder / "none")}))
    open_world.ask("/", **{name: "forged"})
    assert b"forged" not in dict(open_world.seen[-1]["headers"]).values()


@pytest.mark.parametrize(
    ("name", "password"),
    [("thu-ky", "sai mật khẩu rồi"), ("khong-co", PASSWORD), ("", ""), ("' or 1=1 --", "x")],
)
def test_a_wrong_password_says_the_same_whoever_it_was(
    world: World, name: str, password: str
) -> None:
    status, answered, page = world.sign_in(name, password)
    assert status == 401 and "set-cookie" not in answered
    assert '<p class="error" role="alert">Tên đăng nhập hoặc mật khẩu không đúng.</p>' in page
    assert world.notes == [("sign_in", "refused", name)]


def test_guessing_is_slowed_down_with_a_number_of_seconds(world: World) -> None:
    world.gate.reception.attempts.clock = lambda: 1_800_000_000.0
    for _ in range(5):
        assert world.sign_in(password="sai mật khẩu rồi")[0] == 401
    status, answered, page = world.sign_in()
    assert status == 429 and int(answered["retry-after"]) >= 1
    assert "Hãy thử lại sau" in page
    # Somebody else at the same address is not slowed down yet.
    assert world.sign_in("xem")[0] == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_form_of_another_site_signs_nobody_in_or_out(
    world: World, headers: dict[str, str]
) -> None:
    assert world.sign_in(**headers)[0] == 403
    cookie = world.cookie()
    assert world.ask("/dang-xuat", "POST", cookie=cookie, **headers)[0] == 403
    assert world.ask("/", cookie=cookie)[0] == 200


def test_a_form_of_a_megabyte_is_not_read(world: World) -> None:
    assert world.ask("/dang-nhap", "POST", b"ten=" + b"a" * 1_000_000)[0] == 413


def test_signing_out_ends_the_token_on_the_server(world: World) -> None:
    cookie = world.cookie()
    status, answered, _ = world.ask("/dang-xuat", "POST", cookie=cookie, origin=f"http://{HOST}")
    assert (status, answered["location"]) == (303, "/dang-nhap?da=da-xuat")
    assert "Max-Age=0" in answered["set-cookie"]
    assert world.ask("/", cookie=cookie)[0] == 401
    assert world.notes[-1] == ("sign_out", "done", "Nguyễn Thị Ánh")


def test_signing_in_again_ends_the_sign_in_before(world: World) -> None:
    first = world.cookie()
    second = world.sign_in(cookie=first)[1]["set-cookie"].split(";")[0]
    assert world.ask("/", cookie=first)[0] == 401 and world.ask("/", cookie=second)[0] == 200


def test_a_new_password_needs_the_old_and_ends_every_sign_in(world: World) -> None:
    from urllib.parse import urlencode

    def change(old: str, new: str, again: str) -> tuple[int, Any, str]:
        fields = {"mat_khau_cu": old, "mat_khau_moi": new, "mat_khau_lai": again}
        body = urlencode(fields).encode()
        return world.ask("/doi-mat-khau", "POST", body, cookie=cookie, origin=f"http://{HOST}")

    cookie, other = world.cookie(), world.cookie()
    for old, new, again in (
        ("sai mật khẩu rồi", "mười hai con giáp", "mười hai con giáp"),
        (PASSWORD, "ngắn", "ngắn"),
        (PASSWORD, "mười hai con giáp", "mười hai con giáo"),
    ):
        status, _, page = change(old, new, again)
        assert status == 400 and 'role="alert"' in page
    assert world.ask("/", cookie=cookie)[0] == 200
    assert change(PASSWORD, "mười hai con giáp", "mười hai con giáp")[0] == 200
    assert [world.ask("/", cookie=one)[0] for one in (cookie, other)] == [401, 401]
    assert world.sign_in(password="mười hai con giáp")[0] == 303


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith(("/auth", "/oauth"))])
def test_the_applications_own_sign_in_is_closed_to_everybody(world: World, path: str) -> None:
    assert world.ask(path, cookie=world.cookie())[0] == 404
    assert world.seen == []


def test_a_failure_tells_nothing(world: World) -> None:
    status, _, page = world.ask("/boom", cookie=world.cookie())
    assert status == 500 and "secret" not in page and "Hãy thử lại" in page


def test_a_damaged_file_of_accounts_lets_nobody_in(world: World) -> None:
    cookie = world.cookie()
    world.settings.accounts_file.write_bytes(b"khong phai sqlite" * 999)
    for file in world.settings.folder.glob("*-wal"):
        file.unlink()
    assert world.ask("/", cookie=cookie)[0] == 503
    world.settings.accounts_file.unlink()
    assert world.ask("/", cookie=cookie)[0] == 503
    assert world.ask(HEALTH)[0] == 200
    assert world.seen == []


def test_media_and_uploads_answer_their_owner_alone(settings: Settings) -> None:
    asked: list[tuple[str, str]] = []

    def owns(sign_in_id: str, path: str) -> bool:
        asked.append((sign_in_id, path))
        return len(asked) > 1

    Accounts(settings.accounts_file).add("thu-ky", "Ánh", "secretary", PASSWORD)
    Accounts(settings.accounts_file).add("xem", "Lê Xem", "viewer", PASSWORD)
    world = World(settings, owns=owns)
    cookie, viewer = world.cookie(), world.cookie("xem")
    assert world.ask("/media/1.pdf", cookie=cookie)[0] == 404
    assert world.ask("/media/1.pdf", cookie=cookie)[0] == 200
    assert world.ask("/_stcore/upload_file/s/f", "PUT", cookie=cookie)[0] == 200
    # A role that has nothing to upload does not upload, not even into a session of its own.
    assert world.ask("/_stcore/upload_file/s/f", "PUT", cookie=viewer)[0] == 404


def test_every_answer_carries_the_security_headers(world: World) -> None:
    cookie = world.cookie()
    for path in ("/dang-nhap", HEALTH, "/coverage", "/boom", "/_stcore/metrics", "/media/x"):
        for headers in ({}, {"cookie": cookie}):
            _, answered, _ = world.ask(path, **headers)
            policy = answered["content-security-policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
            assert "unsafe-eval" not in policy and "http:" not in policy and "*" not in policy
            script = re.search(r"script-src ([^;]+)", policy)
            assert script is None or script[1] == "'self' 'sha256-abc'"
            assert answered["x-content-type-options"] == "nosniff"
            assert answered["referrer-policy"] == "same-origin"
            assert "camera=()" in answered["permissions-policy"]
            assert answered["cache-control"] == "no-store"
            assert "strict-transport-security" not in answered
    kept = world.ask("/static/js/index.DormvYxC.js", cookie=cookie)[1]["cache-control"]
    assert kept == "private, max-age=31536000, immutable"
    inner = world.ask("/", cookie=cookie)[1]["set-cookie"]
    assert inner == "_streamlit_xsrf=1; Path=/; SameSite=Lax"


def test_behind_tls_cookies_are_secure_and_only_the_public_host_answers(tmp_path: Path) -> None:
    url = "https://thidua.soctrang.gov.vn"
    settings = read_settings({"ACCESS": str(tmp_path), "ACCESS_URL": url})
    Accounts(settings.accounts_file).add("thu-ky", "Ánh", "secretary", PASSWORD)
    world = World(settings)
    host = "thidua.soctrang.gov.vn"
    status, answered, _ = world.sign_in(host=host, origin=url)
    assert status == 303
    assert answered["set-cookie"].startswith("__Host-phien=")
    assert "; HttpOnly; SameSite=Lax; Secure" in answered["set-cookie"]
    assert answered["strict-transport-security"].startswith("max-age=")
    cookie = answered["set-cookie"].split(";")[0]
    assert "; Secure" in world.ask("/", host=host, cookie=cookie)[1]["set-cookie"]
    assert world.ask("/", host="evil.example", cookie=cookie)[0] == 403
    # A health check on the machine itself.
    assert world.ask(HEALTH, host="127.0.0.1:8501")[0] == 200


@pytest.mark.parametrize(
    ("host", "client", "status"),
    [
        ("127.0.0.1:8501", "127.0.0.1", 200),
        ("localhost:8501", "::1", 200),
        ("[::1]:8501", "::1", 200),
        ("[::1]", "::1", 200),
        ("127.0.0.1", "127.0.0.1", 200),
        ("192.168.1.5:8501", "192.168.1.9", 403),
        ("127.0.0.1:8501", "192.168.1.9", 403),
        ("rebound.example:8501", "127.0.0.1", 403),
        ("", "127.0.0.1", 403),
    ],
)
def test_without_accounts_only_this_machine_is_served(
    settings: Settings, host: str, client: str, status: int
) -> None:
    world = World(settings)
    assert world.ask("/", host=host, client=client)[0] == status
    assert len(world.seen) == (status == 200)


def test_the_first_account_shuts_the_gate_at_once_and_for_good(settings: Settings) -> None:
    world = World(settings)
    assert world.ask("/")[0] == 200
    Accounts(settings.accounts_file).add("thu-ky", "Ánh", "secretary", PASSWORD)
    assert world.ask("/")[0] == 401
    settings.accounts_file.unlink()
    assert world.ask("/")[0] == 401


@pytest.mark.parametrize(
    ("address", "has_accounts", "trusted", "starts"),
    [
        ("127.0.0.1", False, {}, True),
        ("localhost", False, {}, True),
        ("0.0.0.0", False, {}, False),
        (None, False, {}, False),
        ("192.168.1.5", False, {}, False),
        ("0.0.0.0", True, {"X-Access-Sign-In": "sign_in"}, True),
        ("127.0.0.1", True, {}, False),
        ("127.0.0.1", True, "", False),
    ],
)
def test_an_unsafe_start_is_refused(
    settings: Settings, address: str | None, has_accounts: bool, trusted: Any, starts: bool
) -> None:
    if has_accounts:
        Accounts(settings.accounts_file).add("thu-ky", "Ánh", "secretary", PASSWORD)
    said: list[str] = []
    if starts:
        check_start(settings, address, trusted, said.append)
        assert (said == []) is has_accounts
    else:
        with pytest.raises(UnsafeStart, match="Không khởi động"):
            check_start(settings, address, trusted, said.append)


def talk(world: World, work: Callable[[Any], Any], **headers: str) -> list[dict[str, Any]]:
    """What a websocket says back while `work` does things beside it."""
    said: list[dict[str, Any]] = []

    async def run() -> None:
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        incoming.put_nowait({"type": "websocket.connect"})
        scope = {
            "type": "websocket",
            "path": "/_stcore/stream",
            "query_string": b"",
            "headers": [
                (key.replace("_", "-").encode(), value.encode())
                for key, value in {"host": HOST, **headers}.items()
            ],
            "client": ("127.0.0.1", 1234),
        }

        async def send(message: Any) -> None:
            said.append(message)

        served = asyncio.create_task(world.gate(scope, incoming.get, send))
        await work(incoming)
        await asyncio.wait_for(served, 10)

    asyncio.run(run())
    return said


async def leave(incoming: Any) -> None:
    await incoming.put({"type": "websocket.receive", "bytes": b"hello"})
    await incoming.put({"type": "websocket.disconnect"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": "phien=abc"},
        {"x_access_sign_in": "abc"},
        {"cookie": "phien=KEY", "origin": "https://evil.example"},
        {"cookie": "phien=KEY", "sec_fetch_site": "cross-site"},
    ],
)
def test_a_strangers_websocket_is_closed_unopened(world: World, headers: dict[str, str]) -> None:
    key = world.cookie().partition("=")[2]
    said = talk(
        world, leave, **{name: value.replace("KEY", key) for name, value in headers.items()}
    )
    assert said == [{"type": "websocket.close", "code": 1008}]
    assert world.seen == []


def test_a_websocket_without_accounts_serves_this_machine_alone(settings: Settings) -> None:
    world = World(settings)
    assert talk(world, leave)[0] == {"type": "websocket.accept"}
    assert talk(world, leave, host="rebound.example")[0]["type"] == "websocket.close"


@pytest.mark.parametrize("how", ["sign-out", "removed", "file gone"])
def test_an_open_websocket_ends_with_its_sign_in(world: World, how: str) -> None:
    cookie = world.cookie()
    (sign_in_id,) = SignIns(world.settings).list_open()

    async def work(incoming: Any) -> None:
        await incoming.put({"type": "websocket.receive", "bytes": b"hello"})
        await asyncio.sleep(EVERY_SECONDS * 1.5)
        {
            "sign-out": lambda: SignIns(world.settings).end(sign_in_id),
            "removed": lambda: Accounts(world.settings.accounts_file).remove("thu-ky"),
            "file gone": world.settings.accounts_file.unlink,
        }[how]()

    said = talk(world, work, cookie=cookie)
    assert [one["type"] for one in said] == [
        "websocket.accept",
        "websocket.send",
        "websocket.send",
        "websocket.close",
    ]
    assert said[2]["bytes"] == b"farewell" and said[3]["code"] == 1008


def test_a_changed_role_is_told_once_to_the_application(world: World) -> None:
    cookie = world.cookie()
    (sign_in_id,) = SignIns(world.settings).list_open()

    async def work(incoming: Any) -> None:
        await asyncio.sleep(EVERY_SECONDS)
        Accounts(world.settings.accounts_file).set_role("thu-ky", "viewer")
        for _ in range(40):
            if world.changed:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(EVERY_SECONDS * 2)
        await leave(incoming)

    talk(world, work, cookie=cookie)
    assert world.changed == [sign_in_id]
