"""The command line: exit statuses, JSON lines, and a sentence for whatever goes wrong."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hand_made import FakeReader, Page, make_reading

from reports import __main__ as command_line
from reports import intake
from reports.store import Store

ROOT = Path(__file__).resolve().parent.parent
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("STORE", str(tmp_path / "kho"))
    return Store(tmp_path / "kho")


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path that reads as one good row and one with an unknown unit, whose name hides a blank."""
    fake = FakeReader()
    rows = [{}, {"unit": "Sở Vũ trụ\u00a0"}]
    _, data = fake.add(make_reading("tốt.xlsx", [Page("registrations", rows)]))
    fake.add(make_reading("hỏng.xlsx", problem="damaged"))
    monkeypatch.setattr(intake, "read_reports", fake)
    path = tmp_path / "tốt.xlsx"
    path.write_bytes(data)
    (tmp_path / "hỏng.xlsx").write_bytes(b"x")
    return path


Output = pytest.CaptureFixture[str]


def test_json_has_one_object_per_file_with_the_promised_keys(
    store: Store, good: Path, capsys: Output
) -> None:
    bad = good.with_name("hỏng.xlsx")
    assert command_line.main(["import", str(good), str(bad), "--by", "An", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["file"], line["status"]) for line in lines] == [
        (str(good), "accepted_with_warnings"),
        (str(bad), "rejected"),
    ]
    first = lines[0]
    assert (first["kind"], first["rows"], first["rejected_rows"]) == (["registrations"], 2, 1)
    (issue,) = first["issues"]
    assert {key: issue[key] for key in ("severity", "rule", "sheet", "cell", "found")} == {
        "severity": "error",
        "rule": "unit_unknown",
        "sheet": "Biểu 1",
        "cell": "A10",
        "found": "Sở Vũ trụ⟨U+00A0⟩",
    }
    assert "Sở Vũ trụ" in issue["message"]


def test_check_says_what_would_happen_and_changes_nothing(
    store: Store, good: Path, capsys: Output
) -> None:
    assert command_line.main(["check", str(good)]) == 1
    said = capsys.readouterr().out
    assert "+1 dòng, từ chối 1" in said
    assert "Biểu 1 A10" in said
    assert "Nếu nhập sẽ nhận 1 tệp, 1 dòng" in said
    assert not store.path.exists()


def test_a_quiet_import_prints_the_closing_line_alone(
    store: Store, good: Path, capsys: Output
) -> None:
    assert command_line.main(["import", str(good), "--quiet"]) == 1
    assert capsys.readouterr().out == "Đã nhận 1 tệp, 1 dòng; trả lại 0 tệp.\n"


