"""The reference tables: the registry holds the known totals, and every row fits every other."""

import csv
import datetime
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pytest

from queries.reference import load_reference
from reports.text import match_key

DATA = Path(__file__).resolve().parent.parent / "data"
FOR_EVER = "9999-12-31"
SORT_KEYS = {
    "units": ("unit_id",),
    "unit_aliases": ("unit_id", "alias"),
    "unit_successions": ("from_unit_id", "to_unit_id"),
    "emulation_blocks": ("block_id",),
    "unit_blocks": ("unit_id", "valid_from"),
    "index_participation": ("year", "index_id", "unit_id"),
    "indices_measured": ("index_id",),
    "index_methods": ("index_id", "valid_from_year"),
    "targets": ("target_id", "valid_from"),
    "plan_years": ("year",),
    "scopes": ("scope", "level"),
    "award_rounds": ("round_id",),
    "gates": ("sort_order",),
    "round_gates": ("round_id", "gate_id"),
    "legal_documents": ("document_no",),
    "criteria": ("criteria_version", "sort_order"),
    "tie_breaks": ("criteria_version", "position"),
    "council_members": ("member_id", "valid_from"),
    "difficulty_themes": ("sort_order", "keyword"),
    "holidays": ("day",),
    "measures": ("measure_id",),
}


def read(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = read("units")
UNIT = {unit["unit_id"]: unit for unit in UNITS}
SUCCESSIONS = read("unit_successions")
BLOCKS = {block["block_id"] for block in read("emulation_blocks")}
DISTRICT_ID = {unit["short_name"]: unit["unit_id"] for unit in UNITS if unit["level"] == "district"}


def is_valid(row: dict[str, str], day: str) -> bool:
    return row["valid_from"] <= day <= (row["valid_to"] or FOR_EVER)


def overlap(one: dict[str, str], other: dict[str, str]) -> bool:
    return one["valid_from"] <= (other["valid_to"] or FOR_EVER) and other["valid_from"] <= (
        one["valid_to"] or FOR_EVER
    )


def day_after(day: str) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()


def unit_named(short_name: str, day: str, district: str | None = None) -> dict[str, str]:
    [unit] = [
        unit
        for unit in UNITS
        if unit["short_name"] == short_name
        and is_valid(unit, day)
        and (district is None or unit["parent_unit_id"] == DISTRICT_ID[district])
    ]
    return unit


# Totals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [
        ("2023-04-04", 11, 109),
        ("2024-08-31", 11, 109),
        ("2024-09-01", 11, 108),
        ("2025-06-30", 11, 108),
        ("2025-07-01", 0, 43),
        ("2026-11-24", 0, 43),
    ],
)
def test_districts_and_communes_on_a_day(day: str, districts: int, communes: int) -> None:
    counts = Counter(unit["level"] for unit in UNITS if is_valid(unit, day))
    assert (counts["district"], counts["commune"]) == (districts, communes)


@pytest.mark.parametrize(
    ("day", "agencies", "zone_boards"),
    [
        ("2023-10-30", 18, 1),
        ("2025-02-28", 18, 1),
        ("2025-03-01", 13, 1),
        ("2025-06-30", 13, 1),
        ("2025-07-01", 0, 0),
    ],
)
def test_specialised_agencies_on_a_day(day: str, agencies: int, zone_boards: int) -> None:
    valid = [unit for unit in UNITS if is_valid(unit, day)]
    assert sum(unit["kind"] == "specialised_agency" for unit in valid) == agencies
    assert sum("các khu công nghiệp" in unit["name"] for unit in valid) == zone_boards


