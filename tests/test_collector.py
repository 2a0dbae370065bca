"""The garbage collector is as it was after the application is made."""

from __future__ import annotations

import gc

import pytest

from portfolio import create_app
from portfolio.config import Config
from tests.look.conftest import SETTINGS


@pytest.mark.parametrize("is_on", [True, False])
def test_making_the_application_leaves_the_collector_as_it_was(is_on: bool):
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        create_app(Config.from_environment(SETTINGS))
        assert gc.isenabled() == is_on
    finally:
        (gc.enable if was_on else gc.disable)()
