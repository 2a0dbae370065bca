"""For whom a person acts, in which role, and the rights of each role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from portfolio.models.creator import Creator


class Right(Enum):
    """A permission in a creator's studio."""

    VIEW = "view"
    #: Change the draft, and bring the library up to date.
    EDIT = "edit"
    #: Change the public page: its edition, and at once its address or language.
    PUBLISH = "publish"
    #: Delete the creator with all that is stored of them.
    LEAVE = "leave"


class Role(Enum):
    OWNER = "owner"


RIGHTS = {Role.OWNER: frozenset(Right)}


@dataclass(frozen=True)
class Acting:
    """The person behind a request, and the creator for whom they act: today always themselves."""

    person: Creator
    creator_id: UUID
    role: Role

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]
