"""What is checked and said before the first visitor: is this start safe?"""

from collections.abc import Callable, Mapping
from typing import Any

from access.gate import SIGN_IN_HEADER
from access.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPEN = (
    "Chưa có tài khoản đăng nhập: chỉ máy này (127.0.0.1) mở được bảng điều khiển, và ai mở cũng làm "
    "được mọi việc. Bật đăng nhập: python -m access add TÊN --role secretary"
)
NOT_ALONE = (
    "Không khởi động: địa chỉ phục vụ là {address} nhưng chưa có tài khoản đăng nhập nào, nên ai trong "
    "mạng cũng vào được. Hãy tạo tài khoản bằng lệnh python -m access add TÊN --role administrator, "
    "hoặc bỏ server.address để chỉ phục vụ máy này."
)
NO_HEADER = (
    "Không khởi động: đã có tài khoản đăng nhập nhưng thiếu mục server.trustedUserHeaders trong "
    ".streamlit/config.toml, nên không phân biệt được người dùng. Hãy khởi động từ thư mục của phần "
    "mềm, với tệp cấu hình đi kèm."
)


class UnsafeStart(SystemExit):
    """A start that is refused; the text is for the operator."""


def check_start(
    settings: Settings, address: str | None, trusted: Any, say: Callable[[str], None] = print
) -> None:
    """Says that nobody has to sign in where that is so; raises UnsafeStart where it must not be."""
    if not settings.is_switched_on:
        if address not in LOOPBACK:
            raise UnsafeStart(NOT_ALONE.format(address=address or "0.0.0.0"))
        say(OPEN)
        return
    names = trusted if isinstance(trusted, Mapping) else {}
    if SIGN_IN_HEADER.decode() not in {str(name).lower() for name in names}:
        raise UnsafeStart(NO_HEADER)
