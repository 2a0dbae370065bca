"""The paths whose answers the page layer keeps, learnt from the views that declare it."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from portfolio.views import caching


class KeptPaths:
    """The routes of `app` whose views are declared with `@caching.kept`."""

    def __init__(self, app: Flask) -> None:
        found = {name: caching.declared(app, name) for name in app.view_functions}
        self._kept = {name: each for name, each in found.items() if isinstance(each, caching.Kept)}
        routes = Map(
            [rule.empty() for rule in app.url_map.iter_rules() if rule.endpoint in self._kept],
            converters=app.url_map.converters,
            strict_slashes=app.url_map.strict_slashes,
        )
        self._routes = routes.bind("")  # a route of ours names no host
        #: Those of views that read the query, by their paths.
        self.asked = {
            rule.rule: self._kept[rule.endpoint]
            for rule in app.url_map.iter_rules()
            if rule.endpoint in self._kept and self._kept[rule.endpoint].place
        }

    def find(self, path: str) -> caching.Kept | None:
        """Return the declaration for a path as WSGI spells it; None if it is not kept."""
        try:
            text = path.encode("latin-1").decode("utf-8", "replace")
            endpoint, _ = self._routes.match(text, "GET")
        except HTTPException:
            return None
        return self._kept[endpoint]
