"""The files that the host puts into the instance folder: own words, and proofs for TikTok.

They are read once, at the start; one that cannot be used stops it, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portfolio.config import Config, SettingsError
from portfolio.languages import LANGUAGES
from portfolio.setting_parsers import OUR_OWN

#: The texts that a host can write, in the folder `words`: `privacy.en.md`, in Markdown.
TEXTS = ("privacy", "terms")
#: Bytes of a file at most.
MOST = 256 * 1024
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,98}\.txt", re.ASCII)


@dataclass(frozen=True)
class HostFiles:
    """The Markdown of own texts by name and language; the bytes of verification files by name."""

    texts: Mapping[tuple[str, str], str]
    verifications: Mapping[str, bytes]


def read(config: Config) -> HostFiles:
    """Read all of them. Raises `SettingsError`, which names the file and the remedy."""
    texts = {}
    for path in _files(config.instance / "words", ".md"):
        texts[_text_named(path)] = _text(path)
    verifications = {}
    for path in _files(config.instance / "verification", ".txt"):
        verifications[_served_as(path, config.prefix)] = _bytes(path)
    return HostFiles(texts, verifications)


def _files(folder: Path, ending: str) -> Iterator[Path]:
    """Yield the visible files of a folder with this ending; none if there is no folder."""
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise SettingsError(f"{folder} cannot be read: {error.strerror}.") from error
    yield from (each for each in found if each.suffix == ending and each.name[0] != ".")


def _text_named(path: Path) -> tuple[str, str]:
    name, _, language = path.stem.partition(".")
    if name not in TEXTS or language not in LANGUAGES:
        names, languages = " or ".join(TEXTS), ", ".join(LANGUAGES)
        raise SettingsError(
            f"{path} is no text of Showreel's: call it {names}, a dot, one of {languages}, and .md."
        )
    return name, language


def _text(path: Path) -> str:
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} cannot be read: save it as UTF-8.") from error
    if not text.strip():
        raise SettingsError(f"{path} is empty. Remove it, and Showreel's own text is shown.")
    return text


def _served_as(path: Path, prefix: str) -> str:
    if not _FILE.fullmatch(path.name):
        raise SettingsError(
            f"{path} cannot have an address: use letters, figures, dots, dashes and underscores."
        )
    if path.name in OUR_OWN or prefix.split("/")[1:2] == [path.name]:
        raise SettingsError(f"{path} would stand at an address that the site uses itself.")
    return path.name


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > MOST:
        raise SettingsError(f"{path} is larger than {MOST // 1024} kB.")
    return content
