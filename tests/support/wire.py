"""Requests as bytes to the whole WSGI stack, as from granian; no client normalises them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote_from_bytes, unquote_to_bytes

from flask import Flask

#: Bytes that no server passes to us in a header: line breaks and NUL.
UNSENDABLE = dict.fromkeys([0, 10, 13])

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)


def encoded(raw: bytes) -> str:
    """Return any bytes, percent-encoded as one segment of an address."""
    return quote_from_bytes(raw, safe="")


def ask(
    app: Flask,
    method: str,
    target: str,
    headers: Headers = (),
    body: bytes = b"",
    peer: str = "127.0.0.1",
) -> Answer:
    """Send one request; `target` is a path and perhaps a query, percent-encoded."""
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers:
        key = name.upper().replace("-", "_")
        environ["CONTENT_TYPE" if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return _answered(app, environ)


def _answered(app: Flask, environ: dict[str, object]) -> Answer:
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
        said.append((status, headers))
        return lambda data: None

    result: Iterable[bytes] = app(environ, start)  # type: ignore[arg-type]
    try:
        body = b"".join(result)
    finally:
        if close := getattr(result, "close", None):
            close()
    (status, headers) = said[-1]
    return Answer(int(status[:3]), headers, body)
