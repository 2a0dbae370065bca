"""The form of a report, in words."""

from __future__ import annotations

from portfolio.languages import gettext
from portfolio.services.pages import reports
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import presenting, report_contexts
from portfolio.views.contexts import Option
from portfolio.views.studio_contexts import Fields

NOTHING = Fields({}, {})


def form(page: PublicPage, fields: Fields = NOTHING) -> report_contexts.Report:
    """Return the form as it is sent, or as it was typed with words at the refused fields."""
    chosen = fields.values.get("kind", "")
    said = words_of_kinds()
    return report_contexts.Report(
        handle=page.handle,
        name=page.name,
        whole=presenting.page_url(page.handle),
        kinds=[Option(kind, said[kind], kind == chosen) for kind in reports.KINDS],
        fields=fields,
        most_words=reports.WORDS_LENGTH,
        most_contact=reports.CONTACT_LENGTH,
    )


def words_of_kinds() -> dict[str, str]:
    return {
        "imitation": gettext("It passes itself off as somebody else"),
        "copyright": gettext("It shows videos, pictures or texts that belong to somebody else"),
        "privacy": gettext("It tells or shows private things about somebody"),
        "minors": gettext("It endangers children"),
        "sexual": gettext("It shows sexual content"),
        "hatred": gettext("It insults, threatens or incites hatred"),
        "violence": gettext("It shows or encourages violence or self-harm"),
        "fraud": gettext("It is fraud, spam, or leads to harmful sites"),
        "other": gettext("Something else"),
    }
