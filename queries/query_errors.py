"""DuckDB's errors as sentences that help: what is wrong, where, and which names come nearest.

The connection must have errors_as_json set. No sentence holds a path or a type of Python.
"""

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import duckdb

from queries.statements import ONLY_SELECT, say_unknown_relation

TYPES = {
    "INT": "số nguyên",
    "DECIMAL": "số",
    "DOUBLE": "số",
    "FLOAT": "số",
    "DATE": "ngày",
    "TIME": "thời điểm",
    "BOOL": "đúng/sai",
    "VARCHAR": "chữ",
}
# A pattern of DuckDB's message and the sentence for it; {1} is what the first group caught.
SENTENCES = (
    (r"A CTE needs a SELECT", ONLY_SELECT),
    (
        r"pytz|time zone.*(?:import|supported)",
        "Kết quả có thời điểm kèm múi giờ; hãy đổi bằng cast(… as timestamp) hoặc cast(… as date).",
    ),
    (
        r"syntax error at end of input",
        "Câu lệnh chưa viết hết: còn thiếu phần sau cùng.",
    ),
    (
        r"syntax error at or near \"(.*?)\"",
        "Câu lệnh sai cú pháp ở “{1}”; hãy xem lại dấu phẩy, dấu ngoặc và từ khóa ngay trước đó.",
    ),
    (
        r"unterminated quoted (string|identifier)",
        "Có dấu nháy mở mà chưa đóng; chữ đặt trong nháy đơn '…', tên cột trong nháy kép \"…\".",
    ),
    (
        r"column \"(.*?)\" must appear in the GROUP BY",
        "Cột “{1}” phải có trong group by, hoặc nằm trong hàm tổng hợp như count, avg, min, max.",
    ),
    (
        r"Ambiguous reference to column name \"(.*?)\"",
        "Cột “{1}” có ở nhiều bảng; hãy viết rõ tên bảng ở trước, ví dụ bảng.{1}.",
    ),
    (
        r"Referenced table \"(.*?)\" not found",
        "Trước dấu chấm có tên “{1}” nhưng câu lệnh không đọc bảng nào tên như vậy.",
    ),
    (
        r"Could not convert string '(.*?)' to (\w+)",
        "Không đổi được “{1}” thành {2}; dùng try_cast(… as …) nếu muốn bỏ qua chỗ không đổi được.",
    ),
    (
        r"(?:invalid (?:date|timestamp)|date field value out of range).*?\"(.*?)\"",
        "“{1}” không phải là ngày; hãy viết theo dạng date '2024-10-30'.",
    ),
    (
        r"Cannot compare values of type (\S+).*? and (?:values of )?type (\S+)",
        "Không so sánh được {1} với {2}; hãy đổi kiểu bằng cast(… as …).",
    ),
    (
        r"No function matches the given name and argument types '(\w+)\((.*?)\)'",
        "Hàm “{1}” không nhận kiểu {2}; hãy đổi kiểu bằng cast(… as …) hoặc dùng hàm khác.",
    ),
    (
        r"WHERE clause cannot contain aggregates",
        "Điều kiện trên kết quả tổng hợp (count, avg, …) phải đặt trong having, không phải where.",
    ),
    (
        r"(?:GROUP BY|aggregate function calls? cannot).*aggregate",
        "Không đặt được hàm tổng hợp bên trong group by hay bên trong một hàm tổng hợp khác.",
    ),
    (
        r"WHERE clause cannot contain window functions",
        "Điều kiện trên hàm cửa sổ (… over (…)) phải đặt trong qualify, không phải where.",
    ),
    (
        r"More than one row returned by a subquery",
        "Câu lệnh con trong ngoặc phải cho đúng một giá trị, ở đây cho nhiều dòng.",
    ),
    (
        r"Subquery returns (\d+) columns - expected (\d+)",
        "Câu lệnh con phải cho {2} cột, ở đây cho {1} cột.",
    ),
    (
        r"Set operations can only apply to expressions with the same number of result columns",
        "Hai vế của union, except hoặc intersect phải có số cột bằng nhau.",
    ),
    (
        r"ORDER term out of range|ORDER BY.* out of range",
        "Số thứ tự cột sau order by vượt quá số cột của kết quả.",
    ),
    (
        r"Values list \"(.*?)\" does not have a column named \"(.*?)\"",
        "Bước “{1}” không có cột “{2}”.",
    ),
    (
        r"Table \"(.*?)\" does not have a column named \"(.*?)\"",
        "Bảng “{1}” không có cột “{2}”.",
    ),
    (
        r"Duplicate alias \"(.*?)\"",
        "Tên “{1}” được đặt cho hai bảng; hãy đặt tên khác nhau sau as.",
    ),
    (
        r"[Oo]verflow|out of range",
        "Kết quả tính vượt quá giới hạn của kiểu số; hãy đổi sang double trước khi tính.",
    ),
    (
        r"Max expression depth|maximum recursion|stack",
        "Câu lệnh lồng nhau quá nhiều tầng; hãy chia thành các bước with.",
    ),
    (
        r"Maximum regex size|regex|invalid escape|missing \]|no argument for repetition",
        "Biểu thức tìm mẫu (regexp) không đúng; hãy xem lại dấu ngoặc và dấu gạch chéo ngược.",
    ),
)
TOO_MUCH_MEMORY = (
    "Câu lệnh cần nhiều bộ nhớ hơn mức cho phép; hãy thêm điều kiện where, hoặc kiểm tra xem hai "
    "bảng có được nối theo cột chung chưa."
)
# Errors about the words of the statement: only their messages are safe and useful to repeat.
ABOUT_THE_STATEMENT = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
    duckdb.TypeMismatchException,
    duckdb.NotImplementedException,
    duckdb.SyntaxException,
    duckdb.InvalidTypeException,
)


