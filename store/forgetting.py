"""What of a board's people lies outside its addresses: it goes with them; that something was said stays."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, tuple_, update

from domain.outcome import ANSWERS
from store.accompaniment_tables import accompaniment_actions
from store.guide_tables import inquiries
from store.guides import IS_WAITING
from store.tables import boards, outcomes
from store.telling_tables import attempts, deliveries, provider_statuses, replies

ERASED = "La junta borró lo que escribió aquí."


def replies_of(db: Connection, code: str) -> None:
    """What a board wrote and from where; the provider's name of it, too: WhatsApp's has the number in it."""
    known = replies.c.board_code == code, replies.c.digest != ""
    for channel, id_ in db.execute(select(replies.c.channel, replies.c.id).where(*known)).all():
        named = replies.c.channel == channel, replies.c.id == id_
        gone = {"sealed": None, "digest": "", "id": f"forgotten-{secrets.token_hex(8)}"}
        db.execute(update(replies).where(*named).values(gone))


def answers_to(db: Connection, code: str) -> None:
    """What providers said of messages to a board: mail servers repeat the address that they refuse."""
    own = select(deliveries.c.id).where(deliveries.c.board_code == code)
    of_board = attempts.c.delivery_id.in_(own)
    named = select(attempts.c.channel, attempts.c.provider_id).where(
        of_board, attempts.c.provider_id.is_not(None)
    )
    told = tuple_(provider_statuses.c.channel, provider_statuses.c.provider_id)
    db.execute(delete(provider_statuses).where(told.in_(named)))
    db.execute(update(attempts).where(of_board).values(answer=None, provider_id=None))
    db.execute(update(deliveries).where(deliveries.c.board_code == code).values(why=None))


def name_of(db: Connection, code: str) -> None:
    """Who presides, as the office's list has it; its next import leaves the name out (service/imports.py)."""
    db.execute(update(boards).where(boards.c.code == code).values(president=None))


def words_of(db: Connection, code: str, at: datetime) -> None:
    """What a board wrote beside its answers, of its plan and to other boards; what it asked is asked no
    more. What was reported stays until the office looked at it; rows stay too, so that erasing does not let a
    board ask more than it may.
    """
    q, a = inquiries.c, accompaniment_actions.c
    db.execute(update(inquiries).where(q.asker_code == code, IS_WAITING).values(declined_at=at))
    looked_at = or_(q.reported_at.is_(None), q.closed_at.is_not(None))
    db.execute(update(inquiries).where(q.asker_code == code, looked_at).values(words=ERASED))
    told = q.guide_code == code, q.answer.is_not(None), looked_at
    db.execute(update(inquiries).where(*told).values(answer=ERASED))
    o = outcomes.c
    answered = o.board_code == code, o.kind.in_(ANSWERS)
    db.execute(update(outcomes).where(*answered).values(note=None))
    said = a.board_code == code, a.cannot_why.is_not(None)
    db.execute(update(accompaniment_actions).where(*said).values(cannot_why=ERASED))
