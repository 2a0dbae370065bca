"""How often one address may do what costs TikTok's goodwill or ours."""

from __future__ import annotations

from flask import request

from portfolio.extensions import limiter

LOOPBACK = ("127.", "::1")


def from_here() -> bool:
    """Whether the request comes from this machine: its own people and tests are not counted."""
    return (request.remote_addr or "").startswith(LOOPBACK)


sign_in = limiter.shared_limit("30 per minute", scope="sign-in", exempt_when=from_here)
sync = limiter.shared_limit("6 per minute", scope="sync", exempt_when=from_here)
change = limiter.shared_limit("60 per minute", scope="change", exempt_when=from_here)
