"""What a statement of free SQL may be: one select, over named tables, with functions that compute.

Judged is the tree that DuckDB's own parser makes of the text, never the text: every node, function,
type and relation in it must be on a list, so what nobody thought of is refused. A statement that
passes still runs in a process that can reach nothing (queries.free_sql_child).
"""

import json
import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

import duckdb

from queries.allowed_functions import SCALARS, TABLES, name_all

# What a name of a step (with … as) may look like: never a path, never one of DuckDB's own tables.
PLAIN_NAME = re.compile(r"[^\W\d]\w*")
OWN_TABLES = re.compile(r"duckdb_|pg_|pragma_|sqlite_|information_schema|parquet_|which_secret")

CLASSES = name_all(
    """
    BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF
    OPERATOR POSITIONAL_REFERENCE STAR SUBQUERY TYPE WINDOW
    """
)
NODES = name_all(
    """
    SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
    BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST EMPTY PIVOT
    DISTINCT_MODIFIER ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER
    ORDER_DEFAULT ASCENDING DESCENDING
    DECIMAL_TYPE_INFO LIST_TYPE_INFO STRUCT_TYPE_INFO ARRAY_TYPE_INFO UNBOUND_TYPE_INFO
    STRING_TYPE_INFO
    COLUMN_REF VALUE_CONSTANT FUNCTION STAR CASE_EXPR LAMBDA LAMBDA_REF COLLATE TYPE
    POSITIONAL_REFERENCE GROUPING_FUNCTION CONJUNCTION_AND CONJUNCTION_OR
    COMPARE_EQUAL COMPARE_NOTEQUAL COMPARE_LESSTHAN COMPARE_GREATERTHAN COMPARE_LESSTHANOREQUALTO
    COMPARE_GREATERTHANOREQUALTO COMPARE_IN COMPARE_NOT_IN COMPARE_DISTINCT_FROM
    COMPARE_NOT_DISTINCT_FROM COMPARE_BETWEEN COMPARE_NOT_BETWEEN
    OPERATOR_CAST OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_NULLIF
    OPERATOR_COALESCE OPERATOR_TRY OPERATOR_UNPACK ARRAY_EXTRACT ARRAY_SLICE ARRAY_CONSTRUCTOR
    STRUCT_EXTRACT ARROW
    WINDOW_AGGREGATE WINDOW_RANK WINDOW_RANK_DENSE WINDOW_NTILE WINDOW_PERCENT_RANK WINDOW_CUME_DIST
    WINDOW_ROW_NUMBER WINDOW_FIRST_VALUE WINDOW_LAST_VALUE WINDOW_LEAD WINDOW_LAG WINDOW_NTH_VALUE
    WINDOW_FILL
    """
)
DATA_TYPES = name_all(
    """
    BIGINT BIGNUM BIT BLOB BOOL BOOLEAN CHAR BPCHAR DATE DATETIME DECIMAL DOUBLE FLOAT FLOAT4 FLOAT8
    HUGEINT INT INT1 INT128 INT16 INT2 INT32 INT4 INT64 INT8 INTEGER INTERVAL JSON LIST LONG MAP
    ARRAY NULL SQLNULL NUMERIC REAL SHORT SMALLINT STRING STRUCT TEXT TIME TIMESTAMP TIMESTAMPTZ
    TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS TINYINT UBIGINT UHUGEINT UINTEGER USMALLINT UTINYINT UUID
    VARCHAR INTEGER_LITERAL STRING_LITERAL ROW
    """
) | {"TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE", '"NULL"'}

# Names that DuckDB answers about itself although they are written like columns.
ABOUT_ITSELF = name_all(
    """
    current_catalog current_database current_query current_role current_schema current_user
    session_user user
    """
)

ONLY_SELECT = (
    "Chỉ chạy được một câu lệnh đọc bắt đầu bằng select, with hoặc from; không có lệnh nào ghi, "
    "nạp, xuất, gắn tệp hay đổi thiết lập."
)
# Words that a statement of another kind begins with, and what to do instead.
OTHER_KINDS = {
    "describe": "Danh sách bảng và cột có sẵn ở bên cạnh ô soạn; không cần lệnh describe.",
    "show": "Danh sách bảng và cột có sẵn ở bên cạnh ô soạn; không cần lệnh show.",
    "summarize": "Hãy tính bằng select, ví dụ: select count(*), avg(cột) from bảng.",
    "explain": "Không xem được kế hoạch chạy; hãy chạy thẳng câu lệnh select.",
    "pivot": "Lệnh pivot đứng đầu không dùng được; hãy viết: from bảng pivot (sum(…) for cột in (…)).",
    "unpivot": "Lệnh unpivot đứng đầu không dùng được; hãy viết: from bảng unpivot (… for … in (…)).",
}


