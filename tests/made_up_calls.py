"""Import calls of made-up files, as quick to accept as the store allows: no reader, no checks."""

from __future__ import annotations

import duckdb

from reports import snapshots
from reports.store import Snapshot, Store, Submission


def receive(store: Store, label: str, rows: int = 3, files: int = 1) -> Snapshot:
    """Accepts `files` made-up files of `rows` rows each; the label makes their content unique."""
    hashes = [store.keep_raw(f"{label} {number}".encode()) for number in range(files)]
    with store.writing() as writer, duckdb.connect() as connection:
        first = writer.next_submission_id
        connection.execute("create schema received")
        connection.execute("use received")
        snapshots.create_tables(connection)
        connection.execute(
            """
            insert into received.report_rows
            select (file + $first) * 1000000 + line, file + $first, 'results', 'Tháng 10', line + 8,
                'U0001', $label || '|' || file || '|' || line, line % 3 <> 2
            from range($files) as files(file), range($rows) as lines(line)
            """,
            {"first": first, "files": files, "rows": rows, "label": label},
        )
        connection.execute(
            """
            insert into received.report_cells
            select row_id, field, 'B' || row_number, 'Tên mô hình', 'Thứ 2 ngày không viết ',
                'Thứ 2 ngày không viết', 87.33, date '2023-10-15', 'day', null, unit_id, null
            from received.report_rows, (values ('model_name'), ('reported_on')) as fields(field)
            """
        )
        connection.execute(
            """
            insert into received.issues
            select submission_id, row_id, 'model_not_registered', 'warning', sheet, 'B9',
                'model_name', 'x', 'Mô hình chưa đăng ký.', null
            from received.report_rows where not is_accepted
            """
        )
        submissions = [
            Submission(
                first + number,
                f"{label}-{number}.xlsx",
                sha256,
                9,
                "xlsx",
                "accepted_with_warnings",
                True,
                rows,
                rows // 3,
            )  # fmt: skip
            for number, sha256 in enumerate(hashes)
        ]
        return writer.receive(connection, submissions, "kiểm thử", writer.next_moment(), "1")


def count(store: Store, table: str) -> int:
    with duckdb.connect(str(store.current().path), read_only=True) as connection:
        found = connection.execute(f"select count(*) from {table}").fetchone()
    assert found is not None
    return int(found[0])
