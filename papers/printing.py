"""Turns Word papers into PDF with LibreOffice, which need not be there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

COMMANDS = ("soffice", "libreoffice")
SECONDS = 180


class PrintingRefused(RuntimeError):
    """No PDF can be made on this machine; the message is for the user."""


def print_papers(papers: Sequence[bytes]) -> list[bytes]:
    """Returns each docx as a PDF; raises PrintingRefused where LibreOffice is absent or fails."""
    command = next(filter(None, map(shutil.which, COMMANDS)), None)
    if command is None:
        raise PrintingRefused(
            "Máy chủ chưa cài LibreOffice nên chưa làm được tệp PDF. Hãy cài LibreOffice (gói "
            "libreoffice-writer và fonts-liberation2), hoặc tải các tệp Word và in từ Word."
        )
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder) / f"{number:03d}.docx" for number in range(len(papers))]
        for name, paper in zip(names, papers, strict=True):
            name.write_bytes(paper)
        run(command, Path(folder), names)
        printed = [name.with_suffix(".pdf") for name in names]
        if not all(name.is_file() for name in printed):
            raise PrintingRefused("LibreOffice không làm được tệp PDF từ một văn bản.")
        return [name.read_bytes() for name in printed]


def run(command: str, folder: Path, names: Sequence[Path]) -> None:
    # A profile of its own: LibreOffice refuses to run twice on one, and must not read a user's.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [command, profile, "--headless", "--norestore", "--convert-to", "pdf"]
    try:
        subprocess.run(
            [*arguments, "--outdir", str(folder), *map(str, names)],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as fault:
        raise PrintingRefused(
            f"LibreOffice chưa làm xong tệp PDF sau {SECONDS} giây. Hãy thử lại."
        ) from fault
    except (subprocess.CalledProcessError, OSError) as fault:
        raise PrintingRefused("LibreOffice báo lỗi khi làm tệp PDF. Hãy thử lại.") from fault
