"""The one way to stop writing to a board, and to begin again."""

from datetime import datetime

from sqlalchemy import Connection

from domain.contact import ContactSource
from store import boards, contacts, stops
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


def resume(db: Connection, vault: Vault | None, code: str) -> None:
    """Messages again, to this board at all its addresses."""
    boards.resume(db, code)
    stops.remove(db, contacts.digests(db, vault, [code]))
