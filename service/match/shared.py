"""Parts of a match for all workers, on whatever machines: they go to and fro by the database.

What is in them is pickled, and signed by this installation's secret: who can only write to the database
cannot have a worker run anything. The process that judges a part opens and closes it; who started that one
hands on bytes.
"""

import hmac
import pickle
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from service.context import Context
from service.deliver.halt import told_to_end
from service.match.gather import Answers
from service.match.part import Answer, Part, answer
from store import leases, match_parts
from store.engine import DatabaseUnavailable, guarded, reading, writing
from store.match_parts import Claimed

A = TypeVar("A")
B = TypeVar("B")

_LOOK_EVERY_SECONDS = 0.5
_TRY_EVERY_SECONDS = 2.0
_DIGEST = "sha256"
_SIGNED = 32  # bytes


class Spread(Protocol):
    """Has something done with each of some things, as the built-in `map`, by whatever processes there are."""

    def __call__(self, do: Callable[[A], B], to: Iterable[A], /) -> Iterator[B]: ...


def has_others(context: Context) -> bool:
    """Whether this is one of several workers."""
    if context.worker is None:
        return False
    with reading(context.engine) as db:
        return len(leases.alive(db, context.now)) > 1


def is_open(context: Context) -> bool:
    """Whether a part waits for somebody."""
    with reading(context.engine) as db:
        return match_parts.open_to(db, leases.alive(db, context.now)) > 0


@contextmanager
def among_all(context: Context, spread: Spread) -> Iterator[Answers]:
    """Parts are posted, answered with the others (this worker does its share by `spread`), and what comes of
    them is given as it comes. In the end nothing is left of them, whatever became of the match.
    """
    run = secrets.token_hex(8)
    with writing(context.engine) as db:
        match_parts.forget_of_the_dead(db, leases.alive(db, context.now) | {_me(context)})
    with ThreadPoolExecutor(1, "our share of a match") as beside:
        try:
            yield partial(_come, context, run, partial(beside.submit, lend_a_hand, context, spread))
        finally:  # our share, which is waited for, then finds nothing more to do
            _surely(context, partial(match_parts.forget_run, run=run))


def _come(
    context: Context, run: str, begin_our_share: Callable[[], Future[int]], parts: Iterable[Part]
) -> Iterator[Answer]:
    key, to_post = _key(context), iter(parts)
    waiting: set[int] = set()
    share = begin_our_share()
    while (part := next(to_post, None)) or waiting:
        with writing(context.engine) as db:
            if part:
                waiting.add(match_parts.post(db, run, _me(context), _packed(key, run, part)))
            come = match_parts.take_answers(db, run)
        for id_, packed in come.items():
            waiting.discard(id_)
            yield _unpacked(key, _about(run, id_), packed)
        if share.done():
            share.result()
            share = begin_our_share()
        if not (part or come):
            time.sleep(_LOOK_EVERY_SECONDS)


def lend_a_hand(context: Context, spread: Spread) -> int:
    """Answer parts until none is open, or this process is told to end; gives how many.

    Where it fails, what it claimed is anybody's again.
    """
    taken: list[Claimed] = []

    def claimed() -> Iterator[Claimed]:
        while not told_to_end.is_set():
            with writing(context.engine) as db:
                one = match_parts.claim(db, _me(context), leases.alive(db, context.now))
            if one is None:
                return
            taken.append(one)
            yield one

    try:
        for nth, packed in enumerate(spread(partial(_answered, _key(context)), claimed())):
            with writing(context.engine) as db:
                match_parts.answer(db, taken[nth].id, _me(context), packed)
    except BaseException:
        _surely(context, partial(match_parts.give_back, worker=_me(context)))
        raise
    return len(taken)


def _answered(key: bytes, one: Claimed) -> bytes:
    return _packed(key, _about(one.run, one.id), answer(_unpacked(key, one.run, one.part)))


def _surely(context: Context, do: Callable[[Connection], None]) -> None:
    """Do it once the database is there, whoever leads now: somebody may wait for it as long as we live."""
    while True:
        try:
            with writing(guarded(context.engine, None)) as db:
                return do(db)
        except DatabaseUnavailable:
            if told_to_end.wait(_TRY_EVERY_SECONDS):
                return None


def _me(context: Context) -> str:
    assert context.worker
    return context.worker


def _key(context: Context) -> bytes:
    return f"part of a match: {context.settings.secret_key}".encode()


def _about(run: str, part: int) -> str:
    return f"{run} {part}"


def _packed(key: bytes, what: str, given: Part | Answer) -> bytes:
    packed = pickle.dumps(given, pickle.HIGHEST_PROTOCOL)
    return _signature(key, what, packed) + packed


def _unpacked(key: bytes, what: str, given: bytes) -> Any:
    signature, packed = bytes(given[:_SIGNED]), bytes(given[_SIGNED:])
    if not hmac.compare_digest(signature, _signature(key, what, packed)):
        raise ForgedPart(what)
    return pickle.loads(packed)  # noqa: S301 - signed by ourselves


def _signature(key: bytes, what: str, packed: bytes) -> bytes:
    return hmac.digest(key, what.encode() + b"\0" + packed, _DIGEST)


class ForgedPart(Exception):
    """A part or an answer that no worker of ours with this secret made."""
