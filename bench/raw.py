"""The baseline of hot-page: a WSGI function that only answers the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.supervisor.processes import end_with_parent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

end_with_parent()
_folder = Path(os.environ["RAW_ANSWER"])
HEADERS: list[tuple[str, str]] = [
    (name, text) for name, text in json.loads((_folder / "headers.json").read_text())
]
BODY = (_folder / "body").read_bytes()
STATUS = (_folder / "status").read_text()


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response(STATUS, HEADERS)
    return [BODY]
