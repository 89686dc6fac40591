"""The nginx of deploy/ in front of two real processes: TLS, websockets, sticky routing, compression.

The files are those that an administrator installs; only ports, names and the certificate are put in.
Needs Debian's nginx (and chromium for the walk); skipped, and says so, where there is none.
"""

import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Request, WebSocket, expect, sync_playwright

from access import audit_log
from tests.sample_store import import_samples
from tests.test_journeys import ARGUMENTS, CHROMIUM, PATIENCE, settle

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
# Shorter than what is waited for below: only the websocket's own, longer limit keeps it open.
READ_SECONDS = 10
NAME = "thidua.example.vn"
PASSWORD = "ba mươi con cò trắng bay"
# Between them they have every page and every act.
ACCOUNTS = {"kiem.tra": "auditor", "thu.ky": "secretary"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        NGINX is None,
        reason="nginx is not installed on this machine (Debian: apt-get install nginx)",
    ),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate"),
]


@dataclass(frozen=True)
class Site:
    """The running whole: where it answers, its two processes, and nginx's log of who served whom."""

    tls_port: int
    plain_port: int
    ports: tuple[int, int]
    processes: tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]
    log: Path
    store: Path

    @property
    def host(self) -> str:
        return f"{NAME}:{self.tls_port}"

    @property
    def address(self) -> str:
        return f"https://{self.host}"

    def list_served(self) -> list[tuple[str, str, str]]:
        """Route, process and address of every request so far."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [(line.split("|")[0], line.split("|")[1], line.split("|")[2]) for line in lines]


def find_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def write_nginx(folder: Path, tls: int, plain: int, ports: tuple[int, int]) -> Path:
    """The files of deploy/ with what an administrator sets; every replacement must hit."""
    conf = (DEPLOY / "dashboard.conf").read_text(encoding="utf-8")
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("https://$host$request_uri", f"https://$host:{tls}$request_uri"),
        ("127.0.0.1:8501", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8502", f"127.0.0.1:{ports[1]}"),
        ("/etc/nginx/dashboard.crt", str(folder / "site.crt")),
        ("/etc/nginx/dashboard.key", str(folder / "site.key")),
        ("proxy_read_timeout    120s", f"proxy_read_timeout    {READ_SECONDS}s"),
    ):
        assert conf.count(before) == 1, before
        conf = conf.replace(before, after)
    (folder / "dashboard.conf").write_text(conf, encoding="utf-8")
    for name in ("dashboard-proxy.inc", "dashboard-answers.inc"):
        shutil.copy(DEPLOY / name, folder / name)
    main = folder / "nginx.conf"
    temporary = "".join(
        f"  {name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"{'user root;' if os.getuid() == 0 else ''}\n"
        f"worker_processes 2;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        "events {}\nhttp {\n"
        "  types { text/html html; }\n"
        "  log_format served '$dashboard_route|$upstream_addr|$request_uri|$status';\n"
        f"  access_log {folder}/served.log served;\n{temporary}"
        f"  include {folder}/dashboard.conf;\n}}\n",
        encoding="utf-8",
    )
    return main


def make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
            *("-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(folder / "site.key")),
            *("-out", str(folder / "site.crt")),
        ],
        check=True,
        capture_output=True,
    )


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, f"process {process.args!r} ended with {process.returncode}"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site")
    make_certificate(made)
    return made


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = import_samples(tmp_path_factory.mktemp("samples"))
    tls, plain, first, second = find_ports(4)
    environment = {
        **os.environ,
        "STORE": str(store),
        "ACCESS_URL": f"https://{NAME}:{tls}",
        "STREAMLIT_SERVER_COOKIE_SECRET": "one secret for both processes of this test",
    }
    for name, role in ACCOUNTS.items():
        subprocess.run(
            [sys.executable, "-m", "access", "add", name, "--role", role, "--display-name", name],
            cwd=ROOT,
            env=environment,
            input=f"{PASSWORD}\n".encode(),
            check=True,
        )
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=(folder / f"stderr-{len(started)}.log").open("wb"),
        )
        started.append(process)
        return process

    try:
        dashboards = tuple(
            start(sys.executable, "-m", "server", "--port", str(port)) for port in (first, second)
        )
        main = write_nginx(folder, tls, plain, (first, second))
        nginx = start(str(NGINX), "-c", str(main), "-p", str(folder), "-g", "daemon off;")
        for port, process in zip((first, second, tls), (*dashboards, nginx), strict=True):
            wait_for(port, process)
        for port in (first, second):
            # What a first answer takes is no measure of a proxy's patience.
            urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe", timeout=60).read()
        log = folder / "served.log"
        yield Site(tls, plain, (first, second), (dashboards[0], dashboards[1]), log, store)
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def signed_in(site: Site) -> str:
    """The cookie of the auditor."""
    form = urlencode({"ten": "kiem.tra", "mat_khau": PASSWORD, "ve": "/"})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": site.address,
        # What somebody claims about where they are must not be believed.
        "X-Forwarded-For": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    response, _ = ask(site, "/dang-nhap", headers, form)
    assert response.status == 303, response.status
    cookies = response.headers.get_all("Set-Cookie") or []
    (cookie,) = [each for each in cookies if not each.startswith("dashboard_route=")]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite" in cookie
    return cookie.partition(";")[0]


def ask(
    site: Site, path: str, headers: Mapping[str, str] | None = None, form: str | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request over TLS by name, the certificate checked against the one that was made."""
    trusted = ssl.create_default_context(cafile=str(site.log.parent / "site.crt"))
    connection = http.client.HTTPSConnection(NAME, site.tls_port, timeout=60, context=trusted)
    connection._create_connection = lambda *_, **__: socket.create_connection(  # type: ignore[attr-defined]
        ("127.0.0.1", site.tls_port), timeout=60
    )
    connection.request("POST" if form else "GET", path, body=form, headers=dict(headers or {}))
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def read_route(response: http.client.HTTPResponse) -> str:
    cookies = response.headers.get_all("Set-Cookie") or []
    found = [cookie for cookie in cookies if cookie.startswith("dashboard_route=")]
    return found[0] if found else ""


