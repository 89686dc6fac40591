"""Every check finds its bad cell and only that; a check without a case here fails."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hand_made import SHEET, FakeReader, Faulty, Page, address_of, make_reading

from reports import intake
from reports.checks import describe_check, read_checks, run_checks
from reports.imprints import Imprint
from reports.incoming import Incoming
from reports.reading import Reading
from reports.store import Store

FILE_PROBLEMS = [
    "empty_file",
    "not_a_workbook",
    "encrypted",
    "damaged",
    "too_large",
    "suspicious_container",
    "macro_workbook",
    "unsupported_format",
    "reader_stopped",
    "reader_timeout",
    "no_sheets",
    "missing_file",
    "unreadable_file",
    "unreadable_folder",
    "empty_folder",
    "damaged_archive",
]

Place = tuple[str | None, str | None]


@dataclass
class Case:
    """Files of one call, what was accepted before, where the rule must speak in the last file."""

    files: list[Reading]
    expected: list[Place]
    accepted: list[Reading] = field(default_factory=list)
    also: frozenset[str] = frozenset()
    says: str = ""


def one(kind: str, name: str, changes: dict[str, Any], **more: Any) -> Case:
    """A file whose first row is good and whose second, of another unit, is not."""
    good = {"unit": "Sở Tư pháp"}
    rows = [{**good, "replicated_by": "Sở Y tế"} if kind == "results" else good, changes]
    before = [make_reading("đăng ký.xlsx", [Page("registrations", [good, {}])])]
    accepted = before if kind != "registrations" else []
    return Case(
        [make_reading("a.xlsx", [Page(kind, rows)])],
        [(SHEET, address_of(kind, name, 1))],
        more.pop("accepted", accepted),
        **more,
    )


def page(kind: str, expected: list[Place], also: str = "", **special: Any) -> Case:
    rows = special.pop("rows", [{}])
    pages = [Page(kind, rows, special=special)]
    if not kind:
        pages.append(Page("registrations", sheet="Biểu 2"))
    return Case([make_reading("a.xlsx", pages)], expected, also=frozenset(also.split()))


def converted(*conversions: tuple[str, str, str, str]) -> Reading:
    """A good file with texts put into Unicode: address, font, before and after."""
    reading = make_reading("a.xlsx", [Page("registrations")])
    for number, conversion in enumerate(conversions, start=1):
        for column, part in zip(
            reading.conversions.values(), [number, SHEET, *conversion], strict=True
        ):
            column.append(part)
    return reading


REGISTERED = [make_reading("đăng ký.xlsx", [Page("registrations")])]

CASES: dict[str, list[Case]] = {
    "converted_legacy_text": [
        Case(
            [converted(("A1", ".VnTimeH", "së y t\xd5", "SỞ Y TẾ"))],
            [(SHEET, "A1")],
            says="phông .VnTimeH (bảng mã TCVN3) đã được chuyển sang Unicode: “së y t\xd5” thành"
            " “SỞ Y TẾ”. Nếu",
        ),
        Case(
            [converted(*((f"A{row}", "VNI-Times", "Sôû", "Sở") for row in (10, 9, 11)))],
            [(SHEET, "A10")],
            says="VNI) đã được chuyển sang Unicode: “Sôû” thành “Sở”; 2 ô khác có cùng nội dung.",
        ),
    ],
    "not_a_number": [one("results", "cost", {"cost": "khoảng nhiều"})],
    "ambiguous_number": [one("results", "cost", {"cost": "1.234"})],
    "not_a_date": [one("results", "reported_on", {"reported_on": "cuối tuần"})],
    "impossible_date": [one("results", "reported_on", {"reported_on": "31/02/2023"})],
    "month_may_come_first": [
        Case(
            [
                make_reading(
                    "a.xlsx",
                    [
                        Page(
                            "results",
                            [
                                {"reported_on": "10/16/2023"},
                                {"reported_on": "05/10/2023", "model_name": "Hai"},
                                {"reported_on": "10/10/2023", "model_name": "Ba"},
                                {"reported_on": "16/10/2023", "model_name": "Bốn"},
                            ],
                        )
                    ],
                )
            ],
            [(SHEET, address_of("results", "reported_on", 1))],
            says="được đọc là 05/10/2023",
            also=frozenset(["impossible_date", "model_not_registered"]),
        )
    ],
    "ambiguous_date": [one("registrations", "started_on", {"started_on": "01/03/23"})],
    "future_date": [
        one(
            "registrations",
            "registered_on",
            {"registered_on": "20/04/2204"},
            also=frozenset(["started_long_ago", "unit_not_valid", "unit_unknown"]),
        )
    ],
    "not_a_year": [one("results", "year", {"year": "2O23"})],
    "not_a_choice": [one("results", "status", {"status": "Tốt"}, says="Đang duy trì, Tạm dừng")],
    "several_values": [one("registrations", "model_name", {"model_name": "- Một\n- Hai"})],
    "text_too_long": [one("registrations", "content", {"content": "dài " * 2000})],
    "excel_error": [one("results", "cost", {"cost": "#N/A"})],
    "uncalculated_formula": [
        one("results", "cost", {"cost": Faulty("=A1", "uncalculated_formula")})
    ],
    "legacy_font": [one("results", "effect", {"effect": Faulty("Giaûm", "legacy_font")})],
    "stripped_accents": [one("results", "effect", {"effect": Faulty("Gim", "stripped_accents")})],
    "mojibake": [one("results", "effect", {"effect": "KhÃ´ng Ä‘á»ƒ há»“ sÆ¡"})],
    "invisible_characters": [
        one("registrations", "model_name", {"model_name": "Thứ\u200b 2 ngày không viết"})
    ],
    "look_alike_letters": [
        one(
            "registrations",
            "model_name",
            {"model_name": "Тhứ 2 ngày không viết"},
            says="“Тhứ” (U+0422)",
        )
    ],
    "percent_as_fraction": [
        one("indices", "sipas", {"sipas": Faulty("0,8733", "percent_as_fraction")})
    ],
    "ambiguous_blank": [
        one("results", "cost", {"cost": "-"}),
        one("indices", "sipas", {"sipas": "-"}, says="Không tham gia"),
    ],
    "blank_repeats_above": [one("results", "unit", {"unit": Faulty(None, "blank_repeats_above")})],
    "missing_required": [
        one("results", "effect", {"effect": ""}, says="ví dụ"),
        one("awards", "decision_no", {"decision_no": " "}),
        one("indices", "decision_no", {"decision_no": ""}),
    ],
    "out_of_range": [
        one("indices", "sipas", {"sipas": "8733"}, says="từ 0 đến 100"),
        one("results", "year", {"year": "2051"}, says="từ 2020 đến 2030"),
    ],
    "unit_unknown": [
        one("results", "unit", {"unit": "Sở Kinh tế biển"}),
        one(
            "results", "replicated_by", {"replicated_by": "Sở Tư pháp\nSở Vũ trụ"}, says="Sở Vũ trụ"
        ),
    ],
    "unit_ambiguous": [one("results", "unit", {"unit": "Phường 1"}, says="Ngã Năm")],
    "unit_not_valid": [
        one(
            "registrations",
            "unit",
            {
                "unit": "Sở Kế hoạch và Đầu tư",
                "registered_on": "20/04/2025",
                "started_on": "01/03/2025",
            },
            says="Sở Tài chính",
        )
    ],
    "ends_before_start": [one("registrations", "ended_on", {"ended_on": "01/02/2023"})],
    "registered_after_started": [
        one("registrations", "registered_on", {"started_on": "01/03/2020"}, says="01/03/2020")
    ],
    "started_long_ago": [one("registrations", "started_on", {"started_on": "01/03/2003"})],
    "report_year_differs": [one("results", "year", {"year": "2024"})],
    "reported_late": [
        one("results", "reported_on", {"reported_on": "30/10/2023"}, says="29/10/2023")
    ],
    "published_before_year_end": [one("indices", "published_on", {"published_on": "10/05/2023"})],
    "points_above_maximum": [one("indices", "par_points", {"par_points": "81"}, says="81,00")],
    "par_index_differs": [
        one("indices", "par_index", {"par_index": "85,02"}, says="85,00 %"),
    ],
    "index_without_value": [one("indices", "unit", {"sipas": "", "par_index": ""})],
    "index_not_participating": [
        Case(
            [
                make_reading(
                    "a.xlsx",
                    [
                        Page(
                            "indices",
                            [
                                {},
                                {
                                    "unit": "Ủy ban nhân dân phường 1, thị xã Ngã Năm",
                                    "par_index": "",
                                },
                            ],
                        )
                    ],
                )
            ],
            [(SHEET, address_of("indices", "sipas", 1))],
        )
    ],
    "index_participation_differs": [one("indices", "sipas", {"sipas": "Không tham gia"})],
    "votes_exceed_members": [one("votes", "agree", {"agree": "20"}, says="22")],
    "written_votes_exceed_agreeing": [one("votes", "agree", {"written": "20"})],
    "vote_share": [one("votes", "agree", {"agree": "18"}, says="85,71 %")],
    "year_of_day_differs": [
        one("votes", "met_on", {"met_on": "20/11/2022"}),
        one("awards", "decided_on", {"decided_on": "05/12/2026"}),
    ],
    "old_template": [
        Case(
            [
                make_reading(
                    "a.xlsx",
                    [Page("registrations")],
                    imprint=Imprint("registrations:00000000"),
                )
            ],
            [(None, None)],
            says="không có trong danh sách đã phát hành (00000000)",
        )
    ],
    "revoked_before_decided": [one("awards", "revoked_on", {"revoked_on": "01/06/2023"})],
    "decision_no_shape": [one("awards", "decision_no", {"decision_no": "QĐ khen"})],
    "replicated_by_itself": [one("results", "replicated_by", {"replicated_by": "Sở Y tế"})],
    "model_not_registered": [
        one(
            "results",
            "model_name",
            {"model_name": "Thứ 3 ngày không viết"},
            says="Thứ 2 ngày không viết",
        ),
        Case(
            [make_reading("a.xlsx", [Page("votes")])], [(SHEET, address_of("votes", "model_name"))]
        ),
    ],
    "reported_before_registered": [
        one("results", "reported_on", {"reported_on": "15/04/2023"}, says="20/04/2023")
    ],
    "result_after_end": [
        one(
            "results",
            "year",
            {"year": "2024", "reported_on": "15/10/2024"},
            accepted=[
                make_reading(
                    "đăng ký.xlsx",
                    [Page("registrations", [{"unit": "Sở Tư pháp"}, {"ended_on": "31/12/2023"}])],
                )
            ],
        )
    ],
    "duplicate_rows": [
        Case(
            [make_reading("a.xlsx", [Page("results", [{}, {}])])],
            [(SHEET, address_of("results", "model_name", 1))],
            REGISTERED,
            says="dòng 9",
        )
    ],
    "repeated_key": [
        Case(
            [make_reading("a.xlsx", [Page("results", [{}, {"effect": "Khác"}])])],
            [(SHEET, address_of("results", "model_name", 1))],
            REGISTERED,
            says="dòng 9",
        )
    ],
    "supersedes": [
        Case(
            [
                make_reading(
                    "b.xlsx", [Page("registrations", [{"content": "Khác"}, {"unit": "Sở Tư pháp"}])]
                )
            ],
            [(None, None)],
            REGISTERED,
            says="thay 1 dòng",
        )
    ],
    "superseded_in_call": [
        Case(
            [
                make_reading("b.xlsx", [Page("registrations", [{"content": "Khác"}])]),
                make_reading("a.xlsx", [Page("registrations", [{"registered_on": "19/04/2023"}])]),
            ],
            [(None, None)],
            says="b.xlsx",
        )
    ],
    "already_received": [
        Case(
            [make_reading("đăng ký.xlsx", [Page("registrations")])],
            [(None, None)],
            REGISTERED,
            says="đã nhận ngày",
        )
    ],
    "simulated_report": [
        Case([make_reading("a.xlsx", [Page("registrations")], simulated=True)], [(None, None)])
    ],
    "no_table_found": [
        page("", [(SHEET, None)], problem="no_table_found"),
        Case(
            [make_reading("a.xlsx", [Page("", special={"problem": "no_table_found"})])],
            [(SHEET, None)],
        ),
    ],
    "unknown_kind": [page("", [(SHEET, "A8")], problem="unknown_kind", problem_detail="Họ, Tên")],
    "ambiguous_kind": [
        page("", [(SHEET, "A8")], problem="ambiguous_kind", problem_detail="votes appraisals")
    ],
    "missing_columns": [
        page(
            "registrations", [(SHEET, "A8")], problem="missing_columns", missing_fields=["content"]
        )
    ],
    "duplicate_columns": [
        page("registrations", [(SHEET, "A8")], problem="duplicate_columns", problem_detail="C8 Tên")
    ],
    "unknown_headers": [page("registrations", [(SHEET, "A8")], unknown_headers=["Ghi thêm"])],
    "hidden_sheet": [page("registrations", [(SHEET, "A8")], is_hidden=True)],
    "no_rows": [page("registrations", [(SHEET, None)], rows=[])],
    "nothing_read": [Case([make_reading("a.xlsx")], [(None, None)])],
    "stated_above_table": [
        Case(
            [
                make_reading(
                    "a.xlsx",
                    [
                        Page(
                            "results",
                            [
                                {"year at": "A5"},
                                {"year at": "A5", "unit": "Sở Tư pháp", "replicated_by": ""},
                            ],
                        )
                    ],
                )
            ],
            [(SHEET, "A5")],
            [make_reading("đăng ký.xlsx", [Page("registrations", [{}, {"unit": "Sở Tư pháp"}])])],
            says="2 dòng",
        )
    ],
    "required_cell_absent": [],  # see test_a_row_that_lacks_a_required_cell_is_an_error
    **{
        problem: [Case([make_reading("a.xlsx", problem=problem)], [(None, None)])]
        for problem in FILE_PROBLEMS
    },
}


def is_sentence(message: str) -> bool:
    """Tells whether a message is whole, in composed letters, and ends as a sentence does."""
    begins = message[0].isupper() or message[0].isdigit()
    return begins and message.endswith(".") and message == unicodedata.normalize("NFC", message)


Judge = Callable[[list[Reading], list[Reading]], list[intake.FileReport]]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Accepts some readings, judges others, and returns the reports of these."""
    reader = FakeReader()
    monkeypatch.setattr(intake, "read_reports", reader)
    store = Store(tmp_path / "kho")

    def run(accepted: list[Reading], files: list[Reading]) -> list[intake.FileReport]:
        if accepted:
            reports = intake.import_data([reader.add(each) for each in accepted], "An", store)
            assert {report.status for report in reports} <= {"accepted", "accepted_with_warnings"}
        return intake.check_data([reader.add(each) for each in files], store)

    return run


