"""What was erased is nowhere: looked for in every column of every table."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, select

from domain.access import StaffRole
from domain.accompaniment import Doer
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority, ProviderStatus, StatusReport
from domain.contact import Channel, ContactSource
from domain.guide import InquiryState
from domain.outcome import Outcome, OutcomeKind
from store import (
    accompaniment,
    alerts,
    boards,
    contacts,
    deliveries,
    forgetting,
    guides,
    inquiries,
    outcomes,
    replies,
    staff,
    statuses,
    stops,
)
from store.inquiries import Asking
from store.replies import Taken
from store.schema import metadata
from store.vault import Vault
from tests.examples import NOW, a_board, a_contact

CODE, ADDRESS = a_board().code, a_contact().address
OF_US, OF_OTHERS = "lo que dijo una persona", "lo que dijo otra"
VAULT = Vault(["one key"])
DIGEST = VAULT.digest(Channel.EMAIL, ADDRESS)
LATER = NOW + timedelta(days=1)


def test_an_erased_address_is_in_no_column_and_only_its_stop_has_its_hash(unsaved: Connection) -> None:
    db = unsaved
    _told_and_answered(db)
    sealed = {row.sealed for row in db.execute(select(metadata.tables["contacts"]))}
    assert {"contacts.digest", "replies.digest", "replies.id", "attempts.answer"} <= set(_where(db, sealed))
    contacts.erase(db, CODE, LATER)
    assert set(_where(db, sealed)) == {"stops.digest"}
    assert contacts.erase(db, CODE, LATER) == 0


def test_what_a_board_wrote_and_who_presides_it_go_and_no_board_may_ask_it_any_more(
    unsaved: Connection,
) -> None:
    """The other's words stay, what was reported waits for the office, and asking is counted as before."""
    db, other, third = unsaved, "JAC-2", "JAC-3"
    presided = [a_board(president=OF_US)]
    boards.save(db, [*presided, *(a_board(code=code, name=f"JAC {code}") for code in (other, third))], NOW)
    for code in (CODE, other, third):
        guides.agree(db, code, "lo que leyeron", NOW)
    answered = _asked(db, other, CODE, OF_OTHERS)
    inquiries.answer(db, CODE, answered, OF_US, NOW)
    ours = _asked(db, CODE, other, OF_US)
    inquiries.answer(db, other, ours, OF_OTHERS, NOW)
    waits = _asked(db, CODE, third, OF_US)
    reported = _asked(db, third, CODE, OF_OTHERS)
    inquiries.answer(db, CODE, reported, f"reportado: {OF_US}", NOW)
    inquiries.report(db, third, reported, NOW)
    person = staff.add(db, VAULT, "Ana de Prueba", "ana@o.example", StaffRole.TRAINER, None, NOW)
    accompaniment.steer(db, CODE, person, None, NOW)
    action = accompaniment.add(db, CODE, "el RUT", Doer.BOARD, None, None, NOW)
    accompaniment.refuse(db, CODE, action, OF_US, NOW)
    outcomes.record(db, Outcome(CODE, "CO1.BDOS.1", OutcomeKind.INTERESTED, NOW, "page", OF_US))
    assert len(set(_telling(db, OF_US))) == 5

    contacts.erase(db, CODE, LATER)
    assert list(_telling(db, OF_US)) == ["inquiries.answer"]
    assert list(_telling(db, OF_OTHERS)) == ["inquiries.words", "inquiries.answer", "inquiries.words"]
    assert guides.CONSENT.ask(db, code=CODE) is None
    told = {one.id: one for one in inquiries.ASKED.ask(db, code=CODE)}
    assert {one.words for one in told.values()} == {forgetting.ERASED}
    assert told[waits].state is InquiryState.DECLINED
    inquiries.close(db, reported, person, "visto", LATER)
    contacts.erase(db, CODE, LATER)
    assert not list(_telling(db, OF_US))


def test_what_another_board_was_answered_stays(unsaved: Connection) -> None:
    _told_and_answered(unsaved)
    boards.save(unsaved, [a_board(code="JAC-2", name="JAC Olaya")], NOW)
    before = list(_where(unsaved, set()))
    contacts.erase(unsaved, "JAC-2", LATER)
    assert list(_where(unsaved, set())) == before


def _asked(db: Connection, asker: str, guide: str, words: str) -> int:
    asked = inquiries.ask(db, Asking(asker, guide, "RUT", words), NOW)
    assert isinstance(asked, int)
    return asked


def _telling(db: Connection, words: str) -> Iterator[str]:
    for table in metadata.sorted_tables:
        for row in db.execute(select(table).order_by(*table.primary_key)).mappings():
            yield from (f"{table.name}.{name}" for name, value in row.items() if words in str(value))


def _told_and_answered(db: Connection) -> None:
    """A message that its mail server refused, repeating the address, and a reply from there."""
    boards.save(db, [a_board()], NOW)
    contacts.save(db, VAULT, {CODE: [a_contact()]}, ContactSource.FILE, NOW)
    alerts.queue(db, [Alert(CODE, "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    (delivery,) = deliveries.claim(db, "w", NOW, NOW)
    answer, id_ = f"550 <{ADDRESS}>: nobody here", f"<1.{ADDRESS}>"
    refused = DeliveryResult.FAILED
    ending = Ending(delivery, refused, NOW, NOW, answer, Channel.EMAIL, None, None, id_)
    deliveries.finish(db, [ending])
    statuses.report(db, [StatusReport(Channel.EMAIL, id_, ProviderStatus.FAILED, NOW, answer)], NOW)
    place = replies.place_of("email", f"<2.{ADDRESS}>")
    words = VAULT.seal("¿Cómo hacemos?", place)
    replies.keep(db, Taken("email", f"<2.{ADDRESS}>", CODE, DIGEST, "unread", None, words, NOW))
    stops.add(db, {DIGEST}, ContactSource.OFFICE, NOW)


def _where(db: Connection, sealed: set[bytes]) -> Iterator[str]:
    """Each column that has the address, its hash, or what it was sealed to."""
    for table in metadata.sorted_tables:
        for row in db.execute(select(table)).mappings():
            for name, value in row.items():
                if value in sealed if isinstance(value, bytes) else _tells(value):
                    yield f"{table.name}.{name}"


def _tells(value: object) -> bool:
    return ADDRESS in str(value) or DIGEST in str(value)
