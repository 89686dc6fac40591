"""A running server with accounts: every page for every role, and every way around the gate."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from access.accounts import Accounts
from access.roles import PAGES, ROLES
from access.settings import read_settings
from access.sign_ins import SignIns
from tests.browserless import Visitor

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "bốn con trâu gặm cỏ"
NAMES = {role: f"Người {words}" for role, words in ROLES.items()}
REFUSED = "không xem được trang"


class Server:
    """The dashboard on a free port over a store in which nothing was accepted yet."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.environment = {"STORE": str(folder / "store"), **environment}
        (folder / "store" / "snapshots").mkdir(parents=True)
        self.settings = read_settings(self.environment)
        self.accounts = Accounts(self.settings.accounts_file)
        self.sign_ins = SignIns(self.settings)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        """Waits until the health check answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
            + [f"--server.port={self.port}", "--server.headless=true"],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=(self.settings.folder / "errors.log").open("wb"),
        )
        for _ in range(600):
            try:
                if Visitor(self.port).ask("/suc-khoe")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start within a minute")

    def visitor(self, role: str) -> Visitor:
        """Somebody of a role, signed in anew."""
        return Visitor(self.port).sign_in(role, PASSWORD)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("access"))
    for role in ROLES:
        made.accounts.add(role, NAMES[role], role, PASSWORD)
    made.accounts.add("changing", "Người đổi vai", "secretary", PASSWORD)
    made.start()
    yield made
    made.process.terminate()
    made.process.wait(timeout=20)


@pytest.fixture(scope="module")
def visitors(server: Server) -> dict[str, Visitor]:
    return {role: server.visitor(role) for role in ROLES}


@pytest.mark.parametrize("role", list(ROLES))
def test_each_role_has_its_pages_in_the_menu_and_by_every_way(
    visitors: dict[str, Visitor], role: str
) -> None:
    visitor = visitors[role]
    for path, allowed in PAGES.items():
        name = path.rpartition("/")[2]
        # The document and its parts are the same for all who are signed in; pages come by websocket.
        assert visitor.ask(f"/{name}")[0] == 200
        with visitor.talk() as talk:
            by_address = talk.open_page(name)
            mine = {one.rpartition("/")[2] for one, roles in PAGES.items() if role in roles}
            assert {one or "overview" for one in talk.menu} == mine
            # And once more, by the number of the page rather than its address.
            by_number = talk.rerun()
        for said in (by_address, by_number):
            assert (REFUSED in said) is (role not in allowed), (path, role)
            assert NAMES[role] in said


def test_a_strangers_websocket_gets_no_further_than_the_handshake(server: Server) -> None:
    stranger = Visitor(server.port)
    ways = [
        {},
        {"cookie": "phien=abc"},
        {"x-access-sign-in": next(iter(server.sign_ins.list_open()), "abc")},
    ]
    for way in ways:
        with pytest.raises(InvalidStatus) as refused, stranger.talk(**way):
            pass
        assert refused.value.response.status_code == 403
    for path in ("/", "/_stcore/health", "/_stcore/metrics", "/static/index.html", "/media/1.pdf"):
        assert stranger.ask(path)[0] == 401
        assert stranger.ask(path, accept="text/html")[0] in (303, 401)


def test_a_made_file_answers_the_sign_in_that_made_it_alone(
    server: Server, visitors: dict[str, Visitor]
) -> None:
    secretary = visitors["secretary"]
    with secretary.talk() as talk:
        talk.open_page("intake", "muc=M%E1%BA%ABu+b%C3%A1o+c%C3%A1o")
        file_id = talk.downloads[0]
        address = talk.take(file_id)
        assert address.startswith("/media/")
        status, heads, body = secretary.ask(address)
        assert status == 200 and body[:2] == b"PK" and heads["cache-control"] == "no-store"
        others = [*(visitors[role] for role in ROLES if role != "secretary")]
        for other in (*others, server.visitor("secretary")):
            assert other.ask(address)[0] == 404
        assert Visitor(server.port).ask(address)[0] == 401
        # Who knows the number of the download has it made, but does not get it.
        with visitors["viewer"].talk() as viewer:
            viewer.open_page("overview")
            assert visitors["viewer"].ask(viewer.take(file_id) or "/media/none")[0] == 404


def test_another_sessions_id_is_of_no_use(server: Server, visitors: dict[str, Visitor]) -> None:
    secretary = visitors["secretary"]
    with secretary.talk() as talk:
        talk.open_page("intake")
        session_id = talk.session_id
        for other in (visitors["viewer"], visitors["auditor"], server.visitor("secretary")):
            with other.talk(session_id) as taken:
                taken.open_page("overview")
                assert taken.session_id and taken.session_id != session_id
    # Its own person goes on with it after the connection was lost.
    with secretary.talk(session_id) as again:
        again.open_page("intake")
        assert again.session_id == session_id
    for other in (visitors["viewer"], visitors["auditor"]):
        with other.talk(session_id) as taken:
            taken.open_page("overview")
            assert taken.session_id != session_id


def test_an_upload_goes_to_a_session_of_ones_own_and_a_role_that_uploads(
    server: Server, visitors: dict[str, Visitor]
) -> None:
    body = (
        b'--b\r\ncontent-disposition: form-data; name="f"; filename="a.csv"\r\n\r\na\r\n--b--\r\n'
    )

    def put(visitor: Visitor, session_id: str) -> int:
        _, heads, _ = visitor.ask("/_stcore/health")
        xsrf = heads["set-cookie"].split(";")[0]
        assert "SameSite=Lax" in heads["set-cookie"]
        return visitor.ask(
            f"/_stcore/upload_file/{session_id}/1",
            "PUT",
            body,
            content_type="multipart/form-data; boundary=b",
            cookie=xsrf,
            x_xsrftoken=xsrf.partition("=")[2],
        )[0]

    with visitors["secretary"].talk() as talk, visitors["viewer"].talk() as viewed:
        talk.open_page("intake")
        viewed.open_page("overview")
        assert put(visitors["secretary"], talk.session_id) == 204
        for other in (visitors["viewer"], visitors["auditor"], server.visitor("secretary")):
            assert put(other, talk.session_id) == 404
        assert put(visitors["viewer"], viewed.session_id) == 404
        assert (
            Visitor(server.port).ask(f"/_stcore/upload_file/{talk.session_id}/1", "PUT")[0] == 401
        )


def test_a_changed_role_is_in_force_on_an_open_page_within_two_seconds(server: Server) -> None:
    visitor = server.visitor("changing")
    with visitor.talk() as talk:
        assert REFUSED not in talk.open_page("intake")
        for role, refused in (("viewer", True), ("auditor", False), ("member", True)):
            server.accounts.set_role("changing", role)
            began = time.monotonic()
            # Nobody clicks: the server runs the page by itself.
            said = talk.listen(20)
            took = time.monotonic() - began
            assert (REFUSED in said) is refused and ROLES[role] in said
            # Two seconds on a machine of its own; here others use it too.
            assert took < float(os.environ.get("ACCESS_LIMIT_SECONDS", "10")), took
        # Whatever the page says, the next click asks again.
        assert REFUSED in talk.rerun()


@pytest.mark.parametrize("how", ["sign-out", "end-sessions"])
def test_an_ended_sign_in_leaves_its_page_and_cannot_come_back(server: Server, how: str) -> None:
    visitor = server.visitor("member")
    with visitor.talk() as talk:
        talk.open_page("overview")
        session_id = talk.session_id
        began = time.monotonic()
        if how == "sign-out":
            assert visitor.ask("/dang-xuat", "POST")[0] == 303
        else:
            server.accounts.end_sign_ins("member")
        said = talk.listen(20)
        assert "/dang-nhap?da=het-phien" in said
        assert time.monotonic() - began < float(os.environ.get("ACCESS_LIMIT_SECONDS", "10"))
        assert talk.listen(5) == ""
    for reconnect in ("", session_id):
        with pytest.raises(InvalidStatus), visitor.talk(reconnect):
            pass
    assert visitor.ask("/")[0] == 401
    # The same person, signed in anew, does not get the old session's state either.
    with server.visitor("member").talk(session_id) as anew:
        anew.open_page("overview")
        assert anew.session_id != session_id


def test_two_sign_ins_of_one_person_end_apart(server: Server) -> None:
    first, second = server.visitor("administrator"), server.visitor("administrator")
    assert first.ask("/dang-xuat", "POST")[0] == 303
    assert first.ask("/")[0] == 401 and second.ask("/")[0] == 200


def test_every_answer_of_the_real_server_is_secured(visitors: dict[str, Visitor]) -> None:
    secretary = visitors["secretary"]
    _, _, index = secretary.ask("/")
    parts = re.findall(rb'(?:src|href)="\.(/static/[^"]+)"', index)
    assert len(parts) > 50
    for path in ["/", "/_stcore/health", "/_stcore/host-config", *(p.decode() for p in parts[:8])]:
        status, heads, _ = secretary.ask(path)
        assert status == 200
        assert "default-src 'none'" in heads["content-security-policy"]
        kept = "immutable" in heads["cache-control"]
        assert kept is path.startswith("/static/"), path


def test_a_start_for_everybody_without_accounts_ends_with_a_sentence(tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless=true"]
        + ["--server.port=0", "--server.address=0.0.0.0"],
        cwd=ROOT,
        env={**os.environ, "STORE": str(tmp_path / "store")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert started.returncode != 0
    said = started.stdout + started.stderr
    assert "chưa có tài khoản đăng nhập nào" in said and "Traceback" not in said
