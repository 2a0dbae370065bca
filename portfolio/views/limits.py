"""Rate limits: how often one address may make requests that are costly for TikTok or for us."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from flask import request

from portfolio.extensions import limiter

LOOPBACK = ("127.", "::1")
#: The prefix length of an IPv6 network; one visitor usually has all of its addresses.
OF_ONE_VISITOR = 64  # bits


def from_here() -> bool:
    """Return whether the request comes from this machine, whose requests are not counted."""
    return (request.remote_addr or "").startswith(LOOPBACK)


def visitor() -> str:
    """Return the unit that is counted: an IPv4 address, an IPv6 network, or all unknown ones."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, OF_ONE_VISITOR), strict=False))


def at_most(often: str, scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return limiter.shared_limit(often, scope=scope, key_func=visitor, exempt_when=from_here)


sign_in = at_most("30 per minute", "sign-in")
sync = at_most("6 per minute", "sync")
change = at_most("60 per minute", "change")
#: As fast as a person can tick, for several creators behind one address.
tick = at_most("600 per minute", "tick")
#: For all creators, from TikTok's few addresses; TikTok sends a refused webhook again.
webhook = at_most("3000 per minute", "webhook")
#: For visitors who search on a page.
search = at_most("120 per minute", "search")
#: For people who report a page.
report = at_most("5 per minute", "report")
#: For people who look at a draft's private link; guessing one is hopeless at any pace.
preview = at_most("120 per minute", "preview")
