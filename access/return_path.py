"""Where a person goes after signing in: the deep link that was asked for, never another host."""

from urllib.parse import quote, urlsplit

LONGEST = 2000


def safe_path(asked: str) -> str:
    """The path and query if they stay on this host, else the start page."""
    if len(asked) > LONGEST or not asked.startswith("/") or asked[1:2] in ("/", "\\"):
        return "/"
    # Browsers drop control characters and take `\` for `/`, which may turn a path into a host.
    if any(letter <= " " or letter in "\\\x7f" for letter in asked):
        return "/"
    try:
        parts = urlsplit(asked)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path[1:2] == "/":
        return "/"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path
