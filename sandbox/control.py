"""The control JSON: everything a test may do to the sandbox or ask of it. See docs/sandbox.md."""

from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.apps import App, AppRefused
from sandbox.creators import Creator
from sandbox.faults import Fault, FaultRefused
from sandbox.settings import SettingRefused
from sandbox.world import world

blueprint = Blueprint("control", __name__, url_prefix="/_control")


@blueprint.errorhandler(SettingRefused)
@blueprint.errorhandler(FaultRefused)
@blueprint.errorhandler(AppRefused)
@blueprint.errorhandler(ValueError)
@blueprint.errorhandler(TypeError)
@blueprint.errorhandler(KeyError)
def refused(error: Exception) -> ResponseReturnValue:
    reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return jsonify(error=reason), 400


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
    wanted = _wanted()
    if wanted.get("reset"):
        world().clock.reset()
        world().windows.clear()
    else:
        seconds = wanted.get("advance", 0)
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
    world().settings.change(_wanted())
    return jsonify(world().settings.as_json())


@blueprint.get("/faults")
def faults() -> ResponseReturnValue:
    return jsonify(world().faults.as_json())


@blueprint.post("/faults")
def add_fault() -> ResponseReturnValue:
    world().faults.add(Fault.from_json(_wanted()))
    return jsonify(world().faults.as_json()), 201


@blueprint.delete("/faults")
def clear_faults() -> ResponseReturnValue:
    world().faults.clear()
    return "", 204


@blueprint.post("/expire")
def expire() -> ResponseReturnValue:
    """{"covers": true}, {"tokens": true} (access), {"refresh_tokens": true}; maybe "account"."""
    wanted = _wanted()
    account = wanted.get("account")
    ended = 0
    if wanted.get("covers"):
        world().signer.expire_all()
    if wanted.get("tokens"):
        ended += world().grants.expire("access", account)
    if wanted.get("refresh_tokens"):
        ended += world().grants.expire("refresh", account)
    return jsonify(tokens_ended=ended)


@blueprint.get("/apps")
def apps() -> ResponseReturnValue:
    return jsonify([vars(app) for app in world().apps.all()])


@blueprint.post("/apps")
def register_app() -> ResponseReturnValue:
    """Register an app by the developer portal's rules."""
    wanted = _wanted()
    for name in ("redirect_uris", "scopes", "target_users"):
        if wanted.get(name) is not None:
            wanted[name] = tuple(wanted[name])
    if wanted.pop("loopback", False):
        raise AppRefused("only the demo app accepts every loopback address")
    wanted.setdefault("name", wanted.get("client_key"))
    return jsonify(vars(world().apps.register(App(**wanted)))), 201


@blueprint.post("/apps/<client_key>/webhook")
def set_webhook(client_key: str) -> ResponseReturnValue:
    app = world().apps.set_webhook(client_key, _wanted().get("url"))
    return jsonify(vars(app)) if app else abort(404)


@blueprint.post("/grants")
def grant() -> ResponseReturnValue:
    """{"account", "client_key"?, "scopes"?}: consent without the page; returns a token body."""
    wanted = _wanted()
    app = world().apps.find(wanted.get("client_key", world().demo.client_key)) or abort(404)
    creator = world().creators.find(wanted.get("account")) or abort(404)
    scopes = wanted.get("scopes", list(app.scopes))
    with world().storage.transaction():
        _, body = world().grants.issue(app, creator.account, scopes)
    return jsonify(open_id=creator.open_id(app), **body), 201


@blueprint.get("/webhooks")
def webhooks() -> ResponseReturnValue:
    return jsonify(world().webhooks.as_json())


@blueprint.post("/webhooks")
def send_webhook() -> ResponseReturnValue:
    wanted = _wanted()
    app = world().apps.find(wanted.pop("app", world().demo.client_key)) or abort(404)
    sent = world().webhooks.send(app, wanted)
    return jsonify([vars(delivery) for delivery in sent]), 201


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


@blueprint.post("/creators")
def add_creator() -> ResponseReturnValue:
    wanted = _wanted()
    creator = world().creators.add(
        wanted["account"], wanted.get("videos", 0), wanted.get("display_name")
    )
    return jsonify(vars(creator)), 201


@blueprint.get("/creators/<account>")
def creator(account: str) -> ResponseReturnValue:
    """Ids and times, newest first, and what is absent; open_id as the demo app sees it."""
    found = _creator(account)
    library = world().libraries.of(found)
    return jsonify(
        account=account,
        display_name=found.display_name,
        open_id=found.open_id(world().demo),
        connected_to=world().grants.of_account(account),
        videos=[{"id": str(e.id), "create_time": e.created} for e in library.newest_first()],
        absent={str(video_id): why for video_id, why in library.absent().items()},
    )


@blueprint.patch("/creators/<account>")
def change_creator(account: str) -> ResponseReturnValue:
    return jsonify(vars(world().creators.change(_creator(account), _wanted())))


@blueprint.post("/creators/<account>/videos")
def change_videos(account: str) -> ResponseReturnValue:
    """{"add": n, "create_time"?}, {"delete"|"hide"|"show": [ids]}, {"change": {id: {field: …}}}."""
    found, wanted = _creator(account), _wanted()
    libraries = world().libraries
    added = (
        libraries.add(found, wanted["add"], wanted.get("create_time")) if "add" in wanted else []
    )
    for verb, mark in (("delete", "deleted"), ("hide", "hidden"), ("show", None)):
        if verb in wanted:
            libraries.mark(found, map(int, wanted[verb]), mark)
    for video_id, wire in wanted.get("change", {}).items():
        libraries.change(found, int(video_id), wire)
    return jsonify(added=[str(video_id) for video_id in added], count=libraries.of(found).count())


@blueprint.post("/creators/<account>/disconnect")
def disconnect(account: str) -> ResponseReturnValue:
    """End this creator's grants as TikTok does; {"reason": 1…4} goes into the webhook."""
    found, reason = _creator(account), _wanted().get("reason", 1)
    ended = world().grants.of_account(account)
    for client_key in ended:
        world().grants.revoke(client_key, found.account)
        if app := world().apps.find(client_key):
            world().webhooks.removed(app, found.account, reason)
    return jsonify(ended=ended)


def _wanted() -> dict[str, Any]:
    body = request.get_json(silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ValueError("send a JSON object")
    return body


def _creator(account: str) -> Creator:
    return world().creators.find(account) or abort(404)
