"""What somebody read in a document: whether it counts, and as what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.filing import Seen
from domain.readiness import Evidence, EvidenceSource
from readiness.catalogue import Catalogue, load
from readiness.checked import evidence_of, faults_of
from readiness.states import State, state_of
from tests.examples import TODAY, TOMORROW, YESTERDAY


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(TODAY)


def faulty(catalogue: Catalogue, requirement: str, seen: Seen, today: date = TODAY) -> set[str]:
    return set(faults_of(catalogue, catalogue.requirements[requirement], seen, today))


def test_what_was_checked_counts_as_checked_by_an_office(catalogue: Catalogue) -> None:
    seen = Seen(YESTERDAY, TOMORROW)
    found = evidence_of(catalogue.requirements["RUT"], seen, "la Secretaría")
    assert found == Evidence(
        "RUT", 4, YESTERDAY, TOMORROW, source=EvidenceSource.OFFICER, checked_by="la Secretaría"
    )
    assert state_of(catalogue, catalogue.requirements["RUT"], found, TODAY).is_met


def test_a_document_that_runs_out_needs_the_day_of_its_issue(catalogue: Catalogue) -> None:
    assert faulty(catalogue, "CERT", Seen()) == {"issued_on"}
    assert faulty(catalogue, "RUT", Seen()) == set()


@pytest.mark.parametrize(("days", "wrong"), [(30, set()), (31, {"issued_on"})])
def test_a_document_counts_through_the_whole_of_its_last_day(
    catalogue: Catalogue, days: int, wrong: set[str]
) -> None:
    issued = TODAY - timedelta(days=days)
    assert faulty(catalogue, "CERT", Seen(issued)) == wrong
    found = evidence_of(catalogue.requirements["CERT"], Seen(issued), "")
    state = state_of(catalogue, catalogue.requirements["CERT"], found, TODAY)
    assert (state is State.EXPIRED) == bool(wrong)


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        (Seen(TODAY), set()),
        (Seen(TOMORROW), {"issued_on"}),
        (Seen(YESTERDAY, YESTERDAY - timedelta(1)), {"expires_on"}),
        (Seen(YESTERDAY, YESTERDAY), {"expires_on"}),
        (Seen(YESTERDAY, TODAY), set()),
    ],
)
def test_days_that_cannot_be_are_told_by_field(catalogue: Catalogue, seen: Seen, wrong: set[str]) -> None:
    assert faulty(catalogue, "RUT", seen) == wrong


@pytest.mark.parametrize(("limit", "wrong"), [(1, set()), (0, {"limit_cop"}), (10**15, {"limit_cop"})])
def test_a_limit_is_an_amount(catalogue: Catalogue, limit: int, wrong: set[str]) -> None:
    assert faulty(catalogue, "AUT", Seen(limit_cop=limit)) == wrong
    assert faulty(catalogue, "RUT", Seen(limit_cop=limit)) == {"limit_cop"}


def test_a_common_lapse_ends_a_document_that_says_otherwise(catalogue: Catalogue) -> None:
    id_, lapse = next(iter(catalogue.lapses.items()))
    requirement = replace(catalogue.requirements[id_], valid_days=None)
    seen = Seen(lapse.issued_before - timedelta(1))
    after = lapse.expires_on + timedelta(1)
    assert set(faults_of(catalogue, requirement, seen, lapse.expires_on)) == set()
    assert set(faults_of(catalogue, requirement, seen, after)) == {"issued_on"}
