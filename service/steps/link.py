"""Link: which contracts, bids and awards are whose, what boards have won and tried, what came of which plans,
and how far projects came.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from time import perf_counter

from api.following import follow
from api.linking.suppliers import hold, read_known, save
from domain.days import day_of
from matching.linking.link import Verdict
from matching.plans.lead import Lead, Told, lead
from matching.plans.links import link as link_to_processes
from service.context import Context
from service.steps.measured import measured
from store import boards, links, plans
from store.engine import reading, writing
from store.links import SupplierLink


@dataclass(frozen=True)
class PlanSummary:
    """Planned purchases, their links to procedures, and the lead that the certain ones gave."""

    planned: int
    certain: int
    probable: int
    lead: Lead


@dataclass(frozen=True)
class SupplierSummary:
    """Contracts, bids and awards whose supplier is known, and the certain and probable links among them."""

    contracts: int
    certain: int
    probable: int
    bids: int
    bids_certain: int
    bids_probable: int
    awards: int
    awards_certain: int
    awards_probable: int


@dataclass(frozen=True)
class LinkSummary(SupplierSummary):
    plans: PlanSummary
    seconds: float


@measured("link")
def run(context: Context) -> LinkSummary:
    """Hold contracts, bids and awards whose supplier is known against the boards, and plans against
    processes; then follow the projects by all of these.
    """
    started = perf_counter()
    found, planned = suppliers(context), _plans(context)
    with writing(context.engine) as db:
        follow(db, context.now)
    return LinkSummary(**asdict(found), plans=planned, seconds=perf_counter() - started)


def suppliers(context: Context) -> SupplierSummary:
    """Contracts, bids and awards alone; what is certainly a board's becomes its outcome, and is taken back if
    it is no longer.
    """
    with reading(context.engine) as db:
        every_board, decided, shown = boards.every(db), links.decisions(db), read_known(db)
    held = hold(every_board, shown, decided)
    with writing(context.engine) as db:
        save(db, shown, held, context.now)
    return SupplierSummary(*chain.from_iterable(map(_counted, held)))


def _plans(context: Context) -> PlanSummary:
    with reading(context.engine) as db:
        planned, published = plans.every(db), plans.rows_of_planning_buyers(db)
    found = [plans.PlanLink(*link) for link in link_to_processes(planned, published)]
    with writing(context.engine) as db:
        plans.replace_links(db, found, context.now)
        seen, since = plans.first_seen(db, Verdict.CERTAIN), plans.watched_since(db)
    told = [Told(day_of(one.plan_at), one.published_on, day_of(one.at)) for one in seen]
    certain = sum(link.verdict == Verdict.CERTAIN for link in found)
    gained = lead(told, day_of(since) if since else None)
    return PlanSummary(len(planned), certain, len(found) - certain, gained)


def _counted(held: Sequence[SupplierLink | None]) -> tuple[int, int, int]:
    verdicts = Counter(one.verdict for one in held if one)
    return len(held), verdicts[Verdict.CERTAIN], verdicts[Verdict.PROBABLE]
