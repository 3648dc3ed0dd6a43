"""What a person wrote or pressed becomes what it means, at once: an answer, a stop, a call for help.

reply ─▶ whose address? ─▶ which of our messages? ─▶ what was meant? ─▶ Outcome, stop, a chat joined
   └─ no board's: the row, a stop                      └─ no machine knows: a person reads it
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from api import answers
from api.words import MUST_AUTHORISE
from domain import canary
from domain.alert import NO_CALL, UNREAD, Alert, AlertKind, Priority, Reply
from domain.contact import Channel, Contact, ContactSource, Role
from domain.days import day_of
from domain.outcome import Outcome, OutcomeKind
from notifications.links import Secret, read_start
from notifications.replies import Read, ReadAs, read, start_token
from store import alerts, authorisations, contacts, outcomes, replies, stopping, stops
from store.vault import Vault

_LONGEST = 4_000  # characters that are kept for a person to read
_KINDS = {
    ReadAs.INTERESTED: OutcomeKind.INTERESTED,
    ReadAs.NOT_FOR_US: OutcomeKind.NOT_FOR_US,
    ReadAs.NEEDS_HELP: OutcomeKind.NEEDS_HELP,
}
_PAYLOAD = re.compile(r"([123]):([A-Za-z0-9._-]{1,100})")


class Taken(NamedTuple):
    """What became of a reply. `board_code` is None for an address that is no board's."""

    board_code: str | None
    read_as: ReadAs
    about: str | None


def take(db: Connection, vault: Vault, reply: Reply, now: datetime, *, secret: Secret | None = None) -> Taken:
    """Take a reply in; the same one again changes nothing, and gives what became of it.

    `secret` is what links are signed with: without it no messenger's /start joins a chat to a board.
    """
    if known := replies.find(db, reply.channel, reply.id):
        return Taken(known.board_code, ReadAs(known.read_as), known.about)
    one = _Taking(db, vault, reply, vault.digest(reply.channel, reply.address), now)
    if reply.channel is Channel.TELEGRAM and (token := start_token(reply.text)):
        return _start(one, read_start(token, secret) if secret else None)
    if holders := contacts.holders(db, one.digest):
        return _from_a_board(one, holders)
    return _from_no_board(one)


def answer_at_once(taken: Taken, page_link: str) -> str | None:
    """What to say to a chat that may not be written to later; `page_link` is the board's own."""
    return MUST_AUTHORISE.format(link=page_link) if taken.read_as is ReadAs.MUST_AUTHORISE else None


def words_of(vault: Vault, kept: replies.Taken) -> str:
    """The words of a reply that no machine understood. Raises Unreadable; ValueError where none are kept."""
    if kept.sealed is None:
        raise ValueError("a person has read these words already")
    return vault.open(kept.sealed, replies.place_of(kept.channel, kept.id))


@dataclass(frozen=True)
class _Taking:
    """A reply on its way in."""

    db: Connection
    vault: Vault
    reply: Reply
    digest: str
    now: datetime


def _from_no_board(one: _Taking) -> Taken:
    """A trainer, an address that was erased or replaced, or a stranger: what it says is not kept, and nothing
    follows from it but a stop.
    """
    taken = Taken(None, _pressed_or_read(one.reply)[0].kind, None)
    if _keep(one, taken) and taken.read_as is ReadAs.STOP:
        stops.add(one.db, [one.digest], ContactSource.REPLY, one.now)
    return taken


def _from_a_board(one: _Taking, holders: list[str]) -> Taken:
    meant, pressed = _pressed_or_read(one.reply)
    is_about_the_newest = not pressed and not one.reply.is_told
    message = _named(one) or (replies.newest(one.db, one.digest) if is_about_the_newest else None)
    if pressed:
        told = replies.told_board(one.db, [message.board_code] if message else holders, pressed)
        code, about = told or holders[0], pressed if told else None
    else:
        code, about = (message.board_code, message.about) if message else (holders[0], None)
    if meant.kind in _KINDS and about is None:
        meant = Read(ReadAs.NOT_UNDERSTOOD)  # an answer, but to what?
    taken = Taken(code, meant.kind, about)
    if _keep(one, taken):
        if message:
            replies.mark_read(one.db, message.delivery_id, one.now)
        _act(one, taken, code, meant, holders)
    return taken


