"""Biên bản họp: the vote on each candidate with numerator and denominator; the rest is for the hand."""

from __future__ import annotations

from collections.abc import Sequence

from papers.decree import (
    Column,
    Row,
    add_annex_heading,
    add_body,
    add_heading,
    add_note,
    add_open_line,
    add_receivers,
    add_table,
    add_title,
    add_two_signers,
)
from papers.page_setup import Paper, start_section
from papers.round_data import Candidate, RoundData
from papers.round_pages import (
    finish_round_paper,
    start_round_paper,
    write_conflict,
    write_funnel,
    write_meeting_days,
    write_method,
    write_outcome,
    write_scope,
    write_threshold,
    write_vote,
)
from papers.wording import DOTS, NOTHING, write_count, write_number
from queries.database import Database

PAPER = "minutes"
SUBJECT = "Họp {council} xét đề nghị tặng {form} năm {year}{scope}"
COLUMNS = (
    Column("STT", 14, "center"),
    Column("Tên tập thể, tên mô hình", 50),
    Column("Tổng số thành viên", 18, "center"),
    Column("Đồng ý", 15, "center"),
    Column("Không đồng ý", 18, "center"),
    Column("Không hợp lệ", 18, "center"),
    Column("Bằng văn bản", 15, "center"),
    Column("Tỷ lệ đồng ý", 24, "center"),
    Column("Kết quả", 20, "center"),
)
WAITING = (
    Column("STT", 14, "center"),
    Column("Tên tập thể", 60),
    Column("Tên mô hình", 60),
    Column("Đồng ý", 18, "center", is_open=True),
    Column("Không đồng ý", 20, "center", is_open=True),
)
MEMBERS = (
    Column("STT", 14, "center"),
    Column("Chức danh", 84),
    Column("Họ và tên", 44, is_open=True),
    Column("Có mặt", 18, "center", is_open=True),
    Column("Vắng mặt", 20, "center", is_open=True),
)
COUNTS = ("members", "agree", "disagree", "invalid", "written")
DISCUSSION_LINES = 6


