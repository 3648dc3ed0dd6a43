"""What happened with a board, told by all tables at once."""

from datetime import timedelta

from sqlalchemy import Engine, update

from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel, Role
from domain.history import Entry, EntryKind, Fate
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence
from store import alerts, assessments, authorisations, board_history, boards, evidence, links, outcomes
from store.contracts import CONTRACTS
from store.engine import reading, writing
from store.links import SupplierLink
from store.telling_tables import deliveries
from tests.api.eventful_board import OTHER, UNIT, WORK, live
from tests.api.town import an_assessment, settle
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_contract, a_process, an_authorisation
from tests.projects import a_wording

LATER = NOW + timedelta(hours=1)


def _events(engine: Engine, code: str = "JAC-0001") -> list[Entry]:
    with reading(engine) as db:
        return board_history.of_board(db, code, TODAY)


def test_a_board_that_was_just_added_has_that_alone(engine: Engine) -> None:
    settle(engine)
    (only,) = _events(engine)
    assert (only.kind, only.at, only.day) == (EntryKind.ADDED, NOW, TODAY)


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
        (EntryKind.STOPPED, None, None, None),
        (EntryKind.STOOD, "R4", "En desarrollo", 62),
        (EntryKind.ANSWERED, "CO1.BDOS.1", "interested", None),
    ]
    assert (EntryKind.SHOWED, "RUT", "board", 3) in found
    assert found[-1] == (EntryKind.AUTHORISED, None, "file", None)
    assert len(found) == 6


def test_a_message_is_told_with_what_it_told_its_channel_and_its_fate(engine: Engine) -> None:
    settle(engine, people=[a_board()])
    with writing(engine) as db:
        told = [Alert("JAC-0001", "CO1.BDOS.1", kind) for kind in (AlertKind.NEW_MATCH, AlertKind.REMINDER)]
        alerts.queue(db, told, NOW, NOW, Priority.NEW)
    waiting, _ = _events(engine)
    assert (waiting.kind, waiting.at, waiting.said) == (EntryKind.TOLD, NOW, f"\n{Fate.WAITING}")
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
    assert [one.kind for one in _events(engine)] == [EntryKind.ADDED]


def test_a_contract_is_told_with_how_sure_the_link_is_and_without_a_day_comes_last(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        CONTRACTS.save(db, [a_contract(signed_on=None)], [b"1"], NOW)
        links.replace_of_contracts(db, [SupplierLink("CO1.PCCNTR.1", "JAC-0001", 1.0, "certain")], NOW)
    signed = _events(engine)[-1]
    assert (signed.kind, signed.day, signed.said) == (EntryKind.SIGNED, None, "certain")


def test_what_secop_shows_training_help_and_papers_are_told_with_how_sure(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        live(db)
    told = {one.kind: (one.day, one.about, one.said, one.value) for one in _events(engine)}
    title = a_process().title
    assert told == {
        EntryKind.ADDED: (TODAY, None, None, None),
        EntryKind.SHOWED: (TODAY, "RUT", "survey", 3),
        EntryKind.ANSWERED: (TODAY, "CO1.BDOS.1", "needs_help", None),
        EntryKind.HELPED: (TODAY, "CO1.BDOS.1", "closed", None),
        EntryKind.MAYBE_OFFERED: (YESTERDAY, "CO1.BDOS.1", "probable", None),
        EntryKind.AWARDED: (TODAY, title, "certain", 9_000_000),
        EntryKind.SIGNED: (None, "Un parque", "probable", 58_000_000),
        EntryKind.BEGUN: (YESTERDAY, WORK, "certain", None),
        EntryKind.EXTENDED: (None, WORK, "certain\n20", 3_000_000),
        EntryKind.FINISHED: (TODAY, WORK, "certain", None),
        EntryKind.INVITED: (TODAY, UNIT, None, None),
        EntryKind.REPLIED: (TODAY, UNIT, "yes", None),
        EntryKind.ATTENDED: (TODAY, UNIT, None, 3),
        EntryKind.TRAINED: (TODAY, UNIT, None, None),
        EntryKind.HANDED_IN: (TODAY, "RUT", None, 2),
        EntryKind.CHECKED: (TODAY, "RUT", "refused", 2),
        EntryKind.ACCOMPANIED: (TODAY, None, None, None),
        EntryKind.DID: (TODAY, "Renovar el RUT", "board", None),
        EntryKind.STAGE: (TODAY, "survey", None, None),
        EntryKind.REGISTERED: (TODAY, a_wording().title, None, None),
        EntryKind.PUBLISHED: (TODAY, a_wording().title, None, None),
        EntryKind.ASKED_BOARD: (TODAY, OTHER.name, None, None),
        EntryKind.ANSWERED_BOARD: (TODAY, OTHER.name, None, None),
    }


def test_a_contract_begins_on_its_first_day_and_a_draft_was_never_signed(engine: Engine) -> None:
    settle(engine)
    rows = [a_contract(), a_contract(key="draft", status="Borrador", signed_on=None)]
    with writing(engine) as db:
        CONTRACTS.save(db, rows, [b"1", b"2"], NOW)
        found = [SupplierLink(one.key, "JAC-0001", 1.0, "certain") for one in rows]
        links.replace_of_contracts(db, found, NOW)
        for day, kinds in ((TODAY, {"added", "signed", "begun"}), (YESTERDAY, {"added", "signed"})):
            assert {one.kind for one in board_history.of_board(db, "JAC-0001", day)} == kinds
    assert sum(one.kind is EntryKind.SIGNED for one in _events(engine)) == 1
