"""What boards are told, kind by kind, without a database."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from domain.alert import Alert, AlertKind, Priority
from domain.process import Process
from readiness.catalogue import load
from readiness.columns import EXPIRED, EXPIRING, MET, MISSING, NEVER, UNVERIFIED, Held
from service.alert.changes import Followed, changed
from service.alert.early import early
from service.alert.new import new
from service.alert.nothing_new import nothing_new, quiet_month
from service.alert.papers import papers
from service.alert.reminders import Interest, reminders
from service.alert.telling import ToTell
from store.processes import SeenChange
from store.untold import UntoldMatch, UntoldPlan
from tests.examples import IN_TEN_DAYS, NOW, TODAY, YESTERDAY, a_process

CALL = "CO1.BDOS.1"
URGENT, NEW, REST = Priority.URGENT, Priority.NEW, Priority.REST


def _day(text: str) -> date:
    return date.fromisoformat(text)


# 3 June 2026 is a Wednesday; Monday the 8th is Corpus Christi, so that the 9th is the third business day.
@pytest.mark.parametrize(
    ("closes_on", "priority"),
    [(TODAY, URGENT), (_day("2026-06-09"), URGENT), (_day("2026-06-10"), NEW), (None, NEW)],
)
def test_a_call_that_closes_within_three_business_days_cannot_wait(
    closes_on: date | None, priority: Priority
) -> None:
    (one,) = new([UntoldMatch("A", CALL, closes_on)], TODAY)
    assert one == ToTell(Alert("A", CALL, AlertKind.NEW_MATCH), priority, closes_on)


def test_a_call_that_closed_since_the_match_is_no_news() -> None:
    assert new([UntoldMatch("A", CALL, YESTERDAY)], TODAY) == []


def _change(field: str, before: str | None, after: str | None, at: datetime = NOW) -> SeenChange:
    return SeenChange(CALL, field, before, after, at)


def _changed(*seen: SeenChange, since: datetime = NOW - timedelta(days=1), **call: Any) -> list[ToTell]:
    return changed([Followed("A", CALL, since)], seen, {CALL: a_process(**call)}, TODAY)


@pytest.mark.parametrize(
    ("change", "kind", "priority"),
    [
        (_change("closes_on", "2026-06-10", "2026-06-13"), AlertKind.DEADLINE_MOVED, NEW),
        (_change("closes_on", "2026-06-15", "2026-06-13"), AlertKind.DEADLINE_MOVED, URGENT),
        (_change("closes_on", None, "2026-06-13"), AlertKind.DEADLINE_MOVED, NEW),
        (_change("closes_on", "2026-06-15", None), AlertKind.DEADLINE_MOVED, NEW),
        (_change("price_cop", "1", "2"), AlertKind.VALUE_CHANGED, NEW),
        (_change("status", "Publicado", "Cancelado"), AlertKind.CANCELLED, URGENT),
        (_change("documents", None, "ADENDA 1.pdf"), AlertKind.NEW_DOCUMENTS, NEW),
    ],
)
def test_what_changed_is_told_with_its_urgency(
    change: SeenChange, kind: AlertKind, priority: Priority
) -> None:
    (one,) = _changed(change)
    assert (one.alert.kind, one.priority, one.closes_on) == (kind, priority, IN_TEN_DAYS)
    assert (one.alert.before, one.alert.after) == (change.before, change.after)


def test_any_change_of_a_call_that_closes_soon_cannot_wait() -> None:
    (one,) = _changed(_change("price_cop", "1", "2"), closes_on=TODAY)
    assert one.priority is URGENT


@pytest.mark.parametrize(
    "change",
    [_change("title", "a", "b"), _change("status", "Publicado", "Abierto"), _change("phase", "a", "b")],
)
def test_other_changes_are_not_told(change: SeenChange) -> None:
    assert _changed(change) == []


def test_what_changed_before_the_board_was_told_is_no_news() -> None:
    assert _changed(_change("price_cop", "1", "2"), since=NOW) == []
    assert len(_changed(_change("price_cop", "1", "2"), since=NOW - timedelta(microseconds=1))) == 1


def test_of_a_closed_call_only_what_the_board_must_know_is_told() -> None:
    closed: dict[str, Any] = {"closes_on": YESTERDAY}
    assert _changed(_change("price_cop", "1", "2"), **closed) == []
    assert _changed(_change("closes_on", "2026-06-01", YESTERDAY.isoformat()), **closed) == []
    (earlier,) = _changed(_change("closes_on", "2026-06-20", YESTERDAY.isoformat()), **closed)
    (off,) = _changed(_change("status", "Publicado", "Cancelado"), **closed)
    assert (earlier.priority, off.priority) == (URGENT, URGENT)
    assert off.closes_on is None


def _reminded(today: str, closes_on: str = "2026-06-19", since: str = "2026-06-02", **call: Any) -> list[str]:
    calls: dict[str, Process] = {CALL: a_process(closes_on=_day(closes_on), **call)}
    found = reminders([Interest("A", CALL, _day(since))], calls, _day(today))
    return [one.alert.version for one in found]


# Friday the 19th; Monday the 15th is the Sacred Heart, so that the 11th is five business days before.
@pytest.mark.parametrize(
    ("today", "versions"),
    [
        ("2026-06-10", []),
        ("2026-06-11", ["5:2026-06-19"]),
        ("2026-06-12", ["5:2026-06-19"]),  # made up for: who was told is not told again
        ("2026-06-17", ["5:2026-06-19"]),
        ("2026-06-18", ["1:2026-06-19"]),
        ("2026-06-19", ["1:2026-06-19"]),
        ("2026-06-20", []),
    ],
)
def test_a_board_is_reminded_five_and_one_business_days_before(today: str, versions: list[str]) -> None:
    assert _reminded(today) == versions


def test_a_moved_deadline_reminds_again() -> None:
    assert _reminded("2026-06-18", "2026-06-25") == ["5:2026-06-25"]


def test_who_answered_with_few_days_left_is_not_reminded_of_them_at_once() -> None:
    assert _reminded("2026-06-12", since="2026-06-12") == []
    assert _reminded("2026-06-11", since="2026-06-11") == ["5:2026-06-19"]
    assert _reminded("2026-06-18", since="2026-06-12") == ["1:2026-06-19"]
    assert _reminded("2026-06-19", since="2026-06-19") == []


def test_nobody_is_reminded_of_what_cannot_be_answered() -> None:
    assert _reminded("2026-06-18", status="Cancelado") == []
    assert _reminded("2026-06-18", awarded=True) == []
    assert reminders([Interest("A", "gone", TODAY)], {}, TODAY) == []
    assert reminders([Interest("A", CALL, TODAY)], {CALL: a_process(closes_on=None)}, TODAY) == []


def test_the_last_reminder_cannot_wait_and_the_first_can() -> None:
    calls = {CALL: a_process(closes_on=_day("2026-06-19"))}
    interest = Interest("A", CALL, _day("2026-06-02"))
    (first,), (last,) = (reminders([interest], calls, _day(day)) for day in ("2026-06-11", "2026-06-18"))
    assert (first.priority, last.priority) == (NEW, URGENT)


def _held(requirement: str, days: int | None, state: int = MET, level: int = 3, waived: bool = False) -> Held:
    """One board, one paper, its last day in so many days."""

    def one(value: int) -> Any:
        return np.array([[value]])

    last_day = NEVER if days is None else (TODAY + timedelta(days=days)).toordinal()
    return Held(
        (requirement,), TODAY, one(state), one(level), one(last_day), np.array([[waived]]), one(2**62)
    )


@pytest.mark.parametrize(
    ("days", "threshold"),
    [(31, None), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None), (None, None)],
)
def test_a_paper_is_told_of_30_and_7_days_before_its_last_day(
    days: int | None, threshold: int | None
) -> None:
    found = papers(load(TODAY), ["A"], _held("RUT", days, EXPIRING))
    if threshold is None:
        assert found == []
    else:
        last_day = TODAY + timedelta(days=days or 0)
        alert = Alert("A", "RUT", AlertKind.PAPER_EXPIRES, f"{threshold}:{last_day.isoformat()}")
        assert found == [ToTell(alert, REST)]


@pytest.mark.parametrize(
    "held",
    [
        _held("RUT", 7, state=EXPIRED),
        _held("RUT", 7, state=MISSING, level=0),
        _held("RUT", 7, state=UNVERIFIED, level=2),
        _held("RUT", 7, level=2),
        _held("RUT", 7, waived=True),
        _held("NOT-ASKED", 7),
    ],
)
def test_what_does_not_count_for_a_board_is_not_told_of(held: Held) -> None:
    assert papers(load(TODAY), ["A"], held) == []


@pytest.mark.parametrize(
    ("expected_on", "is_told"),
    [(_day("2026-06-01"), True), (_day("2026-05-01"), False), (_day("2026-12-01"), True), (None, False)],
)
def test_the_early_bell_rings_for_what_is_ahead(expected_on: date | None, is_told: bool) -> None:
    found = early([UntoldPlan("A", "PLAN-1|7", expected_on)], TODAY)
    assert found == ([ToTell(Alert("A", "PLAN-1|7", AlertKind.EARLY_BELL), REST)] if is_told else [])


# 1 November 2026 is a Sunday, and Monday the 2nd a holiday.
@pytest.mark.parametrize(
    ("today", "data_on", "month"),
    [
        ("2026-11-01", "2026-11-01", None),
        ("2026-11-02", "2026-11-02", None),
        ("2026-11-03", "2026-11-02", "2026-10-01"),
        ("2026-11-20", "2026-11-19", "2026-10-01"),
        ("2026-11-03", "2026-10-29", "2026-10-01"),
        ("2026-11-03", "2026-10-28", None),
        ("2026-11-03", None, None),
        ("2027-01-04", "2027-01-03", "2026-12-01"),
    ],
)
def test_a_quiet_month_is_told_of_from_the_first_business_day_on(
    today: str, data_on: str | None, month: str | None
) -> None:
    assert quiet_month(_day(today), _day(data_on) if data_on else None) == (_day(month) if month else None)


def test_who_heard_of_a_new_call_is_not_told_that_there_was_none() -> None:
    assert nothing_new(["A", "B"], {"B"}, _day("2026-05-01")) == [
        ToTell(Alert("A", "2026-05", AlertKind.NOTHING_NEW), REST)
    ]
