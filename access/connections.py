"""Open websockets: each belongs to one sign-in and ends with it, within a second."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from access.sign_ins import SignIn

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger("access")

# Two looks a second keep the promise of two seconds with a rerun in between.
EVERY_SECONDS = 0.5
POLICY_VIOLATION = 1008


class Connection:
    """One websocket between browser and application; the gate can end it from outside."""

    def __init__(self, sign_in: SignIn, receive: Receive, send: Send) -> None:
        self.sign_in = sign_in
        self.is_active = False
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()

    async def receive(self) -> Message:
        """What the browser says next, or that it is gone as soon as the connection was ended."""
        if self._ended.is_set():
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
        said = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({said, ended}, return_when=asyncio.FIRST_COMPLETED)
            if self._ended.is_set():
                return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
            self.is_active = True
            return said.result()
        finally:
            said.cancel()
            ended.cancel()

    async def send(self, message: Message) -> None:
        """Passes on what the application says while the sign-in is open."""
        if not self._ended.is_set():
            await self._send(message)

    async def end(self, farewell: bytes) -> None:
        """Says farewell in the application's own words and closes."""
        if self._ended.is_set():
            return
        self._ended.set()
        try:
            if farewell:
                await self._send({"type": "websocket.send", "bytes": farewell})
            await self._send({"type": "websocket.close", "code": POLICY_VIOLATION})
        except Exception:  # noqa: BLE001 - the other side may have left in the same moment
            log.debug("a websocket was gone before it was closed")


class Connections:
    """All websockets of this process, looked after by one task while there are any."""

    def __init__(
        self,
        list_open: Callable[[], dict[str, SignIn]],
        touch: Callable[[SignIn], None],
        farewell: bytes,
        on_change: Callable[[str], None],
    ) -> None:
        self.list_open = list_open
        self.touch = touch
        self.farewell = farewell
        self.on_change = on_change
        self.open: set[Connection] = set()
        self._watch: asyncio.Task[None] | None = None

    def add(self, connection: Connection) -> None:
        """Takes a websocket into care."""
        self.open.add(connection)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look_after(), name="access-connections")

    def remove(self, connection: Connection) -> None:
        """A websocket that is over."""
        self.open.discard(connection)

    async def _look_after(self) -> None:
        while self.open:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look()
            except Exception:
                log.exception("open connections could not be looked after")

    async def look(self) -> None:
        """Ends what is no longer signed in, and tells the application whose account changed."""
        try:
            signed_in = self.list_open()
        except Exception:
            # Nobody can be told apart any more: the safe side is that nobody is in.
            log.exception("the accounts cannot be read; all connections are closed")
            signed_in = {}
        for connection in list(self.open):
            known, now = connection.sign_in, signed_in.get(connection.sign_in.sign_in_id)
            if now is None:
                self.remove(connection)
                await connection.end(self.farewell)
                continue
            if (known.role, known.display_name) != (now.role, now.display_name):
                self.on_change(now.sign_in_id)
            connection.sign_in = now
            if connection.is_active:
                connection.is_active = False
                await asyncio.to_thread(self.touch, now)
