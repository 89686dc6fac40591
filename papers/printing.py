"""Turns Word papers into PDF with LibreOffice, which need not be there."""

from __future__ import annotations

import os
import shutil
import signal
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
        # In a session of its own: the command is a script, and its child must end with it.
        printing = subprocess.Popen(
            [*arguments, "--outdir", str(folder), *map(str, names)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as fault:
        raise PrintingRefused("Không chạy được LibreOffice trên máy chủ này.") from fault
    try:
        status = printing.wait(SECONDS)
    except subprocess.TimeoutExpired as fault:
        end(printing)
        raise PrintingRefused(
            f"LibreOffice chưa làm xong tệp PDF sau {SECONDS} giây. Hãy thử lại."
        ) from fault
    if status != 0:
        raise PrintingRefused("LibreOffice báo lỗi khi làm tệp PDF. Hãy thử lại.")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the command and what it started, as far as the system knows of groups."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