@pytest.mark.parametrize(
    ("district", "gso_code", "rural_communes", "wards", "townships"),
    [
        ("TP Sóc Trăng", "941", 0, 10, 0),
        ("Huyện Châu Thành", "942", 7, 0, 1),
        ("Huyện Kế Sách", "943", 11, 0, 2),
        ("Huyện Mỹ Tú", "944", 8, 0, 1),
        ("Huyện Cù Lao Dung", "945", 7, 0, 1),
        ("Huyện Long Phú", "946", 9, 0, 2),
        ("Huyện Mỹ Xuyên", "947", 10, 0, 1),
        ("TX Ngã Năm", "948", 5, 3, 0),
        ("Huyện Thạnh Trị", "949", 8, 0, 2),
        ("TX Vĩnh Châu", "950", 6, 4, 0),
        ("Huyện Trần Đề", "951", 9, 0, 2),
    ],
)
def test_communes_of_a_district_in_2023(
    district: str, gso_code: str, rural_communes: int, wards: int, townships: int
) -> None:
    unit = unit_named(district, "2023-10-30")
    kinds = Counter(
        commune["kind"]
        for commune in UNITS
        if commune["parent_unit_id"] == unit["unit_id"] and is_valid(commune, "2023-10-30")
    )
    assert unit["gso_code"] == gso_code
    assert kinds == Counter(rural_commune=rural_communes, ward=wards, township=townships)


def test_forty_three_communes_are_eight_wards_and_thirty_five_rural_communes() -> None:
    kinds = Counter(unit["kind"] for unit in UNITS if is_valid(unit, "2025-07-01"))
    assert kinds == Counter(ward=8, rural_commune=35)


def test_ward_1_exists_in_three_places_and_says_in_which() -> None:
    names = sorted(
        unit["name"]
        for unit in UNITS
        if unit["short_name"].startswith("Phường 1 (") and is_valid(unit, "2024-12-31")
    )
    assert names == [
        "Ủy ban nhân dân Phường 1, thành phố Sóc Trăng",
        "Ủy ban nhân dân Phường 1, thị xã Ngã Năm",
        "Ủy ban nhân dân Phường 1, thị xã Vĩnh Châu",
    ]


# Codes ----------------------------------------------------------------------------------------


def test_no_two_units_valid_on_the_same_day_share_a_gso_code() -> None:
    coded = defaultdict(list)
    for unit in UNITS:
        if unit["gso_code"]:
            coded[unit["gso_code"]].append(unit)
    clashes = [
        (one["unit_id"], other["unit_id"])
        for units in coded.values()
        for one, other in itertools.combinations(units, 2)
        if overlap(one, other)
    ]
    assert clashes == []


def test_gso_codes_are_reused_for_other_places() -> None:
    on = {
        day: {unit["gso_code"]: unit["short_name"] for unit in UNITS if is_valid(unit, day)}
        for day in ("2024-08-31", "2024-09-01", "2025-06-30", "2025-07-01")
    }
    assert on["2024-08-31"]["31522"] == "Phường 9"
    assert on["2024-09-01"]["31522"] == "Phường 1 (TP Sóc Trăng)"
    assert "31513" not in on["2024-09-01"]
    assert (on["2025-06-30"]["31507"], on["2025-07-01"]["31507"]) == (
        "Phường 6",
        "Phường Sóc Trăng",
    )
    changed = [
        code for code, name in on["2025-07-01"].items() if on["2025-06-30"].get(code) != name
    ]
    assert len(changed) == 23


def test_every_commune_and_district_has_a_code_and_no_other_unit_does() -> None:
    for unit in UNITS:
        pattern = {"province": "", "district": r"9\d\d", "commune": r"31\d{3}"}[unit["level"]]
        assert re.fullmatch(pattern, unit["gso_code"]), unit["unit_id"]


# Succession -----------------------------------------------------------------------------------

