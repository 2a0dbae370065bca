"""The description of the API by OpenAPI, and the page that shows it with an answer of this site."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from jsonschema import ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from portfolio.services.drafts import page_settings, pick_texts
from tests.support.databases import on_one_database
from tests.support.described import description, validated
from tests.support.html import Element
from tests.support.people import Browser, Person
from tests.views.public.test_api import told

pytestmark = on_one_database


def test_the_description_is_openapi_and_names_the_addresses_there_are(
    visitor: Browser, alice: Person, path: str
):
    whole = description(visitor)

    validate(whole, cls=OpenAPIV31SpecValidator)
    (each,) = whole["paths"]
    assert list(whole["paths"][each]) == ["get"]
    server = whole["servers"][0]["url"]
    told(visitor, f"{server}{each}".replace("{handle}", alice.handle))


def test_a_field_that_is_missing_or_of_another_type_does_not_fit_it(
    visitor: Browser, alice: Person, path: str
):
    answer = told(visitor, f"/api/v1/pages/{alice.handle}")

    for changed in (
        {**answer, "more": 1},
        {key: value for key, value in answer.items() if key != "bio"},
        {**answer, "video_count": "7"},
        {**answer, "published_at": "soon"},
        {**answer, "look": {**answer["look"], "layout": "heap"}},
    ):
        with pytest.raises(ValidationError):
            validated(visitor, "Page", json.dumps(changed).encode())


def test_the_page_shows_each_field_with_its_words_and_where_the_rest_is(visitor: Browser):
    page = visitor.page("/api")

    schemas = description(visitor)["components"]["schemas"]
    lists = page.one("main").all("dl", class_="api-fields")
    assert [names_in(each) for each in lists] == [
        list(schema["properties"]) for schema in schemas.values()
    ]
    for link in page.one("main").all("a"):
        if link["href"].startswith("#"):
            assert page.one(id=link["href"][1:]).tag == "h3"
    for schema in schemas.values():
        for field in schema["properties"].values():
            assert field.get("description", "") in page.one("main").text
    (here,) = page.all("link", rel="service-desc")
    assert visitor.get(here["href"]).content_type == "application/json"


def names_in(fields: Element) -> list[str]:
    return [name.text for name in fields.all("code")]


def test_its_example_is_the_answer_for_the_newest_page(
    visitor: Browser, alice: Person, bob: Person, path: str, app: Flask
):
    pick_texts.write(alice.creator_id, alice.ids[0], title='<b>"\\u2028\\\\', alt="")
    bob.publishes(*bob.ids)
    alice.publishes()

    page = visitor.page("/api")

    shown = json.loads(page.one("pre").text)
    whole = told(visitor, f"/api/v1/pages/{alice.handle}")
    for section in whole["sections"]:
        section["videos"] = section["videos"][:2]
    assert shown == whole
    link = page.one(class_="api-example").one("a")["href"]
    assert visitor.get(link).status_code == 200


def test_without_a_listed_page_it_shows_none(
    visitor: Browser, alice: Person, path: str, app: Flask
):
    page_settings.change(alice.creator_id, handle=alice.handle, recent=False, unlisted=True)

    page = visitor.page("/api")

    assert page.all("pre") == []
    assert alice.handle not in page.one("main").text


def test_home_leads_to_it(visitor: Browser):
    home = visitor.page("/")

    assert home.one("footer").one("a", href="/api").text == "API"
