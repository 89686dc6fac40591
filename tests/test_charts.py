"""Charts draw the rows they are given: few traces, gaps for what is missing, texts without markup."""

import json
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from pages.shared import charts

STATES = pd.DataFrame(
    {
        "code": ["maintained", "reported", "registered", "stopped", "none"],
        "label": ["Đang duy trì", "Đã báo cáo", "Đã đăng ký", "Đã dừng", "Chưa có"],
        "symbol": ["●", "◐", "○", "■", "✕"],
    }
)
INDEX_STATES = pd.DataFrame(
    {
        "code": ["passed", "failed", "unpublished", "not_participating"],
        "label": ["Đạt", "Chưa đạt", "Chưa công bố", "Không tham gia"],
        "symbol": ["✓", "✕", "…", "–"],
    }
)
YEARS = [2023, 2024, 2025]


def index_rows(units: int = 4, blocks: int = 2) -> pd.DataFrame:
    """Units in blocks over three years; the last year of every unit is unpublished."""
    return pd.DataFrame(
        [
            {
                "unit_id": f"U{unit}",
                "unit_name": f"Đơn vị {unit} <b>",
                "short_name": "Phường 1",
                "block_name": f"Khối {unit % blocks}",
                "year": year,
                "value": None if year == 2025 else 84.0 + unit + year - 2023,
                "state": "unpublished" if year == 2025 else ("passed" if unit > 1 else "failed"),
                "state_label": "Đạt",
                "index_id": "sipas",
                "index_label": "SIPAS",
                "target_value": 85.0,
                "is_method_break": year == 2024,
            }
            for unit in range(units)
            for year in YEARS
        ]
    ).sort_values(["block_name", "unit_id", "year"])


def coverage_rows() -> pd.DataFrame:
    counts = {"maintained": 5, "reported": 1, "registered": 0, "stopped": 1, "none": 3}
    return pd.DataFrame([{"block_name": "Khối 1", "units": 10, **counts}])


def ranked() -> tuple[pd.DataFrame, pd.DataFrame]:
    order = pd.DataFrame(
        {
            "candidate_id": ["a", "b"],
            "rank_in_block_label": ["=1", "=1"],
            "short_name": ["Sở A", "Sở A"],
            "model_name": ["Mô hình", "Mô hình"],
            "score": [70.0, 70.0],
        }
    )
    scores = pd.DataFrame(
        [
            {
                "candidate_id": candidate,
                "criterion_id": criterion,
                "criterion_label": criterion,
                "sort_order": place,
                "weight": 50,
                "contribution": 35.0,
            }
            for candidate in "ab"
            for place, criterion in enumerate(["x", "y"])
        ]
    )
    return order, scores


def every_chart() -> dict[str, Any]:
    shares = pd.DataFrame(
        {
            "figure_id": ["coverage"] * 2,
            "label": ["Độ phủ"] * 2,
            "year": [2023, 2024],
            "value": [90.0, None],
            "numerator": [9, 0],
            "denominator": [10, 0],
        }
    )
    by_year = pd.DataFrame(
        {
            "year": [2024],
            "share_percent": [90.0],
            "target_percent": [100.0],
            "covered": [9],
            "units": [10],
        }
    )
    spread = pd.DataFrame(
        {
            "year": [2023, 2024],
            "lowest": [70.0, None],
            "lower_quartile": [75.0, None],
            "median": [80.0, None],
            "upper_quartile": [85.0, None],
            "highest": [90.0, None],
        }
    )
    counts = pd.DataFrame(
        {"year": YEARS, "passed": 3, "failed": 1, "unpublished": 0, "not_participating": 9}
    )
    moves = pd.DataFrame(
        {
            "short_name": ["A", "B"],
            "year": 2024,
            "previous_value": [80.0, 90.0],
            "value": [85.0, 88.0],
            "change_points": [5.0, -2.0],
        }
    )
    stages = pd.DataFrame({"stage_label": ["Được đề nghị", "Đã thẩm định"], "candidates": [9, 0]})
    index = index_rows()
    return {
        "share_by_year": charts.share_by_year(by_year),
        "share_panels": charts.share_panels(shares, YEARS),
        "states_by_block": charts.states_by_block(coverage_rows(), STATES),
        "state_grids": charts.state_grids(index, INDEX_STATES, charts.INDEX_COLOURS, "value"),
        "line_panels": charts.line_panels(index, 85.0, YEARS),
        "spread_by_year": charts.spread_by_year(spread, 85.0),
        "counts_by_year": charts.counts_by_year(counts, INDEX_STATES, charts.INDEX_COLOURS),
        "moves": charts.moves(moves),
        "contributions": charts.contributions(*ranked()),
        "stages": charts.stages(stages),
        "unit_panels": charts.unit_panels(index[index["unit_id"] == "U1"], YEARS),
    }


