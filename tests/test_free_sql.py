"""The fence around free SQL: nothing gets through, honest questions do, and every no is a sentence.

The attacks, bombs and questions are data: tests/free_sql/*.sql, one a line.
"""

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from queries import free_sql_child
from queries.allowed_functions import SCALARS, TABLES
from queries.database import build_database, open_database
from queries.free_sql import AT_ONCE, Limits, QueryRefused, Question, ask
from queries.frozen import freeze, open_frozen
from queries.reader_files import find_folder, keep_newest, list_readable, write_reader_file
from queries.statements import Refused, check_statement
from tests.sample_store import import_samples

ROOT = Path(__file__).resolve().parents[1]
LISTS = Path(__file__).resolve().parent / "free_sql"
SMALL = Limits(seconds=1, memory=64 * 2**20, address_space=2**30, rows=100, bytes=100_000)
# Starting a process on a busy machine takes a while; a statement itself has SMALL.seconds.
PATIENCE_SECONDS = 30


def read_list(name: str) -> list[str]:
    lines = (LISTS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return [
        one
        for one in lines
        if not re.match(r"-- [A-Z]|-- [a-z].*(stand|reach|hidden|kind|of a)", one)
    ]


ATTACKS, BOMBS, HONEST = read_list("attacks"), read_list("bombs"), read_list("honest")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    database = open_database(import_samples(folder))
    return write_reader_file(database, folder / "reader.duckdb")


@pytest.fixture(scope="module")
def judge(reader: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is locked as the child's is, to judge many statements fast."""
    connection = duckdb.connect(str(reader), read_only=True)
    for setting in free_sql_child.LOCKS:
        connection.execute(setting)
    yield connection
    connection.close()


def refusal(reader: Path, text: str, limits: Limits = SMALL) -> str:
    with pytest.raises(QueryRefused) as refused:
        ask(reader, text, limits)
    return str(refused.value)


def test_no_attack_gets_through(reader: Path, judge: duckdb.DuckDBPyConnection) -> None:
    assert len(ATTACKS) >= 300
    relations = free_sql_child._list_columns(judge)
    passed_by_the_judge = []
    for attack in ATTACKS:
        try:
            check_statement(judge, attack, relations)
        except (Refused, duckdb.Error):
            continue
        passed_by_the_judge.append(attack)
    through = []
    for attack in passed_by_the_judge:
        try:
            ask(reader, attack)
        except QueryRefused:
            continue
        through.append(attack)
    print(
        f"attacks: {len(ATTACKS)}, refused by the judge: "
        f"{len(ATTACKS) - len(passed_by_the_judge)}, through: {len(through)}"
    )
    assert through == []
    assert len(passed_by_the_judge) <= 5, passed_by_the_judge


def test_a_sample_of_attacks_is_refused_with_a_sentence_in_the_whole_chain(reader: Path) -> None:
    sample = ATTACKS[::20]
    with ThreadPoolExecutor(2) as pool:
        sentences = list(pool.map(lambda attack: refusal(reader, attack), sample))
    for attack, sentence in zip(sample, sentences, strict=True):
        assert sentence[0].isupper() or sentence[0] == "“", (attack, sentence)
        assert sentence.rstrip(")”").endswith((".", "”")), (attack, sentence)
        assert "Traceback" not in sentence and "/work" not in sentence, (attack, sentence)
        assert str(reader) not in sentence, (attack, sentence)


WITHOUT_JUDGE = """
import json, os, sys
from pathlib import Path
import duckdb
from queries import free_sql_child as child
attacks = json.loads(Path(sys.argv[2]).read_text())
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute(child.EVERY_KIND).fetchall()
for setting in child.LOCKS:
    connection.execute(setting)
child._close_the_doors({'seconds': 200})
answered = []
for number, attack in enumerate(attacks):
    if 'sleep' in attack:
        continue
    try:
        found = connection.execute(attack).fetchmany(1000)
    except Exception:
        continue
    if any(mark in repr(found) for mark in ('root:', 'secret canary', '/etc/hosts')):
        answered.append(attack)
print(json.dumps(answered))
"""


def test_without_the_judge_the_locked_process_still_reads_and_writes_no_file(
    reader: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "attacks.json"
    reading = [one for one in ATTACKS if "getenv" not in one.casefold()]
    listed.write_text(json.dumps(reading), encoding="utf-8")
    before = reader.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_JUDGE, str(reader), str(listed)],
        cwd=ROOT,
        env={**os.environ, "CANARY": "secret canary"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == []
    assert reader.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["attacks.json"]
    assert not Path("/tmp/stolen").exists() and not Path("/tmp/stolen.csv").exists()


def test_every_bomb_ends_within_its_limits_and_the_next_question_is_answered(reader: Path) -> None:
    assert len(BOMBS) >= 45

    def set_off(bomb: str) -> tuple[str, float]:
        started = time.monotonic()
        try:
            answer = ask(reader, bomb, SMALL)
            assert len(answer.rows) <= SMALL.rows
            outcome = "answered within the limits"
        except QueryRefused as refused:
            outcome = str(refused)
        return outcome, time.monotonic() - started

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(set_off, BOMBS))
    longest = max(seconds for _, seconds in outcomes)
    answered = sum(outcome.startswith("answered") for outcome, _ in outcomes)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"bombs: {len(BOMBS)}, cut to size: {answered}, longest {longest:.1f} s, peak {peak:,}")
    assert longest < PATIENCE_SECONDS
    assert peak < SMALL.address_space
    assert len(ask(reader, "select * from ranking limit 3").rows) == 3


def test_honest_questions_are_answered(reader: Path) -> None:
    assert len(HONEST) >= 100

    def put(question: str) -> str | None:
        try:
            ask(reader, question, Limits(seconds=30)).frame()
        except QueryRefused as refused:
            return f"{question}: {refused}"
        return None

    with ThreadPoolExecutor(2) as pool:
        refused = [one for one in pool.map(put, HONEST) if one]
    print(f"honest questions: {len(HONEST)}, answered: {len(HONEST) - len(refused)}")
    assert len(HONEST) - len(refused) >= 0.95 * len(HONEST), refused


SENTENCES = {
    "select unit_nam from ranking": "Không có cột “unit_nam” ở đây. Gần nhất: “unit_name”",
    "select *\nfrom rankng": "Không có bảng “rankng”. Gần giống: “ranking”.",
    "select from where": "(Dòng 1, ký tự",
    "selec 1": "sai cú pháp ở “selec”",
    "select 1; select 2": "Mỗi lần chỉ chạy một câu lệnh, ở đây có 2",
    "": "Chưa có câu lệnh nào",
    "delete from ranking": "Chỉ chạy được một câu lệnh đọc",
    "drop table ranking": "Chỉ chạy được một câu lệnh đọc",
    "set threads = 4": "Chỉ chạy được một câu lệnh đọc",
    "with x as (delete from ranking returning *) select * from x": "Chỉ chạy được một câu lệnh đọc",
    "describe ranking": "không cần lệnh describe",
    "pivot ranking on level using count(*)": "from bảng pivot",
    "select getenv('PATH')": "Hàm “getenv” không dùng được ở đây",
    "select medain(score) from ranking": "Gần giống: “median”",
    "from '/etc/passwd'": "Không có bảng “/etc/passwd”.",
    "from read_csv('x.csv')": "Không lấy được số liệu từ “read_csv(…)”",
    "select unit_name, max(score) from ranking": "phải có trong group by",
    "select score from ranking where max(score) > 1": "phải đặt trong having",
    "select 'a'::int": "Không đổi được “a” thành số nguyên",
    "select sum(unit_name) from ranking": "Hàm “sum” không nhận kiểu chữ",
    "select * from ranking a join ranking b on a.score = unit_id": "có ở nhiều bảng",
    "select x.score from ranking": "không đọc bảng nào tên như vậy",
    'select * from ranking where unit_name = "Sở Nội vụ"': "hãy đặt trong nháy đơn",
    "select (select score from ranking)": "phải cho đúng một giá trị",
    "select 1 union select 1, 2": "số cột bằng nhau",
    "select count(*) from range(1000000000000) a, range(1000000)": "chạy quá 1 giây nên đã dừng",
    "select list(i) from range(1000000000) t(i)": "bộ nhớ",
    "select $1": "Câu lệnh có tham số",
    "select current_user": "hỏi về máy chủ",
    "select 1" + " " * 30_000: "Câu lệnh dài 30.008 ký tự",
}


@pytest.mark.parametrize(
    "text", SENTENCES, ids=[one[:50].strip() or "nothing" for one in SENTENCES]
)
def test_refusal_says_what_is_wrong_and_what_to_do(reader: Path, text: str) -> None:
    assert SENTENCES[text] in refusal(reader, text)


def test_place_of_an_error_counts_signs_not_bytes(reader: Path) -> None:
    assert "(Dòng 2, ký tự 22.)" in refusal(reader, "select 1 as một\nwhere 'Sở Nội vụ' =  cot")


def test_more_rows_than_shown_are_cut_and_said(reader: Path) -> None:
    few = ask(reader, "select * from range(100)", SMALL)
    many = ask(reader, "select * from range(101)", SMALL)
    wide = ask(reader, "select repeat('x', 10000) from range(90)", SMALL)
    assert (len(few.rows), few.cut) == (100, None)
    assert (len(many.rows), many.cut) == (100, "rows")
    assert len(wide.rows) < 12 and wide.cut == "bytes"


def test_values_come_back_with_their_types(reader: Path) -> None:
    text = (
        "select 1 as whole, 1.5 as decimal, 0.1::double as real, 'ă' as words, true as yes, "
        "date '2024-10-30' as day, timestamp '2024-10-30 08:00' as moment, [1, 2] as list, "
        "null::int as nothing, 'x' as words, date '0001-01-01' as long_ago"
    )
    frame = ask(reader, text).frame()
    assert list(frame)[-2:] == ["words (2)", "long_ago"]
    row = frame.iloc[0]
    assert (row["whole"], row["decimal"], row["words"], row["yes"]) == (1, 1.5, "ă", True)
    assert f"{row['day']:%d/%m/%Y}" == "30/10/2024" and row["moment"].hour == 8
    assert row["list"] == "[1, 2]" and frame["nothing"].isna().all()


def test_cancelled_question_ends_its_process_at_once(reader: Path) -> None:
    bomb = "select count(*) from range(1000000000000) a, range(1000000)"
    started = time.monotonic()
    with Question(reader, bomb, Limits(seconds=60)) as question:
        assert not question.wait(0.2)
        question.cancel()
        with pytest.raises(QueryRefused, match="Đã dừng câu lệnh theo yêu cầu"):
            question.answer()
        process = question._process
    assert process is not None and process.poll() is not None
    assert time.monotonic() - started < PATIENCE_SECONDS


def test_leaving_a_question_ends_its_process_and_frees_its_place(reader: Path) -> None:
    bomb = "select count(*) from range(1000000000000) a, range(1000000)"
    for _ in range(AT_ONCE + 2):
        with Question(reader, bomb, Limits(seconds=60)) as question:
            process = question._process
        assert process is not None and process.poll() is not None


def test_reader_file_holds_what_the_pages_show_and_no_facts(tmp_path: Path, reader: Path) -> None:
    with duckdb.connect(str(reader), read_only=True) as connection:
        held = {name for (name,) in connection.execute("show tables").fetchall()}
    assert {"ranking", "coverage_by_year", "units"} <= held
    assert not held & {
        "report_cells",
        "report_rows",
        "submissions",
        "offers",
        "corrections",
        "seals",
    }
    assert oct(reader.stat().st_mode & 0o777) == "0o400"


def test_reader_file_can_be_narrowed_to_what_a_role_may_see(tmp_path: Path) -> None:
    empty = build_database(None)
    path = write_reader_file(empty, tmp_path / "some.duckdb", ["ranking"])
    assert ask(path, "select count(*) from ranking").rows == [[0]]
    assert "Không có bảng “units”" in refusal(path, "select * from units")
    assert "units" in list_readable(empty)


def test_sealed_state_is_asked_like_the_one_that_counts_now(tmp_path: Path) -> None:
    sealed = open_frozen(freeze(build_database(None)))
    path = write_reader_file(sealed, tmp_path / "sealed.duckdb")
    assert ask(path, "select count(*) from ranking").rows == [[0]]
    assert ask(path, "select count(*) > 0 from units").rows == [[True]]


def test_folder_of_reader_files_is_closed_to_others_and_gone_at_exit() -> None:
    folder = find_folder()
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    code = "from queries.reader_files import find_folder; print(find_folder())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() and not Path(done.stdout.strip()).exists()


def test_only_the_newest_reader_files_are_kept(tmp_path: Path) -> None:
    for age in range(5):
        path = tmp_path / f"{age}.duckdb"
        path.write_bytes(b"")
        os.utime(path, (1000 - age, 1000 - age))
    keep_newest(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.duckdb", "1.duckdb"]


def test_missing_reader_file_is_a_sentence(tmp_path: Path) -> None:
    assert "Máy chủ chưa chạy được câu lệnh" in refusal(tmp_path / "none.duckdb", "select 1")


def test_allowed_functions_exist_and_none_reaches_out() -> None:
    reaching = re.compile(
        r"read|file|env|setting|secret|scan|query|variable|nextval|currval|log_|sleep|attach|version"
        r"|serialize|user$|catalog|schema|database|connection|transaction_id|txid|write|parse_path"
    )
    assert [name for name in SCALARS | TABLES if reaching.search(name)] == []
    known = {
        name
        for (name,) in duckdb.connect()
        .execute("select distinct function_name from duckdb_functions()")
        .fetchall()
    }
    # Names that the parser itself writes, and those of only one of the two versions.
    written = {"coalesce", "ifnull", "overlay", "if", "filter"}
    unknown = {name for name in SCALARS if name[0].isalpha()} - known - written
    assert unknown == set()
