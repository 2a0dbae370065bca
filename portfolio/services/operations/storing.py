"""Whether the database still stores anything: with a full disk, reads answer as if all were well.

Only a write can tell, so a row is written when the state of the site is asked for.
"""

from __future__ import annotations

import logging
import os
import time
from uuid import uuid4

import sqlalchemy as sa

from portfolio import clock
from portfolio.models.trial import Trial
from portfolio.transactions import refuses_to_store, writing

log = logging.getLogger(__name__)

#: Seconds for which a process believes its last trial.
BELIEVED_FOR = 10
#: Bytes of a trial; they are random, so that no database compresses them.
SIZE = 8_000

_last = (0.0, True)


def can_store() -> bool:
    """Return whether the database stored a row just now, or within the last ten seconds.

    True as well if the database is busy or away: that is a different problem.
    """
    global _last
    tried_at, could = _last
    if not tried_at or time.monotonic() - tried_at >= BELIEVED_FOR:
        could = _try()
        _last = time.monotonic(), could
    return could


def _try() -> bool:
    trial = uuid4()
    try:
        with writing() as session:
            row = {"id": trial, "written_at": clock.now(), "filler": os.urandom(SIZE)}
            session.execute(sa.insert(Trial), row)
        # Delete afterwards, or the new row would only take the place of the old one.
        with writing() as session:
            session.execute(sa.delete(Trial).where(Trial.id != trial))
    except sa.exc.DBAPIError as error:
        if not refuses_to_store(error):
            return True
        log.error("Nothing can be stored: %s", error.orig)
        return False
    return True
