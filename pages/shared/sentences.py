"""The Vietnamese sentence over each chart: the finding, with what it is out of.

Each function takes rows of a view and returns one plain sentence, which is also the chart's
alternative text. A sentence states what the rows say; it computes nothing and praises nobody.
"""

from typing import Any

import pandas as pd

from pages.shared import formats
from pages.shared.formats import count, is_missing, percent, points, share, stated_percent

NO_DATA = "Chưa có số liệu cho lựa chọn này."


def change_words(change: Any, since: int) -> str:
    """`tăng 2,30 điểm so với 2023`; empty where there is nothing to compare with."""
    if is_missing(change):
        return ""
    size = formats.number(abs(float(change)), 2)
    if not size.strip("0,"):
        return f"không đổi so với {since}"
    return f"{'tăng' if float(change) > 0 else 'giảm'} {size} điểm so với {since}"


def overview(figures: pd.DataFrame, year: int) -> str:
    """What a chairman would read out; `figures` are the rows of overview_figures for a year."""
    known = {row.figure_id: row for row in figures.itertuples() if not is_missing(row.denominator)}
    parts: list[str] = []
    if (row := known.get("coverage")) is not None and row.denominator:
        target = f", {'đạt' if row.state == 'passed' else 'chưa đạt'} chỉ tiêu mỗi đơn vị có ít nhất 01 mô hình"
        parts.append(
            f"{share(row.numerator, row.denominator)} đơn vị ({percent(row.value)}) có mô "
            f"hình{target}"
        )
    measured = [
        f"{share(row.numerator, row.denominator)} đơn vị có {name} trên "
        f"{formats.decimal_number(row.target_value)}\u00a0%"
        for figure_id, name in (("sipas", "SIPAS"), ("par_index", "PAR INDEX"))
        if (row := known.get(figure_id)) is not None and row.denominator
    ]
    if measured:
        parts.append(" và ".join(measured))
    waiting = [
        name
        for figure_id, name in (("sipas", "SIPAS"), ("par_index", "PAR INDEX"))
        if (row := known.get(figure_id)) is not None and not row.denominator
    ]
    if waiting:
        parts.append(f"{' và '.join(waiting)} năm {year} chưa công bố")
    if (row := known.get("reports_in_time")) is not None and row.denominator:
        parts.append(f"{share(row.numerator, row.denominator)} đơn vị báo cáo đúng hạn")
    if (row := known.get("candidates")) is not None and row.denominator:
        parts.append(f"{share(row.numerator, row.denominator)} đề nghị khen thưởng đủ điều kiện")
    return f"Năm {year}: {'; '.join(parts)}." if parts else NO_DATA


def three_years(rows: pd.DataFrame, year: int) -> str:
    """How each share moved since the year before; `rows` of overview_figures in percent."""
    parts = []
    for row in rows[rows["year"] == year].itertuples():
        if is_missing(row.value):
            parts.append(f"{row.label} chưa có số liệu")
            continue
        change = change_words(row.change, year - 1)
        parts.append(f"{row.label} {percent(row.value)}{' (' + change + ')' if change else ''}")
    return f"Năm {year}: {'; '.join(parts)}." if parts else NO_DATA


def coverage_share(rows: pd.DataFrame, year: int) -> str:
    """Coverage of one year against the target and the year before; `rows` of coverage_by_year."""
    chosen = rows[rows["year"] == year]
    if chosen.empty or not int(chosen["units"].iloc[0]):
        return NO_DATA
    row = next(chosen.itertuples())
    change = change_words(row.change_points, year - 1)
    verdict = "đạt" if row.target_state == "passed" else "chưa đạt"
    return (
        f"Năm {year}, {share(row.covered, row.units)} đơn vị ({percent(row.share_percent)}) có "
        "mô hình"
        f"{', ' + change if change else ''}; {verdict} chỉ tiêu {percent(row.target_percent, 0)}."
    )


def blocks_without(rows: pd.DataFrame, year: int) -> str:
    """Which block has most units without a model; `rows` of coverage_by_block for one year."""
    if rows.empty:
        return NO_DATA
    lacking = rows[rows["none"] > 0].sort_values("none", ascending=False)
    if lacking.empty:
        return f"Năm {year}, cả {count(len(rows))} khối đều không còn đơn vị chưa đăng ký mô hình."
    worst = next(lacking.itertuples())
    others = (
        f"; {count(len(lacking))}/{count(len(rows))} khối còn đơn vị như vậy"
        if len(rows) > 1
        else ""
    )
    return (
        f"Năm {year}, {worst.block_name} còn nhiều đơn vị chưa có mô hình nhất: "
        f"{share(worst.none, worst.units)} đơn vị{others}."
    )


