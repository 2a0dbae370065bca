"""A web and a worker process under exactly the Redis user of docs/running.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from portfolio.supervisor.processes import ROOT
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.valkey import valkey
from tests.servers.waiting import wait_for

TEXT = (ROOT / "docs" / "running.md").read_text()


@contextmanager
def under(rules: str) -> Iterator[tuple[Site, Redis]]:
    """Run a site whose Redis has only this user, and a keeper for the test's own questions."""
    with valkey() as server:
        keeper = Redis.from_url(server.url.replace("unix://", "unix://keeper:pass@", 1))
        with Redis.from_url(server.url) as everybody:
            everybody.execute_command("ACL SETUSER keeper on >pass +@all ~* &*")
            everybody.execute_command(rules)
            everybody.execute_command("ACL SETUSER default off")
        theirs = server.url.replace("unix://", "unix://showreel:password@", 1)
        with showreel(workers=1, env={"REDIS_URL": theirs}) as site, keeper:
            yield site, keeper


def documented() -> str:
    (rules,) = re.findall(r"^ACL SETUSER showreel .+$", TEXT, re.M)
    return str(rules)


def test_web_and_worker_do_all_their_work_and_nothing_is_refused() -> None:
    with under(documented()) as (site, keeper):
        mira = Creator(site, "mira")
        mira.sign_in()
        wait_for(mira.is_synced, "the first sync")  # the worker stored it
        page = mira.publish(3)
        mira.sync()

        assert mira.browser.open(page).address == page
        assert {each["user"] for each in keeper.client_list()} == {"showreel", "keeper"}
        assert keeper.acl_log() == []
        assert "Redis" not in site.logs()

        # The control: Redis logs a refusal as soon as a right is removed.
        keeper.execute_command("ACL SETUSER showreel -zrangebyscore -zrange -zadd -set")
        wait_for(keeper.acl_log, "a refusal")
