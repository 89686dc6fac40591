"""The book of a round: votes as reports, waivers by document, a seal that shows the same for good."""

import datetime
import io
import json
import zipfile
from pathlib import Path

import pytest

from queries.database import Database, UnknownName, open_database
from queries.frozen import FrozenDamaged, freeze, open_frozen
from queries.what_if import WrongScenario, query_with
from reports.disk import StoreError
from reports.rereading import reread_event
from reports.rounds import RoundBook, RoundSealed, SignedDocument, VotesRefused
from reports.seals import open_seal
from reports.store import Store
from tests.sample_store import import_samples

NAME = "Trần Thị Thư"
DOCUMENT = SignedDocument("15/UBND-NC", "Chủ tịch UBND tỉnh", "Bão")
ROUND = "R2024"
VIEWS = (
    "ranking",
    "gate_results",
    "criterion_scores",
    "rank_certainty",
    "coverage",
    "figure_cells",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(import_samples(tmp_path))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(import_samples(tmp_path_factory.mktemp("samples")))


def candidate(database: Database, **where: object) -> dict[str, object]:
    found = database.query("ranking", {"round_id": ROUND, **where})
    row: dict[str, object] = found.iloc[0].to_dict()
    return row


def vote(database: Database, **votes: object) -> dict[str, object]:
    chosen = candidate(database)
    return {
        "unit": chosen["unit_name"],
        "model_name": chosen["model_name"],
        "members": 21,
        "agree": 20,
        "disagree": 1,
        "invalid": 0,
        "met_on": datetime.date(2024, 11, 20),
        **votes,
    }


def test_votes_entered_by_hand_are_a_report_with_cells(store: Store) -> None:
    before = open_database(store.path)
    chosen = candidate(before)
    report = RoundBook(store, ROUND).record_votes(2024, [vote(before, agree=19)], NAME)
    assert report.status != "rejected" and report.new_row_count + report.replaced_row_count == 1
    after = open_database(store.path)
    tally = after.query("vote_tallies", {"candidate_id": chosen["candidate_id"]}).iloc[0]
    assert (tally["agree"], tally["members"]) == (19, 21)
    cells = after.query("figure_cells", {"topic": "vote", "row_id": int(tally["row_id"])})
    assert "bieu-quyet-R2024-nhap-tren-trang.xlsx" in set(cells["file_name"])
    assert set(cells["received_by"]) == {NAME}


def test_votes_that_break_a_rule_are_refused_whole(store: Store) -> None:
    database = open_database(store.path)
    version = store.current().version
    with pytest.raises(VotesRefused, match="nhiều hơn tổng số thành viên"):
        RoundBook(store, ROUND).record_votes(2024, [vote(database, agree=25)], NAME)
    with pytest.raises(VotesRefused, match="Chưa có phiếu nào"):
        RoundBook(store, ROUND).record_votes(2024, [], NAME)
    assert store.current().version == version


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"document_no": " "}, "số văn bản"),
        ({"signed_by": ""}, "người ký"),
        ({"reason": ""}, "lý do"),
        ({"by": ""}, "họ và tên"),
    ],
)
def test_waiver_needs_document_signature_reason_and_name(store: Store, given, sentence) -> None:
    words = {"candidate_id": "c", "gate_id": "reported_in_time", "by": NAME, **given}
    document = DOCUMENT._replace(
        **{key: words.pop(key) for key in DOCUMENT._fields if key in words}
    )
    with pytest.raises(StoreError, match=sentence):
        RoundBook(store, ROUND).waive_gate(document=document, **words)


def test_waiver_holds_until_it_is_taken_back(store: Store) -> None:
    book = RoundBook(store, ROUND)
    chosen = candidate(open_database(store.path))["candidate_id"]
    words = ("reported_in_time", DOCUMENT, NAME)
    book.waive_gate(chosen, *words)
    held = open_database(store.path).query("gate_waivers_in_force")
    assert list(held["candidate_id"]) == [chosen]
    book.take_waiver_back(chosen, *words)
    assert open_database(store.path).query("gate_waivers_in_force").empty


def test_waived_gate_keeps_its_verdict_and_lets_the_candidate_be_ranked(store: Store) -> None:
    database = open_database(store.path)
    gates = database.query("gate_results", {"round_id": ROUND, "verdict": "fail"})
    failing = database.query("ranking", {"round_id": ROUND, "gates_failed": 1})
    failing = failing[(failing["gates_insufficient"] == 0) & failing["score"].notna()]
    chosen = failing["candidate_id"].iloc[0]
    gate = gates[gates["candidate_id"] == chosen]["gate_id"].iloc[0]
    assert failing["eligibility"].iloc[0] == "ineligible"
    RoundBook(store, ROUND).waive_gate(chosen, gate, DOCUMENT, NAME)
    after = open_database(store.path)
    (row,) = after.query("ranking", {"candidate_id": chosen}).itertuples()
    assert (row.eligibility, row.gates_failed, row.gates_waived) == ("eligible", 0, 1)
    assert row.rank_overall >= 1
    (verdict,) = after.query("gate_results", {"candidate_id": chosen, "gate_id": gate}).itertuples()
    assert (verdict.verdict, verdict.is_waived) == ("fail", True)
    assert verdict.waiver_document == "15/UBND-NC"
    # Nobody else's score moves.
    others = ["candidate_id", "score"]
    assert (
        after.query("ranking")[others]
        .sort_values(others)
        .reset_index(drop=True)
        .equals(database.query("ranking")[others].sort_values(others).reset_index(drop=True))
    )


