"""A signed-in creator's requests to an app of this process, as htmx sends them, and their time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench.studio.timing import Answer, server_of, timed
from portfolio.extensions import db
from portfolio.services.accounts import signin
from portfolio.views import access, whose

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HERE = {"REMOTE_ADDR": "127.0.0.1"}


class Asker:
    """One browser of a creator. Raises `AssertionError` for an answer that is not a success."""

    def __init__(self, app: Flask, creator_id: UUID) -> None:
        self._app = app
        self.creator_id = creator_id
        self._base = app.extensions["settings"].public_url
        self.cookie = self._signed_in()
        self._server: Path | None = None
        found = _TOKEN.search(self.get("/studio/page").text)
        assert found is not None, "a page without a token"
        self._token = found[1]
        self._server = server_of(db.engine)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **form: object) -> Answer:
        return self._ask("POST", path, {"csrf_token": self._token, **form})

    def _signed_in(self) -> str:
        """Return the value of the session cookie."""
        with self._app.test_request_context():
            key = signin.open_session(self.creator_id, "bench")
            values = {access.KEY: key, "csrf_token": whose.token_of(self.creator_id)}
            signer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
            return str(signer.dumps({**values, "_permanent": True}))

    def _ask(self, method: str, path: str, form: Mapping[str, object] | None = None) -> Answer:
        headers = {
            "Cookie": f"{self._app.config['SESSION_COOKIE_NAME']}={self.cookie}",
            "HX-Request": "true",
            "HX-Current-URL": f"{self._base}/studio/videos",
            "Origin": self._base,
            whose.HEADER: str(self.creator_id),
        }
        request = EnvironBuilder(
            path, self._base, method=method, data=form, headers=headers, environ_base=_HERE
        )
        return timed(self._app, request, self._server)
