"""Plans ahead: which planned purchases of the coming months suit which boards, before they are calls."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from api import judging
from domain.contract import PlannedPurchase
from domain.match import Match
from domain.plan_match import PlanMatch
from matching.match import match
from matching.prepare import Call, prepare_plan
from readiness.plans_ahead import PROPOSED
from service.context import Context
from service.match import inputs as match_inputs
from service.match import marks as match_marks
from service.match.inputs import PAST, RULES
from service.steps.measured import measured
from store import boards, match_states, plan_matches, plans
from store.engine import reading, writing
from store.match_states import States

_MARK = "plans"
MONTHS_AHEAD = 6
MOST_OF_A_BOARD = 10  # a plan is far: more than a page of it is noise


@dataclass(frozen=True)
class PlansAheadSummary:
    planned: int  # lines expected from this month on, that became no procedure yet
    suitable: int  # of these, for any board
    pairs: int  # of a board and a suitable line that were looked at: none where all is as it was
    matches: int
    new: int
    changed: int
    withdrawn: int
    boards_matched: int
    seconds: float


@measured("plans")
def run(context: Context) -> PlansAheadSummary:
    """Match every board with what is planned, by the judge of open calls.

    Where boards, plans, rules and day are what they were, what stands is left as it is.
    """
    started = perf_counter()
    with reading(context.engine) as db:
        planned = plans.ahead(db, *months_ahead(context.today))
        stands, marked = plan_matches.standing(db), match_states.read(db).rules.get(_MARK)
    suitable = _suitable(planned, context.settings.municipality)
    inputs = match_inputs.read(context)
    mark = match_marks.of_plans(
        {name: inputs.rules[name] for name in (RULES, PAST)}, inputs.board_marks, planned, context.today
    )
    is_new = mark != marked
    found = _matches(context, suitable) if is_new else stands
    with writing(context.engine) as db:
        replaced = plan_matches.replace(db, found, context.now)
        match_states.keep(db, States({_MARK: mark}, {}, {}), {}, ())
    return PlansAheadSummary(
        planned=len(planned),
        suitable=len(suitable),
        pairs=len(suitable) * len(inputs.profiles) if is_new else 0,
        matches=len(found),
        new=replaced.new,
        changed=replaced.changed,
        withdrawn=replaced.withdrawn,
        boards_matched=len({one.board_code for one in found}),
        seconds=perf_counter() - started,
    )


def months_ahead(today: date) -> tuple[date, date]:
    """From the first of this month on, and before the first of the month after the last one that counts."""
    months = today.year * 12 + today.month - 1 + MONTHS_AHEAD + 1
    return today.replace(day=1), date(months // 12, months % 12 + 1, 1)


def _suitable(planned: Sequence[PlannedPurchase], municipality: str) -> list[tuple[PlannedPurchase, Call]]:
    """The lines that are for any board at all; most of a plan is not."""
    prepared = ((plan, prepare_plan(plan, municipality)) for plan in planned)
    return [(plan, call) for plan, call in prepared if not call.refusal]


def _matches(context: Context, suitable: Sequence[tuple[PlannedPurchase, Call]]) -> list[PlanMatch]:
    if not suitable:
        return []
    with reading(context.engine) as db:
        known = judging.known(db, boards.every(db))
        eligible = judging.law_ahead(db, [plan for plan, _ in suitable], context.today)
    calls = [call for _, call in suitable]
    day = replace(known.day(context.today), most=MOST_OF_A_BOARD)
    expected = {call.key: call.expected_on for call in calls}
    result = match(known.profiles, calls, eligible, day)
    return [_of_plan(one, expected[one.portfolio_id]) for one in result.matches]


def _of_plan(found: Match, expected_on: date | None) -> PlanMatch:
    is_proposal = any(reason.rule == PROPOSED for reason in found.reasons)
    return PlanMatch(
        board_code=found.board_code,
        plan_key=found.portfolio_id,
        score=found.score,
        route=found.route,
        verdict=found.verdict,
        # That a route signs without a competition is no word on a buyer who has not said that it takes it.
        reasons=tuple(reason for reason in found.reasons if not (is_proposal and reason.rule == "route")),
        missing=found.missing,
        expected_on=expected_on,
    )
