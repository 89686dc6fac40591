"""Templates: made from the definitions of the reader and the checks, and open to be filled."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from reports import fields, templates
from reports.guide_sheets import GUIDE_SHEET
from reports.limits import describe_limit, list_columns
from reports.reading import read_report
from reports.templates import (
    FIRST_DATA_ROW,
    HEADER_ROW,
    TEMPLATE_NAME,
    UnknownKind,
    identify_template,
    write_template,
)

KINDS = fields.load_kinds()
FIELDS = [
    pytest.param(kind, number, field, id=f"{kind.name}-{field.name}")
    for kind in KINDS
    for number, field in enumerate(list_columns(kind), start=1)
]
# Excel repairs a file whose validation says more than this.
LONGEST = {"errorTitle": 32, "error": 225, "promptTitle": 32, "prompt": 255, "formula1": 255}

FILLED = {
    "registrations": {
        "unit": "Ủy ban nhân dân thị xã Ngã Năm",
        "model_name": "Thứ 2 ngày không viết",
        "content": "Không phát hành văn bản giấy",
        "started_on": date(2023, 3, 1),
        "ended_on": "đến nay",
        "registered_on": date(2023, 4, 20),
    },
    "results": {
        "unit": "Sở Xây dựng",
        "model_name": "Một cửa điện tử",
        "year": 2023,
        "reported_on": date(2023, 10, 15),
        "status": "maintained",
        "effect": "- Giảm 40 % văn bản giấy",
        "is_new": True,
        "replicated_by": ["UBND huyện Mỹ Xuyên", "UBND huyện Kế Sách"],
        "cost": Decimal("12.5"),
    },
    "indices": {
        "unit": "Sở Xây dựng",
        "year": 2023,
        "sipas": Decimal("87.33"),
        "par_index": "Không tham gia",
        "decision_no": "1256/QĐ-UBND",
        "published_on": date(2024, 5, 10),
    },
    "appraisals": {
        "unit": "Sở Xây dựng",
        "model_name": "Một cửa điện tử",
        "year": 2023,
        "effectiveness": 85,
        "recommendation": "yes",
    },
    "votes": {
        "year": 2023,
        "unit": "Sở Xây dựng",
        "model_name": "Một cửa điện tử",
        "members": 21,
        "agree": 19,
        "met_on": date(2023, 11, 20),
    },
    "awards": {
        "year": 2023,
        "unit": "Sở Xây dựng",
        "award_form": "Bằng khen",
        "decision_no": "3012/QĐ-UBND",
        "decided_on": date(2023, 12, 5),
    },
}


def open_template(kind: str, rows=()):
    return openpyxl.load_workbook(io.BytesIO(write_template(kind, rows)))


SHEETS = {kind.name: open_template(kind.name)[kind.label] for kind in KINDS}
GUIDES = {kind.name: open_template(kind.name)[GUIDE_SHEET] for kind in KINDS}


def find_validation(sheet, number):
    address = sheet.cell(FIRST_DATA_ROW, number).coordinate
    (found,) = [v for v in sheet.data_validations.dataValidation if address in v.sqref]
    return found


@pytest.mark.parametrize(("kind", "number", "field"), FIELDS)
def test_every_column_has_its_header_number_and_help(kind, number, field):
    sheet = SHEETS[kind.name]
    header = sheet.cell(HEADER_ROW, number)
    assert header.value == field.header
    assert sheet.cell(HEADER_ROW + 1, number).value == f"({number})"
    for text in (field.help, field.example, describe_limit(field)):
        assert text in header.comment.text
    assert ("*" in header.number_format) == (field.required == "yes")


@pytest.mark.parametrize(("kind", "number", "field"), FIELDS)
def test_guide_explains_every_column_in_the_same_words(kind, number, field):
    lines = [[cell.value for cell in row] for row in GUIDES[kind.name].iter_rows(min_row=6)]
    must = "Có" if field.required == "yes" else "Không"
    expected = [kind.label, f"({number}) “{field.header}”", must, field.help]
    assert [*expected, describe_limit(field), field.example] in lines


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_guide_names_what_may_stand_for_other_columns(kind):
    text = "\n".join(str(row[1]) for row in GUIDES[kind.name].iter_rows(values_only=True))
    for field in kind.fields:
        assert field.header in text


@pytest.mark.parametrize(("kind", "number", "field"), FIELDS)
def test_cell_refuses_by_the_limits_of_the_definition(kind, number, field):
    validation = find_validation(SHEETS[kind.name], number)
    if field.choices:
        assert (validation.type, validation.formula1) == ("list", f'"{",".join(field.choices)}"')
    elif field.minimum is not None and field.type != "percent":
        limits = (Decimal(validation.formula1), Decimal(validation.formula2))
        assert limits == (field.minimum, field.maximum)
        assert validation.type == ("whole" if field.type in ("year", "count") else "decimal")
    elif field.type == "percent":
        assert f">={field.minimum}" in validation.formula1
        assert f"<={field.maximum}" in validation.formula1
    elif field.maximum_length:
        assert (validation.type, validation.formula1) == ("textLength", str(field.maximum_length))
    elif field.type == "date":
        assert (validation.type, validation.errorStyle) == ("date", "warning")
    else:
        assert validation.type in (None, "none")
    if validation.type not in (None, "none"):
        assert describe_limit(field) in validation.error


@pytest.mark.parametrize(("kind", "number", "field"), FIELDS)
def test_validation_texts_fit_into_excels_dialogue(kind, number, field):
    validation = find_validation(SHEETS[kind.name], number)
    for name, longest in LONGEST.items():
        text = getattr(validation, name) or ""
        assert len(text) <= longest
        assert not (text.endswith("…") and name == "error")


@pytest.mark.parametrize(
    ("field_name", "expected"),
    [
        ("results.year", "năm gồm bốn chữ số, từ 2020 đến 2030"),
        ("results.cost", "số từ 0 đến 1.000.000"),
        ("results.status", "chọn một trong các giá trị: Đang duy trì, Tạm dừng, Đã kết thúc"),
        ("votes.agree", "số nguyên từ 0 đến 200"),
        ("indices.sipas", "số từ 0 đến 100, hoặc ghi “Không tham gia”"),
        ("results.effect", "không quá 5.000 ký tự"),
        ("results.reported_on", "ngày viết theo thứ tự ngày/tháng/năm"),
    ],
)
def test_limit_is_a_vietnamese_clause(field_name, expected):
    (field,) = [f for k in KINDS for f in k.fields if f"{k.name}.{f.name}" == field_name]
    assert describe_limit(field) == expected


@pytest.mark.parametrize(("kind", "number", "field"), FIELDS)
def test_headings_are_locked_and_cells_below_are_open(kind, number, field):
    sheet = SHEETS[kind.name]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.cell(HEADER_ROW, number).protection.locked
    letter = sheet.cell(HEADER_ROW, number).column_letter
    assert not sheet.column_dimensions[letter].protection.locked


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_sheet_is_ready_to_scroll_and_print(kind):
    sheet = SHEETS[kind.name]
    assert sheet.freeze_panes == f"A{FIRST_DATA_ROW}"
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW + 1}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet["A4"].value == kind.sheet_title


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS] + ["all"])
def test_template_carries_its_identity_out_of_sight(kind):
    workbook = open_template(kind)
    name = workbook.defined_names[TEMPLATE_NAME]
    assert (name.attr_text, name.hidden) == (f'"{identify_template(kind)}"', True)
    stated = {item.name: item.value for item in workbook.custom_doc_props.props}
    assert stated == {TEMPLATE_NAME: identify_template(kind)}


def test_version_changes_with_a_limit_and_not_with_a_help_text(monkeypatch):
    def change(**changes):
        kind = KINDS[1]
        changed = (dataclasses.replace(kind.fields[0], **changes), *kind.fields[1:])
        kinds = (dataclasses.replace(kind, fields=changed),)
        monkeypatch.setattr(templates, "load_kinds", lambda: kinds)
        return identify_template("results")

    before = identify_template("results")
    assert change(help="khác") == before
    assert change(maximum_length=299) != before


def test_equal_templates_are_equal_bytes():
    assert write_template("all") == write_template("all")


def test_all_has_a_sheet_for_every_kind_and_one_guide():
    assert open_template("all").sheetnames == [*(kind.label for kind in KINDS), GUIDE_SHEET]


def test_unknown_kind_is_answered_with_the_known_ones():
    with pytest.raises(UnknownKind, match="“hoa”.*registrations .Đăng ký mô hình"):
        write_template("hoa")


def test_accepted_values_are_filled_in_as_a_sender_would_type_them():
    sheet = open_template("results", [FILLED["results"]])["Báo cáo kết quả"]
    values = [cell.value for cell in sheet[FIRST_DATA_ROW]][:9]
    assert values == [
        "Sở Xây dựng",
        "Một cửa điện tử",
        2023,
        datetime(2023, 10, 15),
        "Đang duy trì",
        "- Giảm 40 % văn bản giấy",
        "Có",
        "UBND huyện Mỹ Xuyên\nUBND huyện Kế Sách",
        12.5,
    ]
    assert not sheet.cell(FIRST_DATA_ROW, 1).protection.locked


def test_filled_in_text_is_never_a_formula():
    cell = open_template("results", [{"effect": "=1+1"}])["Báo cáo kết quả"].cell(FIRST_DATA_ROW, 6)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_unknown_field_is_refused_rather_than_lost():
    with pytest.raises(ValueError, match="results has no field unit_id"):
        write_template("results", [{"unit_id": "U0001"}])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_empty_template_is_read_as_its_own_kind_without_rows(kind):
    reading = read_report(write_template(kind.name), "mẫu.xlsx")
    tables = dict(zip(reading.tables["sheet"], reading.tables["kind"], strict=True))
    assert tables.get(kind.label) == kind.name
    assert set(tables.values()) <= {kind.name, None}
    assert reading.rows["row_no"] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_filled_template_is_read_back_without_a_problem(kind):
    row = FILLED[kind.name]
    reading = read_report(write_template(kind.name, [row]), "mẫu.xlsx")
    assert reading.rows["row_number"] == [FIRST_DATA_ROW]
    assert [problem for problem in reading.tables["problem"] if problem] in ([], ["no_table_found"])
    cells = zip(reading.cells["field"], reading.cells["problem"], strict=True)
    assert [cell for cell in cells if cell[1]] == []
    stated = zip(reading.cells["field"], reading.cells["raw_text"], strict=True)
    assert {field for field, raw in stated if raw} == row.keys()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_keeps_limits_and_headings(tmp_path):
    (tmp_path / "template.xlsx").write_bytes(write_template("all"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")]
    command.append(str(tmp_path / "template.xlsx"))
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    saved = openpyxl.load_workbook(tmp_path / "saved" / "template.xlsx")
    assert saved.sheetnames == [*(kind.label for kind in KINDS), GUIDE_SHEET]
    for kind in KINDS:
        sheet, before = saved[kind.label], SHEETS[kind.name]
        headers = [cell.value for cell in sheet[HEADER_ROW]][: len(list_columns(kind))]
        assert headers == [field.header for field in list_columns(kind)]
        limits = [len(s.data_validations.dataValidation) for s in (sheet, before)]
        assert limits[0] == limits[1]
        assert sheet.protection.sheet
