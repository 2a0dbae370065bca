"""Caching: a view declares once which caches keep its answers.

`@kept` is for answers that the page layer keeps, `@shared` for those that only the caches in front
of the site keep, and `@live` for those that none keeps. Their answers are the same for everybody:
the view reads no cookie and no header; the query is read by a `live` view, and by a kept one that
says which queries have the same answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from string import punctuation
from typing import TYPE_CHECKING, ParamSpec
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask, Response, make_response, request
from flask.typing import ResponseReturnValue

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.tables import PAGE
from portfolio.services.pages import visits
from portfolio.views.cache_policy import SHARED_SECONDS_AT_MOST, CachePolicy, for_seconds
from portfolio.views.headers import for_searches

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers

P = ParamSpec("P")

#: Keys of the WSGI environment: the policy of the layer's copy, the policy of this answer, whether
#: the copy is unchanged, and a function that takes the page shown to others meanwhile.
COPY, POLICY, SAME, MEANWHILE = "page.copy", "page.policy", "page.same", "page.meanwhile"
#: The key for the visits that the layer answered since the view was last asked for this page.
VISITS = "page.visits"

HTML = "text/html; charset=utf-8"

#: The attribute of a view that holds its declaration.
_DECLARED = "caching_declared"

_VERSION = sa.select(PAGE.c.version).where(
    PAGE.c.handle == sa.bindparam("handle"), PAGE.c.edition.is_not(None)
)


@dataclass(frozen=True)
class Elsewhere:
    """In place of a body: it is at this address for now. Nothing is told about the reader there."""

    address: str


Body = str | bytes | Elsewhere


class _Redirect(Response):
    """A redirect without a body, to an address that is sent as it is.

    Werkzeug would encode it anew, and TikTok signs its addresses. Only what no header can hold is
    encoded: line breaks, spaces and all that is not ASCII.
    """

    def __init__(self, elsewhere: Elsewhere) -> None:
        super().__init__(status=302, headers={"Referrer-Policy": "no-referrer"})
        del self.headers["Content-Type"]
        self._address = quote(elsewhere.address, safe=punctuation, errors="replace")

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        headers = super().get_wsgi_headers(environ)
        headers["Location"] = self._address
        return headers


class ForEverybody:
    """A view's declaration that its answers are the same for everybody."""

    #: Whether the view reads the query, which decides over its answer then.
    reads_query = False


@dataclass(frozen=True)
class Kept(ForEverybody):
    """The page layer keeps the answers, which have this content type."""

    content_type: str
    #: Of a view that reads the query: makes from it the place of an answer among the copies. None
    #: for an answer that is not kept.
    place: Callable[[str], str | None] | None = None

    @property
    def reads_query(self) -> bool:  # type: ignore[override]
        return self.place is not None


@dataclass(frozen=True)
class Shared(ForEverybody):
    """The caches in front of the site keep the answers for this time."""

    seconds: int


@dataclass(frozen=True)
class Live(ForEverybody):
    """No cache keeps the answers."""

    reads_query = True


def kept(
    content_type: str = HTML,
    *,
    follows: bool | Callable[[], str] = False,
    counts_visits: bool = False,
    place: Callable[[str], str | None] | None = None,
) -> Callable[[Callable[P, tuple[Body, CachePolicy]]], Callable[P, ResponseReturnValue]]:
    """Declare that the page layer keeps the answers of a view, which returns body and policy.

    Where the view returns `Elsewhere`, the layer keeps a redirect.

    With `follows`, an answer follows the page at the view's `handle`: the view is not run while
    the page's version is that of the layer's copy. With `counts_visits`, the answers that the
    layer gives meanwhile count as visits to that page.

    A view that reads the query says by `place` which queries have one answer, and by a function
    `follows` whose page that is.
    """

    def declare(
        view: Callable[P, tuple[Body, CachePolicy]],
    ) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def answer(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            handle = follows() if callable(follows) else follows and str(kwargs["handle"])
            if handle and (copy := unchanged_copy(handle)):
                if counts_visits:
                    visits.count(copy.creator_id, number_of_visits())
                request.environ[SAME] = True
                return "", 204  # the page layer answers with its copy
            body, request.environ[POLICY] = view(*args, **kwargs)
            if isinstance(body, Elsewhere):
                return _Redirect(body)
            return Response(body, content_type=content_type)

        setattr(answer, _DECLARED, Kept(content_type, place))
        return answer

    return declare


def shared(
    seconds: int = SHARED_SECONDS_AT_MOST,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, Response]]:
    """Declare that a view's answers are true for `seconds`, and need no copy of the page layer."""

    def declare(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
        @wraps(view)
        def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
            response = make_response(view(*args, **kwargs))
            response.headers["Cache-Control"] = for_seconds(seconds)
            response.add_etag()
            response.make_conditional(request)
            return response

        setattr(answer, _DECLARED, Shared(seconds))
        return answer

    return declare


def live(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Declare that a view's answers are for everybody, and true only now."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Cache-Control"] = "no-store"
        return response

    setattr(answer, _DECLARED, Live())
    return answer


def declared(app: Flask, endpoint: str | None) -> ForEverybody | None:
    """Return the declaration of an endpoint's view; None if its answers are for one reader."""
    view = app.view_functions.get(endpoint or "")
    found: ForEverybody | None = getattr(view, _DECLARED, None)
    return found


def unchanged_copy(handle: str) -> CachePolicy | None:
    """Return the policy of the layer's copy if the copy is still true; else None."""
    copy: CachePolicy | None = request.environ.get(COPY)
    if copy is None or clock.unix_seconds() >= min(copy.until, copy.due_at):
        return None
    is_same = db.session.scalar(_VERSION, {"handle": handle}) == copy.version
    return copy if is_same else None


def number_of_visits() -> int:
    """Return the visits that this request stands for: its own, and those the layer answered."""
    return 1 + int(request.environ.get(VISITS, 0))


def show_meanwhile(body: str | bytes) -> None:
    """Give the layer the page or picture that others see while this request waits."""
    leave: Callable[[str | bytes, dict[str, str]], None] | None
    leave = request.environ.get(MEANWHILE)
    if leave is not None:
        leave(body, for_searches())