OLD_DISTRICTS = {
    "ST": "TP Sóc Trăng",
    "CT": "Huyện Châu Thành",
    "KS": "Huyện Kế Sách",
    "MT": "Huyện Mỹ Tú",
    "CLD": "Huyện Cù Lao Dung",
    "LP": "Huyện Long Phú",
    "MX": "Huyện Mỹ Xuyên",
    "NN": "TX Ngã Năm",
    "TT": "Huyện Thạnh Trị",
    "VC": "TX Vĩnh Châu",
    "TĐ": "Huyện Trần Đề",
}
FORMED_ON_1_JULY_2025 = {
    "Phường Sóc Trăng": "ST: Phường 5, Phường 6, Phường 7, Phường 8",
    "Phường Phú Lợi": "ST: Phường 1, Phường 2, Phường 3, Phường 4",
    "Xã Kế Sách": "KS: Thị trấn Kế Sách, Xã Kế Thành, Xã Kế An",
    "Xã An Lạc Thôn": "KS: Thị trấn An Lạc Thôn, Xã Xuân Hòa, Xã Trinh Phú",
    "Xã Thới An Hội": "KS: Xã An Lạc Tây, Xã Thới An Hội",
    "Xã Nhơn Mỹ": "KS: Xã Nhơn Mỹ, Xã An Mỹ; LP: Xã Song Phụng",
    "Xã Đại Hải": "KS: Xã Ba Trinh, Xã Đại Hải",
    "Xã Mỹ Tú": "MT: Thị trấn Huỳnh Hữu Nghĩa, Xã Mỹ Tú, Xã Mỹ Thuận",
    "Xã Phú Tâm": "CT: Thị trấn Châu Thành, Xã Phú Tâm",
    "Xã Hồ Đắc Kiện": "CT: Xã Hồ Đắc Kiện, Xã Thiện Mỹ",
    "Xã Long Hưng": "MT: Xã Long Hưng, Xã Hưng Phú",
    "Xã Thuận Hòa": "CT: Xã Thuận Hòa, Xã Phú Tân",
    "Xã Mỹ Hương": "MT: Xã Mỹ Hương, Xã Thuận Hưng, Xã Phú Mỹ",
    "Xã An Ninh": "CT: Xã An Hiệp, Xã An Ninh",
    "Xã An Thạnh": "CLD: Thị trấn Cù Lao Dung, Xã An Thạnh 1, Xã An Thạnh Tây, Xã An Thạnh Đông",
    "Xã Cù Lao Dung": "CLD: Xã Đại Ân 1, Xã An Thạnh 2, Xã An Thạnh 3, Xã An Thạnh Nam",
    "Xã Long Phú": "LP: Thị trấn Long Phú, Xã Long Phú",
    "Xã Đại Ngãi": "LP: Thị trấn Đại Ngãi, Xã Long Đức",
    "Xã Trường Khánh": "LP: Xã Hậu Thạnh, Xã Trường Khánh, Xã Phú Hữu",
    "Xã Tân Thạnh": "LP: Xã Tân Hưng, Xã Châu Khánh, Xã Tân Thạnh",
    "Xã Trần Đề": "TĐ: Xã Đại Ân 2, Thị trấn Trần Đề, Xã Trung Bình",
    "Xã Liêu Tú": "TĐ: Xã Liêu Tú, Xã Viên Bình",
    "Xã Lịch Hội Thượng": "TĐ: Xã Lịch Hội Thượng, Thị trấn Lịch Hội Thượng",
    "Phường Mỹ Xuyên": "ST: Phường 10; MX: Thị trấn Mỹ Xuyên, Xã Đại Tâm",
    "Xã Tài Văn": "TĐ: Xã Tài Văn, Xã Viên An",
    "Xã Thạnh Thới An": "TĐ: Xã Thạnh Thới An, Xã Thạnh Thới Thuận",
    "Xã Nhu Gia": "MX: Xã Thạnh Phú, Xã Gia Hòa 1",
    "Xã Hòa Tú": "MX: Xã Hòa Tú 1, Xã Hòa Tú II",
    "Xã Ngọc Tố": "MX: Xã Tham Đôn, Xã Ngọc Đông, Xã Ngọc Tố",
    "Xã Gia Hòa": "MX: Xã Thạnh Quới, Xã Gia Hòa 2",
    "Phường Ngã Năm": "NN: Phường 1, Phường 2, Xã Vĩnh Quới",
    "Xã Tân Long": "NN: Xã Tân Long, Xã Long Bình; TT: Xã Thạnh Tân",
    "Phường Mỹ Quới": "NN: Phường 3, Xã Mỹ Bình, Xã Mỹ Quới",
    "Xã Phú Lộc": "TT: Thị trấn Phú Lộc, Thị trấn Hưng Lợi, Xã Thạnh Trị",
    "Xã Lâm Tân": "TT: Xã Lâm Tân, Xã Lâm Kiết, Xã Tuân Tức",
    "Xã Vĩnh Lợi": "TT: Xã Vĩnh Thành, Xã Vĩnh Lợi, Xã Châu Hưng",
    "Phường Vĩnh Châu": "VC: Phường 1, Phường 2, Xã Lạc Hòa",
    "Phường Khánh Hòa": "VC: Xã Hòa Đông, Phường Khánh Hòa, Xã Vĩnh Hiệp",
    "Phường Vĩnh Phước": "VC: Phường Vĩnh Phước, Xã Vĩnh Tân",
}
UNCHANGED = {"Xã Phong Nẫm": "KS", "Xã Mỹ Phước": "MT", "Xã Vĩnh Hải": "VC", "Xã Lai Hòa": "VC"}


