"""Addresses: the values that they can hold, and the one spelling that each of them has.

`<handle:…>` is a creator's handle, in small letters; `<video:…>` is one of TikTok's ids;
`<key:…>` is that of a share card; `<edition:…>` is the number of an edition, `<number:…>` that of
another thing. Any other value matches no route, so no view sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlencode

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, RequestRedirect
from werkzeug.wrappers import Response

from portfolio.assets import Asset
from portfolio.extensions import settings
from portfolio.services.pages import former_handles, handles, share_cards
from portfolio.views import caching
from portfolio.views.cache_policy import for_seconds

#: Seconds for which caches may keep the way from a former handle: a creator who goes back to one
#: turns it round, and a reader who holds both directions gets nowhere.
MOVED_SECONDS = 20
#: An id like TikTok's.
_SAMPLE = "7310000000000000137"


class HandleConverter(BaseConverter):
    """A handle in any spelling of its letters; views get it in small letters."""

    regex = handles.SPELLING

    def to_python(self, value: str) -> str:
        return value.lower()


class VideoConverter(BaseConverter):
    """One of TikTok's ids: accepted by `tiktok.reading.identifier`, and without a slash."""

    # A regex, not a `ValidationError`: after that, Werkzeug answers 405 if rules of other methods
    # remain.
    regex = r"[^/\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]{1,255}"
    part_isolating = True


class KeyConverter(BaseConverter):
    """The key of a share card."""

    regex = f"[0-9a-f]{{{share_cards.KEY_LENGTH}}}"


class NumberConverter(BaseConverter):
    """A number from 1 on, as the database can hold it."""

    regex = r"[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)


def register(app: Flask) -> None:
    """Let the routes added after this call use these converters."""
    app.url_map.converters.update(
        handle=HandleConverter,
        video=VideoConverter,
        key=KeyConverter,
        edition=NumberConverter,
        number=NumberConverter,
    )
    app.url_map.strict_slashes = False
    app.before_request(to_the_one_form)


def in_full(endpoint: str, **values: object) -> str:
    """Return an address of ours with its host; the site's part is spelt as in PUBLIC_URL."""
    path = url_for(endpoint, **values)  # type: ignore[arg-type]
    return settings().public_url + path.removeprefix(settings().prefix)


def of_videos(
    endpoint: str, build: Callable[..., str] = url_for, **values: object
) -> Callable[[str], str]:
    """Return a function that makes the address of a video, from its `video_id`, as `build` does.

    A page names dozens of videos, so one address is built, and the others are made like it.
    """
    before, _, after = build(endpoint, video_id=_SAMPLE, **values).rpartition(_SAMPLE)

    def address_of(video_id: str) -> str:
        if video_id.isascii() and video_id.isalnum():
            return f"{before}{video_id}{after}"
        return build(endpoint, video_id=video_id, **values)

    return address_of


def of_file(name: str) -> str:
    """Return the address with its host of a static file. Raises `KeyError` if there is none."""
    found: Asset = current_app.extensions["assets"].named(name)
    return in_full("assets.send", hashed_name=found.hashed_name)


def to_the_one_form() -> ResponseReturnValue | None:
    """Redirect another spelling of an address to the address itself.

    The address is built from the values that were read, never from the text that was sent.
    """
    endpoint, values = request.endpoint, request.view_args
    if isinstance(request.routing_exception, RequestRedirect):
        endpoint, values = _without_double_slashes()
    if endpoint is None:
        return None
    values = values or {}
    if unquote(url_for(endpoint, **values)) == request.script_root + _asked():
        return None
    # One step, also if the handle is a former one.
    present = former_handles.present(str(values["handle"])) if "handle" in values else None
    return _redirect(endpoint, {**values, "handle": present} if present else values)


def moved(handle: str) -> Response:
    """Redirect this request for a former handle to the same address at the present one."""
    values = {**(request.view_args or {}), "handle": handle}
    response = _redirect(str(request.endpoint), values)
    response.headers["Cache-Control"] = for_seconds(MOVED_SECONDS)
    return response


def _redirect(endpoint: str, values: dict[str, object]) -> Response:
    address = url_for(endpoint, **values)  # type: ignore[arg-type]
    # An answer for everybody reads no query; other sites add text behind the "?".
    declared = caching.declared(current_app, endpoint)
    if request.args and (declared is None or declared.reads_query):
        address += "?" + urlencode(list(request.args.items(multi=True)))
    return redirect(address, 301 if request.method in ("GET", "HEAD") else 308)


def _without_double_slashes() -> tuple[str | None, dict[str, object]]:
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, values = adapter.match(re.sub("/{2,}", "/", _asked()))  # type: ignore[union-attr]
    except HTTPException:
        return None, {}
    return endpoint, dict(values)


def _asked() -> str:
    """Return the requested path; `request.path` has lost its first slashes."""
    path: str = request.environ["PATH_INFO"]
    return path.encode("latin-1").decode("utf-8", "replace")
