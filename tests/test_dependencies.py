"""The look at the dependencies never passes in silence, and the list of them is held against the pins."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy import dependencies
from deploy.dependencies import check_sbom, judge

PINS = {"duckdb": "1.5.5", "lxml": "6.1.3"}
NEEDED = dependencies.read_pins(dependencies.ROOT / "requirements.txt")


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def known(name: str, *vulns: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": PINS.get(name, "1"), "vulns": list(vulns)}


def test_every_package_known_and_none_vulnerable_is_a_pass() -> None:
    outcome = judge(answer(known("duckdb"), known("lxml")), "", PINS, is_strict=True)
    assert outcome.status == 0
    assert "2 of 2 pinned packages" in outcome.lines[0]


def test_a_vulnerable_package_fails_and_says_where_it_is_mended() -> None:
    found = {"id": "PYSEC-2026-7", "fix_versions": ["6.1.4"], "aliases": []}
    outcome = judge(answer(known("duckdb"), known("lxml", found)), "", PINS, is_strict=False)
    assert outcome.status == 1
    assert outcome.lines[0] == "VULNERABLE: lxml 6.1.3: PYSEC-2026-7, mended in 6.1.4"


@pytest.mark.parametrize("said", ["", "no json", "{}", "[]", '{"dependencies": 7}'])
def test_a_service_that_does_not_answer_is_said_and_fails_where_strict(said: str) -> None:
    outcome = judge(said, "ConnectionError", PINS, is_strict=False)
    assert outcome.lines[0].startswith("NOT AUDITED")
    assert "None of the 2 pinned packages" in outcome.lines[1]
    assert outcome.status == 0
    assert judge(said, "ConnectionError", PINS, is_strict=True).status == 3


def test_packages_that_the_service_does_not_know_are_not_counted_as_audited() -> None:
    skipped = {"name": "lxml", "skip_reason": "Dependency not found on PyPI"}
    for said in (answer(known("duckdb"), skipped), answer(known("duckdb"))):
        outcome = judge(said, "", PINS, is_strict=True)
        assert "1 of 2 pinned packages" in outcome.lines[0]
        assert "NOT AUDITED: 1 packages" in outcome.lines[1] and "lxml" in outcome.lines[1]
        assert outcome.status == 3


def test_a_missing_tool_is_a_service_that_does_not_answer() -> None:
    said, trouble = dependencies.ask_advisories("/nonexistent/pip-audit")
    assert (said, trouble) == ("", "FileNotFoundError")


def component(name: str, version: str) -> dict[str, str]:
    return {"name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}


def test_a_list_that_is_complete_has_no_problem() -> None:
    sbom = {"components": [component(name, version) for name, version in NEEDED.items()]}
    assert check_sbom(sbom, NEEDED, NEEDED) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda listed: listed.pop(0), "not in the list"),
        (lambda listed: listed.append(component("left-pad", "1.0")), "not pinned"),
        (lambda listed: listed[0].update(version="0.1"), "is 0.1 in the list"),
        (lambda listed: listed[0].update(purl=""), "no package address"),
    ],
    ids=["left out", "unpinned", "other version", "no address"],
)
def test_a_list_that_lacks_or_adds_something_says_what(change: Any, expected: str) -> None:
    listed = [component(name, version) for name, version in NEEDED.items()]
    change(listed)
    problems = check_sbom({"components": listed}, NEEDED, NEEDED)
    assert problems and all(expected in problem for problem in problems[:1])


def test_everything_that_is_required_is_pinned_with_all_that_it_brings() -> None:
    pins = dependencies.read_pins()
    assert {name: pins.get(name) for name in NEEDED} == NEEDED
    for path in ("requirements-dev.txt",):
        for name, version in dependencies.read_pins(dependencies.ROOT / path).items():
            assert pins.get(name) == version, name


def test_tools_of_the_audit_are_pinned_and_no_part_of_the_program() -> None:
    text = Path(dependencies.ROOT / "requirements-audit.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(dependencies.PINNED.match(line) for line in lines)
    assert "pip_audit" in text and "pip_audit" not in dependencies.CONSTRAINTS.read_text("utf-8")
