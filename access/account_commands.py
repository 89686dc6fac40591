"""The commands of accounts: `python -m access add|list|set-role|remove|password|end-sessions`.

Passwords come from the terminal or, for automation, one line of standard input; never as an argument,
which every process of the machine could read.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from access import passwords, roles
from access.accounts import Accounts, WrongAccount
from access.ledger import LedgerUnreadable
from access.note import note
from access.settings import WrongSetting, read_settings

COMMAND_LINE = "dòng lệnh"


def add_commands(commands: Any) -> None:
    """Adds the commands to those of a parser."""
    adding = commands.add_parser("add", help="tạo tài khoản; tài khoản đầu tiên bật đăng nhập")
    adding.add_argument("name", metavar="TÊN", help="tên đăng nhập, không dấu")
    adding.add_argument("--role", required=True, choices=list(roles.ROLES), help="vai trò")
    adding.add_argument("--display-name", default="", metavar="HỌ_TÊN", help="họ và tên hiển thị")
    adding.add_argument(
        "--email", metavar="ĐỊA_CHỈ", help="thư điện tử mà hệ thống tài khoản tỉnh báo"
    )
    adding.add_argument(
        "--no-password", action="store_true", help="chỉ vào được bằng tài khoản của tỉnh"
    )
    adding.set_defaults(run=_answer(add))
    listing = commands.add_parser("list", help="liệt kê tài khoản")
    listing.set_defaults(run=_answer(list_all))
    for name, run, help_words in (
        ("set-role", set_role, "đổi vai trò, có hiệu lực ngay trên trang đang mở"),
        ("remove", remove, "xóa tài khoản và kết thúc các phiên của nó"),
        ("password", password, "đặt mật khẩu mới và kết thúc các phiên đang mở"),
        ("end-sessions", end_sessions, "kết thúc các phiên đang mở của một tài khoản"),
    ):
        parser = commands.add_parser(name, help=help_words)
        parser.add_argument("name", metavar="TÊN")
        if name == "set-role":
            parser.add_argument("role", choices=list(roles.ROLES), metavar="VAI_TRÒ")
        parser.set_defaults(run=_answer(run))


def add(accounts: Accounts, parsed: argparse.Namespace) -> str:
    """Makes an account."""
    secret = None if parsed.no_password else _ask_password()
    made = accounts.add(parsed.name, parsed.display_name, parsed.role, secret, parsed.email)
    note("account_changed", "done", who=COMMAND_LINE, subject=made.name, detail={"role": made.role})
    return f"Đã tạo tài khoản {made.name} ({made.display_name}), vai trò {roles.ROLES[made.role]}."


def list_all(accounts: Accounts, _: argparse.Namespace) -> str:
    """The accounts, one a line."""
    if not accounts.file.exists():
        return "Chưa có tài khoản nào; đăng nhập chưa bật, chỉ máy này mở được bảng điều khiển."
    return "\n".join(
        f"{one.name}\t{roles.ROLES[one.role]}\t{one.display_name}\t{one.email or ''}\t"
        f"{'mật khẩu' if one.has_password else 'tài khoản tỉnh'}"
        for one in accounts.list_all()
    )


def set_role(accounts: Accounts, parsed: argparse.Namespace) -> str:
    """Gives another role."""
    accounts.set_role(parsed.name, parsed.role)
    detail = {"role": parsed.role}
    note("account_changed", "done", who=COMMAND_LINE, subject=parsed.name, detail=detail)
    return f"Từ nay {parsed.name} có vai trò {roles.ROLES[parsed.role]}."


def remove(accounts: Accounts, parsed: argparse.Namespace) -> str:
    """Removes an account."""
    accounts.remove(parsed.name)
    detail = {"change": "removed"}
    note("account_changed", "done", who=COMMAND_LINE, subject=parsed.name, detail=detail)
    return f"Đã xóa tài khoản {parsed.name}; các phiên của tài khoản này đã kết thúc."


def password(accounts: Accounts, parsed: argparse.Namespace) -> str:
    """Sets a new password."""
    accounts.get(parsed.name)
    accounts.set_password(parsed.name, _ask_password())
    detail = {"change": "password"}
    note("account_changed", "done", who=COMMAND_LINE, subject=parsed.name, detail=detail)
    return f"Đã đặt mật khẩu mới cho {parsed.name}; các phiên đang mở đã kết thúc."


def end_sessions(accounts: Accounts, parsed: argparse.Namespace) -> str:
    """Ends what is open."""
    count = accounts.end_sign_ins(parsed.name)
    note("session_ended", "done", who=COMMAND_LINE, subject=parsed.name, detail={"count": count})
    return f"Đã kết thúc {count} phiên của {parsed.name}."


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mật khẩu: ")
    if getpass.getpass("Nhập lại: ") != first:
        raise WrongAccount("Hai lần nhập không giống nhau.")
    return first


def _answer(work: Any) -> Any:
    """A command that prints a sentence, whatever comes of it."""

    def run(parsed: argparse.Namespace) -> int:
        try:
            accounts = Accounts(read_settings().accounts_file)
            if parsed.command not in ("add", "list") and not accounts.file.exists():
                raise WrongAccount("Chưa có tài khoản nào.")
            print(work(accounts, parsed))
            return 0
        except (WrongAccount, WrongSetting, passwords.WeakPassword) as wrong:
            print(wrong, file=sys.stderr)
        except LedgerUnreadable:
            print("Không đọc được tệp tài khoản.", file=sys.stderr)
        return 1

    return run
