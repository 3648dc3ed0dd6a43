"""Contacts by hand, for the office: who is reached how, what was authorised, and what is to be forgotten.

An address goes in whole and is never shown whole again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.board import Board
from domain.contact import Authorisation, Channel, Contact, ContactSource, Means, Role
from domain.text import fold
from notifications.addresses import WANTED, masked, read_address
from notifications.notice import versions as notices
from service.context import Context
from service.shell import WrongUsage
from store import authorisations, boards, contacts, filings, stops
from store.contacts import KnownContact
from store.engine import reading, writing
from store.vault import Unreadable


@dataclass(frozen=True)
class ContactLine:
    """A contact as it is shown: enough to know it again, not enough to write to it."""

    id: int
    channel: str
    address: str
    position: int
    source: str
    locality: str | None
    failed_at: datetime | None
    is_stopped: bool


@dataclass(frozen=True)
class BoardContacts:
    """`is_authorised`: something it signed stands. `is_stopped`: it asked for no more messages."""

    board: str
    name: str
    is_authorised: bool
    is_stopped: bool
    contacts: list[ContactLine]
    authorisations: list[Authorisation]


@dataclass(frozen=True)
class Trainers:
    trainers: list[ContactLine]


@dataclass(frozen=True)
class Erased:
    board: str
    contacts: int


def of_board(context: Context, code: str) -> BoardContacts:
    """How a board is reached. Like all that follows, raises WrongUsage for an unknown board."""
    with reading(context.engine) as db:
        return _shown(context, db, _board(db, code))


def add(context: Context, code: str, written: str) -> BoardContacts:
    """One address more, tried last. Raises WrongUsage for one that its channel cannot have."""
    channel, address = read_contact(written)
    with writing(context.engine) as db:
        board = _board(db, code)
        made = Contact(channel, address, code, source=ContactSource.OFFICE)
        contacts.add(db, context.vault, made, context.now)
        return _shown(context, db, board)


def remove(context: Context, code: str, id_: int) -> BoardContacts:
    with writing(context.engine) as db:
        board = _board(db, code)
        if id_ not in _ids(context, db, code):
            raise WrongUsage(f"{code} has no contact {id_}: `contacts list {code}` shows them")
        contacts.remove(db, id_)
        return _shown(context, db, board)


def order(context: Context, code: str, ids: Sequence[int]) -> BoardContacts:
    """Put all contacts in this order, which a file changes no more. Raises WrongUsage where one lacks."""
    with writing(context.engine) as db:
        board = _board(db, code)
        if sorted(ids) != sorted(known := _ids(context, db, code)):
            raise WrongUsage(f"name every contact of {code} once, in the order to try them: {_listed(known)}")
        contacts.order(db, code, ids, ContactSource.OFFICE)
        return _shown(context, db, board)


def authorise(context: Context, code: str, proof: str, notice: str = "") -> BoardContacts:
    """The board authorised, on paper. Raises WrongUsage without a proof, or for an unknown notice."""
    if not proof.strip():
        raise WrongUsage("--proof says where the signed authorisation can be looked up")
    if notice and notice not in notices():
        raise WrongUsage(f"there is no notice {notice}: there are {', '.join(notices())}")
    given = Authorisation(code, notice, context.now, Means.FILE, proof.strip())
    with writing(context.engine) as db:
        board = _board(db, code)
        authorisations.give(db, [given])
        return _shown(context, db, board)


def withdraw(context: Context, code: str) -> BoardContacts:
    """The board takes its authorisation back: nothing is sent to it, and its addresses are erased."""
    with writing(context.engine) as db:
        board = _board(db, code)
        contacts.erase(db, code, context.now)
        return _shown(context, db, board)


def erase(context: Context, code: str) -> Erased:
    """Forget the board's addresses, what it wrote and what it handed in, and take back its authorisation."""
    with writing(context.engine) as db:
        _board(db, code)
        erased = Erased(code, contacts.erase(db, code, context.now))
        papers = filings.take_back(db, code)
    context.papers.remove(papers)
    return erased


