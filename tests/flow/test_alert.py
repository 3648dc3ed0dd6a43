"""What the alert step queues, and what the messages say in the end, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select

from domain.alert import Alert, AlertKind, Delivery, DeliveryResult, Ending, Priority
from domain.contact import Channel, Preferences
from domain.days import BOGOTA
from domain.match import Match
from domain.outcome import Outcome, OutcomeKind
from domain.plan_match import PlanMatch
from domain.process import DATASET, Process
from domain.readiness import Evidence, Verdict
from domain.source import HarvestReport
from notifications.bulletin import AnswerNoted, Bulletin, Confirmation, HelpAsked, Sayable, Trial
from notifications.compose import message
from service.context import Context
from service.deliver.gather import Nothing, gather
from service.progress import Progress
from service.steps import alert as step
from store import (
    alerts,
    boards,
    contacts,
    deliveries,
    evidence,
    harvests,
    matches,
    outcomes,
    plan_matches,
    plans,
    preferences,
    processes,
    stopping,
)
from store.contracts import PLANNED_PURCHASES
from store.engine import reading, writing
from store.plans import PlanLink
from store.telling_tables import deliveries as delivery_rows
from tests.examples import NOW, TODAY, a_board, a_planned_purchase, a_process
from tests.flow.house import VAULT, settings
from tests.reached import reach

LONG_AGO = NOW - timedelta(days=90)
CALL, CODE = "CO1.BDOS.1", "JAC-0001"


class Office:
    """An installation with boards, a clock, and what happens there."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now: datetime = NOW
        self.context = Context(
            engine, settings(engine, "", "", "13001"), lambda: self.now, Progress(quiet=True)
        )
        self._links: list[PlanLink] = []
        self.found(CODE)

    def found(self, *codes: str) -> None:
        with writing(self.engine) as db:
            boards.save(db, [a_board(code=code) for code in codes], LONG_AGO)
            reach(db, VAULT, codes)

    def publish(self, *some: Process) -> None:
        with writing(self.engine) as db:
            hashes = [repr(one).encode() for one in some]
            processes.RECORDS.save(db, some, hashes, self.now)
            processes.RECORDS.change(db, some, hashes, self.now)

    def match(self, *pairs: tuple[str, int], closes_on: date | None = None) -> None:
        found = [
            Match(code, f"CO1.BDOS.{n}", 0.8, "R4", Verdict.ELIGIBLE, (), closes_on=closes_on)
            for code, n in pairs
        ]
        with writing(self.engine) as db:
            matches.replace(db, found, (), self.now)

    def answer(self, kind: OutcomeKind, number: int = 1) -> None:
        with writing(self.engine) as db:
            outcomes.record(db, Outcome(CODE, f"CO1.BDOS.{number}", kind, self.now, "page"))

    def show(self, requirement: str, expires_on: date, level: int = 3) -> None:
        shown = Evidence(requirement, level, TODAY - timedelta(days=300), expires_on)
        with writing(self.engine) as db:
            evidence.save(db, [(CODE, shown)], self.now)

    def harvested(self, at: datetime) -> None:
        report = HarvestReport(DATASET, at, 1, 1, 0, 0, 0, 1, True, 1.0, at)
        with writing(self.engine) as db:
            harvests.record(db, report, whole=True)

    def alert(self) -> dict[str, int]:
        return step.run(self.context).by_kind

    def messages(self) -> list[Sayable | Nothing]:
        """What is due now, as it would be sent; it counts as sent."""
        with writing(self.engine) as db:
            claimed: Sequence[Delivery] = deliveries.claim(db, "w", self.now, self.now + timedelta(hours=1))
            said = gather(self.context, db, claimed)
            deliveries.finish(
                db, [Ending(one, DeliveryResult.ACCEPTED, self.now, self.now) for one in claimed]
            )
        return [said[one.id] for one in claimed]

    def due(self) -> dict[str, datetime]:
        """When each board's newest message is due."""
        with reading(self.engine) as db:
            query = select(delivery_rows.c.board_code, delivery_rows.c.due_at)
            rows = db.execute(query.order_by(delivery_rows.c.id))
            return {code: at.astimezone(BOGOTA) for code, at in rows}

    def keys(self) -> dict[str, str]:
        """How each board's message is named."""
        with reading(self.engine) as db:
            return dict(db.execute(select(delivery_rows.c.board_code, delivery_rows.c.key)).all())


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BOGOTA)


