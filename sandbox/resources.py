"""The Display API: user info, video list, video query."""

from collections.abc import Collection
from typing import Any, TypeGuard

from flask import Blueprint, Response, request

from .answers import ApiRefused, enveloped
from .apps import App
from .creators import Creator
from .hints import at_resource
from .videos import DOCUMENTED_LENGTH, FIELDS, Video, on_the_wire
from .world import origin, refusal, this_call, world

USER_FIELDS = {
    "user.info.basic": (
        "open_id", "union_id", "avatar_url", "avatar_url_100", "avatar_large_url", "display_name",
    ),
    "user.info.profile": ("bio_description", "profile_deep_link", "username", "is_verified"),
    "user.info.stats": ("follower_count", "following_count", "likes_count", "video_count"),
}  # fmt: skip
MOST_IDS = 20
MOST_ON_A_PAGE = 20
USUAL_ON_A_PAGE = 10
# TikTok's own words.
MAX_COUNT = f"max_count needs to be in the range of [1, {MOST_ON_A_PAGE}]"
NO_FIELDS = "Fields is required, please provide fields in the request"

blueprint = Blueprint("resources", __name__)


@blueprint.errorhandler(ApiRefused)
def refused(error: ApiRefused) -> Response:
    this_call().outcome = error.code
    this_call().hints = at_resource(request)
    answer = refusal(error)
    if error.code == "rate_limit_exceeded" and world().settings.retry_after is not None:
        answer.headers["Retry-After"] = str(world().settings.retry_after)
    return answer


@blueprint.get("/v2/user/info/")
def user_info() -> Response:
    """https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info"""
    app, creator, scopes = _caller("user/info")
    scope_of = {field: scope for scope, fields in USER_FIELDS.items() for field in fields}
    fields = _fields(scope_of)
    _need_scopes(app, scopes, {scope_of[field] for field in fields})
    profile = _profile(app, creator)
    user = {field: profile[field] for field in fields}
    return _answered({"user": user})


@blueprint.post("/v2/video/list/")
def video_list() -> Response:
    """https://developers.tiktok.com/doc/tiktok-api-v2-video-list"""
    app, creator, scopes = _caller("video/list")
    fields = _fields(FIELDS)
    _need_scopes(app, scopes, {"video.list"})
    body = _json_body()
    cursor, max_count = body.get("cursor"), body.get("max_count", USUAL_ON_A_PAGE)
    if not _is_whole(max_count) or not 1 <= max_count <= MOST_ON_A_PAGE:
        raise ApiRefused("invalid_params", MAX_COUNT)
    if cursor is not None and (not _is_whole(cursor) or cursor < 0):
        raise ApiRefused("invalid_params", "cursor must be a Unix timestamp in milliseconds.")
    settings = world().settings
    # Clients send 0 for the first page; taken literally it would mean "before 1970".
    page = (
        world()
        .libraries.of(creator)
        .page(cursor or None, max_count, short=settings.short_pages, split_ties=settings.split_ties)
    )
    call = this_call()
    call.cursor, call.returned = cursor, len(page.videos)
    call.ids = [str(video.id) for video in page.videos]
    videos = _wire(app, creator, page.videos, fields)
    data = {"videos": videos, "cursor": page.cursor, "has_more": page.has_more}
    return _answered(data)


@blueprint.post("/v2/video/query/")
def video_query() -> Response:
    """https://developers.tiktok.com/doc/tiktok-api-v2-video-query

    Ids of other creators' videos and of deleted or private ones are left out. The order is free.
    """
    app, creator, scopes = _caller("video/query")
    fields = _fields(FIELDS)
    _need_scopes(app, scopes, {"video.list"})
    filters = _json_body().get("filters")
    ids = filters.get("video_ids") if isinstance(filters, dict) else None
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
        raise ApiRefused("invalid_params", "video_ids must be a list of strings.")
    this_call().ids = ids
    if len(ids) > MOST_IDS:
        raise ApiRefused("invalid_params", f"At most {MOST_IDS} video_ids are allowed.")
    library = world().libraries.of(creator)
    numbers = {int(one) for one in ids if one.isascii() and one.isdecimal() and len(one) < 20}
    found = [video for number in numbers if (video := library.get(number))]
    found.sort(key=lambda video: video.id % 9_973)
    this_call().returned = len(found)
    data: dict[str, object] = {"videos": _wire(app, creator, found, fields)}
    if world().settings.is_observed("answer_profile"):
        data |= {"cursor": 0, "has_more": False}
    return _answered(data)


