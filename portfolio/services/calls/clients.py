"""The TikTok clients of this process, which name the process in their User-Agent."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from portfolio import clock
from portfolio.config import Config
from portfolio.services.calls import budget, circuit_breaker
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.tokens import TokenEndpoint

URGENT_DEADLINE_SECONDS = 4.0


@dataclass(frozen=True)
class Clients:
    api: TikTok
    #: For calls that a visitor waits for: with a short deadline.
    urgent_api: TikTok
    tokens: TokenEndpoint


def connect(app: Flask, config: Config, process: str) -> None:
    """Give `app` its TikTok clients; `process` ("web", "worker") is told in the User-Agent."""
    name = user_agent(config, process)
    api = TikTok(
        config.tiktok_api_url,
        user_agent=name,
        before_call=budget.before_call,
        after_call=circuit_breaker.after_call,
        now=clock.now,
    )
    app.extensions["tiktok"] = Clients(
        api=api,
        urgent_api=api.limited(budget.before_call, URGENT_DEADLINE_SECONDS),
        tokens=TokenEndpoint(
            config.tiktok_api_url,
            config.tiktok_client_key,
            config.tiktok_client_secret,
            user_agent=name,
            before_call=budget.before_call,
            after_call=circuit_breaker.after_call,
            now=clock.now,
        ),
    )


def user_agent(config: Config, process: str) -> str:
    """Return the User-Agent with which a process calls TikTok."""
    return f"Showreel-{process}/1 (+{config.public_url})"


def tiktok_clients() -> Clients:
    way: Clients = current_app.extensions["tiktok"]
    return way
