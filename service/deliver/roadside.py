"""How channels fare during a run: which refuse us, which rest, and whom they reached."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels import Receipt
from service.deliver.batch import Job
from service.deliver.ways import PEOPLE_WINDOW, People, Roads
from store import attempts, channel_states, contacts, leases
from store.channel_states import ChannelState

_BUSY = timedelta(minutes=1)  # a channel by which another worker writes is looked at again
_LONGEST_REST = timedelta(hours=24)  # whatever the provider asks for: then one message is refused again
_REFUSED_IN_A_ROW = 3  # by which the channel is in trouble, and not one message or one recipient


class Roadside:
    """`daily_people` says how many people a channel may reach in 24 hours, where that is limited. By such a
    channel one worker writes at a time: whom another is about to reach is in no ledger yet.
    """

    def __init__(self, usable: frozenset[Channel], daily_people: Mapping[Channel, int]) -> None:
        self.usable = usable
        self.left_out: set[Channel] = set()
        self._in_use: AbstractSet[Channel] = usable
        self._daily_people = {channel: most for channel, most in daily_people.items() if channel in usable}
        self._busy: set[Channel] = set()
        self._in_trouble: set[Channel] = set()
        self._refusals: Counter[Channel] = Counter()
        self._accepted: set[Channel] = set()
        self._states: dict[Channel, ChannelState] = {}

    @property
    def is_shut(self) -> bool:
        """Whether nothing can be sent by any channel that anybody has."""
        return self._in_use <= self.left_out

    def hold(self, db: Connection, worker: str, now: datetime, until: datetime) -> None:
        """Have the limited channels for this worker until then, apart from those that another has."""
        self._busy = {c for c in self._daily_people if not leases.take(db, _lease(c), worker, now, until)}

    def release(self, db: Connection, worker: str) -> None:
        """Leave the limited channels to the others."""
        for channel in self._daily_people:
            leases.release(db, _lease(channel), worker)

    def look(self, db: Connection, stopped: AbstractSet[str], in_hand: Iterable[Job], now: datetime) -> Roads:
        """How things stand now; a person may have stopped a channel meanwhile."""
        self._in_use = (self.usable & contacts.channels(db)) or self.usable
        self._states = channel_states.read(db)
        for channel in self._busy:
            state = self._states[channel]
            free_at = max(state.rests_until or now, now + _BUSY)
            self._states[channel] = state._replace(rests_until=free_at)
        resting = {c for c, state in self._states.items() if state.rests_until and now < state.rests_until}
        stopped_by_hand = {c for c, state in self._states.items() if state.stopped_at}
        self.left_out.clear()
        self.left_out |= self._in_trouble | resting | stopped_by_hand
        people = {c: self._people(db, c, most, in_hand, now) for c, most in self._daily_people.items()}
        return Roads(self.usable, self._states, self._in_trouble, stopped, people)

    def note(self, db: Connection, channel: Channel, receipt: Receipt, now: datetime) -> None:
        """Learn from what a provider said to one message, and tell the other workers."""
        if receipt.retry_after_seconds and receipt.result is not DeliveryResult.ACCEPTED:
            seconds = min(receipt.retry_after_seconds, _LONGEST_REST.total_seconds())
            channel_states.rest(db, channel, now + timedelta(seconds=seconds))
            self.left_out.add(channel)
        if not (receipt.is_ours and receipt.result is DeliveryResult.TRY_AGAIN):
            self._goes_through(db, channel, receipt)
            return
        self._refusals[channel] += 1
        is_in_trouble = self._refusals[channel] >= _REFUSED_IN_A_ROW
        if is_in_trouble and channel not in self._in_trouble:
            self._in_trouble.add(channel)
            self.left_out.add(channel)
        if is_in_trouble or channel not in self._accepted:
            channel_states.trouble(db, channel, receipt.answer, now)

    def _goes_through(self, db: Connection, channel: Channel, receipt: Receipt) -> None:
        if receipt.result is not DeliveryResult.ACCEPTED:
            return
        self._refusals[channel] = 0
        if channel not in self._accepted:
            self._accepted.add(channel)
            channel_states.mend(db, channel)

    def _people(
        self, db: Connection, channel: Channel, most: int, in_hand: Iterable[Job], now: datetime
    ) -> People:
        reached = attempts.people(db, channel, now - PEOPLE_WINDOW)
        ways = (job.way.known for job in in_hand)
        return People(most, reached | {w.digest: now for w in ways if w.contact.channel is channel})


def _lease(channel: Channel) -> str:
    return f"people {channel}"
