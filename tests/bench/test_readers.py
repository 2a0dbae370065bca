"""The parts of `bench readers`: it finds wrong words and pictures, and names missing readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from werkzeug.serving import make_server

from bench.readers import command, stage
from bench.readers.command import READERS, lines
from bench.readers.feeds import judged
from bench.readers.installing import Needs
from bench.readers.judging import Seen, cover_trouble
from bench.readers.reader import Kit, Reader
from bench.readers.running import Failed, run
from bench.readers.stage import NAME, Stage
from sandbox.addresses import cover
from sandbox.videos import Video
from tests.servers.waiting import wait_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FIRST, SECOND = (
    stage.Video(str(number), caption, datetime(2026, 11, 3, tzinfo=UTC), 9)
    for number, caption in (
        (7_600_000_000_000_000_137, "Tea & <3"),
        (7_600_000_000_000_000_951, ""),
    )
)


def path_of(video: stage.Video) -> str:
    kept = Video(int(video.id), 0, video.caption, 9, 0, 0, 0, 0, is_aigc=False, cover="crop")
    return cover(kept, observed=False).path


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Lead to the first video's cover, answer with a picture, or with something else."""
    path = environ["PATH_INFO"]
    if path == "/lasting":
        start("302 Found", [("Location", path_of(FIRST))])
        return []
    file = BytesIO()
    Image.new("RGB", (3, 4)).save(file, "JPEG")
    body = b"Access Denied" if path == "/words" else file.getvalue()
    kind = "image/png" if path == "/misnamed" else "image/jpeg"
    start("403 Forbidden" if path == "/ended" else "200 OK", [("Content-Type", kind)])
    return [body]


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_cover_is_right_at_the_end_of_a_redirect(host: str):
    assert cover_trouble(f"{host}/lasting", FIRST) == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/lasting", "no whole address"),
        ("", "none"),
        (None, "none"),
        ("{host}/ended", "status 403"),
        ("{host}/words", "no picture"),
        ("{host}/misnamed", "called image/png, is JPEG"),
        ("{host}/another", "not 7600"),
    ],
)
def test_a_picture_that_is_none_is_found(host: str, address: str | None, words: str):
    assert words in cover_trouble(address and address.replace("{host}", host), FIRST)


def test_the_cover_of_another_video_is_found(host: str):
    assert f"the cover of {FIRST.id}, not {SECOND.id}" in cover_trouble(f"{host}/lasting", SECOND)


def test_a_feed_that_lacks_a_video_and_decodes_twice_is_wrong(host: str, tmp_path: Path):
    on = Stage(None, f"{host}/@noor", (FIRST, SECOND))  # type: ignore[arg-type]
    entry = {
        "link": on.address(FIRST), "title": "Tea &amp; <3", "author": NAME, "pictures": [],
        "published": "2026-11-03T00:00:00+00:00",
        "html": f'<img src="{host}/lasting" alt=""><p>Tea &amp; &lt;3</p>',
    }  # fmt: skip

    seen = judged("Atom", on, {"title": NAME, "entries": [entry]})

    assert seen.right == ["name", "text", "author", "day", "picture in the text"]
    assert list(seen.wrong) == ["all videos", "title"]


def test_a_point_that_is_wrong_once_is_not_called_right():
    seen = Seen("page")
    seen.check("title", is_right=True)
    seen.check("text", is_right=True)
    seen.same("title", "Tea &amp; toast", "Tea & toast")

    assert not seen.is_right
    assert seen.in_words() == "WRONG title (1 ×): 'Tea &amp; toast', not 'Tea & toast'; text right"


def test_nothing_checked_is_not_right():
    assert not Seen("page").is_right


def missing(_stage: Stage, _kit: Kit) -> Iterable[Seen]:
    raise AssertionError("it is not here")


def test_a_reader_that_is_not_here_is_named_with_its_package(tmp_path: Path):
    absent = Reader("nobody", Needs(programs={"no-such-program": "no-such-package"}), missing)

    [line] = lines(absent, None, tmp_path)  # type: ignore[arg-type]

    assert line.gets == "not here: needs Debian's no-such-package"
    assert line.is_right is None


def test_a_reader_that_fails_in_the_middle_is_wrong(tmp_path: Path):
    def read(_stage: Stage, _kit: Kit) -> Iterator[Seen]:
        seen = Seen("page")
        seen.check("title", is_right=True)
        yield seen
        raise Failed("did not end within 60 s")

    found = lines(Reader("slow", Needs(), read, "1.0"), None, tmp_path)  # type: ignore[arg-type]

    assert [(line.form, line.is_right) for line in found] == [("page", True), ("all", False)]
    assert "did not end within 60 s" in found[1].gets


def test_a_reader_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(command, "MOST_SECONDS", 0.2)

    def read(_stage: Stage, _kit: Kit) -> Iterator[Seen]:
        Event().wait(60)
        yield Seen("page")

    [line] = lines(Reader("hung", Needs(), read, "1.0"), None, tmp_path)  # type: ignore[arg-type]

    assert not line.is_right
    assert "was not read within 0.2 s" in line.gets


def has_ended(pid: str) -> bool:
    """Whether a process is gone, or waits for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return state.rpartition(")")[2].split()[0] == "Z"


def test_a_program_ends_in_time_with_all_that_it_started(tmp_path: Path):
    child = tmp_path / "child"
    script = f"sleep 60 & echo $! > {child}; wait"

    with pytest.raises(Failed, match="did not end within"):
        run(["sh", "-c", script], tmp_path, seconds=0.5)

    wait_for(lambda: has_ended(child.read_text().strip()), "the end of what it started")


def test_every_reader_is_pinned_or_a_debian_package():
    for reader in READERS:
        assert reader.version or reader.needs.programs, reader.name
        assert all("@" in package[1:] for package in reader.needs.npm), reader.name
        assert all("==" in package for package in reader.needs.pip), reader.name
