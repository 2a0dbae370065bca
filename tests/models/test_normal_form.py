"""The normal form: texts that are the same to somebody who searches have the same letters."""

from __future__ import annotations

import unicodedata
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.models.normal_form import normal

#: Letters, marks and signs of the scripts in which captions are written, beside any others.
SCRIPTS = (
    *("abcxyzABCXYZßẞİıſŉǆﬁ", "ΣσςάᾳΐΩ", "йёїЖж", "أإآئؤٱىیکةهـَُّ٣", "שׁלוֹם־״", "กินไม่ได้น้ํา"),
    *(
        "हिन्दी३",
        "面包一㍿",
        "かがｶﾞパﾊﾟ〜",
        "가각ㄱㅋㅠﾡﾻ한",
        "👍🏽👩‍🍳❤️🇩🇪1️⃣",
        " \t\n\x1f\u00a0\u200c\u00ad",
    ),
)
texts = st.text() | st.text(st.sampled_from("".join(SCRIPTS)) | st.characters(codec=None))

ALIKE = [
    ("BREAD", "bread"),
    ("Straße STRASSE", "strasse strasse"),
    ("İstanbul ISPARTA Iğdır ısı", "istanbul isparta igdir isi"),
    ("ΟΔΥΣΣΕΎΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"),
    ("Crème brûlée", "creme brulee"),
    ("e\u0301te\u0301 été", "ete ete"),
    ("Łódź smørrebrød Đà Nẵng þorn Æther", "lodz smorrebrod da nang thorn aether"),
    ("ёлка ЙОГУРТ", "елка иогурт"),
    ("ｆｕｌｌ　ｗｉｄｔｈ ＃１２", "full width #12"),
    ("ﾊﾟﾝ ｶﾞ", "パン ガ"),
    ("ᾳﾞ ᾳ\u3099", "α\u3099ι α\u3099ι"),  # marks in one order, of whatever width
    ("한글 \u1112\u1161\u11ab", "한글 한"),
    ("ㅋㅋㅠㅠ ﾻﾻ", "ㅋㅋㅠㅠ ㅋㅋ"),
    ("خُبْزٌ خـــبز أهلا إلى آه ٱلخبز", "خبز خبز اهلا الي اه الخبز"),
    ("قهوة فارسی کتاب ٣٤", "قهوه فارسي كتاب 34"),
    ("שָׁלוֹם בית־ספר צה״ל", 'שלום בית-ספר צה"ל'),
    ("นํ้า ๒๕๖๗", "นํ้า 2567"),
    ("👍🏽 👍 ❤️ ❤ 👩‍🍳 1️⃣", "👍 👍 ❤ ❤ 👩🍳 1"),
    ("“home” ‘made’ «pain» – — ‐", '"home" \'made\' "pain" - - -'),
    ("™ ℌ ² ①", "tm h 2 1"),
    ("co\u00adop می\u200cخواهم \u202eabc\u202c", "coop ميخواهم abc"),
    (" two\u00a0\u3000\nwords\x00\x1f\u3164 ", "two words"),
]
APART = [
    ("か", "が"),
    ("は", "ぱ"),
    ("가", "각"),
    ("กิน", "กน"),
    ("ไม่ได้", "ไมได"),
    ("हिन्दी", "हनद"),
    ("ㅠㅠ", "유"),
    ("面包", "麵包"),
]


@pytest.mark.parametrize(("text", "form"), ALIKE, ids=ascii)
def test_what_readers_take_for_the_same_has_one_form(text: str, form: str):
    assert normal(text) == form


@pytest.mark.parametrize(("one", "other"), APART, ids=ascii)
def test_what_is_another_word_to_its_readers_stays_apart(one: str, other: str):
    assert normal(one) != normal(other)


def test_no_character_has_two_forms():
    for point in chain(range(0x20000), range(0xE0000, 0xE0200)):  # the rest: Han, private, none
        character = chr(point)
        form = normal(character)

        decomposed = unicodedata.normalize("NFD", character)
        for same in (form, decomposed, character.lower(), character.upper()):
            assert normal(same) == form, hex(point)
        assert not any("A" <= each <= "Z" or each == "\x1f" for each in form), hex(point)


@given(texts)
@example("\u1100\u1161\u11a8")
def test_a_form_is_its_own_form_and_that_of_each_spelling(text: str):
    form = normal(text)

    assert normal(form) == form
    for spelling in ("NFC", "NFD"):
        assert normal(unicodedata.normalize(spelling, text)) == form
    assert normal(text.lower()) == form
    assert normal(text.upper()) == form


@given(texts, texts)
def test_a_text_is_in_the_form_of_every_longer_one(text: str, more: str):
    assert normal(f"{text} {more}") == " ".join(filter(None, [normal(text), normal(more)]))
