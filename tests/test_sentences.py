"""The sentence over a chart says what its rows say: given rows, expected words."""

from typing import Any

import pandas as pd
import pytest

from pages.shared import sentences

NONE = float("nan")


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


def coverage(**changes: Any) -> pd.DataFrame:
    row = {
        "year": 2024,
        "units": 140,
        "covered": 132,
        "share_percent": 94.2857,
        "target_percent": 100.0,
        "target_state": "failed",
        "change_points": 2.3,
    }
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            "Năm 2024, 132/140 đơn vị (94,29 %) có mô hình, tăng 2,30 điểm so với 2023; "
            "chưa đạt chỉ tiêu 100 %.",
        ),
        (
            {"change_points": -1.0},
            "Năm 2024, 132/140 đơn vị (94,29 %) có mô hình, giảm 1,00 điểm so với 2023; "
            "chưa đạt chỉ tiêu 100 %.",
        ),
        (
            {
                "change_points": 0.0,
                "covered": 140,
                "share_percent": 100.0,
                "target_state": "passed",
            },
            "Năm 2024, 140/140 đơn vị (100,00 %) có mô hình, không đổi so với 2023; "
            "đạt chỉ tiêu 100 %.",
        ),
        (
            {"change_points": NONE},
            "Năm 2024, 132/140 đơn vị (94,29 %) có mô hình; chưa đạt chỉ tiêu 100 %.",
        ),
        ({"units": 0}, sentences.NO_DATA),
        ({"year": 2023}, sentences.NO_DATA),
    ],
)
def test_coverage_sentence(changes: dict[str, Any], expected: str) -> None:
    assert plain(sentences.coverage_share(coverage(**changes), 2024)) == expected


def figure(figure_id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "figure_id": figure_id,
        "label": figure_id,
        "numerator": 9,
        "denominator": 10,
        "value": 90.0,
        "target_value": 85.0,
        "state": "failed",
        "change": 1.0,
        "year": 2024,
    }
    return row | changes


def test_overview_sentence_names_every_figure_with_its_denominator() -> None:
    rows = pd.DataFrame(
        [
            figure("coverage"),
            figure("sipas", numerator=8),
            figure("par_index", target_value=75.0),
            figure("reports_in_time", numerator=5),
            figure("candidates", numerator=3, denominator=7),
        ]
    )
    assert plain(sentences.overview(rows, 2024)) == (
        "Năm 2024: 9/10 đơn vị (90,00 %) có mô hình, chưa đạt chỉ tiêu mỗi đơn vị có ít nhất 01 mô "
        "hình; 8/10 đơn vị có SIPAS trên 85 % và 9/10 đơn vị có PAR INDEX trên 75 %; "
        "5/10 đơn vị báo cáo đúng hạn; 3/7 đề nghị khen thưởng đủ điều kiện."
    )


def test_overview_sentence_says_what_is_not_published() -> None:
    rows = pd.DataFrame([figure("coverage"), figure("sipas", numerator=0, denominator=0)])
    assert "SIPAS năm 2024 chưa công bố" in sentences.overview(rows, 2024)


def index(**changes: Any) -> pd.DataFrame:
    row = {
        "index_label": "SIPAS",
        "year": 2024,
        "participating": 40,
        "published": 38,
        "passed": 35,
        "unpublished": 2,
        "passed_percent": 92.105263,
        "lowest": 81.2,
        "median": 88.0,
        "highest": 95.55,
        "target_value": 85.0,
        "change_points": 0.5,
        "is_method_break": False,
    }
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            "SIPAS năm 2024: 35/38 đơn vị đã công bố (92,11 %) trên 85 %; 2 đơn vị chưa công bố.",
        ),
        (
            {"unpublished": 0},
            "SIPAS năm 2024: 35/38 đơn vị đã công bố (92,11 %) trên 85 %.",
        ),
        ({"published": 0}, "SIPAS năm 2024: 40 đơn vị tham gia, chưa đơn vị nào công bố."),
        ({"participating": 0}, sentences.NO_DATA),
    ],
)
def test_index_sentence(changes: dict[str, Any], expected: str) -> None:
    assert plain(sentences.index_year(index(**changes), 2024)) == expected


def test_spread_is_not_compared_across_a_new_method() -> None:
    words = plain(sentences.index_spread(index(change_points=NONE, is_method_break=True), 2024))
    assert words == (
        "SIPAS năm 2024: trung vị 88,00 % (phương pháp khác năm trước nên không so sánh), "
        "từ 81,20 % đến 95,55 % ở 38 đơn vị."
    )


