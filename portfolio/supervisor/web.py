"""The application as the supervisor serves it: `app:app`, in a process that ends with granian's.

granian's main process starts the serving processes, which would survive it if it were killed.
"""

from __future__ import annotations

from portfolio import create_app
from portfolio.supervisor.processes import end_with_parent

end_with_parent()
app = create_app()
