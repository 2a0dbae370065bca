"""Reading the orders of the control JSON; a refused order is told the known keys."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue


class Shape(NamedTuple):
    """A rule for a value: in words, and as a test."""

    words: str
    fits: Callable[[object], bool]

    def or_null(self) -> "Shape":
        return Shape(f"{self.words} or null", lambda value: value is None or self.fits(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def between(least: int, most: int) -> Shape:
    return Shape(
        f"a whole number from {least} to {most}",
        lambda value: _is_whole(value) and least <= value <= most,  # type: ignore[operator]
    )


def list_of(what: str, fits: Callable[[object], bool]) -> Shape:
    return Shape(
        f"a list of {what}", lambda value: isinstance(value, list) and all(map(fits, value))
    )


NUMBER = Shape("a number", _is_number)
WHOLE = Shape("a whole number", _is_whole)
TEXT = Shape("text", _is_text)
TEXTS = list_of("texts", _is_text)
SWITCH = Shape("true or false", lambda value: isinstance(value, bool))
OBJECT = Shape("an object", lambda value: isinstance(value, dict))
ANYTHING = Shape("anything", lambda _: True)


def wanted(*needed: str, **known: Shape) -> dict[str, Any]:
    """Return the order: a JSON object of the known keys, empty for an empty body."""
    body = request.get_json(silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ValueError(f"send a JSON object with Content-Type application/json; {_list(known)}")
    check(body, known)
    for name in needed:
        if name not in body:
            raise ValueError(f"{name} is missing; {_list(known)}")
    return body


def check(order: Mapping[str, object], known: Mapping[str, Shape]) -> None:
    """Refuse unknown keys and values of another shape."""
    for name, value in order.items():
        if name not in known:
            raise ValueError(f"there is no key {name!r}; {_list(known)}")
        if not known[name].fits(value):
            raise ValueError(f"{name} must be {known[name].words}, not {value!r}")


def asked(*names: str) -> dict[str, str]:
    """Return the parameters of the query; refuse unknown ones."""
    for name in request.args:
        if name not in names:
            raise ValueError(f"there is no parameter {name!r}; known: {', '.join(names)}")
    return dict(request.args)


def _list(known: Mapping[str, Shape]) -> str:
    return f"known: {', '.join(known) or 'none'}"


def refuse(error: Exception) -> ResponseReturnValue:
    return jsonify(error=str(error)), 400


def explain_refusals(blueprint: Blueprint) -> None:
    """Answer 400 with a reason; the errors of settings, faults and apps are ValueErrors."""
    blueprint.register_error_handler(ValueError, refuse)
