"""Accounts, sign-ins and attempts: what is kept, what expires, what is slowed down."""

import io
import os
import sqlite3
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from access import passwords
from access.__main__ import main
from access.accounts import Accounts, WrongAccount
from access.attempts import Attempts
from access.ledger import LedgerUnreadable
from access.passwords import WeakPassword
from access.return_path import safe_path
from access.roles import ACTIONS, PAGES, ROLES, write_table
from access.settings import WrongSetting, read_settings
from access.sign_ins import SignIns

PASSWORD = "bốn con trâu gặm cỏ"


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashing at a fraction of its cost."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", hasher)
    monkeypatch.setattr(passwords, "NOBODY", hasher.hash("không ai cả"))


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setenv("ACCESS", str(tmp_path))
    made = Accounts(read_settings().accounts_file)
    made.add("thu-ky", "Nguyễn Thị Ánh", "secretary", PASSWORD)
    return made


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        (PASSWORD, True),
        # The same words from a keyboard that sends letters and accents apart.
        (unicodedata.normalize("NFD", PASSWORD), True),
        (PASSWORD + " ", False),
        (PASSWORD.upper(), False),
        ("", False),
        ("x" * 1_000_000, False),
    ],
)
def test_only_the_password_opens(accounts: Accounts, typed: str, opens: bool) -> None:
    assert (accounts.verify("thu-ky", typed) is not None) is opens
    assert accounts.verify("nguoi-khac", typed) is None


def test_neither_password_nor_token_is_in_the_file(accounts: Accounts) -> None:
    _, token = SignIns(read_settings()).start("thu-ky", "local", "127.0.0.1")
    files = [accounts.file, *accounts.file.parent.glob("*-wal")]
    kept = b"".join(file.read_bytes() for file in files)
    assert b"$argon2id$" in kept
    assert PASSWORD.encode() not in kept and token.encode() not in kept


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_the_file_is_its_owners_alone(accounts: Accounts) -> None:
    assert accounts.file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "password",
    ["ngắn quá", "aaaaaaaaaaaaaaaa", "matkhau12345", "Password12345", "123456789012", "x" * 201],
)
def test_a_weak_password_is_refused_with_a_sentence(accounts: Accounts, password: str) -> None:
    with pytest.raises(WeakPassword, match=r"[Mm]ật khẩu"):
        accounts.set_password("thu-ky", password)
    assert accounts.verify("thu-ky", PASSWORD) is not None


