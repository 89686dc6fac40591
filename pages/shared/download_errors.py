"""What a person reads beside a download button whose file could not be made.

Streamlit answers with a fixed English sentence and drops the reason; its handler is replaced by one
that answers in words, as the fences of the pages do.
"""

import asyncio

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

from pages.shared import fence


async def _handle(
    self: DeferredFileHandler, request: BackendOperationRequest, session_id: str
) -> BackendOperationResponse:
    try:
        files = self._get_media_file_mgr()
        url = await asyncio.to_thread(files.execute_deferred, request.deferred_file.file_id)
    except Exception as error:
        cause = error.__cause__
        words = fence.words_of_failure(
            "download_failed", cause if isinstance(cause, Exception) else error
        )
        return BackendOperationResponse(request_id=request.request_id, error_msg=words)
    return BackendOperationResponse(
        request_id=request.request_id, deferred_file=DeferredFileResponsePayload(url=url)
    )


def answer_in_words() -> None:
    """Puts the handler in place, for every session of this process."""
    DeferredFileHandler.handle = _handle  # type: ignore[method-assign]
