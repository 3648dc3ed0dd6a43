"""The one way to stop writing to a board, and to begin again."""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.contact import ContactSource
from store import boards, contacts, stops
from store.telling_tables import contacts as table
from store.vault import Vault


def stop(db: Connection, vault: Vault | None, code: str, source: ContactSource, at: datetime) -> set[str]:
    """No more messages, to this board and to every other that shares an address with it; gives their codes.

    Every address of theirs is remembered by its hash, so that none is written to though it is named again,
    or erased and named again. Their pages stay.
    """
    own = contacts.digests(db, vault, [code])
    stopped = {code, *contacts.holders_of_any(db, own)}
    boards.stop(db, stopped, at)
    stops.add(db, contacts.digests(db, vault, stopped), source, at)
    return stopped


def stop_contact(db: Connection, contact_id: int, source: ContactSource, at: datetime) -> None:
    """No more messages to the person at this address: to no board that has it, nor to a trainer there."""
    digest = db.execute(select(table.c.digest).where(table.c.id == contact_id)).scalar_one_or_none()
    if digest is None:
        return
    for code in contacts.holders(db, digest):
        stop(db, None, code, source, at)
    stops.add(db, [digest], source, at)


def resume(db: Connection, vault: Vault | None, code: str) -> None:
    """Messages again, to this board at all its addresses."""
    boards.resume(db, code)
    stops.remove(db, contacts.digests(db, vault, [code]))