def old_communes(text: str) -> set[str]:
    found = set()
    for part in text.split("; "):
        district, names = part.split(": ")
        for name in names.split(", "):
            short_name = name
            if name in ("Phường 1", "Phường 2") or (name, district) in (
                ("Phường 3", "ST"),
                ("Phường 3", "NN"),
            ):
                short_name = f"{name} ({OLD_DISTRICTS[district]})"
            unit = unit_named(short_name, "2025-06-30", OLD_DISTRICTS[district])
            found.add(unit["unit_id"])
    return found


def predecessors(unit: dict[str, str], level: str) -> set[str]:
    return {
        row["from_unit_id"]
        for row in SUCCESSIONS
        if row["to_unit_id"] == unit["unit_id"] and UNIT[row["from_unit_id"]]["level"] == level
    }


@pytest.mark.parametrize(("successor", "formed_from"), FORMED_ON_1_JULY_2025.items())
def test_commune_of_1_july_2025_is_formed_from(successor: str, formed_from: str) -> None:
    unit = unit_named(successor, "2025-07-01")
    assert unit["valid_from"] == "2025-07-01"
    assert unit["parent_unit_id"] == ""
    assert predecessors(unit, "commune") == old_communes(formed_from)
    districts = {DISTRICT_ID[OLD_DISTRICTS[part.split(":")[0]]] for part in formed_from.split("; ")}
    assert predecessors(unit, "district") == districts


@pytest.mark.parametrize(("name", "district"), UNCHANGED.items())
def test_unchanged_commune_is_one_unit_that_outlives_its_district(name: str, district: str) -> None:
    before, after = unit_named(name, "2025-06-30"), unit_named(name, "2025-07-01")
    assert before is after and after["valid_to"] == ""
    assert after["parent_unit_id"] == DISTRICT_ID[OLD_DISTRICTS[district]]
    assert not is_valid(UNIT[after["parent_unit_id"]], "2025-07-01")
    assert predecessors(after, "commune") == set()


def test_every_commune_of_june_2025_ends_up_in_exactly_one_of_the_43() -> None:
    before = {u["unit_id"] for u in UNITS if u["level"] == "commune" and is_valid(u, "2025-06-30")}
    after = {u["unit_id"] for u in UNITS if is_valid(u, "2025-07-01")}
    assert len(FORMED_ON_1_JULY_2025) + len(UNCHANGED) == len(after) == 43
    targets = defaultdict(set)
    for row in SUCCESSIONS:
        if row["from_unit_id"] in before:
            targets[row["from_unit_id"]].add(row["to_unit_id"])
    assert all(len(targets[unit] or {unit}) == 1 for unit in before)
    assert set().union(*(targets[unit] or {unit} for unit in before)) == after


def test_three_successors_draw_on_two_districts() -> None:
    mixed = [
        unit["short_name"]
        for unit in UNITS
        if is_valid(unit, "2025-07-01") and len(predecessors(unit, "district")) > 1
    ]
    assert sorted(mixed) == ["Phường Mỹ Xuyên", "Xã Nhơn Mỹ", "Xã Tân Long"]


