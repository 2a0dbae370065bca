"""The path of TikTok's "Get Started" guide, from consent to a cover."""

import io

import pytest
from PIL import Image


@pytest.mark.parametrize("profile", ["observed", "documented"])
def test_the_documented_path_works_from_consent_to_cover(sandbox, profile):
    sandbox.settings(profile=profile)
    came_back = sandbox.consent("mira")
    assert came_back["state"] == "s+t/a=te"
    assert set("*!") <= set(came_back["code"])

    tokens = sandbox.exchange(came_back["code"]).json()
    assert tokens["token_type"] == "Bearer"

    user = sandbox.user_info(tokens["access_token"], "open_id,display_name").json()
    assert user["error"]["code"] == "ok"
    assert user["data"]["user"]["open_id"] == tokens["open_id"]

    videos = sandbox.videos(tokens["access_token"])
    assert len(videos) == 45

    ids = [video["id"] for video in videos[:3]]
    again = sandbox.query(tokens["access_token"], ids, "id,cover_image_url").json()["data"][
        "videos"
    ]
    assert {video["id"] for video in again} == set(ids)

    cover = sandbox.http.get(again[0]["cover_image_url"])
    assert cover.status_code == 200
    assert Image.open(io.BytesIO(cover.content)).width in (300, 720)

    player = sandbox.http.get(videos[0]["embed_link"])
    assert player.status_code == 200
    assert "x-tiktok-player" in player.text


def test_every_call_is_on_record(sandbox):
    access = sandbox.access("otis")
    ids = [video["id"] for video in sandbox.videos(access, "id")]
    sandbox.http.headers["User-Agent"] = "a worker"
    sandbox.query(access, ids[:2])

    call = sandbox.control("calls?endpoint=video/query").json()[0]

    assert call["ids"] == ids[:2]
    assert call["account"] == "otis"
    assert call["user_agent"] == "a worker"
    assert (call["generation"], call["status"], call["outcome"]) == (1, 200, "ok")