def test_frozen_views_equal_the_live_ones_and_their_bytes_repeat(samples: Database) -> None:
    data = freeze(samples)
    frozen = open_frozen(data)
    assert (frozen.version, frozen.as_of) == (samples.version, samples.as_of)
    assert frozen.views() == samples.views()
    for view in samples.views():
        assert frozen.query(view).equals(samples.query(view)), view
        assert frozen.columns(view) == samples.columns(view), view
    assert freeze(samples) == data


def test_every_trial_on_a_seal_says_what_it_says_on_the_live_data(samples: Database) -> None:
    data = freeze(samples)
    frozen = open_frozen(data)
    texts = samples.texts()
    tried = 0
    for view in samples.views():
        try:
            live = query_with(samples, view, ROUND, {"novelty": 60})
        except WrongScenario:
            continue
        except UnknownName:
            assert "round_id" not in samples.columns(view), view
            continue
        assert query_with(frozen, view, ROUND, {"novelty": 60}).equals(live), view
        tried += "vn_number" in texts[view]
    assert tried


def test_seal_keeps_the_macros_of_its_time(samples: Database) -> None:
    sealed = "create macro vn_number(number, digits) as 'đã chốt';"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "macros", lambda self: sealed)
        data = freeze(samples)
    frozen = open_frozen(data)
    assert frozen.macros() == sealed
    assert frozen.cursor().execute("select vn_number(1, 2)").fetchone() == ("đã chốt",)
    assert freeze(frozen)


def test_seal_of_the_first_format_is_read_with_the_macros_that_there_were(
    samples: Database,
) -> None:
    data, older = freeze(samples), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(older, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                del manifest["macros"]
                content = json.dumps({**manifest, "format": 1}).encode()
            copy.writestr(name, content)
    frozen = open_frozen(older.getvalue())
    expected = query_with(samples, "cutoff_fragility", ROUND)
    assert len(expected) and query_with(frozen, "cutoff_fragility", ROUND).equals(expected)


def test_damaged_frozen_file_is_a_sentence(samples: Database) -> None:
    data = freeze(samples)
    for broken in (b"", data[: len(data) // 2], b"PK" + data[2:100]):
        with pytest.raises(FrozenDamaged, match="bản sao lưu"):
            open_frozen(broken)


def test_sealed_round_shows_the_same_after_later_corrections(store: Store) -> None:
    before = open_database(store.path)
    expected = {view: before.query(view) for view in VIEWS}
    RoundBook(store, ROUND).seal("Phiên họp 20/11/2024", "31/BB-HĐTĐKT", NAME)
    submissions = before.query("received_files")
    for number in submissions[submissions["kinds"] == "appraisals"]["submission_id"]:
        store.withdraw(int(number), NAME, "thử")
    after = open_database(store.path)
    assert not after.query("ranking").equals(expected["ranking"])
    (seal,) = after.query("round_seals").itertuples()
    frozen = open_seal(store, seal.frozen_sha256)
    for view in VIEWS:
        passing = ["as_of"] if "as_of" in expected[view] else []
        assert (
            frozen.query(view).drop(columns=passing).equals(expected[view].drop(columns=passing))
        ), view


def test_sealed_round_takes_nothing_more(store: Store) -> None:
    book = RoundBook(store, ROUND)
    book.seal("Phiên họp", "31/BB-HĐTĐKT", NAME)
    database = open_database(store.path)
    version = store.current().version
    with pytest.raises(RoundSealed, match="31/BB-HĐTĐKT"):
        book.seal("Phiên họp lần hai", "32/BB-HĐTĐKT", NAME)
    with pytest.raises(RoundSealed):
        book.record_votes(2024, [vote(database)], NAME)
    with pytest.raises(RoundSealed):
        book.waive_gate("c", "reported_in_time", DOCUMENT, NAME)
    assert store.current().version == version
    # Another round is open, and so is the store itself.
    RoundBook(store, "R2025").waive_gate("c", "reported_in_time", DOCUMENT, NAME)


def test_seal_outlives_a_rebuild_and_its_loss_is_found(store: Store) -> None:
    RoundBook(store, ROUND).seal("Phiên họp", "31/BB-HĐTĐKT", NAME)
    before = store.current().content_hash
    store.rebuild(reread_event, always=False)
    assert store.current().content_hash == before
    assert store.verify() == []
    (seal,) = open_database(store.path).query("round_seals").itertuples()
    (store.raw / seal.frozen_sha256).write_bytes(b"other")
    assert any(seal.frozen_sha256 in problem for problem in store.verify())


def test_seal_on_data_that_has_changed_meanwhile_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide_meanwhile(database: Database) -> bytes:
        RoundBook(store, "R2025").waive_gate("c", "reported_in_time", DOCUMENT, NAME)
        return freeze(database)

    monkeypatch.setattr("reports.seals.freeze", decide_meanwhile)
    with pytest.raises(StoreError, match="vừa thay đổi"):
        RoundBook(store, ROUND).seal("Phiên họp", "31/BB-HĐTĐKT", NAME)
    assert open_database(store.path).query("round_seals").empty
