"""What a board's addresses leave behind in the ledger: it goes with them; that a message went out stays."""

import secrets

from sqlalchemy import Connection, delete, select, tuple_, update

from store.telling_tables import attempts, deliveries, provider_statuses, replies


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
