"""What a use case may answer instead of doing its work, each with one thing to do."""

from __future__ import annotations


class NotConnected(Exception):
    """There is no usable connection: only the creator can mend it, by signing in again."""


class TryLater(Exception):
    """Nothing is wrong, or it will pass: do it again after `seconds`."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


class Refused(Exception):
    """The creator's wish cannot be met; the text says why, in words for them."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text
