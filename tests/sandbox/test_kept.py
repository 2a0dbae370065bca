"""A creator as they were: kept once, and brought back."""

from __future__ import annotations

import pytest

KEPT = "creators/mira/kept"


def keep(sandbox, path: str = KEPT):
    return sandbox.control(path, {}, "PUT")


def bring_back(sandbox, path: str = KEPT):
    return sandbox.control(path, {})


def names_of_calls(sandbox) -> list[str]:
    return [call["endpoint"] for call in sandbox.control("calls").json()]


def test_an_ended_permission_is_valid_again(sandbox):
    access = sandbox.access("mira")
    keep(sandbox)
    sandbox.control("creators/mira/disconnect", {})
    assert sandbox.user_info(access).status_code == 401

    assert bring_back(sandbox).json() == sandbox.control("creators/mira").json()

    assert sandbox.user_info(access).status_code == 200


def test_a_rotated_refresh_token_is_the_newest_again(sandbox):
    refresh = sandbox.sign_in("mira")["refresh_token"]
    keep(sandbox)
    assert "access_token" in sandbox.refresh(refresh).json()
    assert "error" in sandbox.refresh(refresh).json()

    bring_back(sandbox)

    assert "access_token" in sandbox.refresh(refresh).json()


def test_videos_and_profile_are_as_they_were(sandbox):
    access = sandbox.access("mira")
    before = sandbox.videos(access, "id,title")
    name = sandbox.user_info(access, "display_name").json()["data"]
    keep(sandbox)
    first, second, third = (video["id"] for video in before[:3])
    change = {"delete": [first], "change": {second: {"title": "Other"}}, "add": 1}
    sandbox.control("creators/mira/videos", {**change, "hide": [third]})
    sandbox.control("creators/mira", {"display_name": "Other"}, "PATCH")
    assert sandbox.videos(access, "id,title") != before

    bring_back(sandbox)

    assert sandbox.videos(access, "id,title") == before
    assert sandbox.user_info(access, "display_name").json()["data"] == name


def test_their_calls_are_recorded_as_they_were_and_other_creators_are_left_alone(sandbox):
    sandbox.access("mira")
    calls = names_of_calls(sandbox)
    keep(sandbox)
    sandbox.control("calls", method="DELETE")
    sandbox.access("mira")
    otis = sandbox.access("otis")

    bring_back(sandbox)

    assert names_of_calls(sandbox)[-len(calls) :] == calls
    assert names_of_calls(sandbox).count("oauth/token") == 2
    assert sandbox.user_info(otis).status_code == 200


@pytest.mark.parametrize("path", ["creators/otis/kept", "creators/nobody/kept"])
def test_a_creator_who_was_not_kept_is_not_there(sandbox, path):
    assert bring_back(sandbox, path).status_code == 404


def test_nobody_is_kept_through_a_reset(sandbox):
    keep(sandbox)

    sandbox.control("reset", {})

    assert bring_back(sandbox).status_code == 404
