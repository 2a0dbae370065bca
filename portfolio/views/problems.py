"""Errors of the API, in JSON for programs: https://www.rfc-editor.org/rfc/rfc9457"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portfolio.views import api_answers
from portfolio.views.api_answers import Problem

TYPE = "application/problem+json"
#: The type of a problem of which its status says all.
PLAIN = "about:blank"
#: The headers that let the scripts of all sites read an answer; no cookie is sent for one.
FOR_ALL_SITES = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


def is_wanted() -> bool:
    """Return whether this request is for an address of the API, or for one below it."""
    return f"{request.script_root}{request.path}".startswith(url_for("api.show") + "/")


def answer(status: int, detail: str, headers: Mapping[str, str]) -> ResponseReturnValue:
    """Return the problem of this status. It names no time: the same has always the same bytes."""
    problem = Problem(PLAIN, HTTPStatus(status).phrase, status, detail)
    said = {"Content-Type": TYPE, "Cache-Control": "no-store", **FOR_ALL_SITES, **headers}
    return api_answers.as_json(problem), status, said
