"""What was erased is nowhere: looked for in every column of every table."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, select

from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority, ProviderStatus, StatusReport
from domain.contact import Channel, ContactSource
from store import alerts, boards, contacts, deliveries, replies, statuses, stops
from store.replies import Taken
from store.schema import metadata
from store.vault import Vault
from tests.examples import NOW, a_board, a_contact

CODE, ADDRESS = a_board().code, a_contact().address
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


def test_what_another_board_was_answered_stays(unsaved: Connection) -> None:
    _told_and_answered(unsaved)
    boards.save(unsaved, [a_board(code="JAC-2", name="JAC Olaya")], NOW)
    before = list(_where(unsaved, set()))
    contacts.erase(unsaved, "JAC-2", LATER)
    assert list(_where(unsaved, set())) == before


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
