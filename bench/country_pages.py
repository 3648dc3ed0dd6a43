"""The pages of a country without its days: two towns on PostgreSQL, with some 110 matches a board.

Four times as many as in Cartagena: what a board's page costs must not follow from how much there is for it.
So the boards with the fewest matches stand beside those with the most; then both stand under load.
"""

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from fastapi.testclient import TestClient

from api.app import create_app
from bench.country_rows import FIRST_DAY, Country, context_of
from bench.figures import Figure
from bench.postgres import analyze, database
from bench.web import of_boards
from bench.web_servers import SECRET, WEB
from notifications.links import sign
from service.context import Context
from service.steps import assess, buyers, link, match
from store import matches
from store.engine import reading
from tests.postgres import server

_BOARDS = 864
_SOME = 40  # boards at either end: whether one lacks what neighbours may add weighs more than its matches
_NO_DEARER = 0.8


def run(quick: bool) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory() as home,
        server() as databases,
        database(databases, "pages") as address,
    ):
        context = context_of(address, lambda: FIRST_DAY)
        country = Country(context, _BOARDS)
        country.settle()
        for step in (link, buyers, assess, match):
            step.run(context)
        analyze(context.engine)
        codes = country.codes_at_home()
        made = _made(context, codes)
        context.engine.dispose()
        return [made, *of_boards(f"{_BOARDS} boards", address, codes, Path(home), quick)]


def _made(context: Context, codes: Sequence[str]) -> Figure:
    with reading(context.engine) as db:
        number = {code: len(matches.of_board(db, code)) for code in codes}
    ranked = sorted(codes, key=lambda code: number[code])
    few, many = ranked[:_SOME], ranked[-_SOME:]
    client = TestClient(create_app(context.engine, WEB))
    client.get(_page(ranked[_SOME]))  # the catalogue and the templates are read
    said = []
    for some in (many, few):
        taken, sent = [], []
        for code in some:
            started = process_time()
            answer = client.get(_page(code))
            taken.append(process_time() - started)
            sent.append(int(answer.headers["content-length"]))
        calls = statistics.mean(number[code] for code in some)
        said.append((calls, statistics.mean(taken), statistics.mean(sent)))
    ours, least = (
        f"{calls:.0f} calls: {seconds * 1000:.0f} ms, {size:,.0f} bytes" for calls, seconds, size in said
    )
    return Figure(
        "a page made anew, of the boards with the most calls and the fewest",
        ours,
        least,
        said[1][1] / said[0][1],
        _NO_DEARER,
    )


def _page(code: str) -> str:
    return f"/junta/{sign(code, SECRET)}"
