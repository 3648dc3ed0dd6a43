"""What happened with a board, told by all tables at once."""

from datetime import timedelta

from sqlalchemy import Engine, update

from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel, Role
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence
from store import alerts, assessments, authorisations, board_history, boards, evidence, links, outcomes
from store.board_history import EventKind, Fate
from store.contracts import CONTRACTS
from store.engine import reading, writing
from store.links import SupplierLink
from store.telling_tables import deliveries
from tests.api.town import an_assessment, settle
from tests.examples import NOW, TODAY, a_board, a_contract, an_authorisation

LATER = NOW + timedelta(hours=1)


def _events(engine: Engine, code: str = "JAC-0001") -> list[board_history.Event]:
    with reading(engine) as db:
        return board_history.of_board(db, code)


def test_a_board_that_was_just_added_has_that_alone(engine: Engine) -> None:
    settle(engine)
    (only,) = _events(engine)
    assert (only.kind, only.at, only.day) == (EventKind.ADDED, NOW, TODAY)


def test_nobody_has_no_history(engine: Engine) -> None:
    settle(engine)
    assert _events(engine, "JAC-9999") == []


def test_what_a_board_showed_how_it_stood_and_what_it_answered_come_newest_first(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        authorisations.give(db, [an_authorisation()])
        evidence.save(db, [("JAC-0001", Evidence("RUT", 3)), ("JAC-0002", Evidence("PJ", 3))], NOW)
        assessments.save(db, [("JAC-0001", an_assessment(on=TODAY + timedelta(days=1)))])
        outcomes.record(db, Outcome("JAC-0001", "CO1.BDOS.1", OutcomeKind.INTERESTED, LATER, "page"))
        boards.stop(db, ["JAC-0001"], LATER + timedelta(days=2))
    found = [(one.kind, one.about, one.said, one.value) for one in _events(engine)]
    assert found[:3] == [
        (EventKind.STOPPED, None, None, None),
        (EventKind.STOOD, "R4", "En desarrollo", 62),
        (EventKind.ANSWERED, "CO1.BDOS.1", "interested", None),
    ]
    assert (EventKind.SHOWED, "RUT", "board", 3) in found
    assert found[-1] == (EventKind.AUTHORISED, None, "file", None)
    assert len(found) == 6


def test_a_message_is_told_with_what_it_told_its_channel_and_its_fate(engine: Engine) -> None:
    settle(engine, people=[a_board()])
    with writing(engine) as db:
        told = [Alert("JAC-0001", "CO1.BDOS.1", kind) for kind in (AlertKind.NEW_MATCH, AlertKind.REMINDER)]
        alerts.queue(db, told, NOW, NOW, Priority.NEW)
    waiting, _ = _events(engine)
    assert (waiting.kind, waiting.at, waiting.said) == (EventKind.TOLD, NOW, f"\n{Fate.WAITING}")
    assert waiting.about is not None
    assert set(waiting.about.split("\n")) == {AlertKind.NEW_MATCH, AlertKind.REMINDER}
    fates = (("accepted_at", Fate.ACCEPTED), ("delivered_at", Fate.DELIVERED), ("read_at", Fate.READ))
    for column, fate in (*fates, ("failed_at", Fate.FAILED)):
        with writing(engine) as db:
            db.execute(update(deliveries).values({"channel": Channel.EMAIL.value, column: LATER}))
        message = _events(engine)[0]
        assert (message.at, message.said) == (LATER, f"email\n{fate}")


def test_what_a_trainer_was_told_is_no_message_to_the_board(engine: Engine) -> None:
    settle(engine, people=[a_board()])
    with writing(engine) as db:
        asked = Alert("JAC-0001", "CO1.BDOS.1", AlertKind.HELP_ASKED)
        alerts.queue(db, [asked], NOW, NOW, Priority.AWAITED, role=Role.TRAINER)
    assert [one.kind for one in _events(engine)] == [EventKind.ADDED]


def test_a_contract_is_told_with_how_sure_the_link_is_and_without_a_day_comes_last(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        CONTRACTS.save(db, [a_contract(signed_on=None)], [b"1"], NOW)
        links.replace_of_contracts(db, [SupplierLink("CO1.PCCNTR.1", "JAC-0001", 1.0, "certain")], NOW)
    signed = _events(engine)[-1]
    assert (signed.kind, signed.day, signed.said) == (EventKind.SIGNED, None, "certain")
