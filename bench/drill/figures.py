"""The drill's findings as rows of a table and as JSON."""

from __future__ import annotations

from typing import Any

from bench.drill.outcome import Outcome
from bench.table import Row

MOST_PENDING = 0.01
MOST_CALLS = 1.5
MOST_SECONDS = 300


def pending_share(outcome: Outcome) -> float:
    """Return the share of people's views outside outages that had a pending card."""
    return outcome.shown.pending_views / max(outcome.shown.calm_views, 1)


def call_ratio(outcome: Outcome) -> float:
    """Return the calls for covers that were made against the fewest possible."""
    return outcome.cover_calls / max(outcome.oracle, 1)


def rows(outcome: Outcome, *, is_whole: bool) -> list[Row]:
    """Return the table; only a whole drill is held to the promised views, calls and time."""
    shown, refused = outcome.shown, outcome.refused
    return [
        Row("views", f"{shown.views:,}", "at least 50,000" if is_whole else "",
            shown.views >= 50_000 if is_whole else None),
        Row("  during outages", f"{shown.in_outages:,}"),
        Row("  by crawlers", f"{shown.by_crawlers:,}"),
        Row("covers shown", f"{shown.covers:,}"),
        Row("  broken", f"{shown.broken:,}", "none", not shown.broken),
        Row("pages of an older version", f"{shown.stale:,}", "none", not shown.stale),
        Row("pages that did not come", f"{shown.not_found:,}", "none", not shown.not_found),
        Row("views with a pending card, no outage", f"{shown.pending_views:,}"),
        Row("  of people's views", f"{pending_share(outcome):.2%}", f"at most {MOST_PENDING:.0%}",
            pending_share(outcome) <= MOST_PENDING),
        Row("  whose covers never came", f"{shown.never_came:,}"),
        Row("views with a pending card, in outages", f"{shown.pending_in_outages:,}"),
        Row("views that waited", f"{len(shown.waited):,}"),
        Row("  the middle one", f"{_middle(shown.waited):.2f} s"),
        Row("  the longest", f"{max(shown.waited, default=0):.2f} s"),
        Row("calls for covers, no outage", f"{outcome.cover_calls:,}"),
        Row("  of a perfect oracle, at least", f"{outcome.oracle:,}"),
        Row("  ratio", f"{call_ratio(outcome):.2f}", f"at most {MOST_CALLS}" * is_whole,
            call_ratio(outcome) <= MOST_CALLS if is_whole else None),
        Row("calls in outages, all endpoints", f"{outcome.calls_in_outages.total():,}"),
        Row("tokens refreshed", f"{outcome.calls['/v2/oauth/token/']:,}"),
        Row("  dead refresh tokens sent", str(refused["refresh token"]), "none",
            not refused["refresh token"]),
        Row("  connections lost", str(outcome.ended_connections), "none",
            not outcome.ended_connections),
        Row("calls answered with 429", str(refused["429"]), "none", not refused["429"]),
        Row("calls refused for another reason", str(_others(outcome)), "none",
            not _others(outcome)),
        Row("calls with a transaction open", str(outcome.open_transactions), "none",
            not outcome.open_transactions),
        Row("jobs done", f"{outcome.jobs.total():,}"),
        Row("  failed", str(outcome.failed.total()), "none", not outcome.failed.total()),
        Row("workers killed in the middle of a step", str(outcome.killed.total())),
        Row("took", f"{outcome.real_seconds:.0f} s", f"at most {MOST_SECONDS} s" * is_whole,
            outcome.real_seconds <= MOST_SECONDS if is_whole else None),
    ]  # fmt: skip


def as_json(outcome: Outcome) -> dict[str, Any]:
    found = {**vars(outcome), "shown": vars(outcome.shown).copy()}
    found["shown"]["waited"] = len(outcome.shown.waited)
    return {**found, "pending_share": pending_share(outcome), "call_ratio": call_ratio(outcome)}


def _middle(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2] if seconds else 0.0


def _others(outcome: Outcome) -> int:
    return sum(n for what, n in outcome.refused.items() if what not in ("429", "refresh token"))