def _bulletin(said: Sayable | Nothing) -> Bulletin:
    assert isinstance(said, Bulletin)
    assert message(said).mail().text
    return said


def test_a_board_that_is_interested_is_reminded_twice_and_again_where_the_deadline_moves(
    office: Office,
) -> None:
    office.publish(a_process(closes_on=date(2026, 6, 19)))
    office.match((CODE, 1), closes_on=date(2026, 6, 19))
    assert office.alert() == {"new_match": 1}
    office.messages()
    office.answer(OutcomeKind.INTERESTED)
    told = {}
    for day in ("2026-06-10", "2026-06-11", "2026-06-12", "2026-06-19"):
        office.now = _at(f"{day}T08:00")
        told[day] = office.alert()
    assert told == {
        "2026-06-10": {},
        "2026-06-11": {"reminder": 1},
        "2026-06-12": {},
        "2026-06-19": {"reminder": 1},
    }
    # Both waited: reminders of a deadline that is no more fall out.
    office.publish(a_process(closes_on=date(2026, 6, 24)))
    assert office.alert() == {"deadline_moved": 1, "reminder": 1}
    (said,) = office.messages()
    kinds = [(one.alert.kind, one.alert.version) for one in _bulletin(said).entries]
    assert kinds == [(AlertKind.DEADLINE_MOVED, "2026-06-24"), (AlertKind.REMINDER, "5:2026-06-24")]
    office.answer(OutcomeKind.NOT_FOR_US)
    office.now = _at("2026-06-23T08:00")
    assert office.alert() == {}


def test_a_paper_is_told_of_twice_and_not_where_it_was_renewed_meanwhile(office: Office) -> None:
    office.show("RUT", TODAY + timedelta(days=30))
    office.show("RUT", TODAY + timedelta(days=30))
    assert (office.alert(), office.alert()) == ({"paper_expires": 1}, {})
    (said,) = office.messages()
    (paper,) = _bulletin(said).papers
    assert paper.last_day == TODAY + timedelta(days=30)
    office.now = NOW + timedelta(days=23)
    assert office.alert() == {"paper_expires": 1}
    office.show("RUT", TODAY + timedelta(days=400))
    office.now = NOW + timedelta(days=26)
    (nothing,) = office.messages()
    assert isinstance(nothing, Nothing)


def test_a_planned_line_rings_once_in_all_its_versions_and_not_where_it_became_a_call(
    office: Office, engine: Engine
) -> None:
    first, second, called = (
        a_planned_purchase(key="PAA-1", line_id="7"),
        a_planned_purchase(key="PAA-9", line_id="7", version=2),
        a_planned_purchase(key="PAA-3", line_id="8"),
    )
    ahead = [
        PlanMatch(CODE, key, 0.8, "R4", Verdict.ELIGIBLE, (), (), date(2026, 8, 1))
        for key in ("PAA-1", "PAA-3")
    ]
    with writing(engine) as db:
        PLANNED_PURCHASES.save(db, [first, called], [b"1", b"3"], NOW)
        plan_matches.replace(db, ahead, NOW)
        plans.replace_links(db, [PlanLink("PAA-3", CALL, 1.0, "certain")], NOW)
    assert office.alert() == {"early_bell": 1}
    (said,) = office.messages()
    (bell,) = _bulletin(said).plans
    assert bell.plan == first
    with writing(engine) as db:
        PLANNED_PURCHASES.save(db, [second], [b"9"], NOW)
        plan_matches.replace(db, [replace(ahead[0], plan_key="PAA-9")], NOW)
    assert office.alert() == {}


