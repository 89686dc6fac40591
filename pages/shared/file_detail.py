"""One pending file: what to mend first, suggestions to take, warnings to accept, what changes.

Texts of the file appear in tables and st.text only, or escaped.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, formats, inbox, intake_words, marked_copies, pending_files
from pages.shared.tables import Column, Table, draw_table
from reports import mending
from reports.corrections import Correction
from reports.intake import FileReport, Issue
from reports.replacements import Replacement, list_replacements
from reports.resubmissions import ANSWERED as ANSWER_RULES
from reports.resubmissions import RESUBMISSION
from reports.text import visible

MESSAGE_WIDTH = 350
ISSUES = (
    Column("severity_label", "Mức", width=85),
    Column("sheet", "Trang tính", width=90),
    Column("cell", "Ô", width=50),
    Column("message", "Vì sao", width=MESSAGE_WIDTH),
    Column("found", "Tìm thấy", width=145),
    Column("suggestion", "Gợi ý", width=170),
    Column("class_label", "Sửa ở", width=65),
)
# What a line of "Vì sao" holds at its width, and what a line needs in height (pixels).
LETTERS_IN_A_LINE = 48
LINE_HEIGHT = 19
# Streamlit breaks lines only in rows that are higher than this.
TOO_LOW = 65
ANSWERED = (*ISSUES[:4], Column("answer", "Đơn vị giải trình", width=200), *ISSUES[4:])
CONVERSIONS = (
    Column("place", "Ô", width=140),
    Column("found", "Gõ trong tệp", width=380),
    Column("suggestion", "Sau khi chuyển sang Unicode", width=380),
)
DIFFERENCES = (
    Column("change_label", "Thay đổi", width=170),
    Column("unit_name", "Đơn vị", width=165),
    Column("place", "Dòng, ô", width=65),
    Column("header", "Cột", width=110),
    Column("before_text", "Bên kia", width=110),
    Column("after_text", "Tệp này", width=110),
    Column("earlier", "Bên kia là", width=220),
)
MENDED_AT_ONCE = 8
# The part of the detail in which cells are mended and warnings accepted.
MENDING = "sua"
LONGEST_ON_BUTTON = 48


def show(report: FileReport) -> None:
    """Everything that is known about one pending file, and what can be done with it."""
    labels = inbox.state_words("pending_file")
    with st.container(border=True, key="chi_tiet_tep"):
        st.subheader(formats.plain(visible(report.name)), anchor=False)
        sender = inbox.sender_of(report)
        st.caption(
            formats.plain(
                " · ".join(
                    part
                    for part in (
                        labels[mending.state_of(report)],
                        ", ".join(inbox.kind_labels().get(k, k) for k in report.kinds),
                        sender,
                        f"{formats.count(report.row_count)} dòng",
                        f"nếu nhận: {intake_words.effect_of(report)}",
                    )
                    if part
                )
            )
        )
        may_decide = acting.may("decide_file")
        if may_decide:
            _show_actions(report)
        acting.show_outcome(place_of(report))
        _show_resubmission(report)
        _show_issues(report)
        acting.show_outcome(place_of(report, MENDING))
        if may_decide:
            _show_suggestions(report)
        _show_decided(report, may_decide)
        if may_decide:
            _show_waivers(report)
        _show_conversions(report)
        _show_differences(report)


def place_of(report: FileReport, part: str = "") -> str:
    """Where the word of an act on this file is shown: in its detail, in sight of the click."""
    return f"chi_tiet_{report.sha256}_{part}"


def _show_actions(report: FileReport) -> None:
    with st.container(horizontal=True, key="viec_voi_tep"):
        if st.button(
            "Nhận tệp này",
            type="primary",
            icon=":material/check:",
            disabled=report.status == "rejected",
            key=f"nhan_tep_{report.sha256}",
        ):
            pending_files.accept([report.sha256], place_of(report))
        with (
            st.popover("Trả lại…", icon=":material/undo:", key="mo_tra_lai_tep"),
            st.form(f"tra_lai_{report.sha256}", border=False),
        ):
            reason = st.text_area(
                "Lý do trả lại tệp này",
                key=f"ly_do_{report.sha256}",
                max_chars=1000,
            )
            if st.form_submit_button("Trả lại tệp này", type="primary"):
                pending_files.refuse([report.sha256], reason or "", place_of(report))
        marked_copies.offer(report)


def as_table(
    issues: Sequence[Issue], answers: Mapping[tuple[str | None, ...], str] | None = None
) -> pd.DataFrame:
    """Issues as rows, with what the eye would miss in a found text written out.

    `answers` are the sender's own words by rule, sheet and cell (answers_of).
    """
    return pd.DataFrame(
        [
            {
                "severity_label": intake_words.severity(issue),
                "class_label": intake_words.CLASSES[mending.class_of(issue)],
                "sheet": issue.sheet,
                "cell": issue.cell,
                "found": None if issue.found is None else visible(issue.found),
                "message": issue.message,
                "suggestion": issue.suggestion,
                "answer": (answers or {}).get((issue.rule, issue.sheet, issue.cell)),
                "place": intake_words.place_of(issue),
            }
            for issue in issues
        ]
    )


def first_to_mend(issues: Sequence[Issue]) -> list[Issue]:
    """The findings of the most fundamental class; suggestions only where nothing else is found."""
    first = mending.find_first_class(issues)
    if first is None:
        return list(issues)
    return [
        issue
        for issue in issues
        if mending.class_of(issue) == first and issue.severity != "suggestion"
    ]


def answers_of(report: FileReport) -> dict[tuple[str | None, ...], str]:
    """What the sender of a marked copy explained, by rule, sheet and cell of the finding."""
    answers = report.resubmission.answers if report.resubmission else ()
    return {
        (one.point.rule, one.point.sheet, one.point.address): visible(" ".join(one.text.split()))
        for one in answers
    }


def _issues_of(report: FileReport) -> list[Issue]:
    """The findings without those that the detail tells in a place of their own."""
    told = {RESUBMISSION, *ANSWER_RULES.values()} if report.resubmission else set()
    return [issue for issue in report.issues if issue.rule not in told]


def _show_issues(report: FileReport) -> None:
    issues = _issues_of(report)
    if not issues:
        st.success("Không có điểm nào cần sửa.", icon=":material/check_circle:")
        return
    shown = first_to_mend(issues)
    rest = len(issues) - len(shown)
    st.markdown("**Sửa trước**" if rest else "**Các điểm cần xem**")
    every = False
    if rest:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(formats.plain(intake_words.rest_of(issues, shown)))
            every = st.toggle(
                f"Xem tất cả {formats.count(len(issues))} điểm",
                key=f"xem_het_{report.sha256}",
            )
    listed = issues if every else shown
    answers = answers_of(report)
    table = Table(as_table(listed, answers), ANSWERED if answers else ISSUES)
    draw_table(
        table,
        f"Các điểm cần sửa của tệp {report.name}, theo thứ tự nên sửa",
        height=460 if len(listed) > 5 else None,
        row_height=_row_height(table),
    )


def _row_height(table: Table) -> int | None:
    """Room for the longest text: what is wrong and what to do is to be read, not guessed."""
    lines = max(
        len(str(text)) * MESSAGE_WIDTH // (LETTERS_IN_A_LINE * column.width) + 1
        for column in table.columns
        if column.width
        for text in table.frame[column.name].dropna()
    )
    return None if lines == 1 else max(min(lines, 6) * LINE_HEIGHT + 16, TOO_LOW)


def _show_suggestions(report: FileReport) -> None:
    offered = [
        (issue, replacements)
        for issue in report.issues
        if issue.sheet
        and issue.cell
        and issue.field
        and (
            replacements := list_replacements(
                issue.rule, issue.suggestion, issue.field, report.kinds
            )
        )
    ]
    if not offered:
        return
    st.markdown("**Sửa theo gợi ý**")
    st.caption(
        "Một lần bấm thay giá trị khi đọc tệp; tệp gốc giữ nguyên, lần sửa được ghi cùng người sửa."
    )
    for place, (issue, replacements) in enumerate(offered[:MENDED_AT_ONCE]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"goi_y_{place}"):
            found = formats.shorten(_found(issue.found), 60)
            st.text(formats.verbatim(f"{intake_words.place_of(issue)}: {found} →"))
            for number, replacement in enumerate(replacements):
                _suggestion_button(report, issue, replacement, f"goi_y_{place}_{number}")
    if len(offered) > MENDED_AT_ONCE:
        st.caption(
            f"Còn {formats.count(len(offered) - MENDED_AT_ONCE)} gợi ý; hiện dần sau mỗi lần sửa."
        )


def _found(text: str | None) -> str:
    return f"“{visible(text)}”" if text else "(để trống)"


def _suggestion_button(
    report: FileReport, issue: Issue, replacement: Replacement, key: str
) -> None:
    pressed = st.button(
        formats.plain(formats.shorten(replacement.text, LONGEST_ON_BUTTON)),
        key=f"{key}_{report.sha256}_{issue.cell}",
        help=formats.plain(replacement.why) if replacement.why else None,
    )
    if not pressed:
        return

    def work() -> str:
        assert issue.sheet and issue.cell and issue.field
        inbox.open_inbox().take_suggestion(
            report.sha256, issue.sheet, issue.cell, issue.field, replacement.text, acting.who()
        )
        return (
            f"Đã sửa ô {issue.cell}, trang tính {issue.sheet}, thành “{replacement.text}”; tệp đã "
            "được kiểm tra lại."
        )

    acting.act("decide_file", work, place_of(report, MENDING), place_of(report, MENDING))
    st.rerun()


def _show_waivers(report: FileReport) -> None:
    warnings = [
        issue for issue in report.issues if issue.severity == "warning" and issue.waived is None
    ]
    if not warnings:
        return
    choices: dict[str, tuple[str, str | None, str | None]] = {}
    for rule in dict.fromkeys(issue.rule for issue in warnings):
        own = [issue for issue in warnings if issue.rule == rule]
        if len(own) > 1:
            words = f"Cả {len(own)} cảnh báo loại này: {own[0].message}"
            choices[words] = (rule, None, None)
        for issue in own:
            choices[f"{intake_words.place_of(issue)}: {issue.message}"] = (
                rule,
                issue.sheet,
                issue.cell,
            )
    with st.expander(
        f"Chấp nhận cảnh báo kèm lý do ({formats.count(len(warnings))})",
        key=f"mo_chap_nhan_{report.sha256}",
        on_change="rerun",
    ):
        with st.form(f"chap_nhan_{report.sha256}", border=False):
            # Nothing is chosen for a person: the first entry would accept all of a kind.
            chosen = st.selectbox(
                "Cảnh báo",
                list(choices),
                index=None,
                placeholder="Chọn một cảnh báo, hoặc cả loại…",
                key=f"canh_bao_{report.sha256}_{len(warnings)}",
            )
            reason = st.text_input(
                "Lý do chấp nhận",
                key=f"ly_do_chap_nhan_{report.sha256}",
                max_chars=500,
                placeholder="Ví dụ: Đơn vị đã giải trình tại Công văn số 12/CV-SNV.",
            )
            sent = st.form_submit_button("Chấp nhận cảnh báo")
        if sent:
            _waive(report, choices.get(chosen or ""), reason or "")


def _waive(
    report: FileReport, what: tuple[str, str | None, str | None] | None, reason: str
) -> None:
    def work() -> str:
        if what is None:
            raise ValueError("Hãy chọn cảnh báo được chấp nhận.")
        if not reason.strip():
            raise ValueError("Hãy ghi lý do chấp nhận cảnh báo; lý do được in cùng lịch sử tệp.")
        rule, sheet, cell = what
        inbox.open_inbox().waive(report.sha256, rule, sheet, cell, reason.strip(), acting.who())
        return f"Đã chấp nhận cảnh báo với lý do: {reason.strip()}"

    acting.act("decide_file", work, place_of(report, MENDING), place_of(report, MENDING))
    st.rerun()


def _show_conversions(report: FileReport) -> None:
    converted = [issue for issue in report.issues if issue.rule == "converted_legacy_text"]
    if not converted:
        return
    with st.expander(f"Chữ đã chuyển sang Unicode ({formats.count(len(converted))})"):
        draw_table(
            Table(as_table(converted), CONVERSIONS),
            f"Chữ gõ bằng phông cũ trong tệp {report.name}, trước và sau khi chuyển",
        )


def _show_differences(report: FileReport) -> None:
    """What accepting this file would change of what counts now, cell by cell."""
    differences = inbox.differences(report.sha256)
    if differences.empty:
        return
    words = intake_words.differences(differences)
    with st.expander(f"So với số liệu đang tính và các tệp đang chờ: {words}", expanded=True):
        draw_table(
            Table(_as_shown(differences), DIFFERENCES),
            f"Những gì thay đổi nếu nhận tệp {report.name}: {words}",
            height=360 if len(differences) > 9 else None,
        )


def _as_shown(differences: pd.DataFrame) -> pd.DataFrame:
    places = [
        address or (f"dòng {row}" if pd.notna(row) else None)
        for address, row in zip(differences["address"], differences["row_number"], strict=True)
    ]
    earlier = [
        f"{visible(name)}, nhận {formats.moment(moment)}"
        if pd.notna(moment)
        else f"{visible(name)}, đang chờ"
        if pd.notna(name)
        else None
        for name, moment in zip(
            differences["earlier_file_name"], differences["earlier_received_at"], strict=True
        )
    ]
    return differences.assign(
        change_label=differences["change"].map(intake_words.CHANGES), place=places, earlier=earlier
    )


def _show_resubmission(report: FileReport) -> None:
    if report.resubmission is None:
        return
    st.info(formats.plain(report.resubmission.describe()), icon=":material/assignment_return:")


def _show_decided(report: FileReport, may_decide: bool) -> None:
    """Corrections and waivers of this file so far, with who made them; each can be taken back."""
    if not report.corrections and not report.waivers:
        return
    st.markdown("**Đã sửa và đã chấp nhận**")
    for place, one in enumerate(report.corrections):
        with st.container(horizontal=True, vertical_alignment="center", key=f"da_sua_{place}"):
            st.text(
                formats.verbatim(
                    f"{one.sheet} · {one.address}: {_found(one.from_text)} → “{one.to_text}” "
                    f"({one.corrected_by}, {formats.moment(one.corrected_at)})"
                )
            )
            if may_decide and st.button(
                "Bỏ sửa", icon=":material/undo:", key=f"bo_sua_{place}_{report.sha256}"
            ):
                _take_back(report, one)
    for place, waiver in enumerate(report.waivers):
        with st.container(horizontal=True, vertical_alignment="center", key=f"da_nhan_{place}"):
            st.text(
                formats.verbatim(
                    f"Chấp nhận {_waived(report, waiver)}: {waiver['reason']} "
                    f"({waiver['waived_by']}, {formats.moment(waiver['waived_at'])})"
                )
            )
            if may_decide and st.button(
                "Bỏ chấp nhận",
                icon=":material/undo:",
                key=f"bo_chap_nhan_{place}_{report.sha256}",
            ):
                _take_waiver_back(report, waiver)


def _take_waiver_back(report: FileReport, waiver: Mapping[str, Any]) -> None:
    def work() -> str:
        inbox.open_inbox().take_waiver_back(
            report.sha256, waiver["rule"], waiver["sheet"], waiver["address"], acting.who()
        )
        return "Đã bỏ chấp nhận; cảnh báo lại được tính."

    acting.act("decide_file", work, place_of(report, MENDING), place_of(report, MENDING))
    st.rerun()


def _waived(report: FileReport, waiver: Mapping[str, Any]) -> str:
    """What a waiver is about: one place, or all warnings of a kind by how they begin."""
    of_rule = [issue for issue in report.issues if issue.rule == waiver["rule"]]
    kind = f" “{formats.shorten(of_rule[0].message, LONGEST_ON_BUTTON)}”" if of_rule else ""
    place = " · ".join(part for part in (waiver["sheet"], waiver["address"]) if part)
    return f"cảnh báo{kind} ở {place}" if place else f"mọi cảnh báo loại{kind}"


def _take_back(report: FileReport, one: Correction) -> None:
    def work() -> str:
        inbox.open_inbox().take_suggestion(
            report.sha256, one.sheet, one.address, one.field, one.from_text or "", acting.who()
        )
        return f"Đã bỏ lần sửa ô {one.address}, trang tính {one.sheet}."

    acting.act("decide_file", work, place_of(report, MENDING), place_of(report, MENDING))
    st.rerun()