def test_every_check_has_a_case() -> None:
    assert set(read_checks()) == set(CASES)


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        pytest.param(rule, case, id=f"{rule}-{number}")
        for rule, cases in CASES.items()
        for number, case in enumerate(cases)
    ],
)
def test_a_check_finds_its_bad_cell_and_only_that(judge: Judge, rule: str, case: Case) -> None:
    reports = judge(case.accepted, case.files)
    issues = reports[-1].issues
    assert [(issue.sheet, issue.cell) for issue in issues if issue.rule == rule] == case.expected
    assert case.says in " ".join(issue.message for issue in issues if issue.rule == rule)
    assert {issue.rule for issue in issues} <= {rule, *case.also}
    for issue in issues:
        assert issue.severity in ("error", "warning", "suggestion")
        assert is_sentence(issue.message), issue.message
    assert all(not report.issues for report in reports[:-1])


@pytest.mark.parametrize(
    "kind", ["registrations", "results", "indices", "appraisals", "votes", "awards"]
)
def test_a_good_row_breaks_no_rule(judge: Judge, kind: str) -> None:
    accepted = REGISTERED if kind not in ("registrations", "indices") else []
    (report,) = judge(accepted, [make_reading("a.xlsx", [Page(kind)])])
    assert (report.status, report.issues) == ("accepted", [])


