"""The exceptions by which a use case declines; each tells its caller one thing to do."""

from __future__ import annotations

from collections.abc import Mapping


class NotConnected(Exception):
    """The creator has no usable connection: only a new sign-in mends it."""


class TryLater(Exception):
    """The work cannot be done now: do it again after `seconds`."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


class Refused(Exception):
    """The creator's wish cannot be met; `text` tells them why.

    `errors` has the texts by their fields, where several fields of a form are refused at once.
    """

    def __init__(self, field: str, text: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.field = field
        self.text = text
        self.errors = errors or {field: text}
