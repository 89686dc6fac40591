"""The plan's registration form typed in Word: labels with their values behind or below them.

A document may hold several forms, one after another; each becomes a table of one row. Labels are
found by their wording (data/fields.csv) and told from lines of a value that begin alike by their
number and length: '6. Thời gian thực hiện' is a label where '- Thời gian: thứ Hai' is content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reports.fields import Field, Kind, load_kinds
from reports.forms import FEWEST_LABELS, KIND
from reports.headers import find_fields, make_label_key
from reports.layouts import DataRow, Table
from reports.legacy_text import Converted
from reports.row_roles import is_footer_text, is_number
from reports.sheets import Broken, Cell, Sheet
from reports.stated import DATE, DOTS, MOTTO, Stated, is_sender
from reports.text import fold
from reports.word_documents import Line, read_lines

SHEET = "Văn bản"

TITLE = re.compile(r"(?:bản |phiếu |đơn )?đăng ký\b")
LABEL_END = re.compile(r"[:\t…]|\.{2,}|_{2,}")
FILL_IN = re.compile(r"^[.…_\s]{2,}|(?:\.{2,}|…|_{2,})[.…_\s]*$")
REMARK = re.compile(r"\([^)]*\)\s*$")
NUMBERED = re.compile(r"\s*\(?\d{1,2}(?:\.\d{1,2})*[.)/:]")
BULLETED = re.compile(r"\s*[-+•●▪–]")
PLACE_AND_DATE = re.compile(
    r"(?:[^,:]{2,60}, ?)?ngày [\d.…_ ]*(?:tháng [\d.…_ ]*năm|/[\d.…_ ]*/)[\d.…_ ]*"
)
SHORT_DATE = re.compile(r"\bngày (\d{1,2}/\d{1,2}/\d{4})\b")
SIGNATURES = ("nơi nhận", "(ký", "ký tên", "ký, ghi", "(ghi rõ", "người lập")
LONGEST_TITLE = 150
MOST_SENDERS = 2
# How surely a line is a label: numbered by hand, numbered or bulleted by Word, plain.
NUMBER_RANK, LIST_RANK, PLAIN_RANK = 2, 1, 0
# Fields of the form that stand below a common heading, and those behind the content.
SUB_FIELDS = ("unit", "address")
LATE_FIELDS = ("expected_effect", "period", "started_on", "ended_on", "registered_on")
# Shorter wordings also begin sentences.
SHORTEST_PREFIX = 3


class Label(NamedTuple):
    """A line that may be a label: its place among the lines, its field, and what follows it."""

    place: int
    field: Field
    label: str
    rest: str
    typed_rest: str
    rank: int
    words: int


class Part(NamedTuple):
    """One form: lines `top` to before `bottom`; its title, from which on labels are looked for."""

    top: int
    title: int
    bottom: int
    is_titled: bool


def read_forms(parts: Mapping[str, bytes]) -> tuple[Sheet, list[Table]]:
    """Returns the document as a sheet of lines, and a table for each form or failure in it."""
    lines, conversions = read_lines(parts)
    sheet = Sheet(SHEET, False, 0, 0, [[line.text] for line in lines], conversions=conversions)
    tables = []
    for part in split_forms(lines):
        form = read_form(sheet, lines, part)
        if form:
            tables.append(form)
        elif part.is_titled:
            tables.append(describe_failure(sheet, lines, part))
    if not tables and lines:
        tables = [describe_failure(sheet, lines, Part(0, 0, len(lines), False))]
    return sheet, tables


def describe_failure(sheet: Sheet, lines: Sequence[Line], part: Part) -> Table:
    """Returns a table that says where something begins that is no form."""
    line = lines[part.title]
    detail = line.text.strip()[:LONGEST_TITLE]
    address = line.address if part.is_titled else None
    return Table(sheet, None, address, problem="unknown_kind", problem_detail=detail)


def split_forms(lines: Sequence[Line]) -> list[Part]:
    """Returns the forms of a document by their titles; without a title, the whole document."""
    titles = [index for index, line in enumerate(lines) if is_title(line)]
    titles = [index for index in titles if index - 1 not in titles]
    if not titles:
        return [Part(0, 0, len(lines), False)]
    tops = [0]
    for before, title in zip(titles, titles[1:], strict=False):
        tops.append(find_letterhead(lines, before, title))
    bottoms = [*tops[1:], len(lines)]
    return [
        Part(top, title, bottom, True)
        for top, title, bottom in zip(tops, titles, bottoms, strict=True)
    ]


def is_title(line: Line) -> bool:
    """True for the title of a form, in capitals or with the word that says what it is."""
    key = fold(line.text)
    if len(key) > LONGEST_TITLE or not TITLE.match(key) or find_label(line, 0):
        return False
    return line.text.isupper() or key.startswith(("bản đăng ký", "phiếu đăng ký", "đơn đăng ký"))


def find_letterhead(lines: Sequence[Line], before: int, title: int) -> int:
    """Returns the line at which the letterhead above a title begins, after an earlier form."""
    labels = [index for index in range(before + 1, title) if find_label(lines[index], index)]
    last = labels[-1] if labels else before
    # A unit in the letterhead is itself a label; the letterhead is then above it.
    mottoes = [i for i in range(before + 1, title) if fold(lines[i].text).startswith(MOTTO)]
    top = min(mottoes[0], title) if mottoes else title
    row = lines[top].row
    while top - 1 > before and row is not None and (lines[top - 1].row or (0, 0))[0] == row[0]:
        top -= 1
    while top - 1 > before and is_letterhead(lines[top - 1]) and (mottoes or top - 1 > last):
        top -= 1
    return top


def is_letterhead(line: Line) -> bool:
    """True for a line of capitals that names a body, and no signature."""
    text = line.text.strip()
    label, _, value = text.partition(":")
    is_unit = label.isupper() and bool(find_fields(label)) and len(value) < LONGEST_TITLE
    return (is_sender(fold(text), text) and not is_signature(line)) or is_unit


def read_form(sheet: Sheet, lines: Sequence[Line], part: Part) -> Table | None:
    """Returns one form as a table of one row whose values are all stated, or None."""
    labels = choose_labels(lines, part)
    names = {label.field.name for label in labels}
    if "model_name" not in names or len(names) < FEWEST_LABELS:
        return None
    kind = next(kind for kind in load_kinds() if kind.name == KIND)
    values: dict[str, Stated] = {}
    blanks: dict[str, Stated] = {}
    used: set[int] = set()
    for number, label in enumerate(labels):
        is_last = number + 1 == len(labels)
        end = part.bottom if is_last else labels[number + 1].place
        raw, places = find_value(lines, label, end, is_last)
        used |= {label.place, *places}
        place = lines[places[0] if places else label.place].address
        stated = Stated(label.label, "" if raw is None else raw, place, ())
        (blanks if raw is None else values).setdefault(label.field.name, stated)
    others = [index for index in range(part.top, part.bottom) if index not in used]
    senders = [lines[i].text.strip() for i in range(part.top, part.title)]
    add_letterhead(lines, part, values)
    add_date(lines, others, values, blanks)
    for each in kind.fields:
        if each.name not in values and each.name not in blanks and is_expected(each, values):
            place = lines[part.title].address
            blanks[each.name] = Stated(each.header, "", place, ())
    filled = {**blanks, **values}
    first = labels[0].place
    table = Table(
        sheet,
        KIND,
        lines[part.title if part.is_titled else first].address,
        # An empty form registers nothing.
        rows=[DataRow(first, None)] if values.keys() & {"unit", "model_name", "content"} else [],
        stated=[(each, filled[each.name]) for each in kind.fields if each.name in filled],
        sender_text=name_sender(senders, values),
    )
    return table


def is_expected(each: Field, values: Mapping[str, Stated]) -> bool:
    """True for a field that a form must state and no other of its values states."""
    return each.is_required and not (each.name == "started_on" and "period" in values)


def name_sender(senders: Sequence[str], values: Mapping[str, Stated]) -> str | None:
    """Returns who sends the form: the bodies in its letterhead, else the unit it registers."""
    names = [text for text in senders if is_sender(fold(text), text)][:MOST_SENDERS]
    if "unit" in values and isinstance(values["unit"].raw, str):
        names.append(values["unit"].raw)
    return "\n".join(dict.fromkeys(names)) or None


def find_labels(lines: Sequence[Line], top: int, bottom: int) -> Iterator[Label]:
    """Yields the lines that may be labels, in their order."""
    for index in range(top, bottom):
        label = find_label(lines[index], index)
        if label:
            yield label


def find_label(line: Line, index: int) -> Label | None:
    """Returns what label a line may be, or None."""
    text, typed = line.text, line.typed
    end, typed_end = LABEL_END.search(text), LABEL_END.search(typed)
    label = text[: end.start()] if end else text
    found = name_fields(label) or name_fields(REMARK.sub("", label))
    rank = PLAIN_RANK
    if NUMBERED.match(text):
        rank = NUMBER_RANK
    elif BULLETED.match(text) or line.is_listed:
        rank = LIST_RANK
    rest = clean_rest(text[end.end() :] if end else "")
    typed_rest = clean_rest(typed[typed_end.end() :] if typed_end else "")
    if not found:
        if rank == PLAIN_RANK:
            return None
        found, label, rest = find_prefix(text)
        typed_rest = " ".join(typed.split()[len(label.split()) :])
        if not found:
            return None
        # The least of its rank: a label that ends where its line ends or its colon stands is surer.
        return Label(index, found[0], label, rest, typed_rest, rank, 0)
    shown = BULLETED.sub("", " ".join(label.split())).strip()
    words = len(make_label_key(shown).split())
    return Label(index, found[0], shown, rest, typed_rest, rank, words)


def name_fields(label: str) -> list[Field]:
    """Returns the fields of the form that a label names."""
    return [each for each in find_fields(" ".join(label.split())) if each.kind == KIND]


def find_prefix(text: str) -> tuple[list[Field], str, str]:
    """Returns the field, label and rest of a line that has no mark between label and value."""
    words = text.split()
    for count in range(min(len(words) - 1, 10), 1, -1):
        found = name_fields(" ".join(words[:count]))
        is_long = len(make_label_key(" ".join(words[:count])).split()) >= SHORTEST_PREFIX
        if found and (is_long or found[0].name == "address"):
            return found, " ".join(words[:count]), " ".join(words[count:])
    return [], "", ""


def clean_rest(text: str) -> str:
    """Returns what follows a label without the dots to write on; a sentence keeps its full stop."""
    text = text.strip().lstrip(":").strip()
    while True:
        shorter = FILL_IN.sub("", text).strip()
        if shorter == text:
            return "" if DOTS.fullmatch(text) else text
        text = shorter


def choose_labels(lines: Sequence[Line], part: Part) -> list[Label]:
    """Returns the labels of a form in their order: of each field the surest, then the longest.

    Of equals behind the content the last counts: what begins alike before it is content.
    """
    found = list(find_labels(lines, part.title + part.is_titled, part.bottom))
    best: dict[str, Label] = {}
    for label in found:
        other = best.get(label.field.name)
        is_late = label.field.name in LATE_FIELDS
        if other is None or (*weigh(label), is_late) > (*weigh(other), False):
            best[label.field.name] = label
    if "model_name" not in best:
        return []
    # What numbers the model and the content numbers the other labels too.
    least = min(best[name].rank for name in ("model_name", "content") if name in best)
    chosen = [
        label
        for name, label in best.items()
        if name not in SUB_FIELDS and (label.rank >= least or name in ("model_name", "content"))
    ]
    # The heading '1. Tên tập thể đăng ký' and the line '- Tên tập thể' below it are both labels.
    model = best["model_name"].place
    chosen += [each for each in found if each.field.name in SUB_FIELDS and each.place < model]
    return sorted(chosen, key=lambda label: label.place)


def weigh(label: Label) -> tuple[int, int]:
    """Returns how surely a line is a label."""
    return label.rank, label.words


def find_value(
    lines: Sequence[Line], label: Label, end: int, is_last: bool
) -> tuple[Cell | None, list[int]]:
    """Returns a label's value and the lines it stands on, or None and none where it is blank."""
    pieces: list[tuple[str, str, int]] = []
    if label.rest:
        pieces.append((label.rest, label.typed_rest, label.place))
    for index in range(label.place + 1, end):
        line = lines[index]
        if is_last and (is_signature(line) or (pieces and is_bare_date(line))):
            break
        if is_count_beside(lines, index, end) or DOTS.fullmatch(line.text.strip()):
            continue
        pieces.append((clean_rest(line.text), clean_rest(line.typed), index))
    pieces = [piece for piece in pieces if piece[0]]
    if not pieces:
        return None, []
    text = "\n".join(piece for piece, _, _ in pieces)
    typed = "\n".join(piece for _, piece, _ in pieces)
    places = [index for _, _, index in pieces]
    doubts = [doubt for place in places if (doubt := lines[place].doubt)]
    if doubts:
        suggestion = "\n".join(
            doubt.suggestion or lines[place].text if (doubt := lines[place].doubt) else piece
            for piece, _, place in pieces
        )
        return Broken("legacy_font", typed, suggestion if suggestion != typed else None), places
    return (Converted(text, typed) if text != typed else text), places


