"""Questions that somebody wants to ask again: title, SQL, chart, and the meeting they belong to.

Keeping a question anew adds a version; the earlier ones stay, with name and moment.
"""

from __future__ import annotations

from reports.disk import StoreError
from reports.inbox import require_name, require_words
from reports.store import Store

CHARTS = ("table", "bar", "line", "dot")
LONGEST_TITLE = 300
LONGEST_SQL = 20_000


class QuestionBook:
    """The kept questions of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def keep(
        self,
        title: str,
        sql_text: str,
        chart: str,
        by: str,
        pinned_to: str = "",
        question_id: str | None = None,
    ) -> str:
        """Keeps a question, or a new version of one; returns its number, C001 and so on.

        Raises StoreError with a sentence for a question without title, SQL or name, and for a
        number that does not exist.
        """
        by = require_name(by)
        row = {
            "title": " ".join(require_words(title, "Hãy ghi câu hỏi.").split())[:LONGEST_TITLE],
            "sql_text": _require_sql(sql_text),
            "chart": chart if chart in CHARTS else "table",
            "pinned_to": " ".join(pinned_to.split())[:LONGEST_TITLE] or None,
        }
        with self.store.writing() as writer:
            known = {str(one["question_id"]) for one in writer.list_notes("questions")}
            if question_id is not None and question_id not in known:
                raise StoreError(
                    f"Không có câu hỏi “{question_id}” trong kho; hãy lưu thành câu hỏi mới."
                )
            number = question_id or f"C{len(known) + 1:03d}"
            writer.note("question_kept", by, {"questions": [{"question_id": number, **row}]})
        return number


def _require_sql(text: str) -> str:
    # Lines matter to whoever reads the statement again, so they stay.
    if not text.strip():
        raise StoreError("Hãy ghi câu lệnh SQL của câu hỏi.")
    if len(text) > LONGEST_SQL:
        raise StoreError(f"Câu lệnh dài quá {LONGEST_SQL // 1000}.000 ký tự; hãy rút gọn.")
    return text.strip()
