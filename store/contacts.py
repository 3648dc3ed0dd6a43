"""How boards and trainers are reached: addresses on channels, sealed, in the order they are tried."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, select, update

from domain.contact import Channel, Contact, ContactSource, Role
from store import authorisations, forgetting, guides
from store.contact_rows import KnownContact, known_contact, opened, row_of
from store.telling_tables import contacts
from store.vault import Vault

__all__ = [
    "KnownContact",
    "add",
    "by_ids",
    "channels",
    "digests",
    "erase",
    "fail",
    "holders",
    "holders_of_any",
    "mend",
    "of_boards",
    "of_digest",
    "of_trainers",
    "order",
    "remove",
    "save",
]

_MOST_CODES = 5_000  # in one question


def of_boards(db: Connection, vault: Vault, codes: Collection[str]) -> dict[str, list[KnownContact]]:
    """The contacts of boards, in the order they are tried."""
    found: dict[str, list[KnownContact]] = {code: [] for code in codes}
    for row in _of_codes(db, codes):
        found[row.board_code].append(known_contact(vault, row))
    return found


def of_trainers(db: Connection, vault: Vault) -> list[KnownContact]:
    """All trainers' contacts, in the order they were added."""
    return _read(db, vault, contacts.c.role == Role.TRAINER.value)


def by_ids(db: Connection, vault: Vault, ids: Collection[int]) -> dict[int, KnownContact]:
    """Contacts by id; one that is gone is left out."""
    return {one.id: one for one in _read(db, vault, contacts.c.id.in_(ids))}


def of_digest(db: Connection, vault: Vault, digest: str) -> list[KnownContact]:
    """Whoever has this address, on whatever channel."""
    return _read(db, vault, contacts.c.digest == digest)


def holders(db: Connection, digest: str) -> list[str]:
    """Codes of the boards that have this address."""
    return sorted(holders_of_any(db, [digest]))


def holders_of_any(db: Connection, digests: Collection[str]) -> set[str]:
    """Codes of the boards that have one of these addresses."""
    query = select(contacts.c.board_code).where(
        contacts.c.digest.in_(digests), contacts.c.board_code.is_not(None)
    )
    return set(db.execute(query).scalars())


def channels(db: Connection) -> set[Channel]:
    """The channels that anybody has an address of."""
    return {Channel(name) for name in db.execute(select(contacts.c.channel).distinct()).scalars()}


def digests(db: Connection, vault: Vault | None, codes: Collection[str]) -> set[str]:
    """The hashes of all addresses of boards; without a vault, of those that are sealed."""
    rows = list(_of_codes(db, codes))
    unsealed = {opened(vault, row).digest for row in rows if not row.digest} if vault else set()
    return {row.digest for row in rows if row.digest} | unsealed


def save(
    db: Connection,
    vault: Vault,
    named: Mapping[str, Sequence[Contact]],
    source: ContactSource,
    at: datetime,
) -> set[str]:
    """Make these all that a source says of these boards' addresses; gives the boards where that is news.

    What other sources named stays, and is not named twice. An address that stays keeps what is known of it.
    Raises Unreadable where the boards' addresses are under a key that is not here: with other hashes, those
    who want no messages would be new.
    """
    known: dict[str, list[Row[Any]]] = {code: [] for code in named}
    for row in _of_codes(db, named):
        vault.require_key(row.sealed)
        known[row.board_code].append(row)
    added: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    news = set()
    for code, wanted in named.items():
        change = _change(vault, known[code], _of_board(code, wanted, source), source)
        added += [row_of(vault, contact, at) for contact in change.added]
        moved += change.moved
        gone += change.gone
        if any(change):
            news.add(code)
    if gone:
        db.execute(delete(contacts).where(contacts.c.id == bindparam("of_id")), gone)
    if moved:
        db.execute(_MOVE, moved)
    if added:
        db.execute(insert(contacts), added)
    return news


