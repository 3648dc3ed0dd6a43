"""Answers that hold as long as all that they were made of: to read it again is cheap, to tell it is not."""

from asyncio import Future, ensure_future, shield
from collections import OrderedDict
from collections.abc import Callable, Hashable

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

_BESIDES = 4_000  # bytes that an answer takes besides its body: what it was made of, and its headers


class Remembered:
    """The answers of last, by what they were made of: all of it, for nothing here grows old by itself.

    `most` is how many bytes they may take together: whoever asks for what nobody asked before fills it. It is
    asked in the server's loop alone.
    """

    def __init__(self, most: int) -> None:
        self._most, self._taken = most, 0
        self._known: OrderedDict[Hashable, Response] = OrderedDict()
        self._being_made: dict[Hashable, Future[Response]] = {}

    async def of(self, made_of: Hashable, make: Callable[[], Response]) -> Response:
        """The answer for this; a copy, for what is added to one stays with it. One that is not known is made
        in a thread, which may take a second: the loop answers others, and who asks for the same waits for it.
        """
        known = self._known.get(made_of)
        if known is None:
            # Who waits no more does not end it for the others.
            return _copy(await shield(self._begun(made_of, make)))
        self._known.move_to_end(made_of)
        return _copy(known)

    def _begun(self, made_of: Hashable, make: Callable[[], Response]) -> "Future[Response]":
        making = self._being_made.get(made_of)
        if making is None:
            making = self._being_made[made_of] = ensure_future(self._make(made_of, make))
        return making

    async def _make(self, made_of: Hashable, make: Callable[[], Response]) -> Response:
        try:
            made = await run_in_threadpool(make)
        finally:
            del self._being_made[made_of]
        self._known[made_of] = made
        self._taken += _size(made)
        while self._taken > self._most:
            self._taken -= _size(self._known.popitem(last=False)[1])
        return made


def _size(answer: Response) -> int:
    return len(answer.body) + _BESIDES


def _copy(answer: Response) -> Response:
    copy = Response(answer.body, answer.status_code, media_type=answer.media_type)
    copy.raw_headers = list(answer.raw_headers)
    return copy
