"""Công văn đôn đốc: reminds chosen units of the reports that have not arrived, one letter each.

A letter only states what the caller found missing; whether something is missing is decided in SQL.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from papers.decree import (
    Column,
    add_addressees,
    add_body,
    add_closing,
    add_last_line,
    add_letterhead,
    add_table,
)
from papers.layout import Layout
from papers.page_setup import Paper, clear_paper, start_paper, start_section
from papers.provenance import Provenance, to_bytes, write_entry
from papers.wording import clean, write_count, write_date, write_moment, write_short_date
from queries.clock import to_local

PAPER = "reminder_letter"
SUBJECT = "đôn đốc báo cáo kết quả thực hiện mô hình văn hóa công sở năm {year}"
COLUMNS = (
    Column("STT", 14, "center"),
    Column("Nội dung chưa nhận được", 92),
    Column("Hạn nộp (đến hết ngày)", 54, "center"),
)
NO_DUE_DATE = "Chưa ấn định"
LONGEST_FILE_NAME = 60

DISTRICT_WORDS = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
PEOPLES_COMMITTEE = re.compile(r"^(ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+", re.IGNORECASE)


class Recipient(NamedTuple):
    """A unit to remind: what is missing with its last day in time, and how late it is."""

    unit_name: str
    district_name: str | None
    missing: Sequence[tuple[str, date | None]]
    late_working_days: int | None = None


class LetterRefused(ValueError):
    """No letter can be written for what was chosen; the message is for the user."""


class Occasion(NamedTuple):
    """What all letters of one call share; `as_of` is UTC."""

    year: int
    as_of: datetime
    data_version: str | None
    filters: Mapping[str, str]
    issued_on: date | None
    reply_by: date | None

    def provenance(self) -> Provenance:
        return Provenance(PAPER, self.as_of, self.data_version, self.filters)


def write_letter(
    recipient: Recipient,
    year: int,
    as_of: datetime,
    data_version: str | None,
    filters: Mapping[str, str] | None = None,
    issued_on: date | None = None,
    reply_by: date | None = None,
) -> bytes:
    """Returns the docx of one letter; see write_letters."""
    return write_letters([recipient], year, as_of, data_version, filters, issued_on, reply_by)


def write_letters(
    recipients: Sequence[Recipient],
    year: int,
    as_of: datetime,
    data_version: str | None,
    filters: Mapping[str, str] | None = None,
    issued_on: date | None = None,
    reply_by: date | None = None,
) -> bytes:
    """Returns one docx with a letter per unit, each on its own pages numbered from 1.

    `as_of` is UTC without zone. Without `issued_on`, day and month stay blank for the clerk;
    without `reply_by` the letter asks for an early answer. Raises LetterRefused for no units, and
    for units that miss nothing.
    """
    refuse_unfit(recipients)
    occasion = Occasion(year, as_of, data_version, filters or {}, issued_on, reply_by)
    paper = start_paper()
    for number, recipient in enumerate(recipients):
        if number:
            start_section(paper)
        add_letter(paper, recipient, occasion)
    return finish(paper, occasion)


def write_letter_files(
    recipients: Sequence[Recipient],
    year: int,
    as_of: datetime,
    data_version: str | None,
    filters: Mapping[str, str] | None = None,
    issued_on: date | None = None,
    reply_by: date | None = None,
) -> bytes:
    """Returns a zip with one docx per unit; names are plain ASCII, numbered in the given order."""
    refuse_unfit(recipients)
    occasion = Occasion(year, as_of, data_version, filters or {}, issued_on, reply_by)
    paper, packed = start_paper(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for number, recipient in enumerate(recipients, start=1):
            clear_paper(paper)
            add_letter(paper, recipient, occasion)
            letter = finish(paper, occasion)
            name = f"don-doc-{year}-{number:03d}-{name_file(address(recipient))}.docx"
            write_entry(target, name, letter, as_of)
    return packed.getvalue()


def finish(paper: Paper, occasion: Occasion) -> bytes:
    title = f"Công văn {SUBJECT.format(year=occasion.year)}"
    return to_bytes(paper.document, title, occasion.provenance())


def add_letter(paper: Paper, recipient: Recipient, occasion: Occasion) -> None:
    """Adds one letter to the end of the paper."""
    layout, unit = paper.layout, address(recipient)
    subject = SUBJECT.format(year=occasion.year)
    # A letter about last year's report is signed this year.
    year_signed = to_local(occasion.as_of).year
    add_letterhead(
        paper, layout.text("number", "letter_symbol"), occasion.issued_on, year_signed, subject
    )
    add_addressees(paper, [unit])
    add_body(paper, write_occasion(layout))
    add_body(paper, write_finding(layout, unit, occasion), keep_with_next=True)
    rows = [
        (str(number), what, write_short_date(due_on) if due_on else NO_DUE_DATE)
        for number, (what, due_on) in enumerate(recipient.missing, start=1)
    ]
    add_table(paper, COLUMNS, rows)
    if recipient.late_working_days and recipient.late_working_days > 0:
        add_body(paper, write_lateness(int(recipient.late_working_days)))
    add_body(paper, write_request(layout, unit, occasion))
    add_body(paper, write_offer(layout), keep_with_next=True)
    add_closing(paper, [*layout.lines("receivers", "letter"), layout.text("receivers", "archive")])
    add_last_line(paper, occasion.provenance().line())


def write_occasion(layout: Layout) -> str:
    issued_on = write_date(date.fromisoformat(layout.text("plan", "issued_on")))
    return (
        f"Thực hiện Kế hoạch số {layout.text('plan', 'number')} {issued_on} của "
        f"{layout.text('issuer', 'name')} về {lower_first(layout.text('plan', 'subject'))}, "
        f"các đơn vị, địa phương báo cáo kết quả thực hiện mô hình (đã được đăng ký trước) về "
        f"{layout.text('issuer', 'standing_body')} theo thời hạn hàng năm."
    )


def write_finding(layout: Layout, unit: str, occasion: Occasion) -> str:
    return (
        f"Qua theo dõi, tính đến {write_moment(occasion.as_of)}, "
        f"{layout.text('issuer', 'standing_body')} chưa nhận được "
        f"các nội dung năm {occasion.year} sau đây của {unit}:"
    )


def write_lateness(days: int) -> str:
    return f"Đến thời điểm nêu trên, đã quá thời hạn {write_count(days)} ngày làm việc."


def write_request(layout: Layout, unit: str, occasion: Occasion) -> str:
    by = (
        f"chậm nhất {write_date(occasion.reply_by)}"
        if occasion.reply_by
        else "trong thời gian sớm nhất"
    )
    return (
        f"Để kịp thời tổng hợp, thẩm định và trình Hội đồng xem xét, "
        f"{layout.text('issuer', 'name')} đề nghị {unit} khẩn trương gửi các nội dung nêu trên về "
        f"{layout.text('issuer', 'standing_body')} {by}."
    )


def write_offer(layout: Layout) -> str:
    return (
        "Trường hợp đã gửi, đề nghị thông tin ngày gửi và số văn bản để đối chiếu. Trong quá trình "
        "thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản hồi về "
        f"{layout.text('issuer', 'contact')} để tổng hợp, đề xuất Hội đồng xem xét./."
    )


def address(recipient: Recipient) -> str:
    """Returns the unit's name, with its district where the name alone could be another's."""
    unit = clean(recipient.unit_name)
    # A frame states a missing district as NaN, not as None.
    if not isinstance(recipient.district_name, str) or not recipient.district_name.strip():
        return unit
    district = PEOPLES_COMMITTEE.sub("", clean(recipient.district_name))
    first, _, rest = district.partition(" ")
    district = f"{DISTRICT_WORDS.get(first.lower().rstrip('.'), lower_first(first))} {rest}".strip()
    return unit if district.lower() in unit.lower() else f"{unit}, {district}"


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def name_file(text: str) -> str:
    """Returns the text as part of a file name: small ASCII letters, digits and hyphens."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = re.sub(r"[^a-z0-9]+", "-", "".join(x for x in letters if not unicodedata.combining(x)))
    return plain[:LONGEST_FILE_NAME].strip("-") or "don-vi"


def refuse_unfit(recipients: Sequence[Recipient]) -> None:
    if not recipients:
        raise LetterRefused("Chưa chọn đơn vị nào. Hãy chọn ít nhất một đơn vị để soạn công văn.")
    complete = [address(recipient) for recipient in recipients if not recipient.missing]
    if complete:
        raise LetterRefused(
            f"Các đơn vị sau không còn thiếu nội dung nào: {'; '.join(complete)}. "
            "Hãy bỏ chọn các đơn vị này."
        )
