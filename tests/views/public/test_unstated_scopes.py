"""A token answer without `scope` grants what the callback names, or else all that was asked for.

https://www.rfc-editor.org/rfc/rfc6749#section-5.1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.support.html import Document
from tests.support.lying import Liar, lying
from tests.support.people import Person
from tests.support.stored import connection_of
from tests.support.tiktok import SCOPES, TikTok
from tests.views.public.test_login import with_query

People = Callable[..., Person]
LEAST = ("user.info.basic", "video.list")


@pytest.fixture(autouse=True)
def liar(tiktok: TikTok, apps: dict[str, Flask], app: Flask) -> Iterator[Liar]:
    with lying(tiktok, apps) as liar:
        liar.tokens_lack = frozenset({"scope"})
        yield liar


@pytest.mark.parametrize("granted", [SCOPES, LEAST])
def test_the_callback_names_what_was_granted(granted: tuple[str, ...], person: People):
    alice = person("alice", videos=2)

    assert alice.comes_back(scopes=granted).status_code == 303
    assert connection_of(alice).granted == set(granted)


def test_who_switched_the_videos_off_is_told_so(person: People):
    answer = person("alice").comes_back(scopes=("user.info.basic",))

    assert answer.status_code == 403
    assert "without your videos" in Document(answer.text).one("h1").text


def test_where_neither_names_any_all_that_was_asked_for_is_granted(person: People):
    alice = person("alice", videos=2)
    address = alice.account.consents(alice.goes_to_tiktok())

    answer = alice.browser.get(with_query(address, scopes=None))

    assert answer.status_code == 303
    assert connection_of(alice).granted == set(SCOPES)
