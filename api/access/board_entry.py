"""How a board is let in: whoever reads its messages shows that they do, by the link or the code of one."""

import hmac
import secrets
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sqlalchemy import Connection

from api.site import Site
from domain.access import SIGN_IN_LASTS, SignIn
from domain.alert import Alert, AlertKind, Priority
from domain.board import Board
from domain.contact import Channel, Role
from notifications.addresses import read_email, read_mobile
from notifications.sign_in import code_of, read_code
from store import alerts, audit, boards, contacts, sessions, sign_ins, stops
from store.contacts import KnownContact
from store.engine import writing

MOST_OPEN = 2
"""Messages to one address of a board that let in still. Nobody fills its telephone by asking, and nobody
shuts it out by asking: where no more is sent, one that lets in was.
"""


class Entered(NamedTuple):
    """A board is in: its code, and the token of its session."""

    board_code: str
    token: str


def read_typed(typed: str) -> tuple[Channel, str] | None:
    """A mail address or a mobile number, as people write them."""
    if "@" in typed:
        email = read_email(typed)
        return (Channel.EMAIL, email) if email else None
    mobile = read_mobile(typed)
    return (Channel.SMS, mobile) if mobile else None


def new_handle() -> str:
    """What the browser that asks holds, and its wishes are known by."""
    return secrets.token_urlsafe(24)


def of_address(site: Site, db: Connection, channel: Channel, address: str) -> list[KnownContact]:
    """Whom this address lets in, if it is a board's: as much is read for one that is nobody's.

    An address of several boards lets in as each: every one has a message of its own.
    """
    digest = site.vault.digest(channel, address)
    is_stopped = bool(stops.among(db, [digest]))
    known_there = contacts.of_digest(db, site.vault, digest)
    return [] if is_stopped else _one_a_board(known_there, site.web.channels)


def of_board(site: Site, db: Connection, board_code: str, contact_id: int) -> list[KnownContact]:
    """The same for an address of the board that the page showed in part."""
    known = contacts.by_ids(db, site.vault, [contact_id]).get(contact_id)
    if (
        known
        and known.contact.board_code == board_code
        and known.contact.channel in site.web.channels
        and not stops.among(db, [known.digest])
    ):
        return [known]
    return []


def send(site: Site, handle: str, found: list[KnownContact]) -> None:
    """Send each a link and a code that belong to the handle."""
    with writing(site.engine) as db:
        for known in found:
            _send(site, db, handle, known)
    site.web.somebody_waits()


def enter_by_code(site: Site, db: Connection, handle: str, typed: str) -> Entered | None:
    """Let in whoever asked and types the code of a message; None for a wrong code, which counts."""
    code = read_code(typed)
    asked = [one for one in sign_ins.of_handle(db, handle) if one.takes_code(site.now)]
    for one in asked:
        if code and hmac.compare_digest(code, code_of(one.id, site.web.secret_key)):
            return _enter(site, db, one)
    sign_ins.count_try(db, [one.id for one in asked])
    for who in (audit.of_board(one.board_code) for one in asked):
        audit.add(db, who, audit.Action.REFUSED, who, site.now)
    return None


def find(site: Site, db: Connection, id_: str) -> tuple[SignIn, Board] | None:
    """The wish that a link belongs to and its board, while it holds."""
    one = sign_ins.by_ids(db, [id_]).get(id_)
    board = boards.get(db, one.board_code) if one and one.is_open(site.now) else None
    return (one, board) if one and board else None


def enter_by_link(site: Site, db: Connection, id_: str) -> Entered | None:
    """Let in whoever opened the link and confirmed; None where it went through before, or is too old."""
    found = find(site, db, id_)
    return _enter(site, db, found[0]) if found else None


def _enter(site: Site, db: Connection, one: SignIn) -> Entered | None:
    if not sign_ins.use(db, one.id, site.now):
        return None
    audit.add(
        db, audit.of_board(one.board_code), audit.Action.SIGNED_IN, audit.of_board(one.board_code), site.now
    )
    return Entered(one.board_code, sessions.begin(db, site.now, board_code=one.board_code))


def _one_a_board(found: list[KnownContact], channels: AbstractSet[Channel]) -> list[KnownContact]:
    """Of each board the way that is tried first and can be. Trainers have accounts of their own."""
    first: dict[str, KnownContact] = {}
    for known in sorted(found, key=lambda known: known.contact.position):
        code = known.contact.board_code
        can_be = known.failed_at is None and known.contact.channel in channels
        if code and known.contact.role is Role.BOARD and can_be:
            first.setdefault(code, known)
    return list(first.values())


def _send(site: Site, db: Connection, handle: str, known: KnownContact) -> None:
    code, now = known.contact.board_code, site.now
    assert code
    if sign_ins.number_open(db, code, known.id, now) >= MOST_OPEN:
        return
    id_ = sign_ins.ask(db, code, handle, now)
    until = (now + SIGN_IN_LASTS).isoformat()
    alerts.queue(
        db,
        [Alert(code, id_, AlertKind.SIGN_IN, after=until)],
        now,
        now,
        Priority.AWAITED,
        contact_id=known.id,
    )
