"""What people wrote that no machine understood: which boards wait, and their words, read by a person."""

from typing import Any

from api.replies import words_of
from domain.contact import Channel
from service.context import Context
from service.shell import WrongUsage
from store import replies
from store.engine import reading, writing
from store.vault import Unreadable


def unread(context: Context) -> dict[str, Any]:
    """Who waits, the longest first; no words and no address."""
    with reading(context.engine) as db:
        found = replies.unread(db)
    return {
        "replies": [
            {
                "channel": one.channel,
                "id": one.id,
                "board": one.board_code,
                "about": one.about,
                "received_at": one.received_at.isoformat(),
            }
            for one in found
        ]
    }


def read(context: Context, channel: str, id_: str) -> dict[str, Any]:
    """The words of one, which are then kept no more. Raises WrongUsage where there are none to read."""
    if channel not in set(Channel):
        raise WrongUsage(f"no channel is called {channel}: there are {', '.join(Channel)}")
    with writing(context.engine) as db:
        found = replies.find(db, Channel(channel), id_)
        if found is None or found.sealed is None:
            raise WrongUsage("no such reply waits to be read")
        try:
            words = words_of(context.vault, found)
        except Unreadable as error:
            raise WrongUsage(str(error)) from error
        replies.forget_words(db, Channel(channel), id_)
    return {"board": found.board_code, "about": found.about, "words": words}
