"""Covers and avatars: real pictures at addresses that expire."""

import io
import re

import pytest
from PIL import Image

from tests.sandbox.conftest import bearer

COVER_FIELDS = "id,cover_image_url"


def covers(sandbox, account: str = "mira") -> list[str]:
    return [
        str(v["cover_image_url"]) for v in sandbox.videos(sandbox.access(account), COVER_FIELDS)
    ]


def expiry(url: str) -> int:
    return int(re.search(r"x-expires=(\d+)", url)[1])


def test_covers_come_in_the_sizes_tiktok_delivers(sandbox):
    sizes, kinds = set(), set()
    shapes = (":300:400:", ":640:0:", "~tplv-noop")
    urls = covers(sandbox)
    for url in [next(u for u in urls if shape in u) for shape in shapes]:
        image = Image.open(io.BytesIO(sandbox.http.get(url).content))
        sizes.add(image.size)
        kinds.add(image.format)

    assert sizes == {(300, 400), (640, 853), (720, 1280)}
    assert kinds == {"JPEG", "WEBP"}


def test_plain_pictures_have_the_same_sizes_and_another_tag(sandbox):
    url = next(url for url in covers(sandbox) if ":300:400:" in url)
    drawn = sandbox.http.get(url)

    sandbox.settings(plain_pictures=True)

    plain = sandbox.http.get(url, headers={"If-None-Match": drawn.headers["ETag"]})
    assert plain.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(plain.content)).size == (300, 400)


def test_addresses_have_tiktoks_shape(sandbox):
    urls = covers(sandbox)

    assert all("~tplv-" in url and "x-signature=" in url for url in urls)
    assert all("refresh_token=" in url for url in urls)
    assert any(":300:400:" in url.partition("?")[0] for url in urls)
    assert any("%2B" in url or "%2F" in url for url in urls)
    orders = {tuple(re.findall(r"[?&]([a-z_-]+)=", url)) for url in urls}
    assert len(orders) > 1


def test_the_same_video_has_the_same_picture_for_ever(sandbox):
    first, again = covers(sandbox)[0], covers(sandbox)[0]

    assert first != again
    assert sandbox.http.get(first).content == sandbox.http.get(again).content


def test_a_cover_dies_at_its_second(sandbox):
    sandbox.settings(cover_life=100)
    url = covers(sandbox)[0]
    sandbox.later(95)
    assert sandbox.http.get(url).status_code == 200

    sandbox.later(6)
    dead = sandbox.http.get(url)

    assert (dead.status_code, dead.text) == (403, "Access Denied")
    counts = sandbox.control("covers/requests").json()
    assert (counts["ok"], counts["expired"], counts["tampered"]) == (1, 1, 0)


def test_a_browser_that_kept_a_dead_cover_gets_no_304(sandbox):
    sandbox.settings(cover_life=100)
    url = covers(sandbox)[0]
    etag = {"If-None-Match": sandbox.http.get(url).headers["ETag"]}
    assert sandbox.http.get(url, headers=etag).status_code == 304

    sandbox.later(101)

    assert sandbox.http.get(url, headers=etag).status_code == 403


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"x-expires=\d", "x-expires=9"),
        (r"x-signature=.{4}", "x-signature=AAAA"),
        (r"[?&]x-signature=[^&]*", "?"),
        (r":300:400:", ":720:960:"),
        (r"&sc=|\?sc=", "&sc=x"),
        (r"$", "&utm_source=x"),
    ],
)
def test_a_touched_address_is_denied(sandbox, pattern, replacement):
    url = next(u for u in covers(sandbox) if ":300:400:" in u)
    touched = re.sub(pattern, replacement, url, count=1)
    assert touched != url

    assert sandbox.http.get(touched).status_code == 403
    assert sandbox.control("covers/requests").json()["tampered"] == 1


def test_an_address_decoded_and_encoded_anew_is_denied(sandbox):
    url = next(u for u in covers(sandbox) if "%2F" in u)

    assert sandbox.http.get(url.replace("%2F", "/")).status_code == 403
    assert sandbox.http.get(url).status_code == 200


def test_all_covers_can_be_ended_at_once(sandbox):
    old = covers(sandbox)[0]

    sandbox.control("expire", {"covers": True})

    assert sandbox.http.get(old).status_code == 403
    assert sandbox.http.get(covers(sandbox)[0]).status_code == 200
    assert sandbox.control("covers/requests").json()["expired"] == 1


def test_listing_and_query_both_renew(sandbox):
    sandbox.settings(cover_life=100)
    access = sandbox.access()
    first = sandbox.page(access, COVER_FIELDS).json()["data"]["videos"][0]
    sandbox.later(50)

    again = sandbox.query(access, [first["id"]], COVER_FIELDS).json()["data"]["videos"][0]

    assert expiry(again["cover_image_url"]) - expiry(first["cover_image_url"]) in range(50, 60)


@pytest.mark.parametrize(
    ("field", "size"), [("avatar_url", 168), ("avatar_url_100", 100), ("avatar_large_url", 1080)]
)
def test_avatars_are_signed_pictures_too(sandbox, field, size):
    user = sandbox.user_info(sandbox.access("juno"), field).json()["data"]["user"]
    picture = sandbox.http.get(user[field])
    assert Image.open(io.BytesIO(picture.content)).size == (size, size)

    sandbox.later(3 * 86_400)

    assert sandbox.http.get(user[field]).status_code == 403


def test_every_scene_can_be_drawn_in_every_palette_and_shape():
    from sandbox.scenes.gallery import SCENES, paint
    from sandbox.videos import Art

    for scene in SCENES:
        for palette in range(8):
            picture = paint(Art(scene, palette, 12_345 + palette), 60, 80)
            assert picture.size == (60, 80)
            # A scene is drawn: many colours, not only the grain of one.
            low, high = picture.convert("L").getextrema()
            assert high - low > 40


def test_a_cover_needs_no_token(sandbox):
    url = covers(sandbox)[0]

    assert sandbox.http.get(url, headers=bearer("act.no")).status_code == 200
