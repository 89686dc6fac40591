"""One honest report as different programs write it: what each is known to do otherwise.

All here are imitations of known marks, made by code; files of the real LibreOffice and of real
libraries are made in tests/test_dialects.py. No program of Microsoft, Google, Apple or Kingsoft ran.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from tests.workbooks import Page, pack, read_part, write_xlsx

HEADER = ["Tên đơn vị", "Năm", "SIPAS (%)", "PAR INDEX (%)", "Số quyết định"]
ROWS = [
    ["Sở Y tế", 2023, 87.33, 80, "12/QĐ-UBND"],
    ["Sở Tư pháp", 2023, 90.5, 81.25, "12/QĐ-UBND & số <13>"],
]
PAGE = Page([["Biểu chỉ số năm 2023"], [], HEADER, *ROWS])
SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
Parts = dict[str, str]


def read_parts() -> Parts:
    """Returns the parts of the report as XlsxWriter, which follows Excel closely, writes them."""
    data = write_xlsx(PAGE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def edit(part: str, *changes: tuple[str, str]) -> Parts:
    """Returns the parts with patterns replaced in one of them; each must be found."""
    parts = read_parts()
    for pattern, replacement in changes:
        parts[part], count = re.subn(pattern, replacement, parts[part], flags=re.DOTALL)
        assert count, pattern
    return parts


def excel() -> bytes:
    """Desktop Excel: compatibility namespaces, x14ac attributes, calculation chain, theme."""
    parts = edit(
        SHEET,
        ("<worksheet ", '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
         '/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml'
         '/2009/9/ac" '),
        (r"(<row r=\"\d+\")", r'\1 x14ac:dyDescent="0.25"'),
    )  # fmt: skip
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"/>'
    parts["xl/printerSettings/printerSettings1.bin"] = "\0" * 90
    return pack({name: part.encode() for name, part in parts.items()})


def strict_excel() -> bytes:
    """Excel's “Strict Open XML”: other namespaces, dates as ISO texts."""
    parts = read_parts()
    for old, new in STRICT.items():
        parts = {name: part.replace(old, new) for name, part in parts.items()}
    parts[BOOK] = parts[BOOK].replace("<workbook ", '<workbook conformance="strict" ')
    return pack(dict(parts))


def google() -> bytes:
    """Google Sheets: no document properties, no calculation chain, its own extra namespaces."""
    parts = edit(
        SHEET,
        ("<worksheet ", '<worksheet xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/'
         'main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '),
        (r"<dimension[^>]*/>", '<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>'),
    )  # fmt: skip
    for name in ("docProps/app.xml", "docProps/core.xml"):
        del parts[name]
    parts["_rels/.rels"] = re.sub(r"<Relationship [^>]*docProps[^>]*/>", "", parts["_rels/.rels"])
    parts[TYPES] = re.sub(r"<Override [^>]*docProps[^>]*/>", "", parts[TYPES])
    return pack(dict(parts))


def wps() -> bytes:
    """WPS Office: its build in custom properties, cell pictures of its own, an empty ext list."""
    parts = read_parts()
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace("Microsoft Excel", "WPS 表格")
    parts["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property'
        ' fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>1066-12.2.0.1</vt:lpwstr></property></Properties>"
    )
    parts["xl/cellimages.xml"] = '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument"/>'
    return pack(dict(parts))


def numbers() -> bytes:
    """Apple Numbers: a summary sheet in front, with links to the others; texts in runs."""
    summary = Page([["Tài liệu này được xuất từ Numbers."], [], ["Tên trang tính"], ["Báo cáo"]],
                   name="Tóm tắt xuất")  # fmt: skip
    data = write_xlsx(summary, PAGE)
    part = read_part(data, TEXTS).decode()
    part = re.sub(r"<si><t([^>]*)>([^<]*)</t></si>",
                  r'<si><r><rPr><sz val="10"/></rPr><t\1>\2</t></r></si>', part)  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return pack(parts | {TEXTS: part})


def put_inline(parts: Parts, kind: str = "inlineStr") -> Parts:
    """Returns the parts with every shared text inside its cell."""
    texts = re.findall(r"<si>(.*?)</si>", parts[TEXTS], re.DOTALL)
    plain = [re.sub(r"<[^>]*>", "", text) for text in texts]

    def fill(match: re.Match[str]) -> str:
        number = int(match[2])
        inner = f"<is>{texts[number]}</is>" if kind == "inlineStr" else f"<v>{plain[number]}</v>"
        return f'{match[1]}t="{kind}">{inner}</c>'

    parts[SHEET] = re.sub(r'(<c [^>]*)t="s"><v>(\d+)</v></c>', fill, parts[SHEET])
    parts[LINKS] = re.sub(r"<Relationship [^>]*sharedStrings[^>]*/>", "", parts[LINKS])
    parts[TYPES] = re.sub(r"<Override [^>]*sharedStrings[^>]*/>", "", parts[TYPES])
    del parts[TEXTS]
    return parts


