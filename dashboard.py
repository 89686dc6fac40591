"""The frame of the dashboard: page settings, the table of pages, what the data is, one call to run.

`streamlit run dashboard.py` imports this file once for `app`, then runs it for every visit.
Pages live in pages/<section>/, never flat in pages/: Streamlit would run a flat page without this
file (docs/decisions/0001-nested-pages.md).
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from server import log
from server.log import note_failure

# The menu in its order: section, file, title, icon, what the page is for.
MENU = {
    "Hội đồng": [
        (
            "council/overview",
            "Tổng quan",
            "dashboard",
            "Kết quả chung của năm, mục tiêu và điều cần chú ý.",
        ),
        (
            "council/coverage",
            "Độ phủ mô hình",
            "grid_on",
            "Đơn vị nào đã có, chưa có hoặc đã dừng mô hình.",
        ),
        (
            "council/index_trends",
            "Xu hướng chỉ số",
            "show_chart",
            "SIPAS và PAR INDEX qua các năm so với mục tiêu.",
        ),
        (
            "council/candidates",
            "Xếp hạng đề nghị",
            "format_list_numbered",
            "Điều kiện, điểm và thứ tự các đề nghị khen thưởng.",
        ),
        (
            "council/what_if",
            "Thử trọng số",
            "tune",
            "Mô phỏng: thứ tự đổi ra sao nếu trọng số hay điều kiện khác đi.",
        ),
        (
            "council/units",
            "Đơn vị",
            "account_balance",
            "Hồ sơ từng đơn vị: mô hình, chỉ số, báo cáo, khen thưởng.",
        ),
        ("council/models", "Mô hình", "lightbulb", "Hồ sơ từng mô hình và việc nhân rộng."),
        (
            "council/search",
            "Tìm kiếm",
            "search",
            "Tìm đơn vị, mô hình, đề nghị, kết quả, khó khăn; không cần gõ dấu.",
        ),
    ],
    "Thư ký": [
        (
            "secretariat/intake",
            "Nhập báo cáo",
            "move_to_inbox",
            "Nhận tệp của các đơn vị, xem điểm cần sửa, nhận, trả lại, thu hồi.",
        ),
        (
            "secretariat/deadlines",
            "Tiến độ báo cáo",
            "event_available",
            "Đơn vị nào đã nộp, muộn, chưa nộp; công văn đôn đốc.",
        ),
        (
            "secretariat/difficulties",
            "Khó khăn, kiến nghị",
            "report",
            "Khó khăn, vướng mắc và kiến nghị của các đơn vị, theo khối và chủ đề.",
        ),
        (
            "secretariat/award_round",
            "Đợt xét khen thưởng",
            "how_to_vote",
            "Số phiếu, miễn điều kiện, giấy tờ họp, chốt đợt xét.",
        ),
        (
            "secretariat/explore",
            "Khám phá",
            "query_stats",
            "Hỏi số liệu tùy ý: chọn sẵn hoặc SQL, lưu câu hỏi, ghim vào phiên họp.",
        ),
        (
            "secretariat/meetings",
            "Phiên họp",
            "co_present",
            "Chương trình các góc nhìn, trình chiếu, kết luận và câu hỏi để lại.",
        ),
    ],
    "Tham khảo": [
        (
            "reference/changes",
            "Thay đổi từ một mốc",
            "difference",
            "Tệp, số liệu, hạng và điều kiện nào đã khác so với một mốc.",
        ),
        (
            "reference/method",
            "Phương pháp và nguồn",
            "menu_book",
            "Cách tính, căn cứ, mục tiêu và định nghĩa số liệu.",
        ),
        (
            "reference/audit",
            "Nhật ký",
            "policy",
            "Ai đã làm gì, lúc nào; nhật ký còn nguyên vẹn hay không.",
        ),
    ],
}


def tell_script_error(error: Exception) -> bool:
    """The fence around what runs before and after the page, such as a click's callback."""
    from pages.shared import fence

    return fence.tell_script_error(error)


def show_dashboard() -> None:
    """One visit: settings, menu, what the data is, the page that was asked for."""
    # Their caches want a running server, which the import below comes before.
    from pages.shared import (
        fence,
        filters,
        native_words,
        presenting,
        print_layout,
        reader,
        start_up,
        status,
    )

    st.set_page_config(
        page_title="Thi đua văn hóa công sở – Sóc Trăng",
        # A file of our own: a named symbol would be fetched from a server on the internet.
        page_icon=str(Path(__file__).parent / "pages" / "shared" / "icon.png"),
        layout="wide",
        # Wide enough for the longest entry, narrow enough to leave a tablet its page.
        initial_sidebar_state=256,
    )
    start_up.prepare()
    person = reader.find()
    if not person.roles:
        st.error("Phiên đăng nhập đã kết thúc. Hãy tải lại trang để đăng nhập.")
        return
    presented = presenting.find_item()
    page = st.navigation(
        {
            section: [
                st.Page(
                    f"pages/{path}.py",
                    title=title,
                    icon=f":material/{icon}:",
                    url_path=path.rpartition("/")[2],
                    help=purpose,
                    default=path == "council/overview",
                    # Its address still answers, with a sentence rather than "page not found".
                    visibility="visible" if person.has_page(path) else "hidden",
                )
                for path, title, icon, purpose in entries
            ]
            for section, entries in MENU.items()
        },
        position="sidebar" if presented is None else "hidden",
        expanded=True,
    )

    paths = {path.rpartition("/")[2]: path for entries in MENU.values() for path, *_ in entries}
    paths[""] = "council/overview"
    filters.note_page(page.url_path)
    native_words.hide_hints()
    reader.show_sign_out(person)
    if not person.has_page(paths[page.url_path]):
        reader.refuse_page(page.title, person)
        return
    if presented is not None:
        presenting.enlarge()
        presenting.show_bar(presented)
    if status.show_status(paths[page.url_path], page.title):
        try:
            with print_layout.on_paper(page.title):
                page.run()
        except Exception as error:  # noqa: BLE001 - the last fence: a person sees a sentence
            fence.tell("Trang này", note_failure("page_failed", error, page=page.url_path))
        start_up.freeze()


if __name__ == "__main__":
    show_dashboard()
else:
    # Before the first visitor: a folder named pages/ must not switch on Streamlit's old menu, which
    # greets the first deep link into a cold server with "Page not found".
    PagesManager.uses_pages_directory = False
    log.set_up()
    from access.gate import Gate
    from access.note import note
    from access.oidc import read_provider
    from access.settings import WrongSetting, read_settings
    from access.start import check_start
    from pages.shared import front

    try:
        settings = read_settings()
        read_provider(settings.provider_file)
    except WrongSetting as wrong:
        raise SystemExit(f"Không khởi động: {wrong}") from None
    check_start(
        settings, st.get_option("server.address"), st.get_option("server.trustedUserHeaders")
    )
    app = st.App(
        __file__,
        on_script_error=tell_script_error,
        lifespan=front.remember_owners,
        middleware=[Middleware(Gate, settings=settings, front=front.describe(), note=note)],
    )
