"""The settings that can change while the sandbox runs, checked in one place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

# Access and refresh life in seconds. "classic" is from every answer observed up to autumn 2026,
# "2026-11" from TikTok's newest documentation pages.
LIVES = {"classic": (86_400, 31_536_000), "2026-11": (7_200, 15_552_000)}
# The parts in which TikTok's real answers and its documentation differ: their values in both
# profiles.
OBSERVED, DOCUMENTED = "observed", "documented"
PARTS = {
    "token_profile": ("classic", "2026-11"),
    "refresh_window": ("fixed", "rolling"),
    "cover_profile": (OBSERVED, DOCUMENTED),
    "id_profile": (OBSERVED, DOCUMENTED),
    "answer_profile": (OBSERVED, DOCUMENTED),
}


class SettingRefused(ValueError):
    """The name is unknown or the value makes no sense; the text says which."""


def _seconds(default: int | None, says: str) -> Any:
    return field(default=default, metadata={"least": 0, "says": says})


def _choice(default: str, *choices: str, says: str) -> Any:
    return field(default=default, metadata={"choices": choices, "says": says})


def _part(name: str, says: str) -> Any:
    return field(default=None, metadata={"choices": (None, *PARTS[name]), "says": says})


def _switch(default: bool, says: str) -> Any:
    return field(default=default, metadata={"switch": True, "says": says})


@dataclass
class Settings:
    """A value of None means the profile's value."""

    profile: str = _choice(
        OBSERVED, OBSERVED, DOCUMENTED,
        says="what TikTok really answers, or what its pages say; each part can be chosen alone",
    )  # fmt: skip
    token_profile: str | None = _part(
        "token_profile", "token lives: classic 24 h / 365 d, 2026-11 2 h / 180 d"
    )
    access_life: int | None = _seconds(None, "life of an access token, over the profile's")
    refresh_life: int | None = _seconds(None, "life of a refresh token, over the profile's")
    refresh_window: str | None = _part(
        "refresh_window", "fixed: a refresh keeps the end of the refresh life; rolling: begins anew"
    )
    rotate: bool = _switch(True, "a refresh ends the refresh token that was sent")
    refresh_ends_access: bool = _switch(False, "a refresh also ends older access tokens")
    reconnect_ends_tokens: bool = _switch(False, "a new consent ends all older tokens")
    code_life: int = _seconds(600, "life of an authorization code")
    oauth_error_status: int = field(
        default=200, metadata={"choices": (200, 400), "says": "HTTP status of OAuth errors"}
    )
    oauth_envelope: str = _choice(
        "flat", "flat", "v1", says="shape of the token answer: flat, or data + message as in v1"
    )
    cover_profile: str | None = _part(
        "cover_profile",
        "addresses and lives of covers: observed 24 h, photo posts 15 d, on the full hour; "
        "documented 6 h",
    )
    id_profile: str | None = _part(
        "id_profile", "open_id, union_id and profile link: observed -000…, documented UUIDs"
    )
    answer_profile: str | None = _part(
        "answer_profile", "which keys a body has, how its JSON is written, how long captions are"
    )
    cover_life: int | None = _seconds(None, "life of covers and avatars, over the profile's")
    avatar_life: int | None = _seconds(None, "life of avatars alone")
    latency_ms: int = _seconds(0, "every API and OAuth answer waits this long")
    calls_per_minute: int = _seconds(600, "per app and endpoint, in a sliding minute; 0: no limit")
    retry_after: int | None = _seconds(None, "send Retry-After with a 429 (TikTok: unknown)")
    split_ties: bool = _switch(False, "a page may end between videos of equal create_time")
    lenient_paths: bool = _switch(
        False, "a missing last slash is redirected and a wrong method is 405, as most servers do"
    )
    plain_pictures: bool = _switch(
        False, "covers and avatars are plain PNGs, as without Pillow: quick, for tests"
    )
    short_pages: bool = _switch(False, "video/list returns short and empty pages with has_more")

    def part(self, name: str) -> str:
        """Return the value in force for a part of the profile."""
        chosen = getattr(self, name)
        return str(chosen or PARTS[name][self.profile == DOCUMENTED])

    def is_observed(self, name: str) -> bool:
        return self.part(name) == OBSERVED

    def lives(self) -> tuple[int, int]:
        """Return the lives of an access and of a refresh token, in seconds."""
        access, refresh = LIVES[self.part("token_profile")]
        return (
            access if self.access_life is None else self.access_life,
            refresh if self.refresh_life is None else self.refresh_life,
        )

    def change(self, wanted: Mapping[str, object]) -> None:
        """Take all settings of `wanted`, or none of them."""
        known = {f.name: f for f in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise SettingRefused(f"there is no setting {name!r}; known: {', '.join(known)}")
            rule = known[name].metadata
            if "choices" in rule:
                sensible = value in rule["choices"]
            elif "switch" in rule:
                sensible = isinstance(value, bool)
            else:
                number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
                sensible = number or (value is None and known[name].default is None)
            if not sensible:
                raise SettingRefused(f"{name} cannot be {value!r}")
        for name, value in wanted.items():
            setattr(self, name, value)

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def explained(cls) -> dict[str, str]:
        return {f.name: f.metadata["says"] for f in fields(cls)}
