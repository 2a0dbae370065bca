"""The tables under the models, for statements that are built once.

A renewal runs hundreds of times a minute. An UPDATE of the ORM, built for each use, takes 200 µs
before the database hears of it; a statement built on a table when its module is imported, with
parameters for its values (`sa.bindparam`), takes 30.

Give such a parameter a name that no column has: a parameter named like a column becomes part of
an UPDATE's SET. And such a statement does not first flush the session's pending changes.
"""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa

from portfolio.extensions import Model
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.creator import Creator
from portfolio.models.draft_change import DraftChange
from portfolio.models.page import Edition, LeftHandle, Page
from portfolio.models.pick import Pick
from portfolio.models.renewal import Renewal
from portfolio.models.search_index import SearchGram, SearchPart
from portfolio.models.section import Section
from portfolio.models.shown_video import ShownVideo
from portfolio.models.sync import Sync
from portfolio.models.video import Video


def table_of(model: type[Model]) -> sa.Table:
    return cast(sa.Table, model.__table__)


CONNECTION = table_of(Connection)
COVER = table_of(Cover)
CREATOR_TABLE = table_of(Creator)
DRAFT_CHANGE = table_of(DraftChange)
EDITION = table_of(Edition)
LEFT_HANDLE = table_of(LeftHandle)
PAGE = table_of(Page)
PICK = table_of(Pick)
RENEWAL = table_of(Renewal)
SEARCH_GRAM = table_of(SearchGram)
SEARCH_PART = table_of(SearchPart)
SECTION = table_of(Section)
SHOWN_VIDEO = table_of(ShownVideo)
SYNC = table_of(Sync)
VIDEO = table_of(Video)

#: The parameters of most of these statements.
CREATOR = sa.bindparam("creator", type_=sa.Uuid())
IDS = sa.bindparam("ids", type_=sa.String(), expanding=True)
#: Joins a cover to its video.
IS_ITS_COVER = sa.and_(COVER.c.creator_id == VIDEO.c.creator_id, COVER.c.video_id == VIDEO.c.id)
#: The edition is the one that its page shows now.
IS_PUBLISHED = sa.and_(
    EDITION.c.creator_id == PAGE.c.creator_id, EDITION.c.number == PAGE.c.edition
)
#: The page may be shown to people and programs that do not have its address.
IS_LISTED = PAGE.c.unlisted.is_(sa.false())
#: The site's own directory may show the page.
IS_IN_DIRECTORY = sa.and_(IS_LISTED, PAGE.c.in_directory.is_(sa.true()))
IS_UNFINISHED = Sync.is_unfinished()
TIKTOK_APP = sa.bindparam("tiktok_app", type_=sa.String())
#: A creator who signed in with the TikTok app of the present settings.
IS_OF_THIS_APP = sa.or_(
    CREATOR_TABLE.c.tiktok_app.is_(None), CREATOR_TABLE.c.tiktok_app == TIKTOK_APP
)
#: A creator whose TikTok data may be stored: `Creator.is_active` as a condition.
IS_ACTIVE = sa.and_(
    CREATOR_TABLE.c.id == CREATOR,
    CREATOR_TABLE.c.removed_at.is_(None),
    CREATOR_TABLE.c.leaving_at.is_(None),
)
