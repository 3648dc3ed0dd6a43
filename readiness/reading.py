"""One entry of a catalogue file as a record. What an entry says by itself is checked here; what it says of
others, in `catalogue`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from domain.readiness import (
    Cap,
    Dimension,
    Effect,
    Office,
    Pooling,
    Requirement,
    Route,
    RouteVariant,
    Rup,
    Selection,
    TrainingUnit,
    Verified,
    Weakness,
)
from readiness.entries import Entry
from readiness.rules import Ban, Lapse, Weights

TO_CONFIRM = "por confirmar con la oficina jurídica"
CONDITIONS = ("works", "with_minors", "asked")


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement as its file says it, with the effects by route that differ from its own."""

    requirement: Requirement
    exceptions: Mapping[str, Effect]
    lapse: Lapse | None
    entry: Entry

    @property
    def id(self) -> str:
        return self.requirement.id

    def is_in_force(self, on: date) -> bool:
        first, last = self.requirement.valid_from, self.requirement.valid_to
        return (first is None or first <= on) and (last is None or on <= last)


def rule(entry: Entry, dimension: Dimension, everyone: tuple[str, ...]) -> Rule:
    """`everyone` are the routes that "all" stands for."""
    exceptions = entry.choices("effect_in", Effect)
    lapse = _lapse(entry)
    read = Rule(_requirement(entry, dimension, everyone), exceptions, lapse, entry)
    entry.close()
    _refuse_nonsense(read)
    return read


def route(entry: Entry) -> Route:
    read = Route(
        id=entry.text("id"),
        title=entry.text("title"),
        explanation=entry.text("explanation"),
        cap=entry.one_of("cap", Cap),
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        works_only=entry.flag("works_only"),
        closed_from=entry.day("closed_from"),
        source=entry.text("source"),
        who=entry.text("who"),
        selection=entry.one_of("selection", Selection),
        how_chosen=entry.text("how_chosen"),
        rup=entry.one_of("rup", Rup),
        rup_note=entry.text("rup_note"),
        platform=entry.text("platform"),
        standing=entry.text("standing"),
        contracts=entry.flag("contracts", default=True),
        cautious_cap=entry.one_of_or_none("cautious_cap", Cap),
    )
    entry.close()
    refuse_unsaid(entry, read.verified, read.explanation)
    if read.rup is Rup.UNKNOWN and "por confirmar" not in read.rup_note:
        raise entry.refuse("does not know of the RUP, but its rup_note does not say 'por confirmar'", "rup")
    if read.contracts == (read.selection is Selection.NONE):
        raise entry.refuse("a route either contracts, and chooses somehow, or does neither", "selection")
    return read


def variant(entry: Entry) -> RouteVariant:
    read = RouteVariant(
        id=entry.text("id"),
        of=entry.text("of"),
        title=entry.text("title"),
        explanation=entry.text("explanation"),
        selection=entry.one_of("selection", Selection),
        how_chosen=entry.text("how_chosen"),
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        source=entry.text("source"),
    )
    entry.close()
    refuse_unsaid(entry, read.verified, read.explanation)
    return read


def office(entry: Entry) -> Office:
    read = Office(
        id=entry.text("id"),
        name=entry.text("name"),
        source=entry.text("source"),
        verified=entry.one_of("verified", Verified),
        where=entry.text_or_none("where"),
        hours=entry.text_or_none("hours"),
        link=entry.link_or_none("link"),
    )
    entry.close()
    refuse_unsaid(entry, read.verified, read.name, "name")
    return read


def unit(entry: Entry) -> TrainingUnit:
    read = TrainingUnit(
        id=entry.text("id"),
        title=entry.text("title"),
        diplomas=entry.texts("diplomas"),
        requirements=entry.texts("requirements"),
        source=entry.text("source"),
        verified=entry.one_of("verified", Verified),
        routes=entry.texts_or_none("routes"),
    )
    entry.close()
    return read


def ban(entry: Entry) -> Ban:
    first_day, last_day = entry.day("first_day"), entry.day("last_day")
    if first_day is None or last_day is None or last_day < first_day:
        raise entry.refuse("first_day and last_day make no span of time", "last_day")
    read = Ban(
        id=entry.text("id"),
        title=entry.text("title"),
        routes=entry.texts("routes"),
        first_day=first_day,
        last_day=last_day,
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        source=entry.text("source"),
    )
    entry.close()
    return read


