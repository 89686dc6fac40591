"""How every Word paper of an award round begins and ends, and the sentences that several share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from papers.decree import Row, add_last_line, add_letterhead
from papers.figures import Row as FigureRow
from papers.figures import to_day
from papers.page_setup import Paper, start_paper
from papers.provenance import to_bytes
from papers.records import pack_record
from papers.round_data import Candidate, RoundData, by_block
from papers.word_lines import read_lines
from papers.wording import (
    DOTS,
    NOTHING,
    write_amount,
    write_count,
    write_date,
    write_number,
    write_percent,
    write_roman,
    write_short_date,
)

SCOPES = ("scope", "label")
DENOMINATORS = {
    "total_members": "tổng số thành viên Hội đồng",
    "present_members": "số thành viên dự họp",
}
OPEN_REFERENCE = "Tờ trình số{dots}/{symbol} ngày{dots}tháng{dots}năm{dots}của {issuer}"


def start_round_paper(
    data: RoundData, symbol: str | None = None, is_landscape: bool = False
) -> Paper:
    """Returns a paper with its letterhead, marked on each page where reports are simulated.

    `symbol` names the symbol in the layout; None is an annex without letterhead, an empty one a form
    without number.
    """
    paper = start_paper(data.layout, is_landscape, data.is_simulated)
    if symbol is not None:
        stated = data.layout.text("number", symbol) if symbol else ""
        add_letterhead(paper, stated, None, data.year)
    return paper


def finish_round_paper(paper: Paper, data: RoundData, code: str, title: str) -> bytes:
    """Adds the line that says what the paper rests on, and returns the docx with its record."""
    provenance = data.provenance(code)
    add_last_line(paper, provenance.line())
    record = pack_record(read_lines(paper.document))
    return to_bytes(paper.document, f"{title} {data.year}", provenance, record)


def refer_to_submission(data: RoundData) -> str:
    """Returns `Tờ trình số … ngày … của …`, to be filled in by hand."""
    layout = data.layout
    return OPEN_REFERENCE.format(
        dots=f" {DOTS[:3]} ",
        symbol=layout.text("number", "submission_symbol"),
        issuer=layout.text("issuer", "name"),
    )


def group_rows(
    candidates: Sequence[Candidate], write: Callable[[int, Candidate], Row]
) -> list[Row]:
    """Returns a group row for each block and a row for each candidate, numbered through."""
    rows: list[Row] = []
    number = 0
    for place, (block_name, members) in enumerate(by_block(candidates), start=1):
        rows.append(f"{write_roman(place)}. {block_name}")
        for each in members:
            number += 1
            rows.append(write(number, each))
    return rows


def write_vote(candidate: Candidate) -> list[str]:
    """Returns `18/21` and, below, the share: who agreed of all who count; or that there is no vote."""
    vote = candidate.vote
    if vote is None:
        return ["Chưa có"]
    denominator = vote["denominator"]
    if denominator is None:
        return [write_number(vote["agree"], 0)]
    return [
        f"{write_number(vote['agree'], 0)}/{write_number(denominator, 0)}",
        write_percent(vote["agree_percent"]),
    ]


def write_outcome(candidate: Candidate) -> str:
    """Returns whether the vote reaches the threshold, where that can be told."""
    reached = candidate.vote["is_reached"] if candidate.vote else None
    return {True: "Đạt ngưỡng", False: "Chưa đạt ngưỡng", None: NOTHING}[reached]


def write_value(score: FigureRow) -> str:
    """Returns the value of a criterion in its unit of measure, or that there is none."""
    if score["value"] is None:
        return "Chưa có"
    return f"{write_amount(score['value'])} {score['unit_of_measure']}"


def write_scope(data: RoundData) -> str:
    """Returns how far the paper reaches, as part of a title."""
    return f" ({data.block_name})" if data.block_name else ""


def write_threshold(data: RoundData) -> str:
    """Returns the rule of the round's vote."""
    denominator = DENOMINATORS.get(str(data.round["vote_denominator"]), "số phiếu theo quy định")
    return f"{write_percent(data.round['vote_threshold_percent'], 0)} {denominator}"


