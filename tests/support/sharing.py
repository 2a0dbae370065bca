"""How a run's files are shared among its processes: half of these take all files with browsers.

A process that opens a browser also starts a site of four programs. It keeps them for later files,
so the fewer processes do that, the less a run costs.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

#: The folders with tests in browsers.
BROWSERS = ("tests/browser/", "tests/look/")


class BrowsersTogether(LoadFileScheduling):
    """Files go to the next free process, those with browsers only to one of the first half.

    A process without files of its own kind takes the other kind's.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        number = int(node.gateway.id.removeprefix("gw"))
        has_browsers = number < self.numnodes // 2
        for file in self.workqueue:
            if file.startswith(BROWSERS) == has_browsers:
                self.workqueue.move_to_end(file, last=False)
                break
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BrowsersTogether | None:
    """Share the files so in a run of `--dist loadfile` by several processes."""
    if config.getvalue("dist") != "loadfile":
        return None
    return BrowsersTogether(config, log)
