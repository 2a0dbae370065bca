"""The rule of the search, read plainly: an oracle that calls nothing of the program.

A whole text is folded step by step with Python's Unicode data, where the program works out each
letter by itself and remembers it; and a query is read by one expression.
"""

from __future__ import annotations

import re
import unicodedata

#: Korean letters by themselves, as in ㅋㅋㅠㅠ, which stay as they are; full width and half.
_JAMO = re.compile("([\u3131-\u318e]+)")
_HALF_JAMO = re.compile("[\uffa1-\uffdc]")
#: Accents; points of Hebrew; vowel marks of Arabic, and tatweel; vowels of Khmer that nobody sees;
#: frames of keycaps; which form of a letter or an emoji; skin tones.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08ff\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
_SAME = str.maketrans(
    "ıđðħłøŋٱىیېکةەہھ۔،؟؛’‘‛`“”„‟«»‐‑–—−〜״׳־",
    'iddhlonايييكهههه.,?;\'\'\'\'""""""-----~"\'-',
    "",
)
#: Letters by their category, and blanks to the eye.
_SAME |= dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")
_SAME |= {ord(one): two for one, two in {"æ": "ae", "œ": "oe", "þ": "th"}.items()}
_QUERY = re.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^ ]+)')


def folded(text: str) -> str:
    """Return a text in the form in which spellings of the same are the same."""
    text = _HALF_JAMO.sub(lambda half: _wide(half[0]), text)
    parts = _JAMO.split(text)
    text = "".join(part if _JAMO.fullmatch(part) else _decomposed(part) for part in parts)
    text = _MARKS.sub("", text).translate(_SAME)
    text = "".join(map(_of_category, text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _wide(half: str) -> str:
    """Return the Korean letter of full width, which is the first step of its decomposition."""
    told = unicodedata.decomposition(half)
    return chr(int(told.split()[-1], 16)) if told else half


def _decomposed(text: str) -> str:
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold()
    return text


def _of_category(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Cs", "Zs", "Zl", "Zp") else letter


def tags_of(text: str) -> list[str]:
    """Return the whole tags of a folded text, each a # with its letters, marks, numbers and _."""
    kinds = "".join("a" if _is_of_a_tag(each) else each if each == "#" else " " for each in text)
    return [text[found.start() : found.end()] for found in re.finditer("#a+", kinds)]


def _is_of_a_tag(letter: str) -> bool:
    return letter == "_" or unicodedata.category(letter)[0] in "LMN"


def finds(query: str, title: str, description: str) -> bool:
    """Return whether a video with these texts is found: it holds each word, phrase and tag."""
    name, words = folded(title), folded(description)
    repeats = words == name or words.startswith(f"{name} ")
    text = words if repeats else f"{name} {words}".strip()
    for found in _QUERY.finditer(folded(query)):
        if found["word"] is None:
            holds = (found["phrase"].strip() or '"') in text
        elif "".join(tags_of(found["word"])) == found["word"]:
            holds = {*tags_of(found["word"])} <= {*tags_of(text)}
        else:
            holds = found["word"] in text
        if not holds:
            return False
    return True