def coverage_grid(rows: pd.DataFrame, year: int) -> str:
    """How many units are seen over the years; `rows` of coverage for all years."""
    if rows.empty:
        return NO_DATA
    own = rows[rows["year"] == year]
    covered = own[own["is_covered"].eq(True)]
    return (
        f"Tình trạng mô hình của {count(rows['unit_id'].nunique())} đơn vị qua các năm; "
        f"năm {year}: {share(len(covered), len(own))} đơn vị có mô hình."
    )


def units_lacking(rows: pd.DataFrame, year: int, units: int) -> str:
    """How many units have no model in a year; `rows` are those units, `units` all that count."""
    if rows.empty:
        return f"Năm {year}, không có đơn vị nào trong {count(units)} đơn vị thiếu mô hình."
    return f"Năm {year}, {share(len(rows), units)} đơn vị chưa có mô hình hoặc đã dừng mô hình."


def replication(rows: pd.DataFrame, models: int) -> str:
    """How many models other units have taken up; `rows` are the replicated ones of `models`."""
    if rows.empty:
        return f"Chưa có mô hình nào trong {count(models)} mô hình được báo cáo là đã nhân rộng."
    first = next(rows.itertuples())
    return (
        f"{share(len(rows), models)} mô hình đã được đơn vị khác áp dụng; nhiều nhất là "
        f"“{formats.shorten(first.model_name, 60)}” của {first.unit_name} "
        f"({count(first.replication_count)} đơn vị)."
    )


def ended_units(rows: pd.DataFrame, year: int) -> str:
    """How many units ended before the cut-off; `rows` of ended_units for one year."""
    if rows.empty:
        return f"Năm {year}, không có đơn vị nào kết thúc hoạt động trước ngày chốt."
    return (
        f"Năm {year}, {count(len(rows))} đơn vị kết thúc hoạt động trước ngày chốt "
        "nên không tính vào mẫu số; đơn vị tiếp nhận ghi bên cạnh."
    )


def index_year(rows: pd.DataFrame, year: int) -> str:
    """How many measured units passed an index; `rows` of index_by_year or _by_block."""
    chosen = rows[rows["year"] == year]
    if chosen.empty or not int(chosen["participating"].iloc[0]):
        return NO_DATA
    row = next(chosen.itertuples())
    waiting = f"; {count(row.unpublished)} đơn vị chưa công bố" if row.unpublished else ""
    target = formats.decimal_number(row.target_value)
    if not row.published:
        return f"{row.index_label} năm {year}: {count(row.participating)} đơn vị tham gia, chưa đơn vị nào công bố."
    return (
        f"{row.index_label} năm {year}: {share(row.passed, row.published)} đơn vị đã công bố "
        f"({percent(row.passed_percent)}) trên {target}\u00a0%{waiting}."
    )


def index_spread(rows: pd.DataFrame, year: int) -> str:
    """The middle and the ends of an index; `rows` of index_by_year."""
    chosen = rows[(rows["year"] == year) & rows["median"].notna()]
    if chosen.empty:
        return NO_DATA
    row = next(chosen.itertuples())
    change = change_words(row.change_points, year - 1)
    if not change and bool(row.is_method_break):
        change = "phương pháp khác năm trước nên không so sánh"
    return (
        f"{row.index_label} năm {year}: trung vị {percent(row.median)}"
        f"{' (' + change + ')' if change else ''}, từ {stated_percent(row.lowest)} đến "
        f"{stated_percent(row.highest)} ở {count(row.published)} đơn vị."
    )


def index_moves(rows: pd.DataFrame, year: int, label: str) -> str:
    """Who rose and who fell most; `rows` of index_changes for one index and year."""
    if rows.empty:
        return f"{label} năm {year}: chưa có đơn vị nào có kết quả của hai năm liền để so sánh."
    ordered = rows.sort_values("change_points")
    worst, best = next(ordered.itertuples()), next(ordered[::-1].itertuples())
    parts = []
    if best.change_points > 0:
        parts.append(f"tăng nhiều nhất là {best.short_name} ({points(best.change_points)})")
    if worst.change_points < 0:
        parts.append(f"giảm nhiều nhất là {worst.short_name} ({points(worst.change_points)})")
    finding = ", ".join(parts) or "không đơn vị nào thay đổi"
    return f"{label} năm {year} so với {year - 1}, {count(len(rows))} đơn vị: {finding}."


