"""User info: fields, scopes, ids."""

from email.utils import parsedate_to_datetime

import pytest

from tests.sandbox.conftest import error_of

ALL_FIELDS = (
    "open_id,union_id,avatar_url,avatar_url_100,avatar_large_url,display_name,bio_description,"
    "profile_deep_link,username,is_verified,follower_count,following_count,likes_count,video_count"
)


def test_only_the_fields_asked_for_come_back(sandbox):
    access = sandbox.access("juno")

    user = sandbox.user_info(access, "display_name,video_count").json()["data"]["user"]

    assert set(user) == {"display_name", "video_count"}
    assert user["video_count"] == 1200


def test_all_fields_have_their_types(sandbox):
    user = sandbox.user_info(sandbox.access("atlas"), ALL_FIELDS).json()["data"]["user"]

    assert set(user) == set(ALL_FIELDS.split(","))
    assert isinstance(user["follower_count"], int)
    assert user["is_verified"] is True
    assert user["username"] == "atlas"


@pytest.mark.parametrize(
    ("granted", "field"),
    [
        ("user.info.basic", "username"),
        ("user.info.basic,user.info.profile", "follower_count"),
        ("user.info.basic,user.info.stats", "bio_description"),
    ],
)
def test_one_ungranted_field_fails_the_whole_call(sandbox, granted, field):
    access = sandbox.access("mira", scopes=granted)

    assert sandbox.user_info(access, "open_id").status_code == 200
    refused = sandbox.user_info(access, f"open_id,{field}")
    assert error_of(refused) == (401, "scope_not_authorized")


def test_an_app_without_the_scope_is_told_so(sandbox):
    app = {
        "client_key": "aw1",
        "client_secret": "s",
        "redirect_uris": ["https://showreel.example/cb"],
        "scopes": ["user.info.basic"],
    }
    sandbox.control("apps", app)
    grant = {"account": "mira", "client_key": "aw1", "scopes": ["user.info.basic"]}
    access = sandbox.control("grants", grant).json()["access_token"]

    assert error_of(sandbox.user_info(access, "username")) == (400, "scope_permission_missed")


@pytest.mark.parametrize("fields", ["", "avatar_url_200", "open_id,nonsense"])
def test_missing_and_unknown_fields_are_invalid(sandbox, fields):
    assert error_of(sandbox.user_info(sandbox.access(), fields)) == (400, "invalid_params")


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, (401, "access_token_invalid")),
        ("Bearer act.no", (401, "access_token_invalid")),
        ("Token act.no", (400, "invalid_params")),
        ("act.no", (400, "invalid_params")),
    ],
)
def test_a_bad_authorization_header(sandbox, header, error):
    url = f"{sandbox.url}/v2/user/info/?fields=open_id"
    headers = {"Authorization": header} if header else {}

    assert error_of(sandbox.http.get(url, headers=headers)) == error


def test_a_refresh_token_is_no_access_token(sandbox):
    refresh = str(sandbox.sign_in("mira")["refresh_token"])

    assert sandbox.user_info(refresh).status_code == 401


def test_open_ids_belong_to_app_and_user_and_union_ids_to_the_developer(sandbox):
    app = {
        "client_key": "aw1",
        "client_secret": "s",
        "redirect_uris": ["https://showreel.example/cb"],
    }
    sandbox.control("apps", app)

    def ids(account: str, key: str) -> dict[str, str]:
        grant = sandbox.control("grants", {"account": account, "client_key": key}).json()
        user = sandbox.user_info(grant["access_token"], "open_id,union_id").json()
        return user["data"]["user"]

    here, there, other = ids("mira", sandbox.key), ids("mira", "aw1"), ids("juno", sandbox.key)
    assert here["open_id"] != there["open_id"]
    assert here["union_id"] == there["union_id"]
    assert here["union_id"] != other["union_id"]


def test_every_answer_carries_its_log_id_and_our_time(sandbox):
    sandbox.later(3 * 86_400)

    answer = sandbox.user_info(sandbox.access())

    assert answer.headers["x-tt-logid"] == answer.json()["error"]["log_id"]
    now = sandbox.control("state").json()["now"]
    assert parsedate_to_datetime(answer.headers["Date"]).timestamp() == pytest.approx(now, abs=2)
