"""Every request that the studio answers, read from its routes: none has to be listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from portfolio.views import addresses, studio

#: A value for each parameter of an address; `{id}` is one of a person's videos.
VALUES = {
    "number": "1",
    "section_id": "00000000-0000-0000-0000-000000000007",
    "sync_id": "00000000-0000-0000-0000-000000000008",
    "video_id": "{id}",
}
#: The address in the studio's room that everybody may open: its signature is the right.
OPEN = {"leaving.receipt"}


@dataclass(frozen=True)
class StudioRequest:
    method: str
    path: str
    endpoint: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def reads(self) -> bool:
        return self.method == "GET"

    def path_for(self, video_id: str) -> str:
        return self.path.format(id=video_id)


def all_requests() -> list[StudioRequest]:
    """Return a request for each method of each address of the studio that asks for a right."""
    return sorted(_requests(), key=str)


def _requests() -> Iterator[StudioRequest]:
    for rule in _rooms().url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: VALUES[found[1]], rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield StudioRequest(method, path, rule.endpoint)


def _rooms() -> Flask:
    """Return an app that has the studio's routes alone."""
    app = Flask("studio", static_folder=None)
    addresses.register(app)
    for found in pkgutil.iter_modules(studio.__path__, f"{studio.__name__}."):
        module = importlib.import_module(found.name)
        if hasattr(module, "bp"):
            app.register_blueprint(module.bp)
    return app
