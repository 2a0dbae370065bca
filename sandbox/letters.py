"""Strings of letters and digits, as TikTok's tokens, links and file names have them."""

import secrets
import string

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase


def base62(number: int, width: int) -> str:
    """Write a number in letters and digits, filled up to `width`."""
    written = ""
    while number:
        number, rest = divmod(number, 62)
        written = ALPHABET[rest] + written
    return written.rjust(width, "0")


def from_base62(written: str) -> int:
    """Return the number that `base62` wrote; raises ValueError."""
    number = 0
    for letter in written:
        number = number * 62 + ALPHABET.index(letter)
    return number


def random_letters(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
