"""`python -m server`: looks at the settings, says what is wrong, and only then starts the dashboard.

`--check` only looks. Exit status: 0 well, 1 a setting is wrong, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from server.settings import DEFAULT_ADDRESS, DEFAULT_PORT, PROJECT, Settings, check


def main(arguments: Sequence[str] | None = None) -> int:
    """Starts the dashboard in this very process, or says why not."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(prog="python -m server", description="Chạy bảng điều khiển.")
    parser.add_argument(
        "--address",
        default=os.environ.get("DASHBOARD_ADDRESS") or DEFAULT_ADDRESS,
        help=f"địa chỉ IP để phục vụ (mặc định {DEFAULT_ADDRESS}, chỉ máy này)",
    )
    parser.add_argument(
        "--port",
        default=os.environ.get("DASHBOARD_PORT") or str(DEFAULT_PORT),
        help=f"cổng (mặc định {DEFAULT_PORT})",
    )
    parser.add_argument("--check", action="store_true", help="chỉ kiểm tra các cài đặt")
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    settings = Settings(parsed.address, parsed.port)
    findings = check(settings)
    for finding in findings:
        print(("Lỗi: " if finding.is_fatal else "Lưu ý: ") + finding.words, file=sys.stderr)
    if any(finding.is_fatal for finding in findings):
        print("Chưa khởi động.", file=sys.stderr)
        return 1
    if parsed.check:
        print("Các cài đặt đều dùng được.")
        return 0
    start(settings)
    return 0


def start(settings: Settings) -> None:
    """Becomes the server: signals of systemd or a container reach it without a go-between."""
    os.chdir(PROJECT)
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    options = {"server.address": settings.address, "server.port": settings.port}
    options["server.headless"] = "true"
    sys.stderr.flush()
    os.execv(sys.executable, [*command, *(f"--{name}={value}" for name, value in options.items())])


if __name__ == "__main__":
    sys.exit(main())
