"""Whose file comes in when: one of a board at a time, a few in all, and none for ever."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from api.uploads import Uploads

FORM = b'--x\r\nContent-Disposition: form-data; name="archivo"; filename="a.pdf"\r\n\r\n%PDF-\r\n--x--\r\n'
SOON, NOW = timedelta(seconds=2), timedelta(0)


class Telephone:
    """A browser that sends its form, once it is let."""

    def __init__(self, *, sends: bool = True, kind: str = "multipart/form-data; boundary=x") -> None:
        self.sends = asyncio.Event()
        if sends:
            self.sends.set()
        scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
        self.request = Request(scope, self._receive)

    async def _receive(self) -> Message:
        await self.sends.wait()
        return {"type": "http.request", "body": FORM, "more_body": False}


async def content_of(uploads: Uploads, telephone: Telephone, board: str) -> bytes | None:
    async with uploads.form_of(telephone.request, board) as form:
        file = form.get("archivo")
        return await file.read() if isinstance(file, UploadFile) else None


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scene, 5))


@pytest.mark.parametrize(("boards", "most"), [(["A", "A"], 8), (["A", "B"], 1)], ids=["one board", "in all"])
def test_who_comes_later_waits_unread_until_there_is_room(boards: list[str], most: int) -> None:
    async def scene() -> None:
        uploads, first, second = Uploads(most, SOON), Telephone(sends=False), Telephone()
        done = [
            asyncio.create_task(content_of(uploads, one, board))
            for one, board in zip((first, second), boards, strict=True)
        ]
        await asyncio.sleep(0.15)
        assert not any(one.done() for one in done)
        first.sends.set()
        assert await asyncio.gather(*done) == [b"%PDF-", b"%PDF-"]

    run(scene())


@pytest.mark.parametrize(("boards", "most"), [(["A", "A"], 8), (["A", "B"], 1)], ids=["one board", "in all"])
def test_who_waits_in_vain_is_told_to_come_back(boards: list[str], most: int) -> None:
    async def scene() -> None:
        uploads = Uploads(most, NOW)
        first = asyncio.create_task(content_of(uploads, Telephone(sends=False), boards[0]))
        await asyncio.sleep(0)
        with pytest.raises(HTTPException, match="503"):
            await content_of(uploads, Telephone(), boards[1])
        first.cancel()

    run(scene())


def test_other_boards_need_not_wait() -> None:
    async def scene() -> None:
        uploads = Uploads(2, NOW)
        first = asyncio.create_task(content_of(uploads, Telephone(sends=False), "A"))
        await asyncio.sleep(0)
        assert await content_of(uploads, Telephone(), "B") == b"%PDF-"
        first.cancel()

    run(scene())


def test_a_file_that_never_arrives_makes_room_for_the_next() -> None:
    async def scene() -> None:
        uploads = Uploads(1, NOW, longest=timedelta(seconds=0.05))
        with pytest.raises(HTTPException, match="408"):
            await content_of(uploads, Telephone(sends=False), "A")
        assert await content_of(uploads, Telephone(), "A") == b"%PDF-"

    run(scene())


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_what_is_no_form_of_ours_is_not_read(kind: str) -> None:
    async def scene() -> None:
        assert await content_of(Uploads(), Telephone(sends=False, kind=kind), "A") is None

    run(scene())


def test_a_form_that_is_broken_is_refused() -> None:
    async def scene() -> None:
        with pytest.raises(HTTPException, match="400"):
            await content_of(Uploads(), Telephone(kind="multipart/form-data"), "A")

    run(scene())
