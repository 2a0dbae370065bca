"""The beginning of a sync: one statement, whether or not another one is under way."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.columns import Instant
from portfolio.models.sync import DONE, FULL, OF_UNFINISHED, QUEUED, RECENT
from portfolio.models.tables import CREATOR, CREATOR_TABLE, SYNC
from portfolio.queues import NAMES
from portfolio.services import leases

LEASE_SECONDS = 20.0  # seconds; the time limit of a job, so that no two jobs do the same step

_WAS_WHOLE = sa.exists().where(
    SYNC.c.creator_id == CREATOR, SYNC.c.kind == FULL, SYNC.c.state == DONE
)
#: Without a kind: recent videos suffice once a full sync was finished.
_KIND = sa.func.coalesce(
    sa.bindparam("what", type_=sa.String()), sa.case((_WAS_WHOLE, RECENT), else_=FULL)
)
_COUNT = sa.select(CREATOR_TABLE.c.video_count).where(CREATOR_TABLE.c.id == CREATOR)
_NOW: sa.BindParameter[Any] = sa.bindparam("now", type_=Instant())


def begin(
    session: Session, creator_id: UUID, kind: str | None, queue: str, *, claimed: bool = False
) -> sa.Row[Any]:
    """Start a sync unless one is under way; return the row of that which is under way then.

    A `kind` of None is FULL until a full sync was finished, then RECENT. A sync under way becomes
    a full one if this one would be, and moves to `queue` if that queue is more urgent. `claimed`
    takes the lease of a new one (`is_new`) for the caller, who does its first step.
    """
    sync_id = uuid4()
    lease = leases.new_lease(LEASE_SECONDS) if claimed else {"owner": None, "until": None}
    values = {
        "sync": sync_id, "creator": creator_id, "what": kind, "caller": queue,
        **lease, "now": clock.now(),
    }  # fmt: skip
    beginning = _beginning(session.get_bind().dialect.name)
    return session.execute(beginning, values).one()


@cache
def _beginning(dialect: str) -> Any:
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(SYNC).values(
        id=sa.bindparam("sync"), creator_id=CREATOR, kind=_KIND, state=QUEUED,
        queue=sa.bindparam("caller"), about=_COUNT.where(_KIND == FULL).scalar_subquery(),
        pages=0, found=0, has_gaps=False, repeats=0, tries=0,
        lease_owner=sa.bindparam("owner"), lease_until=sa.bindparam("until"),
        next_at=_NOW, started_at=_NOW, touched_at=_NOW,
    )  # fmt: skip
    ranks = {name: rank for rank, name in enumerate(NAMES)}
    ours, anew = SYNC.c, insert.excluded
    is_more_urgent = sa.case(ranks, value=anew.queue) < sa.case(ranks, value=ours.queue)
    is_whole = sa.or_(ours.kind == FULL, anew.kind == FULL)
    return insert.on_conflict_do_update(
        index_elements=[ours.creator_id],
        index_where=OF_UNFINISHED,
        set_={
            "kind": sa.case((is_whole, FULL), else_=ours.kind),
            "about": sa.case((is_whole, _COUNT.scalar_subquery()), else_=ours.about),
            "queue": sa.case((is_more_urgent, anew.queue), else_=ours.queue),
        },
    ).returning(SYNC, (ours.id == sa.bindparam("sync")).label("is_new"))
