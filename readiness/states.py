"""In which state one requirement of a board is on a day."""

from datetime import date, timedelta
from enum import StrEnum

from domain.readiness import Evidence, Requirement
from readiness.catalogue import Catalogue

VALID = 3  # from this level on a document counts: below it a board says so, or uploaded what nobody checked


class State(StrEnum):
    """The words are those that people read."""

    MET = "cumple"
    EXPIRING = "por vencer"
    EXPIRED = "vencido"
    MISSING = "falta"
    UNVERIFIED = "sin verificar"

    @property
    def is_met(self) -> bool:
        return self in (State.MET, State.EXPIRING)


def state_of(catalogue: Catalogue, requirement: Requirement, evidence: Evidence | None, on: date) -> State:
    """The state of a requirement that applies. A document counts through the whole of its last day."""
    if evidence is None or evidence.level == 0 or (evidence.issued_on or on) > on:
        return State.MISSING
    last_day = last_day_of(catalogue, requirement, evidence)
    if last_day is not None and last_day < on:
        return State.EXPIRED
    if evidence.level < VALID:
        return State.UNVERIFIED
    soon = on + timedelta(days=catalogue.weights.expiring_days)
    return State.EXPIRING if last_day is not None and last_day <= soon else State.MET


def counted_level(state: State, evidence: Evidence | None) -> int:
    """The level (0–4) that enters the score: what expired or was not yet issued counts as nothing."""
    return 0 if evidence is None or state in (State.EXPIRED, State.MISSING) else evidence.level


def last_day_of(catalogue: Catalogue, requirement: Requirement, evidence: Evidence) -> date | None:
    """The last day on which this evidence counts, or None if it does not expire.

    What the document says of itself comes first, then the rule; a common lapse cuts both short.
    """
    last_day = evidence.expires_on or _by_rule(requirement, evidence)
    lapse = catalogue.lapses.get(requirement.id)
    if lapse and evidence.issued_on and evidence.issued_on < lapse.issued_before:
        return min(last_day or lapse.expires_on, lapse.expires_on)
    return last_day


def _by_rule(requirement: Requirement, evidence: Evidence) -> date | None:
    if requirement.valid_days is not None and evidence.issued_on:
        return evidence.issued_on + timedelta(days=requirement.valid_days)
    return requirement.expires_on