@pytest.mark.parametrize(
    ("name", "role", "email"),
    [
        ("", "viewer", None),
        ("có dấu", "viewer", None),
        ("a'; drop", "viewer", None),
        ("moi", "chu-tich", None),
        ("thu-ky", "viewer", None),
        ("THU-KY", "viewer", None),
        ("moi", "viewer", "không phải thư"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    accounts: Accounts, name: str, role: str, email: str | None
) -> None:
    with pytest.raises(WrongAccount):
        accounts.add(name, "Ai đó", role, PASSWORD, email)
    assert [one.name for one in accounts.list_all()] == ["thu-ky"]


def test_two_people_never_share_the_name_that_papers_say(accounts: Accounts) -> None:
    with pytest.raises(WrongAccount, match="phân biệt"):
        accounts.add("anh-2", "nguyễn  thị ÁNH", "viewer", PASSWORD)
    accounts.add("anh-2", "Nguyễn Thị Ánh (Sở Y tế)", "viewer", PASSWORD)


def test_a_sign_in_ends_idle_after_an_hour_and_always_after_ten(accounts: Accounts) -> None:
    clock = Clock()
    sign_ins = SignIns(read_settings(), clock)
    idle, token = sign_ins.start("thu-ky", "local", "127.0.0.1")
    clock.now += 3599
    assert sign_ins.find_by_token(token) is not None
    clock.now += 2
    assert sign_ins.find_by_token(token) is None and sign_ins.find(idle.sign_in_id) is None
    busy, token = sign_ins.start("thu-ky", "local", "127.0.0.1")
    for _ in range(19):
        clock.now += 1800
        found = sign_ins.find_by_token(token)
        assert found is not None
        sign_ins.touch(found)
    clock.now += 1801
    assert sign_ins.find_by_token(token) is None
    sign_ins.touch(busy)
    assert sign_ins.find_by_token(token) is None


@pytest.mark.parametrize("how", ["sign-out", "removed", "password", "ended"])
def test_a_sign_in_ends_on_the_server(accounts: Accounts, how: str) -> None:
    sign_ins = SignIns(read_settings())
    started, token = sign_ins.start("thu-ky", "local", "127.0.0.1")
    {
        "sign-out": lambda: sign_ins.end(started.sign_in_id),
        "removed": lambda: accounts.remove("thu-ky"),
        "password": lambda: accounts.set_password("thu-ky", PASSWORD + " khác"),
        "ended": lambda: accounts.end_sign_ins("thu-ky"),
    }[how]()
    assert sign_ins.find_by_token(token) is None
    assert sign_ins.find(started.sign_in_id) is None and sign_ins.list_open() == {}
    if how == "removed":
        accounts.add("thu-ky", "Người khác", "viewer", PASSWORD)
        assert sign_ins.find_by_token(token) is None


def test_the_role_of_a_sign_in_is_the_accounts_role_now(accounts: Accounts) -> None:
    sign_ins = SignIns(read_settings())
    started, _ = sign_ins.start("thu-ky", "local", "127.0.0.1")
    accounts.set_role("thu-ky", "viewer")
    found = sign_ins.find(started.sign_in_id)
    assert found is not None and found.role == "viewer"


def test_failures_slow_down_the_pair_first_then_person_and_address(accounts: Accounts) -> None:
    clock = Clock()
    attempts = Attempts(accounts.file, clock)
    assert [attempts.begin("thu-ky", "10.0.0.1") for _ in range(5)] == [0] * 5
    assert attempts.begin("thu-ky", "10.0.0.1") == 1
    # The person herself, at another address, is not kept out.
    assert attempts.begin("thu-ky", "10.0.0.2") == 0
    attempts.succeed("thu-ky", "10.0.0.2")
    waits = []
    for _ in range(14):
        clock.now += waits[-1] if waits else 1
        assert attempts.begin("thu-ky", "10.0.0.1") == 0
        waits.append(attempts.begin("thu-ky", "10.0.0.1"))
    assert waits[:4] == [2, 4, 8, 16] and waits[-1] == 900
    clock.now += 24 * 3600 + 1
    assert attempts.begin("thu-ky", "10.0.0.1") == 0
    for number in range(50):
        attempts.begin(f"ten-{number}", "10.0.0.3")
    assert attempts.begin("ten-moi", "10.0.0.3") > 0


def test_a_crowd_of_guesses_at_once_is_counted_one_by_one(accounts: Accounts) -> None:
    attempts = Attempts(accounts.file)
    allowed: list[int] = []
    guesses = [
        threading.Thread(target=lambda: allowed.append(attempts.begin("thu-ky", "10.0.0.1")))
        for _ in range(40)
    ]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join()
    # Five are free, and one more for each second that the crowd may have taken.
    assert len(allowed) == 40 and allowed.count(0) <= 8


def test_a_missing_or_damaged_file_opens_to_nobody(accounts: Accounts) -> None:
    sign_ins = SignIns(read_settings())
    accounts.file.write_bytes(b"khong phai sqlite" * 999)
    for file in accounts.file.parent.glob("*-wal"):
        file.unlink()
    with pytest.raises(LedgerUnreadable):
        sign_ins.find_by_token("x")
    accounts.file.unlink()
    with pytest.raises(LedgerUnreadable):
        sign_ins.find_by_token("x")
    assert not accounts.file.exists()


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/", "/"),
        ("/coverage?nam=2024&khoi=Kh%E1%BB%91i+1", "/coverage?nam=2024&khoi=Kh%E1%BB%91i+1"),
        ("/units?don_vi=Ánh", "/units?don_vi=%C3%81nh"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("", "/"),
        ("/a\\..\\b", "/"),
        ("/" + "a" * 5000, "/"),
        ('/x?"><script>', "/x?%22%3E%3Cscript%3E"),
        ("/x\r\nset-cookie:a=b", "/"),
        ("/@evil.example", "/@evil.example"),
        ("/x#//evil.example", "/x"),
    ],
)
def test_the_way_back_stays_on_this_host(asked: str, goes_to: str) -> None:
    assert safe_path(asked) == goes_to


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCESS_URL", "thidua.soctrang.gov.vn"),
        ("ACCESS_URL", "ftp://thidua.soctrang.gov.vn"),
        ("ACCESS_URL", "https://thidua.soctrang.gov.vn/thi-dua"),
        ("ACCESS_IDLE_MINUTES", "0"),
        ("ACCESS_IDLE_MINUTES", "nửa giờ"),
        ("ACCESS_HOURS", "1000"),
        ("ACCESS_HOURS", "-1"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"{name} là “{value}”"):
        read_settings({name: value})


def test_the_command_line_makes_changes_and_removes_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE", str(tmp_path / "store"))
    steps = [
        (("list",), "", 0, "đăng nhập chưa bật"),
        (("password", "a.nh"), f"{PASSWORD}\n", 1, "Chưa có tài khoản nào"),
        (("add", "a.nh", "--role", "secretary", "--display-name", "Ánh"), "ngắn\n", 1, "12"),
        (
            ("add", "a.nh", "--role", "secretary", "--display-name", "Ánh"),
            f"{PASSWORD}\n",
            0,
            "Ánh",
        ),
        (("add", "a.nh", "--role", "viewer"), f"{PASSWORD}\n", 1, "đã có"),
        (("add", "b", "--role", "chu-tich"), f"{PASSWORD}\n", 2, "invalid choice"),
        (("set-role", "a.nh", "auditor"), "", 0, "Kiểm tra, giám sát"),
        (("password", "a.nh"), f"{PASSWORD} mới\n", 0, "Đã đặt mật khẩu mới"),
        (("end-sessions", "a.nh"), "", 0, "0 phiên"),
        (("list",), "", 0, "a.nh\tKiểm tra, giám sát\tÁnh"),
        (("remove", "a.nh"), "", 0, "Đã xóa"),
        (("remove", "a.nh"), "", 1, "Không có tài khoản"),
        (("list",), "", 0, ""),
    ]
    for arguments, typed, status, words in steps:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        came_to = main(arguments)
        said = "".join(capsys.readouterr())
        assert (came_to, words in said) == (status, True), (arguments, said)
        assert PASSWORD not in said
    accounts = Accounts(tmp_path / "store-access" / "accounts.sqlite")
    with pytest.raises(WrongAccount):
        accounts.get("a.nh")


def test_the_table_of_roles_names_only_roles_and_every_page() -> None:
    from dashboard import MENU

    pages = {path for entries in MENU.values() for path, *_ in entries}
    assert pages == set(PAGES)
    assert all(allowed and allowed <= set(ROLES) for _, allowed in ACTIONS.values())
    assert all(allowed and allowed <= set(ROLES) for allowed in PAGES.values())


def test_the_docs_show_the_table_of_roles() -> None:
    docs = (Path(__file__).resolve().parents[1] / "docs" / "access.md").read_text("utf-8")
    # python -c "from access.roles import write_table; print(write_table())"
    assert docs.endswith(write_table())


def test_a_hash_of_old_costs_is_made_anew(accounts: Accounts) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    with sqlite3.connect(accounts.file) as connection:
        connection.execute("update accounts set password_hash = ?", (old,))
    connection.close()
    assert passwords.is_outdated(old)
    assert accounts.verify("thu-ky", PASSWORD) is not None
    with sqlite3.connect(accounts.file) as connection:
        (new,) = connection.execute("select password_hash from accounts").fetchone()
    connection.close()
    assert new != old and not passwords.is_outdated(new)
    assert accounts.verify("thu-ky", PASSWORD) is not None
