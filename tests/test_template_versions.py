"""Old templates: every published version is listed, recognised in every format, and named."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import duckdb
import openpyxl
import pytest

from queries.database import MACROS
from reports.checks import read_checks
from reports.imprints import ORIGIN_NAME, TEMPLATE_NAME, Imprint, read_imprint
from reports.reading import read_report
from reports.template_versions import describe_current, list_published
from reports.templates import identify_template, write_template

CURRENT = describe_current()
COLUMNS = "unit=Tên tập thể|year=Năm"


@pytest.mark.parametrize("kind", sorted(CURRENT))
def test_current_version_is_the_last_that_is_listed(kind: str) -> None:
    last = list_published()[kind][-1]
    version, columns = CURRENT[kind]
    assert (last["version"], last["columns"]) == (version, columns), (
        f"append to data/template_versions.csv: {kind},{version},"
        f'{int(last["sequence"]) + 1},<day>,"{columns}"'
    )


@pytest.mark.parametrize("kind", sorted(CURRENT))
def test_versions_are_numbered_without_a_gap_and_never_repeated(kind: str) -> None:
    rows = list_published()[kind]
    assert [int(row["sequence"]) for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["version"] for row in rows}) == len(rows)


@pytest.mark.parametrize("kind", ["results", "all"])
def test_template_is_known_when_it_comes_back(kind: str) -> None:
    assert read_report(write_template(kind), "a.xlsx").imprint == Imprint(identify_template(kind))


def test_template_saved_without_its_property_is_known_by_its_name() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_template("results")))
    del workbook.custom_doc_props[TEMPLATE_NAME]
    saved = io.BytesIO()
    workbook.save(saved)
    assert read_report(saved.getvalue(), "a.xlsx").imprint.template == identify_template("results")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("format_", ["xlsx", "xls", "ods"])
def test_template_is_known_after_libreoffice_saved_it(tmp_path: Path, format_: str) -> None:
    (tmp_path / "mau.xlsx").write_bytes(write_template("results"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", format_, "--outdir", str(tmp_path / "saved")]
    subprocess.run(
        [*command, str(tmp_path / "mau.xlsx")], check=True, timeout=120, capture_output=True
    )
    saved = (tmp_path / "saved" / f"mau.{format_}").read_bytes()
    assert read_report(saved, f"mau.{format_}").imprint.template == identify_template("results")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (b'<p name="report_template"><v>results:0123abcd</v></p>', "results:0123abcd"),
        (b'<definedName name="report_template">"all:0123abcd"</definedName>', "all:0123abcd"),
        (b'<n name="report_template">&quot;all:0123abcd&quot;</n>', "all:0123abcd"),
        (b'<m:u m:name="report_template" t="string">all:0123abcd</m:u>', "all:0123abcd"),
        (b"report_template\x17\x0c\x00all:0123abcd", "all:0123abcd"),
        (b'<p name="report_template"><v>results:<script></v></p>', None),
        (b'<p name="report_template"><v>results:0123</v></p>', None),
        (b"<p>results:0123abcd</p>", None),
    ],
)
def test_only_a_well_formed_identity_is_believed(part: bytes, expected: str | None) -> None:
    assert read_imprint({"docProps/custom.xml": part}).template == expected
    assert read_imprint({"xl/worksheets/sheet1.xml": part}).template is None


def test_origin_of_a_marked_copy_is_a_hash_and_a_count() -> None:
    part = f'<p name="{ORIGIN_NAME}"><v>{"a" * 64}:17</v></p>'.encode()
    assert read_imprint({"docProps/custom.xml": part}) == Imprint(None, "a" * 64, 17)


def find_messages(versions: list[tuple[str, str]], used: str, kind: str = "results") -> list[str]:
    """What the check says of a file with the template `used`, of versions (version, columns)."""
    with duckdb.connect() as connection:
        connection.execute(MACROS.read_text(encoding="utf-8"))
        connection.execute("create table kinds as select 'results' as kind, 'Kết quả' as label")
        connection.execute(
            "create table template_versions"
            " (kind text, version text, sequence integer, published_on date, columns text)"
        )
        for sequence, (version, columns) in enumerate(versions, start=1):
            connection.execute(
                "insert into template_versions values (?, ?, ?, make_date(2024, 1, ?), ?)",
                [kind, version, sequence, sequence, columns],
            )
        connection.execute(
            "create table incoming_files as select 1 as file_no,"
            " cast(? as text) as template_kind, cast(? as text) as template_version",
            [kind, used],
        )
        found = connection.execute(read_checks()["old_template"])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True))["message"] for row in found.fetchall()]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (f"{COLUMNS}|cost=Kinh phí", "; cột mới: “Kinh phí”; số liệu vẫn được đọc"),
        ("unit=Tên tập thể", "; cột đã bỏ: “Năm”; số liệu vẫn được đọc"),
        ("unit=Tên tập thể|year=Năm báo cáo", "; cột đổi tên: “Năm” nay là “Năm báo cáo”; số liệu"),
        (COLUMNS, "; các cột vẫn như cũ, chỉ đổi giới hạn hoặc danh mục được chọn; số liệu"),
    ],
)
def test_old_template_is_named_with_what_has_changed_since(columns: str, says: str) -> None:
    (message,) = find_messages([("aaaaaaaa", COLUMNS), ("bbbbbbbb", columns)], "aaaaaaaa")
    assert message.startswith(
        "Tệp dùng mẫu cũ “Kết quả” (phiên bản aaaaaaaa ngày 01/01/2024),"
        " mẫu hiện hành là phiên bản bbbbbbbb ngày 02/01/2024"
    )
    assert says in message


@pytest.mark.parametrize(
    ("used", "kind", "expected"),
    [("bbbbbbbb", "results", 0), ("cccccccc", "results", 1), ("aaaaaaaa", "all", 1)],
)
def test_current_template_is_not_mentioned_and_an_unknown_one_is(
    used: str, kind: str, expected: int
) -> None:
    versions = [("aaaaaaaa", COLUMNS), ("bbbbbbbb", COLUMNS)]
    assert len(find_messages(versions, used, kind)) == expected


def test_file_without_a_template_has_no_imprint() -> None:
    assert read_report(b"Ten,Nam\nA,1\n", "a.csv").imprint == Imprint()
