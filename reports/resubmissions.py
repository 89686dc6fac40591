"""A marked copy that came back: which of its listed points are mended, explained, left, or new.

A listed point is found again by its rule and cell, or, where rows were put in or taken out, by its
rule, column and content. Suggestions and what only concerns the store are no points to mend.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.imprints import Imprint
from reports.issue_lists import ListedIssue, ListedIssues
from reports.text import visible

if TYPE_CHECKING:
    from reports.incoming import Incoming

RESUBMISSION = "resubmission"
ANSWERED = {"warning": "answered_warning", "error": "answered_error"}
# What these find changes with what else was accepted, not with what the sender mends.
OF_THE_STORE = frozenset(["already_received", "supersedes", "superseded_in_call"])
LONGEST_ANSWER = 2000
COMPARED_CHARACTERS = 100
COLUMN = re.compile(r"^[A-Z]+")
ISSUE_COLUMNS = (
    "file_no", "row_no", "rule", "sheet", "address", "field", "severity", "found", "message",
    "suggestion",
)  # fmt: skip


class Point(NamedTuple):
    """One finding of the file as it is now."""

    rule: str
    severity: str
    sheet: str | None
    address: str | None
    field: str | None
    row_no: int | None
    found: str | None


class Answer(NamedTuple):
    """A finding that is still there, with what the sender explained."""

    point: Point
    text: str


class Resubmission(NamedTuple):
    """What became of the errors and warnings that the list of a marked copy named.

    `listed` = `mended` + `answered` (warnings with an explanation) + `remaining`; `new` were not
    listed; `lost` lines were taken out of the list, so that nobody can say what became of them.
    """

    origin_sha256: str | None
    file_name: str
    listed: int
    mended: int
    answered: int
    remaining: int
    new: int
    lost: int
    answers: tuple[Answer, ...] = ()

    def describe(self) -> str:
        """Returns the comparison as one Vietnamese sentence."""
        counts = [f"đã sửa {self.mended}/{self.listed} điểm"]
        for number, words in (
            (self.answered, "có giải trình {} cảnh báo"),
            (self.remaining, "còn lại {}"),
            (self.new, "mới phát sinh {}"),
        ):
            if number:
                counts.append(words.format(number))
        name = f" tệp “{visible(self.file_name)}”" if self.file_name else " một tệp đã gửi"
        lost = (
            f"; {self.lost} dòng đã bị xóa khỏi danh sách lỗi nên không đối chiếu được"
            if self.lost
            else ""
        )
        return f"Tệp này gửi lại bản đánh dấu của{name}: {', '.join(counts)}{lost}."


def note_resubmissions(incoming: Incoming) -> dict[int, Resubmission]:
    """Adds what marked copies answer to the findings of a call; returns it by file."""
    noted: dict[int, Resubmission] = {}
    received = set(
        incoming.column("select file_no from incoming_files where received_before_at is not null")
    )
    rows: list[dict[str, Any]] = []
    points = read_points(incoming) if incoming.lists else {}
    for file_no, (imprint, listed) in incoming.lists.items():
        if file_no in received:  # nothing was judged: what was said then is said again
            continue
        found = compare(imprint, listed, points.get(file_no, []))
        noted[file_no] = found
        rows.append(make_row(file_no, RESUBMISSION, None, found.describe()))
        rows += [make_row(file_no, *say_answer(answer)) for answer in found.answers]
    if rows:
        incoming.add_issues(rows)
    return noted


def read_points(incoming: Incoming) -> dict[int, list[Point]]:
    """Returns the findings by file, each once, as they are told to people."""
    points: dict[int, list[Point]] = defaultdict(list)
    for row in incoming.select("ordered_issues"):
        place = (row["sheet"], row["address"], row["field"], row["row_no"])
        points[row["file_no"]].append(Point(row["rule"], row["severity"], *place, row["found"]))
    return points


def compare(imprint: Imprint, listed: ListedIssues, points: Sequence[Point]) -> Resubmission:
    """Returns what became of the listed points, given what is found now."""
    lines = [line for line in listed.lines if counts(line.rule, line.severity)]
    now = [point for point in points if counts(point.rule, point.severity)]
    pairs, new = pair(lines, now)
    answers = tuple(Answer(point, line.answer) for line, point in pairs if line.answer)
    answered = sum(answer.point.severity == "warning" for answer in answers)
    return Resubmission(
        origin_sha256=imprint.origin,
        file_name=listed.file_name,
        listed=len(lines),
        mended=len(lines) - len(pairs),
        answered=answered,
        remaining=len(pairs) - answered,
        new=new,
        lost=max(imprint.listed_count - len(listed.lines), 0),
        answers=answers,
    )


def counts(rule: str, severity: str) -> bool:
    """True for what a sender can mend or explain."""
    return severity in ANSWERED and rule not in OF_THE_STORE


def pair(
    lines: Iterable[ListedIssue], points: Iterable[Point]
) -> tuple[list[tuple[ListedIssue, Point]], int]:
    """Returns the lines whose point is still there with it, and how many points are new."""
    pairs: list[tuple[ListedIssue, Point]] = []
    left_lines, left_points = list(lines), list(points)
    for key_of_line, key_of_point in ((line_place, point_place), (line_content, point_content)):
        waiting: dict[Any, list[Point]] = defaultdict(list)
        for point in left_points:
            waiting[key_of_point(point)].append(point)
        waiting.pop(None, None)
        still = []
        for line in left_lines:
            same = waiting.get(key_of_line(line))
            if same:
                pairs.append((line, same.pop(0)))
            else:
                still.append(line)
        paired = {id(point) for _, point in pairs}
        left_lines = still
        left_points = [point for point in left_points if id(point) not in paired]
    return pairs, len(left_points)


def line_place(line: ListedIssue) -> tuple[str, ...]:
    """Returns where a listed point stood."""
    return line.rule, line.sheet, line.cell


def point_place(point: Point) -> tuple[str, ...]:
    """Returns where a point stands."""
    return point.rule, point.sheet or "", point.address or ""


def line_content(line: ListedIssue) -> tuple[str, ...] | None:
    """Returns what a listed point was about; a blank cell is like any other and has none."""
    return make_content(line.rule, line.sheet, line.cell, line.found)


def point_content(point: Point) -> tuple[str, ...] | None:
    """Returns what a point is about."""
    return make_content(point.rule, point.sheet or "", point.address or "", point.found or "")


def make_content(rule: str, sheet: str, cell: str, found: str) -> tuple[str, ...] | None:
    """Returns rule, sheet, column and content, or None where there is no content."""
    column = COLUMN.match(cell)
    shown = " ".join(visible(found).split())[:COMPARED_CHARACTERS]
    return (rule, sheet, column[0], shown) if column and shown else None


def say_answer(answer: Answer) -> tuple[str, Point, str]:
    """Returns rule, place and words of an explanation."""
    point, text = answer
    shown = visible(" ".join(text.split()))
    shown = shown if len(shown) <= LONGEST_ANSWER else shown[: LONGEST_ANSWER - 1] + "…"
    if point.severity == "warning":
        words = f"Đơn vị giải trình cảnh báo này: “{shown}”; hãy xem có chấp nhận được không."
    else:
        words = f"Đơn vị giải trình lỗi này: “{shown}”; lỗi vẫn phải được sửa mới nhận được."
    return ANSWERED[point.severity], point, words


def make_row(file_no: int, rule: str, point: Point | None, message: str) -> dict[str, Any]:
    """Returns a row of incoming_issues, at the place of the point it belongs to."""
    place = (
        (point.row_no, point.sheet, point.address, point.field, point.found)
        if point
        else (None,) * 5
    )
    row_no, sheet, address, field, found = place
    values = (
        file_no, row_no, rule, sheet, address, field, "suggestion", found, message, None,
    )  # fmt: skip
    return dict(zip(ISSUE_COLUMNS, values, strict=True))
