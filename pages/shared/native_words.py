"""What Streamlit's own widgets say in English: put into Vietnamese, or out of sight.

Streamlit has no setting for these words; style sheets of fixed text stand over them. Nothing in them
comes from a user.
"""

import streamlit as st

# Streamlit tells which key takes over what was typed; clicking elsewhere does the same.
HINTS = """<style>
[data-testid="InputInstructions"] { display: none }
</style>"""
# The browser keeps such a file to itself and explains it in English, on hovering.
UPLOAD_REFUSED = (
    "Tệp có dấu chấm than chưa tải lên được: tệp lớn hơn 50 MB hoặc đường truyền bị ngắt. Chia nhỏ "
    "tệp hoặc bỏ bớt hình ảnh trong tệp, rồi thả lại."
)
UPLOADER = """<style>
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p,
[data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0 }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p::after
  { content: "Chọn tệp"; font-size: 0.9rem }
[data-testid="stFileUploaderDropzoneInstructions"] span::after
  { content: "%s"; font-size: 0.9rem }
[data-testid="stTooltipErrorHoverTarget"] { pointer-events: none }
[data-testid="stTooltipErrorHoverTarget"] button { pointer-events: auto }
[data-testid="stFileUploader"]:has([data-testid="stFileChip"][aria-invalid="true"])::after
  { content: "%s"; display: block; padding-top: 0.5rem; color: #a1320b; font-size: 0.95rem }
</style>"""


def hide_hints() -> None:
    """Takes the English hints about keys off every box of the page."""
    st.html(HINTS)


def translate_uploader(invitation: str) -> None:
    """Vietnamese words for the boxes for files of this page; `invitation` is a fixed text."""
    st.html(UPLOADER % (invitation, UPLOAD_REFUSED))
