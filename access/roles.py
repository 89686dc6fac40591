"""The one table of who may do what: roles by actions, and the pages of each role.

docs/access.md shows the same table; a test holds the two together. What is not listed is refused.
"""

# role: what people read.
ROLES = {
    "viewer": "Người xem",
    "member": "Thành viên Hội đồng",
    "secretary": "Thư ký",
    "administrator": "Quản trị",
    "auditor": "Kiểm tra, giám sát",
}
VIEWER, MEMBER, SECRETARY, ADMINISTRATOR, AUDITOR = ROLES

EVERYBODY = frozenset(ROLES)
COUNCIL = frozenset({MEMBER, SECRETARY, AUDITOR})

# action: what it is, in words that follow "không được"; who may.
ACTIONS: dict[str, tuple[str, frozenset[str]]] = {
    "look": ("xem số liệu", EVERYBODY),
    "download": ("tải bảng số liệu", EVERYBODY),
    "try_weights": ("thử trọng số", COUNCIL),
    "ask": ("hỏi số liệu tùy ý", COUNCIL),
    "make_papers": ("lập và tải giấy tờ họp", COUNCIL),
    "verify_paper": ("kiểm tra văn bản", COUNCIL),
    "keep_question": ("lưu câu hỏi", frozenset({MEMBER, SECRETARY})),
    "offer_file": ("đưa tệp vào hộp chờ", frozenset({SECRETARY})),
    "decide_file": ("nhận, sửa, trả lại hoặc thu hồi tệp", frozenset({SECRETARY})),
    "send_back": ("tải bản đánh dấu lỗi, mẫu điền sẵn, công văn đôn đốc", frozenset({SECRETARY})),
    "extend_deadline": ("gia hạn nộp báo cáo", frozenset({SECRETARY})),
    "record_votes": ("ghi kết quả biểu quyết", frozenset({SECRETARY})),
    "waive_gate": ("miễn điều kiện cho một đề nghị", frozenset({SECRETARY})),
    "plan_meeting": ("xếp chương trình phiên họp", frozenset({SECRETARY})),
    "note_remark": ("ghi kết luận, câu hỏi để lại", frozenset({SECRETARY})),
    "seal": ("chốt đợt xét hoặc phiên họp", frozenset({SECRETARY})),
    "read_log": ("xem nhật ký", frozenset({AUDITOR, ADMINISTRATOR})),
}

# page: who has it in the menu and by its address.
PAGES: dict[str, frozenset[str]] = {
    "council/overview": EVERYBODY,
    "council/coverage": EVERYBODY,
    "council/index_trends": EVERYBODY,
    "council/candidates": EVERYBODY,
    "council/what_if": COUNCIL,
    "council/units": EVERYBODY,
    "council/models": EVERYBODY,
    "council/search": EVERYBODY,
    "secretariat/intake": frozenset({SECRETARY, AUDITOR}),
    "secretariat/deadlines": COUNCIL,
    "secretariat/difficulties": COUNCIL,
    "secretariat/award_round": COUNCIL,
    "secretariat/explore": COUNCIL,
    "secretariat/meetings": COUNCIL,
    "reference/changes": EVERYBODY,
    "reference/method": EVERYBODY,
    "reference/audit": frozenset({AUDITOR, ADMINISTRATOR}),
}

# Actions that need a file from the person's machine.
UPLOADS = ("offer_file", "verify_paper")


def may(roles: frozenset[str], action: str) -> bool:
    """Whether one of the roles has the action; an action that nobody listed is a mistake."""
    return bool(ACTIONS[action][1] & roles)


def has_page(roles: frozenset[str], page: str) -> bool:
    """Whether one of the roles has the page (such as council/units); unlisted pages nobody has."""
    return bool(PAGES.get(page, frozenset()) & roles)


def write_table() -> str:
    """Actions and pages by role as a table in Markdown, for docs/access.md."""
    rows = [["", *ROLES.values()], ["---", *(":-:" for _ in ROLES)]]
    listed = [(f"`{name}`: {words}", allowed) for name, (words, allowed) in ACTIONS.items()]
    listed += [(f"page `{name}`", allowed) for name, allowed in PAGES.items()]
    for words, allowed in listed:
        rows.append([words, *("●" if role in allowed else "–" for role in ROLES)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def refusal(action: str, roles: frozenset[str]) -> str:
    """The sentence for a person whose role does not have the action."""
    named = ", ".join(ROLES[role] for role in ROLES if role in roles) or "chưa có"
    return (
        f"Vai trò của bạn ({named}) không được {ACTIONS[action][0]}. Nếu cần, hãy đề nghị quản trị "
        "viên đổi vai trò."
    )
