"""Texts that something might act on, and how to see that nothing did.

Each holds a word of its own behind what should take effect (`độc…`), so that a page on which the
word stands without what came before it has acted on it. Addresses are from RFC 5737 and RFC 2606.
"""

from __future__ import annotations

import re

HOST = "198.51.100.7"
NAME = "doc-hai.example"

PAYLOADS = (
    f"![độc-ảnh](http://{HOST}/p.png)",
    f":red[độc-đỏ] :material/bomb: :blue-background[độc-nền] :green-badge[độc-nhãn] ![x](http://{HOST}/q)",
    f"[độc-liên-kết](http://{HOST}/x) <http://{HOST}/y> www.{NAME} a@{NAME} http://{HOST}/thang",
    f"<script>window.docHai=1</script><img src=http://{HOST}/i onerror='window.docHai=1'>"
    f"<b>độc-đậm</b><a href='http://{HOST}/z'>độc-neo</a><iframe src='http://{HOST}/f'></iframe>",
    "$\\frac{độc}{1}$ và $$x^2$$ \\(y\\)",
    f'=HYPERLINK("http://{HOST}/f";"độc-ô")',
    "+1+cmd|'/C calc'!A0 độc-cộng",
    "-2+3+cmd|'/C calc'!A0 độc-trừ",
    "@SUM(1+1)*cmd|'/C calc'!A0 độc-a",
    "\t=1+1 độc-tab",
    "a;=1+1;b,@x độc-giữa\n=2+2 độc-dòng",
    "độc-ngược \u202egnp.exe\u202c và \u2067phải\u2069",
    "độc\u200b-ẩn\u200d\u2060\ufeff",
    "độc-" + "dài" * 90,
    "# độc-tiêu-đề\n- độc-gạch\n> độc-trích\n\n| a | b |\n|---|---|\n| độc-bảng | x |\n```\nđộc-khối\n```",
    "~~độc-xóa~~ **độc-đậm-sao** __độc-gạch-dưới__ `độc-mã` *độc-nghiêng*",
    "{{7*7}} ${7*7} %s %(x)s %n {0} {unit_name} độc-mẫu",
    "'; drop table report_rows; -- độc-sql \" ' \\ /",
    ":streamlit: :skull: :rainbow[độc-vồng] :small[độc-nhỏ] :violet[độc-tím] -> <- -- <= >= ~=",
    "javascript:alert(1)//độc-js data:text/html,<script>alert(1)</script>",
    "&lt;b&gt;độc-thực-thể&lt;/b&gt; &#60;script&#62; &amp;",
)

# What takes effect in Markdown as Streamlit reads it: beginnings that no backslash takes away.
ACTIVE = re.compile(
    r"(?<!\\)(?:"
    r"!\[(?:độc|x)|\[độc|:(?:red|blue-background|green-badge|rainbow|small|violet)\[độc"
    r"|:material/bomb|:skull:|:streamlit:|<script|<img|<iframe|<b>độc|<a href|<http"
    r"|\$\\frac|\$\$x|~~độc|\*\*độc|__độc|`độc|\*độc)"
    r"|(?:^|\n)(?:# độc|- độc|> độc|\| a \||```)"
    rf"|http://{re.escape(HOST)}|www\.{re.escape(NAME)}|a@{re.escape(NAME)}"
)
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
# In a browser: the word, and what must stand before it wherever it is shown.
SHOWN = {
    "độc-ảnh": "![", "độc-đỏ": ":red[", "độc-nền": ":blue-background[",
    "độc-nhãn": ":green-badge[", "độc-liên-kết": "[", "độc-xóa": "~~", "độc-đậm-sao": "**",
    "độc-gạch-dưới": "__", "độc-mã": "`", "độc-nghiêng": "*", "độc-vồng": ":rainbow[",
    "độc-nhỏ": ":small[", "độc-tím": ":violet[", "độc-đậm</b>": "<b>",
}  # fmt: skip
# What Plotly takes for markup.
TAG = re.compile(
    r"<(?:b|i|a|br|sub|sup|span|img|script|iframe)\b[^>]*>(?=độc|window|[^<]*onerror)|<a href='http"
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def find_active(text: str) -> str | None:
    """Returns what a Markdown element would act on in a text, or None."""
    active = ACTIVE.search(text)
    if active:
        return active[0]
    turned = DIRECTIONS.search(text)
    return f"U+{ord(turned[0]):04X}" if turned else None


def is_hostile(text: str) -> bool:
    """Tells whether a text comes from here."""
    return "độc" in text or HOST in text or NAME in text
