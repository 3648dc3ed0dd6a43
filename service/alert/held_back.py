"""What a stepped rollout holds back from boards whose turn has not come."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from domain.alert import AlertKind, Priority
from domain.rollout import Thing
from service.alert.telling import ToTell

_THINGS = {AlertKind.NEW_MATCH: Thing.NEW_CALLS, AlertKind.EARLY_BELL: Thing.EARLY_BELL}


def without_held_back(found: Iterable[ToTell], waiting: Mapping[Thing, Collection[str]]) -> Iterator[ToTell]:
    """All but what waits; `waiting` are codes of boards.

    Nobody loses a call by waiting: one that closes soon is told to all, and so is one of which nobody knows
    when it closes. What a board asked for itself (changes of calls that interest it, reminders, papers that
    run out) is no such thing at all.
    """
    for one in found:
        thing = _THINGS.get(one.alert.kind)
        is_waiting = thing is not None and one.alert.board_code in waiting[thing]
        if not is_waiting or (thing is Thing.NEW_CALLS and _cannot_wait(one)):
            yield one


def _cannot_wait(one: ToTell) -> bool:
    return one.priority is Priority.URGENT or one.closes_on is None
