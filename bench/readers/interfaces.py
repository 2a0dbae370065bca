"""The API: its description is judged, a client is made of it, and it is asked at random."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bench.readers.judging import Seen, avatar_trouble, cover_trouble
from bench.readers.reader import Kit, by_npm, by_pip
from bench.readers.stage import Stage

DESCRIPTION = "/api/v1/openapi.json"
FUZZ_SECONDS = 120
PASSED = re.compile(r"(\d+) generated, (\d+) passed$", re.MULTILINE)


def judge_by(script: str) -> Any:
    """Return a reading by a script, which prints what is wrong with a description."""

    def read(stage: Stage, kit: Kit) -> Iterator[Seen]:
        seen = Seen("description of the API")
        errors = kit.script(script, f"{stage.site.url}{DESCRIPTION}")
        seen.check("description", errors == [], errors)
        yield seen

    return read


def read_by_client(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let swagger-client make a client of the description, and ask for the page by it."""
    found = kit.script("swagger_client.mjs", f"{stage.site.url}{DESCRIPTION}", stage.handle)
    seen = Seen("API")
    page = found["page"]
    seen.same("name", page["name"], stage.name)
    seen.same("headline", page["headline"], stage.headline)
    seen.picture("avatar", avatar_trouble(page["avatar"]))
    titles = [section["title"] for section in page["sections"] if section["title"]]
    seen.check("sections", titles == list(stage.sections), titles)
    shown = [video for section in page["sections"] for video in section["videos"]]
    ids = [video["id"] for video in shown]
    seen.check("all videos", ids == [video.id for video in stage.videos], ids)
    for given, video in zip(shown, stage.videos, strict=False):
        seen.same("titles", given["title"] or video.title, video.title)
        seen.check("captions", (given["caption"] or "") == video.caption, given["caption"])
        posted = datetime.fromisoformat(given["posted_at"])
        seen.check("days", posted == video.day, posted)
        seen.check("lengths", given["duration"] == video.seconds, given["duration"])
        seen.picture("covers", cover_trouble(given["picture"]["url"], video))
    missing = found["missing"]
    seen.check("an unknown page", missing.get("status") == 404, missing)
    yield seen


def fuzz(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let schemathesis ask what the description allows and what it forbids."""
    said = kit.module(
        "schemathesis.cli", "run", f"{stage.site.url}{DESCRIPTION}", "--max-examples", "20",
        "--no-color", seconds=FUZZ_SECONDS,
    )  # fmt: skip
    seen = Seen("API")
    counted = PASSED.search(said)
    seen.check("every answer as described", counted and counted[1] == counted[2], said[-200:])
    seen.also += [f"{counted[1]} requests"] if counted else []
    yield seen


READERS = (
    by_npm("@seriousme/openapi-schema-validator", "2.11.0", judge_by("openapi_schema.mjs")),
    by_pip("openapi-spec-validator", "0.9.0", judge_by("openapi_spec.py")),
    by_npm("swagger-client", "3.39.0", read_by_client),
    by_pip("schemathesis", "4.32.5", fuzz),
)
