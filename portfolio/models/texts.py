"""Texts from TikTok, which may be missing or invisible."""

from __future__ import annotations

import re

#: The characters removed around a text: blanks of any width or none, and control characters.
_BLANK = "\\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u180e\u200b\u2060\u2800\u3164\ufeff\uffa0"
#: Characters that show nothing alone, but beside others join, direct or choose a form.
_UNSEEN = _BLANK + (
    "\u061c\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2061-\u206f\ufe00-\ufe0f"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_AROUND = re.compile(f"^[{_BLANK}]+|[{_BLANK}]+$")
_NOTHING = re.compile(f"[{_UNSEEN}]*")

#: What no XML 1.0 document can hold: https://www.w3.org/TR/xml/#charsets
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def visible(text: object) -> str:
    """Return a text without the blanks around it; "" if nothing of it can be seen."""
    if not isinstance(text, str) or _NOTHING.fullmatch(text):
        return ""
    return _AROUND.sub("", text)


def for_xml(text: str) -> str:
    """Return a text without the control characters and noncharacters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
