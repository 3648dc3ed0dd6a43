"""Invented boards that ask the office for help, one that was answered, and one that wrote its own words."""

from datetime import timedelta

from sqlalchemy import Connection

from api import answers, replies
from domain.access import Staff, StaffRole
from domain.alert import Reply
from domain.contact import Channel
from domain.match import Match
from domain.outcome import OutcomeKind
from service.context import Context
from store import contacts, help_cases, matches, staff
from store.engine import writing

# Hours ago, and what the board says.
_ASKED = (
    (20, "Nunca hemos presentado una oferta por internet. ¿Quién nos acompaña?"),
    (5, "No sabemos cómo hacer el presupuesto."),
    (2, ""),
)
_ANSWER = (
    "Nos vemos el martes a las 3 p. m. en la oficina.\n"
    "Traigan el RUT y el acta de la última asamblea: con eso hacemos juntos la cotización."
)
_WRITTEN = "Buenas, vecino. Nosotros ya limpiamos ese canal el año pasado, ¿todavía sirve presentarse?"


def ask(context: Context, first: str | None) -> None:
    """Three boards ask: that which the demo shows first was answered. Another one writes a mail."""
    with writing(context.engine) as db:
        best: dict[str, Match] = {}
        for match in sorted(matches.standing(db), key=lambda one: (one.board_code != first, -one.score)):
            best.setdefault(match.board_code, match)
        found = list(best.values())
        for match, (hours, note) in zip(found, _ASKED, strict=False):
            at, kind = context.now - timedelta(hours=hours), OutcomeKind.NEEDS_HELP
            answers.give(db, match.board_code, match.portfolio_id, kind, at, note or None)
        for match in found[:1]:
            _attend(context, db, match.board_code)
        _write(context, db, [match.board_code for match in found[len(_ASKED) :]])


def _attend(context: Context, db: Connection, code: str) -> None:
    (asked, *_) = help_cases.waiting(db, code)
    at, person = context.now - timedelta(hours=3), _trainer(context, db)
    help_cases.take(db, asked, person.id, at)
    help_cases.answer(db, asked.board_code, asked.about, person.id, _ANSWER, at)


def _trainer(context: Context, db: Connection) -> Staff:
    return next(one for one in staff.every(db, context.vault) if one.role is StaffRole.TRAINER)


def _write(context: Context, db: Connection, codes: list[str]) -> None:
    """The first of these that has an address writes from it."""
    known = contacts.of_boards(db, context.vault, codes[:50])
    for code in codes:
        for one in known.get(code, ()):
            if one.contact.channel is Channel.EMAIL:
                at = context.now - timedelta(hours=1)
                reply = Reply(Channel.EMAIL, "sample-1", one.contact.address, at, _WRITTEN)
                replies.take(db, context.vault, reply, at)
                return
