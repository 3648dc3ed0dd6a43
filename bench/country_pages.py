"""The pages of a country without its days: two towns on PostgreSQL, with some 110 matches a board.

Four times as many as in Cartagena: what a board's page costs must not follow from how much there is for it.
"""

import tempfile
from pathlib import Path

from bench.country_rows import FIRST_DAY, Country, context_of
from bench.figures import Figure
from bench.postgres import analyze, database
from bench.web import of_boards
from service.steps import assess, buyers, link, match
from tests.postgres import server

_BOARDS = 864


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
        context.engine.dispose()
        return list(of_boards(f"{_BOARDS} boards", address, country.codes_at_home(), Path(home), quick))
