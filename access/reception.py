"""What a stranger may say: name and password, sign-out, a new password. Answers are small pages."""

import asyncio
import logging
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from access import accounts, ledger, passwords, sign_in_page
from access.accounts import Accounts
from access.answers import Answer, Request
from access.attempts import Attempts
from access.oidc import Journeys, SignInFailed, read_provider
from access.return_path import safe_path
from access.roles import ROLES
from access.settings import Settings
from access.sign_ins import SignIn, SignIns

log = logging.getLogger("access")

SIGN_IN, SIGN_OUT, NEW_PASSWORD = "/dang-nhap", "/dang-xuat", "/doi-mat-khau"
PROVIDER, CALLBACK = f"{SIGN_IN}/tai-khoan-tinh", f"{SIGN_IN}/tai-khoan-tinh/ve"
# Ties the way back from the provider to the browser that set out.
BINDING = "phien_di"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
ELSEWHERE = "Yêu cầu này đến từ một trang khác nên không được nhận. Hãy mở lại trang rồi thử lại."
SAID = {
    "het-phien": "Phiên đăng nhập đã hết hạn hoặc đã kết thúc. Hãy đăng nhập lại.",
    "da-xuat": "Đã đăng xuất.",
}

# Addresses that nobody opens as a page.
PARTS = ("/static/", "/_stcore/", "/media/", "/component/", "/favicon")

Note = Callable[..., None]


