"""The transport adapter that puts a requests session under a deadline and a size limit."""

from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from .connections import POOLS
from .deadline import Deadline, current, within

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes, unpacked. A full page of 20 videos is some 40 kB."""

DEFAULT_SECONDS = 10.0

_PIECE = 64 * 1024


class BodyTooLarge(Exception):
    """The answer is larger than `LARGEST_BODY`; the rest was not read."""


class BoundedAdapter(HTTPAdapter):
    """Sends a request and reads its whole answer within the deadline and the size limit.

    The deadline is that of the `deadline.within` block around it, else `DEFAULT_SECONDS`.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=2, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        with within(current() or Deadline(DEFAULT_SECONDS)) as deadline:
            response = super().send(request, True, deadline.left(), verify, cert, proxies)
            try:
                # requests sets the same two once it has read a body.
                response._content = _whole_body(response)
                vars(response)["_content_consumed"] = True
            except BaseException:
                response.close()
                raise
            return response


def _whole_body(response: Response) -> bytes:
    body = bytearray()
    for piece in response.raw.stream(_PIECE, decode_content=True):
        body += piece
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
    return bytes(body)
