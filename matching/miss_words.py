"""Spanish words for a call that nearly came: what stood in its way, and what would have let it through."""

from collections.abc import Iterator
from typing import assert_never

from domain.text import lower_first
from matching.labels import refusal_label
from matching.match import OF_THE_DAY
from matching.trade import label
from matching.why import Change, Miss, asked_trade

# What of a call itself may pull its score down, and has words for it.
_OF_THE_CALL = OF_THE_DAY | {"size", "municipality_wide", "department_wide"}
_WEAK = 0.5


def way_through(miss: Miss) -> str:
    """What would have let it through, or that nothing would which the board can change."""
    if miss.changes:
        return (
            f"Les habría llegado si su junta {' y '.join(_if_it(change, miss) for change in miss.changes)}."
        )
    return f"No hay nada que ustedes puedan cambiar: {'; '.join(_in_the_way(miss))}."


def _if_it(change: Change, miss: Miss) -> str:
    match change:
        case Change.TRADE:
            return f"dijera que también hace {label(asked_trade(miss.call))}"
        case Change.PLACE:
            return f"trabajara también en {', '.join(place.name for place in miss.call.places[:3])}"
        case Change.PAPERS:
            return "tuviera a tiempo los papeles que le faltan"
        case _:
            assert_never(change)


def _in_the_way(miss: Miss) -> Iterator[str]:
    """What no change of the board lifts: the law's own words where the law stands in the way."""
    for rule in miss.rules:
        if rule == "not_eligible" and miss.eligibility and miss.eligibility.obstacles:
            yield from (lower_first(reason.words.rstrip(".")) for reason in miss.eligibility.obstacles)
        else:
            yield lower_first(refusal_label(rule))
    if "below_bar" in miss.rules:
        weak = (r for r in miss.reasons if r.rule in _OF_THE_CALL and r.score <= _WEAK)
        yield from (lower_first(reason.words) for reason in weak)
