"""A visitor of the dashboard without a browser: Streamlit's own protocol over one websocket.

It drops files into the intake page and presses its buttons as a browser would, in a hundredth of the
time; what it is shown is what the server really sent.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PAGE = "intake"
NAME = "Trần Thị Thư"
START_SECONDS = 120
ANSWER_SECONDS = 120


class Gone(Exception):
    """The server no longer answers."""


class Visitor:
    """One open intake page."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.elements: list[Any] = []
        self.session_id = ""
        self.states: dict[str, dict[str, Any]] = {}
        try:
            self.socket = connect(
                f"ws://127.0.0.1:{port}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                max_size=None,
                open_timeout=START_SECONDS,
            )
        except (OSError, TimeoutError) as error:
            raise Gone from error
        except Exception as error:
            raise Gone from error

    def close(self) -> None:
        """Leaves."""
        self.socket.close()

    def rerun(self, pressed: str = "") -> list[str]:
        """Runs the page, with one button pressed; returns the sentences in its coloured boxes."""
        message = BackMsg()
        message.rerun_script.page_name = PAGE
        for widget_id, state in self.states.items():
            self.add_state(message, widget_id, state)
        if pressed:
            self.add_state(message, pressed, {"trigger_value": True})
        self.send(message)
        shown: list[Any] = []
        while True:
            answer = self.receive()
            if answer.WhichOneof("type") == "new_session":
                self.session_id = answer.new_session.initialize.session_id
                shown = []
            elif answer.HasField("delta") and answer.delta.HasField("new_element"):
                shown.append(answer.delta.new_element)
            elif answer.WhichOneof("type") == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    shown = []
                    continue
                break
        self.elements = shown
        return [each.alert.body for each in shown if each.HasField("alert")]

    def add_state(self, message: BackMsg, widget_id: str, state: dict[str, Any]) -> None:
        """Adds a widget's state to a request."""
        added = message.rerun_script.widget_states.widgets.add(id=widget_id)
        for name, value in state.items():
            if name == "files":
                for information in value:
                    added.file_uploader_state_value.uploaded_file_info.add(**information)
            else:
                setattr(added, name, value)

    def find(self, kind: str, fits: Callable[[Any], bool] = lambda element: True) -> Any:
        """Returns the last shown element of a kind, such as button; None where there is none."""
        found = [getattr(each, kind) for each in self.elements if each.HasField(kind)]
        return next((each for each in reversed(found) if fits(each)), None)

    def sign(self) -> None:
        """Writes a name into the box of the page that was last shown."""
        box = self.find("text_input", lambda each: each.label == "Người thực hiện")
        self.states[box.id] = {"string_value": NAME}

    def drop(self, name: str, data: bytes) -> list[str]:
        """Drops a file; returns what the page then says."""
        uploader = self.find("file_uploader")
        request = BackMsg()
        request.file_urls_request.request_id = name
        request.file_urls_request.file_names.append(name)
        request.file_urls_request.session_id = self.session_id
        self.send(request)
        while (answer := self.receive()).WhichOneof("type") != "file_urls_response":
            pass
        urls = answer.file_urls_response.file_urls[0]
        self.put(urls.upload_url, name, data)
        self.states[uploader.id] = {
            "files": [{"name": name, "size": len(data), "file_id": urls.file_id, "file_urls": urls}]
        }
        said = self.rerun()
        del self.states[uploader.id]
        return said

    def put(self, url: str, name: str, data: bytes) -> None:
        """Uploads bytes as the page's own script does: a form, and the token in cookie and header."""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
            connection.request("GET", "/_stcore/health")
            answer = connection.getresponse()
            answer.read()
            cookie = answer.getheader("Set-Cookie") or ""
            token = re.search(r"_streamlit_xsrf=\"?([^;\"]+)", cookie)
            assert token, cookie
            border = "----bien-gioi"
            head = (
                f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            )
            body = head.encode() + data + f"\r\n--{border}--\r\n".encode()
            connection.request(
                "PUT",
                "/" + url.lstrip("/"),
                body,
                {
                    "Content-Type": f"multipart/form-data; boundary={border}",
                    "Cookie": f"_streamlit_xsrf={token[1]}",
                    "X-Xsrftoken": token[1],
                },
            )
            answer = connection.getresponse()
            answer.read()
            assert answer.status in (200, 204), (answer.status, url)
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error

    def press(self, label: str) -> list[str]:
        """Presses the button whose label begins so; returns what the page then says."""
        button = self.find("button", lambda each: each.label.startswith(label))
        assert button is not None and not button.disabled, label
        return self.rerun(button.id)

    def send(self, message: BackMsg) -> None:
        """Sends one message."""
        try:
            self.socket.send(message.SerializeToString())
        except Exception as error:
            raise Gone from error

    def receive(self) -> ForwardMsg:
        """Returns the next message."""
        try:
            data = self.socket.recv(timeout=ANSWER_SECONDS)
        except Exception as error:
            raise Gone from error
        assert isinstance(data, bytes)
        return ForwardMsg.FromString(data)


def wait_for(port: int, seconds: float = START_SECONDS) -> None:
    """Waits until a server answers; raises Gone where it does not come up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    raise Gone(f"no answer on port {port}")
