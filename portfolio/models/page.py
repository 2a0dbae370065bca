"""A page: the creator's public page at a handle, and its editions, one for each Publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from portfolio.extensions import Model
from portfolio.models import skeleton
from portfolio.models.columns import CreatorId, Instant, Moment


class Page(Model):
    __tablename__ = "page"
    __table_args__ = (sa.Index("uq_page_skeleton", "skeleton", unique=True),)

    #: The columns that belong to the draft; each holds a value that JSON can hold.
    DRAFT_COLUMNS: ClassVar = frozenset(
        {
            *("accent", "scheme", "layout", "pairing", "headline", "bio", "links", "contact"),
            *("shows_recent", "recent"),
        }
    )

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    #: None until the first profile gave a proposal, or the creator chose one.
    handle: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    #: No other page's handle may have the same. None beside a handle: another page of this skeleton
    #: is older, or old code stored the handle.
    skeleton: Mapped[str | None] = mapped_column(sa.String(skeleton.LONGEST))
    #: The draft's settings; an edition copies them.
    accent: Mapped[str] = mapped_column(sa.String(30))
    shows_recent: Mapped[bool] = mapped_column(default=False)
    #: The rule of Recent, as `portfolio.services.pages.rules` stores it; None: the usual one.
    recent: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: The last numbered change of the picks from each of the newest tabs; None before any.
    tick_turns: Mapped[dict[str, int] | None] = mapped_column(sa.JSON)
    #: The look besides the accent; `portfolio.services.pages.look` has the choices.
    scheme: Mapped[str] = mapped_column(sa.String(10), server_default="auto")
    layout: Mapped[str] = mapped_column(sa.String(10), server_default="grid")
    pairing: Mapped[str] = mapped_column(sa.String(10), server_default="poster")
    headline: Mapped[str | None] = mapped_column(sa.Text)
    bio: Mapped[str | None] = mapped_column(sa.Text)
    #: As `portfolio.services.pages.links` stores them: a list, and one alone.
    links: Mapped[list[dict[str, str]] | None] = mapped_column(sa.JSON(none_as_null=True))
    contact: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: The sites that may show the page in a frame, as `portfolio.services.pages.embed_sites` stores
    #: them; None: all. They hold at once, for every edition.
    embed_sites: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: Whether only those find the page who have its address. It holds at once, for every edition.
    unlisted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    #: Whether the site's directory shows the page, if it is listed. It holds at once.
    in_directory: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    #: The published headline and bio in normal form, by which the directory finds the page.
    search: Mapped[str | None] = mapped_column(sa.Text)
    #: The published edition; None while the page is not public.
    edition: Mapped[int | None]
    published_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: The instant of its first Publish; None before, and where old code published it.
    first_published_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: When the draft is published by itself, and on whose behalf; None while no time is set.
    publish_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    publish_by: Mapped[UUID | None] = mapped_column(sa.Uuid)
    #: Why that could not be done at its time: a word of `portfolio.services.drafts.appointments`.
    publish_refused: Mapped[str | None] = mapped_column(sa.String(30))
    #: When the host took the page down, and why, in the host's words; else None.
    suspended_at: Mapped[datetime | None] = mapped_column(Instant)
    suspended_for: Mapped[str | None] = mapped_column(sa.Text)
    #: The edition that was public then. It is `edition` again once the page is reinstated.
    suspended_edition: Mapped[int | None]
    #: The secret part of the draft's private address; None while there is none. It is stored as it
    #: is, since the creator is shown the address again; it opens nothing but the draft's preview.
    preview_token: Mapped[str | None] = mapped_column(sa.String(43), unique=True, index=True)
    #: The videos that its rules found, as `portfolio.services.pages.rule_search` stores them; None:
    #: it has no rules, or old code published it.
    rule_ids: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: Every commit that changes the page as visitors see it raises this.
    version: Mapped[int] = mapped_column(default=1)
    #: When the creator last opened the picker, and the page's version then. Videos that arrived
    #: after version `new_after` are new to them; None until their second stay in the studio.
    looked_at: Mapped[datetime | None] = mapped_column(Instant)
    looked_version: Mapped[int | None]
    new_after: Mapped[int | None]
    #: The last visit, to the half minute; recently viewed pages are kept warm.
    seen_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: Visit count, halved every 30 minutes. When the budget is short, the higher goes first.
    heat: Mapped[float] = mapped_column(default=0.0)
    #: When the first of the page's covers is due for renewal; None if it has none.
    covers_due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    #: If the page was viewed after this instant, renew that cover ahead of the next visit.
    warm_from: Mapped[datetime | None] = mapped_column(Instant)

    @validates("handle")
    def _draw(self, _name: str, handle: str | None) -> str | None:
        self.skeleton = None if handle is None else skeleton.skeleton_of(handle)
        return handle

    @property
    def is_public(self) -> bool:
        return self.edition is not None and self.handle is not None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None


class Edition(Model):
    """One published state, never changed afterwards.

    `portfolio.services.pages.content` reads and writes `content`, in each of its formats.
    """

    __tablename__ = "edition"

    creator_id: Mapped[CreatorId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    published_at: Mapped[Moment]
    #: The person who published it; None where old code did. No foreign key: an edition outlives
    #: the people who helped to make it.
    published_by: Mapped[UUID | None] = mapped_column(sa.Uuid)
    #: Since when each of its videos has the words it has here, in Unix seconds
    #: (`portfolio.services.pages.video_times`); None where old code published it.
    entry_times: Mapped[dict[str, int] | None] = mapped_column(sa.JSON(none_as_null=True))


class LeftHandle(Model):
    """A handle that its creator gave up: it leads to the present one, and nobody else may take it.

    Once the creator has left, it names nobody, and is reserved for a while.
    """

    __tablename__ = "left_handle"
    __table_args__ = (
        sa.Index("ix_left_handle_creator_id", "creator_id"),
        sa.Index("ix_left_handle_skeleton", "skeleton"),
    )

    handle: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    #: The handle's skeleton, as on `Page`; None if old code stored the handle.
    skeleton: Mapped[str | None] = mapped_column(sa.String(skeleton.LONGEST))
    creator_id: Mapped[CreatorId | None]
    #: The end of the reservation; it counts once the creator has left.
    reserved_until: Mapped[Moment]

    @validates("handle")
    def _draw(self, _name: str, handle: str) -> str:
        self.skeleton = skeleton.skeleton_of(handle)
        return handle
