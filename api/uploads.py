"""A board's file on its way in. It stays in memory until it is sealed: none of it lies open on the disk.

So memory is what is scarce. One file of a board comes in at a time, and only so many in all: who comes later
waits unread, which costs us nothing, for what was not read stays with who sends it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from api.security import LARGEST_PAPER

MOST_AT_ONCE = 8  # of one process: some 240 MB at most while each is looked through
_PATIENCE = timedelta(seconds=60)
_LONGEST = timedelta(minutes=10)  # ten megabytes by the slowest network that is still sold
_LOOK_SECONDS = 0.1
_BUSY = "Nos están llegando otros archivos. Vuelvan atrás, esperen un minuto y envíenlo otra vez."
_SLOW = (
    "El archivo no alcanzó a llegar. Envíenlo donde haya mejor señal, o tómenle una foto con menos calidad."
)


class Uploads:
    """Whose files are coming in, in this process."""

    def __init__(
        self, most: int = MOST_AT_ONCE, patience: timedelta = _PATIENCE, longest: timedelta = _LONGEST
    ) -> None:
        self._most, self._longest = most, longest.total_seconds()
        self._looks = int(patience.total_seconds() / _LOOK_SECONDS)
        self._sending: set[str] = set()

    @asynccontextmanager
    async def form_of(self, request: Request, board_code: str) -> AsyncIterator[FormData]:
        """What the board sends: one file at most. Raises HTTPException where it is not its turn for long, or
        the file takes longer than any should.
        """
        await self._turn(board_code)
        form = FormData()
        try:
            form = await self._read(request)
            yield form
        finally:
            await form.close()
            self._sending.discard(board_code)

    async def _turn(self, board_code: str) -> None:
        for _ in range(self._looks + 1):
            if board_code not in self._sending and len(self._sending) < self._most:
                self._sending.add(board_code)
                return
            await asyncio.sleep(_LOOK_SECONDS)
        raise HTTPException(503, _BUSY)

    async def _read(self, request: Request) -> FormData:
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            return FormData()  # no form of ours
        try:
            async with asyncio.timeout(self._longest):
                return await _InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
        except MultiPartException as error:
            raise HTTPException(400) from error
        except TimeoutError as error:
            raise HTTPException(408, _SLOW) from error


class _InMemory(MultiPartParser):
    """The framework's own writes what is larger than a megabyte into a file."""

    spool_max_size = LARGEST_PAPER
