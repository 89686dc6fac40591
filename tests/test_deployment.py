"""What lies in deploy/ fits the program: nothing it needs is left out, nothing is let loose."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from access.settings import read_settings
from server.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
UNIT = ROOT / "deploy" / "systemd" / "dashboard@.service"
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
NGINX = (ROOT / "deploy" / "nginx" / "dashboard.conf").read_text(encoding="utf-8")
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")


def read_unit() -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT, encoding="utf-8")
    return unit


def test_unit_gives_the_process_nothing_that_it_does_not_need() -> None:
    service = read_unit()["Service"]
    for name, value in {
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "PrivateDevices": "yes",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "IPAddressDeny": "any",
        "IPAddressAllow": "localhost",
        "UMask": "0077",
        "User": "dashboard",
    }.items():
        assert service[name] == value, name
    assert service["MemoryMax"] and service["TasksMax"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_takes_the_unit_and_rates_it_well() -> None:
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-300:]
    assert "Unknown" not in done.stderr and "Failed to parse" not in done.stderr


def test_unit_and_container_start_the_command_that_looks_first() -> None:
    assert read_unit()["Service"]["ExecStart"].endswith("python -m server --port %i")
    assert "exec python -m server" in CONTAINER


def test_container_holds_every_package_and_runs_as_nobody_in_particular() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    needed = (packages - {"deploy"}) | {"pages", "data", ".streamlit"}
    copied = set(re.findall(r"^COPY ([\w.]+) [\w.]+$", CONTAINER, re.MULTILINE))
    assert copied == needed
    assert "--no-index" in CONTAINER
    assert re.search(r"^USER 10001:10001$", CONTAINER, re.MULTILINE)


def test_proxy_and_units_agree_on_the_ports() -> None:
    ports = re.findall(r"server 127\.0\.0\.1:(\d+);", NGINX)
    assert ports == ["8501", "8502"] and Settings().port == ports[0]
    assert all(f"dashboard@{port}" in RUNNING for port in ports)


def test_every_location_names_both_files_of_settings() -> None:
    locations = re.findall(r"location [^{]+\{(.*?)\n    \}", NGINX, re.DOTALL)
    assert len(locations) == 3
    for location in locations:
        assert "include dashboard-proxy.inc;" in location
        assert "include dashboard-answers.inc;" in location


def test_settings_of_the_example_are_such_that_a_server_starts_with_them() -> None:
    lines = (ROOT / "deploy" / "settings.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert all(given.values())
    settings = read_settings(given)
    assert settings.is_behind_tls and str(settings.folder) == f"{given['STORE']}-access"
    optional = {line[1:].split("=")[0] for line in lines if re.match(r"#[A-Z_]+=", line)}
    assert {*given, *optional} <= set(re.findall(r"`([A-Z_]+)`", RUNNING))
