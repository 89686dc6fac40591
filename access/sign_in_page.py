"""The gate's own pages: small HTML in the dashboard's look, no script, no request to anywhere."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import quote

TITLE = "Thi đua văn hóa công sở – Sóc Trăng"
STYLE = """
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:#f3f5f8;
 color:#1b2733;font:1rem/1.5 'Source Sans','Segoe UI','Noto Sans',sans-serif}
main{width:100%;max-width:25rem;background:#fff;border:1px solid #d5dbe2;border-radius:6px;
 border-top:4px solid #1d5b96;padding:2rem}
.product{margin:0 0 .25rem;color:#4c5763;font-size:.95rem}
h1{margin:0 0 1.25rem;font-size:1.6rem;font-weight:650;line-height:1.25}
label{display:block;margin:1rem 0 .3rem;font-weight:600}
input{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:#fff;
 border:1px solid #77828e;border-radius:6px}
button,.button{display:block;width:100%;min-height:2.75rem;margin-top:1.5rem;padding:.6rem 1rem;
 font:inherit;font-weight:600;text-align:center;text-decoration:none;color:#fff;background:#1d5b96;
 border:1px solid #1d5b96;border-radius:6px;cursor:pointer}
.second{color:#1d5b96;background:#fff}
button:hover,.button:hover{background:#17497a;color:#fff}
:focus-visible{outline:3px solid #c4570b;outline-offset:2px}
.error,.said{margin:0 0 1rem;padding:.75rem 1rem;border-left:4px solid #b3261e;background:#fdeceb}
.said{border-color:#1d5b96;background:#eaf2fa}
.note{margin:1.5rem 0 0;color:#4c5763;font-size:.9rem}
a{color:#1d5b96}
@media (prefers-contrast:more){main{border-color:#1b2733}}
"""
STYLE_HASH = "sha256-" + b64encode(sha256(STYLE.encode()).digest()).decode()


def sign_in(
    return_to: str,
    *,
    error: str = "",
    said: str = "",
    name: str = "",
    has_local: bool = True,
    provider: str = "",
) -> str:
    """The form for name and password, the way to the provider, or both."""
    parts = [_said(error, said)]
    if has_local:
        parts.append(
            '<form method="post" action="/dang-nhap">'
            f'<input type="hidden" name="ve" value="{escape(return_to)}">'
            '<label for="ten">Tên đăng nhập</label>'
            '<input id="ten" name="ten" required maxlength="100" autocomplete="username" '
            f'autocapitalize="none" spellcheck="false" value="{escape(name)}"'
            f"{'' if name else ' autofocus'}>"
            '<label for="mat-khau">Mật khẩu</label>'
            '<input id="mat-khau" name="mat_khau" type="password" required maxlength="200" '
            f'autocomplete="current-password"{" autofocus" if name else ""}>'
            "<button>Đăng nhập</button></form>"
        )
    if provider:
        look = "button second" if has_local else "button"
        parts.append(
            f'<a class="{look}" href="/dang-nhap/tai-khoan-tinh?ve={quote(return_to, safe="")}">'
            f"{escape(provider)}</a>"
        )
    parts.append(
        '<p class="note">Quên mật khẩu hoặc chưa có tài khoản: liên hệ quản trị viên của cơ quan.</p>'
    )
    return _page("Đăng nhập", "".join(parts))


def sign_out() -> str:
    """The question before signing out, for who comes without the dashboard's own button."""
    return _page(
        "Đăng xuất",
        '<form method="post" action="/dang-xuat"><button>Đăng xuất</button></form>'
        '<a class="button second" href="/">Quay lại bảng điều khiển</a>',
    )


def new_password(*, error: str = "", said: str = "", name: str = "") -> str:
    """The form with which a person changes their own password."""
    fields = "".join(
        f'<label for="{field}">{label}</label><input id="{field}" name="{field}" type="password" '
        f'required maxlength="200" autocomplete="{kind}">'
        for field, label, kind in (
            ("mat_khau_cu", "Mật khẩu đang dùng", "current-password"),
            ("mat_khau_moi", "Mật khẩu mới (ít nhất 12 ký tự)", "new-password"),
            ("mat_khau_lai", "Nhập lại mật khẩu mới", "new-password"),
        )
    )
    return _page(
        "Đổi mật khẩu",
        f'{_said(error, said)}<form method="post" action="/doi-mat-khau">'
        f'<input type="hidden" name="ten" autocomplete="username" value="{escape(name)}">{fields}'
        "<button>Đổi mật khẩu</button></form>"
        '<a class="button second" href="/">Quay lại bảng điều khiển</a>',
    )


def refusal(title: str, sentence: str) -> str:
    """One sentence on why nothing is shown."""
    return _page(title, f'<p role="alert">{escape(sentence)}</p>')


def _said(error: str, said: str) -> str:
    if error:
        return f'<p class="error" role="alert">{escape(error)}</p>'
    return f'<p class="said" role="status">{escape(said)}</p>' if said else ""


def _page(heading: str, body: str) -> str:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{heading} – {TITLE}</title><style>{STYLE}</style></head><body><main>"
        f'<p class="product">{TITLE}</p><h1>{heading}</h1>{body}</main></body></html>'
    )
