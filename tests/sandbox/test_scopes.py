"""Scopes: all that TikTok documents, and no others."""

import pytest

from sandbox.scopes import SCOPES
from tests.sandbox.conftest import CALLBACK

APP = {
    "client_key": "awpost",
    "client_secret": "s",
    "redirect_uris": ["https://showreel.example/cb"],
}


@pytest.mark.parametrize("scope", SCOPES)
def test_an_app_and_a_grant_may_have_every_scope_tiktok_documents(sandbox, scope):
    scopes = list(dict.fromkeys(["user.info.basic", scope]))

    app = sandbox.control("apps", {**APP, "scopes": scopes})
    grant = {"account": "mira", "client_key": "awpost", "scopes": scopes}
    tokens = sandbox.control("grants", grant)

    assert app.json()["scopes"] == scopes
    assert tokens.json()["scope"] == ",".join(scopes)


@pytest.mark.parametrize("path", ["apps", "grants"])
@pytest.mark.parametrize("scope", ["no.such.scope", "video.upload ", "", "VIDEO.LIST"])
def test_neither_may_have_another(sandbox, path, scope):
    order = {**APP, "scopes": [scope]} if path == "apps" else {"account": "mira", "scopes": [scope]}

    refused = sandbox.control(path, order)

    assert refused.status_code == 400
    assert "video.publish" in refused.json()["error"]
    assert [app["client_key"] for app in sandbox.control("apps").json()] == [sandbox.key]
    assert sandbox.control("state").json()["grants"] == []


def test_an_app_that_posts_walks_the_consent_page_with_its_scopes(sandbox):
    scopes = "user.info.basic,video.publish,video.upload"
    sandbox.control("apps", {**APP, "scopes": scopes.split(",")})
    sandbox.key, sandbox.secret = "awpost", "s"
    here = {"scope": scopes, "redirect_uri": APP["redirect_uris"][0]}

    page = sandbox.http.get(sandbox.authorize_url(**here)).text
    back = sandbox.consent("otis", scopes=scopes, **here)

    assert "Post content to TikTok" in page
    assert back["scopes"] == scopes
    tokens = sandbox.exchange(back["code"], redirect_uri=here["redirect_uri"]).json()
    assert tokens["scope"] == scopes


def test_the_demo_app_has_the_scopes_of_the_display_api(sandbox):
    address = sandbox.authorize_url(scope="user.info.basic,video.upload", redirect_uri=CALLBACK)

    assert "<li>scope</li>" in sandbox.http.get(address).text
