"""Matrix: a whole Synapse server previews addresses as for somebody who writes them in a room."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import requests
from PIL import Image

from bench.answers import running
from bench.readers.installing import Needs, python
from bench.readers.judging import CARD_SIZE, Seen
from bench.readers.reader import Kit, Reader
from bench.readers.running import run
from bench.readers.stage import Stage
from portfolio.supervisor.processes import Child
from tests.servers.surroundings import free_port

SECRET = "of this server alone"
PREVIEW_SECONDS = 60
#: Synapse previews no address of our own machine unless its host says so.
SETTINGS = """
server_name: readers.test
report_stats: false
listeners:
- {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, resources: [{{names: [client]}}]}}
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
media_store_path: "{folder}/media"
signing_key_path: "{folder}/signing.key"
registration_shared_secret: "{secret}"
trusted_key_servers: []
url_preview_enabled: true
url_preview_ip_range_blacklist: ["10.0.0.0/8"]
enable_authenticated_media: true
"""


@dataclass(frozen=True)
class Server:
    """A running Synapse, and the way in of one of its users."""

    url: str
    token: str

    def get(self, path: str, **query: str) -> requests.Response:
        answer = requests.get(
            f"{self.url}/_matrix/client/v1/media/{path}",
            params=query,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=PREVIEW_SECONDS,
        )
        answer.raise_for_status()
        return answer


@contextmanager
def synapse(kit: Kit) -> Iterator[Server]:
    folder = kit.folder / "server"
    folder.mkdir(exist_ok=True)
    port = free_port()
    settings = folder / "homeserver.yaml"
    settings.write_text(SETTINGS.format(port=port, folder=folder, secret=SECRET))
    site = {"PYTHONPATH": str(kit.folder / "site")}
    command = [python(), "-m", "synapse.app.homeserver", "-c", str(settings)]
    run([*command, "--generate-keys"], folder, seconds=PREVIEW_SECONDS, env=site)
    server = Child("synapse", command, {**os.environ, **site}, log=folder / "log")
    with running(server, port):
        url = f"http://127.0.0.1:{port}"
        yield Server(url, _registered(url))


def _registered(url: str) -> str:
    """Make a user by the shared secret; return their access token."""
    address = f"{url}/_synapse/admin/v1/register"
    nonce = requests.get(address, timeout=PREVIEW_SECONDS).json()["nonce"]
    name, password = f"reader{os.getpid()}", "not long lived"
    signed = "\0".join((nonce, name, password, "notadmin")).encode()
    order = {
        "nonce": nonce, "username": name, "password": password, "admin": False,
        "mac": hmac.new(SECRET.encode(), signed, hashlib.sha1).hexdigest(),
    }  # fmt: skip
    made = requests.post(address, json=order, timeout=PREVIEW_SECONDS)
    made.raise_for_status()
    return str(made.json()["access_token"])


def read(stage: Stage, kit: Kit) -> Iterator[Seen]:
    with synapse(kit) as server:
        video, post = stage.videos[0], stage.videos[-1]
        untitled = f"{post.title}, by {stage.name}"
        for form, address, title, text in (
            ("page", stage.page, stage.name, stage.headline),
            ("video", stage.address(video), video.title, video.caption),
            ("photo post", stage.address(post), untitled, untitled),
        ):
            seen = Seen(form)
            found = server.get("preview_url", url=address).json()
            seen.same("title", found.get("og:title"), title)
            seen.same("text", found.get("og:description"), text)
            seen.picture("picture", _copy_trouble(server, stage, found.get("og:image")))
            yield seen


def _copy_trouble(server: Server, stage: Stage, media: str | None) -> str:
    """Return what is wrong with Synapse's own copy of the share card, or nothing."""
    if not media or not media.startswith("mxc://"):
        return f"no copy: {media}"
    copy = server.get(f"download/{media.removeprefix('mxc://')}").content
    if Image.open(BytesIO(copy)).size != CARD_SIZE:
        return "a copy of another size"
    card = requests.get(f"{stage.page}/card.png", timeout=PREVIEW_SECONDS).content
    return "" if copy == card else "a copy of something else"


READERS = (
    Reader("matrix-synapse", Needs(pip=("matrix-synapse[url-preview]==1.163.2",)), read, "1.163.2"),
)
