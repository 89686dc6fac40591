"""Honest reports are read whatever wrote them: nothing refused, every value where it stands.

`tests/dialects.py` holds imitations; here real libraries and the real LibreOffice write too.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchmarks.mutations import FORM, write_form
from reports.reading import Reading, read_report
from tests.dialects import HEADER, IMITATIONS, PAGE, ROWS
from tests.workbooks import FORMATS, write, write_xlsx

EXPECTED = [[None if value is None else str(value) for value in row] for row in ROWS]


def list_values(reading: Reading) -> list[list[str]]:
    """Returns unit, year, index values and decision of each row as texts."""
    assert (reading.problem, reading.problem_detail) == (None, None)
    cells = reading.cells
    rows: dict[int, dict[str, Any]] = {}
    for number, name, value, text in zip(
        cells["row_no"], cells["field"], cells["value_number"], cells["value_text"], strict=True
    ):
        rows.setdefault(number, {})[name] = text if value is None else float(value)
    names = ("unit", "year", "sipas", "par_index", "decision_no")
    return [[re.sub(r"\.0$", "", str(row.get(name))) for name in names] for row in rows.values()]


def tell_places(reading: Reading) -> set[str]:
    return set(reading.cells["address"])


@pytest.mark.parametrize("name", IMITATIONS)
def test_imitated_writer_is_read_whole(name: str) -> None:
    reading = read_report(IMITATIONS[name](), f"{name}.xlsx")
    assert list_values(reading) == EXPECTED
    assert {"A4", "E5"} <= tell_places(reading)


def write_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in PAGE.rows:
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_real_library_is_read_whole(form: str) -> None:
    assert list_values(read_report(write(form, PAGE), f"a.{form}")) == EXPECTED
    if form == "xlsx":
        assert list_values(read_report(write_openpyxl(), "a.xlsx")) == EXPECTED


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the real LibreOffice makes of the report, in every format that it can write."""
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "bieu.xlsx").write_bytes(write_xlsx(PAGE))
    (folder / "don.docx").write_bytes(write_form())
    made: dict[str, bytes] = {}
    profile = f"-env:UserInstallation={(folder / 'p').as_uri()}"
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97", "ods": "ods",
               "fods": "fods", "csv": "csv:Text - txt - csv (StarCalc):59,34,76",
               "html": "html:HTML (StarCalc)"}  # fmt: skip
    for ending, into in filters.items():
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", into, "--outdir",
             str(folder / "ra"), str(folder / "bieu.xlsx")],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        made[ending] = (folder / "ra" / f"bieu.{ending}").read_bytes()
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir",
         str(folder / "ra"), str(folder / "don.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    made["docx"] = (folder / "ra" / "don.docx").read_bytes()
    return made


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_what_the_real_libreoffice_writes_is_read_whole(converted: dict[str, bytes]) -> None:
    for ending in ("xlsx", "xls", "ods", "csv"):
        data: bytes = Path(ending).name and converted[ending]
        assert list_values(read_report(data, f"bieu.{ending}")) == EXPECTED, ending
    form = read_report(converted["docx"], "don.docx")
    assert form.problem is None
    stated = dict(zip(form.cells["field"], form.cells["value_text"], strict=True))
    assert stated["model_name"] == FORM[2].partition(": ")[2]
    # Formats that are not spreadsheets' own are refused in words, never taken for damage.
    assert {read_report(converted[one], "a").problem for one in ("fods", "html")} == {
        "unsupported_format"
    }


def test_there_are_enough_dialects() -> None:
    assert len(IMITATIONS) >= 12
    assert len(HEADER) == len(ROWS[0])
