"""Sheets as offices compose them: letterhead, title, the marker, the table, notes, signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from simulation.drafts import MARKER, Column, Group, SheetDraft, TableLook, draw_table
from simulation.draws import Draws
from simulation.facts import (
    COUNCIL_MEMBERS,
    Appraisal,
    Award,
    IndexRow,
    Registration,
    Result,
    Vote,
)
from simulation.habits import Habits
from simulation.registry import Registry, Unit, inline
from simulation.texts import MOTTO, NATION, PARTY, STREETS

TITLES = {
    "registrations": "TỔNG HỢP ĐĂNG KÝ MÔ HÌNH THỰC HIỆN VĂN HÓA CÔNG SỞ NĂM {year}",
    "results": "TỔNG HỢP KẾT QUẢ THỰC HIỆN MÔ HÌNH VĂN HÓA CÔNG SỞ NĂM {year}",
    "indices": "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH VÀ CHỈ SỐ HÀI LÒNG NĂM {year}",
    "appraisals": "KẾT QUẢ THẨM ĐỊNH MÔ HÌNH ĐỢT XÉT NĂM {year}",
    "votes": "TỔNG HỢP KẾT QUẢ BIỂU QUYẾT CỦA HỘI ĐỒNG NĂM {year}",
    "awards": "DANH SÁCH TẬP THỂ ĐƯỢC KHEN THƯỞNG NĂM {year}",
}


@dataclass(frozen=True)
class Letterhead:
    """Who sends, as the two upper corners and the signature say it."""

    superior: str
    sender: str
    right: tuple[str, ...] = (NATION, MOTTO)
    signer: str = "THỦ TRƯỞNG ĐƠN VỊ"
    place: str = "Sóc Trăng"


@dataclass(frozen=True)
class Page:
    """Where on the sheet things stand, and how much of an official paper it looks like."""

    top: int = 0
    left: int = 0
    is_official: bool = True
    has_notes: bool = True
    signed_on: date | None = None
    has_hidden_row: bool = False
    stated: tuple[str, ...] = ()


def letterhead(unit: Unit, *, for_communes: bool = False) -> Letterhead:
    """The letterhead of a unit; a party body has no name of the state in it."""
    name = unit.name.upper()
    if unit.level == "district":
        second = "PHÒNG NỘI VỤ" if for_communes else "VĂN PHÒNG"
        signer = "TRƯỞNG PHÒNG" if for_communes else "CHỦ TỊCH"
        place = re.sub(r"^(Huyện|TX|TP) ", "", unit.short_name)
        return Letterhead(name, second, signer=signer, place=place)
    if unit.kind == "party_body":
        return Letterhead("TỈNH ỦY SÓC TRĂNG", name, (PARTY,), "THỦ TRƯỞNG CƠ QUAN")
    superior = {
        "specialised_agency": "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
        "other_state_body": "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
        "public_service_unit": "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
        "mass_organisation": "TỈNH SÓC TRĂNG",
        "state_enterprise": "KHỐI THI ĐUA DOANH NGHIỆP",
    }.get(unit.kind, "NGÀNH DỌC TRUNG ƯƠNG")
    return Letterhead(superior, name, signer="THỦ TRƯỞNG CƠ QUAN")


def compose(
    name: str,
    kind: str,
    year: int,
    head: Letterhead,
    columns: list[Column],
    groups: list[Group],
    look: TableLook,
    page: Page,
) -> SheetDraft:
    """One sheet with everything around its table."""
    sheet = SheetDraft(name)
    row, left = page.top, page.left
    last = left + len(columns) - 1
    half = left + max(1, len(columns) // 2) - 1
    title = TITLES[kind].format(year=year)
    if page.is_official:
        _put_across(sheet, row, left, half, head.superior, "motto")
        _put_across(sheet, row + 1, left, half, head.sender, "letterhead")
        for offset, line in enumerate(head.right):
            style = "letterhead" if offset == 0 else "motto"
            _put_across(sheet, row + offset, half + 1, last, line, style)
        if page.signed_on:
            place = f"{head.place}, {long_date(page.signed_on)}"
            _put_across(sheet, row + 2, half + 1, last, place, "italic")
        row += 4
        _put_across(sheet, row, left, last, "PHỤ LỤC", "title")
        _put_across(sheet, row + 1, left, last, title, "title")
        if page.signed_on:
            signed = page.signed_on
            text = (
                f"(Kèm theo Báo cáo số      /BC ngày {signed:%d} tháng {signed:%m} năm {signed:%Y})"
            )
            _put_across(sheet, row + 2, left, last, text, "italic")
        _put_across(sheet, row + 3, left, last, MARKER, "marker")
        row += 5
    else:
        _put_across(sheet, row, left, last, title, "title")
        _put_across(sheet, row + 1, left, last, MARKER, "marker")
        row += 3
    for line in page.stated:
        sheet.put(row, left, line, "note")
        row += 1
    if page.has_hidden_row:
        sheet.put(row, left, "Dòng ẩn: mã biểu BC-VHCS", "italic")
        sheet.hidden_rows.append(row)
        row += 2
    row = draw_table(sheet, row, left, columns, groups, look)
    if page.is_official:
        _sign(sheet, row + 1, left, half, last, head, page.has_notes)
    return sheet


def compose_form(
    name: str, head: Letterhead, row: dict[str, object], signed_on: date, *, beside: bool
) -> SheetDraft:
    """The plan's own form of one model: labels, their values beside or below them."""
    sheet = SheetDraft(name, widths={0: 34, 1: 40, 2: 40})
    sheet.put(0, 0, head.superior, "motto")
    sheet.put(1, 0, head.sender, "letterhead")
    for offset, line in enumerate(head.right):
        sheet.put(offset, 2, line, "letterhead" if offset == 0 else "motto")
    sheet.put(2, 2, f"{head.place}, {long_date(signed_on)}", "italic")
    _put_across(sheet, 4, 0, 2, "BẢN ĐĂNG KÝ", "title")
    _put_across(sheet, 5, 0, 2, "XÂY DỰNG MÔ HÌNH THỰC HIỆN VĂN HÓA CÔNG SỞ", "title")
    _put_across(sheet, 6, 0, 2, MARKER, "marker")
    to_whom = "Kính gửi: Thường trực Hội đồng Thi đua - Khen thưởng tỉnh Sóc Trăng"
    _put_across(sheet, 7, 0, 2, to_whom, "italic")
    sheet.put(9, 0, "1. Tên tập thể đăng ký:", "group")
    row_no = 10
    for label, key in (("- Tên tập thể:", "unit"), ("- Địa chỉ:", "address")):
        sheet.put(row_no, 0, label, "note")
        sheet.put(row_no, 1, row[key], "note")
        row_no += 1
    for label, key in (
        ("2. Tên mô hình đăng ký thực hiện:", "model_name"),
        ("3. Tóm tắt thực trạng tình hình:", "situation"),
        ("4. Nội dung thực hiện:", "content"),
        ("5. Dự kiến hiệu quả mang lại:", "expected_effect"),
        ("6. Thời gian thực hiện:", "period"),
    ):
        sheet.put(row_no, 0, label, "group")
        if beside:
            sheet.put(row_no, 1, row[key], "note")
            row_no += 1
        else:
            _put_across(sheet, row_no + 1, 0, 2, str(row[key]), "note")
            row_no += 2
    sheet.put(row_no + 1, 2, "THỦ TRƯỞNG CƠ QUAN", "signature")
    sheet.put(row_no + 2, 2, "(ký tên, đóng dấu)", "italic")
    return sheet


