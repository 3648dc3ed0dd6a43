"""What is planned for a board: lines of purchasing plans that suit it and are no calls yet."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection

from domain.contract import PlannedPurchase
from domain.plan_match import PlanMatch
from domain.readiness import Requirement, Route
from readiness.catalogue import Catalogue
from readiness.days import business_days_between
from readiness.eligibility import days_needed
from readiness.plans_ahead import may_be_proposed
from store import plan_matches, plans

_A_DAY = timedelta(days=1)


class Ahead(NamedTuple):
    """A planned purchase that suits the board, as it is told of it. Days are working days.

    `days_left` are those before its month begins, None in that month; `days_needed` what the longest of the
    missing documents takes, None where that is not known. `letter` is where, under the board's own link, the
    draft of a proposal is; None where none may be made.
    """

    plan: PlannedPurchase
    expected_on: date  # its month's first
    match: PlanMatch
    route: Route | None
    missing: tuple[Requirement, ...]
    days_left: int | None
    days_needed: int | None
    letter: str | None


def read_ahead(db: Connection, code: str, today: date, catalogue: Catalogue) -> list[Ahead]:
    """What is planned for a board from this month on, the soonest first.

    A line may have become a call since plans were matched, and a month passes.
    """
    matched = plan_matches.of_board(db, code)
    return ahead_of(matched, plans.still_planned(db, (match.plan_key for match in matched)), today, catalogue)


def ahead_of(
    matched: Iterable[PlanMatch], planned: Mapping[str, PlannedPurchase], today: date, catalogue: Catalogue
) -> list[Ahead]:
    """The same, of the matches and of the lines by key."""
    found = [
        _ahead(plan, plan.expected_on, match, catalogue, today)
        for match in matched
        if (plan := planned.get(match.plan_key)) and plan.expected_on and _is_ahead(plan.expected_on, today)
    ]
    return sorted(found, key=lambda one: one.expected_on)


def proposable(found: Iterable[Ahead], plan_key: str) -> PlannedPurchase | None:
    """The line of this key, if the board may propose it."""
    return next((one.plan for one in found if one.plan.key == plan_key and one.letter), None)


def _is_ahead(expected_on: date, today: date) -> bool:
    return expected_on >= today.replace(day=1)


def _ahead(
    plan: PlannedPurchase, expected_on: date, match: PlanMatch, catalogue: Catalogue, today: date
) -> Ahead:
    return Ahead(
        plan=plan,
        expected_on=expected_on,
        match=match,
        route=catalogue.routes.get(match.route),
        missing=tuple(catalogue.requirements[id_] for id_ in match.missing if id_ in catalogue.requirements),
        days_left=business_days_between(today, expected_on - _A_DAY) if expected_on > today else None,
        days_needed=days_needed(catalogue, match.missing),
        letter=_letter(plan.key) if may_be_proposed(catalogue, plan, today) else None,
    )


def _letter(plan_key: str) -> str:
    return f"carta/{quote(plan_key, safe='')}.docx"
