"""The kill switch of each channel, its rest when a provider asks us to wait, and what we must mend."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from domain.contact import Channel
from store.telling_tables import channel_states
from store.upsert import upsert


class ChannelState(NamedTuple):
    """A person stopped the channel, and why; until when it rests; what is wrong on our side, since when."""

    stopped_at: datetime | None = None
    why: str | None = None
    rests_until: datetime | None = None
    trouble: str | None = None
    trouble_at: datetime | None = None


def read(db: Connection) -> dict[Channel, ChannelState]:
    """The state of every channel; one of which nothing is known is free to use."""
    columns = (channel_states.c[name] for name in ChannelState._fields)
    rows = db.execute(select(channel_states.c.channel, *columns))
    known = {Channel(row[0]): ChannelState(*row[1:]) for row in rows}
    return {channel: known.get(channel, ChannelState()) for channel in Channel}


def stop(db: Connection, channel: Channel, why: str, at: datetime) -> None:
    """Nothing goes by this channel until it is started again."""
    _save(db, channel, {"stopped_at": at, "why": why})


def start(db: Connection, channel: Channel) -> None:
    """Take back a stop, and forget rest and trouble: a person says that the channel may be used."""
    free = {"stopped_at": None, "why": None, "rests_until": None, "trouble": None, "trouble_at": None}
    db.execute(update(channel_states).where(channel_states.c.channel == channel.value).values(**free))


def rest(db: Connection, channel: Channel, until: datetime) -> None:
    """The provider asks us to wait."""
    _save(db, channel, {"rests_until": until})


def trouble(db: Connection, channel: Channel, what: str, at: datetime) -> None:
    """The provider refuses us for a reason that we must mend."""
    _save(db, channel, {"trouble": what, "trouble_at": at})


def mend(db: Connection, channel: Channel) -> None:
    """The channel took a message: what was wrong is so no longer."""
    db.execute(
        update(channel_states)
        .where(channel_states.c.channel == channel.value, channel_states.c.trouble.is_not(None))
        .values(trouble=None, trouble_at=None)
    )


def _save(db: Connection, channel: Channel, said: dict[str, Any]) -> None:
    upsert(db, channel_states, [{"channel": channel.value, **said}])
