"""The picker and a public page of the first builds, such as 1886b29, in a process of its own.

It is run as a file, with such a build's folder as PYTHONPATH: all that is imported by name, apart
from the files beside this one, is that build's. It answers each line, "plain", "tick" or "page",
with the milliseconds of a plain fragment, of a tick, or of a page without a kept copy, as JSON.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from importlib import import_module
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from werkzeug.test import EnvironBuilder

clock: Any = import_module("portfolio.clock")
extensions: Any = import_module("portfolio.extensions")
choosing: Any = import_module("portfolio.services.choosing")
signin: Any = import_module("portfolio.services.signin")
transactions: Any = import_module("portfolio.transactions")
captions: Any = import_module("captions")
timing: Any = import_module("timing")

LIFE = timedelta(hours=6)
HANDLE = "earlier"


def insert_library(count: int, picked: int, pictures: str) -> Any:
    """Insert a creator with a library and picks; return the creator's id."""
    video, cover, pick = (
        getattr(import_module(f"portfolio.models.{name}"), name.capitalize())
        for name in ("video", "cover", "pick")
    )
    renew_by = import_module("portfolio.models.cover").renew_by
    now, chance = clock.now().replace(microsecond=0), random.Random("earlier")
    videos: list[dict[str, Any]] = []
    with transactions.writing() as session:
        creator_id = signin._welcome(session, "earlier").id
        for number, words in enumerate(captions.captions(count, chance)):
            posted = now - timedelta(minutes=260 * (count - number))
            of_video = {"id": str(7 * 10**18 + number), "created_at": posted, "seen_at": now}
            texts = {"title": words[:60], "description": words}
            figures = {"duration": chance.randint(0, 600), "views": chance.randint(0, 10**6)}
            videos.append({"creator_id": creator_id, **of_video, **texts, **figures})
        covers = [
            {
                "creator_id": creator_id,
                "video_id": each["id"],
                "url": f"{pictures}/{each['id']}.jpg",
                "fetched_at": now,
                "expires_at": now + LIFE,
                "renew_by": renew_by(now, now + LIFE),
            }
            for each in videos
        ]
        picks = [
            {
                "creator_id": creator_id,
                "video_id": each["id"],
                "position": place,
                "picked_at": now,
            }
            for place, each in enumerate(videos[-picked:], start=1)
        ]
        session.flush()
        for model, rows in ((video, videos), (cover, covers), (pick, picks)):
            session.execute(sa.insert(model), rows)
    return creator_id


def acts_of(app: Any, creator_id: Any) -> dict[str, Callable[[], Any]]:
    """Return the acts by name; each returns the time it took."""
    cookie, token = _signed_in(app, creator_id)
    base = app.extensions["settings"].public_url
    server = timing.server_of(extensions.db.engine)
    headers = {"Cookie": f"session={cookie}", "HX-Request": "true", "X-CSRFToken": token}

    def cold_page() -> Any:
        app.wsgi_app._copies.clear()
        return ask("GET", f"/@{HANDLE}")

    def ask(method: str, path: str) -> Any:
        request = EnvironBuilder(
            path,
            base,
            method=method,
            headers={**headers, "Origin": base},
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )
        return timing.timed(app, request, server).took

    ids = list(extensions.db.session.scalars(_ids(creator_id)))
    chosen = random.Random(1).sample(ids, min(len(ids), 200))
    marks = cycle([choosing.mark_of(creator_id, each) for each in chosen])
    extensions.db.session.rollback()
    others = cycle(ids[len(ids) // 2 :])

    def tick() -> Any:
        video_id = next(others)
        took = ask("PUT", f"/studio/picks/{video_id}")
        ask("DELETE", f"/studio/picks/{video_id}")
        return took

    return {
        "plain": lambda: ask("GET", f"/studio/videos/tiles?after={next(marks)}"),
        "tick": tick,
        "page": cold_page,
    }


def publish(creator_id: Any, count: int) -> None:
    """Publish a page of the newest videos, without titles."""
    models, now = import_module("portfolio.models.page"), clock.now()
    ids = extensions.db.session.scalars(_ids(creator_id).limit(count)).all()
    extensions.db.session.rollback()
    videos = [{"id": video_id, "title": None} for video_id in ids]
    sections = [{"title": None, "videos": videos}]
    content = {"accent": "saffron", "recent": False, "sections": sections}
    with transactions.writing() as session:
        session.add(
            models.Edition(creator_id=creator_id, number=1, content=content, published_at=now)
        )
        page = session.get_one(models.Page, creator_id)
        page.handle, page.edition, page.published_at = HANDLE, 1, now


def _ids(creator_id: Any) -> sa.Select[Any]:
    video = import_module("portfolio.models.video").Video
    newest_first = sa.select(video.id).where(video.creator_id == creator_id)
    return newest_first.order_by(video.created_at.desc())


def _signed_in(app: Any, creator_id: Any) -> tuple[str, str]:
    """Return the session cookie, and a token for its requests."""
    csrf = import_module("flask_wtf.csrf")
    flask = import_module("flask")
    with app.test_request_context():
        flask.session["csrf_token"] = "of this creator"
        token = csrf.generate_csrf()
        values = {"key": signin.open_session(creator_id, "bench"), "_permanent": True}
        signer = app.session_interface.get_signing_serializer(app)
        return signer.dumps({**values, "csrf_token": "of this creator"}), token


def lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.strip()


def main(count: int, picked: int, shown: int, pictures: str) -> None:
    app = import_module("portfolio").create_app()
    with app.app_context():
        extensions.db.create_all()
        creator_id = insert_library(count, picked, pictures)
        if shown:
            publish(creator_id, shown)
        if extensions.db.engine.dialect.name == "postgresql":
            with transactions.writing() as session:
                session.execute(sa.text("ANALYZE"))
        acts = acts_of(app, creator_id)
        print("ready", flush=True)
        for line in lines():
            print(json.dumps(asdict(acts[line]())), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), sys.argv[4])
