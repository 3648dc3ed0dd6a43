"""Who answers the parts of a match: this process, workers of any machine, or those of a Dask scheduler.

All run the same function on the same parts, so it does not matter who does.
"""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from itertools import chain
from typing import Any, Protocol, TypeVar

from service.context import Context
from service.match import shared
from service.match.gather import Answers
from service.match.part import Answer, Part, answer
from service.match.shared import Spread
from service.shell import WrongUsage

A = TypeVar("A")
B = TypeVar("B")
B_co = TypeVar("B_co", covariant=True)

_AHEAD = 2  # parts in hand for each process: enough to keep it busy while one is compared, and few in memory
_USUAL = gc.get_threshold()
_SELDOM = (1_000_000, *_USUAL[1:])
MANY_PAIRS = 200_000  # ten seconds of one process; others take three to start
_LATER = 50  # pairs that were judged on another day, and are not put into words, take as long as one


class _Promise(Protocol[B_co]):
    def result(self) -> B_co: ...


class _Submit(Protocol):
    def __call__(self, do: Callable[[A], B], one: A, /) -> _Promise[B]: ...


def alone(parts: Iterable[Part]) -> Iterator[Answer]:
    """This process, one part after the other."""
    return map(answer, parts)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Matches are made by the hundred thousand and refer to each other in no circle: to look through them for
    what does, as often as usual, takes longer than to make them.
    """
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)


@contextmanager
def workers(context: Context) -> Iterator[Answers]:
    """This process where the pairs are few; for more, whoever is there, who is asked only then.

    The answers raise WrongUsage where a scheduler is set and cannot be used.
    """
    with ExitStack() as stack:

        @cache
        def others() -> Answers:
            return stack.enter_context(_others(context))

        def answers(parts: Iterable[Part]) -> Iterator[Answer]:
            parts, first, pairs = iter(parts), list[Part](), 0
            while pairs < MANY_PAIRS:
                part = next(parts, None)
                if part is None:
                    return alone(first)
                first.append(part)
                pairs += len(part.boards) * len(part.calls) // (_LATER if part.is_later else 1)
            return others()(chain(first, parts))

        yield answers


@contextmanager
def _others(context: Context) -> Iterator[Answers]:
    cores = _cores()
    if dask_scheduler := context.settings.dask_scheduler:
        with _by_dask(dask_scheduler) as answers:
            yield answers
    elif shared.has_others(context):
        in_hand = cores  # what waits here, others could be at
        with processes(cores, in_hand) as spread, shared.among_all(context, spread) as answers:
            yield answers
    else:
        with processes(cores, in_hand=_AHEAD * cores) as spread:
            yield partial(spread, answer)


def lend_a_hand(context: Context) -> int:
    """Answer what another worker's match has open; gives how many parts that were."""
    cores = _cores()
    with processes(cores, in_hand=cores + 1) as spread:
        return shared.lend_a_hand(context, spread)


def _cores() -> int:
    """Those that this process may use: of a machine that others share, not all."""
    return len(os.sched_getaffinity(0))


@contextmanager
def processes(count: int, in_hand: int) -> Iterator[Spread]:
    """So many processes of this machine, with so many things in hand. They are spawned: a fork would share
    what threads hold.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, spawn, initializer=_begin) as pool:
        yield partial(_in_turn, pool.submit, in_hand)


def _begin() -> None:
    """A process that judges ends with its parent: it would wait for ever for work of one that was killed."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    parent = multiprocessing.parent_process()
    assert parent

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _by_dask(scheduler: str) -> Iterator[Answers]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that few installations need
    except ImportError as error:
        raise WrongUsage(
            "CONVITE_DASK_SCHEDULER is set, and distributed is not installed: pip install 'convite[dask]'"
        ) from error
    try:
        client = Client(scheduler)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise WrongUsage(f"the Dask scheduler (CONVITE_DASK_SCHEDULER) does not answer: {error}") from error
    with client:
        in_hand = _AHEAD * max(1, len(client.scheduler_info()["workers"]))
        yield partial(_in_turn, partial(_submit, client), in_hand, answer)


def _submit(client: Any, do: Callable[[A], B], one: A) -> _Promise[B]:
    """What is sent goes once, to one worker, and is forgotten when it is answered."""
    promise: _Promise[B] = client.submit(do, client.scatter(one, hash=False), pure=False)
    return promise


def _in_turn(submit: _Submit, in_hand: int, do: Callable[[A], B], to: Iterable[A]) -> Iterator[B]:
    waiting: deque[_Promise[B]] = deque()
    for one in to:
        waiting.append(submit(do, one))
        if len(waiting) >= in_hand:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