def write_minutes(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the docx of the meeting's minutes; raises PaperRefused as RoundData does."""
    data = RoundData(database, round_id, block)
    layout = data.layout
    council, form = layout.text("issuer", "name"), layout.text("award", "form")
    paper = start_round_paper(data, "minutes_symbol")
    subject = SUBJECT.format(council=council, form=form, year=data.year, scope=write_scope(data))
    add_title(paper, "Biên bản", subject)
    add_body(
        paper,
        f"Vào lúc {DOTS[:3]} giờ {DOTS[:3]} phút, ngày {DOTS[:3]} tháng {DOTS[:3]} năm {DOTS[:4]}, "
        f"tại {DOTS}, {council} họp xét đề nghị tặng {form} cho các tập thể có mô hình hiệu quả "
        f"trong {layout.text('award', 'movement')} năm {data.year}.",
    )
    add_people(paper, data)
    add_agenda(paper, data)
    add_votes(paper, data)
    add_heading(paper, "III. KẾT LUẬN")
    for _ in range(DISCUSSION_LINES // 2):
        add_open_line(paper)
    add_body(
        paper,
        f"Cuộc họp kết thúc vào {DOTS[:3]} giờ {DOTS[:3]} phút cùng ngày. Biên bản được lập thành "
        f"{DOTS[:3]} bản, đã đọc lại cho các thành viên dự họp nghe và thống nhất./.",
        keep_with_next=True,
    )
    add_two_signers(paper, ["THƯ KÝ"], ["CHỦ TỌA"])
    add_receivers(
        paper, [*layout.lines("receivers", "minutes"), layout.text("receivers", "archive")]
    )
    add_members(paper, data)
    return finish_round_paper(paper, data, PAPER, "Biên bản họp xét khen thưởng")


def add_people(paper: Paper, data: RoundData) -> None:
    """Adds who takes part; only the number of members is known from the votes."""
    add_heading(paper, "I. THÀNH PHẦN")
    add_open_line(paper, "1. Chủ tọa:")
    add_open_line(paper, "2. Thư ký:")
    members = sorted({int(vote["members"]) for vote in data.votes if vote["members"] is not None})
    stated = ", ".join(map(str, members)) or DOTS[:3]
    add_body(
        paper,
        f"3. Tổng số thành viên Hội đồng: {stated}; có mặt: {DOTS[:3]}; vắng mặt: {DOTS[:3]}, trong "
        f"đó gửi ý kiến bằng văn bản: {DOTS[:3]}.",
    )


def add_agenda(paper: Paper, data: RoundData) -> None:
    standing_body = data.layout.text("issuer", "standing_body")
    add_heading(paper, "II. NỘI DUNG")
    add_body(
        paper,
        f"1. {standing_body} báo cáo kết quả kiểm tra, đánh giá. {write_funnel(data)} "
        f"{write_count(len(data.of('eligible')))} mô hình đủ điều kiện, trong đó "
        f"{write_count(len(data.within_quota))} mô hình trong chỉ tiêu số lượng. {write_method(data)}",
    )
    conflicts = [each for each in data.ranked if write_conflict(each)]
    if conflicts:
        add_body(paper, "Thành viên Hội đồng đứng đầu tập thể được xét, cần nêu khi biểu quyết:")
        for each in conflicts:
            add_body(paper, f"- {each.ranking['unit_name']}: {write_conflict(each)}.")
    add_body(paper, "2. Ý kiến thảo luận:", keep_with_next=True)
    for _ in range(DISCUSSION_LINES):
        add_open_line(paper)


def add_votes(paper: Paper, data: RoundData) -> None:
    """Adds the tally as it was received, and the proposed on whom nothing was received."""
    voted = [each for each in data.candidates if each.vote]
    days = write_meeting_days(voted)
    add_body(
        paper,
        f"3. Kết quả biểu quyết{f' (ngày họp: {days})' if days else ''}; ngưỡng của đợt xét: "
        f"{write_threshold(data)}:",
        keep_with_next=True,
    )
    if voted:
        add_table(paper, COLUMNS, list_tallies(data), is_wide=True)
        add_note(
            paper,
            "Số phiếu theo kết quả biểu quyết đã nhận; ô “–” là không được ghi hoặc chưa kết luận "
            "được. Tỷ lệ đồng ý là số phiếu đồng ý trên mẫu số của đợt xét.",
        )
        add_body(paper, write_result(voted))
    else:
        add_note(paper, "Chưa nhận được kết quả biểu quyết nào.")
    waiting = [each for each in data.within_quota if not each.vote]
    if waiting:
        add_body(
            paper,
            "Các mô hình trong chỉ tiêu số lượng chưa có kết quả biểu quyết:",
            keep_with_next=True,
        )
        rows = [write_waiting(number, each) for number, each in enumerate(waiting, start=1)]
        add_table(paper, WAITING, rows, is_wide=True)


def write_result(voted: Sequence[Candidate]) -> str:
    """Returns how many votes reach the threshold, and how many do not or cannot be told."""
    outcomes = [each.vote["is_reached"] for each in voted if each.vote]
    open_votes = outcomes.count(None)
    rest = f", {write_count(open_votes)} chưa kết luận được" if open_votes else ""
    return (
        f"Trong {write_count(len(outcomes))} mô hình được biểu quyết, "
        f"{write_count(outcomes.count(True))} đạt ngưỡng, "
        f"{write_count(outcomes.count(False))} chưa đạt ngưỡng{rest}."
    )


def add_members(paper: Paper, data: RoundData) -> None:
    """Adds the list of members on the day of consideration, to be ticked at the meeting."""
    members = data.figures.rows("round_members", ("title", "name"), {"round_id": data.round_id})
    if not members:
        return
    start_section(paper)
    dots = DOTS[:3]
    symbol, issuer = (
        data.layout.text("number", "minutes_symbol"),
        data.layout.text("issuer", "name"),
    )
    add_annex_heading(
        paper,
        None,
        "Thành viên Hội đồng",
        f"Biên bản số {dots} /{symbol} ngày {dots} tháng {dots} năm {dots} của {issuer}",
    )
    rows = [
        [str(number), str(member["title"]), str(member["name"] or ""), "", ""]
        for number, member in enumerate(members, start=1)
    ]
    add_table(paper, MEMBERS, rows, is_wide=True)
    add_note(
        paper,
        "Thành phần theo dữ liệu thành viên Hội đồng vào ngày xét; cần đối chiếu với quyết định "
        "thành lập Hội đồng.",
    )


def list_tallies(data: RoundData) -> list[Row]:
    """Returns the tallies by what the gates say of the candidate, each part in order of rank."""
    rows: list[Row] = []
    number = 0
    for label, candidates in (
        ("Đủ điều kiện, trong chỉ tiêu số lượng", data.within_quota),
        ("Đủ điều kiện, ngoài chỉ tiêu hoặc chưa xếp hạng", [*data.beyond_quota, *data.unranked]),
        ("Chưa đủ căn cứ", data.of("insufficient")),
        ("Không đủ điều kiện", data.of("ineligible")),
    ):
        voted = [each for each in candidates if each.vote]
        if voted:
            rows.append(f"{label} ({write_count(len(voted))})")
        for each in voted:
            number += 1
            rows.append(write_tally(number, each))
    return rows


def write_tally(number: int, candidate: Candidate) -> Row:
    ranking, vote = candidate.ranking, candidate.vote or {}
    counts = [write_number(vote.get(name), 0) if vote else NOTHING for name in COUNTS]
    names = [str(ranking["unit_name"]), f"Mô hình: {ranking['model_name']}"]
    return [str(number), names, *counts, write_vote(candidate), write_outcome(candidate)]


def write_waiting(number: int, candidate: Candidate) -> Row:
    ranking = candidate.ranking
    return [str(number), str(ranking["unit_name"]), str(ranking["model_name"]), "", ""]
