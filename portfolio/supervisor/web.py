"""The application as the supervisor serves it: `app:app`, in a process that ends with granian's.

granian's main process starts the serving processes, which would survive it if it were killed.
"""

from __future__ import annotations

import gc

from portfolio import create_app
from portfolio.supervisor.processes import end_with_parent

end_with_parent()
#: Flask's own call of it does nothing else.
app = create_app().wsgi_app
# All modules that are loaded by now stay: no collection looks through them again.
gc.collect()
gc.freeze()
