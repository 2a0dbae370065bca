"""The application that granian serves in such a test; `app` is made after the change."""

from __future__ import annotations

from portfolio import create_app
from portfolio.supervisor.processes import end_with_parent
from tests.servers.altered import alter

end_with_parent()
alter()
app = create_app()
