import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from portfolio.tiktok.client import TikTok
from portfolio.tiktok.tokens import TokenEndpoint
from tests.tiktok.canned import Canned, canned_server

ANSWERS = Path(__file__).parent / "answers"

ACCESS_TOKEN = "act.1d1021d2aee3d41fee2d2add43456badMFZnrhFhfWotu3Ecuiuka27L56lr!2323"
REFRESH_TOKEN = "rft.dc8946222f5c87a21f681dc7995e3hEuMiySL8qLspsKgovFb6D0NyMly!6418"
CODE = "wFPH5DePZMb07BPJvpWi-WotFlq1ISzFYQBDb9S9CBUQkGZRGW3zOAbYzhGXkoYkFx-aDeph0*0!6410"
SECRET = "client-secret/with+odd=characters"


@pytest.fixture
def server() -> Iterator[Canned]:
    with canned_server() as server:
        yield server


@pytest.fixture
def tiktok(server: Canned) -> TikTok:
    return TikTok(server.url, user_agent="showreel-test/1", deadline=60)


@pytest.fixture
def urgent(server: Canned) -> TikTok:
    """A client for answers that do not come: it gives up after half a second."""
    return TikTok(server.url, user_agent="showreel-test/1", deadline=0.5)


@pytest.fixture
def token_endpoint(server: Canned) -> TokenEndpoint:
    return TokenEndpoint(server.url, "sbawdemo", SECRET, user_agent="showreel-test/1", deadline=60)


@pytest.fixture
def example():
    """The example answers of TikTok's pages, by file name."""

    def load(name: str) -> dict:
        return json.loads((ANSWERS / f"{name}.json").read_bytes())

    return load
