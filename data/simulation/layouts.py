"""The tables as different offices draw them: columns, headers in one to three levels, looks.

Headers are the template's or accepted synonyms in `data/fields.csv`; `ordinal` and `note` are the
columns that every office adds.
"""

from __future__ import annotations

from simulation.drafts import Column

ORDINAL = Column(("STT",), "ordinal", 6)
NUMBER = Column(("TT",), "ordinal", 6)
NOTE = Column(("Ghi chú",), "note", 12)

REGISTRATIONS: dict[str, list[Column]] = {
    "annex": [
        ORDINAL,
        Column(("Tên tập thể",), "unit", 30),
        Column(("Địa chỉ",), "address", 26),
        Column(("Tên mô hình",), "model_name", 32),
        Column(("Tóm tắt thực trạng",), "situation", 36),
        Column(("Nội dung thực hiện",), "content", 44),
        Column(("Dự kiến hiệu quả",), "expected_effect", 36),
        Column(("Thời gian thực hiện", "Bắt đầu"), "started_on", 14),
        Column(("Thời gian thực hiện", "Kết thúc"), "ended_on", 14),
        Column(("Ngày đăng ký",), "registered_on", 14),
        NOTE,
    ],
    "period": [
        NUMBER,
        Column(("Đơn vị",), "unit", 30),
        Column(("Tên mô hình đăng ký thực hiện",), "model_name", 32),
        Column(("Tóm tắt thực trạng tình hình",), "situation", 36),
        Column(("Nội dung thực hiện",), "content", 44),
        Column(("Dự kiến hiệu quả mang lại",), "expected_effect", 36),
        Column(("Thời gian thực hiện",), "period", 26),
        Column(("Ngày đăng ký",), "registered_on", 14),
    ],
    "template": [
        Column(("Tên tập thể",), "unit", 30),
        Column(("Địa chỉ",), "address", 26),
        Column(("Tên mô hình",), "model_name", 32),
        Column(("Tóm tắt thực trạng",), "situation", 36),
        Column(("Nội dung thực hiện",), "content", 44),
        Column(("Dự kiến hiệu quả",), "expected_effect", 36),
        Column(("Thời gian bắt đầu",), "started_on", 14),
        Column(("Thời gian kết thúc",), "ended_on", 14),
        Column(("Ngày đăng ký",), "registered_on", 14),
    ],
    "short": [
        ORDINAL,
        Column(("Cơ quan, đơn vị",), "unit", 30),
        Column(("Mô hình đăng ký",), "model_name", 32),
        Column(("Cách làm",), "content", 44),
        Column(("Thời điểm bắt đầu",), "started_on", 16),
        Column(("Thời điểm đăng ký",), "registered_on", 16),
        NOTE,
    ],
    "dated first": [
        NUMBER,
        Column(("Ngày gửi đăng ký",), "registered_on", 14),
        Column(("Tên cơ quan, đơn vị",), "unit", 30),
        Column(("Tên mô hình đăng ký",), "model_name", 32),
        Column(("Thời gian triển khai",), "period", 26),
        Column(("Thực trạng",), "situation", 36),
        Column(("Nội dung mô hình",), "content", 44),
        Column(("Hiệu quả dự kiến",), "expected_effect", 36),
    ],
}

RESULTS: dict[str, list[Column]] = {
    "annex": [
        ORDINAL,
        Column(("Tên tập thể",), "unit", 30),
        Column(("Tên mô hình",), "model_name", 32),
        Column(("Năm",), "year", 8),
        Column(("Ngày báo cáo",), "reported_on", 14),
        Column(("Tình trạng",), "status", 14),
        Column(("Kết quả/hiệu quả",), "effect", 46),
        Column(("Mô hình mới",), "is_new", 10),
        Column(("Đơn vị nhân rộng",), "replicated_by", 30),
        Column(("Kinh phí (triệu đồng)",), "cost", 12),
        Column(("Khó khăn/vướng mắc",), "difficulty", 30),
        Column(("Kiến nghị",), "proposal", 30),
    ],
    "office": [
        NUMBER,
        Column(("Cơ quan, đơn vị",), "unit", 30),
        Column(("Mô hình thực hiện",), "model_name", 32),
        Column(("Tình trạng thực hiện",), "status", 14),
        Column(("Kết quả đạt được",), "effect", 46),
        Column(("Các đơn vị nhân rộng",), "replicated_by", 30),
        Column(("Là mô hình mới",), "is_new", 10),
        Column(("Khó khăn, hạn chế",), "difficulty", 30),
        Column(("Đề xuất, kiến nghị",), "proposal", 30),
        Column(("Ngày gửi báo cáo",), "reported_on", 14),
        Column(("Năm báo cáo",), "year", 8),
        NOTE,
    ],
    "two levels": [
        ORDINAL,
        Column(("Tên đơn vị",), "unit", 30),
        Column(("Tên mô hình",), "model_name", 32),
        Column(("Báo cáo", "Năm"), "year", 8),
        Column(("Báo cáo", "Ngày báo cáo"), "reported_on", 14),
        Column(("Kết quả thực hiện", "Hiện trạng"), "status", 14),
        Column(("Kết quả thực hiện", "Hiệu quả"), "effect", 46),
        Column(("Kết quả thực hiện", "Nhân rộng"), "replicated_by", 30),
        Column(("Kinh phí thực hiện (triệu đồng)",), "cost", 12),
        Column(("Vướng mắc",), "difficulty", 30),
        Column(("Đề xuất",), "proposal", 30),
    ],
    "three levels": [
        ORDINAL,
        Column(("Tên tập thể",), "unit", 30),
        Column(("Mô hình", "Tên mô hình"), "model_name", 32),
        Column(("Mô hình", "Báo cáo", "Năm"), "year", 8),
        Column(("Mô hình", "Báo cáo", "Ngày báo cáo"), "reported_on", 14),
        Column(("Thực hiện", "Tình trạng"), "status", 14),
        Column(("Thực hiện", "Kết quả", "Hiệu quả mang lại"), "effect", 46),
        Column(("Thực hiện", "Kết quả", "Đơn vị nhân rộng"), "replicated_by", 30),
        Column(("Khó khăn, vướng mắc",), "difficulty", 30),
        Column(("Kiến nghị",), "proposal", 30),
    ],
    "short": [
        NUMBER,
        Column(("Đơn vị báo cáo",), "unit", 30),
        Column(("Mô hình",), "model_name", 32),
        Column(("Năm thực hiện",), "year", 8),
        Column(("Hiện trạng",), "status", 14),
        Column(("Kết quả thực hiện",), "effect", 46),
        Column(("Thời điểm báo cáo",), "reported_on", 14),
    ],
}