class Refused(Exception):
    """A statement that free SQL does not run; the message is a complete Vietnamese sentence."""


def check_statement(
    connection: duckdb.DuckDBPyConnection, text: str, relations: Collection[str]
) -> duckdb.Statement:
    """The one statement that a text holds, if it may run over these relations; raises Refused.

    Raises duckdb.Error where the parser does not understand the text.
    """
    statements = connection.extract_statements(text)
    if not statements:
        raise Refused("Chưa có câu lệnh nào; ví dụ: select * from ranking.")
    if len(statements) > 1:
        # DuckDB itself makes several statements of a pivot or unpivot that stands first.
        if _first_word(text) in OTHER_KINDS:
            raise Refused(OTHER_KINDS[_first_word(text)])
        raise Refused(
            f"Mỗi lần chỉ chạy một câu lệnh, ở đây có {len(statements)}; hãy bỏ bớt sau dấu “;”."
        )
    (statement,) = statements
    if not _is_select(statement):
        raise Refused(OTHER_KINDS.get(_first_word(text), ONLY_SELECT))
    try:
        tree = json.loads(_serialize(connection, statement.query))
    except RecursionError:
        raise Refused("Câu lệnh lồng nhau quá nhiều tầng; hãy chia thành các bước with.") from None
    if tree.get("error") or len(tree.get("statements", ())) != 1:
        raise Refused(OTHER_KINDS.get(_first_word(text), ONLY_SELECT))
    allowed = {name.casefold(): name for name in relations}
    try:
        _check(tree["statements"][0], allowed, frozenset())
    except RecursionError:
        raise Refused("Câu lệnh lồng nhau quá nhiều tầng; hãy chia thành các bước with.") from None
    return statement


def _is_select(statement: duckdb.Statement) -> bool:
    try:
        return bool(statement.type == duckdb.StatementType.SELECT)
    except ValueError:
        # DuckDB 2.0 has kinds that its own Python does not know.
        return False


