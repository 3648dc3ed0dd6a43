"""What a message says of documents that run out, and of what is planned, as both are when it goes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from domain.alert import Alert, AlertKind
from domain.contract import PlannedPurchase
from domain.plan_match import PlanMatch
from domain.readiness import Evidence
from matching.places.gazetteer import place_names
from notifications.bulletin import ExpiringPaper, PlanEntry
from readiness import words
from readiness.catalogue import Catalogue, load
from readiness.days import business_days_between
from readiness.states import best, last_day_of
from service.deliver.entries import steps
from store import evidence, plan_matches, plans


@dataclass(frozen=True, slots=True)
class PapersAndPlans:
    """Of a batch: what boards can show, by code; planned purchases that suit them, by board and line."""

    today: date
    municipality: str
    catalogue: Catalogue
    shown: Mapping[str, Mapping[str, Evidence]]
    planned: Mapping[tuple[str, str], tuple[PlannedPurchase, PlanMatch]]


def read_papers_and_plans(
    db: Connection, alerts: Iterable[Alert], today: date, municipality: str
) -> PapersAndPlans:
    """What these alerts need; nothing is read where none is of these kinds."""
    some, catalogue = list(alerts), load(today)
    papers = [alert for alert in some if alert.kind is AlertKind.PAPER_EXPIRES]
    bells = {alert.board_code for alert in some if alert.kind is AlertKind.EARLY_BELL}
    codes, asked = {alert.board_code for alert in papers}, {alert.about for alert in papers}
    shown = evidence.of_boards(db, codes, asked) if papers else {}
    return PapersAndPlans(
        today,
        municipality,
        catalogue,
        {code: best(catalogue, items, today) for code, items in shown.items()},
        _planned(db, bells) if bells else {},
    )


def papers(known: PapersAndPlans, told: Sequence[Alert]) -> Iterator[ExpiringPaper]:
    """The documents that still run out on the day that was to be told: none that was renewed meanwhile."""
    for alert in told:
        if alert.kind is not AlertKind.PAPER_EXPIRES:
            continue
        last_day = date.fromisoformat(alert.version.partition(":")[2])
        requirement = known.catalogue.requirements.get(alert.about)
        item = known.shown.get(alert.board_code, {}).get(alert.about)
        if requirement is None or item is None or last_day < known.today:
            continue
        if last_day_of(known.catalogue, requirement, item) == last_day:
            yield ExpiringPaper(
                requirement.title,
                last_day,
                requirement.steps[0],
                words.attends(known.catalogue.offices[requirement.office]),
                business_days_between(known.today, last_day),
            )


def planned(known: PapersAndPlans, told: Sequence[Alert]) -> Iterator[PlanEntry]:
    """What is still planned, in a month that did not pass."""
    for alert in told:
        found = known.planned.get((alert.board_code, alert.about))
        if alert.kind is not AlertKind.EARLY_BELL or found is None:
            continue
        plan, match = found
        if plan.expected_on and plan.expected_on >= known.today.replace(day=1):
            names = place_names(known.municipality, plan.description)
            yield PlanEntry(
                plan, match, steps(match.missing, known.today), names[0] if names else None, names
            )


def _planned(db: Connection, codes: set[str]) -> dict[tuple[str, str], tuple[PlannedPurchase, PlanMatch]]:
    matched = plan_matches.of_boards(db, codes)
    lines = plans.still_planned(db, {one.plan_key for one in matched})
    return {
        (one.board_code, plans.line_of_purchase(plan)): (plan, one)
        for one in matched
        if (plan := lines.get(one.plan_key))
    }
