"""The control JSON for time, settings, faults and recorded calls. See docs/sandbox.md."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from .faults import Fault
from .orders import (
    ANYTHING,
    NUMBER,
    SWITCH,
    TEXT,
    WHOLE,
    asked,
    explain_refusals,
    wanted,
)
from .settings import Settings
from .world import world

FAULT = {
    "endpoint": TEXT, "kind": TEXT, "count": WHOLE.or_null(), "probability": NUMBER,
    "seconds": NUMBER.or_null(), "size": WHOLE, "account": TEXT.or_null(),
}  # fmt: skip
blueprint = Blueprint("control", __name__, url_prefix="/_control")
explain_refusals(blueprint)


@blueprint.get("/state")
def state() -> ResponseReturnValue:
    here = world()
    return jsonify(
        now=here.clock.now(),
        clock_offset=here.clock.offset,
        settings=here.settings.as_json(),
        faults=here.faults.as_json(),
        grants=here.grants.all(),
        apps=[app.client_key for app in here.apps.all()],
        creators=[creator.account for creator in here.creators.listed()],
    )


@blueprint.post("/reset")
def reset() -> ResponseReturnValue:
    """Put everything back to the state of a first start, also when a state folder was loaded."""
    wanted()
    current_app.extensions["sandbox"] = world().anew()
    return "", 204


@blueprint.post("/clock")
def clock() -> ResponseReturnValue:
    """{"advance": seconds} or {"reset": true}."""
    order = wanted(advance=NUMBER, reset=SWITCH)
    if order.get("reset"):
        world().clock.reset()
        world().windows.clear()
    else:
        seconds = order.get("advance", 0)
        world().clock.advance(seconds)
        if seconds < 0:
            world().windows.clear()
    return jsonify(now=world().clock.now(), clock_offset=world().clock.offset)


@blueprint.get("/settings")
def settings() -> ResponseReturnValue:
    return jsonify(world().settings.as_json())


@blueprint.post("/settings")
def change_settings() -> ResponseReturnValue:
    world().settings.change(wanted(**dict.fromkeys(Settings.explained(), ANYTHING)))
    return jsonify(world().settings.as_json())


@blueprint.get("/faults")
def faults() -> ResponseReturnValue:
    return jsonify(world().faults.as_json())


@blueprint.post("/faults")
def add_fault() -> ResponseReturnValue:
    world().faults.add(Fault.from_json(wanted("kind", **FAULT)))
    return jsonify(world().faults.as_json()), 201


@blueprint.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    world().faults.clear()
    return "", 204


@blueprint.post("/expire")
def expire() -> ResponseReturnValue:
    """{"covers": true}, {"tokens": true} (access), {"refresh_tokens": true}; maybe "account"."""
    order = wanted(covers=SWITCH, tokens=SWITCH, refresh_tokens=SWITCH, account=TEXT)
    account = order.get("account")
    ended = 0
    if order.get("covers"):
        world().signer.expire_all()
    if order.get("tokens"):
        ended += world().grants.expire("access", account)
    if order.get("refresh_tokens"):
        ended += world().grants.expire("refresh", account)
    return jsonify(tokens_ended=ended)


@blueprint.get("/calls")
def calls() -> ResponseReturnValue:
    """?after=<id> &endpoint= &limit=; oldest first."""
    args = asked("after", "endpoint", "limit")
    numbers = {"after": "0", "limit": "10000"} | args
    for name in ("after", "limit"):
        if not (numbers[name].isascii() and numbers[name].isdecimal() and len(numbers[name]) < 19):
            raise ValueError(f"{name} must be a whole number, not {numbers[name]!r}")
    found = world().calls.read(
        after=int(numbers["after"]), endpoint=args.get("endpoint"), limit=int(numbers["limit"])
    )
    return jsonify(found)


@blueprint.get("/calls/totals")
def totals() -> ResponseReturnValue:
    return jsonify(world().calls.totals())


@blueprint.delete("/calls")
def clear_calls() -> ResponseReturnValue:
    world().calls.clear()
    return "", 204


@blueprint.get("/covers/requests")
def pictures() -> ResponseReturnValue:
    return jsonify(world().pictures)


@blueprint.delete("/covers/requests")
def clear_pictures() -> ResponseReturnValue:
    world().pictures.update(dict.fromkeys(world().pictures, 0))
    return "", 204
