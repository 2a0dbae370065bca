"""The page that shows the API: what each field means, and the answer for a page of this site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from portfolio.services.drafts import picks, section_rules
from portfolio.services.pages import rules
from portfolio.views import addresses, api_answers, api_texts, openapi
from portfolio.views.api_answers import Page
from portfolio.views.api_contexts import Api, ApiAnswer, ApiField, Mark

#: The videos of an example.
FEW = 2
#: The most values of a field that are shown in place of its type.
SHOWN_CHOICES = 6
_PIECES = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*")(?=:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<value>[\w.-]+)'
)


def shown(answer: Page | None) -> Api:
    """Return the context of the page; `answer` becomes its example."""
    return Api(
        address=unquote(addresses.in_full("api.page", handle="{handle}")),
        description=addresses.in_full("api.description"),
        promise=api_texts.promise(),
        answers=[_described(each) for each in api_answers.ALL],
        most=picks.MOST + (section_rules.MOST + 1) * rules.MOST,
        example_address=addresses.in_full("api.page", handle=answer.handle) if answer else "",
        example=list(_marked(api_answers.as_json(shortened(answer)))) if answer else [],
    )


def shortened(answer: Page) -> Page:
    """Return the answer with the first videos of its first section alone."""
    return replace(
        answer,
        sections=tuple(
            replace(section, videos=section.videos[:FEW]) for section in answer.sections[:1]
        ),
    )


def _described(answer: type) -> ApiAnswer:
    properties = openapi.schema_of(answer)["properties"]
    return ApiAnswer(answer.__name__, [_field(name, properties[name]) for name in properties])


def _field(name: str, described: dict[str, Any]) -> ApiField:
    """Return a field as it is described; its kind is in the words of JSON Schema."""
    kinds = described["type"] if "type" in described else _kinds(described)
    words = " | ".join([kinds] if isinstance(kinds, str) else kinds)
    if len(choices := described.get("enum", [])) in range(1, SHOWN_CHOICES + 1):
        words = " | ".join(f'"{each}"' for each in choices)
    if "format" in described:
        words += f" ({described['format']})"
    refers = _refers(described)
    return ApiField(name, words, refers, described.get("description", ""))


def _kinds(described: dict[str, Any]) -> list[str]:
    """Return the kinds of a field that holds another answer, or perhaps null."""
    return ["object", "null"] if "anyOf" in described else ["object"]


def _refers(described: dict[str, Any]) -> str:
    """Return the name of the answer to which a schema refers, or ""."""
    inner = described.get("items", described.get("anyOf", [described])[0])
    return str(inner.get("$ref", "")).rpartition("/")[2]


def _marked(text: str) -> Iterator[Mark]:
    """Yield the pieces of a JSON text, which together are the text."""
    end = 0
    for found in _PIECES.finditer(text):
        yield Mark("", text[end : found.start()])
        yield Mark(str(found.lastgroup), found[0])
        end = found.end()
    yield Mark("", text[end:])