def test_new_ward_1_continues_ward_1_and_ward_9() -> None:
    unit = unit_named("Phường 1 (TP Sóc Trăng)", "2024-09-01")
    names = {UNIT[unit_id]["short_name"] for unit_id in predecessors(unit, "commune")}
    assert names == {"Phường 1 (TP Sóc Trăng)", "Phường 9"}


@pytest.mark.parametrize(
    ("successor", "formed_from"),
    [
        ("Sở Nội vụ", {"Sở Nội vụ", "Sở LĐTB&XH"}),
        ("Sở Tài chính", {"Sở Tài chính", "Sở KH&ĐT"}),
        ("Sở Xây dựng", {"Sở Xây dựng", "Sở GTVT"}),
        ("Sở NN&MT", {"Sở NN&PTNT", "Sở TN&MT"}),
        ("Sở KH&CN", {"Sở KH&CN", "Sở TT&TT"}),
        ("Sở Dân tộc và Tôn giáo", {"Ban Dân tộc tỉnh", "Sở Nội vụ"}),
    ],
)
def test_agency_of_1_march_2025_is_formed_from(successor: str, formed_from: set[str]) -> None:
    unit = unit_named(successor, "2025-03-01")
    assert unit["valid_from"] == "2025-03-01"
    names = {UNIT[unit_id]["short_name"] for unit_id in predecessors(unit, "province")}
    assert names == formed_from


def test_successions_join_on_consecutive_days() -> None:
    for row in SUCCESSIONS:
        before, after = UNIT[row["from_unit_id"]], UNIT[row["to_unit_id"]]
        assert before is not after
        assert day_after(before["valid_to"]) == row["changed_on"], row
        if row["change"] == "absorb":
            assert after["valid_from"] < row["changed_on"] and is_valid(after, row["changed_on"])
        else:
            assert after["valid_from"] == row["changed_on"], row
        assert row["change"] in {"merge", "split", "rename", "absorb", "abolish"}


def test_no_pair_of_units_succeeds_twice() -> None:
    pairs = [(row["from_unit_id"], row["to_unit_id"]) for row in SUCCESSIONS]
    assert len(pairs) == len(set(pairs))


def test_unit_that_begins_inside_the_plan_has_a_predecessor() -> None:
    successors = {row["to_unit_id"] for row in SUCCESSIONS}
    begun = {unit["unit_id"] for unit in UNITS if unit["valid_from"] > "2023-01-01"}
    assert begun <= successors


# Names ----------------------------------------------------------------------------------------


def test_no_day_has_two_units_of_one_name_or_alias() -> None:
    answering = defaultdict(set)
    for unit in UNITS:
        answering[match_key(unit["name"])].add(unit["unit_id"])
        answering[match_key(unit["short_name"])].add(unit["unit_id"])
    for row in read("unit_aliases"):
        answering[match_key(row["alias"])].add(row["unit_id"])
    clashes = [
        (key, one, other)
        for key, unit_ids in answering.items()
        for one, other in itertools.combinations(sorted(unit_ids), 2)
        if overlap(UNIT[one], UNIT[other])
    ]
    assert clashes == []


@pytest.mark.parametrize(
    ("written", "day", "short_name"),
    [
        ("Sở LĐ-TB&XH", "2023-10-30", "Sở LĐTB&XH"),
        ("Sở Nông nghiệp và PTNT", "2023-10-30", "Sở NN&PTNT"),
        ("BQL các KCN", "2023-10-30", "BQL các khu công nghiệp tỉnh"),
        ("TPST", "2023-10-30", "TP Sóc Trăng"),
        ("TX NN", "2023-10-30", "TX Ngã Năm"),
        ("Xã Hoà Tú 2", "2023-10-30", "Xã Hòa Tú II"),
        ("Sở KHCN", "2025-03-01", "Sở KH&CN"),
    ],
)
def test_alias_leads_to_the_unit_of_the_day(written: str, day: str, short_name: str) -> None:
    found = {
        UNIT[row["unit_id"]]["short_name"]
        for row in read("unit_aliases")
        if match_key(row["alias"]) == match_key(written) and is_valid(UNIT[row["unit_id"]], day)
    }
    assert found == {short_name}


