"""The pytest fixture `tiktok_sandbox`: a fresh TikTok for each test.

One sandbox serves the whole run, in a thread on a free port, and is reset before each test.
`tiktok_sandbox_creators` in pytest's settings names a JSON file of creators.
"""

import threading
from collections.abc import Iterator

import pytest

from .driving import TikTokSandbox

CREATORS = "tiktok_sandbox_creators"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(CREATORS, "JSON file of the sandbox's creators, from the root folder")


@pytest.fixture(scope="session")
def tiktok_sandbox_server(pytestconfig: pytest.Config) -> Iterator[TikTokSandbox]:
    """Yield the sandbox of the whole run, with the leftovers of earlier tests."""
    # Imported late, so that runs without a sandbox do not pay for it.
    from .creators import LISTED_DEMO
    from .creators_file import CreatorsRefused, read
    from .server import make_server
    from .settings import Settings
    from .world import World

    name = str(pytestconfig.getini(CREATORS) or "")
    try:
        creators = read(pytestconfig.rootpath / name) if name else LISTED_DEMO
    except (CreatorsRefused, OSError) as error:
        raise pytest.UsageError(f"{CREATORS}: {error}") from error
    world = World(None, Settings(), creators=creators)
    server = make_server(world, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield TikTokSandbox(f"http://127.0.0.1:{server.port}")
    server.shutdown()
    server.server_close()
    thread.join()
    world.storage.close()


@pytest.fixture
def tiktok_sandbox(tiktok_sandbox_server: TikTokSandbox) -> TikTokSandbox:
    """Return a TikTok as at a first start: no consents, no recorded calls."""
    tiktok_sandbox_server.reset()
    return tiktok_sandbox_server
