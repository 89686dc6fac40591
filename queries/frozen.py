"""Frozen views: everything that the pages read, as it was at one moment, in one file.

A meeting sealed with one software must read the same with the next, to the digit. So the rows are
kept, not the means to compute them again: a zip of one Parquet file per view and reference table.
The texts of views and macros lie beside them, for trials with other weights.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet

from queries.database import MACROS, Database, UnknownName
from queries.reference import COLUMNS

MANIFEST = "manifest.json"
# A zip entry has a time; one that passes would make equal content unequal bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class FrozenDamaged(Exception):
    """The file of a sealed meeting cannot be read; the message says what to do."""


class FrozenDatabase(Database):
    """Views as they were sealed; answers the same questions as a Database."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        version: str,
        as_of: datetime,
        texts: Mapping[str, str],
        macros: str,
    ) -> None:
        super().__init__(connection, version, as_of)
        self._texts = dict(texts)
        self._macros = macros

    def views(self) -> list[str]:
        """Names of the views that there were."""
        return sorted(self._texts)

    def texts(self) -> dict[str, str]:
        """The text of every view's file at the time of sealing."""
        return dict(self._texts)

    def sql(self, view: str) -> str:
        """The text of the view's file at the time of sealing."""
        self._require_view(view)
        return self._texts[view]

    def macros(self) -> str:
        """The text of the macros at the time of sealing."""
        return self._macros

    def _require_view(self, view: str) -> None:
        if view not in self._texts:
            raise UnknownName(f"Bản đã chốt không có bảng “{view}”.")


def freeze(database: Database) -> bytes:
    """The rows of all views and reference tables; equal rows give equal bytes."""
    tables = [*database.views(), *COLUMNS, "moment"]
    manifest = {
        "format": 2,
        "version": database.version,
        "as_of": database.as_of.isoformat(timespec="microseconds"),
        "views": {view: database.sql(view) for view in database.views()},
        "macros": database.macros(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _write(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        cursor = database.cursor()
        for table in tables:
            rows = cursor.execute(f'select * from "{table}"').to_arrow_table()
            _write(archive, f"{table}.parquet", _to_parquet(rows))
    return packed.getvalue()


def open_frozen(data: bytes) -> FrozenDatabase:
    """Opens what freeze returned. Raises FrozenDamaged where it cannot be read."""
    connection = duckdb.connect(":memory:")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            for name in archive.namelist():
                if name == MANIFEST:
                    continue
                rows = parquet.read_table(io.BytesIO(archive.read(name)))
                table = name.removesuffix(".parquet").replace('"', '""')
                connection.register("frozen_rows", rows)
                connection.execute(f'create table "{table}" as select * from frozen_rows')
                connection.unregister("frozen_rows")
        # Format 1 held no macros; they have not changed between the first seal and format 2.
        macros = str(manifest.get("macros") or MACROS.read_text(encoding="utf-8"))
        connection.execute(macros)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        pa.ArrowInvalid,
        duckdb.Error,
        OSError,
    ) as fault:
        raise FrozenDamaged(
            "Tệp của phiên đã chốt không đọc được; hãy chép lại thư mục raw từ bản sao lưu."
        ) from fault
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return FrozenDatabase(
        connection,
        str(manifest["version"]),
        datetime.fromisoformat(manifest["as_of"]),
        manifest["views"],
        macros,
    )


def _to_parquet(rows: pa.Table) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(rows, sink, compression="zstd")
    return sink.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, NO_TIME), data)
