"""Tờ trình: asks the chairman for the awards on the list, and says how the list came about."""

from __future__ import annotations

from papers.decree import (
    add_addressees,
    add_basis,
    add_body,
    add_closing,
    add_heading,
    add_title,
)
from papers.round_data import RoundData, count_units
from papers.round_pages import (
    finish_round_paper,
    list_legal_basis,
    start_round_paper,
    write_consideration,
    write_funnel,
    write_meeting_days,
    write_method,
    write_scope,
    write_threshold,
)
from papers.wording import write_count
from queries.database import Database

PAPER = "submission"
SUBJECT = (
    "Về việc đề nghị tặng {form} cho các tập thể có mô hình hiệu quả trong phong trào thi đua "
    "thực hiện văn hóa công sở năm {year}{scope}"
)


def write_submission(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the docx of the round's Tờ trình; raises PaperRefused as RoundData does."""
    data = RoundData(database, round_id, block)
    layout, form = data.layout, data.layout.text("award", "form")
    paper = start_round_paper(data, "submission_symbol")
    subject = SUBJECT.format(form=form, year=data.year, scope=write_scope(data))
    add_title(paper, "Tờ trình", subject)
    add_addressees(paper, [layout.text("award", "addressee")])
    add_basis(paper, list_legal_basis(data))
    add_body(
        paper,
        f"{layout.text('issuer', 'name')} kính trình {layout.text('award', 'addressee')} xem xét, "
        f"tặng {form} cho các tập thể có mô hình hiệu quả trong {layout.text('award', 'movement')} "
        f"năm {data.year}, như sau:",
    )
    add_heading(paper, "1. Quá trình xét")
    add_body(paper, write_process(data))
    add_heading(paper, "2. Cách xếp thứ tự")
    add_body(paper, write_method(data))
    add_heading(paper, "3. Kết quả biểu quyết")
    add_body(paper, write_votes(data))
    add_heading(paper, "4. Đề nghị")
    add_body(paper, write_request(data))
    add_body(
        paper,
        f"{layout.text('issuer', 'name')} kính trình {layout.text('award', 'addressee')} xem xét, "
        "quyết định./.",
        keep_with_next=True,
    )
    add_closing(
        paper, [*layout.lines("receivers", "submission"), layout.text("receivers", "archive")]
    )
    return finish_round_paper(paper, data, PAPER, "Tờ trình đề nghị khen thưởng")


def write_process(data: RoundData) -> str:
    eligible, insufficient, ineligible = (
        write_count(len(data.of(code))) for code in ("eligible", "insufficient", "ineligible")
    )
    return (
        f"{data.layout.text('issuer', 'standing_body')} đã kiểm tra, đánh giá kết quả thực hiện mô "
        f"hình theo báo cáo của các đơn vị, tính đến {write_consideration(data)}. {write_funnel(data)} "
        f"Theo các điều kiện của Kế hoạch, {eligible} mô hình đủ điều kiện, {insufficient} mô hình "
        f"chưa đủ căn cứ, {ineligible} mô hình không đủ điều kiện (chi tiết tại Bảng tổng hợp thành "
        "tích)."
    )


def write_votes(data: RoundData) -> str:
    """Returns how many of the proposed were voted upon, on which days, and by which rule."""
    voted = [each for each in data.within_quota if each.vote]
    if not voted:
        return (
            "Chưa nhận được kết quả biểu quyết nào về các mô hình trong chỉ tiêu số lượng. Ngưỡng "
            f"của đợt xét: {write_threshold(data)}."
        )
    days = write_meeting_days(voted)
    return (
        f"Hội đồng đã biểu quyết {write_count(len(voted))} trên "
        f"{write_count(len(data.within_quota))} mô hình trong chỉ tiêu số lượng"
        f"{f' (ngày họp: {days})' if days else ''}; ngưỡng của đợt xét: {write_threshold(data)}; "
        f"{write_count(len(data.turned_down))} mô hình chưa đạt ngưỡng, không đưa vào danh sách đề "
        "nghị. Số phiếu của từng mô hình ghi trong danh sách kèm theo."
    )


def write_request(data: RoundData) -> str:
    if not data.proposed:
        return "Đến nay chưa có mô hình nào đủ điều kiện và đủ điểm để đề nghị."
    return (
        f"Tặng {data.layout.text('award', 'form')} cho "
        f"{write_count(count_units(data.proposed))} tập thể với "
        f"{write_count(len(data.proposed))} mô hình (có danh sách kèm theo)."
    )