def funnel(rows: pd.DataFrame, year: int) -> str:
    """From proposals to decisions; `rows` of candidate_stages for one round."""
    if rows.empty or not int(rows["candidates"].max()):
        return f"Đợt xét năm {year}: chưa có đề nghị nào."
    parts = [f"{count(row.candidates)} {row.stage_label.lower()}" for row in rows.itertuples()]
    return f"Đợt xét năm {year}: {', '.join(parts)}."


def ranking(rows: pd.DataFrame, year: int) -> str:
    """How many candidates are eligible and who leads; `rows` of ranking for one round."""
    if rows.empty:
        return f"Đợt xét năm {year}: chưa có đề nghị nào."
    eligible = rows[rows["eligibility"] == "eligible"]
    if eligible.empty:
        return f"Đợt xét năm {year}: chưa đề nghị nào trong {count(len(rows))} đề nghị đủ điều kiện xếp hạng."
    first = eligible[eligible["rank_overall"].eq(1)]
    leader = ""
    if len(first) == 1:
        leader = f"; điểm cao nhất là {first['short_name'].iloc[0]} ({formats.number(first['score'].iloc[0], 2)})"
    elif len(first) > 1:
        leader = f"; {count(len(first))} đề nghị cùng điểm cao nhất"
    return f"Đợt xét năm {year}: {share(len(eligible), len(rows))} đề nghị đủ điều kiện xếp hạng{leader}."


def block_ranking(rows: pd.DataFrame, block: str) -> str:
    """The leaders of one block; `rows` are its eligible candidates in order of rank."""
    if rows.empty:
        return f"{block}: chưa có đề nghị đủ điều kiện."
    first = rows[rows["rank_in_block"].eq(1)]
    if first.empty:
        return (
            f"{block}: {count(len(rows))} đề nghị đủ điều kiện nhưng còn tiêu chí thiếu số liệu, "
            "chưa xếp hạng được."
        )
    score = formats.number(first["score"].iloc[0], 2)
    if len(rows) == 1:
        return f"{block}: chỉ {first['short_name'].iloc[0]} đủ điều kiện, {score}/100 điểm."
    names = " và ".join(first["short_name"].head(3))
    tie = " cùng đứng đầu" if len(first) > 1 else " đứng đầu"
    return f"{block}: {names}{tie} trong {count(len(rows))} đề nghị đủ điều kiện, {score}/100 điểm."


def gates(rows: pd.DataFrame, candidates: int) -> str:
    """Which gate stops most candidates; `rows` of gate_results for one round."""
    failed = rows[rows["verdict"] == "fail"]
    if rows.empty:
        return NO_DATA
    if failed.empty:
        return f"Không điều kiện nào bị đánh giá không đạt ở {count(candidates)} đề nghị."
    counted = failed["gate_label"].value_counts()
    return (
        f"Điều kiện vướng nhiều nhất: “{counted.index[0]}”, "
        f"{share(int(counted.iloc[0]), candidates)} đề nghị không đạt."
    )


def unit_indices(rows: pd.DataFrame, name: str) -> str:
    """Latest published values of a unit's indices; `rows` of index_states of one unit."""
    known = rows[rows["value"].notna()].sort_values("year").drop_duplicates("index_id", keep="last")
    if known.empty:
        return f"{name}: chưa có chỉ số nào được công bố."
    parts = [
        f"{row.index_label} {stated_percent(row.value)} năm {row.year} "
        f"({str(row.state_label).lower()})"
        for row in known.itertuples()
    ]
    return f"{name}: {'; '.join(parts)}."


def index_lines(rows: pd.DataFrame, label: str, year: int) -> str:
    """How many units lie over and under the target; `rows` of index_states of measured units."""
    own = rows[(rows["year"] == year) & rows["value"].notna()]
    if own.empty:
        return f"{label} năm {year}: chưa đơn vị nào trong lựa chọn này có kết quả công bố."
    failed = own[own["state"] == "failed"].sort_values("value")
    if failed.empty:
        return f"{label} năm {year}: cả {count(len(own))} đơn vị đã công bố đều trên mục tiêu."
    lowest = next(failed.itertuples())
    return (
        f"{label} năm {year}: {share(len(failed), len(own))} đơn vị đã công bố chưa vượt mục tiêu, "
        f"thấp nhất là {lowest.short_name} ({stated_percent(lowest.value)})."
    )


def index_grid(rows: pd.DataFrame, label: str, year: int) -> str:
    """Who still owes a result; `rows` of index_states of measured units."""
    own = rows[rows["year"] == year]
    waiting = own[own["state"] == "unpublished"]
    if own.empty:
        return f"{label} năm {year}: không có đơn vị nào thuộc diện xác định trong lựa chọn này."
    if waiting.empty:
        return f"{label} năm {year}: cả {count(len(own))} đơn vị thuộc diện xác định đã có kết quả."
    return f"{label} năm {year}: {share(len(waiting), len(own))} đơn vị thuộc diện xác định chưa công bố."


