"""Claims about names of units, against the real registry in data/."""

import csv
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.text import strip_accents
from reports.unit_names import Query, UnitNames, describe, read_registry, split_unit_list

DATA = Path(__file__).parent.parent / "data"
REGISTRY = read_registry(DATA)
NAMES = UnitNames(REGISTRY)
AUTUMN = date(2023, 10, 15)
AFTER_WARDS_MERGED = date(2024, 10, 15)
AFTER_REFORM = date(2025, 10, 15)
UNITS = {row["unit_id"]: row for row in REGISTRY.units}


def find(name: str, on: date) -> str:
    """The unit of this short name on this day, as the registry itself lists it."""
    found = [
        row["unit_id"]
        for row in REGISTRY.units
        if row["short_name"] == name
        and row["valid_from"] <= on.isoformat() <= (row["valid_to"] or "9999-12-31")
    ]
    assert len(found) == 1, (name, found)
    return found[0]


@pytest.mark.parametrize(
    "text, short_name",
    [
        ("UBND TX. Ngã Năm", "TX Ngã Năm"),
        ("TX Ngã Năm", "TX Ngã Năm"),
        ("Thị xã Ngã Năm", "TX Ngã Năm"),
        ("UBND thị xã Ngã Năm", "TX Ngã Năm"),
        ("Ủy ban nhân dân thị xã Ngã Năm", "TX Ngã Năm"),
        ("Uỷ Ban Nhân Dân Thị Xã Ngã Năm", "TX Ngã Năm"),
        ("ỦY BAN NHÂN DÂN THỊ XÃ NGÃ NĂM", "TX Ngã Năm"),
        ("U.B.N.D TX.Ngã Năm", "TX Ngã Năm"),
        ("UB ND thị xã Ngã Năm", "TX Ngã Năm"),
        ("UBND TX Ngã Năm, tỉnh Sóc Trăng", "TX Ngã Năm"),
        ("TXNN", "TX Ngã Năm"),
        ("UBND TP.Sóc Trăng", "TP Sóc Trăng"),
        ("UBND TPST", "TP Sóc Trăng"),
        ("T.P Sóc Trăng", "TP Sóc Trăng"),
        ("UBND thành phố Sóc Trăng", "TP Sóc Trăng"),
        ("UBND H. Mỹ Tú", "Huyện Mỹ Tú"),
        ("UBND H.Cù Lao Dung", "Huyện Cù Lao Dung"),
        ("Huyện Kế Sách", "Huyện Kế Sách"),
        ("- UBND huyện Trần Đề", "Huyện Trần Đề"),
        ("3. UBND huyện Thạnh Trị", "Huyện Thạnh Trị"),
        ("Đơn vị: UBND huyện Long Phú", "Huyện Long Phú"),
        ("UBND\u00a0huyện\u00a0Mỹ Xuyên", "Huyện Mỹ Xuyên"),
        ("UBND huyện Châu Thành", "Huyện Châu Thành"),
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("Sở Nội vụ tỉnh Sóc Trăng", "Sở Nội vụ"),
        ("SỞ NỘI VỤ TỈNH", "Sở Nội vụ"),
        ("Sở NN&PTNT", "Sở NN&PTNT"),
        ("Sở NN & PTNT", "Sở NN&PTNT"),
        ("Sở Nông nghiệp và PTNT", "Sở NN&PTNT"),
        ("Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT"),
        ("Sở LĐ-TB&XH", "Sở LĐTB&XH"),
        ("Sở LĐTBXH", "Sở LĐTB&XH"),
        ("Sở Lao động – Thương binh và Xã hội", "Sở LĐTB&XH"),
        ("Sở Lao động, Thương binh và Xã hội", "Sở LĐTB&XH"),
        ("Sở KH&ĐT", "Sở KH&ĐT"),
        ("Sở GD&ĐT", "Sở GD&ĐT"),
        ("Sở Văn hoá, Thể thao và Du lịch", "Sở VHTT&DL"),
        ("Sở VH,TT&DL", "Sở VHTT&DL"),
        ("Sở TT&TT", "Sở TT&TT"),
        ("Công an tỉnh", "Công an tỉnh"),
        ("CÔNG AN TỈNH SÓC TRĂNG", "Công an tỉnh"),
        ("Văn phòng UBND tỉnh", "Văn phòng UBND tỉnh"),
        ("VP UBND tỉnh Sóc Trăng", "Văn phòng UBND tỉnh"),
        ("Thanh tra tỉnh", "Thanh tra tỉnh"),
        ("UBMTTQVN tỉnh", "Ủy ban MTTQ Việt Nam tỉnh"),
        ("LĐLĐ tỉnh", "Liên đoàn Lao động tỉnh"),
        ("Ban QLDA 1", "Ban QLDA 1 tỉnh"),
        ("Viện KSND tỉnh", "VKSND tỉnh"),
        ("Đài PT&TH tỉnh", "Đài PT-TH Sóc Trăng"),
        ("Xã Mỹ Tú", "Xã Mỹ Tú"),
        ("UBND xã Mỹ Tú, huyện Mỹ Tú", "Xã Mỹ Tú"),
        ("X. Mỹ Tú", "Xã Mỹ Tú"),
        ("Xã Hoà Tú 2", "Xã Hòa Tú II"),
        ("Xã Hòa Tú II", "Xã Hòa Tú II"),
        ("UBND xã Hoà Tú II, huyện Mỹ Xuyên", "Xã Hòa Tú II"),
        ("Xã An Thạnh III", "Xã An Thạnh 3"),
        ("TT. Kế Sách", "Thị trấn Kế Sách"),
        ("TT Kế Sách, H. Kế Sách", "Thị trấn Kế Sách"),
        ("Thị trấn Long Phú", "Thị trấn Long Phú"),
        ("Xã Long Phú", "Xã Long Phú"),
        ("P.5", "Phường 5"),
        ("Phường 05, TP Sóc Trăng", "Phường 5"),
        ("Phường V", "Phường 5"),
        ("Phường X", "Phường 10"),
        ("Phường 1, TX Ngã Năm", "Phường 1 (TX Ngã Năm)"),
        ("ubnd phường 01, tx ngã năm", "Phường 1 (TX Ngã Năm)"),
        ("P1 TX Ngã Năm", "Phường 1 (TX Ngã Năm)"),
        ("Phường 1 (TP Sóc Trăng)", "Phường 1 (TP Sóc Trăng)"),
        ("P.1 TPST", "Phường 1 (TP Sóc Trăng)"),
        ("UBND Phường 1 - thị xã Vĩnh Châu", "Phường 1 (TX Vĩnh Châu)"),
        ("Phường 1 thuộc thị xã Vĩnh Châu, tỉnh Sóc Trăng", "Phường 1 (TX Vĩnh Châu)"),
        ("Phường II, TX. Vĩnh Châu", "Phường 2 (TX Vĩnh Châu)"),
        ("P. Khánh Hòa", "Phường Khánh Hòa"),
        ("Phường Khánh Hoà, thị xã Vĩnh Châu", "Phường Khánh Hòa"),
    ],
)
def test_what_senders_write_is_one_unit(text, short_name):
    match = NAMES.match(text, on=AUTUMN)
    assert match.problem is None
    assert match.unit_id == find(short_name, AUTUMN)


