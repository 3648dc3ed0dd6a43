"""Which procedure came of which planned purchase: the early bell, held against what was published.

A plan's line that names the procedure, by id or by reference, is certain of it. What the plan leaves unsaid
is guessed from buyer, code, month and words (matching/plans/guesses.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.contract import PlannedPurchase
from domain.process import Process
from domain.text import fold
from matching.linking.link import Verdict
from matching.plans.guesses import Guess, Procedure, families, guesses, month_of

_ID = re.compile(r"CO1\.[A-Z]+\.\d+", re.IGNORECASE)
_SHORTEST_REFERENCE = 5  # "001" names nothing
_REFERENCE_MONTHS = 12  # buyers number anew each year: a reference holds for a year around the plan's month


class PlanLink(NamedTuple):
    """A planned purchase and a procedure that came of it, with the likeness of their words (0–100)."""

    plan_key: str
    portfolio_id: str
    score: float
    verdict: Verdict


def link(plans: Iterable[PlannedPurchase], processes: Iterable[Process]) -> list[PlanLink]:
    """The links between plan lines and procedures, sorted; several rows of a procedure count as one.

    A line may become several procedures (lots), and several lines one procedure.
    """
    lines, known = list(plans), _Known(processes)
    stated = [found for line in lines for found in _stated(line, known)]
    settled = {key for found in stated for key in (found.plan_key, found.portfolio_id)}
    guessed = guesses(
        [line for line in lines if line.key not in settled],
        [one for one in known.procedures if one.portfolio_id not in settled],
    )
    return sorted((*stated, *map(_link, guessed)))


def months_ahead(today: date, months: int) -> tuple[date, date]:
    """The first days of this month and of the one so many months on: what is planned between them is ahead.

    A plan names no day, so a purchase planned for the current month may still come.
    """
    end = month_of(today) + months
    return today.replace(day=1), date(end // 12, end % 12 + 1, 1)


class _Known:
    """The procedures, to be found by the names that plans call them by."""

    def __init__(self, processes: Iterable[Process]) -> None:
        rows: dict[str, list[Process]] = defaultdict(list)
        for process in processes:
            rows[process.portfolio_id].append(process)
        self.procedures = [_procedure(same) for same in rows.values()]
        self._by_id: dict[str, Procedure] = {}
        self._by_reference: dict[tuple[str | None, str], list[Procedure]] = defaultdict(list)
        for procedure, same in zip(self.procedures, rows.values(), strict=True):
            for row in same:
                for name in _ID.findall(f"{row.portfolio_id} {row.process_id} {row.url or ''}"):
                    self._by_id[name.upper()] = procedure
            for reference in {_solid(row.reference or "") for row in same} - {""}:
                self._by_reference[procedure.buyer_nit, reference].append(procedure)

    def with_ids(self, ids: Iterable[str]) -> list[Procedure]:
        return [found for one in ids if (found := self._by_id.get(one.upper()))]

    def with_reference(self, line: PlannedPurchase, name: str) -> list[Procedure]:
        if line.buyer_nit is None:  # a reference is its buyer's own
            return []
        found = self._by_reference.get((line.buyer_nit, _solid(name)), ())
        return [procedure for procedure in found if _same_year(line, procedure)]


def _procedure(rows: Sequence[Process]) -> Procedure:
    newest = max(rows, key=lambda row: (row.last_published_on or date.min, row.process_id))
    published = [row.published_on for row in rows if row.published_on]
    return Procedure(
        portfolio_id=newest.portfolio_id,
        buyer_nit=newest.buyer_nit,
        title=newest.title,
        description=newest.description or "",
        families=families(newest.unspsc, newest.more_unspsc),
        price_cop=newest.price_cop,
        month=month_of(min(published)) if published else None,
    )


def _stated(line: PlannedPurchase, known: _Known) -> list[PlanLink]:
    """The links that the line itself states. A reference that several procedures bear is only probable."""
    found: dict[str, Verdict] = {}
    for name in (line.related or "").split():
        if ids := _ID.findall(name):
            named, is_certain = known.with_ids(ids), True
        else:
            named = known.with_reference(line, name)
            is_certain = len(named) == 1
        for one in named:
            found.setdefault(one.portfolio_id, _verdict(is_certain))
    return [PlanLink(line.key, portfolio_id, 100.0, verdict) for portfolio_id, verdict in found.items()]


def _link(guess: Guess) -> PlanLink:
    likeness = round(100 * guess.likeness, 1)
    return PlanLink(guess.plan_key, guess.portfolio_id, likeness, _verdict(guess.is_certain))


def _verdict(is_certain: bool) -> Verdict:
    return Verdict.CERTAIN if is_certain else Verdict.PROBABLE


def _solid(reference: str) -> str:
    """A reference without its signs and blanks, or nothing for one too short to name a process."""
    solid = fold(reference).replace(" ", "")
    return solid if len(solid) >= _SHORTEST_REFERENCE and any(map(str.isdigit, solid)) else ""


def _same_year(line: PlannedPurchase, procedure: Procedure) -> bool:
    if line.expected_on is None or procedure.month is None:
        return True
    return abs(procedure.month - month_of(line.expected_on)) <= _REFERENCE_MONTHS
