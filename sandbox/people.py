"""The control JSON for apps, creators, grants and events. See docs/sandbox.md."""

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from sandbox.apps import App, AppRefused
from sandbox.creators import Creator
from sandbox.orders import explain_refusals, wanted
from sandbox.world import world

blueprint = Blueprint("people", __name__, url_prefix="/_control")
explain_refusals(blueprint)


@blueprint.get("/apps")
def apps() -> ResponseReturnValue:
    return jsonify([vars(app) for app in world().apps.all()])


@blueprint.post("/apps")
def register_app() -> ResponseReturnValue:
    """Register an app by the developer portal's rules."""
    order = wanted()
    for name in ("redirect_uris", "scopes", "target_users"):
        if order.get(name) is not None:
            order[name] = tuple(order[name])
    if order.pop("loopback", False):
        raise AppRefused("only the demo app accepts every loopback address")
    order.setdefault("name", order.get("client_key"))
    return jsonify(vars(world().apps.register(App(**order)))), 201


@blueprint.post("/apps/<client_key>/webhook")
def set_webhook(client_key: str) -> ResponseReturnValue:
    app = world().apps.set_webhook(client_key, wanted().get("url"))
    return jsonify(vars(app)) if app else abort(404)


@blueprint.post("/grants")
def grant() -> ResponseReturnValue:
    """{"account", "client_key"?, "scopes"?}: consent without the page; returns a token body."""
    order = wanted()
    app = world().apps.find(order.get("client_key", world().demo.client_key)) or abort(404)
    creator = world().creators.find(order.get("account")) or abort(404)
    scopes = order.get("scopes", list(app.scopes))
    with world().storage.transaction():
        _, body = world().grants.issue(app, creator.account, scopes)
    return jsonify(open_id=creator.open_id(app), **body), 201


@blueprint.get("/webhooks")
def webhooks() -> ResponseReturnValue:
    return jsonify(world().webhooks.as_json())


@blueprint.post("/webhooks")
def send_webhook() -> ResponseReturnValue:
    order = wanted()
    app = world().apps.find(order.pop("app", world().demo.client_key)) or abort(404)
    sent = world().webhooks.send(app, order)
    return jsonify([vars(delivery) for delivery in sent]), 201


@blueprint.post("/creators")
def add_creator() -> ResponseReturnValue:
    order = wanted()
    creator = world().creators.add(
        order["account"], order.get("videos", 0), order.get("display_name")
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
    return jsonify(vars(world().creators.change(_creator(account), wanted())))


@blueprint.post("/creators/<account>/videos")
def change_videos(account: str) -> ResponseReturnValue:
    """{"add": n, "create_time"?}, {"delete"|"hide"|"show": [ids]}, {"change": {id: {field: …}}}."""
    found, order = _creator(account), wanted()
    libraries = world().libraries
    added = libraries.add(found, order["add"], order.get("create_time")) if "add" in order else []
    for verb, mark in (("delete", "deleted"), ("hide", "hidden"), ("show", None)):
        if verb in order:
            libraries.mark(found, map(int, order[verb]), mark)
    for video_id, wire in order.get("change", {}).items():
        libraries.change(found, int(video_id), wire)
    return jsonify(added=[str(video_id) for video_id in added], count=libraries.of(found).count())


@blueprint.post("/creators/<account>/disconnect")
def disconnect(account: str) -> ResponseReturnValue:
    """End this creator's grants as TikTok does; {"reason": 1…4} goes into the webhook."""
    found, reason = _creator(account), wanted().get("reason", 1)
    ended = world().grants.of_account(account)
    for client_key in ended:
        world().grants.revoke(client_key, found.account)
        if app := world().apps.find(client_key):
            world().webhooks.removed(app, found.account, reason)
    return jsonify(ended=ended)


def _creator(account: str) -> Creator:
    return world().creators.find(account) or abort(404)
