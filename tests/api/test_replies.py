"""What people write back becomes an answer, a stop or a call for help, once, on both databases."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, select

from api import replies
from api.replies import Taken
from domain.alert import (
    Alert,
    AlertKind,
    DeliveryResult,
    Ending,
    Priority,
    ProviderStatus,
    Reply,
    StatusReport,
    Whose,
)
from domain.contact import Channel, Contact, ContactSource, Role
from domain.outcome import OutcomeKind
from notifications.links import start_payload
from notifications.replies import ReadAs
from store import alerts, authorisations, boards, contacts, deliveries, outcomes, sealing, statuses, stops
from store import replies as kept
from store.engine import reading, writing
from store.telling_tables import alerts as alert_rows
from store.telling_tables import deliveries as delivery_rows
from store.vault import Vault
from tests.examples import NOW, a_board, an_authorisation

VAULT = Vault(["a key of these tests"])
SECRET = "a secret of these tests"
PHONE = "+573000000001"
LATER = NOW + timedelta(minutes=5)
_ids = count(1)


@pytest.fixture(autouse=True)
def _two_boards_with_one_telephone(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(code="A"), a_board(code="B"), a_board(code="C")], NOW)
        for code in ("A", "B"):
            contacts.add(db, VAULT, Contact(Channel.WHATSAPP, PHONE, code), NOW)
        contacts.add(db, VAULT, Contact(Channel.EMAIL, "c@juntas.example", "C"), NOW)
        authorisations.give(db, [an_authorisation(board_code="A")])


def _told(engine: Engine, code: str, number: int, at: Any = NOW) -> str:
    """The board is told of a call on the telephone; gives the provider's id of the message."""
    about = f"CO1.BDOS.{number}"
    with writing(engine) as db:
        alerts.queue(db, [Alert(code, about, AlertKind.NEW_MATCH)], at, at, Priority.NEW)
    _sent(engine, code, about, at, f"wamid.{code}.{number}")
    return f"wamid.{code}.{number}"


def _telephone_of(engine: Engine, code: str) -> int | None:
    with reading(engine) as db:
        return kept.contact_id(db, Channel.WHATSAPP, VAULT.digest(Channel.WHATSAPP, PHONE), code)


def _sent(engine: Engine, code: str, about: str | None, at: Any, provider_id: str | None = None) -> None:
    """The one message that waits goes out to the telephone of the board."""
    contact_id = _telephone_of(engine, code)
    with writing(engine) as db:
        (delivery,) = deliveries.claim(db, "w", at, at + timedelta(minutes=1))
        ending = Ending(delivery, DeliveryResult.ACCEPTED, at, at, "", Channel.WHATSAPP, contact_id, about)
        deliveries.finish(db, [replace(ending, provider_id=provider_id)])


def _take(engine: Engine, text: str = "", id_: str = "", **fields: Any) -> Taken:
    reply = Reply(
        **{
            "channel": Channel.WHATSAPP,
            "id": id_ or f"in.{next(_ids)}",
            "address": PHONE,
            "at": LATER,
            "text": text,
            **fields,
        }
    )
    with writing(engine) as db:
        return replies.take(db, VAULT, reply, LATER, secret=SECRET)


def _answer(engine: Engine, code: str) -> list[tuple[str, str | None, str]]:
    with reading(engine) as db:
        found = outcomes.of_board(db, code)
    return [(one.kind.value, one.note, one.source) for one in found if one.kind is not OutcomeKind.OPENED]


def _queued(engine: Engine, kind: AlertKind) -> list[tuple[str, str, str | None, str, bool]]:
    """Board, what it is about, what it holds, who is written to, whether at one address only."""
    query = (
        select(
            alert_rows.c.board_code,
            alert_rows.c.about,
            alert_rows.c.after,
            delivery_rows.c.role,
            delivery_rows.c.contact_id.is_not(None),
        )
        .join(delivery_rows, delivery_rows.c.id == alert_rows.c.delivery_id)
        .where(alert_rows.c.kind == kind.value)
    )
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(query)]


def test_a_bare_number_answers_the_newest_message_at_that_address(engine: Engine) -> None:
    _told(engine, "A", 1)
    _told(engine, "B", 2, NOW + timedelta(minutes=2))
    assert _take(engine, "2 muy lejos") == Taken("B", ReadAs.NOT_FOR_US, "CO1.BDOS.2")
    assert _answer(engine, "B") == [("not_for_us", "muy lejos", "whatsapp")]
    assert _answer(engine, "A") == []
    assert _queued(engine, AlertKind.ANSWER_NOTED) == [("B", "CO1.BDOS.2", "not_for_us", "address", True)]
    with reading(engine) as db:
        read = dict(db.execute(select(delivery_rows.c.board_code, delivery_rows.c.read_at)).all())
    assert read["A"] is None


