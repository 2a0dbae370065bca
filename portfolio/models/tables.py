"""The tables under the models, for statements that are built once.

A renewal runs hundreds of times a minute. An UPDATE of the ORM, built for each use, takes 200 µs
before the database hears of it; one that was built on a table when its module was imported, with
names for its values (`sa.bindparam`), takes 30.

Such a name must not be a column's: what an UPDATE is given under a column's name, it writes there.
And such a statement does not flush first what the session has not written yet.
"""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa

from portfolio.extensions import Model
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.creator import Creator
from portfolio.models.page import Edition, Page
from portfolio.models.renewal import Renewal
from portfolio.models.sync import UNFINISHED, Sync
from portfolio.models.video import Video


def table_of(model: type[Model]) -> sa.Table:
    return cast(sa.Table, model.__table__)


CONNECTION = table_of(Connection)
COVER = table_of(Cover)
CREATOR_TABLE = table_of(Creator)
EDITION = table_of(Edition)
PAGE = table_of(Page)
RENEWAL = table_of(Renewal)
SYNC = table_of(Sync)
VIDEO = table_of(Video)

#: The values that most of these statements leave open.
CREATOR = sa.bindparam("creator", type_=sa.Uuid())
IDS = sa.bindparam("ids", type_=sa.String(), expanding=True)
#: How a cover is found for its video.
IS_ITS_COVER = sa.and_(COVER.c.creator_id == VIDEO.c.creator_id, COVER.c.video_id == VIDEO.c.id)
IS_UNFINISHED = sa.or_(*(SYNC.c.state == state for state in UNFINISHED))
#: A creator of whom TikTok's data may be stored, as `Creator.is_here` says of one that was read.
IS_HERE = sa.and_(
    CREATOR_TABLE.c.id == CREATOR,
    CREATOR_TABLE.c.removed_at.is_(None),
    CREATOR_TABLE.c.leaving_at.is_(None),
)