@pytest.mark.parametrize(
    "text, problem, suggested",
    [
        ("Phường 1", "unit_ambiguous", "Ủy ban nhân dân Phường 1, thị xã Ngã Năm"),
        ("UBND phường 2", "unit_ambiguous", "Ủy ban nhân dân Phường 2, thị xã Vĩnh Châu"),
        ("P3", "unit_ambiguous", "Ủy ban nhân dân Phường 3, thị xã Ngã Năm"),
        ("Mỹ Tú", "unit_ambiguous", "Ủy ban nhân dân huyện Mỹ Tú"),
        ("UBND Kế Sách", "unit_ambiguous", "Ủy ban nhân dân thị trấn Kế Sách, huyện Kế Sách"),
        ("Ngã Năm", "unit_ambiguous", "Ủy ban nhân dân thị xã Ngã Năm"),
        ("Phòng Nội vụ huyện Mỹ Tú", "unit_ambiguous", "Ủy ban nhân dân huyện Mỹ Tú"),
        ("Phòng Nội vụ thị xã Ngã Năm", "unit_ambiguous", "Ủy ban nhân dân thị xã Ngã Năm"),
        (
            "Bộ phận Một cửa huyện Cù Lao Dung",
            "unit_ambiguous",
            "Ủy ban nhân dân huyện Cù Lao Dung",
        ),
        ("UBND huyện Mỹ Tú\nPhòng Nội vụ", "unit_ambiguous", None),
        ("Chi cục Kiểm lâm, Sở NN&PTNT", "unit_ambiguous", None),
        ("UBND xã Mỹ Tú; UBND xã Mỹ Hương", "unit_ambiguous", None),
        ("Thi xa Nga Nam", "unit_unknown", "Ủy ban nhân dân thị xã Ngã Năm"),
        ("UBND huyện Mỹ Tu", "unit_unknown", "Ủy ban nhân dân huyện Mỹ Tú"),
        ("UBND huyện Mỹ Xuyê", "unit_unknown", "Ủy ban nhân dân huyện Mỹ Xuyên"),
        ("Sở Nông nghiệp", "unit_unknown", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Thị trấn Mỹ Tú", "unit_unknown", "Ủy ban nhân dân xã Mỹ Tú, huyện Mỹ Tú"),
        ("Phường 4, TX Ngã Năm", "unit_unknown", "Ủy ban nhân dân Phường 1, thị xã Ngã Năm"),
        ("Hội Nông dân", "unit_unknown", "Hội Nông dân tỉnh Sóc Trăng"),
        ("Huyện ủy Mỹ Tú", "unit_unknown", None),
        ("Xã Thạnh Phú, huyện Cờ Đỏ", "unit_unknown", None),
        ("UBND huyện Châu Thành, tỉnh Hậu Giang", "unit_unknown", None),
        ("Huyện", "unit_unknown", None),
        ("Tổng cộng", "unit_unknown", None),
        ("Phường Sóc Trăng", "unit_unknown", "Ủy ban nhân dân thành phố Sóc Trăng"),
    ],
)
def test_what_is_not_certain_is_a_question(text, problem, suggested):
    match = NAMES.match(text, on=AUTUMN)
    assert match.unit_id is None
    assert match.problem == problem
    assert suggested is None or suggested in match.suggestions


@pytest.mark.parametrize("text", ["Huyện ủy Mỹ Tú", "Xã Thạnh Phú, huyện Cờ Đỏ", "xyz"])
def test_nothing_alike_suggests_nothing(text):
    assert NAMES.match(text, on=AUTUMN).suggestions == ()


def test_a_blank_is_no_question():
    assert NAMES.match(" \u00a0").problem is None
    assert NAMES.match(" \u00a0").unit_id is None


def test_every_suggestion_matches_when_it_is_typed():
    texts = ["Phường 1", "Mỹ Tú", "Thi xa Nga Nam", "Sở Nông nghiệp", "Phường 4, TX Ngã Năm"]
    suggestions = [name for text in texts for name in NAMES.match(text, on=AUTUMN).suggestions]
    assert len(suggestions) >= 8
    for name in suggestions:
        assert NAMES.match(name, on=AUTUMN).unit_id is not None, name


@pytest.mark.parametrize(
    "district",
    ["II. CÁC PHƯỜNG, XÃ THUỘC THỊ XÃ NGÃ NĂM", "UBND TX. Ngã Năm", "Ngã Năm", "TXNN"],
)
def test_a_group_row_tells_wards_apart(district):
    match = NAMES.match("Phường 1", district, AUTUMN)
    assert (match.unit_id, match.how) == (find("Phường 1 (TX Ngã Năm)", AUTUMN), "district")


@pytest.mark.parametrize(
    "sender",
    [
        "UBND THỊ XÃ VĨNH CHÂU\nPHÒNG NỘI VỤ",
        "UBND xã Lạc Hòa",
        find("TX Vĩnh Châu", AUTUMN),
        find("Xã Lạc Hòa", AUTUMN),
    ],
)
def test_the_sender_tells_wards_apart(sender):
    match = NAMES.match("Phường 1", None, AUTUMN, sender)
    assert (match.unit_id, match.how) == (find("Phường 1 (TX Vĩnh Châu)", AUTUMN), "sender")


def test_the_text_is_stronger_than_the_group_and_the_group_than_the_sender():
    vinh_chau = find("TX Vĩnh Châu", AUTUMN)
    text = NAMES.match("Phường 1, TP Sóc Trăng", "Thị xã Ngã Năm", AUTUMN, vinh_chau)
    assert text.unit_id == find("Phường 1 (TP Sóc Trăng)", AUTUMN)
    group = NAMES.match("Phường 1", "Thị xã Ngã Năm", AUTUMN, vinh_chau)
    assert group.unit_id == find("Phường 1 (TX Ngã Năm)", AUTUMN)


def test_a_group_that_contradicts_the_registry_is_a_question():
    match = NAMES.match("Xã Tân Long", "Huyện Mỹ Tú", AUTUMN)
    assert match.problem == "unit_ambiguous"
    assert match.suggestions == ("Ủy ban nhân dân xã Tân Long, thị xã Ngã Năm",)


@pytest.mark.parametrize(
    "district", ["I. KHỐI ĐẢNG", "Huyện Mỹ Tú và huyện Kế Sách", "I. THỊ TRẤN", "II. XÃ", ""]
)
def test_a_group_that_names_no_single_district_decides_nothing(district):
    assert NAMES.match("Phường 1", district, AUTUMN).problem == "unit_ambiguous"
    assert NAMES.find_district(district, AUTUMN) is None


def test_the_old_and_the_new_ward_of_one_name_are_told_apart_by_the_day():
    before = NAMES.match("Phường 1, TP Sóc Trăng", on=date(2024, 8, 31)).unit_id
    after = NAMES.match("Phường 1, TP Sóc Trăng", on=date(2024, 9, 1)).unit_id
    assert before == find("Phường 1 (TP Sóc Trăng)", date(2024, 8, 31))
    assert after == find("Phường 1 (TP Sóc Trăng)", date(2024, 9, 1))
    assert before != after


def test_a_merged_ward_is_unknown_and_its_successor_suggested():
    match = NAMES.match("Phường 9", on=AFTER_WARDS_MERGED)
    assert match.problem == "unit_unknown"
    assert match.suggestions == ("Ủy ban nhân dân Phường 1, thành phố Sóc Trăng",)
    assert describe(match) == (
        "Ủy ban nhân dân Phường 9, thành phố Sóc Trăng đã sáp nhập thành"
        " Ủy ban nhân dân Phường 1, thành phố Sóc Trăng từ ngày 01/09/2024"
    )


def test_successors_are_followed_to_the_units_of_the_day():
    match = NAMES.match("Phường 9", on=AFTER_REFORM)
    assert match.suggestions == ("Ủy ban nhân dân phường Phú Lợi",)
    assert "Có phải: Ủy ban nhân dân phường Phú Lợi?" in describe(match)


def test_a_district_that_ended_names_all_its_successors():
    match = NAMES.match("UBND huyện Mỹ Tú", on=AFTER_REFORM)
    assert match.problem == "unit_unknown"
    assert {"Ủy ban nhân dân xã Mỹ Tú", "Ủy ban nhân dân xã Long Hưng"} <= set(match.suggestions)
    assert match.note.endswith("từ ngày 01/07/2025")


def test_a_department_that_ended_without_successor_says_so():
    match = NAMES.match("Sở Nội vụ", on=AFTER_REFORM)
    assert match.problem == "unit_unknown"
    assert describe(match) == "Sở Nội vụ đã kết thúc hoạt động từ ngày 01/07/2025"


def test_a_unit_that_does_not_exist_yet_says_from_when():
    match = NAMES.match("Phường Sóc Trăng", on=AUTUMN)
    assert "chỉ có từ ngày 01/07/2025" in match.note


def test_departments_of_one_name_are_told_apart_by_the_day_only():
    old = NAMES.match("Sở Nội vụ", on=date(2025, 2, 28)).unit_id
    new = NAMES.match("Sở Nội vụ", on=date(2025, 3, 1)).unit_id
    assert old != new
    undated = NAMES.match("Sở Nội vụ")
    assert undated.problem == "unit_ambiguous"
    assert "từ 01/03/2025" in undated.note


@pytest.mark.parametrize(
    "text",
    ["Xã Thạnh Quới", "Xã Trường Thành", "Xã Phú Hữu", "Xã Thạnh Hòa", "Phường Long Bình"]
    + ["Xã Long Phú 1", "Xã Xà Phiên", "Xã Châu Thành", "Xã Thạnh Phú", "Phường Hưng Phú"]
    + ["Phường Thuận Hưng", "Xã Long Bình", "Xã Thạnh Phú, TP Cần Thơ"],
)
def test_homonyms_elsewhere_in_can_tho_never_match(text):
    match = NAMES.match(text, on=AFTER_REFORM)
    assert match.unit_id is None and match.problem == "unit_unknown"


@pytest.mark.parametrize("text", ["Xã Long Phú", "UBND xã Long Phú, thành phố Cần Thơ"])
def test_communes_of_the_reform_match_after_it(text):
    assert NAMES.match(text, on=AFTER_REFORM).unit_id == find("Xã Long Phú", AFTER_REFORM)
    assert NAMES.match("Xã Long Phú", on=AUTUMN).unit_id == find("Xã Long Phú", AUTUMN)


def days_of(row: dict) -> list[date]:
    first = date.fromisoformat(row["valid_from"])
    last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date(2026, 11, 1)
    return [first, first + (last - first) / 2, last]


def distort(text: str) -> list[str]:
    return [
        text,
        text.upper(),
        text.lower(),
        unicodedata.normalize("NFD", text),
        f"  {text.replace(' ', '  ')}\u00a0",
        text.replace(" ", "\u00a0"),
    ]


def test_every_unit_is_found_by_its_own_name_on_every_day_it_exists():
    for row in REGISTRY.units:
        for day in days_of(row):
            for text in distort(row["name"]):
                assert NAMES.match(text, on=day).unit_id == row["unit_id"], (text, day)


def test_every_unit_is_found_by_its_short_name_on_every_day_it_exists():
    for row in REGISTRY.units:
        for day in days_of(row):
            for text in distort(row["short_name"]):
                assert NAMES.match(text, on=day).unit_id == row["unit_id"], (text, day)


def test_every_alias_is_found_or_shared_by_units_of_the_same_day():
    for alias in REGISTRY.aliases:
        row = UNITS[alias["unit_id"]]
        for day in days_of(row):
            for text in distort(alias["alias"]):
                assert NAMES.match(text, on=day).unit_id == row["unit_id"], (text, day)


def test_every_commune_is_found_with_its_district_however_both_are_written():
    for row in REGISTRY.units:
        if row["level"] != "commune" or not row["parent_unit_id"]:
            continue
        district = UNITS[row["parent_unit_id"]]["short_name"]
        place = row["short_name"].split(" (")[0]
        for text in (f"{place}, {district}", f"{place} ({district})", f"UBND {place} - {district}"):
            match = NAMES.match(text, on=date.fromisoformat(row["valid_from"]))
            assert match.unit_id == row["unit_id"], text


def test_text_without_accents_never_matches_but_suggests():
    for row in REGISTRY.units:
        bare = strip_accents(row["name"])
        if bare == row["name"]:
            continue
        match = NAMES.match(bare, on=date.fromisoformat(row["valid_from"]))
        assert match.unit_id is None
        assert match.problem in ("unit_unknown", "unit_ambiguous")
        assert match.suggestions, bare


def test_every_predecessor_is_unknown_the_day_it_is_gone_and_says_why():
    for row in REGISTRY.units:
        if not row["valid_to"]:
            continue
        gone = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
        match = NAMES.match(row["name"], on=gone)
        assert match.unit_id != row["unit_id"]
        if match.problem:
            assert match.problem == "unit_unknown" and describe(match), row["name"]


@given(
    st.one_of(st.text(max_size=30), st.sampled_from([row["name"] for row in REGISTRY.units])),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["Thị xã Ngã Năm", "TPST"])),
    st.one_of(st.none(), st.dates()),
)
@settings(max_examples=300, deadline=None)
def test_any_text_on_any_day_has_a_unit_or_a_problem_but_never_both(text, context, day):
    match = NAMES.match(text, context, day, context)
    if match.unit_id is not None:
        assert match.problem is None
        assert day is None or UNITS[match.unit_id]["valid_from"] <= day.isoformat()
    else:
        assert match.problem in ("unit_unknown", "unit_ambiguous") or match.how == "blank"


