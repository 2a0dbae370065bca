"""What every answer says to the browser: where its parts may come from, and what to refuse."""

from __future__ import annotations

from flask import Flask, Response

from portfolio.config import Config
from portfolio.services import players

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
            "img-src 'self' " + " ".join(config.tiktok_media_hosts),
            "frame-src " + " ".join(player_origins),
            # Chromium holds the redirect after a form to form-action as well.
            f"form-action 'self' {authorize}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def base(app: Flask, config: Config) -> dict[str, str]:
    """Return the headers of every answer."""
    with app.app_context():
        content_policy = policy(config, players.player_origins())
    headers = {
        "Content-Security-Policy": content_policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if config.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def register(app: Flask, config: Config) -> None:
    said = app.extensions["headers"] = base(app, config)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in said.items():
            response.headers.setdefault(name, value)
        # What does not say how long it is true is for this reader, now.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