def list_bundles(site: Site, cookie: str) -> list[str]:
    _, page = ask(site, "/", {"Cookie": cookie})
    return [f"/{name.lstrip('./')}" for name in re.findall(r'src="([^"]+\.js)"', page.decode())]


def test_plain_http_is_sent_to_tls(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.plain_port, timeout=30)
    connection.request("GET", "/coverage?nam=2024", headers={"Host": NAME})
    response = connection.getresponse()
    assert response.status == 301
    expected = f"https://{site.host}/coverage?nam=2024"
    assert response.headers["Location"] == expected
    assert read_route(response) == ""


def test_the_dashboard_is_told_the_true_address_of_a_visitor(site: Site, signed_in: str) -> None:
    acts = [act for act in audit_log.read(site.store) if act.action == "sign_in"]
    assert signed_in and acts
    assert acts[0].who == "kiem.tra" and acts[0].detail["address"] == "127.0.0.1"


def test_a_stranger_is_led_to_the_sign_in_page_and_gets_nothing_else(site: Site) -> None:
    for path in ("/", "/coverage", "/static/js/index.js", "/_stcore/host-config", "/media/x.csv"):
        response, body = ask(site, path, {"Accept": "text/html"})
        assert response.status in (303, 401, 403, 404), (path, response.status)
        assert b"streamlit" not in body.lower()
    assert ask(site, "/suc-khoe")[0].status == 200


def test_a_visitor_stays_with_one_process_and_both_are_used(site: Site, signed_in: str) -> None:
    routes = []
    for _ in range(24):
        response, _ = ask(site, "/", {"Cookie": signed_in})
        assert response.status == 200
        cookie = read_route(response)
        assert re.fullmatch(
            r"dashboard_route=[0-9a-f]{32}; Path=/; Secure; HttpOnly; SameSite=Lax", cookie
        )
        routes.append(cookie.partition(";")[0])
    for route in routes[:8]:
        for path in ("/", "/_stcore/health", "/_stcore/host-config"):
            response, _ = ask(site, path, {"Cookie": f"{signed_in}; {route}"})
            assert response.status == 200, path
            assert read_route(response) == ""
    served: dict[str, set[str]] = {}
    for route, process, _ in site.list_served():
        if process != "-":
            served.setdefault(route, set()).add(process)
    asked = {route.partition("=")[2] for route in routes}
    assert asked <= served.keys()
    assert all(len(served[route]) == 1 for route in asked)
    processes = {next(iter(served[route])) for route in asked}
    assert processes == {f"127.0.0.1:{port}" for port in site.ports}


def test_a_made_up_route_is_replaced_and_reaches_no_header_or_log(site: Site) -> None:
    response, _ = ask(site, "/", {"Cookie": "dashboard_route=../../x; a=b"})
    assert response.status < 500
    assert read_route(response).startswith("dashboard_route=")
    assert "../../x" not in str(response.headers) + site.log.read_text(encoding="utf-8")


