"""A thousand share cards drawn by one worker: the time of each, and the memory they take."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from bench.memory import own
from bench.reporting import median, parser, report
from bench.rows import insert_creators, inside
from bench.table import Row
from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.share_card import ShareCard
from portfolio.transactions import writing
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

MOST_EACH, MOST_MEMORY, MOST_SIZE = 60.0, 25.0, 48_000  # ms, MB, bytes
#: A name and a bio in each kind of script, short and long.
WRITTEN = (
    ("Noor Haddad", "Bread, fire and patience"),
    ("The Wednesday Evening Pottery & Glazing Society", "Eleven wheels, one kiln"),
    ("Анна Вознесенская", "Гончарная мастерская на Неве"),
    ("ليلى بن يوسف", "ضوء وماء وصبر"),
    ("שירה כהן", "לחם, אש וסבלנות"),
    ("प्रिया शर्मा", "मुंबई की गलियों से रेसिपी"),
    ("ณัฐวุฒิ สมบูรณ์", "อาหารริมทางกรุงเทพฯ"),
    ("王小明", "台北夜市"),
    ("Mira 🌸🍞✨", "Cakes 🎂 and other things"),
    (" ".join(["word"] * 40), " ".join(["and another"] * 12)),
)


@dataclass
class Figures:
    cards: int = 0
    milliseconds: float = 0.0
    #: The same in the worker's processor time.
    processor: float = 0.0
    idle: float = 0.0
    #: The worker's own memory, MB, while it draws and afterwards.
    drawing: list[float] = field(default_factory=list)
    after: float = 0.0
    sizes: list[int] = field(default_factory=list)


def name(creator_ids: Sequence[UUID]) -> None:
    """Give each creator a name and a bio of their own."""
    with writing() as session:
        for number, creator_id in enumerate(creator_ids):
            called, bio = WRITTEN[number % len(WRITTEN)]
            values = {"display_name": f"{called} {number}", "bio": bio}
            session.execute(sa.update(Creator).where(Creator.id == creator_id).values(values))


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used: utime and stime of proc_pid_stat(5)."""
    after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")


def kept() -> int:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(ShareCard)) or 0
    db.session.rollback()
    return count


def measure(site: Site, count: int) -> Figures:
    (pid,) = site.worker_pids
    made = insert_creators(site, [f"crowd-{n + 1}" for n in range(count)], shown=3, due=False)
    name(made)
    time.sleep(10)  # the plan and the schedule have run
    figures = Figures(idle=own(pid))
    began, used = time.monotonic(), processor_seconds(pid)
    for creator_id in made:
        jobs.draw_share_card_later(creator_id)
    while kept() < count and time.monotonic() - began < count:
        figures.drawing.append(own(pid))
        time.sleep(0.25)
    figures.milliseconds = (time.monotonic() - began) * 1000 / count
    figures.processor = (processor_seconds(pid) - used) * 1000 / count
    wait_for(lambda: kept() == count, "every card", seconds=1)
    time.sleep(2)
    figures.cards, figures.after = count, own(pid)
    lengths = sa.select(sa.func.length(ShareCard.picture))
    figures.sizes = list(db.session.scalars(lengths))
    return figures


def rows(figures: Figures) -> list[Row]:
    most = max([*figures.drawing, figures.after]) - figures.idle
    return [
        Row("cards, drawn and kept by one worker", f"{figures.cards:,}"),
        Row("each, its job included", f"{figures.milliseconds:.0f} ms",
            f"at most {MOST_EACH:.0f} ms", figures.milliseconds <= MOST_EACH),
        Row("  of it processor time", f"{figures.processor:.0f} ms"),
        Row("the worker before, USS", f"{figures.idle:.1f} MB"),
        Row("  above that at most", f"{most:+.1f} MB", f"at most {MOST_MEMORY:.0f} MB",
            most <= MOST_MEMORY),
        Row("a card's file, in the middle", f"{median(figures.sizes) / 1000:.1f} kB"),
        Row("  the largest", f"{max(figures.sizes) / 1000:.1f} kB",
            f"at most {MOST_SIZE // 1000} kB", max(figures.sizes) <= MOST_SIZE),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("share-cards")
    options.add_argument("--cards", type=int, default=1_000)
    chosen = options.parse_args(arguments)
    with showreel(workers=1) as site, inside(site):
        figures = measure(site, chosen.cards)
    return report(f"{chosen.cards:,} share cards", rows(figures), asdict(figures), chosen.json)
