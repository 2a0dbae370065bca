"""The wire: a stand-in for the network below the client's transport adapter."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Response

from bench.drill.accounts import Down
from bench.drill.simulation import Simulation
from bench.drill.tiktok import TikTok, http_date
from portfolio.tiktok.adapter import BoundedAdapter
from portfolio.tiktok.deadline import current

#: Seconds of one round trip: the usual value, and its variation.
USUAL, SPREAD, LEAST = 0.18, 0.35, 0.04


class SimulatedWire(BoundedAdapter):
    """The client's adapter, with connections to the simulated TikTok."""

    simulation: Simulation
    tiktok: TikTok
    chance: random.Random
    #: Called before a request leaves and after its answer arrives: the moments for kills.
    passing: Callable[[str, str], None]

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        simulation, path = self.simulation, urlsplit(request.url or "").path
        deadline = current()
        type(self).passing("before", path)
        latency = max(USUAL * math.exp(SPREAD * self.chance.gauss(0, 1)), LEAST)
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        try:
            simulation.sleep(latency / 2)
            status, answer = self.tiktok.answer(path, dict(request.headers), body, simulation.now)
        except Down as down:
            if str(down) == "refused":
                raise requests.ConnectionError("Connection refused") from down
            if deadline is not None:
                deadline.sent = True
                simulation.sleep(deadline.left())
            raise requests.ReadTimeout("Read timed out") from down
        date = http_date(simulation.now)
        simulation.sleep(latency / 2)
        type(self).passing("after", path)
        if deadline is not None:
            deadline.sent = deadline.heard = True
        return _response(request, status, answer, date)


def _response(request: PreparedRequest, status: int, body: bytes, date: str) -> Response:
    response = Response()
    response.status_code = status
    response.headers.update({"Date": date, "Content-Type": "application/json"})
    response.url = request.url or ""
    response.request = request
    response.raw = BytesIO()
    response._content = body
    vars(response)["_content_consumed"] = True
    return response


def lay(simulation: Simulation, tiktok: TikTok, chance: random.Random) -> None:
    """Let every session that the client opens from now on lead to `tiktok`."""
    SimulatedWire.simulation, SimulatedWire.tiktok = simulation, tiktok
    SimulatedWire.chance = chance
    SimulatedWire.passing = staticmethod(lambda when, path: None)
