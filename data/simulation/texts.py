"""Sentences that reports share: difficulties, proposals, opinions, addresses, letterhead words."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from simulation.draws import Draws

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"

DIFFICULTIES = (
    "Một bộ phận người dân chưa quen sử dụng dịch vụ công trực tuyến.",
    "Thiếu máy quét và máy in tại nơi tiếp nhận hồ sơ.",
    "Đường truyền có lúc chậm, ảnh hưởng đến việc ký số.",
    "Công chức kiêm nhiệm nhiều việc, thời gian dành cho mô hình còn ít.",
    "Kinh phí duy trì còn hạn hẹp, chủ yếu vận động xã hội hóa.",
    "Một số cán bộ lớn tuổi sử dụng công nghệ thông tin còn lúng túng.",
    "Chưa có tiêu chí thống nhất để đánh giá hiệu quả mô hình.",
    "Phần mềm thường xuyên nâng cấp, phải tập huấn lại.",
    "Trụ sở chật hẹp, chưa bố trí được khu vực chờ cho công dân.",
    "Địa bàn rộng, dân cư phân tán nên việc tuyên truyền còn khó khăn.",
    "Không",
    "",
)
PROPOSALS = (
    "Tập huấn kỹ năng giao tiếp cho cán bộ Bộ phận Một cửa.",
    "Hỗ trợ kinh phí mua sắm trang thiết bị số hóa.",
    "Tổ chức tham quan, học tập mô hình hay giữa các đơn vị.",
    "Ban hành tiêu chí đánh giá mô hình để các đơn vị thống nhất thực hiện.",
    "Nâng cấp đường truyền số liệu chuyên dùng đến cấp xã.",
    "Khen thưởng kịp thời cá nhân trực tiếp thực hiện mô hình.",
    "Giới thiệu mô hình trên Cổng thông tin điện tử tỉnh.",
    "Không",
    "",
    "",
)
OPINIONS = (
    "Mô hình thiết thực, có số liệu chứng minh; có thể nhân rộng.",
    "Hiệu quả rõ, người dân đồng tình.",
    "Cần bổ sung số liệu so sánh trước và sau khi thực hiện.",
    "Duy trì thường xuyên; nên phổ biến trong khối thi đua.",
    "Cách làm không mới nhưng thực hiện bền bỉ, nền nếp.",
    "Hồ sơ đầy đủ, minh chứng tốt.",
    "Phạm vi còn hẹp, mới thực hiện ở một bộ phận.",
)
REFUSALS = (
    "Hiệu quả chưa rõ, đề nghị tiếp tục thực hiện và báo cáo năm sau.",
    "Trùng với nhiệm vụ thường xuyên, chưa thể hiện tính mới.",
    "Thiếu minh chứng cho số liệu báo cáo.",
)
PENDING = (
    "Đang chờ kết luận kiểm tra công vụ (nội dung mô phỏng).",
    "Còn đơn kiến nghị chưa có kết quả giải quyết (nội dung mô phỏng).",
    "Đang trong thời gian thanh tra theo kế hoạch (nội dung mô phỏng).",
)
APPRAISERS = (
    "Chuyên viên Ban Thi đua - Khen thưởng",
    "Phó Trưởng ban Thi đua - Khen thưởng",
    "Tổ thẩm định Sở Nội vụ",
)
STREETS = (
    "đường Hùng Vương, Phường 6",
    "đường Trần Hưng Đạo, Phường 3",
    "đường Nguyễn Chí Thanh, Phường 6",
    "đường Lê Duẩn, Phường 3",
    "đường Hai Bà Trưng, Phường 1",
    "đường Tôn Đức Thắng, Phường 8",
    "đường Phú Lợi, Phường 2",
)
AWARD_FORM = "Bằng khen của Chủ tịch UBND tỉnh"


@dataclass(frozen=True)
class ModelText:
    """What a unit writes about a model; `effect` has places for numbers."""

    name: str
    fits: frozenset[str]
    situation: str
    content: str
    expected_effect: str
    effect: str

    def effect_for(self, draws: Draws) -> str:
        """The effect sentence with this unit's numbers of this year."""
        return self.effect.format(
            p=draws.between(12, 58),
            q=f"{draws.share(86, 99.4):.1f}".replace(".", ","),
            n=draws.between(60, 1900),
            k=draws.between(3, 36),
            s=f"{draws.share(3, 14):.1f}".replace(".", ","),
        )


def load_models(folder: Path) -> list[ModelText]:
    """The catalogue `models.csv`, in its order."""
    with (folder / "models.csv").open(encoding="utf-8", newline="") as file:
        return [
            ModelText(
                name=row["name"],
                fits=frozenset(row["fits"].split("|")),
                situation=row["situation"],
                content=row["content"],
                expected_effect=row["expected_effect"],
                effect=row["effect"],
            )
            for row in csv.DictReader(file)
        ]