def test_nothing_rejected_is_exit_status_0(store: Store, tmp_path: Path, monkeypatch) -> None:
    fake = FakeReader()
    _, data = fake.add(make_reading("a.xlsx", [Page("registrations")]))
    monkeypatch.setattr(intake, "read_reports", fake)
    (tmp_path / "a.xlsx").write_bytes(data)
    assert command_line.main(["import", str(tmp_path / "a.xlsx")]) == 0
    assert command_line.main(["import", str(tmp_path / "a.xlsx")]) == 0
    assert command_line.main(["verify"]) == 0
    assert command_line.main(["rebuild"]) == 0
    assert command_line.main(["withdraw", "1", "--reason", "Gửi nhầm"]) == 0
    assert command_line.main(["verify"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["nhập", "a.xlsx"],
        ["check", "a.xlsx", "--sai"],
        ["template", "khong_co", "-o", "a.xlsx"],
        ["template", "votes"],
        ["withdraw", "một", "--reason", "x"],
        ["withdraw", "1"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_status_2_and_a_sentence(
    store: Store, capsys: Output, arguments: list[str]
) -> None:
    assert command_line.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Lệnh chưa đúng")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check", "{tmp}/không có.xlsx"], "Không tìm thấy tệp này"),
        (["check", "{tmp}/trống"], "Không có tệp báo cáo nào"),
        (["mark", "{tmp}/không có.xlsx", "-o", "{tmp}/ra.xlsx"], "Không tìm thấy tệp"),
        (["template", "votes", "-o", "{tmp}/không/có/a.xlsx"], "Không ghi được tệp"),
        (["verify"], "Chưa có kho báo cáo"),
        (["rebuild"], "Chưa có kho báo cáo"),
        (["withdraw", "1", "--reason", "x"], "Chưa có kho báo cáo"),
    ],
)
def test_what_is_missing_is_said_with_exit_status_1(
    store: Store, tmp_path: Path, capsys: Output, arguments: list[str], expected: str
) -> None:
    (tmp_path / "trống").mkdir()
    given = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    assert command_line.main(given) == 1
    captured = capsys.readouterr()
    assert expected in captured.out + captured.err
    assert not store.path.exists()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: path.write_text("x"), "là một tệp"),
        (lambda path: (path.mkdir(), (path / "thư").write_text("x")), "nội dung khác"),
    ],
    ids=["file", "other folder"],
)
def test_a_wrong_store_is_said_and_left_alone(
    store: Store, good: Path, capsys: Output, make, expected: str
) -> None:
    make(store.path)
    assert command_line.main(["import", str(good)]) == 1
    captured = capsys.readouterr()
    assert expected in captured.err
    assert not (store.path / "raw").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_store_that_may_not_be_written_is_said(store: Store, good: Path, capsys: Output) -> None:
    store.path.mkdir()
    store.path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert command_line.main(["import", str(good)]) == 1
    assert "quyền ghi" in capsys.readouterr().err


def test_a_damaged_store_is_said_by_verify_and_mended_by_rebuild(
    store: Store, good: Path, capsys: Output
) -> None:
    command_line.main(["import", str(good)])
    path = store.current().path
    path.write_bytes(path.read_bytes()[:-4096])
    capsys.readouterr()
    assert command_line.main(["verify"]) == 1
    assert "cắt cụt" in capsys.readouterr().out
    assert command_line.main(["check", str(good)]) == 1
    assert "rebuild" in capsys.readouterr().err
    assert command_line.main(["rebuild"]) == 0
    assert command_line.main(["verify"]) == 0


@pytest.mark.parametrize(
    "error", [RuntimeError("boom"), MemoryError(), PermissionError(13, "no", "x")]
)
def test_no_exception_escapes(
    store: Store, good: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(intake, "judge", fail)
    assert command_line.main(["check", str(good)]) == 1
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert VIETNAMESE.search(captured.err)
    assert captured.err.count("\n") == 1


def run(*arguments: str, store: Path) -> subprocess.CompletedProcess[str]:
    """Runs the command line as people do, in a C locale."""
    environment = {**os.environ, "STORE": str(store), "LC_ALL": "C", "PYTHONUTF8": "0"}
    return subprocess.run(
        [sys.executable, "-m", "reports", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_template_and_mark_write_workbooks_in_any_locale(tmp_path: Path) -> None:
    template = tmp_path / "mẫu.xlsx"
    made = run("template", "registrations", "-o", str(template), store=tmp_path / "kho")
    assert (made.returncode, made.stderr) == (0, "")
    assert "Đã ghi mẫu" in made.stdout
    marked = run("mark", str(template), "-o", str(tmp_path / "ra.xlsx"), store=tmp_path / "kho")
    assert (marked.returncode, marked.stderr) == (1, "")  # an empty template has no data row
    assert (tmp_path / "ra.xlsx").read_bytes()[:2] == b"PK"


def test_garbage_is_answered_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "rác.xlsx").write_bytes(b"\x00\xff rubbish")
    outcome = run("check", str(tmp_path / "rác.xlsx"), "--json", store=tmp_path / "kho")
    assert (outcome.returncode, outcome.stderr) == (1, "")
    record = json.loads(outcome.stdout)
    assert record["status"] == "rejected"
    assert record["issues"]
    assert VIETNAMESE.search(record["issues"][0]["message"])


def test_help_is_vietnamese(capsys: Output) -> None:
    assert command_line.main(["--help"]) == 0
    assert "kiểm tra tệp" in capsys.readouterr().out
