from __future__ import annotations

import pytest

from tests.support.people import Person


@pytest.fixture
def path(alice: Person) -> str:
    """The address of Alice's page, on which all of her videos are."""
    return alice.publishes(*alice.ids)
