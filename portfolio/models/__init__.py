"""What we store, one file a noun. Importing this package makes every table known."""

from portfolio.models import (  # noqa: F401  (each import registers its tables)
    browser_session,
    connection,
    cover,
    creator,
    departure,
    page,
    pick,
    renewal,
    sync,
    video,
    webhook,
)
