"""Authlib's Flask client, told about TikTok."""

from __future__ import annotations

from authlib.integrations.flask_client import FlaskOAuth2App

from portfolio.config import Config
from portfolio.extensions import oauth
from portfolio.services import remote
from portfolio.tiktok.oauth import TikTokSession


class TikTokApp(FlaskOAuth2App):
    client_cls = TikTokSession  # type: ignore[assignment]  # the stubs declare no subclass


def register(config: Config) -> None:
    """Name TikTok's addresses and what this site asks for."""
    oauth.register(  # type: ignore[no-untyped-call]
        "tiktok",
        client_cls=TikTokApp,
        overwrite=True,
        client_id=config.tiktok_client_key,
        client_secret=config.tiktok_client_secret,
        authorize_url=config.tiktok_authorize_url,
        access_token_url=f"{config.tiktok_api_url}/v2/oauth/token/",
        client_kwargs={"scope": " ".join(config.tiktok_scopes), "pkce": config.tiktok_pkce},
        user_agent=remote.user_agent(config, "web"),
    )
