"""Vietnamese text: folded for matching, shown with its invisible parts, tested for damage."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
_VOWELS = "aăâeêioôơuưy"
_ONSETS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x"
_CODAS = "ng|nh|ch|c|m|n|p|t"
_SYLLABLE = re.compile(
    f"(?P<onset>qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|(?:{_ONSETS})?)"
    f"(?P<nucleus>[{_VOWELS}]+)(?P<coda>(?:{_CODAS})?)"
)
# Vowel groups without a letter that carries the tone by itself. In all of them old and new
# spelling agree on three letters (the middle) and before a consonant (the last); they differ in
# oa, oe and uy at the end of a syllable. The old place is kept: it is how place names are written.
_OPEN_PAIRS = ("ai", "ao", "au", "ay", "eo", "eu", "ia", "io", "iu", "oa", "oe", "oi", "oo", "ou",
               "ua", "ue", "ui", "uo", "uu", "uy", "ya")  # fmt: skip
_MARKED = "ăâêôơư"

_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("\u00d0\u00f0\u0189\u0256\u0221", "đ"),
        # Cyrillic
        **dict(zip("АВЕКМНОРСТХУІЈЅҮҺԚԜԌԀӀ", "ABEKMHOPCTXYIJSYHQWGDI", strict=True)),
        **dict(zip("авекмнорстхуіјѕүһԛԝԍԁӏ", "abekmhopctxyijsyhqwgdi", strict=True)),
        # Greek, by the shape of the capitals so that letter case changes nothing
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True)),
        "ເ": "c",
        "ı": "i",
        "ϲ": "c",
        "Ϲ": "C",
    }
)
_COMPATIBLE = str.maketrans(
    {
        code: unicodedata.normalize("NFKC", chr(code))
        for codes in (range(0xFF01, 0xFF5F), range(0x2160, 0x2180), range(0xFB00, 0xFB07))
        for code in codes
    }
)
_QUOTES_AND_DASHES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_NOTHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f"
)
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_INVISIBLE = re.compile(f"[{_NOTHING}{_CONTROLS}]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]+")
_MARK_RUN = re.compile(r"[\u0300-\u036f]{2,}")
_MODERN = re.compile("[\u1ea0-\u1ef9ơưƠƯăĂđĐ]")
# Nearly every Vietnamese text has one of these: found at once, without looking at each letter.
_ACCENTED = re.compile("[À-ÖØ-öø-\u024f\u1e00-\u1eff]")
_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        re.findall(
            r"\w+", "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
        ),
        start=1,
    )
}


def fold(text: str) -> str:
    """Return the text in the one spelling that is compared; never shown to anybody.

    NFC, lower case, tones in their old place (`hoà` → `hòa`, `thuỷ` → `thủy`, `quý` stays),
    look-alike letters Latin, quotes and dashes plain, invisible characters gone, blanks single.
    """
    return _fold(text)


@lru_cache(maxsize=65_536)
def _fold(text: str) -> str:
    letters = _INVISIBLE.sub("", unicodedata.normalize("NFD", text))
    letters = letters.translate(_COMPATIBLE).translate(_LOOK_ALIKES).lower()
    # Canonical order leaves tone and circumflex as typed where both sit above the letter.
    letters = _MARK_RUN.sub(
        lambda run: _shapes_first(run[0]), unicodedata.normalize("NFD", letters)
    )
    letters = unicodedata.normalize("NFC", letters).translate(_LOOK_ALIKES)
    letters = letters.translate(_QUOTES_AND_DASHES)
    letters = _WORD.sub(lambda word: _place_tone(word[0]), letters)
    return _BLANKS.sub(" ", letters).strip()


def match_key(text: str) -> str:
    """Return the key under which equal names are equal: folded, no punctuation, II as 2."""
    words = _without_punctuation(fold(text)).split()
    if len(words) > 1:
        words[-1] = _ROMAN.get(words[-1], words[-1])
    return " ".join(words)


def search_key(text: str) -> str:
    """Return the text for a search that ignores accents, case and punctuation."""
    return " ".join(strip_accents(_without_punctuation(fold(text))).split())


def strip_accents(text: str) -> str:
    """Return the text without tones, hooks and the bar of đ."""
    letters = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def clean(text: str) -> str:
    """Return the text as it is kept: NFC, plain blanks, no invisible characters, same words.

    Line breaks stay, blanks at the ends of lines and blank lines at both ends go.
    """
    letters = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    lines = [_BLANKS.sub(" ", line).strip() for line in letters.splitlines()]
    return "\n".join(lines).strip("\n")


def visible(text: str) -> str:
    """Return the text with what the eye misses written out: `85,5␠`, `a⟨U+00A0⟩b`, `О⟨U+041E⟩`."""
    letters = unicodedata.normalize("NFC", text)
    inner = letters.strip(" ")
    if not inner:
        return "␠" * len(letters)
    before = len(letters) - len(letters.lstrip(" "))
    after = len(letters) - len(letters.rstrip(" "))
    shown = re.sub(" {2,}", lambda run: "␠" * len(run[0]), inner)
    return "␠" * before + "".join(map(_show, shown)) + "␠" * after


def show_directions(text: str) -> str:
    """Return the text with the signs that turn the reading around written out: `a⟨U+202E⟩b`.

    All else stays as it is. Where foreign text is shown they would turn our own words around too.
    """
    return _DIRECTIONS.sub(lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", text)


def invisible_characters(text: str) -> bool:
    """Tell whether characters hide in the text that take no room or control the reading.

    No-break and other wide blanks do not count: they are read as blanks everywhere.
    """
    return _INVISIBLE.search(text) is not None


def look_alike_letters(text: str) -> str | None:
    """Return the text with Latin letters where foreign ones only look like them, else None.

    A foreign letter that stands alone, such as the α of a formula, is no look-alike.
    """
    letters = unicodedata.normalize("NFD", text)
    if letters.isascii() or not any(_is_foreign(letter) for letter in letters):
        return None
    composed = unicodedata.normalize("NFC", text)
    latin = _MARKED_WORD.sub(lambda word: _to_latin(word[0]), composed)
    return latin if latin != composed else None


def mojibake(text: str) -> str | None:
    """Return the text repaired where UTF-8 was read as another code page, else None."""
    pages, pattern = _misread_letters()
    if pattern.search(text) is None:
        return None
    best: tuple[int, str] | None = None
    for page, own_pattern in pages:
        hits, repaired = _decode(text, page, own_pattern)
        if hits >= 2 and (best is None or hits > best[0]):
            best = hits, repaired
    if best is None or _modern_letters(text) > best[0]:
        return None
    return best[1]


def looks_legacy(text: str) -> str | None:
    """Return `vni` or `tcvn3` where the text looks typed for such a font, else None.

    A hint only: the cell's font decides.
    """
    if _modern_letters(text):
        return None
    pairs = [pair.lower() for pair in _VNI_PAIR.findall(text)]
    if len(pairs) > 2 or any(pair not in _EUROPEAN_PAIRS for pair in pairs):
        return "vni"
    return "tcvn3" if _TCVN3_SIGN.search(text) else None


def stripped_accents(text: str) -> bool:
    """Tell whether Vietnamese text lost its accents or its accented letters (`ngy`, `nam?`).

    Cautious: short texts, names, foreign words and abbreviations are never accused.
    """
    if "\ufffd" in text:
        return True
    composed = unicodedata.normalize("NFC", text)
    if _ACCENTED.search(composed) or any(
        letter > "\x7f" and letter.isalpha() for letter in composed
    ):
        return False
    if "://" not in text and len(_LOST_LETTER.findall(text)) >= 2:
        return True
    words = [word for word in _WORD.findall(text) if not (len(word) > 1 and word.isupper())]
    if text.isupper():
        words = _WORD.findall(text)
    lower = [word.lower() for word in words if len(word) > 1]
    gaps = sum(1 for word in lower if _HOLLOW.fullmatch(word))
    bare = sum(1 for word in lower if word in _BARE_SYLLABLES)
    hollow = not text.isupper() and gaps >= 3 and gaps * 3 >= len(lower)
    return hollow or (bare >= 3 and bare * 3 >= len(lower) * 2)


@lru_cache(maxsize=16_384)
def _place_tone(word: str) -> str:
    """Put the tone of one lower-case syllable in its place; other words stay as they are."""
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in _TONES]
    if len(tones) != 1:
        return word
    bare = unicodedata.normalize("NFC", letters.replace(tones[0], ""))
    syllable = _SYLLABLE.fullmatch(bare)
    if syllable is None:
        return word
    place = _tone_place(syllable["nucleus"], bool(syllable["coda"]))
    if place is None:
        return word
    place += syllable.start("nucleus")
    return unicodedata.normalize("NFC", bare[: place + 1] + tones[0] + bare[place + 1 :])


def _tone_place(nucleus: str, is_closed: bool) -> int | None:
    marked = [index for index, letter in enumerate(nucleus) if letter in _MARKED]
    if marked:
        return marked[-1]
    if len(nucleus) == 1:
        return 0
    if len(nucleus) == 3:
        return 1
    if len(nucleus) == 2 and nucleus in _OPEN_PAIRS:
        return 1 if is_closed else 0
    return None


def _to_latin(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    if sum(not unicodedata.combining(letter) for letter in letters) == 1:
        return word
    latin = unicodedata.normalize(
        "NFC",
        "".join(
            letter.translate(_LOOK_ALIKES) if _is_foreign(letter) else letter for letter in letters
        ),
    )
    return latin if _LATIN.fullmatch(latin) else word


def _is_foreign(letter: str) -> bool:
    # Ð for Đ is Latin: common in older files, and harmless since it folds to đ.
    return ord(letter) in _LOOK_ALIKES and not unicodedata.name(letter).startswith("LATIN")


def _shapes_first(marks: str) -> str:
    return "".join(sorted(marks, key=lambda mark: mark not in _SHAPES))


def _without_punctuation(text: str) -> str:
    return "".join(" " if _is_punctuation(letter) else letter for letter in text)


@lru_cache(maxsize=4096)
def _is_punctuation(letter: str) -> bool:
    # The bar separates the parts of a natural key.
    return unicodedata.category(letter)[0] == "P" or letter in "|^`´¨~"


def _show(letter: str) -> str:
    if letter == "\n":
        return "↵"
    if letter == " ":
        return letter
    if letter.isspace() or _INVISIBLE.match(letter):
        return f"⟨U+{ord(letter):04X}⟩"
    base = unicodedata.normalize("NFD", letter)[0]
    if ord(base) in _LOOK_ALIKES and base.translate(_LOOK_ALIKES) != base:
        return f"{letter}⟨U+{ord(base):04X}⟩"
    return letter


def _modern_letters(text: str) -> int:
    """Count the letters that only Unicode text has: neither Latin-1 nor old code pages do."""
    return len(_MODERN.findall(unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=1)
def _code_pages() -> tuple[dict[str, int], ...]:
    pages = []
    for name in ("cp1252", "latin-1", "cp437", "cp1258"):
        page = {chr(code): code for code in range(0x80, 0xA0)}
        for code in range(0x80, 0x100):
            letter = bytes([code]).decode(name, errors="ignore")
            if letter:
                page[letter] = code
        pages.append(page)
    return tuple(pages)


@lru_cache(maxsize=1)
def _misread_letters() -> tuple[
    tuple[tuple[dict[str, int], re.Pattern[str]], ...], re.Pattern[str]
]:
    """Return each code page with what UTF-8 read as it looks like, and what any of them does.

    Only the bytes that begin Vietnamese letters and signs count; none of them goes on a letter.
    """
    pages = _code_pages()
    patterns = [
        "|".join(
            f"[{_letters_of(page, leads)}][{_letters_of(page, range(0x80, 0xC0))}]{{{more}}}"
            for leads, more in ((range(0xC3, 0xC7), 1), (range(0xE1, 0xE3), 2))
        )
        for page in pages
    ]
    compiled = tuple(map(re.compile, patterns))
    return tuple(zip(pages, compiled, strict=True)), re.compile("|".join(patterns))


def _letters_of(page: dict[str, int], codes: range) -> str:
    return "".join(re.escape(letter) for letter, code in page.items() if code in codes)


def _decode(text: str, page: dict[str, int], pattern: re.Pattern[str]) -> tuple[int, str]:
    """Undo a wrong reading; returns how sure (bytes beyond the first) and the repaired text."""
    hits = 0

    def repair(part: re.Match[str]) -> str:
        nonlocal hits
        letter = _one_letter(part[0], page)
        hits += 0 if letter is None else len(part[0]) - 1
        return part[0] if letter is None else letter

    repaired = pattern.sub(repair, text)
    return hits, repaired


def _one_letter(part: str, page: dict[str, int]) -> str | None:
    codes = [page.get(letter, 0) for letter in part]
    try:
        letter = bytes(codes).decode("utf-8")
    except UnicodeDecodeError:
        return None
    is_known = len(letter) == 1 and (letter in "–—‘’“”…" or letter.isalpha())
    return letter if is_known else None


def _pairs(first: str, second: str) -> Iterator[str]:
    return (left + right for left in first for right in second)


# In VNI fonts the tone is a letter of its own behind the vowel.
_VNI_LOWER = set(_pairs("aeôö", "ùøûõïâáàåãäêéèúüë")) | set(_pairs("ouy", "ùøûõïåäüë"))
_VNI_PAIR = re.compile(
    "|".join(
        sorted({*_VNI_LOWER, *(pair.upper() for pair in _VNI_LOWER)})
        + ["[AEÔÖ][ùøûõïâáàåãäêéèúüë]"]
    )  # fmt: skip
)
_EUROPEAN_PAIRS = {"aï", "oë", "eë", "aë", "oü", "aü", "uë", "où", "eü", "aé", "eé", "eê", "eï"}
# In TCVN3 fonts signs of Latin-1 stand for vowels inside words.
_TCVN3_SIGN = re.compile(
    r"[A-Za-z][µ¸¶¾¼½¨](?![0-9])|[A-Za-z][¬«ª©\xad][a-z]|®[a-zª«¬µ¸¶·¹Ö-Üà-ü]"
    r"|[a-z][·¹»](?=[a-z ]|$)"
    r"|[a-z][ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ØÜÞ]|(?<![A-Za-z])§[a-zÀ-ü]"
)
_LOST_LETTER = re.compile(r"(?<=[A-Za-z])\?(?=[a-z])|(?<![^\s])\?(?=[a-z])")
_HOLLOW = re.compile(
    "(?:ngh|ng|nh|ch|kh|ph|th|tr|b|c|d|g|h|k|l|m|n|q|r|s|t|v|x)(?:ng|nh|ch|c|m|n|p|t|y)"
)
_BARE_SYLLABLES = frozenset(
    re.findall(
        r"\w+",
        "ban bao bo cac can cao chat chinh cho chu chuc cong cua da dan dang dich doc don dua "
        "dung duoc duy giai giam gian giay hanh hen hien hieu hinh ho hoa hoi huyen ket khai "
        "khan khen kho khong kien ky lap luong mac mo mot nam nang ngay nghi nghia nguoi nha "
        "nhan nhieu nuoc phan pho phong phuc phuong qua quyet so tam tap thang thanh the thi "
        "thieu thoi thu thuc thuong tinh to trao tren tri trien trong truc tu tuc tuyen ung uy "
        "van vi vien viet voi vu vuong xa ",
    )
)