def test_district_stands_in_a_commune_name_only_where_two_share_it_on_a_day() -> None:
    with_district = {
        unit["short_name"].split(" (")[0]
        for unit in UNITS
        if unit["level"] == "commune" and "(" in unit["short_name"]
    }
    assert with_district == {"Phường 1", "Phường 2", "Phường 3"}


# Blocks and participation ----------------------------------------------------------------------


def test_unit_is_in_exactly_one_block_on_every_day_it_is_valid() -> None:
    spells = defaultdict(list)
    for row in read("unit_blocks"):
        spells[row["unit_id"]].append((row["valid_from"], row["valid_to"] or FOR_EVER))
    assert spells.keys() == UNIT.keys()
    for unit in UNITS:
        found = sorted(spells[unit["unit_id"]])
        assert found[0][0] == unit["valid_from"], unit["unit_id"]
        assert found[-1][1] == (unit["valid_to"] or FOR_EVER), unit["unit_id"]
        for (_, ends), (begins, _) in itertools.pairwise(found):
            assert day_after(ends) == begins, unit["unit_id"]


def test_block_1_has_its_seven_members_of_2021() -> None:
    members = {
        UNIT[row["unit_id"]]["short_name"]
        for row in read("unit_blocks")
        if row["block_id"] == "B01" and is_valid(row, "2023-10-30")
    }
    assert members == {
        "VKSND tỉnh",
        "Bộ CHQS tỉnh",
        "TAND tỉnh",
        "BCH Bộ đội Biên phòng tỉnh",
        "Cục THADS tỉnh",
        "Thanh tra tỉnh",
        "Công an tỉnh",
    }


def test_every_block_has_members_and_every_membership_a_block() -> None:
    assert {row["block_id"] for row in read("unit_blocks")} == BLOCKS


@pytest.mark.parametrize("index_id", ["sipas", "par_index"])
def test_participation_of_2021_has_the_known_groups(index_id: str) -> None:
    taking_part = [
        UNIT[row["unit_id"]]
        for row in read("index_participation")
        if row["year"] == "2021" and row["index_id"] == index_id and row["participates"] == "yes"
    ]
    groups = Counter(
        unit["level"] if unit["level"] == "district" else unit["kind"] for unit in taking_part
    )
    agencies = groups["specialised_agency"] + groups["other_state_body"]
    central = groups["central_agency"] + groups["armed_force"] + groups["judicial_body"]
    # Of the four public-service units of decision 1256 only one is named in public.
    assert (agencies, groups["district"], groups["public_service_unit"], central) == (19, 11, 1, 6)


def test_participant_exists_on_the_cutoff_day_and_is_no_commune() -> None:
    cutoff = {row["year"]: row["cutoff_on"] for row in read("plan_years")}
    for row in read("index_participation"):
        assert is_valid(UNIT[row["unit_id"]], cutoff[row["year"]]), row
        assert UNIT[row["unit_id"]]["level"] != "commune", row


def test_unit_formed_by_merger_does_not_take_part_in_that_year() -> None:
    for row in read("index_participation"):
        if UNIT[row["unit_id"]]["valid_from"][:4] == row["year"]:
            assert row["participates"] == "no", row


def test_only_the_year_of_a_read_decision_names_one() -> None:
    for row in read("index_participation"):
        assert (row["decision_no"] == "1256/QĐ-UBND") == (row["year"] == "2021"), row


# Rules of the plan ------------------------------------------------------------------------------


def test_targets_are_those_of_the_plan() -> None:
    targets = {row["target_id"]: row for row in read("targets")}
    stated = {
        target_id: (row["comparator"], row["value"], row["clause"])
        for target_id, row in targets.items()
    }
    assert stated == {
        "coverage": (">=", "100", "III.1"),
        "sipas": (">", "85", "III.2"),
        "par_index": (">", "75", "III.2"),
    }
    for row in targets.values():
        assert (row["valid_from"], row["valid_to"]) == ("2023-01-01", "2025-12-31")