def test_before_the_registry_begins_a_name_says_from_when_it_is_known():
    match = NAMES.match("Xã Mỹ Tú", on=date(2018, 5, 1))
    assert match.problem == "unit_unknown"
    assert "chỉ có từ ngày 01/01/2019" in match.note


def test_matching_many_answers_each_in_order():
    queries = [
        Query("Phường 1", "Thị xã Ngã Năm", AUTUMN),
        Query("Phường 1", None, AUTUMN),
        Query("Phường 1", "Thị xã Ngã Năm", AUTUMN),
    ]
    first, second, third = NAMES.match_many(queries)
    assert first == third and first.unit_id and second.problem == "unit_ambiguous"


def test_a_database_with_the_reference_tables_answers_as_the_files_do():
    database = duckdb.connect()
    for name in ("units", "unit_aliases", "unit_successions"):
        database.execute(f"create table {name} as from read_csv(?)", [str(DATA / f"{name}.csv")])
    names = UnitNames(database)
    for text in ("Phường 9", "P.1 TPST", "Sở NN&PTNT", "Mỹ Tú"):
        assert names.match(text, on=AFTER_WARDS_MERGED) == NAMES.match(text, on=AFTER_WARDS_MERGED)


@pytest.mark.parametrize(
    "text, names",
    [
        ("UBND huyện Mỹ Xuyên", ["UBND huyện Mỹ Xuyên"]),
        (
            "UBND huyện Mỹ Xuyên\nPhường 1, thị xã Ngã Năm",
            ["UBND huyện Mỹ Xuyên", "Phường 1, thị xã Ngã Năm"],
        ),
        ("- Xã Đại Tâm; - Xã Tham Đôn.", ["Xã Đại Tâm", "Xã Tham Đôn"]),
        ("1. Sở Y tế\n2) UBND TP.Sóc Trăng", ["Sở Y tế", "UBND TP.Sóc Trăng"]),
        ("• Sở Y tế\n\n• Sở Tư pháp\n", ["Sở Y tế", "Sở Tư pháp"]),
        (
            "Phường 1, thị xã Ngã Năm, Phường 2, thị xã Ngã Năm",
            ["Phường 1, thị xã Ngã Năm", "Phường 2, thị xã Ngã Năm"],
        ),
        ("xã Long Phú, huyện Long Phú", ["xã Long Phú, huyện Long Phú"]),
        ("huyện Mỹ Tú, huyện Kế Sách", ["huyện Mỹ Tú", "huyện Kế Sách"]),
        ("Xã Đại Tâm, xã Tham Đôn", ["Xã Đại Tâm", "xã Tham Đôn"]),
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"],
        ),
        (
            "Sở Lao động, Thương binh, Xã hội",
            ["Sở Lao động, Thương binh, Xã hội"],
        ),
        ("Phường 1 (xã cũ, phường mới)", ["Phường 1 (xã cũ, phường mới)"]),
        ("Không", []),
        ("-", []),
        ("Chưa có", []),
        ("", []),
    ],
)
def test_lists_of_units_are_split_between_names_only(text, names):
    assert split_unit_list(text) == names


def test_units_replicating_in_the_example_of_the_template_are_recognised():
    with (DATA / "fields.csv").open(encoding="utf-8", newline="") as file:
        examples = [
            row["example"] for row in csv.DictReader(file) if row["type"] in ("unit", "unit_list")
        ]
    assert examples
    for text in examples:
        assert all(NAMES.match(name, on=AUTUMN).unit_id for name in split_unit_list(text))