# Where the letter's own date and the title's year say it for all rows.
SIGNED_REGISTRATIONS: list[Column] = [
    ORDINAL,
    Column(("Tên đơn vị",), "unit", 30),
    Column(("Tên mô hình đăng ký",), "model_name", 32),
    Column(("Nội dung thực hiện",), "content", 44),
    Column(("Kết quả dự kiến",), "expected_effect", 36),
    Column(("Thời gian thực hiện",), "period", 26),
]

SIGNED_RESULTS: list[Column] = [
    NUMBER,
    Column(("Tập thể",), "unit", 30),
    Column(("Tên mô hình thực hiện",), "model_name", 32),
    Column(("Tình trạng mô hình",), "status", 14),
    Column(("Hiệu quả mang lại",), "effect", 46),
    Column(("Đơn vị áp dụng",), "replicated_by", 30),
    Column(("Mô hình mới (Có/Không)",), "is_new", 10),
    Column(("Kinh phí",), "cost", 12),
    Column(("Tồn tại, hạn chế",), "difficulty", 30),
    Column(("Kiến nghị, đề xuất",), "proposal", 30),
]

INDICES: dict[str, list[Column]] = {
    "two levels": [
        ORDINAL,
        Column(("Tên đơn vị",), "unit", 40),
        Column(("Năm",), "year", 8),
        Column(("PAR INDEX", "Điểm đạt"), "par_points", 12),
        Column(("PAR INDEX", "Điểm tối đa"), "par_points_max", 12),
        Column(("PAR INDEX", "Chỉ số (%)"), "par_index", 12),
        Column(("SIPAS (%)",), "sipas", 12),
        Column(("Số quyết định",), "decision_no", 18),
        Column(("Ngày công bố",), "published_on", 14),
        NOTE,
    ],
    "flat": [
        NUMBER,
        Column(("Cơ quan, đơn vị",), "unit", 40),
        Column(("Chỉ số CCHC (%)",), "par_index", 12),
        Column(("Chỉ số hài lòng (%)",), "sipas", 12),
        Column(("Xếp hạng",), "rank", 8),
        Column(("Năm đánh giá",), "year", 8),
    ],
    "template": [
        Column(("Tên đơn vị",), "unit", 40),
        Column(("Năm",), "year", 8),
        Column(("SIPAS (%)",), "sipas", 12),
        Column(("PAR INDEX: Điểm đạt",), "par_points", 12),
        Column(("PAR INDEX: Điểm tối đa",), "par_points_max", 12),
        Column(("PAR INDEX: Chỉ số (%)",), "par_index", 12),
        Column(("Số quyết định",), "decision_no", 18),
        Column(("Ngày công bố",), "published_on", 14),
    ],
}

APPRAISALS: list[Column] = [
    ORDINAL,
    Column(("Tên tập thể",), "unit", 34),
    Column(("Tên mô hình",), "model_name", 34),
    Column(("Năm xét",), "year", 8),
    Column(("Điểm thẩm định", "Hiệu quả (0–100)"), "effectiveness", 10),
    Column(("Điểm thẩm định", "Tính mới (0–100)"), "novelty", 10),
    Column(("Điểm thẩm định", "Khả năng nhân rộng (0–100)"), "replicability", 10),
    Column(("Vướng mắc đang xem xét",), "pending_matter", 30),
    Column(("Đề nghị",), "recommendation", 14),
    Column(("Ý kiến",), "opinion", 40),
    Column(("Người thẩm định",), "appraiser", 24),
    Column(("Ngày thẩm định",), "appraised_on", 14),
]

VOTES: list[Column] = [
    ORDINAL,
    Column(("Năm xét",), "year", 8),
    Column(("Tên tập thể",), "unit", 34),
    Column(("Tên mô hình",), "model_name", 34),
    Column(("Tổng số thành viên",), "members", 10),
    Column(("Kết quả biểu quyết", "Đồng ý"), "agree", 8),
    Column(("Kết quả biểu quyết", "Không đồng ý"), "disagree", 8),
    Column(("Kết quả biểu quyết", "Không hợp lệ"), "invalid", 8),
    Column(("Ý kiến bằng văn bản",), "written", 10),
    Column(("Ngày họp",), "met_on", 14),
]

AWARDS: list[Column] = [
    ORDINAL,
    Column(("Năm",), "year", 8),
    Column(("Tập thể được khen thưởng",), "unit", 34),
    Column(("Tên mô hình",), "model_name", 34),
    Column(("Hình thức khen thưởng",), "award_form", 26),
    Column(("Số quyết định",), "decision_no", 18),
    Column(("Ngày quyết định",), "decided_on", 14),
    Column(("Ngày thu hồi",), "revoked_on", 14),
    NOTE,
]