@pytest.mark.parametrize("year", range(2021, 2026))
def test_report_of_30_october_is_late(year: int) -> None:
    [row] = [row for row in read("plan_years") if row["year"] == str(year)]
    assert row["report_deadline_on"] == f"{year}-10-29"
    assert row["in_plan"] == ("yes" if year >= 2023 else "no")


@pytest.mark.parametrize("row", read("plan_years"), ids=lambda row: row["year"])
def test_cutoff_day_has_districts_and_agencies(row: dict[str, str]) -> None:
    levels = Counter(unit["level"] for unit in UNITS if is_valid(unit, row["cutoff_on"]))
    assert row["cutoff_on"] == ("2025-06-30" if row["year"] == "2025" else f"{row['year']}-10-30")
    assert levels["district"] == 11 and levels["province"] > 40


def test_core_scope_is_province_and_district() -> None:
    levels = defaultdict(set)
    for row in read("scopes"):
        levels[row["scope"]].add(row["level"])
    assert levels == {
        "core": {"province", "district"},
        "all": {"province", "district", "commune"},
    }


def test_round_uses_the_index_of_the_year_before_and_the_law_in_force() -> None:
    for row in read("award_rounds"):
        assert int(row["index_year"]) == int(row["year"]) - 1
        assert row["considered_on"][:4] == row["year"]
        decree = "91/2017" if row["considered_on"] < "2024-01-01" else "98/2023"
        assert decree in row["legal_basis"], row["round_id"]
        assert row["vote_denominator"] == "total_members"
        assert row["status"] in {"draft", "open", "sealed"}
        assert 0 < int(row["vote_threshold_percent"]) <= 100 and int(row["quota"]) > 0


def test_weights_of_each_version_add_up_to_100_and_are_marked_as_proposed() -> None:
    weights: Counter[str] = Counter()
    for row in read("criteria"):
        weights[row["criteria_version"]] += int(row["weight"])
        assert float(row["low_goalpost"]) < float(row["high_goalpost"])
        assert row["proposed_by"] == "Đề xuất của phần mềm, Hội đồng có thể thay đổi"
    assert weights == {row["criteria_version"]: 100 for row in read("award_rounds")}


def test_gates_are_the_six_of_the_plan_and_the_law() -> None:
    assert [row["gate_id"] for row in read("gates")] == [
        "registered_before_report",
        "reported_in_time",
        "maintained_at_consideration",
        "indices_passed",
        "no_matter_pending",
        "not_already_awarded",
    ]


def test_each_index_has_one_method_a_year() -> None:
    for index_id in ("sipas", "par_index"):
        spells = sorted(
            (int(row["valid_from_year"]), int(row["valid_to_year"] or 9999))
            for row in read("index_methods")
            if row["index_id"] == index_id
        )
        assert spells[0][0] <= 2021 and spells[-1][1] == 9999
        for (_, ends), (begins, _) in itertools.pairwise(spells):
            assert ends + 1 == begins


def test_measures_and_methods_name_known_indices() -> None:
    indices = {row["index_id"] for row in read("indices_measured")}
    assert indices == {"sipas", "par_index"}
    assert {row["index_id"] for row in read("index_methods")} == indices
    assert {row["index_id"] for row in read("index_participation")} == indices
    assert {row["target_id"] for row in read("targets")} == indices | {"coverage"}


# Council and calendar ---------------------------------------------------------------------------


def test_council_has_21_seats_on_every_round_day_and_one_holder_each() -> None:
    members = read("council_members")
    for award_round in read("award_rounds"):
        seats = [row["member_id"] for row in members if is_valid(row, award_round["considered_on"])]
        assert len(seats) == len(set(seats)) == 21


def test_member_leads_a_unit_that_exists_as_long_as_the_seat() -> None:
    for row in read("council_members"):
        if row["leads_unit_id"]:
            unit = UNIT[row["leads_unit_id"]]
            assert unit["valid_from"] <= row["valid_from"], row
            assert row["valid_to"] <= (unit["valid_to"] or FOR_EVER), row