def test_a_quiet_month_is_told_once_with_why_to_who_heard_nothing(office: Office) -> None:
    office.found("JAC-0002")
    office.now = _at("2026-05-20T08:00")
    asked = a_process(
        published_on=date(2026, 5, 18), last_published_on=date(2026, 5, 18), closes_on=date(2026, 5, 28)
    )
    office.publish(asked._replace(title="Compra de medicamentos", description=None, unspsc="51000000"))
    with writing(office.engine) as db:
        heard = [Alert("JAC-0002", "CO1.BDOS.5", AlertKind.NEW_MATCH)]
        alerts.queue(db, heard, office.now, office.now, Priority.NEW)
    office.messages()
    office.now = _at("2026-06-01T08:00")
    assert office.alert() == {}  # nobody knows what May brought
    office.harvested(_at("2026-05-31T20:00"))
    assert office.alert() == {"nothing_new": 1}
    office.now = _at("2026-06-02T08:00")
    assert office.alert() == {}
    (said,) = office.messages()
    nothing = _bulletin(said).nothing
    assert nothing
    assert (nothing.month, nothing.calls, sum(n for _, n in nothing.refusals)) == (date(2026, 5, 1), 1, 1)
    office.now = _at("2026-07-01T08:00")
    office.harvested(office.now)
    assert office.alert() == {"nothing_new": 2}


def test_who_cannot_be_written_to_is_counted_with_the_reason_and_told_of_later(office: Office) -> None:
    office.found("STOPPED", "GONE")
    with writing(office.engine) as db:
        boards.save(db, [a_board(code="NEVER-ASKED")], NOW)
        known = contacts.of_boards(db, VAULT, ["GONE"])["GONE"]
        contacts.fail(db, known[0].id, "nobody there", NOW)
        stopping.stop(db, VAULT, "STOPPED", known[0].contact.source, NOW)
    office.publish(a_process())
    office.match(*((code, 1) for code in (CODE, "STOPPED", "GONE", "NEVER-ASKED")))
    preview = step.preview(office.context)
    assert (preview.alerts, preview.by_kind, preview.by_channel) == (1, {"new_match": 1}, {"email": 1})
    assert preview.by_board == {CODE: 1}
    summary = step.run(office.context)
    assert (summary.alerts, summary.boards, summary.by_channel) == (1, 1, {"email": 1})
    assert summary.unreachable == preview.unreachable == 3
    assert summary.unreachable_why == {"no_authorisation": 1, "no_contact": 1, "stopped": 1}
    with writing(office.engine) as db:
        stopping.resume(db, VAULT, "STOPPED")
    assert office.alert() == {"new_match": 1}


def test_a_message_is_due_by_the_boards_rhythm_and_a_pause_is_waited_for(office: Office) -> None:
    office.found("PAUSED")
    with writing(office.engine) as db:
        preferences.save(db, "PAUSED", Preferences(paused_until=date(2026, 6, 10)), NOW)
    office.publish(a_process())
    office.match((CODE, 1), ("PAUSED", 1))
    office.alert()
    assert office.due() == {CODE: NOW, "PAUSED": _at("2026-06-10T07:00")}
    office.messages()
    office.publish(a_process(number=3))
    office.match((CODE, 1), ("PAUSED", 1), (CODE, 3))
    office.alert()
    assert office.due()[CODE] == _at("2026-06-04T07:00")