def unranked(rows: pd.DataFrame, candidates: int, eligibility: str) -> str:
    """How many candidates are not ranked, and of which sort."""
    words = {"insufficient": "chưa đủ căn cứ để kết luận", "ineligible": "không đủ điều kiện"}[
        eligibility
    ]
    if rows.empty:
        return f"Không có đề nghị nào {words} trong {count(candidates)} đề nghị."
    return f"{share(len(rows), candidates)} đề nghị {words}."


def report_progress(rows: pd.DataFrame, year: int) -> str:
    """Who owed a report and when it came; `rows` of progress_by_year or one of _by_block."""
    if rows.empty or not int(rows["expected"].iloc[0]):
        return f"Năm {year}, không có đơn vị nào trong lựa chọn này phải báo cáo."
    row = next(rows.itertuples())
    in_time = f"{count(row.in_time)} đúng hạn"
    if row.in_time_corrected:
        in_time += f" (trong đó {count(row.in_time_corrected)} phải sửa)"
    parts = [in_time]
    if row.extended:
        parts.append(f"{count(row.extended)} trong thời gian gia hạn")
    parts.append(f"{count(row.late)} muộn")
    if row.undated:
        parts.append(f"{count(row.undated)} chưa rõ ngày")
    return (
        f"Năm {year}, đã nhận báo cáo của {share(row.received, row.expected)} đơn vị: "
        f"{', '.join(parts)}; {count(row.not_yet)} đơn vị chưa nộp."
    )


def blocks_waiting(rows: pd.DataFrame, year: int) -> str:
    """Which block waits for most reports; `rows` of progress_by_block for one year."""
    owing = rows[rows["expected"] > 0]
    if owing.empty:
        return NO_DATA
    waiting = owing[owing["not_yet"] > 0].sort_values("not_yet", ascending=False, kind="stable")
    if waiting.empty:
        return f"Năm {year}, cả {count(len(owing))} khối đã nộp đủ báo cáo."
    worst = next(waiting.itertuples())
    others = (
        f"; {count(len(waiting))}/{count(len(owing))} khối còn đơn vị chưa nộp"
        if len(owing) > 1
        else ""
    )
    return (
        f"Năm {year}, {worst.block_name} còn nhiều đơn vị chưa nộp nhất: "
        f"{share(worst.not_yet, worst.expected)} đơn vị{others}."
    )


def units_of_progress(rows: pd.DataFrame, year: int, state: str) -> str:
    """How many units the list shows; `state` is the word on its picker, empty for all."""
    if rows.empty:
        return f"Năm {year}, không có đơn vị nào trong lựa chọn này."
    kind = f" có tình trạng “{state}”" if state else " trong lựa chọn này"
    sent_back = int(rows["returned"].sum())
    tail = f"; {count(sent_back)} đơn vị có bản gửi gần nhất bị trả lại" if sent_back else ""
    return f"Năm {year}, {count(len(rows))} đơn vị{kind}{tail}."


def difficulties(rows: pd.DataFrame, themes: pd.DataFrame, year: int) -> str:
    """How many reports and units state something, and what most are about.

    `rows` of difficulties, `themes` of difficulties_by_theme for the same results.
    """
    if rows.empty:
        return f"Năm {year}, không báo cáo nào trong lựa chọn này nêu khó khăn hoặc kiến nghị."
    counts = themes.drop_duplicates(["row_id", "theme"])["theme"].value_counts()
    first = min(counts[counts == counts.max()].index)
    return (
        f"Năm {year}, {count(len(rows))} báo cáo của {count(rows['unit_id'].nunique())} đơn vị nêu "
        f"khó khăn hoặc kiến nghị; nhiều nhất về {first[:1].lower()}{first[1:]} "
        f"({share(counts.max(), len(rows))} báo cáo)."
    )


def similar_models(pairs: pd.DataFrame) -> str:
    """How many pairs of models are alike; `pairs` of similar_models."""
    if pairs.empty:
        return "Không có cặp mô hình nào của hai đơn vị khác nhau giống nhau trong lựa chọn này."
    same = int((pairs["likeness"] == "same_name").sum())
    stated = int(pairs["is_replication_stated"].sum())
    return (
        f"{count(len(pairs))} cặp mô hình của hai đơn vị khác nhau có tên hoặc nội dung giống "
        f"nhau: {count(same)} cặp trùng tên, {count(len(pairs) - same)} cặp gần giống; báo cáo ghi "
        f"nhận nhân rộng ở {count(stated)} cặp."
    )
