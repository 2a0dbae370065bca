"""The outermost WSGI layer: every request counts as one for PUBLIC_URL, whatever its headers say.

The page layer answers first, with a copy that it has just now: nothing else of a request is read.

The Host header is never believed, so no link, redirect or cookie can be made for another host.
If PUBLIC_URL has a path, it becomes SCRIPT_NAME, and all inner code knows only the rest: a proxy
may pass on the whole path, or take the prefix off. No address of ours begins with the prefix
(`config` refuses such a one), so the two cannot be confused.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Hot = Callable[[str, WSGIEnvironment, StartResponse], Iterable[bytes] | None]

#: Some proxies send the visitor's port as well.
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")


class Front:
    """The WSGI application in front of `app`, at `public_url`.

    `hot` answers a request for a path at once, or returns None.
    """

    def __init__(self, app: WSGIApplication, hot: Hot, public_url: str) -> None:
        self._app = app
        self._hot = hot
        parts = urlsplit(public_url)
        self._prefix = parts.path
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._said = {
            "wsgi.url_scheme": parts.scheme,
            "HTTP_HOST": parts.netloc,
            "SERVER_NAME": parts.hostname or "",
            "SERVER_PORT": str(port),
            "SCRIPT_NAME": parts.path,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if self._prefix:
            asked = environ.get("SCRIPT_NAME", "") + path
            if f"{asked}/".startswith(f"{self._prefix}/"):
                path = asked.removeprefix(self._prefix)
        hot = self._hot(path, environ, start_response)
        if hot is not None:
            return hot
        environ.update(self._said)
        environ["PATH_INFO"] = path
        environ["REMOTE_ADDR"] = address_of(environ.get("REMOTE_ADDR", ""))
        return self._app(environ, start_response)


@lru_cache(maxsize=4096)  # reading an address takes as long as answering with a kept page
def address_of(text: str) -> str:
    """Return the IP address in `text`, in its usual form; "" if there is none."""
    if match := _WITH_PORT.fullmatch(text.strip()):
        text = match[1] or match[2]
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)
