"""The headers of every answer: the sources of a page's parts, and the powers it renounces."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, current_app, g

from portfolio.config import Config
from portfolio.extensions import settings
from portfolio.services.pages import pictures, players

POLICY = "Content-Security-Policy"
#: The header by which search engines are asked to leave an answer out.
ROBOTS = "X-Robots-Tag"
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


def policy(config: Config, player_origins: list[str]) -> str:
    """Return the Content-Security-Policy: our own files, TikTok's pictures, and its player."""
    authorize = players.origin(config.tiktok_authorize_url)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "img-src 'self' " + " ".join(pictures.sources(config)),
            "frame-src " + " ".join(player_origins),
            # Chromium applies form-action to the redirect after a form as well.
            f"form-action 'self' {authorize}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def framed_by(sites: Sequence[str] | None) -> str:
    """Return the policy of an embed, which pages of these sites and ours may frame; None: all."""
    ancestors = ("*",) if sites is None else ("'self'", *sites)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            # Our lasting addresses lead to these hosts, and browsers check them as well.
            "img-src 'self' " + " ".join(pictures.sources(settings())),
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors " + " ".join(ancestors),
        )
    )


def let_be_framed(response: Response) -> None:
    """Let pages of this site, and no others, show an answer in a frame."""
    policy: str = current_app.extensions["headers"][POLICY]
    response.headers[POLICY] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def keep_out_of_searches() -> None:
    """Ask search engines to leave this answer out, whatever it is: page, feed or picture."""
    g.robots = "noindex"


def for_searches() -> dict[str, str]:
    """Return the header that search engines heed on this answer, if there is one."""
    return {ROBOTS: g.robots} if "robots" in g else {}


def holding_frames(policy: str) -> str:
    """Return the policy of the studio's pages, which show the preview in a frame."""
    return policy.replace("frame-src ", "frame-src 'self' ")


def base(app: Flask, config: Config) -> dict[str, str]:
    """Return the headers of every answer."""
    with app.app_context():
        content_policy = policy(config, players.player_origins())
    headers = {
        POLICY: content_policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if config.is_secure:
        names = "; includeSubDomains" if config.hsts_subdomains else ""
        headers["Strict-Transport-Security"] = f"max-age=31536000{names}"
    return headers


def register(app: Flask, config: Config) -> None:
    said = app.extensions["headers"] = base(app, config)

    @app.after_request
    def add(response: Response) -> Response:
        if "acting" in g:
            response.headers.setdefault(POLICY, holding_frames(said[POLICY]))
        for name, value in {**said, **for_searches()}.items():
            response.headers.setdefault(name, value)
        # An answer without a cache policy is for this reader alone, and only now.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
