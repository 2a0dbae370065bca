"""Paths without a service here: those that TikTok documents, and those that TikTok rejects too.

https://developers.tiktok.com/doc/overview
"""

import re

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from .answers import ApiRefused
from .world import refusal, this_call, world

# The POST endpoints of Content Posting, Research, Commercial Content and Data Portability.
POSTED = (
    "post/publish/creator_info/query", "post/publish/video/init", "post/publish/content/init",
    "post/publish/inbox/video/init", "post/publish/status/fetch",
    "research/user/info", "research/user/liked_videos", "research/user/pinned_videos",
    "research/user/reposted_videos", "research/user/followers", "research/user/following",
    "research/video/query", "research/video/comment/list", "research/playlist/info",
    "research/tts/shop", "research/tts/product", "research/tts/review",
    "research/adlib/ad/query", "research/adlib/ad/detail", "research/adlib/ad/report",
    "research/adlib/advertiser/query",
    "user/data/add", "user/data/check", "user/data/cancel", "user/data/download",
    "oauth/get_qrcode", "oauth/check_qrcode",
)  # fmt: skip
API = re.compile(r"/v2/(?!auth/)")
FIRST_VERSION = re.compile(r"/(oauth|platform|user|video|share|research)/|/v1/")

blueprint = Blueprint("paths", __name__)


def _not_offered() -> Response:
    """Refuse an endpoint that TikTok serves to apps with its scope; no app has it here."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known = world().grants.bearer(token)
    refused = ApiRefused("scope_not_authorized" if known else "access_token_invalid")
    this_call().outcome = refused.code
    this_call().hints = ["TikTok documents this endpoint; the sandbox does not offer it."]
    return refusal(refused)


for _path in POSTED:
    blueprint.add_url_rule(f"/v2/{_path}/", _path, _not_offered, methods=["POST"])


def unsupported() -> Response | None:
    """Return the answer of TikTok's gateway to an unknown path or method; None for a known one.

    With `lenient_paths` a missing last slash is redirected and a wrong method is 405, as on most
    servers.
    """
    wrong = request.routing_exception
    if isinstance(wrong, RequestRedirect | MethodNotAllowed):
        if not API.match(request.path) or world().settings.lenient_paths:
            return None
    elif not isinstance(wrong, NotFound) or request.path.startswith("/_control"):
        return None
    if call := g.get("call"):
        call.outcome = "unsupported path"
        call.hints = [_hint(wrong)]
    answer = Response("Unsupported path(Janus)", 404, content_type="text/plain; charset=utf-8")
    answer.headers["x-tt-logid"] = world().log_id()
    return answer


def _hint(wrong: object) -> str:
    if isinstance(wrong, RequestRedirect):
        return "TikTok's paths end with a slash."
    if isinstance(wrong, MethodNotAllowed):
        return f"This path is called by {' or '.join(sorted(_methods(wrong)))}."
    if FIRST_VERSION.match(request.path):
        return "Version 1 of TikTok's API ended for web apps on 29 February 2024: use /v2/."
    return "TikTok documents no such path."


def _methods(wrong: MethodNotAllowed) -> set[str]:
    return set(wrong.valid_methods or ()) - {"HEAD", "OPTIONS"}
