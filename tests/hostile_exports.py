"""What must not be in a file that people take away: formulas, links, pictures, fields, scripts."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import docx
import openpyxl
from pypdf import PdfReader

from tests.hostile_texts import DIRECTIONS, FORMULA_STARTS, HOST, NAME, is_hostile

FOREIGN_TARGET = re.compile(rb'Target="(?:https?|file|ftp|data|javascript):[^"]*"')
INNER_FORMULA = re.compile(r"[,;\t\r\n][=+\-@]")


def find_faults(name: str, data: bytes) -> list[str]:
    """Returns what is wrong with a file, by its name's ending."""
    ending = name.rpartition(".")[2].lower()
    reader = {"xlsx": read_xlsx, "csv": read_csv, "docx": read_docx, "pdf": read_pdf,
              "svg": read_svg, "zip": read_zip}.get(ending)  # fmt: skip
    return [f"no one opens .{ending}"] if reader is None else reader(data)


def read_xlsx(data: bytes) -> list[str]:
    """Formulas, links, foreign targets, and text that becomes a formula when it is typed again."""
    faults = read_targets(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None and cell.hyperlink.target:
                    faults.append(f"link in {sheet.title} {cell.coordinate}")
                if not isinstance(cell.value, str) or not is_hostile(cell.value):
                    continue
                if cell.data_type == "f":
                    faults.append(f"formula in {sheet.title} {cell.coordinate}: {cell.value[:60]}")
                elif cell.value.startswith(FORMULA_STARTS) and not cell.quotePrefix:
                    faults.append(f"unquoted {sheet.title} {cell.coordinate}: {cell.value[:60]}")
                if DIRECTIONS.search(cell.value):
                    faults.append(f"direction in {sheet.title} {cell.coordinate}")
    return faults


def read_csv(data: bytes) -> list[str]:
    """Cells that a spreadsheet takes for formulas, also where it cuts at other separators."""
    faults = []
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"):
        for cell in row:
            if is_hostile(cell) and (cell.startswith(FORMULA_STARTS) or INNER_FORMULA.search(cell)):
                faults.append(f"formula {cell[:60]!r}")
            if DIRECTIONS.search(cell):
                faults.append(f"direction {cell[:60]!r}")
    return faults


def read_docx(data: bytes) -> list[str]:
    """Links, fields, foreign targets, and signs that turn the reading around."""
    faults = read_targets(data)
    document = docx.Document(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", "replace")
            for code in re.findall(r"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"", text):
                if is_hostile("".join(code)) or re.search("HYPERLINK|INCLUDE|DDE", "".join(code)):
                    faults.append(f"field {code} in {part}")
            if part.endswith(".xml") and DIRECTIONS.search(text):
                faults.append(f"direction in {part}")
    assert document.element is not None
    return faults


def read_targets(data: bytes) -> list[str]:
    """Relationships of a package that lead out of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            f"{found.decode()} in {name}"
            for name in archive.namelist()
            if name.endswith(".rels")
            for found in FOREIGN_TARGET.findall(archive.read(name))
            if HOST.encode() in found or NAME.encode() in found or b"External" in found
        ]


def read_pdf(data: bytes) -> list[str]:
    """Links and actions of a PDF."""
    faults = []
    reader = PdfReader(io.BytesIO(data))
    for number, page in enumerate(reader.pages, 1):
        for annotation in page.get("/Annots") or []:
            action = annotation.get_object().get("/A") or {}
            target = str(action.get("/URI", "")) if action else ""
            if HOST in target or NAME in target or "/JS" in action:
                faults.append(f"link {target} on page {number}")
    return faults


def read_svg(data: bytes) -> list[str]:
    """Scripts, links, pictures and handlers of a drawing."""
    text = data.decode("utf-8", "replace")
    active = re.findall(r"<(?:script|a|image|foreignObject|iframe)\b[^>]*>|\son\w+\s*=", text)
    return [f"{one[:60]} in the drawing" for one in active]


def read_zip(data: bytes) -> list[str]:
    """Every file of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [f"{name}: {fault}" for name in archive.namelist()
                for fault in find_faults(name, archive.read(name))]  # fmt: skip