def candidates(ranks: list[float], eligible: int | None = None) -> pd.DataFrame:
    count = len(ranks) if eligible is None else eligible
    return pd.DataFrame(
        {
            "eligibility": [
                "eligible" if place < count else "ineligible" for place in range(len(ranks))
            ],
            "rank_overall": ranks,
            "rank_in_block": ranks,
            "short_name": [f"Sở {letter}" for letter in "ABCDEF"[: len(ranks)]],
            "score": [70.0] * len(ranks),
        }
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            candidates([1, 2, NONE], 2),
            "Đợt xét năm 2024: 2/3 đề nghị đủ điều kiện xếp hạng; điểm cao nhất là Sở A (70,00).",
        ),
        (
            candidates([1, 1]),
            "Đợt xét năm 2024: 2/2 đề nghị đủ điều kiện xếp hạng; 2 đề nghị cùng điểm cao nhất.",
        ),
        (
            candidates([NONE], 0),
            "Đợt xét năm 2024: chưa đề nghị nào trong 1 đề nghị đủ điều kiện xếp hạng.",
        ),
        (candidates([]), "Đợt xét năm 2024: chưa có đề nghị nào."),
    ],
)
def test_ranking_sentence(rows: pd.DataFrame, expected: str) -> None:
    assert sentences.ranking(rows, 2024) == expected


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([1, 2], "Khối 1: Sở A đứng đầu trong 2 đề nghị đủ điều kiện, 70,00/100 điểm."),
        (
            [1, 1],
            "Khối 1: Sở A và Sở B cùng đứng đầu trong 2 đề nghị đủ điều kiện, 70,00/100 điểm.",
        ),
        ([1], "Khối 1: chỉ Sở A đủ điều kiện, 70,00/100 điểm."),
        (
            [NONE],
            "Khối 1: 1 đề nghị đủ điều kiện nhưng còn tiêu chí thiếu số liệu, chưa xếp hạng được.",
        ),
        ([], "Khối 1: chưa có đề nghị đủ điều kiện."),
    ],
)
def test_block_sentence(ranks: list[float], expected: str) -> None:
    assert sentences.block_ranking(candidates(ranks), "Khối 1") == expected


def test_moves_name_both_ends_and_how_many_were_compared() -> None:
    rows = pd.DataFrame({"short_name": ["A", "B", "C"], "change_points": [-2.0, 3.0, 0.5]})
    assert plain(sentences.index_moves(rows, 2024, "SIPAS")) == (
        "SIPAS năm 2024 so với 2023, 3 đơn vị: tăng nhiều nhất là B (+3,00 điểm), "
        "giảm nhiều nhất là A (−2,00 điểm)."
    )


def test_gate_sentence_names_the_gate_that_stops_most() -> None:
    rows = pd.DataFrame(
        {"verdict": ["fail", "fail", "pass", "fail"], "gate_label": ["Hạn", "Hạn", "Hạn", "Chỉ số"]}
    )
    assert sentences.gates(rows, 2) == "Điều kiện vướng nhiều nhất: “Hạn”, 2/2 đề nghị không đạt."


@pytest.mark.parametrize(
    "empty",
    [
        lambda: sentences.units_lacking(pd.DataFrame(), 2024, 9),
        lambda: sentences.ended_units(pd.DataFrame(), 2024),
        lambda: sentences.replication(pd.DataFrame(), 5),
        lambda: sentences.index_moves(pd.DataFrame(), 2024, "SIPAS"),
        lambda: sentences.blocks_without(pd.DataFrame(), 2024),
        lambda: sentences.coverage_grid(pd.DataFrame(), 2024),
        lambda: sentences.unranked(pd.DataFrame(), 4, "insufficient"),
    ],
)
def test_no_rows_is_still_a_sentence(empty: Any) -> None:
    assert empty().endswith(".")


def progress(**changes: Any) -> pd.DataFrame:
    row = {
        "block_name": "Khối 1",
        "expected": 75,
        "received": 61,
        "in_time": 58,
        "in_time_corrected": 0,
        "extended": 0,
        "late": 3,
        "undated": 0,
        "not_yet": 14,
    }
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            "Năm 2024, đã nhận báo cáo của 61/75 đơn vị: 58 đúng hạn, 3 muộn; 14 đơn vị chưa nộp.",
        ),
        (
            {"in_time_corrected": 2, "extended": 1, "undated": 4},
            "Năm 2024, đã nhận báo cáo của 61/75 đơn vị: 58 đúng hạn (trong đó 2 phải sửa), 1 trong "
            "thời gian gia hạn, 3 muộn, 4 chưa rõ ngày; 14 đơn vị chưa nộp.",
        ),
        ({"expected": 0}, "Năm 2024, không có đơn vị nào trong lựa chọn này phải báo cáo."),
    ],
)
def test_progress_sentence(changes: dict[str, Any], expected: str) -> None:
    assert plain(sentences.report_progress(progress(**changes), 2024)) == expected


def test_blocks_that_wait_for_reports_are_named_with_their_number() -> None:
    rows = pd.concat([progress(not_yet=2), progress(block_name="Khối 2", not_yet=9)])
    assert sentences.blocks_waiting(rows, 2024) == (
        "Năm 2024, Khối 2 còn nhiều đơn vị chưa nộp nhất: 9/75 đơn vị; 2/2 khối còn đơn vị chưa nộp."
    )
    assert sentences.blocks_waiting(progress(not_yet=0), 2024) == (
        "Năm 2024, cả 1 khối đã nộp đủ báo cáo."
    )
    assert sentences.blocks_waiting(progress(expected=0), 2024) == sentences.NO_DATA


def test_list_of_units_says_what_it_was_chosen_by() -> None:
    rows = pd.DataFrame({"returned": [True, False]})
    assert sentences.units_of_progress(rows, 2024, "Muộn") == (
        "Năm 2024, 2 đơn vị có tình trạng “Muộn”; 1 đơn vị có bản gửi gần nhất bị trả lại."
    )
    assert "không có đơn vị nào" in sentences.units_of_progress(rows.head(0), 2024, "")
