"""Caches and browsers compute age from Date, so each answer needs its own."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bench.published import publish
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for


def dates(url: str, method: str = "GET", **headers: str) -> list[float]:
    """Send one request; return every Date of its answer, as Unix seconds."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=120)
    try:
        connection.request(method, parts.path or "/", headers=headers)
        found = connection.getresponse().msg.get_all("Date") or []
    finally:
        connection.close()
    return [parsedate_to_datetime(text).timestamp() for text in found]


def test_each_answer_has_its_own_date() -> None:
    with showreel(workers=1) as site:
        for path in paths(site):
            rendered_by = time.time()
            assert len(dates(path)) == 1

            # Later, also an answer from memory must have a newer second.
            wait_for(lambda by=rendered_by: time.time() > by + 2.1, "two seconds to pass")

            for method in ("GET", "HEAD"):
                for held in ({}, {"If-None-Match": "*"}):
                    (said,) = dates(path, method, **held)
                    assert said > rendered_by + 1, (path, method, held)


def paths(site: Site) -> list[str]:
    page = publish(site, "mira", 3)
    return [page, f"{site.url}/"]