def figures_of(chart: Any) -> list[charts.Figure]:
    return [figure for _, figure in chart] if isinstance(chart, list) else [chart]


@pytest.mark.parametrize(("name", "chart"), every_chart().items(), ids=lambda one: str(one)[:20])
def test_chart_is_a_plain_dictionary_that_plotly_accepts(name: str, chart: Any) -> None:
    for figure in figures_of(chart):
        json.dumps(figure, allow_nan=False)
        assert len(go.Figure(figure).data) <= 6, name


def test_all_units_of_a_block_are_one_trace_with_gaps() -> None:
    panels = charts.line_panels(index_rows(units=300, blocks=3), 85.0, YEARS)
    assert len(panels) == 3
    for _, figure in panels:
        assert len(figure["data"]) == 1
        assert figure["data"][0]["connectgaps"] is False
        assert figure["data"][0]["y"].count(None) == 2 * 100


def test_missing_value_is_a_gap_and_never_zero() -> None:
    for _, figure in charts.line_panels(index_rows(), 85.0, YEARS):
        values = [value for value in figure["data"][0]["y"] if value is not None]
        assert min(values) >= 84


def test_panels_share_one_scale() -> None:
    panels = charts.line_panels(index_rows(), 85.0, YEARS)
    assert len({tuple(figure["layout"]["yaxis"]["range"]) for _, figure in panels}) == 1


def test_target_is_a_labelled_line_and_a_new_method_a_dotted_one() -> None:
    _, figure = charts.line_panels(index_rows(), 85.0, YEARS)[0]
    shapes = figure["layout"]["shapes"]
    assert [shape["line"]["dash"] for shape in shapes] == ["dash", "dot"]
    assert shapes[0]["y0"] == shapes[0]["y1"] == 85.0
    assert figure["layout"]["annotations"][0]["text"] == "> 85 %"


def test_units_of_one_name_keep_their_own_rows() -> None:
    (_, figure), *_ = charts.state_grids(index_rows(blocks=1), INDEX_STATES, charts.INDEX_COLOURS)
    names = figure["data"][0]["y"]
    assert len(names) == len(set(names)) == 5


def test_state_is_written_and_not_only_coloured() -> None:
    (_, figure), *_ = charts.state_grids(
        index_rows(blocks=1), INDEX_STATES, charts.INDEX_COLOURS, "value"
    )
    written = [cell for line in figure["data"][0]["text"][1:] for cell in line]
    assert written[:3] == ["✕ 84,00\u00a0%", "✕ 85,00\u00a0%", "…"]
    named = [trace["name"] for trace in charts.states_by_block(coverage_rows(), STATES)["data"]]
    assert named == [f"{row.symbol} {row.label}" for row in STATES.itertuples()]


def test_long_list_becomes_two_panels_of_whole_blocks() -> None:
    rows = index_rows(units=60, blocks=6)
    panels = charts.state_grids(rows, INDEX_STATES, charts.INDEX_COLOURS)
    assert [len(figure["data"][0]["y"]) for _, figure in panels] == [33, 33]


def test_text_of_a_file_has_no_markup_in_a_chart() -> None:
    _, figure = charts.line_panels(index_rows(), 85.0, YEARS)[0]
    hover = next(text for text in figure["data"][0]["hovertext"] if text)
    assert "&lt;b&gt;" in hover and "<b>" not in hover


def test_tied_candidates_of_one_name_have_a_bar_each() -> None:
    figure = charts.contributions(*ranked())
    assert [trace["y"] for trace in figure["data"]] == [[0, 1], [0, 1]]
    assert all(name.startswith("=1. ") for name in figure["data"][0]["customdata"])


@pytest.mark.parametrize("colours", [charts.COVERAGE_COLOURS, charts.INDEX_COLOURS])
def test_every_state_has_a_colour_of_its_own(colours: dict[str, str]) -> None:
    assert len(set(colours.values())) == len(colours)
