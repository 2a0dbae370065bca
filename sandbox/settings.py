"""Everything that can be switched while the sandbox runs, checked in one place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

# Access and refresh life in seconds. "classic" is what every observed answer said up to autumn
# 2026; "2026-11" is what TikTok's newest pages say.
LIVES = {"classic": (86_400, 31_536_000), "2026-11": (7_200, 15_552_000)}


class SettingRefused(ValueError):
    """The name is unknown or the value makes no sense; the text says which."""


def _seconds(default: int | None, says: str) -> Any:
    return field(default=default, metadata={"least": 0, "says": says})


def _choice(default: str, *choices: str, says: str) -> Any:
    return field(default=default, metadata={"choices": choices, "says": says})


def _switch(default: bool, says: str) -> Any:
    return field(default=default, metadata={"switch": True, "says": says})


@dataclass
class Settings:
    """A number of None means: as the profile says."""

    profile: str = _choice("classic", *LIVES, says="token lives: 24 h / 365 d or 2 h / 180 d")
    access_life: int | None = _seconds(None, "life of an access token, over the profile's")
    refresh_life: int | None = _seconds(None, "life of a refresh token, over the profile's")
    refresh_window: str = _choice(
        "rolling", "rolling", "fixed", says="does a refresh begin the refresh life anew?"
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
    cover_profile: str = _choice(
        "documented", "documented", "observed",
        says="documented: 6 h; observed: 24 h, photo posts 15 d, on the full hour",
    )  # fmt: skip
    cover_life: int | None = _seconds(None, "life of covers and avatars, over the profile's")
    avatar_life: int | None = _seconds(None, "life of avatars alone")
    latency_ms: int = _seconds(0, "every API and OAuth answer waits this long")
    calls_per_minute: int = _seconds(600, "per app and endpoint, in a sliding minute; 0: no limit")
    retry_after: int | None = _seconds(None, "send Retry-After with a 429 (TikTok: unknown)")
    split_ties: bool = _switch(False, "a page may end between videos of equal create_time")
    short_pages: bool = _switch(False, "video/list returns short and empty pages with has_more")

    def lives(self) -> tuple[int, int]:
        """Return the lives of an access and of a refresh token, in seconds."""
        access, refresh = LIVES[self.profile]
        return (
            access if self.access_life is None else self.access_life,
            refresh if self.refresh_life is None else self.refresh_life,
        )

    def change(self, wanted: Mapping[str, object]) -> None:
        """Take all of `wanted` or nothing."""
        known = {f.name: f for f in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise SettingRefused(f"there is no setting {name!r}")
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
