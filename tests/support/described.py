"""Answers of the API are held to the site's own description of it, field by field."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from tests.support.people import Browser
from tests.support.wire import Answer

DESCRIPTION = "/api/v1/openapi.json"


def description(visitor: Browser) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(visitor.get(DESCRIPTION).data)
    return found


def validated(visitor: Browser, name: str, body: bytes) -> dict[str, Any]:
    """Return an answer that fits the schema of this name, and has no field beside its own."""
    whole = description(visitor)
    for schema in whole["components"]["schemas"].values():
        schema["additionalProperties"] = False
    strict = {"$ref": f"#/components/schemas/{name}", **whole}
    answer: dict[str, Any] = json.loads(body)
    Draft202012Validator(strict, format_checker=FormatChecker()).validate(answer)
    return answer


def problem(visitor: Browser, answer: Answer | TestResponse, status: int) -> None:
    """Hold an answer to be this problem, which no cache keeps and any site's script can read."""
    if isinstance(answer, Answer):
        code, body, headers = answer.status, answer.body, dict(answer.headers)
    else:
        code, body, headers = answer.status_code, answer.data, dict(answer.headers)
    assert code == status
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Access-Control-Allow-Origin"] == "*"
    told = validated(visitor, "Problem", body)
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    assert told["detail"]
