"""Claims about folding, keys, and the detection of damaged Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.text import (
    clean,
    fold,
    invisible_characters,
    look_alike_letters,
    looks_legacy,
    match_key,
    mojibake,
    search_key,
    stripped_accents,
    visible,
)

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
# Every vowel group of Vietnamese, with a consonant before and behind where the group allows it:
# (before, letters up to the tone in old spelling, letters after it)
SYLLABLES = [
    ("b", "a", ""), ("b", "ă", "n"), ("b", "â", "n"), ("b", "e", ""), ("b", "ê", "nh"),
    ("b", "i", "ch"), ("b", "o", "ng"), ("b", "ô", "c"), ("b", "ơ", "t"), ("b", "u", "m"),
    ("b", "ư", "ng"), ("m", "y", ""), ("b", "a", "i"), ("b", "a", "o"), ("b", "a", "u"),
    ("b", "a", "y"), ("b", "â", "u"), ("b", "â", "y"), ("b", "e", "o"), ("b", "ê", "u"),
    ("b", "i", "a"), ("b", "i", "u"), ("t", "iê", "n"), ("t", "iê", "u"), ("h", "o", "a"),
    ("h", "oa", "n"), ("h", "oa", "ng"), ("h", "oa", "i"), ("x", "oa", "y"), ("ng", "oa", "o"),
    ("x", "oă", "n"), ("kh", "o", "e"), ("kh", "oe", "t"), ("ng", "oe", "o"), ("đ", "o", "i"),
    ("đ", "ô", "i"), ("đ", "ơ", "i"), ("x", "oo", "ng"), ("m", "u", "a"), ("t", "uâ", "n"),
    ("kh", "uâ", "y"), ("th", "uê", ""), ("m", "u", "i"), ("m", "uô", "n"), ("m", "uô", "i"),
    ("th", "uơ", ""), ("th", "u", "y"), ("kh", "uy", "a"), ("kh", "uy", "u"), ("h", "uy", "nh"),
    ("t", "uyê", "n"), ("m", "ư", "a"), ("m", "ư", "u"), ("ch", "ư", "i"), ("b", "ươ", "u"),
    ("b", "ươ", "i"), ("m", "ươ", "n"), ("", "yê", "n"), ("", "yê", "u"), ("qu", "a", ""),
    ("qu", "a", "n"), ("qu", "y", ""), ("qu", "ê", ""), ("qu", "ô", "c"), ("qu", "yê", "n"),
    ("qu", "a", "i"), ("qu", "e", "o"), ("gi", "a", ""), ("gi", "a", "o"), ("g", "i", ""),
    ("g", "i", "n"), ("gi", "ê", "t"), ("gi", "ươ", "ng"), ("gi", "o", ""), ("ngh", "i", "a"),
    ("ngh", "iê", "m"), ("ngh", "iê", "ng"), ("", "u", "y"), ("", "o", "a"), ("", "oa", "nh"),
]  # fmt: skip


@pytest.mark.parametrize("before, nucleus, after", SYLLABLES)
def test_tone_on_any_vowel_of_a_syllable_folds_to_the_old_place(before, nucleus, after):
    for tone in TONES:
        expected = unicodedata.normalize("NFC", before + nucleus + tone + after)
        bare = unicodedata.normalize("NFC", before + nucleus + after)
        assert fold(expected) == expected
        for place, letter in enumerate(bare):
            # The u of qu and the i of gi carry tones only in sloppy typing, and fold as well.
            if letter in "aăâeêioôơuưy":
                typed = bare[: place + 1] + tone + bare[place + 1 :]
                assert fold(typed) == expected, (typed, expected)


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("hoà", "hòa"),
        ("HOÀ TÚ", "hòa tú"),
        ("thuỷ", "thủy"),
        ("Uỷ ban", "ủy ban"),
        ("Quý", "quý"),
        ("qúy", "quý"),
        ("gìa", "già"),
        ("gì", "gì"),
        ("khoẻ mạnh", "khỏe mạnh"),
        ("hoàn toàn", "hoàn toàn"),
        ("nghĩa", "nghĩa"),
        ("Café", "café"),
        ("Ðại Ngãi", "đại ngãi"),
        ("ðơn vị", "đơn vị"),
        ("Ɖề án", "đề án"),
        ("ҺỌເ QUỐເ", "học quốc"),
        ("Sở Tаi сhính", "sở tai chính"),
        ("ΒAN DÂN TỘC", "ban dân tộc"),
        ("Phường\u00a01", "phường 1"),
        ("Phư\u200bờng\u00ad 1", "phường 1"),
        ("\ufeffSở  Y\ttế \n", "sở y tế"),
        ("“Một cửa”", '"một cửa"'),
        ("Phát thanh – Truyền hình", "phát thanh - truyền hình"),
        ("Ｐhường １", "phường 1"),
        ("e\u0301\u0302", "ế"),
        ("", ""),
    ],
)
def test_fold_has_one_spelling(typed, expected):
    assert fold(typed) == expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=400, deadline=None)
def test_fold_of_anything_is_idempotent_and_the_same_for_both_normal_forms(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert match_key(match_key(text)) == match_key(text)


VIETNAMESE = st.text(
    alphabet="aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứự"
    "vxyỳỷỹýỵ -,.IVX12",
    max_size=30,
)


@given(VIETNAMESE)
@settings(max_examples=300, deadline=None)
def test_case_form_and_blanks_never_change_a_key(text):
    key = match_key(text)
    assert match_key(text.upper()) == key
    assert match_key(unicodedata.normalize("NFD", text)) == key
    assert match_key(f" {text.replace(' ', '  ')}\u00a0") == key


@pytest.mark.parametrize(
    "one, other",
    [
        ("Xã Hòa Tú II", "xã Hoà Tú 2"),
        ("Phường XX", "phường 20"),
        ("“Thứ 2 ngày không viết”", "Thứ 2 ngày không viết"),
        ("Đài Phát thanh – Truyền hình", "Đài Phát thanh-Truyền hình"),
        ("Một cửa, điện tử.", "MỘT CỬA điện tử"),
    ],
)
def test_equal_names_have_equal_keys(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Hòa Tú 1", "Hòa Tú 2"),
        ("Thứ 2 ngày không viết", "Thứ 6 ngày không viết"),
        ("Gia Hòa", "Gia Hoa"),
        ("Mô hình 5S", "Mô hình 5S+"),
        ("Phường 1.1", "Phường 11"),
    ],
)
def test_different_names_have_different_keys(one, other):
    assert match_key(one) != match_key(other)


def test_keys_never_contain_the_bar_that_joins_natural_keys():
    assert "|" not in match_key("Một | cửa｜điện tử")
    assert match_key("I") == "i"


def test_search_ignores_accents_case_and_punctuation():
    assert (
        search_key("Ủy ban nhân dân Đại Ngãi, “Hoà Tú II”") == "uy ban nhan dan dai ngai hoa tu ii"
    )


@pytest.mark.parametrize(
    "text, expected",
    [
        ("85,5 ", "85,5␠"),
        ("  x", "␠␠x"),
        ("a\u00a0b", "a⟨U+00A0⟩b"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("a  b", "a␠␠b"),
        ("a\nb", "a↵b"),
        ("О", "О⟨U+041E⟩"),
        ("Ngã Năm", "Ngã Năm"),
        ("   ", "␠␠␠"),
    ],
)
def test_visible_writes_out_what_the_eye_misses(text, expected):
    assert visible(text) == expected


def test_clean_keeps_words_and_lines_but_nothing_invisible():
    assert clean("  Tờ\u00a0khai \u200b\r\n  điện tử  \n\n") == "Tờ khai\nđiện tử"
    assert clean(unicodedata.normalize("NFD", "Ngã Năm")) == "Ngã Năm"


ORDINARY = [
    "Ủy ban nhân dân thị xã Ngã Năm",
    "“PHƯỜNG, XÃ”",
    "Mô hình “XÔ”",
    "Sở VHTT&DL",
    "loà xoà, quá, hoá đơn, quê",
    "Noël café naïve",
    "VNPT iOffice 4.0 Smart city dashboard",
    "Zalo® Official Account",
    "«Một cửa» điện tử",
    "1256/QĐ-UBND",
    "UBND TP ST",
    "Ban QLDA 1",
    "Zalo",
    "Sao? Vì sao?",
    "https://soctrang.gov.vn/?a=b?c=d",
    "THANH TRA TINH",
    "5µm, 1½, m², 2¹",
    "",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_never_called_damaged(text):
    assert not mojibake(text)
    assert not looks_legacy(text)
    assert not stripped_accents(text)
    assert not invisible_characters(text)


@pytest.mark.parametrize("code_page", ["cp1252", "latin-1", "cp437", "cp1258"])
@pytest.mark.parametrize("text", ["Ủy ban nhân dân thị xã Ngã Năm", "Đang duy trì", "Mường Khương"])
def test_utf8_read_as_another_code_page_is_found_and_repaired(code_page, text):
    letters = []
    for byte in text.encode():
        letter = bytes([byte]).decode(code_page, errors="ignore")
        letters.append(letter or chr(byte))
    assert mojibake("".join(letters)) == text


def test_samples_of_mojibake_seen_in_the_wild_are_repaired():
    assert mojibake("Quß║¡n Ba ─É├¼nh") == "Quận Ba Đình"


@pytest.mark.parametrize(
    "text, font",
    [
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "vni"),
        ("PHIEÁU CHAÁM ÑIEÅM", "vni"),
        ("Thò xaõ Ngaõ Naêm", "vni"),
        ("B¶o Th¾ng", "tcvn3"),
        ("Mêng Kh¬ng", "tcvn3"),
        ("Céng hoµ x· héi", "tcvn3"),
        ("Uû ban nh©n d©n huyÖn Mü Tó", "tcvn3"),
    ],
)
def test_text_typed_for_legacy_fonts_is_recognised(text, font):
    assert looks_legacy(text) == font


@pytest.mark.parametrize(
    "text",
    [
        "S: /HDBX-C Lm H, ngy 22 thng 11 nm 2021 Hng dn bnh xt thi ua",
        "Uy ban nhan dan thi xa Nga Nam",
        "UY BAN NHAN DAN HUYEN MY TU",
        "Thu 2 ngay khong viet",
        "?y ban nh?n d?n",
        "Ủy ban nh\ufffdn dân",
    ],
)
def test_lost_accents_are_recognised(text):
    assert stripped_accents(text)


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\ufeff", "\u202e", "\x07", "\u2060"])
def test_characters_that_hide_are_found(character):
    assert invisible_characters(f"Ngã{character} Năm")


def test_no_break_spaces_are_ordinary_blanks():
    assert not invisible_characters("Ngã\u00a0Năm\u202f")


@pytest.mark.parametrize(
    "text, latin",
    [
        ("ҺỌເ QUỐເ", "HỌc QUỐc"),
        ("Sở Tаi сhính", "Sở Tai chính"),
        ("ΒAN DÂN TỘC", "BAN DÂN TỘC"),
        ("Sở Tài chính", None),
        ("Ðại Ngãi", None),
        ("hệ số α, 5 µm", None),
        ("дневник", None),
        ("", None),
    ],
)
def test_letters_of_other_alphabets_are_found_within_words(text, latin):
    assert look_alike_letters(text) == latin