class Reception:
    """The gate's own pages over one set of accounts."""

    def __init__(self, settings: Settings, sign_ins: SignIns, note: Note) -> None:
        self.settings = settings
        self.sign_ins = sign_ins
        self.accounts = Accounts(settings.accounts_file)
        self.attempts = Attempts(settings.accounts_file)
        self.note = note
        found = read_provider(settings.provider_file)
        self.provider = "" if found is None else found.label
        self.journeys = None if found is None else Journeys(found, settings.accounts_file)
        if found is not None:
            ledger.create(settings.accounts_file)
        # Each hash takes 64 MiB: a crowd of guesses must not take all memory.
        self._hashing = asyncio.Semaphore(2)

    @property
    def cookie(self) -> str:
        """The name of the cookie; with its prefix browsers refuse it from anybody else."""
        return "__Host-phien" if self.settings.is_behind_tls else "phien"

    def token(self, request: Request) -> str:
        """The token that came along, empty where none did."""
        return _cookie_of(request, self.cookie)

    def find(self, request: Request) -> SignIn | None:
        """The open sign-in of a request."""
        token = self.token(request)
        return self.sign_ins.find_by_token(token) if token else None

    def ask(self, request: Request) -> Answer:
        """The way to the sign-in page for a stranger, who returns to what was asked for."""
        if request.wants_page and not request.path.startswith(PARTS):
            asked = quote(safe_path(request.path_and_query), safe="")
            return Answer.redirect(f"{SIGN_IN}?ve={asked}")
        return Answer.text(401, "Chưa đăng nhập hoặc phiên đăng nhập đã kết thúc.")

    async def sign_in(self, request: Request) -> Answer:
        """The form, and what was typed into it."""
        if request.method in ("GET", "HEAD"):
            return self._form(request)
        if request.method != "POST":
            return Answer.text(405, "Không dùng được cách gọi này.")
        if not request.is_from_here:
            return Answer.page(403, sign_in_page.refusal("Đăng nhập", ELSEWHERE))
        fields = await _fields(request)
        name, return_to = fields.get("ten", "").strip()[:100], safe_path(fields.get("ve", "/"))
        seconds = await asyncio.to_thread(self.attempts.begin, name, request.address)
        if seconds:
            self.note(
                "sign_in", "refused", who=name, detail={"address": request.address, "wait": seconds}
            )
            words = f"Đã nhập sai nhiều lần. Hãy thử lại sau {seconds} giây."
            answer = self._again(429, return_to, words, name)
            return answer.with_header("retry-after", str(seconds))
        async with self._hashing:
            found = await asyncio.to_thread(self.accounts.verify, name, fields.get("mat_khau", ""))
        if found is None:
            self.note("sign_in", "refused", who=name, detail={"address": request.address})
            return self._again(401, return_to, WRONG, name)
        await asyncio.to_thread(self.attempts.succeed, name, request.address)
        return await self.open(request, found.name, accounts.LOCAL, return_to)

    async def go_to_provider(self, request: Request) -> Answer:
        """The way to the province's own sign-in."""
        redirect_uri = self._redirect_uri(request)
        if self.journeys is None or request.method != "GET" or not redirect_uri:
            return Answer.redirect(SIGN_IN)
        return_to = safe_path(parse_qs(request.query).get("ve", ["/"])[0])
        try:
            address, binding = await self.journeys.begin(return_to, redirect_uri)
        except SignInFailed as failed:
            log.exception("the provider cannot be asked")
            return self._again(502, return_to, str(failed), "")
        return Answer.redirect(address).with_header("set-cookie", self._binding(binding))

    async def come_back(self, request: Request) -> Answer:
        """Somebody whom the provider sent back."""
        if self.journeys is None or request.method != "GET":
            return Answer.redirect(SIGN_IN)
        answer = dict(parse_qsl(request.query, max_num_fields=20))
        try:
            who, return_to = await self.journeys.finish(
                answer, _cookie_of(request, BINDING), self._redirect_uri(request)
            )
        except SignInFailed as failed:
            log.exception("the provider's answer lets nobody in")
            self.note("sign_in", "refused", who="", detail={"address": request.address})
            return self._again(401, "/", str(failed), "").with_header(
                "set-cookie", self._binding("")
            )
        found = await asyncio.to_thread(self.accounts.admit, who)
        if found is None:
            known = who.email or who.display_name or who.subject
            self.note("sign_in", "refused", who=known, detail={"address": request.address})
            words = (
                f"Tài khoản {known} chưa được giao vai trò nào ở đây. Hãy liên hệ quản trị viên."
            )
            return self._again(403, "/", words, "").with_header("set-cookie", self._binding(""))
        opened = await self.open(request, found.name, accounts.PROVIDER, return_to)
        return opened.with_header("set-cookie", self._binding(""))

    def _redirect_uri(self, request: Request) -> str:
        """Where the provider sends people back to; never a host that a request made up."""
        if self.settings.public_url:
            return self.settings.public_url + CALLBACK
        host = request.header("host")
        name = host.rpartition(":")[0] or host
        return f"http://{host}{CALLBACK}" if name in ("127.0.0.1", "localhost") else ""

    def _binding(self, value: str) -> str:
        secure = "; Secure" if self.settings.is_behind_tls else ""
        age = 600 if value else 0
        return f"{BINDING}={value}; Path={SIGN_IN}; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"

    async def open(self, request: Request, name: str, method: str, return_to: str) -> Answer:
        """Opens a sign-in for somebody who has shown who they are, and ends the one before."""
        before = self.find(request)
        started, token = await asyncio.to_thread(self.sign_ins.start, name, method, request.address)
        # First written down, then handed out.
        self.note(
            "sign_in",
            "done",
            who=started.display_name,
            role=ROLES[started.role],
            subject=started.name,
            detail={"address": request.address, "method": method},
        )
        if before is not None:
            await asyncio.to_thread(self.sign_ins.end, before.sign_in_id, "signed in again")
        return Answer.redirect(return_to).with_header("set-cookie", self._cookie(token))

    async def sign_out(self, request: Request) -> Answer:
        """The question, and ending the sign-in on the server."""
        if request.method in ("GET", "HEAD"):
            return Answer.page(200, sign_in_page.sign_out())
        if request.method != "POST" or not request.is_from_here:
            return Answer.page(403, sign_in_page.refusal("Đăng xuất", ELSEWHERE))
        found = self.find(request)
        if found is not None:
            await asyncio.to_thread(self.sign_ins.end, found.sign_in_id)
            self.note("sign_out", "done", who=found.display_name, role=ROLES[found.role])
        return Answer.redirect(f"{SIGN_IN}?da=da-xuat").with_header("set-cookie", self._cookie(""))

    async def new_password(self, request: Request, person: SignIn) -> Answer:
        """The form for a new password; the old one is asked for, and slowed down like a sign-in."""
        if request.method in ("GET", "HEAD"):
            return Answer.page(200, sign_in_page.new_password(name=person.name))
        if request.method != "POST" or not request.is_from_here:
            return Answer.page(403, sign_in_page.refusal("Đổi mật khẩu", ELSEWHERE))
        fields = await _fields(request)
        error = await self._change(request, person, fields)
        if error:
            return Answer.page(400, sign_in_page.new_password(error=error, name=person.name))
        # Every sign-in of the old password is over, this one too.
        said = "Đã đổi mật khẩu. Hãy đăng nhập bằng mật khẩu mới."
        page = sign_in_page.sign_in("/", said=said, name=person.name, provider=self.provider)
        return Answer.page(200, page).with_header("set-cookie", self._cookie(""))

    async def _change(self, request: Request, person: SignIn, fields: dict[str, str]) -> str:
        new = fields.get("mat_khau_moi", "")
        if new != fields.get("mat_khau_lai", ""):
            return "Hai lần nhập mật khẩu mới không giống nhau."
        seconds = await asyncio.to_thread(self.attempts.begin, person.name, request.address)
        if seconds:
            return f"Đã nhập sai nhiều lần. Hãy thử lại sau {seconds} giây."
        async with self._hashing:
            old = fields.get("mat_khau_cu", "")
            known = await asyncio.to_thread(self.accounts.verify, person.name, old)
        if known is None:
            self._note_change("refused", person)
            return "Mật khẩu đang dùng không đúng."
        await asyncio.to_thread(self.attempts.succeed, person.name, request.address)
        try:
            async with self._hashing:
                await asyncio.to_thread(self.accounts.set_password, person.name, new)
        except passwords.WeakPassword as weak:
            return str(weak)
        self._note_change("done", person)
        return ""

    def _note_change(self, outcome: str, person: SignIn) -> None:
        self.note(
            "account_changed",
            outcome,
            who=person.display_name,
            role=ROLES[person.role],
            subject=person.name,
            detail={"change": "password"},
        )

    def _form(self, request: Request) -> Answer:
        query = parse_qs(request.query)
        came_from = urlsplit(request.header("referer"))
        before = "/"
        if came_from.netloc == request.header("host") and not came_from.path.startswith("/da"):
            # A page that was left because its sign-in ended: back to it.
            before = came_from.path + (f"?{came_from.query}" if came_from.query else "")
        return_to = safe_path(query.get("ve", [before])[0])
        said = SAID.get(query.get("da", [""])[0], "")
        return Answer.page(200, self._page(return_to, said=said))

    def _again(self, status: int, return_to: str, error: str, name: str) -> Answer:
        return Answer.page(status, self._page(return_to, error=error, name=name))

    def _page(self, return_to: str, *, error: str = "", said: str = "", name: str = "") -> str:
        return sign_in_page.sign_in(
            return_to,
            error=error,
            said=said,
            name=name,
            has_local=not self.provider or self.accounts.has_passwords(),
            provider=self.provider,
        )

    def _cookie(self, token: str) -> str:
        secure = "; Secure" if self.settings.is_behind_tls else ""
        gone = "" if token else "; Max-Age=0"
        return f"{self.cookie}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{gone}"


def _cookie_of(request: Request, name: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(request.header("cookie"))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


async def _fields(request: Request) -> dict[str, str]:
    body = await request.body()
    return dict(
        parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    )
