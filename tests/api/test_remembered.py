"""Answers that are remembered: which are kept, packed, and that making one holds nobody else."""

import asyncio
from random import Random
from threading import Event, Semaphore

import pytest
from fastapi.responses import Response
from sqlalchemy import Engine

from api.remembered import MADE_AT_ONCE, Remembered
from tests.api.town import ON_SQLITE, POZON, a_client, page_of, settle_one_call


def made_anew(answers: Remembered, what: str, size: int = 10) -> bool:
    """Whether asking for this makes it. What is by chance has no fewer bytes for being packed."""
    made = []

    def make() -> Response:
        made.append(what)
        return Response(Random(size).randbytes(size))

    asyncio.run(answers.of(what, make))
    return bool(made)


def test_the_loop_answers_others_while_an_answer_is_made() -> None:
    async def others_were_answered() -> bytes:
        answered = Event()
        asked = asyncio.create_task(answers.of("slow", lambda: Response(str(answered.wait(5)))))
        await asyncio.sleep(0.01)
        answered.set()
        return bytes((await asked).body)

    answers = Remembered(10_000)
    assert asyncio.run(others_were_answered()) == b"True"


def test_what_many_ask_for_at_once_is_made_once_even_if_the_first_goes_away() -> None:
    async def bodies() -> list[bytes]:
        waiting = [asyncio.create_task(answers.of("a", make)) for _ in range(3)]
        await asyncio.sleep(0.01)
        waiting.pop(0).cancel()
        gone.set()
        return [bytes(answer.body) for answer in await asyncio.gather(*waiting)]

    def make() -> Response:
        made.append(gone.wait(5))
        return Response("x")

    answers, gone = Remembered(10_000), Event()
    made: list[bool] = []
    assert asyncio.run(bodies()) == [b"x", b"x"]
    assert made == [True]


def test_what_could_not_be_made_is_made_when_it_is_asked_for_again() -> None:
    def fail() -> Response:
        raise LookupError

    answers = Remembered(10_000)
    with pytest.raises(LookupError):
        asyncio.run(answers.of("a", fail))
    assert made_anew(answers, "a")


def test_what_is_kept_has_a_size_and_the_longest_unasked_goes_first() -> None:
    answers = Remembered(20_000)
    assert [made_anew(answers, what) for what in ("a", "b", "c", "d")] == [True] * 4
    assert not made_anew(answers, "a")
    assert made_anew(answers, "e")
    assert [made_anew(answers, what) for what in ("e", "a", "d", "b")] == [False, False, False, True]
    assert made_anew(answers, "f", 11_000)  # in place of three
    assert [made_anew(answers, what) for what in ("f", "b", "d")] == [False, False, True]


def test_what_is_larger_than_all_room_is_answered_and_not_kept() -> None:
    answers = Remembered(20_000)
    assert [made_anew(answers, "a", 20_000) for _ in range(2)] == [True, True]
    assert [made_anew(answers, "b") for _ in range(2)] == [True, False]


def test_what_is_added_to_an_answer_is_not_on_the_next() -> None:
    async def twice() -> list[str]:
        first = await answers.of("a", lambda: Response("x", headers={"X-Of": "a"}))
        first.set_cookie("sesion", "mine")
        return (await answers.of("a", Response)).headers.keys()

    answers = Remembered(10_000)
    assert asyncio.run(twice()) == ["x-of", "content-length"]


def test_of_many_that_must_be_made_the_first_are_answered_before_the_last_are_begun() -> None:
    async def begun_when_the_first_was_answered() -> int:
        waiting = [asyncio.create_task(answers.of(n, make)) for n in range(10)]
        for _ in range(MADE_AT_ONCE):
            may_go_on.release()
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        found = len(begun)
        for _ in waiting:
            may_go_on.release()
        assert len(await asyncio.gather(*waiting)) == 10
        return found

    def make() -> Response:
        begun.append(may_go_on.acquire(timeout=5))
        return Response("x")

    answers, may_go_on = Remembered(100_000), Semaphore(0)
    begun: list[bool] = []
    assert asyncio.run(begun_when_the_first_was_answered()) <= 2 * MADE_AT_ONCE
    assert begun == [True] * 10


@ON_SQLITE
def test_a_page_is_packed_once_and_unpacked_for_who_cannot(engine: Engine) -> None:
    settle_one_call(engine)
    client, path = a_client(engine), page_of(POZON)
    packed = client.get(path)
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert int(plain.headers["content-length"]) == len(plain.content)
    for answer in (packed, plain):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    head = client.head(path, headers={"accept-encoding": "identity"})
    assert head.headers["content-length"] == plain.headers["content-length"]
