"""What a template's cells may hold: said in Vietnamese, and enforced by Excel while typing.

Both come from the limits of data/fields.csv, which are also what the checks judge by.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from reports.fields import Field, Kind
from reports.workbooks import writable

# A word that states why there is no number is an answer, not a mistake.
STATED_INSTEAD = {"percent": "Không tham gia"}

# The longest texts that Excel's validation dialogue takes; a longer one makes it repair the file.
LONGEST_ERROR, LONGEST_PROMPT, LONGEST_TITLE, LONGEST_LIST = 225, 255, 32, 255


def list_columns(kind: Kind) -> list[Field]:
    """Returns the columns of the template: all but those that only stand for others."""
    return [field for field in kind.fields if field.required != "alternative"]


def describe_limit(field: Field) -> str:
    """Returns what a cell of the column may hold, as a Vietnamese clause without a full stop."""
    if field.choices:
        return "chọn một trong các giá trị: " + ", ".join(field.choices)
    if field.type == "year":
        return f"năm gồm bốn chữ số, {describe_range(field)}".rstrip(", ")
    if field.type == "count":
        return f"số nguyên {describe_range(field)}".rstrip()
    if field.type in ("percent", "points", "money", "score"):
        number = f"số {describe_range(field)}".rstrip()
        word = STATED_INSTEAD.get(field.type)
        return f"{number}, hoặc ghi “{word}”" if word else number
    if field.type == "date":
        return "ngày viết theo thứ tự ngày/tháng/năm"
    if field.type == "start":
        return "ngày/tháng/năm, hoặc tháng/năm nếu không rõ ngày"
    if field.type == "end":
        return "ngày/tháng/năm hoặc tháng/năm; để trống hoặc ghi “đến nay” nếu còn thực hiện"
    if field.maximum_length:
        return f"không quá {say_number(field.maximum_length)} ký tự"
    return "không giới hạn"


def describe_range(field: Field) -> str:
    """Returns “từ … đến …” from the limits that are set; years without a thousands mark."""
    say = str if field.type == "year" else say_number
    lower = "" if field.minimum is None else f"từ {say(field.minimum)}"
    upper = "" if field.maximum is None else f"đến {say(field.maximum)}"
    return f"{lower} {upper}".strip()


def say_number(number: Decimal | int) -> str:
    """Returns the number as written in Vietnamese: 1.000.000 and 12,5."""
    whole, _, fraction = f"{number:,}".partition(".")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def make_validation(field: Field, first: str, last: str) -> DataValidation:
    """Returns what Excel refuses while typing: exactly what the checks would send back."""
    rules = make_rules(field, first)
    expected = describe_limit(field)
    validation = DataValidation(
        **rules,
        allow_blank=True,
        sqref=f"{first}:{last}",
        promptTitle=writable(field.header, LONGEST_TITLE),
        prompt=writable(f"{field.help}. Ví dụ: {field.example}", LONGEST_PROMPT),
        showInputMessage=True,
    )
    if rules:
        validation.errorTitle = writable(field.header, LONGEST_TITLE)
        validation.error = writable(
            f"Cột “{field.header}”: {expected}. Ví dụ: {field.example}.", LONGEST_ERROR
        )
        validation.showErrorMessage = True
        # A machine set to another country reads 15/10/2023 as text: ask, do not lock its user out.
        validation.errorStyle = "warning" if field.type == "date" else "stop"
    return validation


def make_rules(field: Field, first: str) -> dict[str, Any]:
    """Returns the arguments of the validation; empty where any text may stand."""
    if field.choices:
        listed = ",".join(field.choices)
        if len(listed) > LONGEST_LIST or any("," in label for label in field.choices):
            raise ValueError(f"{field.name}: the choices do not fit into a drop-down list")
        return {"type": "list", "formula1": f'"{listed}"'}
    if field.type == "date":
        return {"type": "date", "operator": "greaterThanOrEqual", "formula1": "1"}
    if field.minimum is not None and field.maximum is not None:
        lower, upper = str(field.minimum), str(field.maximum)
        word = STATED_INSTEAD.get(field.type)
        if word:
            number = f"AND(ISNUMBER({first}),{first}>={lower},{first}<={upper})"
            stated = f'LOWER(TRIM({first}))="{word.lower()}"'
            return {"type": "custom", "formula1": f"OR({number},{stated})"}
        number_type = "whole" if field.type in ("year", "count") else "decimal"
        limits = {"operator": "between", "formula1": lower, "formula2": upper}
        return {"type": number_type, **limits}
    if field.maximum_length and field.type not in ("start", "end"):
        limits = {"operator": "lessThanOrEqual", "formula1": str(field.maximum_length)}
        return {"type": "textLength", **limits}
    return {}
