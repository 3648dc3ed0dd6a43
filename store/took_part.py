"""On which days boards took part: said that a call interests them, offered, won."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from domain.days import day_of
from domain.effect import Measure
from domain.outcome import OutcomeKind
from store import apart
from store.tables import boards, outcomes

Days = Mapping[str, Sequence[date]]
"""By board code."""

KINDS: Mapping[Measure, OutcomeKind] = {
    Measure.INTERESTED: OutcomeKind.INTERESTED,
    Measure.OFFERED: OutcomeKind.OFFERED,
    Measure.WON: OutcomeKind.WON,
}


def days(db: Connection, municipality: str) -> dict[Measure, Days]:
    """By what they did; one that did it for two calls has two days."""
    measures = {kind.value: measure for measure, kind in KINDS.items()}
    query = (
        select(outcomes.c.kind, outcomes.c.board_code, outcomes.c.at)
        .join(boards, boards.c.code == outcomes.c.board_code)
        .where(boards.c.municipality == municipality, apart.of_boards(boards.c.code))
        .where(outcomes.c.kind.in_(list(measures)))
    )
    found: dict[Measure, dict[str, list[date]]] = {measure: defaultdict(list) for measure in KINDS}
    for kind, code, at in db.execute(query):
        found[measures[kind]][code].append(day_of(at))
    return dict(found)