def long_date(day: date) -> str:
    """A date as decree 30/2020 writes it: a zero before days below 10 and months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _put_across(sheet: SheetDraft, row: int, left: int, right: int, text: str, style: str) -> None:
    sheet.put(row, left, text, style)
    if right > left:
        sheet.merge(row, left, row, right)


def _sign(
    sheet: SheetDraft,
    row: int,
    left: int,
    half: int,
    last: int,
    head: Letterhead,
    has_notes: bool,
) -> None:
    if has_notes:
        sheet.put(row, left, "Ghi chú: Số liệu tính đến ngày ký báo cáo.", "italic")
        row += 2
    sheet.put(row, left, "Nơi nhận:", "italic")
    _put_across(sheet, row, half + 1, last, head.signer, "signature")
    sheet.put(row + 1, left, "- Thường trực Hội đồng TĐKT tỉnh;", "note")
    sheet.put(row + 1, half + 1, "(Ký tên, đóng dấu)", "italic")
    sheet.put(row + 2, left, "- Lưu: VT.", "note")


# Rows


def address_of(registry: Registry, unit: Unit) -> str:
    """A simulated seat."""
    draws = Draws("address", unit.unit_id)
    if unit.level == "province":
        return f"Số {draws.between(2, 380)}, {draws.pick(STREETS)}, thành phố Sóc Trăng"
    bare = re.sub(r" \(.*\)$", "", unit.short_name)
    if unit.level == "district":
        return f"Trung tâm hành chính {inline(bare)}"
    district = registry.district_of(unit)
    assert district is not None
    part = "Khóm" if "Phường" in bare or "Thị trấn" in bare else "Ấp"
    return f"{part} {draws.between(1, 9)}, {inline(bare)}, {inline(district.short_name)}"


def registration_row(item: Registration, habits: Habits, registry: Registry) -> dict[str, object]:
    """A registration as this office types it."""
    unit = registry.units[item.unit_id]
    return {
        "unit": habits.unit(unit),
        "address": habits.text(address_of(registry, unit)),
        "model_name": habits.text(item.model_name),
        "situation": habits.text(item.text.situation),
        "content": habits.text(item.text.content),
        "expected_effect": habits.text(item.text.expected_effect),
        "started_on": habits.start(item),
        "ended_on": habits.end(item),
        "period": habits.period(item),
        "registered_on": habits.day(item.registered_on),
    }


def result_row(item: Result, habits: Habits, registry: Registry) -> dict[str, object]:
    """A model's year as this office types it."""
    names = [habits.unit(registry.units[unit_id]) for unit_id in item.replicated_by]
    return {
        "unit": habits.unit(registry.units[item.unit_id]),
        "model_name": habits.text(item.model_name),
        "year": item.year,
        "reported_on": habits.day(item.reported_on),
        "status": habits.text(item.status),
        "effect": habits.text(item.effect),
        "is_new": habits.text(item.is_new) if item.is_new else "",
        "replicated_by": "\n".join(names) or habits.text(habits.nothing),
        "cost": item.cost,
        "difficulty": habits.text(item.difficulty) if item.difficulty else "",
        "proposal": habits.text(item.proposal) if item.proposal else "",
    }


