"""Answers that hold as long as all that they were made of: to read it again is cheap, to tell it is not."""

import gzip
from asyncio import Future, ensure_future, shield
from collections import OrderedDict
from collections.abc import Callable, Hashable

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

# To make an answer is work for the processor, and threads share one: two at a time are as fast as forty, and
# who came first is answered in a moment instead of all of them at the end.
MADE_AT_ONCE = 2
_BESIDES = 4_000  # bytes that an answer takes besides its body: what it was made of, and its headers
_SMALL = 500  # bytes that packing would not make fewer


class Remembered:
    """The answers of last, packed, by all that they were made of, for nothing here grows old by itself.

    `most` is how many bytes they may take together: whoever asks for what nobody asked before fills it. It is
    asked in the server's loop alone.
    """

    def __init__(self, most: int) -> None:
        self._most, self._taken = most, 0
        self._known: OrderedDict[Hashable, Response] = OrderedDict()
        self._being_made: dict[Hashable, Future[Response]] = {}
        self._makers = CapacityLimiter(MADE_AT_ONCE)

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
            made = await run_sync(lambda: _packed(make()), limiter=self._makers)
        finally:
            del self._being_made[made_of]
        self._known[made_of] = made
        self._taken += _size(made)
        while self._taken > self._most:
            self._taken -= _size(self._known.popitem(last=False)[1])
        return made


class _Packed(Response):
    """An answer whose body is packed once; who cannot unpack it (no browser) is sent it unpacked."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            self.headers.add_vary_header("Accept-Encoding")  # what is sent plain gets it by the middleware
            await super().__call__(scope, receive, send)
            return
        plain = Response(gzip.decompress(self.body), self.status_code)
        said = (b"content-length", b"content-encoding")
        plain.raw_headers = [one for one in self.raw_headers if one[0] not in said]
        plain.headers["content-length"] = str(len(plain.body))
        await plain(scope, receive, send)


def _packed(made: Response) -> Response:
    if len(made.body) < _SMALL:
        return made
    packed = _Packed(gzip.compress(made.body, mtime=0), made.status_code)
    packed.raw_headers = [one for one in made.raw_headers if one[0] != b"content-length"]
    packed.headers["content-length"] = str(len(packed.body))
    packed.headers["content-encoding"] = "gzip"
    return packed


def _size(answer: Response) -> int:
    return len(answer.body) + _BESIDES


def _copy(answer: Response) -> Response:
    copy = type(answer)(answer.body, answer.status_code, media_type=answer.media_type)
    copy.raw_headers = list(answer.raw_headers)
    return copy
