"""The description of the API by OpenAPI 3.1, made from the dataclasses of its answers.

https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import unquote

from portfolio.extensions import settings
from portfolio.languages import gettext
from portfolio.services.pages import accents, handles, look
from portfolio.views import addresses, api_answers, api_texts, problems

Described = dict[str, Any]

_PLAIN: dict[object, Described] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
}
#: The fields with one of a few values.
_CHOICES = {
    "Look.accent": accents.NAMES,
    "Look.scheme": look.SCHEMES,
    "Look.layout": look.LAYOUTS,
    "Look.pairing": look.PAIRINGS,
    "Section.layout": look.LAYOUTS,
}


def document() -> str:
    """Return the description of all addresses as JSON."""
    path = unquote(addresses.in_full("api.page", handle="{handle}"))
    whole = {
        "openapi": "3.1.1",
        "info": {
            "title": settings().site_name,
            "version": "1",
            "summary": gettext("Public pages, for programs."),
            "description": api_texts.promise(),
        },
        "externalDocs": {"url": addresses.in_full("api.show")},
        "servers": [{"url": settings().public_url}],
        "paths": {path.removeprefix(settings().public_url): {"get": _operation()}},
        "components": {"schemas": {each.__name__: schema_of(each) for each in api_answers.ALL}},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def schema_of(answer: type) -> Described:
    """Return the schema of one dataclass. Each field is there in every answer."""
    hints, about = get_type_hints(answer, include_extras=True), api_texts.about()
    names = [field.name for field in fields(answer)]
    properties = {}
    for name in names:
        key = f"{answer.__name__}.{name}"
        described = _type_of(hints[name])
        if key in _CHOICES:
            described["enum"] = [*_CHOICES[key]]
        if key in about:
            described["description"] = about[key]
        properties[name] = described
    return {"type": "object", "properties": properties, "required": names}


def _type_of(hint: Any) -> Described:
    """Return the schema of a type that a field may have."""
    if get_origin(hint) is Annotated:
        kind, form = get_args(hint)
        return {**_type_of(kind), "format": form}
    if get_origin(hint) in (Union, types.UnionType):
        (kind,) = [each for each in get_args(hint) if each is not types.NoneType]
        return _or_null(_type_of(kind))
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _type_of(get_args(hint)[0])}
    if isinstance(hint, type) and is_dataclass(hint):
        return {"$ref": f"#/components/schemas/{hint.__name__}"}
    return {**_PLAIN[hint]}


def _or_null(described: Described) -> Described:
    if "type" not in described:
        return {"anyOf": [described, {"type": "null"}]}
    return {**described, "type": [described["type"], "null"]}


def _operation() -> Described:
    handle = {
        "name": "handle",
        "in": "path",
        "required": True,
        "description": gettext("The name in the page’s address, without the @."),
        "schema": {"type": "string", "pattern": f"^{handles.SPELLING}$"},
    }
    held = {
        "name": "If-None-Match",
        "in": "header",
        "description": gettext("The tag of the answer that you have."),
        "schema": {"type": "string"},
    }
    whole = _content(api_answers.JSON, "Page")
    return {
        "operationId": "getPage",
        "summary": gettext("A public page with its videos"),
        "parameters": [handle, held],
        "responses": {
            "200": {"description": gettext("The page."), "headers": {"ETag": _TAG}, **whole},
            "301": {
                "description": gettext("The page has another handle now, or it is spelt otherwise.")
            },
            "304": {"description": gettext("You have the newest answer already.")},
            "404": {
                "description": gettext("There is no public page of that name."),
                **_content(problems.TYPE, "Problem"),
            },
            "default": {
                "description": gettext("Anything else, such as 405 or 503."),
                **_content(problems.TYPE, "Problem"),
            },
        },
    }


_TAG = {"schema": {"type": "string"}}


def _content(kind: str, answer: str) -> Described:
    return {"content": {kind: {"schema": {"$ref": f"#/components/schemas/{answer}"}}}}
