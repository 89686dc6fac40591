"""What the names that free SQL may use mean, in Vietnamese: data/sql_names.csv."""

import csv
from functools import cache

from queries import allowed_functions
from queries.reference import DATA

# A function without words of its own is described by what it belongs to.
GROUPS = (
    (allowed_functions.AGGREGATES, "hàm tổng hợp nhiều dòng"),
    (allowed_functions.WINDOWS, "hàm trên cửa sổ dòng (over)"),
    (allowed_functions.NUMBERS, "hàm số học"),
    (allowed_functions.TEXTS, "hàm xử lý chữ"),
    (allowed_functions.DATES, "hàm ngày giờ"),
    (allowed_functions.CHOICES, "hàm chọn giá trị"),
    (allowed_functions.NESTED, "hàm danh sách, cấu trúc"),
)


@cache
def describe_names(name_kind: str) -> dict[str, str]:
    """Name to meaning of a kind (table, column, keyword, function), in the order of the file."""
    with (DATA / "sql_names.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: row["meaning"]
            for row in csv.DictReader(file)
            if row["name_kind"] == name_kind
        }


@cache
def describe_functions() -> list[tuple[str, str]]:
    """Every function that free SQL may call with its meaning, those with words of their own first."""
    described = describe_names("function")
    found = dict(described)
    for names, meaning in GROUPS:
        found |= {name: meaning for name in sorted(names) if name not in found}
    return list(found.items())
