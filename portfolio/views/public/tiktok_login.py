"""Authlib's Flask client, configured for TikTok."""

from __future__ import annotations

from typing import Any

from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app

from portfolio.config import Config
from portfolio.services.calls import clients
from portfolio.tiktok.oauth import TikTokSession


class TikTokApp(FlaskOAuth2App):
    client_cls = TikTokSession  # type: ignore[assignment]  # the stubs declare no subclass


def register(app: Flask, config: Config) -> None:
    """Register TikTok's addresses, our client's key and secret, and the scopes we ask for."""
    oauth = OAuth(app)
    app.extensions["tiktok_login"] = oauth.register(  # type: ignore[no-untyped-call]
        "tiktok",
        client_cls=TikTokApp,
        client_id=config.tiktok_client_key,
        client_secret=config.tiktok_client_secret,
        authorize_url=config.tiktok_authorize_url,
        access_token_url=f"{config.tiktok_api_url}/v2/oauth/token/",
        client_kwargs={"scope": " ".join(config.tiktok_scopes), "pkce": config.tiktok_pkce},
        user_agent=clients.user_agent(config, "web"),
    )


def tiktok() -> Any:
    """Return Authlib's client for the running app."""
    return current_app.extensions["tiktok_login"]
