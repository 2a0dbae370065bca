"""The way to TikTok for this process: one client, one token endpoint, named by the process."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from portfolio import clock
from portfolio.config import Config
from portfolio.services import budget, outages
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.tokens import TokenEndpoint

HASTY_DEADLINE = 4.0  # seconds


@dataclass(frozen=True)
class Remote:
    api: TikTok
    #: For what a visitor waits for: it gives up early.
    hasty_api: TikTok
    tokens: TokenEndpoint


def connect(app: Flask, config: Config, process: str) -> None:
    """Give `app` its way to TikTok; `process` ("web", "worker") is told in the User-Agent."""
    name = user_agent(config, process)
    api = TikTok(
        config.tiktok_api_url,
        user_agent=name,
        before_call=budget.before_call,
        after_call=outages.after_call,
        now=clock.now,
    )
    app.extensions["tiktok"] = Remote(
        api=api,
        hasty_api=api.limited(budget.before_call, HASTY_DEADLINE),
        tokens=TokenEndpoint(
            config.tiktok_api_url,
            config.tiktok_client_key,
            config.tiktok_client_secret,
            user_agent=name,
            before_call=budget.before_call,
            after_call=outages.after_call,
            now=clock.now,
        ),
    )


def user_agent(config: Config, process: str) -> str:
    """Return the name under which a process calls TikTok."""
    return f"Showreel-{process}/1 (+{config.public_url})"


def remote() -> Remote:
    way: Remote = current_app.extensions["tiktok"]
    return way
