"""The control JSON for apps, creators, grants and events. See docs/sandbox.md."""

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from .apps import App, AppRefused
from .creators import Creator
from .orders import (
    ANYTHING,
    SWITCH,
    TEXT,
    TEXTS,
    WHOLE,
    Shape,
    between,
    check,
    explain_refusals,
    list_of,
    wanted,
)
from .scopes import unknown_scope
from .videos import FIELDS
from .world import world


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20


IDS = list_of("video ids, each as text", _is_id)
APP = {
    "client_key": TEXT, "client_secret": TEXT, "name": TEXT.or_null(), "redirect_uris": TEXTS,
    "platform": TEXT, "scopes": TEXTS, "developer": TEXT, "target_users": TEXTS.or_null(),
    "webhook_url": TEXT.or_null(), "loopback": SWITCH,
}  # fmt: skip
EVENT = {
    "event": TEXT, "account": TEXT, "open_id": TEXT, "reason": WHOLE, "content": ANYTHING,
    "content_as": Shape('"object" or "string"', lambda value: value in ("object", "string")),
    "create_time": WHOLE, "age": WHOLE, "copies": between(0, 1_000), "forged": ANYTHING,
    "url": TEXT, "client_key": TEXT, "retry": SWITCH, "body": TEXT, "app": TEXT,
}  # fmt: skip
PROFILE = {
    "display_name": TEXT.or_null(), "bio": TEXT, "followers": WHOLE.or_null(),
    "following": WHOLE.or_null(), "likes": WHOLE.or_null(), "is_verified": SWITCH,
}  # fmt: skip
VIDEOS = {
    "add": between(0, 100_000), "create_time": between(0, 4_000_000_000),
    "delete": IDS, "hide": IDS, "show": IDS,
    "change": Shape(
        "an object of video ids and what changes",
        lambda value: isinstance(value, dict)
        and all(_is_id(key) and isinstance(wire, dict) for key, wire in value.items()),
    ),
}  # fmt: skip

blueprint = Blueprint("people", __name__, url_prefix="/_control")
explain_refusals(blueprint)


@blueprint.get("/apps")
def apps() -> ResponseReturnValue:
    return jsonify([vars(app) for app in world().apps.all()])


@blueprint.post("/apps")
def register_app() -> ResponseReturnValue:
    """Register an app by the developer portal's rules."""
    order = wanted("client_key", "client_secret", **APP)
    for name in ("redirect_uris", "scopes", "target_users"):
        if order.get(name) is not None:
            order[name] = tuple(order[name])
    if order.pop("loopback", False):
        raise AppRefused("only the demo app accepts every loopback address")
    order.setdefault("name", order.get("client_key"))
    return jsonify(vars(world().apps.register(App(**order)))), 201


@blueprint.post("/apps/<client_key>/webhook")
def set_webhook(client_key: str) -> ResponseReturnValue:
    app = world().apps.set_webhook(client_key, wanted("url", url=TEXT.or_null())["url"])
    return jsonify(vars(app)) if app else abort(404)


@blueprint.post("/grants")
def grant() -> ResponseReturnValue:
    """{"account", "client_key"?, "scopes"?}: consent without the page; returns a token body."""
    order = wanted("account", account=TEXT, client_key=TEXT, scopes=TEXTS)
    if fault := unknown_scope(order.get("scopes")):
        raise ValueError(fault)
    app = world().apps.find(order.get("client_key", world().demo.client_key)) or abort(404)
    creator = world().creators.find(order.get("account")) or abort(404)
    usual = [scope for scope in app.scopes if scope not in creator.withholds]
    scopes = order.get("scopes", usual)
    with world().storage.transaction():
        _, body = world().grants.issue(app, creator.account, scopes)
    return jsonify(open_id=world().identities.open_id(app, creator), **body), 201


@blueprint.get("/webhooks")
def webhooks() -> ResponseReturnValue:
    return jsonify(world().webhooks.as_json())


@blueprint.post("/webhooks")
def send_webhook() -> ResponseReturnValue:
    order = wanted(**EVENT)
    app = world().apps.find(order.pop("app", world().demo.client_key)) or abort(404)
    sent = world().webhooks.send(app, order)
    return jsonify([vars(delivery) for delivery in sent]), 201


@blueprint.post("/creators")
def add_creator() -> ResponseReturnValue:
    order = wanted("account", account=TEXT, videos=between(0, 100_000), display_name=TEXT.or_null())
    creator = world().creators.add(
        order["account"], order.get("videos", 0), order.get("display_name")
    )
    return jsonify(vars(creator)), 201


@blueprint.get("/creators/<account>")
def creator(account: str) -> ResponseReturnValue:
    """Answer with ids and times, newest first, absent videos, and the demo app's open_id."""
    found = _creator(account)
    library = world().libraries.of(found)
    return jsonify(
        account=account,
        display_name=found.display_name,
        open_id=world().identities.open_id(world().demo, found),
        connected_to=world().grants.of_account(account),
        videos=[{"id": str(e.id), "create_time": e.created} for e in library.newest_first()],
        absent={str(video_id): why for video_id, why in library.absent().items()},
    )


@blueprint.patch("/creators/<account>")
def change_creator(account: str) -> ResponseReturnValue:
    return jsonify(vars(world().creators.change(_creator(account), wanted(**PROFILE))))


@blueprint.post("/creators/<account>/videos")
def change_videos(account: str) -> ResponseReturnValue:
    """{"add": n, "create_time"?}, {"delete"|"hide"|"show": [ids]}, {"change": {id: {field: …}}}."""
    found, order = _creator(account), wanted(**VIDEOS)
    for wire in order.get("change", {}).values():
        check(wire, dict.fromkeys(FIELDS, ANYTHING))
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
    found, reason = _creator(account), wanted(reason=between(0, 5)).get("reason", 1)
    ended = world().grants.of_account(account)
    for client_key in ended:
        world().grants.revoke(client_key, found.account)
        if app := world().apps.find(client_key):
            world().webhooks.removed(app, found.account, reason)
    return jsonify(ended=ended)


@blueprint.put("/creators/<account>/kept")
def keep_creator(account: str) -> ResponseReturnValue:
    """Keep this creator as now: profile, videos, consents, tokens and recorded calls."""
    found = _creator(account)
    wanted()
    world().kept.keep(found)
    return "", 204


@blueprint.post("/creators/<account>/kept")
def bring_creator_back(account: str) -> ResponseReturnValue:
    """Make this creator as they were when they were kept, and answer with them as GET does."""
    found = _creator(account)
    wanted()
    return creator(account) if world().kept.bring_back(found) else abort(404)


def _creator(account: str) -> Creator:
    return world().creators.find(account) or abort(404)
