"""TikTok's webhooks: verified over the raw bytes, stored, answered, and handled by a job."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio import clock, jobs
from portfolio.extensions import csrf, settings
from portfolio.services.accounts import webhooks
from portfolio.tiktok import webhooks as wire
from portfolio.views import limits

log = logging.getLogger(__name__)

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@bp.post("/tiktok")
@limits.webhook
@csrf.exempt  # type: ignore[untyped-decorator]  # signed by TikTok instead
def tiktok() -> ResponseReturnValue:
    body = request.get_data(cache=False)
    config = settings()
    try:
        wire.verify(
            config.tiktok_client_secret,
            request.headers.get("TikTok-Signature"),
            body,
            now=clock.now(),
            tolerance=timedelta(seconds=config.webhook_tolerance),
        )
        event = wire.read(body)
    except wire.Forged as error:
        log.warning("a webhook was refused: %s", error)
        return f"{error}\n", 401, {"Content-Type": "text/plain"}
    except wire.Malformed as error:
        log.warning("a signed webhook made no sense: %s", error)
        return f"{error}\n", 400, {"Content-Type": "text/plain"}
    if key := webhooks.keep(event):
        jobs.handle_webhook_later(key)
    return "", 200
