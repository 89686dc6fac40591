"""Reads every workbook of a folder in one way and counts the cells: `python -m benchmarks.readers`.

Each way is started as a process of its own, so that all pay for their start alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path


def read_with_calamine(path: Path) -> int:
    """Reads all sheets with python-calamine and nothing else."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as workbook:
        names = workbook.sheet_names
        return sum(
            len(row) for name in names for row in workbook.get_sheet_by_name(name).to_python()
        )


def read_with_openpyxl(path: Path) -> int:
    """Reads every cell of all sheets with openpyxl in its fastest way, and nothing else."""
    from openpyxl import load_workbook

    workbook = load_workbook(path, read_only=True, data_only=True)
    count = sum(len(row) for sheet in workbook for row in sheet.iter_rows(values_only=True))
    workbook.close()
    return count


def read_with_reports(path: Path) -> int:
    """Reads and parses a report as the importing child does, without judging it."""
    from reports.reading import read_report

    return len(read_report(path.read_bytes(), path.name).cells["row_no"])


READERS: dict[str, Callable[[Path], int]] = {
    "calamine": read_with_calamine,
    "openpyxl": read_with_openpyxl,
    "reports": read_with_reports,
}


def main(reader: str, folder: Path) -> int:
    """Reads the folder and prints the number of cells; 2 where there was none."""
    count = sum(map(READERS[reader], sorted(folder.glob("*.xlsx"))))
    print(count)
    return 0 if count else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
