"""How the facts of a buyer are counted: which rows each is about, and what a row says to it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from domain.buyer import FEWEST_BUYERS, FEWEST_ROWS, Buyer, Fact, FactKind, Period, Procedure, Signed


class Said(NamedTuple):
    """What a row says to a fact: `part` of `whole`, in rows or pesos; days of 1 where it is of days. With a
    `whole` of 0 the source does not tell.
    """

    part: int
    whole: int


UNTOLD = Said(0, 0)


def said_by(kind: FactKind, row: Procedure | Signed, period: Period) -> Said | None:
    """What this row says to this fact, None where the fact is not about it."""
    if isinstance(row, Procedure):
        by_procedure = _PROCEDURES.get(kind)
        return by_procedure(row) if by_procedure and period.has(row.published_on) else None
    return _of_contract(kind, row, period) if kind in _CONTRACTS and period.has(row.signed_on) else None


def count(procedures: Iterable[Procedure], contracts: Iterable[Signed], period: Period) -> list[Buyer]:
    """The facts of each buyer that published a procedure or signed a contract in the period, by NIT."""
    tallies: dict[str, _Tally] = {}
    for procedure in procedures:
        if period.has(procedure.published_on):
            tally = tallies.setdefault(procedure.buyer_nit, _Tally(period))
            tally.names[procedure.buyer_name] += 1
            for kind, by_procedure in _PROCEDURES.items():
                tally.take(kind, by_procedure(procedure))
    for contract in contracts:
        if period.has(contract.signed_on):
            tally = tallies.setdefault(contract.buyer_nit, _Tally(period))
            tally.names[contract.buyer_name] += 1
            for kind in _CONTRACTS:
                tally.take(kind, _of_contract(kind, contract, period))
    return [tally.buyer(nit) for nit, tally in sorted(tallies.items())]


def beside_each_other(buyers: Sequence[Buyer]) -> list[Buyer]:
    """The same, each fact with the value in the middle of all buyers, where that says something."""
    usual = dict(map(_usual, zip(*(buyer.facts for buyer in buyers), strict=True)))
    return [
        buyer._replace(
            facts=tuple(
                fact._replace(usual=usual[fact.kind][0], buyers=usual[fact.kind][1]) for fact in buyer.facts
            )
        )
        for buyer in buyers
    ]


class _Tally:
    """What was counted of one buyer."""

    def __init__(self, period: Period) -> None:
        self.names: Counter[str] = Counter()
        self._period = period
        self._counted: dict[FactKind, _Counted] = {kind: _Counted() for kind in FactKind}

    def take(self, kind: FactKind, said: Said | None) -> None:
        if said is not None:
            self._counted[kind].take(said, each=kind.is_of_days)

    def buyer(self, nit: str) -> Buyer:
        name = min(self.names, key=lambda name: (-self.names[name], name))
        return Buyer(nit, name, tuple(map(self._fact, FactKind)))

    def _fact(self, kind: FactKind) -> Fact:
        one = self._counted[kind]
        return Fact(
            kind,
            one.value if one.n >= FEWEST_ROWS else None,
            None if kind.is_of_days else one.part,
            None if kind.is_of_days else one.whole,
            one.n,
            one.unknown,
            *self._period,
        )


@dataclass(slots=True)
class _Counted:
    """The sums of what rows said to one fact, and each of the days where a median is wanted."""

    n: int = 0
    unknown: int = 0
    part: int = 0
    whole: int = 0
    days: list[int] = field(default_factory=list)

    def take(self, said: Said, *, each: bool) -> None:
        if not said.whole:
            self.unknown += 1
            return
        self.n += 1
        self.part += said.part
        self.whole += said.whole
        if each:
            self.days.append(said.part)

    @property
    def value(self) -> float:
        """Of at least one row."""
        return float(median(self.days)) if self.days else self.part / self.whole


def _usual(facts: Sequence[Fact]) -> tuple[FactKind, tuple[float | None, int]]:
    values = [fact.value for fact in facts if fact.value is not None]
    return facts[0].kind, (median(values) if len(values) >= FEWEST_BUYERS else None, len(values))


def _of_contract(kind: FactKind, one: Signed, period: Period) -> Said | None:
    """Of what was added only contracts tell whose last day is past: before, more may still come."""
    if kind in _ADDED:
        if one.ends_on is None:
            return UNTOLD
        if one.ends_on >= period.until:
            return None
    return _CONTRACTS[kind](one)


def _single_bid(one: Procedure) -> Said | None:
    if not one.is_awarded:
        return None
    return Said(int(one.offers == 1), 1) if one.offers else UNTOLD


def _cancelled(one: Procedure) -> Said | None:
    return Said(int(one.is_called_off), 1) if one.is_awarded or one.is_called_off else None


def _days_to_award(one: Procedure) -> Said | None:
    if not one.is_awarded:
        return None
    return UNTOLD if one.days_to_award is None else Said(one.days_to_award, 1)


def _time_added(one: Signed) -> Said:
    return UNTOLD if one.added_days is None else Said(int(one.added_days > 0), 1)


def _days_added(one: Signed) -> Said | None:
    return UNTOLD if one.added_days is None else Said(one.added_days, 1) if one.added_days else None


def _money_added(one: Signed) -> Said:
    return UNTOLD if one.added_cop is None else Said(int(one.added_cop > 0), 1)


def _money_added_cop(one: Signed) -> Said:
    return UNTOLD if one.first_cop is None or one.added_cop is None else Said(one.added_cop, one.first_cop)


def _boards(one: Signed) -> Said:
    return UNTOLD if one.of_board is None else Said(int(one.of_board), 1)


def _boards_cop(one: Signed) -> Said:
    return _in_pesos(one, one.of_board)


def _small_firms(one: Signed) -> Said:
    told = one.is_small_firm if one.has_supplier else None
    return UNTOLD if told is None else Said(int(told), 1)


def _small_firms_cop(one: Signed) -> Said:
    return _in_pesos(one, one.is_small_firm if one.has_supplier else None)


def _in_pesos(one: Signed, counts: bool | None) -> Said:
    value = one.plausible_cop
    return UNTOLD if counts is None or value is None else Said(value if counts else 0, value)


_PROCEDURES: Mapping[FactKind, Callable[[Procedure], Said | None]] = {
    FactKind.SINGLE_BID: _single_bid,
    FactKind.CANCELLED: _cancelled,
    FactKind.DAYS_TO_AWARD: _days_to_award,
}
_CONTRACTS: Mapping[FactKind, Callable[[Signed], Said | None]] = {
    FactKind.TIME_ADDED: _time_added,
    FactKind.DAYS_ADDED: _days_added,
    FactKind.MONEY_ADDED: _money_added,
    FactKind.MONEY_ADDED_COP: _money_added_cop,
    FactKind.BOARDS: _boards,
    FactKind.BOARDS_COP: _boards_cop,
    FactKind.SMALL_FIRMS: _small_firms,
    FactKind.SMALL_FIRMS_COP: _small_firms_cop,
}
_ADDED = frozenset((FactKind.TIME_ADDED, FactKind.DAYS_ADDED, FactKind.MONEY_ADDED, FactKind.MONEY_ADDED_COP))