def is_count_beside(lines: Sequence[Line], index: int, end: int) -> bool:
    """True for a number in a table that only counts the label in the next cell."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    return (
        line.row is not None
        and following is not None
        and following.row == line.row
        and index + 1 >= end
        and is_number(line.text.strip())
    )


def is_signature(line: Line) -> bool:
    """True for what stands below a form: place and date, signatures, addressees, a letterhead."""
    text = line.text.strip()
    folded = fold(text)
    if folded.startswith((*SIGNATURES, *MOTTO)):
        return True
    if PLACE_AND_DATE.fullmatch(folded):
        return "," in folded
    return text.isupper() and is_footer_text(text)


def is_bare_date(line: Line) -> bool:
    """True for a date without a place, which below a value is that of the signature."""
    return PLACE_AND_DATE.fullmatch(fold(line.text.strip())) is not None


def add_letterhead(lines: Sequence[Line], part: Part, values: dict[str, Stated]) -> None:
    """Takes the unit from 'ĐƠN VỊ: …' in the letterhead where the form itself names none."""
    for index in range(part.top, part.title):
        label = find_label(lines[index], index)
        if label and label.field.name == "unit" and label.rest and "unit" not in values:
            raw = (
                Converted(label.rest, label.typed_rest)
                if label.rest != label.typed_rest
                else label.rest
            )
            values["unit"] = Stated(label.label, raw, lines[index].address, ())


def add_date(
    lines: Sequence[Line],
    others: Sequence[int],
    values: dict[str, Stated],
    blanks: dict[str, Stated],
) -> None:
    """Adds the day on which the form was signed, from its line of place and date.

    Two different days are both shown and none is taken.
    """
    if "registered_on" in values:
        return
    header = next(field.header for field in get_kind().fields if field.name == "registered_on")
    dated = [index for index in others if PLACE_AND_DATE.fullmatch(fold(lines[index].text.strip()))]
    found: dict[str, tuple[str, str]] = {}
    for index in dated:
        folded = fold(lines[index].text.strip())
        match = DATE.search(folded)
        short = SHORT_DATE.search(folded)
        if match:
            raw = f"{int(match[1]):02d}/{int(match[2]):02d}/{match[3]}"
        elif short:
            raw = short[1]
        else:
            blanks.setdefault("registered_on", Stated(header, "", lines[index].address, ()))
            continue
        found.setdefault(raw, (lines[index].typed.strip(), lines[index].address))
    if len(found) == 1:
        ((raw, (typed, address)),) = found.items()
        values["registered_on"] = Stated(header, Converted(raw, typed), address, ())
    elif found:
        typed = "; ".join(typed for typed, _ in found.values())
        address = next(iter(found.values()))[1]
        hint = "Ghi một ngày ký: " + " hoặc ".join(found)
        values["registered_on"] = Stated(header, Broken("several_values", typed, hint), address, ())


def get_kind() -> Kind:
    """Returns the kind that the form is of."""
    return next(kind for kind in load_kinds() if kind.name == KIND)
