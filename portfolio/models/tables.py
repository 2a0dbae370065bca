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
from portfolio.models.page import Edition, Page
from portfolio.models.renewal import Renewal
from portfolio.models.video import Video


def table_of(model: type[Model]) -> sa.Table:
    return cast(sa.Table, model.__table__)


CONNECTION = table_of(Connection)
COVER = table_of(Cover)
EDITION = table_of(Edition)
PAGE = table_of(Page)
RENEWAL = table_of(Renewal)
VIDEO = table_of(Video)

#: The values that most of these statements leave open.
CREATOR = sa.bindparam("creator", type_=sa.Uuid())
IDS = sa.bindparam("ids", type_=sa.String(), expanding=True)