def test_bundles_come_compressed_and_are_kept_for_long(site: Site, signed_in: str) -> None:
    (bundle, *_) = list_bundles(site, signed_in)
    plain, whole = ask(site, bundle, {"Cookie": signed_in})
    packed, small = ask(site, bundle, {"Accept-Encoding": "gzip", "Cookie": signed_in})
    assert packed.status == 200
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small) == whole
    assert len(small) < len(whole) / 2
    keep = packed.headers.get_all("Cache-Control")
    assert keep == ["private, max-age=31536000, immutable"]


def test_what_may_change_or_was_not_found_is_not_kept_for_long(site: Site, signed_in: str) -> None:
    (bundle, *_) = list_bundles(site, signed_in)
    for cookie in (signed_in, "a=b"):
        for path in ("/", "/coverage", "/static/js/missing.AAAAAAAA.js", "/_stcore/host-config"):
            response, _ = ask(site, path, {"Cookie": cookie})
            assert "max-age=31536000" not in str(response.headers.get_all("Cache-Control")), path
    # A stranger's way to the sign-in page must not be kept in place of the bundle.
    response, _ = ask(site, bundle)
    assert "max-age=31536000" not in str(response.headers.get_all("Cache-Control"))


def test_every_answer_says_that_only_tls_is_spoken(site: Site) -> None:
    for path in ("/", "/_stcore/health", "/nothing-here"):
        response, _ = ask(site, path)
        assert response.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
        assert "nginx/" not in response.headers["Server"]


def enter(site: Site, page: Page, name: str, path: str = "/") -> None:
    """Signs in as a person does, on the way to a page."""
    page.goto(f"{site.address}{path}")
    page.locator("#ten").fill(name)
    page.locator("#mat-khau").fill(PASSWORD)
    page.locator("form button").first.click()


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"],
        )
        opened = browser.new_page(
            viewport={"width": 1440, "height": 900}, locale="vi-VN", ignore_https_errors=True
        )
        opened.set_default_timeout(PATIENCE * 2)
        yield opened
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on this machine")
def test_a_walk_through_every_page_asks_no_other_host(site: Site, page: Page) -> None:
    asked: set[str] = set()
    sockets: list[WebSocket] = []

    def note(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            asked.add(urlsplit(request.url).netloc)

    page.context.on("request", note)
    page.on("websocket", lambda opened: sockets.append(opened))
    enter(site, page, "kiem.tra")
    expect(page.get_by_text("Số liệu đến").first).to_be_visible(timeout=PATIENCE * 2)
    settle(page)
    links = page.locator("[data-testid=stSidebarNavLink]")
    names = [name.strip() for name in links.all_inner_texts()]
    assert len(names) >= 16
    for place in range(len(names)):
        links.nth(place).click()
        page.wait_for_timeout(300)
        expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        expect(page.get_by_text("mã lỗi")).to_have_count(0)
    assert asked == {site.host}
    assert sockets and all(urlsplit(one.url).netloc in asked for one in sockets)
    assert all(one.url.startswith("wss://") for one in sockets)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on this machine")
def test_a_quiet_page_keeps_its_websocket_and_files_go_both_ways(site: Site, page: Page) -> None:
    sockets: list[WebSocket] = []
    page.on("websocket", lambda opened: sockets.append(opened))
    enter(site, page, "thu.ky", "/intake")
    expect(page.get_by_text("Số liệu đến").first).to_be_visible(timeout=PATIENCE * 2)
    settle(page)
    page.wait_for_timeout((READ_SECONDS + 3) * 1000)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "thu.xlsx", "mimeType": "application/octet-stream", "buffer": b"not a workbook"}
    )
    expect(page.get_by_text("thu.xlsx").first).to_be_visible(timeout=PATIENCE * 2)
    settle(page)
    assert len(sockets) == 1 and not sockets[0].is_closed()
    page.get_by_text("Mẫu báo cáo").first.click()
    settle(page)
    with page.expect_download(timeout=PATIENCE * 2) as taken:
        page.locator("[data-testid=stDownloadButton] button").first.click()
    assert Path(taken.value.path()).read_bytes()[:2] == b"PK"
    acts = [act for act in audit_log.read(site.store) if act.action == "downloaded"]
    assert [act.who for act in acts] == ["thu.ky"]
    assert acts[0].role in ("secretary", "Thư ký")
    assert acts[0].subject == taken.value.suggested_filename


def test_when_one_process_ends_its_visitors_are_served_by_the_other(
    site: Site, signed_in: str
) -> None:
    """Stands last: it ends a process of the site."""
    routes = [read_route(ask(site, "/suc-khoe")[0]).partition(";")[0] for _ in range(12)]
    site.processes[0].terminate()
    site.processes[0].wait(timeout=30)
    for route in routes:
        response, page = ask(site, "/", {"Cookie": f"{signed_in}; {route}"})
        assert response.status == 200 and b"<script" in page
