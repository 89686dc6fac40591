"""Requests and answers of the gate's own pages, as far as it needs them, in plain ASGI."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

Scope = dict[str, Any]
LONGEST_BODY = 16_384


class TooLong(ValueError):
    """A form that is larger than any honest one."""


class Request:
    """One http request or websocket handshake."""

    def __init__(self, scope: Scope, receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self.scope = scope
        self.path: str = scope["path"]
        self.query: str = scope.get("query_string", b"").decode("latin-1")
        self.method: str = scope.get("method", "GET")
        self._receive = receive

    def header(self, name: str) -> str:
        """The first header of a name, empty where there is none."""
        wanted = name.encode()
        for key, value in self.scope["headers"]:
            if key.lower() == wanted:
                return bytes(value).decode("latin-1")
        return ""

    @property
    def address(self) -> str:
        """The address of the person's machine, as the server knows it."""
        client = self.scope.get("client")
        return str(client[0]) if client else ""

    @property
    def path_and_query(self) -> str:
        """What was asked for, as a browser wrote it."""
        raw: bytes = self.scope.get("raw_path") or self.path.encode()
        path = raw.split(b"?")[0].decode("latin-1")
        return f"{path}?{self.query}" if self.query else path

    @property
    def wants_page(self) -> bool:
        """Whether a person is looking for a page, rather than a page for its parts."""
        if self.method not in ("GET", "HEAD") or self.scope["type"] != "http":
            return False
        mode = self.header("sec-fetch-mode")
        return mode == "navigate" if mode else "text/html" in self.header("accept")

    @property
    def is_from_here(self) -> bool:
        """Whether a form was sent by a page of this host, by the two headers that no page can set."""
        site = self.header("sec-fetch-site")
        if site and site not in ("same-origin", "none"):
            return False
        origin = self.header("origin")
        return not origin or urlsplit(origin).netloc.lower() == self.header("host").lower()

    async def body(self) -> bytes:
        """The whole body; raises TooLong beyond LONGEST_BODY bytes."""
        taken: bytes = b""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                return taken
            taken += bytes(message.get("body", b""))
            if len(taken) > LONGEST_BODY:
                raise TooLong
            if not message.get("more_body"):
                return taken


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer that the gate gives itself."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    content: bytes

    @classmethod
    def page(cls, status: int, html: str) -> "Answer":
        """A page of the gate's own."""
        return cls(status, ((b"content-type", b"text/html; charset=utf-8"),), html.encode())

    @classmethod
    def text(cls, status: int, sentence: str) -> "Answer":
        """One sentence for who did not ask for a page."""
        return cls(status, ((b"content-type", b"text/plain; charset=utf-8"),), sentence.encode())

    @classmethod
    def redirect(cls, location: str) -> "Answer":
        """The way to another page of this host or, at sign-in, to the provider."""
        return cls(303, ((b"location", location.encode()),), b"")

    def with_header(self, name: str, value: str) -> "Answer":
        """The same answer with one header more."""
        return replace(self, headers=(*self.headers, (name.encode(), value.encode("latin-1"))))
