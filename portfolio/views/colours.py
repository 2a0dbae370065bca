"""The names of the accents, in words."""

from __future__ import annotations

from portfolio.languages import gettext


def colour(name: str) -> str:
    """Return an accent's name as people read it."""
    names = {
        "saffron": gettext("Saffron"),
        "lemon": gettext("Lemon"),
        "citron": gettext("Citron"),
        "pistachio": gettext("Pistachio"),
        "mint": gettext("Mint"),
        "jade": gettext("Jade"),
        "lagoon": gettext("Lagoon"),
        "sky": gettext("Sky"),
        "ice": gettext("Ice"),
        "lilac": gettext("Lilac"),
        "orchid": gettext("Orchid"),
        "rose": gettext("Rose"),
        "blush": gettext("Blush"),
        "coral": gettext("Coral"),
        "tangerine": gettext("Tangerine"),
        "apricot": gettext("Apricot"),
        "clay": gettext("Clay"),
        "sand": gettext("Sand"),
        "ruby": gettext("Ruby"),
        "tomato": gettext("Tomato"),
        "rust": gettext("Rust"),
        "umber": gettext("Umber"),
        "olive": gettext("Olive"),
        "moss": gettext("Moss"),
        "fern": gettext("Fern"),
        "pine": gettext("Pine"),
        "teal": gettext("Teal"),
        "petrol": gettext("Petrol"),
        "denim": gettext("Denim"),
        "cobalt": gettext("Cobalt"),
        "indigo": gettext("Indigo"),
        "violet": gettext("Violet"),
        "plum": gettext("Plum"),
        "berry": gettext("Berry"),
        "wine": gettext("Wine"),
        "graphite": gettext("Graphite"),
    }
    return names.get(name, name.capitalize())
