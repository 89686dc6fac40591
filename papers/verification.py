"""Says of a paper that comes back whether it is as it was made, and whether its figures still hold.

A paper carries a record of its own lines. What stands in the file now is compared with that record:
a difference was made by hand. The paper is then made again from the database; a difference between
that and the record is one of the data. A file whose record was altered along with its text still
differs from the paper made again, though the hash says that the data is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from papers.comparison import Change, Comparison, compare_ordered, compare_sheets
from papers.paper_reading import PaperRead, read_paper
from papers.provenance import LINE_BEGINS, Provenance, join_chunks, read_properties, read_provenance
from papers.records import Line, unpack_record
from papers.round_data import BLOCK, EVERY_BLOCK, ROUND, PaperRefused
from papers.round_papers import PAPERS
from queries.database import Database

State = Literal["match", "edited", "outdated", "edited_and_outdated", "unknown"]


class Verdict(NamedTuple):
    """What there is to say of one paper; `message` is a sentence for the user.

    `edits` were made by hand, `outdated` are figures that the data has changed since; `filled`
    counts blanks that a hand filled in, as it should. `parts` are the papers of a meeting pack.
    """

    state: State
    message: str
    provenance: Provenance | None = None
    edits: tuple[Change, ...] = ()
    outdated: tuple[Change, ...] = ()
    filled: int = 0
    parts: tuple[tuple[str, Verdict], ...] = ()


def verify(
    data: bytes, database: Database, read: Callable[[bytes], PaperRead] = read_paper
) -> Verdict:
    """Returns the verdict on a docx, xlsx or pdf against the data that `database` holds.

    Never raises for what is in the file: what cannot be read is `unknown`, with the reason.
    A server reads files from outside with papers.reading_apart.read_apart.
    """
    return judge_read(read(data), database)


def judge_read(read: PaperRead, database: Database) -> Verdict:
    """Returns the verdict on what was read of a paper."""
    if read.problem is not None:
        return unknown(read.problem, read.provenance)
    assert read.provenance is not None
    if read.form == "pdf":
        return judge_pack(read, read.provenance, database)
    compare = compare_sheets if read.form == "xlsx" else compare_ordered
    edited = compare(read.record, read.found)
    try:
        now = make_again(read.provenance, database)
    except PaperRefused as refusal:
        return judge(read.provenance, edited, None, str(refusal))
    if now is None:
        reason = "Loại văn bản này không làm lại được từ số liệu."
        return judge(read.provenance, edited, None, reason)
    fresh = unpack_record(join_chunks(read_properties(now), "Record")) or []
    differs = compare(without_source(read.record), without_source(fresh))
    again = read_provenance(now)
    same_data = again is not None and again.data_hash == read.provenance.data_hash
    return judge(read.provenance, edited, differs.changes, "", same_data)


def judge_pack(read: PaperRead, provenance: Provenance, database: Database) -> Verdict:
    """Returns the verdict on a meeting pack: its pages, and each paper that it carries."""
    parts = tuple((name, judge_read(part, database)) for name, part in read.parts)
    edited = compare_ordered(read.record, read.found)
    edits = edited.changes + tuple(
        change._replace(place=f"{name}, {change.place}")
        for name, part in parts
        for change in part.edits
    )
    outdated = tuple(
        change._replace(place=f"{name}, {change.place}")
        for name, part in parts
        for change in part.outdated
    )
    asked = all(part.state != "unknown" for _, part in parts)
    reason = "" if asked else "; ".join(p.message for _, p in parts if p.state == "unknown")
    verdict = judge(
        provenance, Comparison(edits, 0), outdated if asked else None, reason, not outdated
    )
    return verdict._replace(parts=parts)


def make_again(provenance: Provenance, database: Database) -> bytes | None:
    """Returns the same paper from this database, or None for one that is not made from it alone."""
    paper = PAPERS.get(provenance.paper)
    if paper is None:
        return None
    block = provenance.filters.get(BLOCK, EVERY_BLOCK)
    round_id = provenance.filters.get(ROUND, "")
    return paper.write(database, round_id, None if block == EVERY_BLOCK else block)


def without_source(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines but the one of the moment and version, which differs whenever asked."""
    return [line for line in lines if not line.cells[0].startswith(LINE_BEGINS)]


def judge(
    provenance: Provenance,
    edited: Comparison,
    outdated: Sequence[Change] | None,
    reason: str = "",
    same_data: bool = True,
) -> Verdict:
    """Returns the verdict; `outdated` of None says that the data could not be asked, and `reason` why."""
    parts = []
    if edited.changes:
        parts.append(f"đã sửa tay {len(edited.changes)} chỗ")
    is_outdated = bool(outdated) and not same_data
    if is_outdated:
        parts.append(f"số liệu đã cũ ({len(outdated or ())} chỗ khác với số liệu hiện nay)")
    # Equal data never gives other figures: the record was altered, or the program's wording was.
    strange = tuple(outdated or ()) if same_data else ()
    if strange:
        parts.append(
            f"khác {len(strange)} chỗ với văn bản làm lại từ cùng số liệu (bản ghi trong tệp đã bị "
            "sửa, hoặc phần mềm đã đổi mẫu văn bản)"
        )
    if not parts and outdated is not None:
        parts.append("khớp")
    message = "; ".join(parts) or "chưa sửa tay chỗ nào"
    message = f"{message[0].upper()}{message[1:]}."
    if edited.filled:
        message += f" Đã điền {edited.filled} chỗ để trống."
    if reason:
        message += f" Không đối chiếu được với số liệu: {reason}"
    elif not is_outdated and not same_data:
        message += (
            " Mã số liệu khác (số liệu gốc hoặc phần mềm đã đổi), nhưng không chỗ nào in trên văn bản "
            "phải đổi."
        )
    state: State = "match"
    if edited.changes or strange:
        state = "edited_and_outdated" if is_outdated else "edited"
    elif is_outdated:
        state = "outdated"
    elif outdated is None:
        state = "unknown"
    return Verdict(
        state,
        message,
        provenance,
        edited.changes + tuple(each.turned() for each in strange),
        tuple(outdated or ()) if is_outdated else (),
        edited.filled,
    )


def unknown(message: str, provenance: Provenance | None = None) -> Verdict:
    return Verdict("unknown", message, provenance)
