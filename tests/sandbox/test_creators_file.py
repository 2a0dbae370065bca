"""`--creators FILE`: a developer's creators in place of the demo ones."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.creators_file import CreatorsRefused, read
from tests.sandbox.conftest import ALL_SCOPES, error_of
from tests.sandbox.test_process import running

ADA = {
    "account": "ada", "display_name": "Ada 🧵", "bio": "Thread and needle", "followers": 12,
    "following": None, "likes": 30, "is_verified": True, "withholds": ["user.info.stats"],
    "videos": [
        {
            "id": "7380000000000000001", "create_time": 1_790_000_000, "caption": "First hem",
            "duration": 15, "view_count": 70, "like_count": 7, "comment_count": 3,
            "share_count": 2, "is_aigc": True,
        },
        {"create_time": 1_780_000_000, "duration": 0},
        {"create_time": 1_770_000_000},
    ],
}  # fmt: skip


def file_of(tmp_path, content) -> str:
    path = tmp_path / "creators.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_the_creators_of_the_file_are_there_and_no_others(tmp_path):
    options = ("--creators", file_of(tmp_path, [ADA, {"account": "bo", "videos": 31}]))
    with running(*options) as (_, sandbox):
        assert sandbox.control("state").json()["creators"] == ["ada", "bo"]
        assert sandbox.control("creators/mira").status_code == 404
        assert len(sandbox.videos(sandbox.access("bo"))) == 31
        assert len(sandbox.videos(sandbox.access("crowd-7"))) == 24


def test_a_creator_is_as_the_file_says(tmp_path):
    with running("--creators", file_of(tmp_path, [ADA])) as (_, sandbox):
        tokens = sandbox.sign_in("ada")
        fields = "display_name,bio_description,is_verified,video_count"
        missing = sandbox.user_info(tokens["access_token"], "follower_count")
        scopes = ALL_SCOPES.replace("user.info.stats,", "")
        info = sandbox.user_info(tokens["access_token"], fields.replace(",video_count", ""))

    assert tokens["scope"] == scopes
    assert error_of(missing) == (401, "scope_not_authorized")
    assert info.json()["data"]["user"] == {
        "display_name": "Ada 🧵",
        "bio_description": "Thread and needle",
        "is_verified": True,
    }


def test_a_written_video_is_as_the_file_says_and_the_rest_is_made_up(tmp_path):
    with running("--creators", file_of(tmp_path, [ADA])) as (_, sandbox):
        access = sandbox.access("ada")
        first, second, third = sandbox.videos(access)
        cover = sandbox.http.get(first["cover_image_url"])
        player = sandbox.http.get(f"{sandbox.url}/player/v1/{first['id']}")

    assert first["id"] == "7380000000000000001"
    assert first["title"] == first["video_description"] == "First hem"
    assert (first["create_time"], first["duration"]) == (1_790_000_000, 15)
    counts = [first[f"{name}_count"] for name in ("view", "like", "comment", "share")]
    assert (counts, first["is_aigc"]) == ([70, 7, 3, 2], True)
    assert "First hem" in first["embed_html"]
    assert cover.headers["Content-Type"].startswith("image/")
    assert player.ok
    assert (second["duration"], second["height"]) == (0, 1440)  # A photo post.
    assert third["view_count"] > 0


def test_videos_without_a_time_are_a_day_apart_newest_first(tmp_path):
    videos = [{"caption": str(number)} for number in range(30)]
    with running("--creators", file_of(tmp_path, [{"account": "bo", "videos": videos}])) as (
        _,
        sandbox,
    ):
        listed = sandbox.videos(sandbox.access("bo"))

    assert [video["title"] for video in listed] == [str(number) for number in range(30)]
    assert {newer["create_time"] - older["create_time"] for newer, older in pairwise(listed)} == {
        86_400
    }


def test_a_reset_brings_the_files_creators_back(tmp_path):
    with running("--creators", file_of(tmp_path, [ADA])) as (_, sandbox):
        before = sandbox.control("creators/ada").json()
        sandbox.control("creators/ada/videos", {"delete": ["7380000000000000001"], "add": 3})
        sandbox.control("creators", {"account": "nova"})

        sandbox.control("reset", {})

        assert sandbox.control("creators/ada").json() == before
        assert sandbox.control("state").json()["creators"] == ["ada"]


def test_a_state_folder_keeps_what_it_already_has(tmp_path):
    options = ("--state", str(tmp_path / "state"), "--creators", file_of(tmp_path, [ADA]))
    with running(*options) as (_, sandbox):
        sandbox.control("creators/ada", {"bio": "changed"}, "PATCH")
        sandbox.control("creators/ada/videos", {"add": 1})

    file_of(tmp_path, [ADA, {"account": "bo"}])
    with running(*options) as (_, sandbox):
        assert sandbox.control("state").json()["creators"] == ["ada", "bo"]
        assert len(sandbox.control("creators/ada").json()["videos"]) == 4


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        ("[\n  {]", ", line 2, column 4: ", "Expecting property name"),
        ("[" * 5_000, " is no JSON: ", "recursion"),
        ({}, " must be a list of creators", ""),
        ([], " must be a list of creators", ""),
        (["ada"], ", creator 1 must be an object", "'ada'"),
        ([ADA, {}], ", creator 2: account must be", "None"),
        ([{"account": "Ada"}], ", creator 1: account must be", "'Ada'"),
        ([{"account": "crowd-1"}], ", creator 1: account must be", "'crowd-1'"),
        ([{"account": 7}], ", creator 1: account must be text", "7"),
        ([ADA, {"account": "ada"}], ", creator 2: account ada is taken by ", "creator 1"),
        ([{"account": "a", "name": ""}], ", creator 1: there is no key 'name'", "display_name"),
        ([{"account": "a", "likes": -1}], ", creator 1: likes must be a whole number", "-1"),
        ([{"account": "a", "videos": 10**6}], ", creator 1: videos must be", "or a list"),
        ([{"account": "a", "videos": True}], ", creator 1: videos must be", "True"),
        (
            [{"account": "a", "withholds": ["video.see"]}],
            ", creator 1 (a), withholds: unknown scope 'video.see'", "video.list",
        ),
        ([{"account": "a", "videos": [{}, 7]}], ", creator 1 (a), video 2 must be an object", "7"),
        (
            [{"account": "a", "videos": [{"duration": "15"}]}],
            ", creator 1 (a), video 1: duration must be a whole number", "'15'",
        ),
        (
            [{"account": "a", "videos": [{"title": ""}]}],
            ", creator 1 (a), video 1: there is no key 'title'", "caption",
        ),
        (
            [{"account": "a", "videos": [{"id": "9" * 19}]}],
            ", creator 1 (a), video 1: id must be digits as text", "999",
        ),
        (
            [{"account": "a", "videos": [{"id": "5"}]}, {"account": "b", "videos": [{"id": "5"}]}],
            ", creator 2 (b), video 1: id 5 is taken by ", "creator 1 (a), video 1",
        ),
    ],
)  # fmt: skip
def test_a_refusal_names_the_place(tmp_path, content, where, why):
    path = Path(file_of(tmp_path, content))

    with pytest.raises(CreatorsRefused) as refused:
        read(path)

    assert str(refused.value).startswith(f"{path}{where}")
    assert why in str(refused.value)


def test_the_start_says_what_is_wrong_with_the_file(tmp_path):
    path = file_of(tmp_path, [{"account": "a", "followers": "many"}])

    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "--port", "0", "--creators", path],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"The sandbox cannot start: {path}, creator 1: followers must be")
    assert done.stdout == ""