def _serialize(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    row = connection.execute("select json_serialize_sql($1)", [text]).fetchone()
    return str(row[0]) if row else "{}"


def _first_word(text: str) -> str:
    found = re.match(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(\w*)", text, re.DOTALL)
    return found.group(1).casefold() if found else ""


def _check(node: Any, relations: Mapping[str, str], steps: frozenset[str]) -> None:
    """Walks the tree; `steps` are the names that with gives at this place."""
    if isinstance(node, list):
        for one in node:
            _check(one, relations, steps)
        return
    if not isinstance(node, dict):
        return
    if isinstance(node.get("cte_map"), dict):
        steps = steps | _names_of_steps(node["cte_map"])
    kind, group = node.get("type"), node.get("class")
    if group is not None and group not in CLASSES:
        raise Refused(_say_part(str(group)))
    if isinstance(kind, str) and kind not in NODES:
        raise Refused(_say_part(kind))
    if "function_name" in node:
        _check_function(node)
    if kind == "TABLE_FUNCTION":
        _check_table_function(node)
    if kind == "BASE_TABLE":
        _check_relation(node, relations, steps)
    if kind == "RECURSIVE_CTE_NODE" and isinstance(node.get("cte_name"), str):
        steps = steps | {_require_plain(node["cte_name"])}
    if kind == "COLUMN_REF":
        _check_column(node)
    if node.get("named_param_map") or kind == "VALUE_PARAMETER":
        raise Refused("Câu lệnh có tham số ($1, ?) chưa có giá trị; hãy ghi thẳng giá trị vào.")
    if "id" in node and "type_info" in node:
        _check_data_type(node)
    if kind == "TYPE" and str(node.get("type_name", "")).upper() not in DATA_TYPES:
        raise Refused(f"Kiểu dữ liệu “{node.get('type_name')}” không dùng được ở đây.")
    for value in node.values():
        _check(value, relations, steps)


def _names_of_steps(cte_map: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(_require_plain(str(step["key"])) for step in cte_map.get("map", ()))


def _require_plain(name: str) -> str:
    if not PLAIN_NAME.fullmatch(name) or OWN_TABLES.match(name.casefold()):
        raise Refused(f"Tên bước “{name}” sau with không dùng được; chỉ dùng chữ, số và gạch dưới.")
    return name.casefold()


def _check_function(node: Mapping[str, Any]) -> None:
    name = str(node["function_name"]).casefold()
    if node.get("catalog") or node.get("schema") not in ("", "main", None):
        raise Refused(
            f"Hãy viết hàm theo dạng “{name}(cột)”, không đặt tên nào và dấu chấm ở trước."
        )
    if name not in SCALARS:
        near = _nearest(name, SCALARS)
        raise Refused(
            f"Hàm “{name}” không dùng được ở đây: chỉ có các hàm tính toán trên số liệu đã nêu, "
            f"không có hàm đọc tệp, thiết lập hay môi trường.{_say_near(near)}"
        )


def _check_table_function(node: Mapping[str, Any]) -> None:
    function = node.get("function")
    name = str(function.get("function_name", "")) if isinstance(function, dict) else ""
    if name.casefold() not in TABLES:
        raise Refused(
            f"Không lấy được số liệu từ “{name}(…)”: sau from chỉ dùng các bảng có trong danh sách, "
            "và range, generate_series, unnest."
        )


def _check_relation(
    node: Mapping[str, Any], relations: Mapping[str, str], steps: frozenset[str]
) -> None:
    name = str(node.get("table_name", ""))
    if node.get("catalog_name") or node.get("schema_name") not in ("", "main", None):
        raise Refused(f"Hãy viết tên bảng không kèm lược đồ: “{name}”.")
    if node.get("at_clause"):
        raise Refused("Không dùng được at (…) sau tên bảng; hãy chọn mốc số liệu ở đầu trang.")
    path = (node.get("qualified_name") or {}).get("path") or [name]
    if len(path) > 2 or (len(path) == 2 and path[0] != "main"):
        raise Refused(f"Hãy viết tên bảng không kèm lược đồ: “{name}”.")
    key = name.casefold()
    if key not in relations and not (key in steps and not node.get("schema_name")):
        raise Refused(say_unknown_relation(name, [*relations.values(), *steps]))


def _check_column(node: Mapping[str, Any]) -> None:
    names = [str(name).casefold() for name in node.get("column_names", ())]
    if len(names) == 1 and names[0] in ABOUT_ITSELF:
        raise Refused(f"“{names[0]}” hỏi về máy chủ, không phải về số liệu; hãy bỏ khỏi câu lệnh.")


def _check_data_type(node: Mapping[str, Any]) -> None:
    name = str(node["id"]).upper()
    info = node.get("type_info")
    if name in ("UNBOUND", "USER", "UNKNOWN"):
        name = str((info or {}).get("name", "")).upper()
    if name not in DATA_TYPES:
        raise Refused(f"Kiểu dữ liệu “{name.lower()}” không dùng được ở đây.")


def _say_part(part: str) -> str:
    if part == "SHOW_REF":
        return OTHER_KINDS["describe"]
    if part in ("PARAMETER", "VALUE_PARAMETER"):
        return "Câu lệnh có tham số ($1, ?) chưa có giá trị; hãy ghi thẳng giá trị vào."
    if part.endswith(("DELETE_QUERY_NODE", "INSERT_QUERY_NODE", "UPDATE_QUERY_NODE")):
        return ONLY_SELECT
    words = part.lower().replace("_", " ")
    return f"Câu lệnh có phần không dùng được ở đây ({words}); {ONLY_SELECT[0].lower()}{ONLY_SELECT[1:]}"


def say_unknown_relation(name: str, known: Collection[str]) -> str:
    """The sentence for a table that is not there, with the nearest names."""
    shown = name if len(name) <= 60 else f"{name[:60]}…"
    return f"Không có bảng “{shown}”.{_say_near(_nearest(name.casefold(), known))}"


def _nearest(name: str, known: Collection[str]) -> list[str]:
    return get_close_matches(name, [one for one in known if one[:1].isalpha()], n=3, cutoff=0.55)


def _say_near(near: list[str]) -> str:
    if not near:
        return ""
    return f" Gần giống: {', '.join(f'“{name}”' for name in near)}."
