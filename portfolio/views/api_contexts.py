"""The context of the page that shows the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.views.contexts import Context


@dataclass(frozen=True)
class ApiField:
    """A field of an answer; `refers` is the name of the answer that it holds, or ""."""

    name: str
    kind: str
    refers: str
    about: str


@dataclass(frozen=True)
class ApiAnswer:
    name: str
    fields: Sequence[ApiField]


@dataclass(frozen=True)
class Mark:
    """A piece of JSON; `kind` is "name", "text", "value", or "" of what stands between."""

    kind: str
    text: str


@dataclass(frozen=True)
class Api(Context):
    template = "public/api.html"
    #: The address of a page's answer, with {handle} in its place.
    address: str
    #: The address of the description by OpenAPI.
    description: str
    promise: str
    answers: Sequence[ApiAnswer]
    #: The most videos of an answer.
    most: int
    #: The address of an answer on this site, and its shortened text; "" and none without any page.
    example_address: str
    example: Sequence[Mark]
