"""The control refuses unknown keys, and lists the known ones."""

import re

import pytest

from sandbox.server import create_app
from sandbox.settings import Settings
from sandbox.world import World

# Every verb that reads an order, with its method and one known key.
VERBS = {
    "clock": ("POST", "advance"),
    "settings": ("POST", "cover_life"),
    "faults": ("POST", "kind"),
    "expire": ("POST", "covers"),
    "apps": ("POST", "client_key"),
    "apps/sbawdemo/webhook": ("POST", "url"),
    "grants": ("POST", "account"),
    "webhooks": ("POST", "reason"),
    "creators": ("POST", "videos"),
    "creators/otis": ("PATCH", "display_name"),
    "creators/otis/videos": ("POST", "add"),
    "creators/otis/disconnect": ("POST", "reason"),
}
PYTHON = re.compile(r"Traceback|argument|NoneType|invalid literal|__init__|object is not|<class")


def test_the_list_of_verbs_is_whole():
    rules = create_app(World(None, Settings())).url_map.iter_rules()
    orders = {
        rule.rule.removeprefix("/_control/")
        for rule in rules
        if rule.rule.startswith("/_control/") and {"POST", "PATCH"} & rule.methods
    }

    named = {
        path.replace("sbawdemo", "<client_key>").replace("otis", "<account>") for path in VERBS
    }
    # These have no keys; test_reset.py and test_kept.py cover them.
    assert orders == named | {"reset", "creators/<account>/kept"}


@pytest.mark.parametrize("path", VERBS)
def test_an_unknown_key_is_refused_with_those_it_knows(sandbox, path):
    method, known = VERBS[path]

    refused = sandbox.control(path, {"surprise": 1}, method)

    assert refused.status_code == 400
    said = refused.json()["error"]
    assert "'surprise'" in said
    assert known in said


@pytest.mark.parametrize("path", VERBS)
@pytest.mark.parametrize("value", [[], ["x"], {"a": 1}, -1.5, {"1": {"nonsense": 1}}])
def test_a_wrong_shape_is_refused_in_words(sandbox, path, value):
    method, known = VERBS[path]
    if path == "clock":
        value = str(value)

    refused = sandbox.control(path, {known: value}, method)

    assert refused.status_code == 400
    assert not PYTHON.search(refused.json()["error"])


@pytest.mark.parametrize("path", VERBS)
@pytest.mark.parametrize("body", [b"[]", b"not json", b'"text"', b"\xff"])
def test_what_is_no_json_object_is_refused(sandbox, path, body):
    url = f"{sandbox.url}/_control/{path}"
    headers = {"Content-Type": "application/json"}

    refused = sandbox.http.request(VERBS[path][0], url, data=body, headers=headers)

    assert refused.status_code == 400
    assert "JSON object" in refused.json()["error"]


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("creators", {"account": "nova", "videos": [{"title": "x"}]}),
        ("creators", {"account": "nova", "videos": True}),
        ("creators/otis/videos", {"change": {"1": {"nonsense": 1}}}),
        ("creators/otis/videos", {"delete": [1]}),
        ("creators/otis/videos", {"hide": "1"}),
        ("faults", {"endpoint": "video/list"}),
        ("faults", {"kind": "html", "count": "1"}),
        ("grants", {"account": "mira", "scopes": "video.list"}),
        ("expire", {"covers": "yes"}),
    ],
)
def test_no_order_is_half_followed(sandbox, path, order):
    before = [sandbox.control(one).json() for one in ("creators/otis", "faults", "apps")]

    assert sandbox.control(path, order).status_code == 400

    assert [sandbox.control(one).json() for one in ("creators/otis", "faults", "apps")] == before
    assert sandbox.control("creators/nova").status_code == 404


@pytest.mark.parametrize("query", ["after=x", "limit=-1", "surprise=1", "after=1.5"])
def test_a_senseless_question_for_calls_is_refused(sandbox, query):
    refused = sandbox.control(f"calls?{query}")

    assert refused.status_code == 400
    assert not PYTHON.search(refused.json()["error"])


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "nowhere", 404), ("PUT", "clock", 405)]
)
def test_the_control_answers_json_where_nothing_is(sandbox, method, path, status):
    answer = sandbox.control(path, method=method)

    assert answer.status_code == status
    assert path in answer.json()["error"]