def test_a_bare_number_is_no_answer_to_a_message_that_came_back(engine: Engine) -> None:
    _told(engine, "A", 1)
    lost = _told(engine, "A", 2, NOW + timedelta(minutes=1))
    with writing(engine) as db:
        failed = StatusReport(Channel.WHATSAPP, lost, ProviderStatus.FAILED, LATER, whose=Whose.NOBODY)
        statuses.report(db, [failed], LATER)
    assert _take(engine, "1").about == "CO1.BDOS.1"


@pytest.mark.parametrize("kind", [AlertKind.ANSWER_NOTED, AlertKind.CONFIRMATION, AlertKind.TEST])
def test_a_bare_number_passes_over_a_notice_of_ours_that_names_no_call(
    engine: Engine, kind: AlertKind
) -> None:
    _told(engine, "A", 1)
    contact_id, later = _telephone_of(engine, "A"), NOW + timedelta(minutes=1)
    with writing(engine) as db:
        alerts.queue(db, [Alert("A", "-", kind)], later, later, Priority.AWAITED, contact_id=contact_id)
    _sent(engine, "A", None, later)
    assert _take(engine, "1") == Taken("A", ReadAs.INTERESTED, "CO1.BDOS.1")


def test_a_bare_number_does_not_pass_over_a_message_of_several_calls(engine: Engine) -> None:
    _told(engine, "A", 1)
    later = NOW + timedelta(minutes=1)
    several = [Alert("A", f"CO1.BDOS.{number}", AlertKind.NEW_MATCH) for number in (2, 3)]
    with writing(engine) as db:
        alerts.queue(db, several, later, later, Priority.NEW)
    _sent(engine, "A", None, later)
    assert _take(engine, "1") == Taken("A", ReadAs.NOT_UNDERSTOOD, None)


def test_an_answer_to_an_older_message_and_a_button_say_which_call_is_meant(engine: Engine) -> None:
    first = _told(engine, "A", 1)
    _told(engine, "B", 2, NOW + timedelta(minutes=2))
    assert _take(engine, "1", in_reply_to=first) == Taken("A", ReadAs.INTERESTED, "CO1.BDOS.1")
    pressed = _take(engine, payload="3:CO1.BDOS.1", text="Necesitamos ayuda")
    assert pressed == Taken("A", ReadAs.NEEDS_HELP, "CO1.BDOS.1")
    assert _queued(engine, AlertKind.HELP_ASKED) == [("A", "CO1.BDOS.1", None, "trainer", False)]
    forged = _take(engine, payload="1:CO1.BDOS.9")
    assert (forged.read_as, forged.about) == (ReadAs.NOT_UNDERSTOOD, None)


def test_the_same_reply_again_changes_nothing(engine: Engine) -> None:
    _told(engine, "A", 1)
    first = _take(engine, "1", "in.same")
    assert _take(engine, "2", "in.same") == first
    assert _answer(engine, "A") == [("interested", None, "whatsapp")]
    assert len(_queued(engine, AlertKind.ANSWER_NOTED)) == 1


def test_alto_stops_every_board_of_the_address_and_is_answered_by_nobody(engine: Engine) -> None:
    _told(engine, "A", 1)
    assert _take(engine, "ALTO por favor").read_as is ReadAs.STOP
    with reading(engine) as db:
        assert boards.stopped(db) == {"A", "B"}
    assert _queued(engine, AlertKind.ANSWER_NOTED) == []


def test_what_no_machine_understands_is_kept_sealed_and_a_person_is_asked_once_a_day(engine: Engine) -> None:
    _told(engine, "A", 1)
    assert _take(engine, "¿La póliza quién la paga?", "in.1") == Taken(
        "A", ReadAs.NOT_UNDERSTOOD, "CO1.BDOS.1"
    )
    _take(engine, "¿Aló?")
    assert _queued(engine, AlertKind.HELP_ASKED) == [
        ("A", "CO1.BDOS.1", "not_understood", Role.TRAINER.value, False)
    ]
    assert _queued(engine, AlertKind.ANSWER_NOTED) == [("A", "-", "not_understood", "address", True)]
    with writing(engine) as db:
        first, _ = kept.unread(db)
        assert b"liza" not in bytes(first.sealed or b"")
        assert replies.words_of(VAULT, first) == "¿La póliza quién la paga?"
        kept.forget_words(db, Channel.WHATSAPP, "in.1")
        assert [one.id == "in.1" for one in kept.unread(db)] == [False]


