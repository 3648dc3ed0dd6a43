"""Rules of law and of ours that are data: lapses, bans, weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.readiness import Dimension, Effect, Verified


@dataclass(frozen=True, slots=True)
class Lapse:
    """Documents issued before a day that all expired together, whatever they say themselves."""

    issued_before: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Ban:
    """A time in which the law forbids a route, from its first day through its last."""

    id: str
    title: str
    routes: tuple[str, ...]
    first_day: date
    last_day: date
    law: str
    verified: Verified
    source: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each thing counts, and where a level begins (0–100), from a day until the next version's.

    The first version has no `valid_from`: it holds for all days before the second.
    """

    dimensions: Mapping[Dimension, int]
    effects: Mapping[Effect, int]
    developing: int
    almost_ready: int
    ready: int
    expiring_allowed: int  # how many documents about to expire an almost ready board may have
    expiring_days: int
    source: str
    valid_from: date | None = None