def _pressed_or_read(reply: Reply) -> tuple[Read, str | None]:
    """What was meant, and by a button of which call."""
    pressed = _PAYLOAD.fullmatch(reply.payload or "")
    return (read(pressed[1]), pressed[2]) if pressed else (read(reply.text), None)


def _named(one: _Taking) -> replies.Answered | None:
    """Our message that the reply names as the one it answers."""
    id_ = one.reply.in_reply_to
    return replies.answered(one.db, one.reply.channel, one.digest, id_) if id_ else None


def _keep(one: _Taking, taken: Taken) -> bool:
    is_for_a_person = taken.board_code is not None and taken.read_as is ReadAs.NOT_UNDERSTOOD
    reply = one.reply
    return replies.keep(
        one.db,
        replies.Taken(
            channel=reply.channel.value,
            id=reply.id,
            board_code=taken.board_code,
            digest=one.digest,
            read_as=taken.read_as.value,
            about=taken.about,
            sealed=one.vault.seal(reply.text[:_LONGEST], replies.place_of(reply.channel.value, reply.id))
            if is_for_a_person
            else None,
            received_at=one.now,
        ),
    )


def _act(one: _Taking, taken: Taken, code: str, meant: Read, holders: list[str]) -> None:
    if meant.kind is ReadAs.STOP:
        for holder in holders:
            stopping.stop(one.db, one.vault, holder, ContactSource.REPLY, one.now)
    elif code == canary.BOARD_CODE:  # nobody is to help a board that is invented
        return
    elif meant.kind in _KINDS and taken.about:
        source = one.reply.channel.value
        kind = _KINDS[meant.kind]
        answers.give(one.db, code, taken.about, kind, one.now, meant.reason, source=source)
        _say_what_was_understood(one, code, taken.about, kind)
    else:
        if taken.about:
            opened = Outcome(code, taken.about, OutcomeKind.OPENED, one.now, one.reply.channel.value)
            outcomes.record_first(one.db, [opened])
        if meant.kind is ReadAs.NOT_UNDERSTOOD:
            _ask_a_person(one, code, taken.about)


def _say_what_was_understood(one: _Taking, code: str, about: str, kind: OutcomeKind) -> None:
    noted = Alert(
        code, about, AlertKind.ANSWER_NOTED, f"{one.reply.channel}:{one.reply.id}", after=kind.value
    )
    _to_this_address(one, noted)


def _ask_a_person(one: _Taking, code: str, about: str | None) -> None:
    """And say so, both once a day: who writes ten lines is answered by one person, and a machine that answers
    ours is not answered for ever.
    """
    version = f"{day_of(one.now).isoformat()}:{UNREAD}"
    asked = Alert(code, about or NO_CALL, AlertKind.HELP_ASKED, version, after=UNREAD)
    alerts.queue(one.db, [asked], one.now, one.now, Priority.AWAITED, role=Role.TRAINER)
    _to_this_address(one, replace(asked, about=NO_CALL, kind=AlertKind.ANSWER_NOTED))


def _start(one: _Taking, code: str | None) -> Taken:
    """A chat that was opened by the link of a board joins it, if the board lets us write to it."""
    given = authorisations.newest(one.db, [code]).get(code) if code else None
    read_as = ReadAs.JOINED if given else ReadAs.MUST_AUTHORISE if code else ReadAs.UNKNOWN_START
    taken = Taken(code, read_as, None)
    if _keep(one, taken) and given:
        chat = Contact(Channel.TELEGRAM, one.reply.address, given.board_code, source=ContactSource.REPLY)
        contacts.add(one.db, one.vault, chat, one.now)
        version = f"{one.reply.channel}:{one.reply.id}"
        _to_this_address(
            one, Alert(given.board_code, given.given_at.isoformat(), AlertKind.CONFIRMATION, version)
        )
    return taken


def _to_this_address(one: _Taking, alert: Alert) -> None:
    contact_id = replies.contact_id(one.db, one.reply.channel, one.digest, alert.board_code)
    if contact_id is not None:
        alerts.queue(one.db, [alert], one.now, one.now, Priority.AWAITED, contact_id=contact_id)
