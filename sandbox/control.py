"""The control JSON for time, settings, faults and what was called. See docs/sandbox.md."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.faults import Fault
from sandbox.orders import explain_refusals, wanted
from sandbox.world import world

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


@blueprint.post("/clock")
def clock() -> ResponseReturnValue:
    """{"advance": seconds} or {"reset": true}."""
    order = wanted()
    if order.get("reset"):
        world().clock.reset()
        world().windows.clear()
    else:
        seconds = order.get("advance", 0)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ValueError("advance is a number of seconds")
        world().clock.advance(seconds)
        if seconds < 0:
            world().windows.clear()
    return jsonify(now=world().clock.now(), clock_offset=world().clock.offset)


@blueprint.get("/settings")
def settings() -> ResponseReturnValue:
    return jsonify(world().settings.as_json())


@blueprint.post("/settings")
def change_settings() -> ResponseReturnValue:
    world().settings.change(wanted())
    return jsonify(world().settings.as_json())


@blueprint.get("/faults")
def faults() -> ResponseReturnValue:
    return jsonify(world().faults.as_json())


@blueprint.post("/faults")
def add_fault() -> ResponseReturnValue:
    world().faults.add(Fault.from_json(wanted()))
    return jsonify(world().faults.as_json()), 201


@blueprint.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    world().faults.clear()
    return "", 204


@blueprint.post("/expire")
def expire() -> ResponseReturnValue:
    """{"covers": true}, {"tokens": true} (access), {"refresh_tokens": true}; maybe "account"."""
    order = wanted()
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
    args = request.args
    found = world().calls.read(
        after=int(args.get("after", 0)),
        endpoint=args.get("endpoint"),
        limit=int(args.get("limit", 10_000)),
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
