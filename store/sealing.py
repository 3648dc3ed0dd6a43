"""Sealing anew addresses, words and names that an older key sealed, or that a migration moved."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Row,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)

from domain.contact import ContactSource
from store import staff, stops
from store.contact_rows import known_contact, opened, place_of
from store.register import place_of as name_place
from store.register_tables import dignitaries
from store.replies import place_of as words_place
from store.tables import boards
from store.telling_tables import contacts, replies
from store.vault import Vault

_MOST_IDS = 5_000  # in one question


def is_due(db: Connection, vault: Vault) -> bool:
    """Whether `reseal` would find something; what no key here opens is not for it."""
    return bool(_due(db, vault) or _due_words(db, vault) or _due_names(db, vault) or staff.are_due(db, vault))


def unreadable(db: Connection, vault: Vault) -> int:
    """How many contacts no key here opens: sealed with another, or damaged."""
    return sum(not known_contact(vault, row).is_readable for row in db.execute(select(contacts)))


def reseal(db: Connection, vault: Vault) -> int:
    """Seal with the newest key what it did not seal, and give of how many addresses, words and people.

    Where the key of the hashes is another than before, the stops of these addresses move with them. Of a
    board that was stopped before its addresses were sealed, they are stopped now.
    """
    due = _due(db, vault)
    new_of_old: dict[str, str] = {}
    rows = []
    for row in due:
        contact = opened(vault, row).contact
        digest = vault.digest(contact.channel, contact.address)
        if row.digest and row.digest != digest:
            new_of_old[row.digest] = digest
        place = place_of(row.role, row.board_code, row.channel)
        rows.append({"of_id": row.id, "as_sealed": vault.seal(contact.address, place), "as_digest": digest})
    if rows:
        db.execute(_SEAL, rows)
        stops.moved(db, new_of_old)
        _stop_what_was_stopped(db, [row.id for row in due if row.digest is None])
    others = _reseal_words(db, vault) + _reseal_names(db, vault)
    return len(rows) + others + staff.sealed_anew(db, vault)


def _reseal_words(db: Connection, vault: Vault) -> int:
    rows = [
        {
            "of_channel": row.channel,
            "of_id": row.id,
            "as_sealed": vault.seal(vault.open(row.sealed, place), place),
        }
        for row in _due_words(db, vault)
        for place in [words_place(row.channel, row.id)]
    ]
    if rows:
        db.execute(_SEAL_WORDS, rows)
    return len(rows)


def _reseal_names(db: Connection, vault: Vault) -> int:
    """Of dignatarios."""
    rows = [
        {"of_id": row.id, "as_sealed": vault.seal(vault.open(row.sealed, place), place)}
        for row in _due_names(db, vault)
        for place in [name_place(row.board_code)]
    ]
    if rows:
        db.execute(_SEAL_NAMES, rows)
    return len(rows)


def _stop_what_was_stopped(db: Connection, ids: Sequence[int]) -> None:
    query = (
        select(contacts.c.digest, boards.c.stopped_at)
        .join_from(contacts, boards)
        .where(boards.c.stopped_at.is_not(None))
    )
    for start in range(0, len(ids), _MOST_IDS):
        some = contacts.c.id.in_(ids[start : start + _MOST_IDS])
        for digest, at in db.execute(query.where(some)).all():
            stops.add(db, [digest], ContactSource.PAGE, at)


_SEAL = (
    update(contacts)
    .where(contacts.c.id == bindparam("of_id"))
    .values(sealed=bindparam("as_sealed"), digest=bindparam("as_digest"))
)


_SEAL_WORDS = (
    update(replies)
    .where(replies.c.channel == bindparam("of_channel"), replies.c.id == bindparam("of_id"))
    .values(sealed=bindparam("as_sealed"))
)

_SEAL_NAMES = (
    update(dignitaries).where(dignitaries.c.id == bindparam("of_id")).values(sealed=bindparam("as_sealed"))
)


def _due(db: Connection, vault: Vault) -> list[Row[Any]]:
    is_old = _is_of_another_key(vault, contacts.c.sealed)
    found = db.execute(select(contacts).where(or_(is_old, contacts.c.digest.is_(None))))
    return [row for row in found if known_contact(vault, row).is_readable]


def _due_words(db: Connection, vault: Vault) -> list[Row[Any]]:
    found = db.execute(select(replies).where(_is_of_another_key(vault, replies.c.sealed)))
    return [row for row in found if vault.opens(row.sealed)]


def _due_names(db: Connection, vault: Vault) -> list[Row[Any]]:
    found = db.execute(select(dignitaries).where(_is_of_another_key(vault, dignitaries.c.sealed)))
    return [row for row in found if vault.opens(row.sealed)]


def _is_of_another_key(vault: Vault, sealed: ColumnElement[bytes]) -> ColumnElement[bool]:
    return func.substr(sealed, 1, len(vault.head)) != literal(vault.head, LargeBinary)
