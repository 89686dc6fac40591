"""The dependencies: a list of all of them (SBOM), and whether one has a known vulnerability.

`python -m deploy.dependencies sbom -o FILE` writes a CycloneDX list of what is installed and holds it
against constraints.txt: nothing unpinned, nothing of another version, nothing left out.
`python -m deploy.dependencies audit` asks the advisory service by pip-audit. Where nobody answers, or
for packages that it does not know, it says so and names them: silence is never a pass. `--strict`
makes that exit status 3.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;#]+)", re.MULTILINE)
# What makes the environment itself; no part of the program.
INSTALLERS = {"pip", "setuptools", "wheel"}
PATIENCE_SECONDS = 300
NAMED_MOST = 8


@dataclass(frozen=True)
class Outcome:
    """What a look came to: lines to print, and the exit status that they stand for."""

    lines: tuple[str, ...]
    status: int


def fold(name: str) -> str:
    """Returns a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins(path: Path = CONSTRAINTS) -> dict[str, str]:
    """Returns package to version, as constraints.txt pins them."""
    return {fold(name): version for name, version in PINNED.findall(path.read_text("utf-8"))}


def list_installed() -> dict[str, str]:
    """Returns package to version of everything in this environment but the installers."""
    found = {fold(each.name): each.version for each in importlib.metadata.distributions()}
    return {name: version for name, version in found.items() if name not in INSTALLERS}


def check_sbom(
    sbom: Mapping[str, Any], pins: Mapping[str, str], installed: Mapping[str, str]
) -> list[str]:
    """Returns what the list lacks or has beyond what is pinned and installed; none if complete."""
    listed = {
        fold(each["name"]): each
        for each in sbom.get("components", ())
        if fold(each["name"]) not in INSTALLERS
    }
    problems = []
    for name, each in sorted(listed.items()):
        if name not in pins:
            problems.append(f"{name} {each.get('version')} is installed but not pinned")
        elif each.get("version") != pins[name]:
            problems.append(f"{name} is {each.get('version')} in the list, pinned {pins[name]}")
        if not str(each.get("purl", "")).startswith(f"pkg:pypi/{name}@"):
            problems.append(f"{name} has no package address in the list")
    problems += [
        f"{name} is installed but not in the list" for name in installed if name not in listed
    ]
    # A pin may be for another system only; one that requirements.txt names is needed everywhere.
    needed = read_pins(ROOT / "requirements.txt")
    problems += [f"{name} is required but not in the list" for name in needed if name not in listed]
    return problems


def write_sbom(target: Path, tool: str) -> Outcome:
    """Writes the list of this environment with cyclonedx-py; it is checked, not only written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [tool, "environment", "--of", "JSON", "--sv", "1.6", "--output-reproducible"]
    command += ["--validate", "--pyproject", str(ROOT / "pyproject.toml"), "-o", str(target)]
    done = subprocess.run([*command, sys.executable], capture_output=True, text=True, check=False)
    if done.returncode:
        return Outcome((f"SBOM: {tool} failed: {done.stderr.strip()[-400:]}",), 1)
    sbom = json.loads(target.read_text("utf-8"))
    problems = check_sbom(sbom, read_pins(), list_installed())
    if problems:
        return Outcome(tuple(f"SBOM: {problem}" for problem in problems), 1)
    count = len(sbom["components"])
    return Outcome((f"SBOM: {count} packages, each pinned and in its pinned version: {target}",), 0)


def ask_advisories(tool: str, pins: Path = CONSTRAINTS) -> tuple[str, str]:
    """Returns what pip-audit says as JSON, and what went wrong where it says nothing."""
    command = [tool, "--requirement", str(pins), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", type(error).__name__
    return done.stdout, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""


def judge(said: str, trouble: str, pins: Mapping[str, str], is_strict: bool) -> Outcome:
    """Returns what the answer of the advisory service means for the pinned packages."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    unknown_status = 3 if is_strict else 0
    try:
        answered = {fold(each["name"]): each for each in json.loads(said)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        return Outcome(
            (
                f"NOT AUDITED ({today}): the advisory service did not answer ({trouble}).",
                f"None of the {len(pins)} pinned packages was held against known vulnerabilities.",
                "Run `make audit` on a machine that reaches it before a release is installed.",
            ),
            unknown_status,
        )
    lines = []
    for name, each in sorted(answered.items()):
        for found in each.get("vulns", ()):
            mended = ", ".join(found.get("fix_versions", ())) or "no version yet"
            lines.append(f"VULNERABLE: {name} {pins.get(name)}: {found['id']}, mended in {mended}")
    unknown = [name for name in pins if "vulns" not in answered.get(name, {})]
    known = len(pins) - len(unknown)
    lines.append(f"Audited {today}: {known} of {len(pins)} pinned packages.")
    if unknown:
        more = f" and {len(unknown) - NAMED_MOST} more" if len(unknown) > NAMED_MOST else ""
        lines.append(
            f"NOT AUDITED: {len(unknown)} packages that the service does not know in this version: "
            + ", ".join(unknown[:NAMED_MOST])
            + more
        )
    if any(line.startswith("VULNERABLE") for line in lines):
        return Outcome(tuple(lines), 1)
    return Outcome(tuple(lines), unknown_status if unknown else 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one of the two looks."""
    parser = argparse.ArgumentParser(prog="python -m deploy.dependencies")
    parts = parser.add_subparsers(dest="part", required=True)
    listing = parts.add_parser("sbom", help="write and check the list of packages")
    listing.add_argument("-o", "--output", type=Path, default=ROOT / "build" / "sbom.cdx.json")
    listing.add_argument("--tool", default="cyclonedx-py")
    auditing = parts.add_parser("audit", help="look for known vulnerabilities")
    auditing.add_argument("--tool", default="pip-audit")
    auditing.add_argument("--strict", action="store_true", help="what is not audited fails")
    parsed = parser.parse_args(arguments)
    if parsed.part == "sbom":
        outcome = write_sbom(parsed.output, parsed.tool)
    else:
        outcome = judge(*ask_advisories(parsed.tool), read_pins(), parsed.strict)
    print(*outcome.lines, sep="\n")
    return outcome.status


if __name__ == "__main__":
    sys.exit(main())
