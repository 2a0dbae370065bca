"""The settings of the look, chosen or typed by a creator: checked, and stored in the draft.

Each use case stores all of its arguments or none. It raises `Refused`, whose `errors` name every
field that is refused; visitors see the rest after the next Publish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portfolio.languages import gettext, ngettext
from portfolio.models.page import Page
from portfolio.services.drafts import draft_changes
from portfolio.services.drafts.pick_texts import checked
from portfolio.services.errors import Refused
from portfolio.services.pages import links, look
from portfolio.services.pages.links import Link
from portfolio.transactions import writing

#: Characters of the headline and of the bio, the bio's lines, and the number of links.
HEADLINE_LENGTH, BIO_LENGTH, BIO_LINES, MOST_LINKS = 120, 600, 12, 10


@dataclass(frozen=True)
class TypedLink:
    """A link as it was typed. An empty label and address mean that there is no link."""

    label: str = ""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.label.strip() and not self.address.strip()


def choose(creator_id: UUID, chosen: Mapping[str, str]) -> None:
    """Change the given ones among the fields of `look.CHOICES`; the others stay."""
    errors = {
        name: gettext("Choose one of those shown.")
        for name, choices in look.CHOICES.items()
        if name in chosen and chosen[name] not in choices
    }
    _refuse(errors)
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        columns = {name: chosen[name] for name in look.CHOICES if name in chosen}
        draft_changes.store(session, page, [], [], columns)


def write(creator_id: UUID, *, headline: str, bio: str) -> None:
    """Give the page its own words; if both are empty it shows the bio at TikTok."""
    form = _Form()
    line = form.take(lambda: checked("headline", " ".join(headline.split()), HEADLINE_LENGTH))
    text = form.take(lambda: _bio(bio))
    _refuse(form.errors)
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        draft_changes.store(session, page, [], [], {"headline": line, "bio": text})


def link(creator_id: UUID, typed: Sequence[TypedLink], contact: TypedLink) -> None:
    """Give the page these links, without the empty ones, and the contact button.

    The fields of a refused link are named `label-2` and `address-2`, from 0, those of the contact
    `label-contact` and `address-contact`.
    """
    form = _Form()
    chosen = [form.link(str(at), each) for at, each in enumerate(typed) if not each.is_empty]
    button = None if contact.is_empty else form.link("contact", contact)
    if len(chosen) > MOST_LINKS:
        form.errors["links"] = ngettext(
            "A page shows at most %(num)s link.", "A page shows at most %(num)s links.", MOST_LINKS
        )
    _refuse(form.errors)
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        columns = {
            "links": links.as_json(each for each in chosen if each) or None,
            "contact": links.as_json([button])[0] if button else None,
        }
        draft_changes.store(session, page, [], [], columns)


def _refuse(errors: Mapping[str, str]) -> None:
    for name, text in errors.items():
        raise Refused(name, text, errors)


def _bio(typed: str) -> str | None:
    text = checked("bio", typed, BIO_LENGTH)
    lines = text.count("\n") + 1 if text else 0
    if lines > BIO_LINES:
        raise Refused(
            "bio",
            ngettext(
                "At most %(num)s line fits; these are %(lines)s.",
                "At most %(num)s lines fit; these are %(lines)s.",
                BIO_LINES,
                lines=lines,
            ),
        )
    return text


@dataclass
class _Form:
    """The fields of a form that were refused, with the words for each."""

    errors: dict[str, str] = field(default_factory=dict)

    def take(self, check: Callable[[], str | None]) -> str | None:
        """Return the result of a check; keep its words if it refuses."""
        try:
            return check()
        except Refused as refused:
            self.errors[refused.field] = refused.text
            return None

    def link(self, of: str, typed: TypedLink) -> Link | None:
        name = " ".join(typed.label.split())
        label = self.take(lambda: checked(f"label-{of}", name, links.LABEL_LENGTH))
        address = self.take(lambda: _address(f"address-{of}", typed.address))
        return None if address is None else Link(label or "", address)


def _address(name: str, typed: str) -> str:
    text = checked(name, typed, links.ADDRESS_LENGTH)
    if text is None:
        raise Refused(name, gettext("Type the address, or empty the name as well."))
    try:
        return links.parsed(text)
    except links.NoAddress as error:
        raise Refused(name, str(error)) from error