def test_a_row_that_lacks_a_required_cell_is_an_error(judge: Judge) -> None:
    reading = make_reading("a.xlsx", [Page("registrations")])
    place = reading.cells["field"].index("content")
    for column in reading.cells.values():
        del column[place]
    (report,) = judge([], [reading])
    assert [(issue.rule, issue.cell) for issue in report.issues] == [("required_cell_absent", None)]


def test_predecessors_registrations_count_for_their_successor(judge: Judge) -> None:
    before = make_reading(
        "đăng ký.xlsx", [Page("registrations", [{"unit": "Sở Kế hoạch và Đầu tư"}])]
    )
    after = {"unit": "Sở Tài chính", "year": "2025", "reported_on": "15/05/2025"}
    (report,) = judge([before], [make_reading("a.xlsx", [Page("results", [after])])])
    assert report.issues == []


def test_issues_come_in_the_order_in_which_to_mend_them(judge: Judge) -> None:
    pages = [
        Page("registrations", [{"content": "", "unit": "Sở Vũ trụ"}, {"model_name": ""}],
             special={"unknown_headers": ["Ghi thêm"]}),
        Page("registrations", [{}], "Biểu 2", {"missing_fields": ["content"]}),
    ]  # fmt: skip
    (report,) = judge([], [make_reading("a.xlsx", pages, simulated=True)])
    assert [(issue.rule, issue.cell) for issue in report.issues] == [
        ("simulated_report", None),
        ("unknown_headers", "A8"),
        ("missing_columns", "A8"),
        ("unit_unknown", "A9"),
        ("missing_required", "E9"),
        ("missing_required", "C10"),
    ]


@pytest.mark.parametrize("rule", sorted(read_checks()))
def test_a_check_says_in_its_first_line_what_one_row_is(rule: str) -> None:
    assert describe_check(rule).startswith("One row per ")
    assert describe_check(rule).endswith(".")


def test_checks_run_where_nothing_came_in() -> None:
    incoming = Incoming(datetime.datetime(2023, 10, 30))
    incoming.attach(None)
    incoming.run("comparisons")
    run_checks(incoming.connection)
    found = incoming.connection.execute("select count(*) from incoming_issues").fetchone()
    incoming.close()
    assert found == (0,)
