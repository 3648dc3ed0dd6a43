"""Stepped rollouts: what some unidades comuneras have now and others later, in an order drawn beforehand."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import factorial, prod

from domain.effect import Measure


class Thing(StrEnum):
    """What the service does, and can do for some boards later than for others."""

    NEW_CALLS = "new_calls"  # a message as soon as a call suits; who waits hears of what closes soon
    EARLY_BELL = "early_bell"  # a message of planned purchases that suit, before there is a call
    TRUST_CARDS = "trust_cards"  # what the data say of a buyer, beside its calls on a board's own pages


PLANNED = (Measure.INTERESTED, Measure.OFFERED, Measure.WON)
"""What a rollout may be planned to look at."""

FEWEST_STEPS, MOST_STEPS = 2, 8
SHORTEST_STEP, LONGEST_STEP = timedelta(days=7), timedelta(days=60)
LONGEST_WAIT = timedelta(days=120)
"""From the first to the last turn: nobody waits longer."""

FEWEST_ORDERS = 40
"""Of fewer, the one that was drawn stands out of chance by no more than 5 %, whatever came of it."""


class State(StrEnum):
    REGISTERED = "registered"  # begins on a day to come
    RUNS = "runs"  # some units wait
    DONE = "done"  # all units have it
    ENDED = "ended"  # somebody ended it before that


@dataclass(frozen=True, slots=True)
class Turn:
    """From when a unidad comunera has it. `boards` are those it had when the rollout was registered."""

    unit: str
    step: int
    on: date
    boards: int


@dataclass(frozen=True, slots=True)
class Ending:
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Rollout:
    """What is done in steps, in which order, and what is to be looked at, as it was registered.

    `measure` within `window` days after each turn is what is compared at the end; `by` are names.
    """

    id: int
    thing: Thing
    measure: Measure
    window: timedelta
    seed: str
    why: str
    registered_at: datetime
    by: str
    turns: tuple[Turn, ...]
    ending: Ending | None = None

    @property
    def starts_on(self) -> date:
        return self.turns[0].on

    @property
    def last_on(self) -> date:
        return self.turns[-1].on

    def state(self, today: date) -> State:
        if self.ending is not None:
            return State.ENDED
        if today < self.starts_on:
            return State.REGISTERED
        return State.RUNS if today < self.last_on else State.DONE

    def waiting(self, today: date) -> tuple[Turn, ...]:
        """The units that are held back on this day. Before it starts, and once it ended, nobody is."""
        if self.state(today) is not State.RUNS:
            return ()
        return tuple(turn for turn in self.turns if today < turn.on)


def order(units: Collection[str], seed: str) -> list[str]:
    """The units as they are drawn: by the SHA-256 of the seed, a line feed and the unit, in hexadecimal.

    Anybody can draw it again: `printf '%s\\n%s' SEED UNIT | sha256sum`.
    """
    return sorted(units, key=lambda unit: hashlib.sha256(f"{seed}\n{unit}".encode()).hexdigest())


def draw(
    boards: Iterable[str], seed: str, steps: int, starts_on: date, between: timedelta
) -> tuple[Turn, ...]:
    """The turns; `boards` has the unit of each board. Steps have as many units as each other, or one less."""
    counted = Counter(boards)
    drawn = order(counted, seed)
    turns = []
    for place, unit in enumerate(drawn):
        step = place * steps // len(drawn)
        turns.append(Turn(unit, step, starts_on + step * between, counted[unit]))
    return tuple(turns)


def orders(units: int, steps: int) -> int:
    """In how many ways so many units can be shared out among so many steps."""
    sizes = Counter(place * steps // units for place in range(units)).values()
    return factorial(units) // prod(factorial(size) for size in sizes)


def overlaps(found: Sequence[Rollout], thing: Thing, today: date) -> bool:
    """Whether the same thing is rolled out already, or is about to be."""
    open_ = (State.REGISTERED, State.RUNS)
    return any(one.thing is thing and one.state(today) in open_ for one in found)
