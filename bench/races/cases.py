"""The troubles of a token refresh: points at which its process is killed, and lost answers."""

from __future__ import annotations

from enum import StrEnum

from portfolio.services.connections import refresh

#: The points at which a racer kills itself: between every two steps, at both ends, and in the
#: middle of the call.
BEFORE = {step.__name__: f"before {step.__name__}" for step in refresh.STEPS}
DURING_CALL = f"during {refresh.ask_tiktok.__name__}"
AFTER_ALL = "after the last step"
POINTS = (*BEFORE.values(), DURING_CALL, AFTER_ALL)


class Case(StrEnum):
    """One course of a round; the rounds take the cases in turn."""

    UNDISTURBED = "nobody is killed"
    BEFORE_LEASE = "killed before the lease"
    WITH_LEASE = "killed with the lease"
    WITH_TOKEN = "killed with the token read"
    DURING_CALL = "killed while TikTok answers"
    WITH_ANSWER = "killed with the answer"
    AFTER_COMMIT = "killed after the commit"
    REFUSED_PASSING = "TikTok out of order, no effect"
    ANSWER_LOST = "rotated, the answer lost"

    @property
    def point(self) -> str | None:
        """The point at which a process is killed."""
        return _POINT.get(self)

    @property
    def fault(self) -> str | None:
        """The sandbox's fault for the refresh."""
        return {Case.REFUSED_PASSING: "html", Case.ANSWER_LOST: "lost"}.get(self)

    @property
    def is_unwinnable(self) -> bool:
        """Whether TikTok has rotated and the new pair is lost: no app can recover from that."""
        return self in (Case.DURING_CALL, Case.WITH_ANSWER, Case.ANSWER_LOST)


_POINT = {
    Case.BEFORE_LEASE: BEFORE["take_lease"],
    Case.WITH_LEASE: BEFORE["open_token"],
    Case.WITH_TOKEN: BEFORE["ask_tiktok"],
    Case.DURING_CALL: DURING_CALL,
    Case.WITH_ANSWER: BEFORE["keep_answer"],
    Case.AFTER_COMMIT: AFTER_ALL,
}
