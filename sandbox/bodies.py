"""The request body of a call as the record keeps it, without secrets."""

import json
import re

from flask import Request

LONGEST_BODY, LONGEST_TEXT = 20_000, 500  # bytes, characters
DEEPEST = 20
SECRET_NAME = re.compile(r"secret|token|code|verifier|password|authorization", re.IGNORECASE)
# The same names within a text, for callers that send a form as JSON, or JSON as a form.
PAIR = re.compile(
    r"((?:secret|token|code|verifier|password)[\w-]{0,40}[\"']?\s*[=:]\s*)[\"']?[^\s\"'&,}]+",
    re.IGNORECASE,
)
# Tokens under an unknown name; the sandbox's tokens begin like TikTok's.
TOKEN = re.compile(r"\b(?:act|rft|clt)\.[^\s\"'&]+")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def recorded(request: Request) -> object:
    """Return a form or JSON as an object, None for an empty body, else its size in words."""
    raw = request.get_data()
    if not raw:
        return None
    if len(raw) <= LONGEST_BODY:
        if request.mimetype in FORMS:
            form = request.form.to_dict(flat=False)
            return _shown({name: sent if sent[1:] else sent[0] for name, sent in form.items()})
        if request.mimetype == "application/json":
            try:
                # The record must be valid JSON, and NaN and the infinities are not.
                return _shown(json.loads(raw, parse_constant=str))
            except (ValueError, RecursionError):
                pass
    return f"[{len(raw):,} bytes of {request.mimetype or 'no type'}]"


def _shown(value: object, depth: int = 0) -> object:
    if isinstance(value, str):
        text = _without_secrets(value)
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}… [{len(text):,}]"
    if depth == DEEPEST and isinstance(value, dict | list):
        return "…"
    if isinstance(value, dict):
        return {
            _without_secrets(name): (
                _hidden(inner) if SECRET_NAME.search(name) else _shown(inner, depth + 1)
            )
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_shown(inner, depth + 1) for inner in value]
    return value


def _without_secrets(text: str) -> str:
    return PAIR.sub(r"\1[redacted]", TOKEN.sub("[redacted]", text))


def _hidden(value: object) -> str:
    """Keep a secret's length, which tells a cut or doubly encoded secret from a whole one."""
    return f"[redacted, {len(value)} characters]" if isinstance(value, str) else "[redacted]"