def test_only_the_signer_of_the_plan_has_a_name() -> None:
    named = [row for row in read("council_members") if row["name"]]
    assert [row["name"] for row in named] == ["Trần Văn Lâu"]
    assert named[0]["source"].startswith("[R]")


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2023-01-20", "2023-01-26", "Tết"),
        ("2023-04-29", "2023-05-03", "30/4 và Giỗ Tổ"),
        ("2024-02-08", "2024-02-14", "Tết"),
        ("2024-04-27", "2024-05-01", "30/4"),
        ("2025-01-25", "2025-02-02", "Tết"),
        ("2025-04-30", "2025-05-04", "30/4"),
        ("2025-08-30", "2025-09-02", "Quốc khánh"),
        ("2026-01-01", "2026-01-04", "Tết Dương lịch"),
        ("2026-02-14", "2026-02-22", "Tết"),
        ("2026-08-29", "2026-09-02", "Quốc khánh"),
    ],
)
def test_holiday_with_its_weekends_is_off_without_a_gap(first: str, last: str, name: str) -> None:
    off = {row["day"] for row in read("holidays")}
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= end:
        assert day.weekday() >= 5 or day.isoformat() in off, (name, day)
        day += datetime.timedelta(days=1)
    for outside in (datetime.date.fromisoformat(first) - datetime.timedelta(days=1), day):
        assert outside.weekday() < 5 and outside.isoformat() not in off, (name, outside)


def test_october_has_no_holiday_so_the_deadline_is_a_plain_day() -> None:
    assert [row["day"] for row in read("holidays") if row["day"][5:7] == "10"] == []


# Every table ------------------------------------------------------------------------------------


def test_every_reference_table_loads_with_its_types() -> None:
    with duckdb.connect() as connection:
        load_reference(connection)
        for table in SORT_KEYS:
            rows = connection.table(table).fetchall()
            assert len(rows) == len(read(table)), table


@pytest.mark.parametrize(("table", "key"), SORT_KEYS.items(), ids=lambda value: str(value))
def test_table_is_sorted_unique_and_cleanly_written(table: str, key: tuple[str, ...]) -> None:
    text = (DATA / f"{table}.csv").read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff") and "\r" not in text and text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)
    rows = read(table)
    keys = [tuple(row[column] for column in key) for row in rows]
    assert keys == sorted(set(keys))
    for row in rows:
        assert None not in row and None not in row.values()
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("table", sorted(SORT_KEYS))
def test_row_refers_to_what_exists_and_its_dates_are_in_order(table: str) -> None:
    for row in read(table):
        for column, value in row.items():
            if column.endswith("unit_id") and value:
                assert value in UNIT, row
            if column == "block_id":
                assert value in BLOCKS, row
            if column == "source":
                assert re.match(r"\[(R|R2|D|K)\] ", value), row
            if column.endswith("_on") or column in ("valid_from", "valid_to", "day"):
                assert not value or datetime.date.fromisoformat(value), row
        if row.get("valid_to"):
            assert row["valid_from"] <= row["valid_to"], row


def test_every_unit_kind_and_level_has_a_label() -> None:
    codes = defaultdict(set)
    for row in read("states"):
        codes[row["state_group"]].add(row["code"])
    assert {unit["kind"] for unit in UNITS} == codes["unit_kind"]
    assert {unit["level"] for unit in UNITS} == codes["unit_level"]


def test_parent_of_a_commune_is_a_district_valid_at_the_same_time() -> None:
    for unit in UNITS:
        if unit["parent_unit_id"]:
            parent = UNIT[unit["parent_unit_id"]]
            assert (unit["level"], parent["level"]) == ("commune", "district")
            assert overlap(unit, parent)
        else:
            assert unit["level"] != "commune" or unit["valid_from"] == "2025-07-01"


def test_province_level_unit_says_that_its_end_is_not_confirmed_one_by_one() -> None:
    for unit in UNITS:
        if unit["level"] == "province" and unit["valid_to"] == "2025-06-30":
            assert "[K] cho từng cơ quan" in unit["source"], unit["unit_id"]
