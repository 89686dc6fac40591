"""A visitor without a browser: http and Streamlit's websocket spoken directly, as an attacker would."""

import contextlib
import http.client
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60


class Visitor:
    """One person at one server; `cookie` is what the sign-in page gave."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.cookie = cookie

    def ask(
        self, path: str, method: str = "GET", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in lower case and body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            named["cookie"] = "; ".join(filter(None, (self.cookie, named.get("cookie"))))
        with contextlib.closing(connection):
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            heads = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, heads, answer.read()

    def sign_in(self, name: str, password: str) -> "Visitor":
        """The same person with the cookie of a sign-in of their own."""
        body = urlencode({"ten": name, "mat_khau": password}).encode()
        status, heads, page = self.ask("/dang-nhap", "POST", body)
        assert status == 303, page.decode()
        return Visitor(self.port, heads["set-cookie"].split(";")[0])

    @contextlib.contextmanager
    def talk(self, session_id: str = "", **headers: str) -> Iterator["Talk"]:
        """An open websocket, on which `session_id` asks for that session."""
        named = {"cookie": self.cookie, **headers} if self.cookie else headers
        protocols = ["streamlit", "xsrf", session_id] if session_id else ["streamlit", "xsrf"]
        address = f"ws://{self.host}/_stcore/stream"
        with connect(
            address,
            subprotocols=protocols,  # type: ignore[arg-type]
            additional_headers=named,
            origin=f"http://{self.host}",  # type: ignore[arg-type]
            open_timeout=PATIENCE,
            max_size=None,
        ) as socket:
            yield Talk(socket)


class Talk:
    """What is said over one websocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.session_id = ""
        self.menu: list[str] = []
        self.downloads: list[str] = []

    def open_page(self, page: str, query: str = "") -> str:
        """Asks for a page by its address; returns all that its run said, as one text."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        self.socket.send(message.SerializeToString())
        return self.listen()

    def rerun(self, widget_id: str = "") -> str:
        """Runs the page again, as if a button was pressed."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        if widget_id:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = widget_id, True
        self.socket.send(message.SerializeToString())
        return self.listen()

    def listen(self, seconds: float = PATIENCE) -> str:
        """What is said until a run is over, the server says farewell, or time is up."""
        said = []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                raw = self.socket.recv(timeout=max(0.01, ends - time.monotonic()))
            except (TimeoutError, ConnectionClosed):
                break
            message = ForwardMsg.FromString(bytes(raw))  # type: ignore[arg-type]
            self._note(message)
            said.append(str(bytes(raw), "utf-8", "replace"))  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "auth_redirect" or (
                kind == "script_finished"
                and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                break
        return "".join(said)

    def _note(self, message: Any) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
            self.menu = [
                page.url_pathname for page in message.navigation.app_pages if not page.is_hidden
            ]
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "download_button":
            button = message.delta.new_element.download_button
            if not button.disabled:
                self.downloads.append(button.deferred_file_id or button.url)

    def take(self, file_id: str) -> str:
        """The address of a download that is made on request, empty where it is refused."""
        message = BackMsg()
        message.backend_operation_request.request_id = "1"
        message.backend_operation_request.session_id = self.session_id
        message.backend_operation_request.deferred_file.file_id = file_id
        self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(bytes(self.socket.recv(timeout=PATIENCE)))  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "backend_operation_response":
                return str(answer.backend_operation_response.deferred_file.url)