def weights(entry: Entry) -> Weights:
    dimensions, effects, levels = (entry.table(key) for key in ("dimensions", "effects", "levels"))
    read = Weights(
        dimensions=MappingProxyType({d: dimensions.number(d.value) for d in Dimension}),
        effects=MappingProxyType({e: effects.number(e.value) for e in Effect}),
        developing=levels.number("developing"),
        almost_ready=levels.number("almost_ready"),
        ready=levels.number("ready"),
        expiring_allowed=levels.number("expiring_allowed"),
        expiring_days=levels.number("expiring_days"),
        source=entry.text("source"),
        valid_from=entry.day("valid_from"),
    )
    for part in (dimensions, effects, levels, entry):
        part.close()
    if sum(read.dimensions.values()) != 100:
        raise entry.refuse("the weights do not add up to 100", "dimensions")
    if not 0 < read.developing < read.almost_ready < read.ready <= 100:
        raise entry.refuse("each level begins above the one before, within 1 to 100", "levels")
    if not 0 < read.effects[Effect.SCORED] <= read.effects[Effect.BLOCKS_IF] <= read.effects[Effect.BLOCKS]:
        raise entry.refuse("what blocks counts at least as much as what does not", "effects")
    return read


def refuse_unsaid(entry: Entry, verified: Verified, text: str, key: str = "explanation") -> None:
    """What nobody verified is never told as a fact."""
    if verified is Verified.UNVERIFIED and TO_CONFIRM not in text.lower():
        raise entry.refuse(f"is unverified, but its {key} does not say {TO_CONFIRM!r}", key)


def _requirement(entry: Entry, dimension: Dimension, everyone: tuple[str, ...]) -> Requirement:
    routes = entry.texts("routes")
    return Requirement(
        id=entry.text("id"),
        title=entry.text("title"),
        explanation=entry.text("explanation"),
        dimension=dimension,
        effect=entry.one_of("effect", Effect),
        routes=everyone if routes == ("all",) else routes,
        law=entry.text("law"),
        verified=entry.one_of("verified", Verified),
        issuer=entry.text("issuer"),
        steps=entry.texts("steps"),
        cost=entry.text("cost"),
        days=entry.number_or_none("days"),
        valid_days=entry.number_or_none("valid_days"),
        expires_on=entry.day("expires_on"),
        condition=entry.text_or_none("condition"),
        link=entry.link_or_none("link"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        source=entry.text("source"),
        office=entry.text("office"),
        documents=entry.texts_or_none("documents"),
        cost_cop=entry.number_or_none("cost_cop"),
        weakness=entry.one_of("weakness", Weakness),
        pooled=_pooling(entry),
    )


def _pooling(entry: Entry) -> Pooling | None:
    """None where a requirement says nothing of it: that boards may add up is never taken for granted."""
    if not entry.has("pooled"):
        return None
    table = entry.table("pooled")
    read = Pooling(
        law=table.text("law"), source=table.text("source"), verified=table.one_of("verified", Verified)
    )
    table.close()
    return read


def _lapse(entry: Entry) -> Lapse | None:
    issued_before, expires_on = entry.day("lapse_issued_before"), entry.day("lapse_expires_on")
    if issued_before is None and expires_on is None:
        return None
    if issued_before is None or expires_on is None:
        raise entry.refuse("a lapse needs both its days")
    return Lapse(issued_before, expires_on)


def _refuse_nonsense(read: Rule) -> None:
    requirement, refuse = read.requirement, read.entry.refuse
    if stray := set(read.exceptions) - set(requirement.routes):
        raise refuse(f"effect_in a route that does not ask for it: {', '.join(sorted(stray))}", "effect_in")
    may_depend = Effect.BLOCKS_IF in {requirement.effect, *read.exceptions.values()}
    if may_depend and requirement.condition is None:
        raise refuse("blocks if, but has no condition", "effect")
    if requirement.condition is not None and not may_depend:
        raise refuse("has a condition, but never blocks by it", "condition")
    if requirement.condition not in (None, *CONDITIONS):
        raise refuse(f"unknown condition {requirement.condition!r}", "condition")
    if requirement.valid_days == 0:
        raise refuse("valid_days is 0: no document would ever count", "valid_days")
    if requirement.valid_from and requirement.valid_to and requirement.valid_to < requirement.valid_from:
        raise refuse("valid_to is before valid_from", "valid_to")
    if requirement.cost_cop == 0 and not requirement.cost.startswith("Sin costo"):
        raise refuse("cost_cop is 0, but its cost does not begin with 'Sin costo'", "cost")
    refuse_unsaid(read.entry, requirement.verified, requirement.explanation)
