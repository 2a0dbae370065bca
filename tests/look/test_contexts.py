"""Each template and its context name the same fields: none is missing, and none is left unused."""

from __future__ import annotations

import types
from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from flask import Flask
from jinja2 import nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from portfolio.views import (
    contexts,
    edition_contexts,
    embed_contexts,
    feed_contexts,
    look_contexts,
    order_contexts,
    page_search_contexts,
    picker_contexts,
    report_contexts,
    studio_contexts,
)
from portfolio.views.contexts import Context
from tests.look.files import TEMPLATES, templates
from tests.look.samples import fragments, samples

TRIED = {type(context) for _name, context in [*samples(), *fragments()]}
CONTEXTS = [
    each
    for module in (
        contexts,
        edition_contexts,
        embed_contexts,
        feed_contexts,
        look_contexts,
        order_contexts,
        page_search_contexts,
        picker_contexts,
        report_contexts,
        studio_contexts,
    )
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, Context) and hasattr(each, "template")
]
#: Given by Flask-WTF to every template that has a form.
OF_REQUESTS = {"csrf_token"}

each_context = pytest.mark.parametrize("context", CONTEXTS, ids=lambda each: each.__name__)


def parsed(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse((TEMPLATES / name).read_text(), name)


def set_in(tree: nodes.Node) -> set[str]:
    """Return the names that a template sets or imports by itself."""
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    imported = [name for each in tree.find_all(nodes.FromImport) for name in each.names]
    return stored | macros | {name if isinstance(name, str) else name[1] for name in imported}


def parts_of(app: Flask, name: str) -> Iterator[nodes.Template]:
    """Yield a template, and those that it extends or includes; not those with macros."""
    tree = parsed(app, name)
    yield tree
    macros = {each.template.value for each in tree.find_all(nodes.FromImport)}  # type: ignore[attr-defined]
    for other in set(find_referenced_templates(tree)) - macros:
        assert other is not None, "a template's name is computed"
        yield from parts_of(app, other)


def asked_for(app: Flask, parts: Collection[nodes.Template]) -> set[str]:
    """Return the names that a template's parts expect from its context."""
    own = set().union(*map(set_in, parts))
    return set().union(*map(find_undeclared_variables, parts)) - own - given(app)


def given(app: Flask) -> set[str]:
    return {*app.jinja_env.globals, *OF_REQUESTS}


@each_context
def test_a_context_has_the_fields_that_its_template_asks_for_and_no_other(
    app: Flask, context: type[Context]
) -> None:
    asked = asked_for(app, list(parts_of(app, context.template)))

    assert asked == {field.name for field in fields(context)}


def test_a_name_that_only_the_context_can_give_is_found(app: Flask) -> None:
    source = """{% from "components/icons.html" import icon %}{% set own = 1 %}{{ site.name }}
        {% for each in tiles %}{{ icon(own) }}{{ each }}{{ missing }}{% endfor %}"""

    assert asked_for(app, [app.jinja_env.parse(source)]) == {"tiles", "missing"}


@each_context
def test_a_context_cannot_change(context: type[Context]) -> None:
    assert context.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_a_page_is_the_public_page_alone() -> None:
    types_of_page = {get_type_hints(context).get("page") for context in CONTEXTS}

    assert types_of_page == {contexts.Page, None}


def test_every_context_is_tried_with_a_sample() -> None:
    maps = {contexts.Sitemap, contexts.SitemapIndex}
    assert set(CONTEXTS) - TRIED == {*maps, feed_contexts.Atom, feed_contexts.Rss}


@pytest.mark.parametrize("name", [name for name in templates() if name.startswith("components/")])
def test_a_macro_uses_only_its_arguments(app: Flask, name: str) -> None:
    tree = parsed(app, name)

    assert find_undeclared_variables(tree) - set_in(tree) - given(app) == set()


# The names after the dots, by the types of the fields.


def types_in(hint: Any) -> Iterator[type]:
    """Yield the types of an annotation, without None: `Card | None` is a card."""
    if get_origin(hint) in (Union, types.UnionType):
        for each in get_args(hint):
            yield from types_in(each)
    elif isinstance(hint, type) and hint is not type(None):
        yield hint


def items_of(hint: Any) -> Any:
    is_many = isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Collection)
    return get_args(hint)[0] if is_many else None


def hint_of(expression: nodes.Node, names: dict[str, Any]) -> Any:
    """Return the annotation of an expression's value; None if it is not known."""
    if isinstance(expression, nodes.Name):
        return names.get(expression.name)
    if isinstance(expression, nodes.Getattr):
        for owner in types_in(hint_of(expression.node, names)):
            if is_dataclass(owner):
                return hints(owner).get(expression.attr)
    return None


def hints(owner: type) -> dict[str, Any]:
    """Return the annotations of a dataclass's fields and properties."""
    properties = {
        name: get_type_hints(value.fget).get("return")
        for name, value in vars(owner).items()
        if isinstance(value, property)
    }
    return {**get_type_hints(owner), **properties}


def unknown_attributes(tree: nodes.Node, names: dict[str, Any]) -> Iterator[str]:
    """Yield each `name.attribute` that the type of that name does not have."""
    names = dict(names)
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            names[loop.target.name] = items_of(hint_of(loop.iter, names))
    for setting in tree.find_all(nodes.Assign):
        if isinstance(setting.target, nodes.Name):
            names[setting.target.name] = hint_of(setting.node, names)
    for each in tree.find_all(nodes.Getattr):
        owners = [one for one in types_in(hint_of(each.node, names)) if is_dataclass(one)]
        if owners and not any(each.attr in hints(owner) for owner in owners):
            yield f"{owners[0].__name__}.{each.attr}"


@each_context
def test_an_attribute_that_a_template_reads_is_one_of_the_type(
    app: Flask, context: type[Context]
) -> None:
    names = get_type_hints(context)

    unknown = [
        found
        for tree in parts_of(app, context.template)
        for found in unknown_attributes(tree, names)
    ]

    assert unknown == []


def test_an_attribute_that_the_type_lacks_is_found(app: Flask) -> None:
    source = """{{ bar.pickd }}{{ me.avatar.link }}{{ me.avatar.url }}
        {% for each in tiles %}{{ each.card.tilte }}{% endfor %}"""
    tree = app.jinja_env.parse(source)

    found = list(unknown_attributes(tree, get_type_hints(picker_contexts.Picker)))

    assert sorted(found) == ["Avatar.link", "Bar.pickd", "Card.tilte"]
