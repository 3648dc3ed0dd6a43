"""Of the calls of many towns only those in reach are judged, and it is told what judging all would tell."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, Engine

from api import judging
from api.why import published_on, read_offered, read_why
from domain.board import Board
from domain.process import Process, as_published, standing
from matching.match import today_of
from matching.prepare import kept_from_all
from matching.why import Asked, Why, why
from store import boards, offered, processes
from store.engine import reading, writing
from tests.examples import NOW, TODAY, a_board, a_process
from tests.written_places import a_place

HOME, TURBACO, BOGOTA, MEDELLIN = "13001", "13836", "11001", "05001"
TOWNS = (HOME, TURBACO, BOGOTA, MEDELLIN)
BOARDS = [a_board(code=f"JAC-{town}", municipality=town, trades=()) for town in TOWNS]
DAYS = 30


def a_call(chance: Random, number: int) -> Process:
    published = chance.choice((*(TODAY - timedelta(days=chance.randrange(40)) for _ in range(7)), None))
    return a_process(
        number=number,
        **a_place(chance, TOWNS),
        modality=chance.choice(
            ("Mínima cuantía", "Licitación pública", "Contratación directa", "De otra", None)
        ),
        status=chance.choice(("Publicado", "Publicado", "Adjudicado", "Cancelado", "Borrador", "Otro")),
        awarded=chance.random() < 0.2,
        published_on=published,
        last_published_on=published and chance.choice((published, TODAY)),
        closes_on=chance.choice((None, TODAY + timedelta(days=chance.randrange(-40, 20)))),
    )


def rewritten(chance: Random, process: Process) -> Process:
    """A newer row of the same procedure, perhaps of another place."""
    place = a_place(chance, TOWNS)
    return process._replace(key=f"{process.key}.2", last_published_on=TODAY, **place)


def judged_all(db: Connection, board: Board, first_day: date) -> tuple[Why, date | None]:
    """The plain way: whatever was offered anywhere is prepared and judged."""
    kept: Counter[str] = Counter()
    heard, days = [], []
    for seen in offered.within(db, first_day, TODAY):
        stood, on = as_published(seen.process), min(published_on(seen), TODAY)
        days.append(on)
        if rule := kept_from_all(standing(stood, on)):
            kept[rule] += 1
        else:
            heard.append((seen.process, on))
    known = judging.known(db, [board])
    asked = []
    for process, on in heard:
        stood, day = as_published(process), known.day(on)
        asked.append(Asked(today_of(judging.prepared(stood, standing(stood, on), HOME), day), day))
    found = why(known.profiles[0], asked, judging.law_then(db, board.code, heard), kept)
    return found, min((day for day in days if day >= first_day), default=None)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_told_of_a_board_is_what_judging_every_call_would_tell(engine: Engine, seed: int) -> None:
    chance = Random(seed)
    calls = [a_call(chance, number) for number in range(150)]
    calls += [rewritten(chance, call) for call in chance.sample(calls, 30)]
    with writing(engine) as db:
        boards.save(db, BOARDS, NOW)
        processes.RECORDS.save(db, calls, [call.key.encode() for call in calls], NOW)
    first_day = TODAY - timedelta(days=DAYS - 1)
    with reading(engine) as db:
        for board in BOARDS:
            page = read_why(db, board.code, DAYS, TODAY, HOME)
            assert page is not None
            plainly, began_on = judged_all(db, board, first_day)
            assert page.why == plainly
            only_near = read_offered(db, [board], first_day, TODAY, HOME)
            assert only_near.first_day == began_on
            assert 0 < len(only_near.asked) < plainly.calls / 2
            assert plainly.misses or plainly.matches