def test_a_step_that_dies_after_some_boards_tells_the_others_when_it_runs_again_and_nobody_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"JAC-{nth}" for nth in range(5)]
    office.found(*codes)
    office.publish(a_process(), a_process(number=2))
    office.match(*((code, number) for code in codes for number in (1, 2)))
    monkeypatch.setattr(step, "_AT_ONCE", 5)  # two boards, for a third would be too many
    assert office.alert() == {"new_match": 10}
    undisturbed = office.keys()
    with writing(office.engine) as db:
        db.execute(delete(delivery_rows))

    begun = []

    def die(_db: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("INSERT INTO alerts"):
            begun.append(statement)
        if len(begun) == 2:
            raise KeyboardInterrupt

    event.listen(office.engine, "after_cursor_execute", die)
    with pytest.raises(KeyboardInterrupt):
        office.alert()
    event.remove(office.engine, "after_cursor_execute", die)
    assert office.keys() == {code: undisturbed[code] for code in codes[:2]}
    assert office.alert() == {"new_match": 6}
    assert office.keys() == undisturbed
    assert office.alert() == {}
    assert [len(_bulletin(said).entries) for said in office.messages()] == [2] * 5


def test_a_small_message_says_its_one_thing(office: Office) -> None:
    office.publish(a_process())
    asked = {
        AlertKind.HELP_ASKED: Alert(CODE, CALL, AlertKind.HELP_ASKED),
        AlertKind.ANSWER_NOTED: Alert(CODE, CALL, AlertKind.ANSWER_NOTED, after="interested"),
        AlertKind.TEST: Alert(CODE, "now", AlertKind.TEST),
        AlertKind.CONFIRMATION: Alert(CODE, "today", AlertKind.CONFIRMATION, "first:1", after="telegram"),
    }
    with writing(office.engine) as db:
        (known,) = contacts.of_boards(db, VAULT, [CODE])[CODE]
        for one in asked.values():
            alerts.queue(db, [one], NOW, NOW, Priority.AWAITED, contact_id=known.id)
    said = office.messages()
    assert [type(one) for one in said] == [HelpAsked, AnswerNoted, Trial, Confirmation]
    trainer, moved = said[0], said[-1]
    assert isinstance(trainer, HelpAsked)
    assert isinstance(moved, Confirmation)
    assert moved.first is Channel.TELEGRAM
    assert (trainer.letterhead.stop_link, "/juntas/" in trainer.letterhead.link) == (None, True)


def test_a_new_call_that_suits_the_board_no_more_when_it_is_sent_is_not_told(office: Office) -> None:
    kept: Any = a_process(number=2)
    office.publish(a_process(), kept)
    office.match((CODE, 1), (CODE, 2))
    office.alert()
    office.now = NOW + timedelta(minutes=1)
    office.publish(a_process(closes_on=date(2026, 6, 18)))
    assert office.alert() == {"deadline_moved": 1}
    office.match((CODE, 2))
    (said,) = office.messages()
    assert [one.process for one in _bulletin(said).entries] == [kept]


def test_a_call_that_a_board_knows_is_told_on_though_it_suits_it_no_more(office: Office) -> None:
    office.publish(a_process())
    office.match((CODE, 1))
    office.alert()
    office.messages()
    office.match()
    office.now = NOW + timedelta(days=1)
    office.publish(a_process(status="Cancelado"))
    assert office.alert() == {"cancelled": 1}
    (said,) = office.messages()
    assert [one.alert.kind for one in _bulletin(said).entries] == [AlertKind.CANCELLED]


def test_what_is_over_before_it_is_sent_falls_out(office: Office) -> None:
    kept: Any = a_process(number=3)
    office.publish(a_process(), a_process(number=2), kept)
    office.match((CODE, 1), (CODE, 2), (CODE, 3))
    office.alert()
    office.publish(a_process(status="Cancelado"))
    office.answer(OutcomeKind.NOT_FOR_US, 2)
    office.now = NOW + timedelta(minutes=1)
    office.match((CODE, 2), (CODE, 3))
    (said,) = office.messages()
    assert [one.process for one in _bulletin(said).entries] == [kept]
