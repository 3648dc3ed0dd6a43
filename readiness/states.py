"""In which state one requirement of a board is on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from domain.readiness import NO_LIMIT, Effect, Evidence, EvidenceSource, Requirement
from readiness.catalogue import Catalogue

CHECKED = 4
VALID = 3  # from this level on a document counts: below it a board says so, or uploaded what nobody checked


class State(StrEnum):
    """The words are those that people read."""

    MET = "cumple"
    EXPIRING = "por vencer"
    EXPIRED = "vencido"
    MISSING = "falta"
    UNVERIFIED = "sin verificar"
    NOT_APPLICABLE = "no aplica"

    @property
    def is_met(self) -> bool:
        return self in (State.MET, State.EXPIRING)


def state_of(catalogue: Catalogue, requirement: Requirement, evidence: Evidence | None, on: date) -> State:
    """The state of a requirement. A document counts through the whole of its last day.

    That a requirement does not apply is believed for one that no route always asks for, and says nothing
    against a document that is there all the same.
    """
    if evidence is None:
        return State.MISSING
    state = _of_document(catalogue, requirement, evidence, on)
    return State.NOT_APPLICABLE if is_waived(requirement, evidence) and not state.is_met else state


def is_waived(requirement: Requirement, evidence: Evidence | None) -> bool:
    """Whether it is believed that the board does not need it: it then weighs in no score."""
    return evidence is not None and not evidence.applies and requirement.effect is not Effect.BLOCKS


def counted_level(state: State, evidence: Evidence | None) -> int:
    """The level (0–4) that enters the score: what expired or was not yet issued counts as nothing."""
    nothing = (State.EXPIRED, State.MISSING, State.NOT_APPLICABLE)
    return 0 if evidence is None or state in nothing else evidence.level


def best(catalogue: Catalogue, found: Iterable[Evidence], on: date) -> dict[str, Evidence]:
    """For each requirement that the catalogue knows the evidence that counts most, whatever the order.

    What another piece adds to it is kept: the highest value that a document in force allows, for each
    authorisation holds by itself, and that someone who may judge it said that it does not apply. A charge of
    SECOP against the board outweighs everything else while it is in force, until an officer has checked it.
    """
    pieces: dict[str, list[Evidence]] = {}
    for item in found:
        if item.requirement in catalogue.requirements:
            pieces.setdefault(item.requirement, []).append(item)
    return {
        id_: items[0] if len(items) == 1 else _together(catalogue, catalogue.requirements[id_], items, on)
        for id_, pieces_of in pieces.items()
        if (items := _heard(catalogue, catalogue.requirements[id_], pieces_of, on))
    }


def is_charge(item: Evidence, on: date) -> bool:
    """A row of SECOP that speaks against the board: a sanction. It is not the same as having no paper."""
    in_force = (item.issued_on or on) <= on <= (item.expires_on or on)
    return item.source is EvidenceSource.SECOP and item.applies and item.level == 0 and in_force


def last_day_of(catalogue: Catalogue, requirement: Requirement, evidence: Evidence) -> date | None:
    """The last day on which this evidence counts, or None if it does not expire.

    What the document says of itself comes first, then the rule; a common lapse cuts both short.
    """
    last_day = evidence.expires_on or _by_rule(requirement, evidence)
    lapse = catalogue.lapses.get(requirement.id)
    if lapse and evidence.issued_on and evidence.issued_on < lapse.issued_before:
        return min(last_day or lapse.expires_on, lapse.expires_on)
    return last_day


def _of_document(catalogue: Catalogue, requirement: Requirement, evidence: Evidence, on: date) -> State:
    if evidence.level == 0 or (evidence.issued_on or on) > on:
        return State.MISSING
    last_day = last_day_of(catalogue, requirement, evidence)
    if last_day is not None and last_day < on:
        return State.EXPIRED
    if evidence.level < VALID:
        return State.UNVERIFIED
    soon = on + timedelta(days=catalogue.weights.expiring_days)
    return State.EXPIRING if last_day is not None and last_day <= soon else State.MET


def _heard(
    catalogue: Catalogue, requirement: Requirement, items: Sequence[Evidence], on: date
) -> Sequence[Evidence]:
    """The charges in force that nobody cleared, where there are any, else everything."""
    checked = [
        item
        for item in items
        if item.source is EvidenceSource.OFFICER
        and item.level == CHECKED
        and state_of(catalogue, requirement, item, on).is_met
    ]
    against = [item for item in items if is_charge(item, on) and not _is_cleared(item, checked)]
    return against or items


def _is_cleared(charge: Evidence, checked: Iterable[Evidence]) -> bool:
    """Whether an officer checked the matter since: a fine that was paid must not follow a board for years."""
    since = charge.issued_on or date.min
    return any((item.issued_on or date.min) >= since for item in checked)


def _together(
    catalogue: Catalogue, requirement: Requirement, items: Sequence[Evidence], on: date
) -> Evidence:
    chosen = max(items, key=lambda item: _weight(catalogue, requirement, item, on))
    in_force = [item for item in items if state_of(catalogue, requirement, item, on).is_met]
    limits = [item.limit_cop for item in in_force or [chosen]]
    return replace(
        chosen,
        limit_cop=None if None in limits else max(limit for limit in limits if limit is not None),
        applies=chosen.applies and not any(is_waived(requirement, item) for item in items),
    )


def _weight(
    catalogue: Catalogue, requirement: Requirement, item: Evidence, on: date
) -> tuple[bool, int, bool, date, date, int, str, int, bool]:
    """Whether it is met, then by its level, then by how long it lasts and how much it allows. The rest only
    makes the order one.
    """
    state = state_of(catalogue, requirement, item, on)
    last_day = last_day_of(catalogue, requirement, item)
    limit = item.limit_cop if item.limit_cop is not None else NO_LIMIT
    return (
        state.is_met,
        counted_level(state, item),
        state is State.NOT_APPLICABLE,
        last_day or date.max,
        item.issued_on or date.min,
        limit,
        item.source.value,
        item.level,
        item.applies,
    )


def _by_rule(requirement: Requirement, evidence: Evidence) -> date | None:
    if requirement.valid_days is not None and evidence.issued_on:
        return evidence.issued_on + timedelta(days=requirement.valid_days)
    return requirement.expires_on
