"""The example answers of TikTok's "Get Started" page, and one in the shape of 2025 and 2026."""

from datetime import UTC, datetime, timedelta

import pytest

from portfolio.tiktok.fields import COVER_FIELDS
from portfolio.tiktok.models import Tokens
from tests.tiktok.conftest import ACCESS_TOKEN

IDS = ["7077642457847994444", "7080217258529732386"]


def test_the_profile_of_the_example_is_read(server, tiktok, example):
    server.answer(example("user_info"))

    profile = tiktok.user_info(ACCESS_TOKEN, {"user.info.basic"})

    assert profile.open_id == "723f24d7-e717-40f8-a2b6-cb8464cd23b4"
    assert profile.union_id == "c9c60f44-a68e-4f5d-84dd-ce22faeb0ba1"
    assert profile.display_name == "Tik Toker"
    assert profile.avatar.url == example("user_info")["data"]["user"]["avatar_url"]
    assert profile.avatar.life == timedelta(hours=6)  # The address names no expiry.
    assert profile.followers is None


def test_the_listing_of_the_example_is_read(server, tiktok, example):
    server.answer(example("video_list"), date="Thu, 14 Jul 2022 20:17:14 GMT")

    page = tiktok.list_videos(ACCESS_TOKEN)

    first, second = page.videos
    assert (page.cursor, page.has_more) == (1646883959000, True)
    assert (first.id, first.title, first.duration) == ("7080213458555737986", "video 1", 2)
    assert second.description == "Test video 2"
    assert first.cover.url == example("video_list")["data"]["videos"][0]["cover_image_url"]
    assert first.cover.life == timedelta(hours=6)  # x-expires 02:17:14, answered at 20:17:14.
    assert page.answered_at == datetime(2022, 7, 14, 20, 17, 14, tzinfo=UTC)
    assert (first.created_at, first.views) == (None, None)


def test_the_query_of_the_example_is_read(server, tiktok, example):
    server.answer(example("video_query"))

    answer = tiktok.query_videos(ACCESS_TOKEN, [IDS[1], "1", IDS[0]], fields=COVER_FIELDS)

    assert [video.id for video in answer.videos] == [IDS[1], IDS[0]]
    assert answer.missing == ("1",)
    assert answer.videos[0].embed_link.endswith("&utm_source=awbx37vxswqcvsf6")


def test_the_enveloped_tokens_of_the_example_are_read(example):
    tokens = Tokens.from_body(example("token_enveloped"))

    assert tokens.access_token == example("token_enveloped")["data"]["access_token"]
    assert tokens.refresh_token.endswith("!6418")
    assert (tokens.access_life, tokens.refresh_life) == (timedelta(days=1), timedelta(days=365))
    assert tokens.scopes == {"user.info.basic"}


def test_flat_tokens_are_read(example):
    tokens = Tokens.from_body(example("token_flat"))

    assert tokens.open_id == "-000q-hExample_2026-Az09bcdefghijklm"
    assert tokens.scopes == {"user.info.basic", "video.list"}


def test_videos_as_of_2026_are_read(server, tiktok, example):
    server.answer(example("video_list_2026"), date="Tue, 14 Oct 2025 13:17:00 GMT")

    video, photos = tiktok.list_videos(ACCESS_TOKEN).videos

    assert video.created_at == datetime(2025, 10, 14, 13, 17, tzinfo=UTC)
    assert (video.likes, video.comments, video.shares) == (0, None, 3)
    assert video.views == 4_800_000_000
    assert video.is_aigc is False
    assert "refresh_token=1a2b3c4d&x-expires" in video.cover.url
    assert video.cover.life == timedelta(hours=23, minutes=43)  # A day, floored to the hour.
    assert (photos.duration, photos.title, photos.views) == (0, "", None)
    assert photos.cover.life > timedelta(days=14)


@pytest.mark.parametrize("name", ["token_enveloped", "token_flat"])
def test_the_repr_of_tokens_hides_them(example, name):
    tokens = Tokens.from_body(example(name))

    assert tokens.access_token not in repr(tokens)
    assert tokens.refresh_token not in repr(tokens)
    assert tokens.open_id in repr(tokens)