def test_words_that_wait_for_a_person_are_sealed_anew_with_a_new_key(engine: Engine) -> None:
    _told(engine, "A", 1)
    _take(engine, "¿La póliza quién la paga?", "in.1")
    renewed, alone = Vault(["a newer key", "a key of these tests"]), Vault(["a newer key"])
    with writing(engine) as db:
        assert sealing.is_due(db, renewed)
        sealing.reseal(db, renewed)
        assert not sealing.is_due(db, renewed)
        (waiting,) = kept.unread(db)
        assert replies.words_of(alone, waiting) == "¿La póliza quién la paga?"


def test_thanks_and_an_answer_to_nothing(engine: Engine) -> None:
    assert _take(engine, "1") == Taken("A", ReadAs.NOT_UNDERSTOOD, None)
    _told(engine, "A", 1)
    assert _take(engine, "gracias") == Taken("A", ReadAs.THANKS, "CO1.BDOS.1")
    assert _answer(engine, "A") == []
    assert len(_queued(engine, AlertKind.HELP_ASKED)) == 1
    with reading(engine) as db:
        assert [one.kind for one in outcomes.of_board(db, "A")] == [OutcomeKind.OPENED]


def test_of_an_unknown_address_nothing_is_kept_but_that_it_wrote(engine: Engine) -> None:
    taken = _take(engine, "Soy otra persona", "in.x", address="+573000000009")
    assert taken == Taken(None, ReadAs.NOT_UNDERSTOOD, None)
    with reading(engine) as db:
        row = kept.find(db, Channel.WHATSAPP, "in.x")
        assert row
        assert (row.board_code, row.about, row.sealed) == (None, None, None)
        assert boards.stopped(db) == set()
    assert _queued(engine, AlertKind.HELP_ASKED) == []


def test_alto_from_an_address_that_no_board_has_stops_that_address(engine: Engine) -> None:
    trainer, was_theirs = "+573000000007", "vieja@juntas.example"
    with writing(engine) as db:
        contacts.add(db, VAULT, Contact(Channel.SMS, trainer, role=Role.TRAINER), NOW)
        contacts.add(db, VAULT, Contact(Channel.EMAIL, was_theirs, "C"), NOW)
        contacts.erase(db, "C", NOW)
    assert _take(engine, "ALTO", channel=Channel.SMS, address=trainer) == Taken(None, ReadAs.STOP, None)
    assert _take(engine, "ALTO", channel=Channel.EMAIL, address=was_theirs).read_as is ReadAs.STOP
    with reading(engine) as db:
        digests = {VAULT.digest(Channel.SMS, trainer), VAULT.digest(Channel.EMAIL, was_theirs)}
        assert stops.among(db, digests) == digests
        assert boards.stopped(db) == set()


def test_a_chat_joins_a_board_that_lets_us_write_to_it(engine: Engine) -> None:
    chat: dict[str, Any] = {"channel": Channel.TELEGRAM, "address": "42"}
    joined = _take(engine, f"/start {start_payload('A', SECRET)}", **chat)
    assert joined == Taken("A", ReadAs.JOINED, None)
    refused = _take(engine, f"/start {start_payload('C', SECRET)}", **chat)
    assert refused == Taken("C", ReadAs.MUST_AUTHORISE, None)
    assert "https://convite.example/x" in (replies.answer_at_once(refused, "https://convite.example/x") or "")
    assert replies.answer_at_once(joined, "https://convite.example/x") is None
    assert _take(engine, "/start abc", **chat) == Taken(None, ReadAs.UNKNOWN_START, None)
    with reading(engine) as db:
        known = contacts.of_boards(db, VAULT, ["A", "C"])
    added = [one.contact for one in known["A"] if one.contact.channel is Channel.TELEGRAM]
    assert [(one.address, one.source) for one in added] == [("42", ContactSource.REPLY)]
    assert len(known["C"]) == 1
    ((code, *_, at_one_address),) = _queued(engine, AlertKind.CONFIRMATION)
    assert (code, at_one_address) == ("A", True)


def test_a_mail_to_one_board_never_answers_for_another(engine: Engine) -> None:
    of_a = _told(engine, "A", 1)
    taken = _take(engine, "1", channel=Channel.EMAIL, address="C@juntas.example", in_reply_to=of_a)
    assert taken == Taken("C", ReadAs.NOT_UNDERSTOOD, None)
    assert _answer(engine, "A") == []
