"""Faults on demand: wrong answers of TikTok, or of the network in front of it."""

import itertools
import json
import random
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from flask import Response, request

ENDPOINTS = (
    "*", "authorize", "oauth/token", "oauth/revoke", "user/info", "video/list", "video/query",
    "player", "cover", "avatar",
)  # fmt: skip

# Before the call is carried out: it has no effect.
BEFORE = {
    "internal_error": "500 and TikTok's own error body",
    "rate_limit": "429 rate_limit_exceeded",
    "token_invalid": "401 access_token_invalid, although the token is good",
    "html": "502 and an HTML page, as an edge server sends",
    "redirect": "302 to another path",
    "empty": "200 and no body",
    "timeout": "nothing for `seconds`, then the connection ends",
    "huge": "200 and `size` bytes of JSON (default 50 MB)",
}
# After the call was carried out: it took effect, and this much of its answer arrives.
AFTER = {
    "lost": "nothing: after `seconds` (default 0) the connection ends",
    "drip": "the answer, spread over `seconds` (default 60)",
    "truncated": "the first half of the JSON, its length correctly stated",
    "cut": "the first half of the JSON, then the connection ends",
    "array": "[] instead of an object",
    "wrong_types": "every value of the answer has another type",
    "null_counts": "every count of the answer is null",
    "no_data": "the envelope without `data`; of a token answer only {}",
    "ok_with_error": "status 200, but the body says internal_error",
}
KINDS = BEFORE | AFTER


class FaultRefused(ValueError):
    """No such endpoint or kind, or a senseless number."""


@dataclass
class Fault:
    """The fault ends after `count` times; `probability` is the share of calls that it hits."""

    endpoint: str
    kind: str
    count: int | None = None
    probability: float = 1.0
    seconds: float | None = None
    size: int = 50_000_000
    account: str | None = None
    given: int = 0
    id: int = field(default_factory=itertools.count(1).__next__)

    @classmethod
    def from_json(cls, wanted: Mapping[str, object]) -> "Fault":
        fault = cls(**{"endpoint": "*", **wanted})  # type: ignore[arg-type]
        if fault.endpoint not in ENDPOINTS:
            raise FaultRefused(f"endpoint is one of {', '.join(ENDPOINTS)}")
        if fault.kind not in KINDS:
            raise FaultRefused(f"kind is one of {', '.join(KINDS)}")
        for value, top in ((fault.count, 1e9), (fault.probability, 1), (fault.seconds, 3600)):
            if value is not None and not (isinstance(value, int | float) and 0 <= value <= top):
                raise FaultRefused(f"{value!r} is out of range")
        if not isinstance(fault.size, int) or not 0 <= fault.size <= 500_000_000:
            raise FaultRefused("size is 0 to 500000000")
        return fault


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def as_json(self) -> list[dict[str, object]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, endpoint: str, account: str | None) -> Fault | None:
        """Return the first fault that applies to this call and count it."""
        with self._lock:
            for fault in self._faults:
                if fault.endpoint not in ("*", endpoint):
                    continue
                if fault.account is not None and fault.account != account:
                    continue
                if fault.count is not None and fault.given >= fault.count:
                    continue
                if random.random() < fault.probability:  # noqa: S311
                    fault.given += 1
                    return fault
        return None


def hang_up() -> None:
    """Close the connection under the answer, so that no more of it arrives."""
    connection = request.environ.get("werkzeug.socket")
    if connection is not None:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # The client closed it first.


def instead(fault: Fault) -> Response:
    """Answer a call that is not carried out. TikTok's own errors are made by the caller."""
    match fault.kind:
        case "html":
            page = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad"
            return Response(f"{page} Gateway</h1></center></body></html>", 502)
        case "redirect":
            return Response(status=302, headers={"Location": "/elsewhere/"})
        case "huge":
            return _huge(fault.size)
        case "timeout":
            time.sleep(60 if fault.seconds is None else fault.seconds)
            hang_up()
    return Response(b"", 200, content_type="application/json; charset=utf-8")


def spoil(fault: Fault, answer: Response) -> Response:
    """Change the answer of a call that took effect."""
    body = answer.get_data()
    match fault.kind:
        case "lost":
            time.sleep(fault.seconds or 0)
            hang_up()
        case "drip":
            seconds = 60 if fault.seconds is None else fault.seconds
            _stream(answer, _drip(body, seconds), len(body))
        case "truncated":
            answer.set_data(body[: len(body) // 2])
        case "cut":
            # Look the socket up now: while the body is streamed there is no request context.
            connection = request.environ.get("werkzeug.socket")
            _stream(answer, _cut(body[: len(body) // 2], connection), len(body))
        case "array":
            answer.set_data(b"[]")
        case "wrong_types":
            answer.set_data(json.dumps(_retyped(answer.get_json(silent=True) or {})))
        case "null_counts":
            answer.set_data(json.dumps(_without_counts(answer.get_json(silent=True))))
        case "no_data":
            whole = answer.get_json(silent=True) or {}
            error = {name: value for name, value in whole.items() if name == "error"}
            answer.set_data(json.dumps(error))
        case "ok_with_error":
            error = {"code": "internal_error", "message": "", "log_id": ""}
            answer.set_data(json.dumps({"data": {}, "error": error}))
            answer.status_code = 200
    return answer


def _stream(answer: Response, body: Iterator[bytes], length: int) -> None:
    answer.response = body
    answer.content_length = length


def _drip(body: bytes, seconds: float) -> Iterator[bytes]:
    steps = max(min(len(body), int(seconds * 10)), 1)
    size = -(-len(body) // steps)
    for start in range(0, len(body), size):
        time.sleep(seconds / steps)
        yield body[start : start + size]


def _cut(half: bytes, connection: socket.socket | None) -> Iterator[bytes]:
    yield half
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
    yield b""


def _huge(size: int) -> Response:
    start, end = b'{"data":{"filler":"', b'"},"error":{"code":"ok","message":"","log_id":""}}'

    def body() -> Iterator[bytes]:
        yield start
        left = size - len(start) - len(end)
        while left > 0:
            yield b"x" * min(left, 65_536)
            left -= 65_536
        yield end

    answer = Response(content_type="application/json; charset=utf-8")
    _stream(answer, body(), max(size, len(start) + len(end)))
    return answer


def _retyped(value: object) -> object:
    """Turn numbers into words, words into numbers, lists into objects; keep keys and `error`."""
    match value:
        case dict():
            return {k: v if k == "error" else _retyped(v) for k, v in value.items()}
        case list():
            return {"0": "zero"}
        case str():
            return 7
        case bool() | None:
            return []
    return "many"


def _without_counts(value: object) -> object:
    match value:
        case dict():
            return {
                name: None if name.endswith("_count") else _without_counts(inner)
                for name, inner in value.items()
            }
        case list():
            return [_without_counts(inner) for inner in value]
    return value
