"""Lasting addresses of pictures, and the two kinds of answers that they give."""

from __future__ import annotations

from io import BytesIO

from flask import Flask
from PIL import Image

from portfolio.views import card_pictures
from tests.support.people import Person, a_second_later
from tests.support.stored import page_of
from tests.support.wire import Answer, ask


def picture(
    app: Flask, path: str, video_id: str, method: str = "GET", *headers: tuple[str, str]
) -> Answer:
    a_second_later(app)
    return ask(app, method, f"{path}/v/{video_id}.jpg", headers)


def leads_to_tiktok(answer: Answer) -> bool:
    return answer.status == 302 and answer.header("Location") is not None


def is_card(answer: Answer, person: Person, size: tuple[int, int] = card_pictures.COVER) -> bool:
    """Return whether the answer is a picture of our own, in the accent of the person's page."""
    if (answer.status, answer.header("Content-Type")) != (200, "image/jpeg"):
        return False
    assert Image.open(BytesIO(answer.body)).size == size
    return answer.body == card_pictures.drawn(page_of(person).accent, size)


def kept(app: Flask) -> set[str]:
    """Return the paths of the page layer's copies."""
    return set(app.extensions["page_layer"]._copies._by_path)