def phone() -> bytes:
    """A phone app: texts in their cells, no dimension, no styles of rows, nothing beside."""
    parts = put_inline(edit(SHEET, (r"<dimension[^>]*/>", ""), (r' spans="[^"]*"', "")))
    return pack({name: part for name, part in parts.items() if not name.startswith("docProps")})


def web_application() -> bytes:
    """Reports of web applications: values typed `str`, as if formulas had given them."""
    return pack(dict(put_inline(read_parts(), "str")))


def streamed() -> bytes:
    """Java's streaming writers: sizes stand behind each part, in data descriptors."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, more: object) -> int:
            self.data += bytes(more)  # type: ignore[call-overload]
            return len(more)  # type: ignore[arg-type]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in read_parts().items():
            with archive.open(name, "w") as file:
                file.write(part.encode())
    return bytes(pipe.data)


def zip64() -> bytes:
    """Writers that state sizes in 64 bits although they are small."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in read_parts().items():
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(part.encode())
    return target.getvalue()


def stored() -> bytes:
    """Archives that were unpacked and zipped again without packing, folders as entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/", "")
        archive.writestr("xl/worksheets/", "")
        for name, part in read_parts().items():
            archive.writestr(name, part)
    return target.getvalue()


def absolute_links() -> bytes:
    """The Open XML SDK and SAP: links from the root of the package."""
    return pack(dict(edit(LINKS, (r'Target="(?!/)', 'Target="/xl/'))))


def prefixed() -> bytes:
    """The Open XML SDK: every element with a prefix, values too."""
    parts = read_parts()
    for name in (SHEET, TEXTS, BOOK):
        part = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", parts[name])
        parts[name] = part.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return pack(dict(parts))


def mixed_case() -> bytes:
    """Older .NET libraries: parts called otherwise than Excel calls them, in other letters."""
    parts = edit(LINKS, ("worksheets/sheet1.xml", "worksheets/Sheet1.xml"),
                 ("sharedStrings.xml", "SharedStrings.xml"))  # fmt: skip
    parts[TYPES] = parts[TYPES].replace(
        "/xl/worksheets/sheet1.xml", "/xl/worksheets/Sheet1.xml"
    ).replace("/xl/sharedStrings.xml", "/xl/SharedStrings.xml")  # fmt: skip
    parts["xl/worksheets/Sheet1.xml"] = parts.pop(SHEET)
    parts["xl/SharedStrings.xml"] = parts.pop(TEXTS)
    return pack(dict(parts))


def elsewhere() -> bytes:
    """Writers that put their sheets where they like: the workbook's links say where."""
    parts = edit(LINKS, ("worksheets/sheet1.xml", "trang/bieu_1.xml"))
    parts[TYPES] = parts[TYPES].replace("/xl/worksheets/sheet1.xml", "/xl/trang/bieu_1.xml")
    parts["xl/trang/bieu_1.xml"] = parts.pop(SHEET)
    return pack(dict(parts))


def without_references() -> bytes:
    """Small writers: no cell and no row says where it stands."""
    parts = edit(SHEET, (r'<row r="\d+"', "<row"), (r'<c r="[A-Z]+\d+"', "<c"))
    # Without numbers a blank row has to be there.
    parts[SHEET] = parts[SHEET].replace("</row><row", "</row><row></row><row", 1)
    return pack(dict(parts))


def utf_16() -> bytes:
    """Parts in UTF-16, which the standard allows."""
    parts: dict[str, bytes | str] = {}
    for name, part in read_parts().items():
        is_text = name in (SHEET, TEXTS, BOOK)
        parts[name] = part.replace("UTF-8", "UTF-16", 1).encode("utf-16") if is_text else part
    return pack(parts)


def byte_order_mark() -> bytes:
    """A mark in front of every part, attributes in single quotes, lines between elements."""
    parts: dict[str, bytes | str] = {}
    for name, part in read_parts().items():
        if name in (SHEET, TEXTS, BOOK):
            part = re.sub(r'="([^"\']*)"', r"='\1'", part).replace("><", ">\r\n<")
            part = part.replace("<si>\r\n<t>", "<si><t>")
        parts[name] = part.encode("utf-8-sig")
    return pack(parts)


def rich_and_phonetic() -> bytes:
    """Texts in several runs with kept blanks, and East Asian readings beside them."""
    parts = read_parts()
    parts[TEXTS] = parts[TEXTS].replace(
        "<t>Sở Y tế</t>",
        '<r><rPr><b/></rPr><t xml:space="preserve">Sở </t></r><r><t>Y tế</t></r>'
        '<rPh sb="0" eb="2"><t>ソー</t></rPh><phoneticPr fontId="1"/>',
    )
    return pack(dict(parts))


def backslashes() -> bytes:
    """Old .NET archives: backslashes in the names of parts."""
    return pack({name.replace("/", "\\"): part for name, part in read_parts().items()})


IMITATIONS: dict[str, Callable[[], bytes]] = {
    each.__name__: each
    for each in (
        excel, strict_excel, google, wps, numbers, phone, web_application, streamed, zip64, stored,
        absolute_links, prefixed, mixed_case, elsewhere, without_references, utf_16,
        byte_order_mark, rich_and_phonetic, backslashes,
    )
}  # fmt: skip
