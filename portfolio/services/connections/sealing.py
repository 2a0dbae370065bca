"""Tokens as they are stored: sealed with the newest of TOKEN_KEYS, opened with any of them."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portfolio.extensions import settings


class CannotUnseal(Exception):
    """No configured key opens this token; the creator has to connect again."""


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings().token_keys])


def seal(text: str) -> bytes:
    return _keys().encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """Return the text; raise `CannotUnseal` if no key opens it."""
    try:
        return _keys().decrypt(sealed).decode()
    except InvalidToken as error:
        raise CannotUnseal from error


def reseal(sealed: bytes) -> bytes:
    """Seal again with the newest key; raise `CannotUnseal` if no key opens it."""
    try:
        return _keys().rotate(sealed)
    except InvalidToken as error:
        raise CannotUnseal from error
