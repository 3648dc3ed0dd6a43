"""Chance that falls the same way every time: each part of the sample draws from a stream of its own."""

from datetime import date, timedelta
from random import Random


def stream(seed: int, part: str) -> Random:
    """The chance of one part, so that a change in one part leaves the others as they were."""
    return Random(f"{seed}:{part}")  # noqa: S311 - the chance of a sample, not of a key


def days_before(today: date, days: tuple[int, int], chance: Random) -> date:
    """A day between so many days ago: `(3, 10)`; negative numbers lie ahead."""
    return today - timedelta(days=chance.randint(*days))
