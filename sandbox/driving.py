"""A running sandbox as a test drives it: as a creator, through the control, by the record."""

import json
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from .apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET

SECONDS = 30


class _Stay(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow no redirect: its target is the answer."""


_direct = build_opener(ProxyHandler({}), _Stay)


class _Answer(NamedTuple):
    status: int
    location: str | None
    text: str


class SandboxRefused(Exception):
    """The sandbox refused an order; the text is the sandbox's reason."""


@dataclass(frozen=True)
class TikTokSandbox:
    """The address of a sandbox and the demo app's credentials. docs/sandbox.md has every order."""

    url: str
    client_key: str = DEMO_CLIENT_KEY
    client_secret: str = DEMO_CLIENT_SECRET

    def consent(
        self,
        authorize_url: str,
        account: str,
        scopes: list[str] | None = None,
        decision: str = "continue",
    ) -> str:
        """Answer the consent page as this creator; return the address the browser is sent back to.

        Without `scopes` all that the app asks for are granted. Another `decision` is Cancel.
        """
        asked = parse_qs(urlsplit(authorize_url).query).get("scope", [""])[0].split(",")
        granted = asked if scopes is None else scopes
        form = {"account": account, "decision": decision, "scopes": granted}
        body = urlencode(form, doseq=True).encode()
        answer = _send(Request(authorize_url, body, method="POST"))  # noqa: S310
        if answer.location is None:
            raise SandboxRefused(answer.text)
        return answer.location

    def grant(self, account: str, scopes: list[str] | None = None) -> dict[str, Any]:
        """Return tokens as the token endpoint answers them, without a sign-in."""
        order = {"account": account} | ({} if scopes is None else {"scopes": scopes})
        return dict(self.control("grants", order))

    def calls(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """Return the calls since the test began, oldest first."""
        return list(self.control("calls" + (f"?endpoint={quote(endpoint)}" if endpoint else "")))

    def creator(self, account: str) -> dict[str, Any]:
        """Return a creator's open_id, and ids and times of the videos, newest first."""
        return dict(self.control(f"creators/{quote(account)}"))

    def settings(self, **wanted: object) -> None:
        self.control("settings", wanted)

    def fault(self, endpoint: str, kind: str, **more: object) -> None:
        self.control("faults", {"endpoint": endpoint, "kind": kind, **more})

    def later(self, seconds: float) -> None:
        """Move the sandbox's clock, by which tokens, codes and covers expire."""
        self.control("clock", {"advance": seconds})

    def reset(self) -> None:
        self.control("reset", {})

    def control(self, path: str, order: object = None, method: str | None = None) -> Any:
        """Send an order below `/_control/`; without one, ask. Return the answer's JSON."""
        request = Request(  # noqa: S310
            f"{self.url}/_control/{path}",
            None if order is None else json.dumps(order).encode(),
            {"Content-Type": "application/json"},
            method=method or ("GET" if order is None else "POST"),
        )
        answer = _send(request)
        if answer.status >= 400:
            raise SandboxRefused(answer.text)
        return json.loads(answer.text) if answer.text else None


def _send(request: Request) -> _Answer:
    try:
        answer = _direct.open(request, timeout=SECONDS)
    except HTTPError as error:
        answer = error
    with answer:
        return _Answer(answer.getcode(), answer.headers.get("Location"), answer.read().decode())
