"""What the data is, on top of every page: simulated or not, until when, which version, or missing."""

import streamlit as st

from pages.shared import agenda_adding, data, fence, formats, moments, presenting
from queries.database import StoreDamaged, StoreMissing, StoreNewer
from server.log import note, note_failure

IMPORT = "python -m reports import data/samples"


def show_status(path: str, title: str) -> bool:
    """Draws the banner and the line on freshness; False where there is nothing to show pages of.

    `path` (such as council/units) and `title` are those of the page, for the control that chooses
    the moment and the one that puts the page onto an agenda.
    """
    url_path = path.rpartition("/")[2]
    # The page that brings the first files in needs no store yet.
    may_be_new = url_path == "intake"
    try:
        moments.follow(url_path)
        state = data.data_status()
    except StoreMissing:
        if may_be_new:
            st.caption("Kho chưa có báo cáo nào; tệp đầu tiên được thả vào đây sẽ tạo kho.")
            return True
        note("store_missing")
        _explain(
            "Chưa có kho số liệu",
            "Bảng điều khiển đọc kho báo cáo đã đặt trên máy chủ, nhưng ở đó chưa có báo cáo nào được "
            "nhận.",
            "Nhập các tệp báo cáo bằng lệnh dưới đây (đổi thư mục mẫu thành thư mục chứa tệp của "
            "đơn vị), rồi tải lại trang này. Nếu kho nằm ở nơi khác, đặt biến môi trường STORE.",
            IMPORT,
        )
        return False
    except StoreNewer as newer:
        note_failure("store_newer", newer)
        st.title("Phần mềm cũ hơn kho số liệu", anchor=False)
        st.markdown(formats.plain(fence.words_of(newer)))
        return False
    except StoreDamaged as damaged:
        number = note_failure("store_damaged", damaged)
        _explain(
            "Kho số liệu không đọc được",
            "Bản dữ liệu hoặc tệp con trỏ của kho bị thiếu hoặc hỏng; báo quản trị viên mã lỗi "
            f"{number}.",
            "Tệp gốc của các báo cáo vẫn còn nguyên trong kho. Dựng lại kho từ các tệp gốc bằng "
            "lệnh dưới đây, rồi tải lại trang này.",
            "python -m reports rebuild",
        )
        return False
    except Exception as error:
        number = note_failure("store_not_opened", error)
        _explain(
            "Chưa mở được số liệu",
            f"Có lỗi khi mở kho báo cáo; mã lỗi {number}.",
            "Hãy tải lại trang; nếu vẫn vậy, báo mã lỗi này cho quản trị viên. Kiểm tra kho bằng "
            "lệnh:",
            "python -m reports verify",
        )
        return False
    moments.show_banner()
    if state.has_simulated:
        st.warning(
            f"**Số liệu mô phỏng** – {formats.count(state.simulated_submissions)} trong "
            f"{formats.count(state.submissions)} tệp đã nhận là báo cáo mô phỏng để thử phần mềm, "
            "không dùng để xét khen thưởng.",
            icon=":material/science:",
        )
    until = (
        f"Số liệu đến {formats.plain(formats.moment(state.last_received_at))}"
        if state.submissions
        else "Kho chưa có báo cáo nào"
    )
    with st.container(horizontal=True, vertical_alignment="center", key="tinh_trang_so_lieu"):
        st.caption(
            f"{until} · "
            f"phiên bản {formats.plain(str(state.version)[:12])} · "
            f"{formats.count(state.submissions)} tệp đã nhận"
        )
        if presenting.find_item() is None:
            moments.offer(url_path)
            if url_path not in moments.LIVE_ONLY:
                agenda_adding.offer(path, title)
    if not state.submissions and not may_be_new:
        st.info(
            f"Kho chưa có báo cáo nào còn hiệu lực. Nhập báo cáo bằng lệnh `{IMPORT}`.",
            icon=":material/inbox:",
        )
    return True


def _explain(title: str, what: str, remedy: str, command: str) -> None:
    st.title(title, anchor=False)
    st.markdown(what)
    st.markdown(remedy)
    st.code(command, language="bash")
