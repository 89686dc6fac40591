"""Kept questions: nothing of an earlier version is lost; and the SQL that choosing makes."""

from pathlib import Path

import pytest

from queries.database import build_database, open_database
from queries.free_sql import ask
from queries.reader_files import write_reader_file
from queries.subjects import Chosen, list_subjects, quote_value, write_sql
from reports.disk import StoreError
from reports.questions import QuestionBook
from reports.store import Store

SQL = "select *\nfrom ranking"


@pytest.fixture
def book(tmp_path: Path) -> QuestionBook:
    store = Store(tmp_path / "store")
    store.create()
    return QuestionBook(store)


def test_kept_question_can_be_read_with_name_and_lines(book: QuestionBook) -> None:
    number = book.keep(" Ai  đứng đầu? ", SQL, "bar", "Lý Thị Sa Rây", "Phiên 12/2024")
    rows = open_database(book.store.path).query("kept_questions")
    row = rows.iloc[0]
    assert number == row["question_id"] == "C001"
    assert (row["title"], row["sql_text"], row["chart"]) == ("Ai đứng đầu?", SQL, "bar")
    assert (row["pinned_to"], row["kept_by"]) == ("Phiên 12/2024", "Lý Thị Sa Rây")


def test_changed_question_keeps_its_earlier_versions_and_its_first_author(
    book: QuestionBook,
) -> None:
    number = book.keep("Câu hỏi", SQL, "table", "An")
    book.keep("Câu hỏi sửa", SQL + " limit 5", "line", "Bình", question_id=number)
    other = book.keep("Câu hỏi khác", SQL, "table", "An")
    rows = open_database(book.store.path).query("kept_questions")
    assert other == "C002"
    own = rows[rows["question_id"] == number]
    assert list(own["title"]) == ["Câu hỏi", "Câu hỏi sửa"]
    assert list(own["is_latest"]) == [False, True]
    assert set(own["first_kept_by"]) == {"An"}


def test_store_with_questions_says_the_same_when_rebuilt(book: QuestionBook) -> None:
    book.keep("Câu hỏi", SQL, "table", "An")
    before = book.store.current().content_hash
    book.store.rebuild()
    assert book.store.current().content_hash == before


@pytest.mark.parametrize(
    ("title", "sql", "by", "number", "sentence"),
    [
        ("", SQL, "An", None, "Hãy ghi câu hỏi"),
        ("Câu hỏi", "  ", "An", None, "Hãy ghi câu lệnh SQL"),
        ("Câu hỏi", SQL, " ", None, "tên"),
        ("Câu hỏi", SQL, "An", "C009", "Không có câu hỏi “C009”"),
        ("Câu hỏi", "x" * 20_001, "An", None, "20.000 ký tự"),
    ],
)
def test_question_without_what_it_needs_is_not_kept(
    book: QuestionBook, title: str, sql: str, by: str, number: str | None, sentence: str
) -> None:
    with pytest.raises(StoreError, match=sentence):
        book.keep(title, sql, "table", by, question_id=number)


def test_every_column_that_can_be_chosen_exists_in_its_view() -> None:
    database = build_database(None)
    for subject in list_subjects():
        known = database.columns(subject.view)
        for column in subject.columns:
            assert column.name in known, (subject.view, column.name)
            if column.role == "share":
                assert known[column.name] == "BOOLEAN"


def test_percentage_rank_or_score_can_never_be_summed() -> None:
    for subject in list_subjects():
        for measure in subject.measures:
            if measure.function == "sum":
                assert measure.unit not in ("%", "điểm", "hạng"), measure


def test_every_measure_and_dimension_makes_sql_that_the_fence_answers(tmp_path: Path) -> None:
    path = write_reader_file(build_database(None), tmp_path / "reader.duckdb")
    labels = {"unit_level": {"province": "Cấp tỉnh"}, "unit_kind": {"ward": "Phường"}}
    for subject in list_subjects():
        measures = subject.measures
        everything = Chosen(
            subject,
            measures,
            subject.dimensions,
            {
                column.name: ["O'Neil", None]
                for column in subject.dimensions
                if column.role == "entity"
            },
            measures[0].label,
            True,
            50,
        )
        assert ask(path, write_sql(everything, labels)).cut is None
        rows_only = everything._replace(measures=(), sort_by="")
        assert ask(path, write_sql(rows_only, labels)).cut is None


def test_sql_of_a_choice_reads_like_a_person_wrote_it() -> None:
    subject = list_subjects()[0]
    chosen = Chosen(
        subject,
        [subject.measures[0]],
        [subject.column("level")],
        {"year": [2024], "state_label": ["Đã dừng", None]},
        "Số đơn vị",
        True,
        20,
    )
    assert write_sql(chosen, {"unit_level": {"province": "Cấp tỉnh"}}) == (
        "select\n"
        "    case level when 'province' then 'Cấp tỉnh' else level end as \"Cấp\",\n"
        '    count(*) as "Số đơn vị"\n'
        "from coverage\n"
        "where year in (2024)\n"
        "    and (state_label in ('Đã dừng') or state_label is null)\n"
        "group by 1\n"
        'order by "Số đơn vị" desc nulls last\n'
        "limit 20"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [("Sở", "'Sở'"), ("O'Neil", "'O''Neil'"), (True, "true"), (2024, "2024"), (1.5, "1.5")],
)
def test_value_is_written_as_sql_has_it(value: object, written: str) -> None:
    assert quote_value(value) == written
