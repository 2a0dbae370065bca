"""The stored tables, one file a noun. Importing this package makes every table known."""

from portfolio.models import (  # noqa: F401  (each import registers its tables)
    browser_session,
    connection,
    cover,
    creator,
    departure,
    draft_change,
    exchange,
    page,
    pick,
    renewal,
    report,
    search_index,
    section,
    share_card,
    shown_video,
    sync,
    trial,
    video,
    webhook,
)
