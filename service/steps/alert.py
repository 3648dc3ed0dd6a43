"""Alert: what each board is to be told, queued once for ever by board, what it is about, kind and version."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from domain.alert import Alert
from domain.canary import BOARD_CODE
from domain.contact import Channel, Preferences
from domain.days import day_of
from notifications.rhythm import slot
from service.alert.found import to_tell
from service.alert.telling import ToTell
from service.context import Context
from service.steps.measured import measured
from store import alerts, preferences, reach, tellings
from store.alerts import News
from store.engine import reading, writing
from store.reach import Reach, Unreachable

# Alerts in one transaction: a tenth of a second, for which a deliverer passes over the messages that it holds
# and, on SQLite, whoever else writes waits.
_AT_ONCE = 2_000


@dataclass(frozen=True)
class AlertSummary:
    """`boards` got a message, or more in the one that waits; `unreachable` had something to hear and cannot
    be written to, counted by reason in `unreachable_why`. `by_channel` counts boards by their first way.
    """

    alerts: int
    by_kind: dict[str, int]
    by_channel: dict[str, int]
    boards: int
    unreachable: int
    unreachable_why: dict[str, int]
    seconds: float


@dataclass(frozen=True)
class AlertPreview:
    """What would be queued now, and nothing is. `by_board` counts alerts by board code."""

    alerts: int
    by_kind: dict[str, int]
    by_channel: dict[str, int]
    by_board: dict[str, int]
    unreachable: int
    unreachable_why: dict[str, int]
    seconds: float


@dataclass(frozen=True)
class _Planned:
    """What is to be told, by board: to those that can be written to, and to the others."""

    reach: Mapping[str, Reach]
    reachable: dict[str, list[ToTell]]
    unreachable: Counter[str]


@measured("alert")
def run(context: Context) -> AlertSummary:
    """Queue what is new, in one message a board. Paused boards too: it waits for them."""
    started = perf_counter()
    planned = _plan(context)
    queued = {code: found for code, found in _queue(context, planned.reachable) if found}
    queued.pop(BOARD_CODE, None)  # it was told like the others, and is in no figure
    return AlertSummary(
        alerts=sum(map(len, queued.values())),
        by_kind=_by_kind(queued.values()),
        by_channel=_by_channel(planned.reach, queued),
        boards=len(queued),
        unreachable=planned.unreachable.total(),
        unreachable_why=dict(sorted(planned.unreachable.items())),
        seconds=perf_counter() - started,
    )


def preview(context: Context) -> AlertPreview:
    """Say what `run` would queue."""
    started = perf_counter()
    planned = _plan(context)
    found = {code: [one.alert for one in some] for code, some in planned.reachable.items()}
    found.pop(BOARD_CODE, None)
    return AlertPreview(
        alerts=sum(map(len, found.values())),
        by_kind=_by_kind(found.values()),
        by_channel=_by_channel(planned.reach, found),
        by_board={code: len(some) for code, some in sorted(found.items())},
        unreachable=planned.unreachable.total(),
        unreachable_why=dict(sorted(planned.unreachable.items())),
        seconds=perf_counter() - started,
    )


def _plan(context: Context) -> _Planned:
    with reading(context.engine) as db:
        reached = reach.every(db)
        found = to_tell(context, db, reached)
    ways = {code: reached[code].way for code in found}
    return _Planned(
        reached,
        {code: some for code, some in sorted(found.items()) if isinstance(ways[code], Channel)},
        Counter(
            way.value for code, way in ways.items() if isinstance(way, Unreachable) and code != BOARD_CODE
        ),
    )


def _queue(context: Context, found: Mapping[str, Sequence[ToTell]]) -> Iterator[tuple[str, list[Alert]]]:
    """Many boards' in a transaction: what it wrote is there, whatever becomes of the next."""
    with reading(context.engine) as db:
        newest = tellings.newest_messages(db)
    for codes in _batches(found):
        with reading(context.engine) as db:
            wanted = preferences.of_boards(db, codes)
        now = context.now
        news = {code: _news(now, wanted[code], newest.get(code), found[code]) for code in codes}
        with writing(context.engine) as db:
            queued = alerts.queue_all(db, news, now)
        yield from queued.items()


def _batches(found: Mapping[str, Sequence[ToTell]]) -> Iterator[list[str]]:
    """The codes of some boards at a time, with as many alerts as one transaction is to write."""
    codes: list[str] = []
    number = 0
    for code, some in found.items():
        if codes and number + len(some) > _AT_ONCE:
            yield codes
            codes, number = [], 0
        codes.append(code)
        number += len(some)
    if codes:
        yield codes


def _news(now: datetime, wanted: Preferences, newest: datetime | None, some: Sequence[ToTell]) -> News:
    priority = min(one.priority for one in some)
    closes_on = min((one.closes_on for one in some if one.closes_on), default=None)
    due_at = slot(now, wanted, priority, day_of(newest) if newest else None, closes_on)
    return News([one.alert for one in some], due_at, priority)


def _by_kind(found: Iterable[Sequence[Alert]]) -> dict[str, int]:
    return dict(sorted(Counter(alert.kind.value for some in found for alert in some).items()))


def _by_channel(reached: Mapping[str, Reach], codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(reached[code].way.value for code in codes).items()))
