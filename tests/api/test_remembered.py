"""Answers that are remembered: which are kept, and that making one holds nobody else."""

import asyncio
from threading import Event

import pytest
from fastapi.responses import Response

from api.remembered import Remembered


def made_anew(answers: Remembered, what: str, size: int = 10) -> bool:
    """Whether asking for this makes it."""
    made = []

    def make() -> Response:
        made.append(what)
        return Response("x" * size)

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