def _answered(data: dict[str, object]) -> Response:
    observed = world().settings.is_observed("answer_profile")
    return enveloped(data, world().log_id(), observed=observed)


def _caller(endpoint: str) -> tuple[App, Creator, frozenset[str]]:
    """Check the token and count the call; return its app, creator and scopes."""
    header = request.headers.get("Authorization")
    if header is None:
        raise ApiRefused("access_token_invalid")
    kind, _, token = header.partition(" ")
    if kind != "Bearer" or not token or " " in token:
        raise ApiRefused("invalid_params", "Invalid authorization header. Please check the format.")
    bearer = world().grants.bearer(token)
    app = world().apps.find(bearer.client_key) if bearer else None
    creator = world().creators.find(bearer.account) if bearer else None
    if bearer is None or app is None or creator is None:
        raise ApiRefused("access_token_invalid")
    limit = world().settings.calls_per_minute
    if not world().windows.admit(app.client_key, endpoint, world().clock.now(), limit):
        raise ApiRefused("rate_limit_exceeded")
    return app, creator, bearer.scopes


def _fields(known: Collection[str]) -> list[str]:
    """Return the wanted fields, which are in the query, even of a POST."""
    wanted = [name for name in request.args.get("fields", "").split(",") if name]
    if not wanted:
        raise ApiRefused("invalid_params", NO_FIELDS)
    this_call().fields = wanted
    for name in wanted:
        if name not in known:
            raise ApiRefused("invalid_params", f"Unknown field: {name}.")
    return wanted


def _need_scopes(app: App, granted: frozenset[str], needed: set[str]) -> None:
    """Refuse the whole call if one scope is missing."""
    if needed - set(app.scopes):
        raise ApiRefused("scope_permission_missed")
    if needed - granted:
        raise ApiRefused("scope_not_authorized")


def _json_body() -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise ApiRefused("invalid_params", "Content-Type must be application/json.")
    body = request.get_json(silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ApiRefused("invalid_params", "The request body is not a JSON object.")
    return body


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _wire(
    app: App, creator: Creator, videos: list[Video], fields: list[str]
) -> list[dict[str, object]]:
    changes = world().libraries.changes(creator)
    longest = None if world().settings.is_observed("answer_profile") else DOCUMENTED_LENGTH
    answer = []
    for video in videos:
        whole = on_the_wire(
            video,
            creator,
            client_key=app.client_key,
            origin=origin(),
            cover_url=world().signer.cover(origin(), video),
            changes=changes.get(video.id, {}),
            longest=longest,
        )
        answer.append({field: whole[field] for field in fields})
    return answer


def _profile(app: App, creator: Creator) -> dict[str, object]:
    avatar = world().signer.avatar
    identities = world().identities
    return {
        "open_id": identities.open_id(app, creator),
        "union_id": identities.union_id(app, creator),
        "avatar_url": avatar(origin(), creator, 168),
        "avatar_url_100": avatar(origin(), creator, 100),
        "avatar_large_url": avatar(origin(), creator, 1080),
        "display_name": creator.display_name,
        "bio_description": creator.bio,
        "profile_deep_link": identities.profile_link(origin(), creator),
        "username": creator.account,
        "is_verified": creator.is_verified,
        "follower_count": creator.followers,
        "following_count": creator.following,
        "likes_count": creator.likes,
        "video_count": world().libraries.of(creator).count(),
    }