def write_method(data: RoundData) -> str:
    """Returns which criteria order the candidates, and whose proposal they are."""
    listed = "; ".join(
        f"{lower_first(str(row['criterion_label']))} ({write_amount(row['weight'])})"
        for row in data.criteria
    )
    return (
        f"Thứ tự theo điểm của bộ tiêu chí {data.round['criteria_version']}, trọng số ghi trong "
        f"ngoặc: {listed}{write_tie_breaks(data)}. Điểm và thứ tự do phần mềm tính từ báo cáo của các "
        "đơn vị và kết quả thẩm định, là đề xuất để Hội đồng xem xét, không thay cho quyết định của Hội đồng."
    )


def write_tie_breaks(data: RoundData) -> str:
    """Returns what decides between equal scores, where the round says so."""
    chain = [row for row in data.criteria if row["tie_position"] is not None]
    labels = [
        lower_first(str(row["criterion_label"]))
        for row in sorted(chain, key=lambda row: row["tie_position"])
    ]
    return f"; bằng điểm thì xét lần lượt {', '.join(labels)}" if labels else ""


def write_consideration(data: RoundData) -> str:
    """Returns the day of consideration in words, or room for it."""
    day = data.round["considered_on"]
    return write_date(to_day(day)) if day else "ngày … tháng … năm …"


def write_meeting_days(candidates: Sequence[Candidate]) -> str:
    """Returns the days on which these candidates were voted upon, as stated."""
    days = sorted(
        {to_day(each.vote["met_on"]) for each in candidates if each.vote and each.vote["met_on"]}
    )
    return ", ".join(write_short_date(day) for day in days)


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def write_conflict(candidate: Candidate) -> str:
    """Returns the members who lead the candidate's unit; nothing where none does."""
    return str(candidate.ranking["conflict_members"] or "")


def list_legal_basis(data: RoundData) -> list[str]:
    """Returns the basis of the round, one a line, the plan last."""
    layout = data.layout
    stated = str(data.round["legal_basis"] or "")
    issued_on = write_date(date.fromisoformat(layout.text("plan", "issued_on")))
    plan = (
        f"Kế hoạch số {layout.text('plan', 'number')} {issued_on} của "
        f"{layout.text('issuer', 'name')} về {lower_first(layout.text('plan', 'subject'))}"
    )
    titles = {
        row["document_no"]: str(row["title"])
        for row in data.figures.reference("legal_documents", ("document_no", "title"))
    }
    documents = [write_document(part.strip(), titles) for part in stated.split(";") if part.strip()]
    return [f"Căn cứ {document}" for document in [*documents, plan]]


def write_document(cited: str, titles: Mapping[str, str]) -> str:
    """Returns `Nghị định số 98/2023/NĐ-CP quy định …` of `Nghị định 98/2023/NĐ-CP`.

    What is cited in another way, or has no title in the data, stays as it is.
    """
    kind, _, number = cited.rpartition(" ")
    title = titles.get(number)
    if not kind or title is None:
        return cited
    if kind == "Luật":
        return f"{title} số {number}"
    if title.startswith(f"{kind} "):
        return f"{kind} số {number} {title.removeprefix(kind).strip()}"
    issues = "ban hành" if title.startswith("Quy định") else "về"
    return f"{kind} số {number} {issues} {title}"


def write_funnel(data: RoundData) -> str:
    """Returns how many candidates got how far; nothing for one block, which no view counts."""
    if data.block_name:
        return f"{data.block_name} có {write_count(len(data.candidates))} mô hình được đề nghị."
    rows = data.figures.rows(
        "candidate_stages",
        ("stage_label", "candidates"),
        {"scope": "all", "round_id": data.round_id},
    )
    steps = [
        f"{write_count(row['candidates'])} mô hình {lower_first(row['stage_label'])}"
        for row in rows
    ]
    labels = {row["scope"]: row["label"] for row in data.figures.reference("scopes", SCOPES)}
    return f"Đợt xét năm {data.year} ({lower_first(str(labels['all']))}) có {', '.join(steps)}."
