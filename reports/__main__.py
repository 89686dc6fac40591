"""The command line: check, import, template, mark, withdraw, watch, verify, rebuild, backup,
restore.

Every outcome is a Vietnamese sentence. Exit status: 0 nothing was rejected, 1 a file or a row was
or something went wrong, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from reports.disk import StoreError

DESCRIPTION = "Nhận báo cáo: kiểm tra, nhập vào kho, làm mẫu, đánh dấu lỗi, và coi giữ kho."
STATUSES = {
    "accepted": "nhận",
    "accepted_with_warnings": "nhận, có điểm cần xem lại",
    "rejected": "trả lại",
}
SEVERITIES = {"error": "Lỗi", "warning": "Cảnh báo", "suggestion": "Gợi ý"}
LONGEST_FOUND = 120


class Usage(Exception):
    """The command was not written as it should be; ends with exit status 2."""


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Vietnamese."""

    def error(self, message: str) -> NoReturn:
        """Ends with one sentence, not with argparse's English one."""
        raise Usage(message)


def make_parser() -> Parser:
    """Returns the parser of all commands."""
    parser = Parser(prog="python -m reports", description=DESCRIPTION, add_help=False)
    parser.add_argument("-h", "--help", action="help", help="in hướng dẫn này")
    parser.add_argument(
        "--verbose", action="store_true", help="ghi chi tiết kỹ thuật của lỗi ra stderr"
    )
    commands = parser.add_subparsers(dest="command", metavar="LỆNH", parser_class=Parser)

    def add(name: str, help_text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_text, description=help_text, add_help=False)
        command.add_argument("-h", "--help", action="help", help="in hướng dẫn này")
        # Also after the command; left alone where it stands before it.
        command.add_argument(
            "--verbose", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
        return command

    files_help = "tệp báo cáo, thư mục hoặc tệp .zip"
    check = add("check", "kiểm tra tệp, không thay đổi gì")
    check.add_argument("files", nargs="+", metavar="TỆP", help=files_help)
    check.add_argument("--json", action="store_true", help="mỗi tệp một dòng JSON")
    importing = add("import", "kiểm tra rồi nhận những gì nhận được vào kho")
    importing.add_argument("files", nargs="+", metavar="TỆP", help=files_help)
    importing.add_argument("--by", metavar="TÊN", help="người nhận (mặc định: tài khoản máy)")
    importing.add_argument("--json", action="store_true", help="mỗi tệp một dòng JSON")
    importing.add_argument("--quiet", action="store_true", help="chỉ in dòng tổng kết")
    template = add("template", "làm một tệp mẫu, để trống hoặc điền sẵn số liệu đã nhận")
    template.add_argument("kind", metavar="LOẠI", help=", ".join([*list_kinds(), "all"]))
    template.add_argument("-o", "--output", required=True, metavar="TỆP", help="tệp sẽ ghi")
    template.add_argument("--unit", metavar="ĐƠN VỊ", help="điền sẵn: tên hoặc mã của đơn vị")
    template.add_argument("--year", type=int, metavar="NĂM", help="điền sẵn: năm của số liệu")
    marking = add("mark", "đánh dấu lỗi vào bản sao tệp của người gửi")
    marking.add_argument("file", metavar="TỆP", help="tệp báo cáo")
    marking.add_argument("-o", "--output", required=True, metavar="TỆP", help="tệp sẽ ghi")
    withdrawing = add("withdraw", "rút lại một lần nhận; lịch sử vẫn giữ nguyên")
    withdrawing.add_argument("submission", type=int, metavar="SỐ", help="số của lần nhận")
    withdrawing.add_argument("--reason", required=True, metavar="LÝ DO", help="lý do rút lại")
    withdrawing.add_argument("--by", metavar="TÊN", help="người rút lại")
    watching = add("watch", "theo dõi một thư mục chung, đưa tệp mới vào danh sách chờ")
    watching.add_argument("folder", metavar="THƯ_MỤC", help="thư mục, kể cả thư mục con")
    watching.add_argument("--by", metavar="TÊN", help="người nhận (mặc định: tài khoản máy)")
    watching.add_argument(
        "--accept", action="store_true", help="nhận luôn tệp không có lỗi và chuyển vào “đã nhận”"
    )
    watching.add_argument("--once", action="store_true", help="xem một lần rồi dừng")
    watching.add_argument(
        "--every", type=float, default=10.0, metavar="GIÂY", help="số giây giữa hai lần xem"
    )
    add("verify", "kiểm tra kho còn nguyên vẹn")
    backing_up = add("backup", "sao lưu kho và tài khoản vào một tệp, kể cả khi đang nhập")
    backing_up.add_argument("file", metavar="TỆP", help="tệp sẽ ghi, nên ở một đĩa khác")
    restoring = add("restore", "khôi phục kho từ một bản sao lưu vào thư mục chưa có hoặc trống")
    restoring.add_argument("file", metavar="TỆP", help="bản sao lưu")
    restoring.add_argument("store", metavar="KHO", help="thư mục của kho sẽ tạo")
    rebuilding = add("rebuild", "dựng lại bản dữ liệu từ nhật ký và tệp gốc")
    rebuilding.add_argument(
        "--from-raw", action="store_true", help="đọc lại mọi tệp gốc và so với những gì đã nhận"
    )
    return parser


def list_kinds() -> list[str]:
    """Returns the names of the report kinds."""
    from reports.fields import load_kinds

    return [kind.name for kind in load_kinds()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status; no exception comes out."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console or a C locale must not turn Vietnamese into a crash.
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    verbose = "--verbose" in given
    logging.basicConfig(level=logging.DEBUG if verbose else logging.CRITICAL)
    try:
        parsed = make_parser().parse_args(given)
        if parsed.command is None:
            raise Usage("thiếu lệnh")
        return COMMANDS[parsed.command](parsed)
    except Usage as error:
        say_error(f"Lệnh chưa đúng ({translate(str(error))}). Xem: python -m reports --help")
        return 2
    except SystemExit as error:  # argparse ends this way after --help
        return int(error.code or 0)
    except KeyboardInterrupt:
        say_error("Đã dừng theo yêu cầu; những gì chưa báo là đã nhận thì chưa được nhận.")
        return 1
    except BrokenPipeError:
        # Nobody reads on; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        logging.debug("unexpected", exc_info=True)
        say_error(explain(error))
        return 1


def translate(message: str) -> str:
    """Returns argparse's sentence in Vietnamese, as far as it is one of the usual ones."""
    for english, vietnamese in (
        ("the following arguments are required: ", "thiếu: "),
        ("unrecognized arguments: ", "không hiểu: "),
        ("invalid choice: ", "không có lệnh: "),
        ("expected one argument", "cần một giá trị đi kèm"),
        ("invalid int value: ", "phải là số nguyên: "),
        ("invalid float value: ", "phải là số: "),
        ("argument ", "tham số "),
        ("choose from", "chọn trong"),
    ):
        message = message.replace(english, vietnamese)
    return message


def explain(error: Exception) -> str:
    """Returns one Vietnamese sentence for whatever went wrong."""
    from queries.reference import ReferenceFault

    if isinstance(error, StoreError | ReferenceFault):
        return str(error)
    if isinstance(error, MemoryError):
        return "Máy không đủ bộ nhớ để làm việc này; hãy nhập ít tệp hơn mỗi lần."
    if isinstance(error, OSError):
        name = f" “{error.filename}”" if error.filename else ""
        return f"Không đọc hoặc ghi được tệp{name}; hãy kiểm tra đường dẫn, quyền và dung lượng."
    return (
        f"Có lỗi ngoài dự kiến ({type(error).__name__}); chưa có gì thêm được nhận."
        " Hãy chạy lại với --verbose và gửi phần chi tiết cho người quản trị."
    )


def say_error(sentence: str) -> None:
    """Writes one sentence to stderr."""
    print(sentence, file=sys.stderr)


def run_check(parsed: argparse.Namespace) -> int:
    """Judges files and changes nothing."""
    from reports.intake import check_sources
    from reports.sources import list_sources

    renew_store()
    return show_reports(check_sources(list_sources(parsed.files)), parsed.json, is_import=False)


def run_import(parsed: argparse.Namespace) -> int:
    """Judges files and accepts what may be accepted."""
    from reports.intake import import_sources
    from reports.sources import list_sources

    renew_store()
    reports = import_sources(list_sources(parsed.files), parsed.by)
    return show_reports(reports, parsed.json, is_import=True, in_full=not parsed.quiet)


def renew_store() -> None:
    """Builds the snapshot of an earlier release anew and says so; who may not write reads it as is."""
    from reports.store import Store

    store = Store()
    if not store.is_older():
        return
    before = store.current()
    try:
        store.recover()
    except StoreError as error:
        say_error(str(error))
        return
    say_error(
        "Kho được ghi bởi bản phần mềm trước; đã dựng lại bản dữ liệu theo cấu trúc mới từ nhật ký:"
        f" {before.version} → {store.current().version}, số liệu giữ nguyên."
    )


def show_reports(
    reports: Iterator[Any], as_json: bool, is_import: bool, in_full: bool = True
) -> int:
    """Prints each report as it comes, or the closing line alone; returns 1 if any was rejected."""
    status = 0
    counts = {"files": 0, "rejected": 0, "rows": 0}
    for report in reports:
        if report.status == "rejected" or report.rejected_row_count:
            status = 1
        counts["files"] += 1
        counts["rejected"] += report.status == "rejected"
        counts["rows"] += report.row_count - report.rejected_row_count
        if as_json:
            print(json.dumps(to_record(report), ensure_ascii=False), flush=True)
        elif in_full:
            show_report(report, is_import)
    if not as_json:
        done = "Đã nhận" if is_import else "Nếu nhập sẽ nhận"
        print(
            f"{done} {counts['files'] - counts['rejected']} tệp,"
            f" {group_digits(counts['rows'])} dòng; trả lại {counts['rejected']} tệp."
        )
    return status


def to_record(report: Any) -> dict[str, Any]:
    """Returns the JSON object of one file."""
    from reports.text import visible

    return {
        "file": report.path,
        "kind": report.kinds,
        "status": report.status,
        "rows": report.row_count,
        "rejected_rows": report.rejected_row_count,
        "new_rows": report.new_row_count,
        "replaced_rows": report.replaced_row_count,
        "unchanged_rows": report.unchanged_row_count,
        "submission": report.submission_id,
        "resubmission": to_comparison(report.resubmission),
        "issues": [
            {
                "severity": issue.severity,
                "rule": issue.rule,
                "sheet": issue.sheet,
                "cell": issue.cell,
                "found": None if issue.found is None else visible(issue.found),
                "message": issue.message,
                "suggestion": issue.suggestion,
            }
            for issue in report.issues
        ],
    }


def to_comparison(resubmission: Any) -> dict[str, Any] | None:
    """Returns the counts of a marked copy that came back."""
    if resubmission is None:
        return None
    counts: dict[str, Any] = resubmission._asdict()
    del counts["answers"]  # they stand among the issues
    return counts


def show_report(report: Any, is_import: bool) -> None:
    """Prints one file's line and its issues, in the order in which to mend them."""
    from reports.text import visible

    words = "đã nhận từ trước" if report.is_already_received else STATUSES[report.status]
    parts = [words]
    if report.status != "rejected" and not report.is_already_received:
        effect = f"+{report.new_row_count} dòng"
        if report.replaced_row_count:
            effect += f", thay {report.replaced_row_count}"
        if report.unchanged_row_count:
            effect += f", giữ nguyên {report.unchanged_row_count}"
        if report.rejected_row_count:
            effect += f", từ chối {report.rejected_row_count}"
        parts.append(effect)
    if is_import and report.submission_id is not None:
        parts.append(f"lần nhận số {report.submission_id}")
    print(f"{report.path}: {'; '.join(parts)}")
    for issue in report.issues:
        place = " ".join(part for part in (issue.sheet, issue.cell) if part)
        found = ""
        if issue.found:
            shown = visible(issue.found)
            cut = shown[: LONGEST_FOUND - 1] + "…" if len(shown) > LONGEST_FOUND else shown
            found = f" · “{cut}”"
        print(
            f"  {SEVERITIES[issue.severity]}{f' · {place}' if place else ''}{found}"
            f" · {issue.message}"
        )


def group_digits(number: int) -> str:
    """Returns a whole number in Vietnamese notation."""
    return f"{number:,}".replace(",", ".")


def run_template(parsed: argparse.Namespace) -> int:
    """Writes a workbook of a kind to fill in, empty or with what was accepted."""
    kinds = [*list_kinds(), "all"]
    if parsed.kind not in kinds:
        raise Usage(f"không có loại báo cáo “{parsed.kind}”; các loại: {', '.join(kinds)}")
    if parsed.unit is not None or parsed.year is not None:
        return run_prefilled(parsed)
    from reports.templates import write_template

    write_output(parsed.output, write_template(parsed.kind))
    print(f"Đã ghi mẫu vào {parsed.output}.")
    return 0


def run_prefilled(parsed: argparse.Namespace) -> int:
    """Writes a workbook with the rows that were last accepted for a unit and a year."""
    from queries.database import StoreDamaged, StoreMissing, open_database
    from reports.prefilled import UnknownUnit, find_unit, list_years, write_prefilled
    from reports.store import find_store

    first, last = list_years()
    if parsed.year is not None and not first <= parsed.year <= last:
        raise Usage(f"năm phải từ {first} đến {last}")
    try:
        database = open_database(find_store())
        unit_id = None if parsed.unit is None else find_unit(database, parsed.unit, parsed.year)
    except UnknownUnit as error:
        raise Usage(str(error).rstrip(".")) from error
    except (StoreMissing, StoreDamaged) as error:
        raise StoreError(str(error)) from error
    filled = write_prefilled(database, parsed.kind, unit_id, parsed.year)
    write_output(parsed.output, filled.data)
    print(f"Đã ghi mẫu vào {parsed.output}, điền sẵn {group_digits(filled.row_count)} dòng.")
    return 0


def run_mark(parsed: argparse.Namespace) -> int:
    """Writes the sender's workbook with its issues marked; 1 if a file or row is rejected."""
    from reports.intake import check_files
    from reports.marking import mark

    path = Path(parsed.file)
    if path.is_dir() or path.suffix.lower() == ".zip":
        raise Usage("chỉ đánh dấu được từng tệp một")
    if not path.exists():
        raise StoreError(f"Không tìm thấy tệp {path}; hãy kiểm tra lại đường dẫn và tên tệp.")
    (report,) = check_files([path])
    marked = mark(path.read_bytes(), report.name, to_record(report)["issues"])
    write_output(parsed.output, marked)
    print(f"Đã ghi {parsed.output} với {len(report.issues)} điểm được đánh dấu.")
    return 1 if report.status == "rejected" or report.rejected_row_count else 0


def write_output(path: str, data: bytes) -> None:
    """Writes an output file, or says why it could not."""
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise StoreError(
            f"Không ghi được tệp {path}; hãy kiểm tra thư mục có tồn tại, có quyền ghi và tệp không"
            " đang mở ở nơi khác."
        ) from error


def run_withdraw(parsed: argparse.Namespace) -> int:
    """Undoes one received file."""
    from reports.intake import find_user
    from reports.store import Store

    renew_store()
    Store().withdraw(parsed.submission, parsed.by or find_user(), parsed.reason)
    print(f"Đã rút lại lần nhận số {parsed.submission}; lịch sử và tệp gốc vẫn được giữ.")
    return 0


def run_watch(parsed: argparse.Namespace) -> int:
    """Takes new files from a folder until stopped; 1 where the last look met trouble."""
    from reports.inbox import Inbox
    from reports.intake import find_user
    from reports.store import Store
    from reports.watching import Watch, watch

    if not 0.1 <= parsed.every <= 86_400:
        raise Usage("số giây giữa hai lần xem phải từ 0,1 đến 86400")
    renew_store()
    by = (parsed.by or "").strip() or find_user()
    watched = Watch(Path(parsed.folder), Inbox(Store()), by, parsed.accept)
    if not parsed.once:
        print(f"Theo dõi thư mục {parsed.folder}; dừng bằng Ctrl+C.", flush=True)
    for line in watch(watched, parsed.every, parsed.once):
        print(line, flush=True)
    return 1 if watched.is_troubled else 0


def run_verify(parsed: argparse.Namespace) -> int:
    """Says whether the store is whole."""
    from reports.store import Store

    store = Store()
    problems = store.verify()
    for problem in problems:
        print(problem)
    if not problems:
        snapshot = store.current()
        print(f"Kho {store.path} nguyên vẹn: {snapshot.version}, nội dung {snapshot.content_hash}.")
    return 1 if problems else 0


def run_backup(parsed: argparse.Namespace) -> int:
    """Writes a backup of the store and reads it back."""
    from reports.backups import write_backup
    from reports.store import Store

    store = Store()
    backup = write_backup(store, Path(parsed.file))
    print(f"Đã sao lưu kho {store.path} vào {parsed.file}: {tell_backup(backup)}.")
    print("Đã đọc lại bản sao lưu và đối chiếu từng tệp.")
    return 0


def run_restore(parsed: argparse.Namespace) -> int:
    """Makes a store from a backup."""
    from reports.restoring import restore_backup

    backup = restore_backup(Path(parsed.file), Path(parsed.store))
    print(f"Đã khôi phục kho vào {parsed.store}: {tell_backup(backup)}.")
    print("Kho dựng lại nguyên vẹn, nội dung trùng với khi sao lưu.")
    return 0


def tell_backup(backup: Any) -> str:
    """Returns in words what a backup holds."""
    beside = len(backup.files) - backup.count("store")
    megabytes = f"{backup.size / 1_000_000:,.1f}"
    shown = megabytes.replace(",", " ").replace(".", ",").replace(" ", ".")
    return (
        f"{group_digits(backup.journal_length)} lần ghi, {group_digits(backup.count('store/raw'))}"
        f" tệp gốc, {beside} tệp tài khoản và nhật ký, {shown} MB; nội dung {backup.content_hash}"
    )


def run_rebuild(parsed: argparse.Namespace) -> int:
    """Builds the published snapshot anew."""
    from reports.rereading import reread_event
    from reports.store import Store

    snapshot = Store().rebuild(reread_event, always=parsed.from_raw)
    print(f"Đã dựng lại bản dữ liệu {snapshot.version}, nội dung {snapshot.content_hash}.")
    return 0


COMMANDS = {
    "check": run_check,
    "import": run_import,
    "template": run_template,
    "mark": run_mark,
    "withdraw": run_withdraw,
    "watch": run_watch,
    "verify": run_verify,
    "backup": run_backup,
    "restore": run_restore,
    "rebuild": run_rebuild,
}

if __name__ == "__main__":
    sys.exit(main())