def explain_error(error: BaseException, text: str, columns: Mapping[str, Sequence[str]]) -> str:
    """The sentence for what DuckDB raised over a text; `columns` are those of every relation."""
    if isinstance(error, (MemoryError, duckdb.OutOfMemoryException)):
        return TOO_MUCH_MEMORY
    details = _read_details(str(error))
    message = str(details.get("exception_message") or error)
    if "Out of Memory" in message or "could not allocate" in message or "bad_alloc" in message:
        return TOO_MUCH_MEMORY
    place = _say_place(text, details.get("position"))
    if not isinstance(error, ABOUT_THE_STATEMENT):
        return "Câu lệnh không chạy được đến cùng; hãy viết lại đơn giản hơn." + place
    if details.get("error_subtype") == "COLUMN_NOT_FOUND":
        return _say_unknown_column(str(details.get("name", "")), text, details, columns) + place
    if details.get("error_subtype") == "MISSING_ENTRY" and details.get("type") == "Table":
        return say_unknown_relation(str(details.get("name", "")), list(columns)) + place
    unknown = re.search(
        r"(?:Table|Values list) \"(.*?)\" does not have a column named \"(.*?)\"", message
    )
    if unknown:
        return _say_unknown_column(unknown.group(2), text, details, columns) + place
    for pattern, sentence in SENTENCES:
        found = re.search(pattern, message, re.DOTALL)
        if found:
            return _fill(sentence, found.groups()) + place
    first = message.strip().splitlines()[0] if message.strip() else ""
    return f"DuckDB không chạy được câu lệnh này và báo: “{first[:200]}”." + place


def _read_details(message: str) -> dict[str, Any]:
    start = message.find("{")
    try:
        found = json.loads(message[start:]) if start >= 0 else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def _say_place(text: str, position: Any) -> str:
    """Line and sign, counted from 1; DuckDB counts bytes."""
    try:
        before = text.encode()[: int(position)].decode(errors="ignore")
    except (TypeError, ValueError):
        return ""
    line = before.count("\n") + 1
    sign = len(before) - (before.rfind("\n") + 1) + 1
    return f" (Dòng {line}, ký tự {sign}.)"


def _say_unknown_column(
    name: str, text: str, details: Mapping[str, Any], columns: Mapping[str, Sequence[str]]
) -> str:
    words = set(re.findall(r"\w+", text.casefold()))
    read = [relation for relation in columns if relation.casefold() in words]
    known = list(dict.fromkeys(column for relation in read for column in columns[relation]))
    near = get_close_matches(name.casefold(), known, n=4, cutoff=0.5)
    if not near:
        candidates = str(details.get("candidates", ""))
        near = [one.rpartition(".")[2] for one in candidates.split(",") if one][:4]
    if len(read) == 1 and not near:
        near = known[:8]
    said = f"Không có cột “{name}” ở đây."
    if near:
        said += f" Gần nhất: {', '.join(f'“{one}”' for one in dict.fromkeys(near))}."
    holders = [relation for relation, names in columns.items() if name in names][:3]
    if holders:
        said += f" Cột này có ở bảng {', '.join(f'“{one}”' for one in holders)}."
    elif re.search(rf'"{re.escape(name)}"', text):
        said += " Nếu đó là chữ cần tìm, hãy đặt trong nháy đơn '…'."
    return said


def _fill(sentence: str, found: Sequence[str | None]) -> str:
    for number, value in enumerate(found, start=1):
        shown = (value or "").strip().rstrip("'\"!,.")[:80]
        for kind, word in TYPES.items():
            if shown.upper().startswith(kind) and shown.isupper() or shown == f"{kind}32":
                shown = word
                break
        sentence = sentence.replace(f"{{{number}}}", shown)
    return sentence