def add(db: Connection, vault: Vault, contact: Contact, at: datetime) -> int:
    """Add one contact after the board's others, and give its id; one that is there gets what is said now and
    counts as good again.
    """
    same_owner = _owned_by(contact)
    digest = vault.digest(contact.channel, contact.address)
    here = contacts.c.channel == contact.channel.value, contacts.c.digest == digest
    known: int | None = db.execute(select(contacts.c.id).where(same_owner, *here)).scalars().first()
    if known is not None:
        said = {"source": contact.source.value, "locality": contact.locality}
        db.execute(update(contacts).where(contacts.c.id == known).values(**said, failed_at=None, why=None))
        return known
    last = db.execute(select(func.max(contacts.c.position)).where(same_owner)).scalar_one()
    placed = replace(contact, position=0 if last is None else last + 1)
    made: int = db.execute(
        insert(contacts).values(row_of(vault, placed, at)).returning(contacts.c.id)
    ).scalar_one()
    return made


def order(db: Connection, code: str, ids: Sequence[int], source: ContactSource) -> None:
    """Put a board's contacts in this order: from now on this source names them, and a file leaves them."""
    rows = [{"of_id": id_, "place": place} for place, id_ in enumerate(ids)]
    if rows:
        db.execute(_MOVE.where(contacts.c.board_code == code).values(source=source.value), rows)


def remove(db: Connection, id_: int) -> None:
    db.execute(delete(contacts).where(contacts.c.id == id_))


def fail(db: Connection, contact_id: int, why: str, at: datetime) -> None:
    """The provider said that there is nobody at this address: the next one is tried from now on."""
    db.execute(update(contacts).where(contacts.c.id == contact_id).values(failed_at=at, why=why))


def mend(db: Connection, contact_ids: Collection[int]) -> None:
    """A message arrived there after all: the addresses are in use."""
    db.execute(
        update(contacts)
        .where(contacts.c.id.in_(contact_ids), contacts.c.failed_at.is_not(None))
        .values(failed_at=None, why=None)
    )


def erase(db: Connection, code: str, at: datetime) -> int:
    """Forget every address of a board, who presides it, what it wrote and from where, and what providers
    answered; take back what it authorised and that others may ask it. Gives how many addresses there were.
    Who wanted no messages is still known by hash, and dignatarios are the register's (treatments.toml).
    """
    authorisations.withdraw(db, code, at)
    guides.withdraw(db, code, at)
    forgetting.name_of(db, code)
    forgetting.words_of(db, code, at)
    forgetting.replies_of(db, code)
    forgetting.answers_to(db, code)
    return db.execute(delete(contacts).where(contacts.c.board_code == code)).rowcount


_MOVE = update(contacts).where(contacts.c.id == bindparam("of_id")).values(position=bindparam("place"))


class _Change(NamedTuple):
    added: list[Contact]
    moved: list[dict[str, int]]
    gone: list[dict[str, int]]


def _change(
    vault: Vault, rows: Sequence[Row[Any]], wanted: Iterable[Contact], source: ContactSource
) -> _Change:
    named = {(one.channel.value, vault.digest(one.channel, one.address)): one for one in wanted}
    of_others = {_identity(vault, row) for row in rows if row.source != source.value}
    own = {_identity(vault, row): row for row in rows if row.source == source.value}
    return _Change(
        added=[one for key, one in named.items() if key not in own and key not in of_others],
        moved=[
            {"of_id": row.id, "place": named[key].position}
            for key, row in own.items()
            if key in named and row.position != named[key].position
        ],
        gone=[{"of_id": row.id} for key, row in own.items() if key not in named],
    )


def _identity(vault: Vault, row: Row[Any]) -> tuple[str, str]:
    return row.channel, row.digest or opened(vault, row).digest


def _of_board(code: str, named: Sequence[Contact], source: ContactSource) -> Iterator[Contact]:
    return (replace(one, board_code=code, role=Role.BOARD, source=source) for one in named)


def _owned_by(contact: Contact) -> ColumnElement[bool]:
    owner = contacts.c.board_code == contact.board_code  # IS NULL for a trainer
    return (contacts.c.role == contact.role.value) & owner


def _of_codes(db: Connection, codes: Collection[str]) -> Iterator[Row[Any]]:
    asked = list(codes)
    for start in range(0, len(asked), _MOST_CODES):
        some = asked[start : start + _MOST_CODES]
        yield from db.execute(_ROWS.where(contacts.c.board_code.in_(some)))


def _read(db: Connection, vault: Vault, *where: ColumnElement[bool]) -> list[KnownContact]:
    return [known_contact(vault, row) for row in db.execute(_ROWS.where(*where))]


_ROWS = select(contacts).order_by(contacts.c.board_code, contacts.c.position, contacts.c.id)
