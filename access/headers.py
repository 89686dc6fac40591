"""Security headers of every answer, and how long a browser may keep it."""

import re
from collections.abc import Iterable

Header = tuple[bytes, bytes]

# Streamlit's bundles carry a hash of their content in the name: what is kept is never outdated.
HASHED = re.compile(r"/static/(?:js|css|media)/[^/]+\.[\w-]{8,}\.\w+$")
KEEP = b"private, max-age=31536000, immutable"
NO_STORE = b"no-store"

# Of this origin only. Styles are written into elements by the grid and the charts, which a hash
# cannot name; scripts are not. Workers and pictures are made in the browser from what it has.
DASHBOARD = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "media-src 'self' blob:; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SIGN_IN = (
    "default-src 'none'; style-src {styles}; img-src data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
        b"clipboard-read=(), clipboard-write=(self), fullscreen=(self)",
    ),
)
HSTS = (b"strict-transport-security", b"max-age=31536000")


def dashboard_policy(script_hashes: Iterable[str]) -> bytes:
    """The content security policy of the dashboard; hashes as `sha256-…` of its inline scripts."""
    return DASHBOARD.format(scripts="".join(f" '{one}'" for one in script_hashes)).encode()


def sign_in_policy(style_hash: str) -> bytes:
    """The policy of the gate's own pages: no script at all."""
    return SIGN_IN.format(styles=f"'{style_hash}'").encode()


def secure(
    headers: Iterable[Header], path: str, policy: bytes, is_behind_tls: bool
) -> list[Header]:
    """The headers of an answer with the security ones in place of any that were there."""
    headers = list(headers)
    own = [*ALWAYS, (b"content-security-policy", policy)]
    # For a file that it lacks, Streamlit answers its page, and that with 200.
    is_page = any(n.lower() == b"content-type" and v.startswith(b"text/html") for n, v in headers)
    is_kept = HASHED.search(path) is not None and not is_page
    own.append((b"cache-control", KEEP if is_kept else NO_STORE))
    if is_behind_tls:
        own.append(HSTS)
    named = {name for name, _ in own}
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in named]
    return [*((n, _cookie(v, is_behind_tls) if n == b"set-cookie" else v) for n, v in kept), *own]


def _cookie(value: bytes, is_behind_tls: bool) -> bytes:
    """A cookie of the application behind the gate, not sent along from other sites."""
    folded = value.lower()
    if b"samesite" not in folded:
        value += b"; SameSite=Lax"
    if is_behind_tls and b"; secure" not in folded:
        value += b"; Secure"
    return value