def index_row(item: IndexRow, habits: Habits, registry: Registry) -> dict[str, object]:
    """A unit's indices as Sở Nội vụ publishes them."""
    outside = "" if item.participates else "Không tham gia"
    note = "Chưa công bố" if item.par_index is None and item.participates else ""
    return {
        "unit": habits.unit(registry.units[item.unit_id]),
        "year": item.year,
        "sipas": outside or habits.percent(item.sipas),
        "par_points": item.par_points,
        "par_points_max": item.par_points_max,
        "par_index": outside or habits.percent(item.par_index),
        "decision_no": item.decision_no,
        "published_on": habits.day(item.published_on),
        "note": note,
    }


def appraisal_row(item: Appraisal, habits: Habits, registry: Registry) -> dict[str, object]:
    """An appraisal."""
    return {
        "unit": habits.unit(registry.units[item.unit_id]),
        "model_name": item.model_name,
        "year": item.year,
        "effectiveness": item.effectiveness,
        "novelty": item.novelty,
        "replicability": item.replicability,
        "pending_matter": item.pending_matter,
        "recommendation": item.recommendation,
        "opinion": item.opinion,
        "appraiser": item.appraiser,
        "appraised_on": habits.day(item.appraised_on),
    }


def vote_row(item: Vote, habits: Habits, registry: Registry) -> dict[str, object]:
    """A vote."""
    return {
        "unit": habits.unit(registry.units[item.unit_id]),
        "model_name": item.model_name,
        "year": item.year,
        "members": COUNCIL_MEMBERS,
        "agree": item.agree,
        "disagree": item.disagree,
        "invalid": item.invalid,
        "written": item.written,
        "met_on": habits.day(item.met_on),
    }


def award_row(item: Award, habits: Habits, registry: Registry) -> dict[str, object]:
    """An award."""
    return {
        "unit": habits.unit(registry.units[item.unit_id]),
        "model_name": item.model_name,
        "year": item.year,
        "award_form": item.award_form,
        "decision_no": item.decision_no,
        "decided_on": habits.day(item.decided_on),
        "revoked_on": habits.day(item.revoked_on),
        "note": "Thu hồi" if item.revoked_on else "",
    }
