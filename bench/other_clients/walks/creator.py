"""Shared parts of the Python walks: the way to the sandbox, the creator, one line per step."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import HTTPAdapter

SANDBOX = os.environ["SANDBOX"]
KEY = os.environ["CLIENT_KEY"]
SECRET = os.environ["CLIENT_SECRET"]
TIKTOK = ("https://www.tiktok.com", "https://open.tiktokapis.com")


def here(address: str) -> str:
    """Return the same address at the sandbox. Nothing leaves this machine."""
    for origin in TIKTOK:
        if address.startswith(f"{origin}/"):
            return SANDBOX + address.removeprefix(origin)
    if address.startswith(f"{SANDBOX}/"):
        return address
    raise RuntimeError(f"{address.split('?')[0]} is no address of version 2")


class ToSandbox(HTTPAdapter):
    """Mounted on a client's session; nothing but the address changes."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = here(request.url or "")
        return super().send(request, *args, **kwargs)


def consent(authorize_url: str, *, decision: str = "continue") -> str:
    """Open the consent page and answer it; return the address of the redirect."""
    address = here(authorize_url)
    page = requests.get(address, timeout=10)
    if page.status_code != 200:
        wrong = re.findall(r"<li>(.*?)</li>", page.text, re.DOTALL)
        raise RuntimeError(f"TikTok's own page: {'; '.join(wrong) or page.status_code}")
    scopes = parse_qs(urlsplit(address).query).get("scope", [""])[0].split(",")
    answer = requests.post(
        address,
        data={"account": "mira", "decision": decision, "scopes": scopes},
        allow_redirects=False,
        timeout=10,
    )
    return str(answer.headers["Location"])


def came_back(address: str) -> dict[str, str]:
    """Return the parameters that the client's callback gets, decoded once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@contextmanager
def step(name: str, *, goes_on: bool = False) -> Iterator[None]:
    """Take one step and print its result. A failed step ends the walk, unless `goes_on`."""
    try:
        yield
    except Exception as error:
        say(name, False, str(error))
        if not goes_on:
            raise SystemExit(0) from None
    else:
        say(name, True)


def refused(name: str, noticed: str, act: Callable[[], object]) -> None:
    """Take a step that succeeds if the client raises an error whose words contain `noticed`."""
    try:
        act()
    except Exception as error:
        say(name, noticed in str(error), str(error))
    else:
        say(name, False, "taken for a success")


def say(name: str, ok: bool, saw: str = "") -> None:
    print(json.dumps({"step": name, "ok": ok, "saw": saw}), flush=True)
