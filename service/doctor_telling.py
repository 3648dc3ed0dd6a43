"""What the database says of telling: channels stopped or in trouble, who waits for a person, the canary."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.contact import Channel
from service.deliver.ways import PEOPLE_WINDOW
from service.finding import Finding, Health
from service.settings import Settings
from store import attempts, canary, channel_states, replies, troubles
from store.channel_states import ChannelState

_WEEK = timedelta(days=7)
_CANARY_IS_OLD = timedelta(hours=26)


def findings(db: Connection, chosen: Settings, now: datetime) -> list[Finding]:
    states = channel_states.read(db)
    return [
        *(finding for channel in Channel for finding in _channel(channel, states[channel], now)),
        *_people(db, chosen, now),
        _replies(db),
        _doubles(db, now),
        _canary(db, chosen, now),
        *_pager(db, chosen),
    ]


def _channel(channel: Channel, state: ChannelState, now: datetime) -> Iterator[Finding]:
    what, start = f"{channel} channel", f"convite channels start {channel}"
    if state.stopped_at:
        says = f"stopped by hand on {_moment(state.stopped_at)}: {state.why}"
        yield Finding(what, Health.YELLOW, says, f"{start}, when it may be used again")
    if state.trouble and state.trouble_at:
        says = f"it refuses us since {_moment(state.trouble_at)}: {state.trouble}"
        yield Finding(what, Health.RED, says, f"mend it (docs/channels.md), then {start}")
    if state.rests_until and state.rests_until > now:
        says = f"its provider wants us to wait until {_moment(state.rests_until)}"
        yield Finding(what, Health.YELLOW, says)


def _people(db: Connection, chosen: Settings, now: datetime) -> Iterator[Finding]:
    if not chosen.whatsapp_token:
        return
    most = chosen.whatsapp_daily_people
    left = max(0, most - len(attempts.people(db, Channel.WHATSAPP, now - PEOPLE_WINDOW)))
    says = f"{left} of {most} people of 24 hours are left"
    if left:
        yield Finding("whatsapp people", Health.GREEN, says)
    else:
        do = "who comes later gets another channel, or waits; Meta raises the limit (docs/channels.md)"
        yield Finding("whatsapp people", Health.YELLOW, says, do)


def _replies(db: Connection) -> Finding:
    waiting = replies.unread(db)
    if not waiting:
        return Finding("replies", Health.GREEN, "nobody waits for a person to read what they wrote")
    says = f"{len(waiting)} that no machine understood wait, the oldest of {_moment(waiting[0].received_at)}"
    return Finding("replies", Health.YELLOW, says, "convite replies list, then convite replies read")


def _doubles(db: Connection, now: datetime) -> Finding:
    number = attempts.maybe_twice(db, now - _WEEK)
    if not number:
        return Finding("doubles", Health.GREEN, "no message of the last seven days may have come twice")
    says = f"{number} messages of the last seven days may have come twice: a sender or a connection died"
    return Finding("doubles", Health.YELLOW, says, "none, if it stays at a few; else look why senders die")


def _canary(db: Connection, chosen: Settings, now: datetime) -> Finding:
    if not chosen.canary:
        do = "set CONVITE_CANARY to a contact of your own, such as email:prueba@example.org"
        return Finding("canary", Health.YELLOW, "nobody would notice that messages arrive no more", do)
    last = canary.last(db)
    if last is None:
        do = "keep convite work running; by hand: convite canary inject"
        return Finding("canary", Health.YELLOW, "none was injected yet", do)
    on = _moment(last.injected_at)
    if last.failed_step:
        do = "docs/operations.md"
        return Finding("canary", Health.RED, f"that of {on} was {last.failed_step}: {last.says}", do)
    if now - last.injected_at > _CANARY_IS_OLD:
        do = "keep convite work running"
        return Finding("canary", Health.RED, f"the last was injected at {on}", do)
    if last.checked_at is None:
        return Finding("canary", Health.GREEN, f"that of {on} is on its way")
    return Finding("canary", Health.GREEN, f"that of {on}: {last.says}")


def _pager(db: Connection, chosen: Settings) -> Iterator[Finding]:
    if not chosen.operator:
        do = "set CONVITE_OPERATOR to apprise addresses, separated by commas"
        yield Finding("operator", Health.YELLOW, "nobody is told when something is wrong", do)
    for one in troubles.untold(db):
        if one.unsent_at:
            says = f"nobody could be told of {one.name} at {_moment(one.unsent_at)}: {one.why}"
            yield Finding("operator", Health.RED, says, "correct CONVITE_OPERATOR")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
