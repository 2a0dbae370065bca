"""Stored tokens: sealed, opened with any key, sealed again with the newest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from portfolio.extensions import settings
from portfolio.services.connections import key_rotation, sealing
from tests.support.databases import on_one_database
from tests.support.people import Person
from tests.support.stored import connection_of

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@on_one_database
def test_what_is_sealed_can_be_opened_and_not_read(app: Flask):
    sealed = sealing.seal("act.token!123")

    assert b"act.token" not in sealed
    assert sealing.unseal(sealed) == "act.token!123"


@on_one_database
def test_an_older_key_still_opens(app: Flask, settings_are: Callable[..., None]):
    settings_are(token_keys=(OLD,))
    sealed = sealing.seal("act.token")

    settings_are(token_keys=(NEW, OLD))

    assert sealing.unseal(sealed) == "act.token"


@on_one_database
def test_what_no_key_opens_says_so(app: Flask, settings_are: Callable[..., None]):
    settings_are(token_keys=(OLD,))
    sealed = sealing.seal("act.token")
    settings_are(token_keys=(NEW,))

    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(sealed)
    with pytest.raises(sealing.CannotUnseal):
        sealing.reseal(sealed)
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(b"not sealed at all")


def test_tokens_are_stored_sealed(alice: Person):
    stored = connection_of(alice)

    assert b"act." not in stored.access_token
    assert b"rft." not in stored.refresh_token
    assert sealing.unseal(stored.access_token).startswith("act.")
    assert sealing.unseal(stored.refresh_token).startswith("rft.")


def test_after_a_rotation_the_old_key_can_be_thrown_away(
    alice: Person, bob: Person, settings_are: Callable[..., None]
):
    old = settings().token_keys
    token = sealing.unseal(connection_of(alice).access_token)
    settings_are(token_keys=(NEW, *old))

    assert key_rotation.rotate() == key_rotation.Rotation(sealed=2, unreadable=0)

    settings_are(token_keys=(NEW,))
    assert sealing.unseal(connection_of(alice).access_token) == token
    assert sealing.unseal(connection_of(bob).refresh_token).startswith("rft.")


def test_the_command_tells_how_many_were_sealed_anew(
    app: Flask, alice: Person, settings_are: Callable[..., None]
):
    settings_are(token_keys=(NEW, *settings().token_keys))

    answer = app.test_cli_runner().invoke(args=["keys", "rotate"])

    assert answer.exit_code == 0
    assert "1 connections sealed" in answer.output


def test_the_command_fails_where_a_connection_cannot_be_read(
    app: Flask, alice: Person, settings_are: Callable[..., None]
):
    settings_are(token_keys=(NEW,))

    answer = app.test_cli_runner().invoke(args=["keys", "rotate"])

    assert answer.exit_code == 1
    assert "have to connect again" in answer.output


@on_one_database
def test_the_command_makes_a_key_that_can_be_used(app: Flask):
    answer = app.test_cli_runner().invoke(args=["keys", "new"])

    Fernet(answer.output.strip())