def trainers(context: Context) -> Trainers:
    """Who is told that a board asks for help."""
    with reading(context.engine) as db:
        return _trainers(context, db)


def add_trainer(context: Context, written: str, locality: str | None) -> Trainers:
    """Raises WrongUsage for an address that its channel cannot have, and for a locality without boards."""
    channel, address = read_contact(written)
    with writing(context.engine) as db:
        made = Contact(channel, address, None, Role.TRAINER, 0, ContactSource.OFFICE, _locality(db, locality))
        contacts.add(db, context.vault, made, context.now)
        return _trainers(context, db)


def remove_trainer(context: Context, id_: int) -> Trainers:
    with writing(context.engine) as db:
        if id_ not in {one.id for one in contacts.of_trainers(db, context.vault)}:
            raise WrongUsage(f"there is no trainer's contact {id_}: `contacts trainer list` shows them")
        contacts.remove(db, id_)
        return _trainers(context, db)


def _board(db: Connection, code: str) -> Board:
    if (found := boards.get(db, code)) is None:
        raise WrongUsage(f"there is no board {code}")
    return found


def read_contact(written: str) -> tuple[Channel, str]:
    """`email:junta@example.org` as its two parts; what is wrong with it is said without showing it."""
    name, _, text = written.partition(":")
    if name not in set(Channel):
        raise WrongUsage(f"an address is CHANNEL:ADDRESS, with one of {', '.join(Channel)} as the channel")
    channel = Channel(name)
    if (address := read_address(channel, text)) is None:
        raise WrongUsage(f"{channel}: what was given is not {WANTED[channel]}")
    return channel, address


def _locality(db: Connection, written: str | None) -> str | None:
    if written is None:
        return None
    known = {fold(one.locality): one.locality for one in boards.every(db) if one.locality}
    if (found := known.get(fold(written))) is None:
        raise WrongUsage(f"no board is in the locality {written}; there are {_listed(known.values())}")
    return found


def _listed(found: Iterable[object]) -> str:
    return ", ".join(map(str, found)) or "none"


def _ids(context: Context, db: Connection, code: str) -> list[int]:
    return [one.id for one in contacts.of_boards(db, context.vault, [code])[code]]


def _shown(context: Context, db: Connection, board: Board) -> BoardContacts:
    given = authorisations.of_board(db, board.code)
    return BoardContacts(
        board=board.code,
        name=board.name,
        is_authorised=any(one.withdrawn_at is None for one in given),
        is_stopped=board.code in boards.stopped(db),
        contacts=_lines(db, contacts.of_boards(db, context.vault, [board.code])[board.code]),
        authorisations=given,
    )


def _trainers(context: Context, db: Connection) -> Trainers:
    return Trainers(_lines(db, contacts.of_trainers(db, context.vault)))


def _lines(db: Connection, found: Sequence[KnownContact]) -> list[ContactLine]:
    """Raises Unreadable, so that nothing is changed with keys by which hashes differ too."""
    if shut := [one.id for one in found if not one.is_readable]:
        raise Unreadable(
            f"contact {_listed(shut)} opens with no key that is here: put the earlier one at the end of "
            "CONVITE_CONTACT_KEYS; remove what is damaged, and add it again"
        )
    stopped = stops.among(db, [one.digest for one in found])
    return [_line(one, is_stopped=one.digest in stopped) for one in found]


def _line(one: KnownContact, *, is_stopped: bool) -> ContactLine:
    contact = one.contact
    return ContactLine(
        id=one.id,
        channel=contact.channel.value,
        address=masked(contact.channel, contact.address),
        position=contact.position,
        source=contact.source.value,
        locality=contact.locality,
        failed_at=one.failed_at,
        is_stopped=is_stopped,
    )
