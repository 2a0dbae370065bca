"""How the control JSON reads orders and refuses senseless ones."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue


def wanted() -> dict[str, Any]:
    """Return the order: a JSON object, empty where nothing was sent."""
    body = request.get_json(silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ValueError("send a JSON object")
    return body


def refuse(error: Exception) -> ResponseReturnValue:
    reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return jsonify(error=reason), 400


def explain_refusals(blueprint: Blueprint) -> None:
    """Answer 400 with a reason; what settings, faults and apps raise are ValueErrors."""
    for kind in (ValueError, TypeError, KeyError):
        blueprint.register_error_handler(kind, refuse)
