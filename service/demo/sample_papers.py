"""Papers that invented boards handed in: sheets that say of themselves that they are invented."""

from collections.abc import Sequence
from datetime import timedelta

import typst
from sqlalchemy import Connection

from domain.board import Board
from domain.files import fit
from domain.filing import Fate, Filing
from notifications.notice import current
from notifications.words import day_and_year
from readiness.catalogue import load
from service.context import Context
from store import boards, filings
from store.engine import reading, writing

_BLURRED = "No se alcanza a leer. Tómenle otra foto con más luz, de frente y completa."
# Board by its place in the list, requirement, sheets, days ago, whether it is a photograph.
_HANDED_IN = (
    (0, "CERT", 1, 0, True),
    (0, "RUT", 2, 1, False),
    (1, "PROC", 1, 3, True),
    (2, "AUT", 2, 6, True),
    (3, "BANCO", 1, 9, False),
)
_SHEET = """
#set page(width: 120mm, height: 160mm, margin: 12mm)
#set text(font: "Libertinus Serif", size: 12pt, lang: "es")
#align(center)[*MUESTRA INVENTADA*]
#v(8mm)
#align(center)[#text(16pt)[*#sys.inputs.title*]]
#v(8mm)
#sys.inputs.board
#v(4mm)
Expedido el #sys.inputs.day.
#v(4mm)
Hoja #sys.inputs.sheet. Ni la junta ni este papel existen: sirven para probar Convite.
"""


def hand_in(context: Context, first: str | None) -> None:
    """Some papers to look at, one that was refused, and that board first of all which the demo shows."""
    with reading(context.engine) as db:
        known = boards.every(db)
    known.sort(key=lambda board: board.code != first)
    for place, requirement, sheets, days, is_photograph in _HANDED_IN:
        board = known[place % len(known)]
        for sheet in range(1, sheets + 1):
            _hand_in(context, board, requirement, sheet, days, is_photograph=is_photograph)
    _refuse_one(context, known)


def _hand_in(
    context: Context, board: Board, requirement: str, sheet: int, days: int, *, is_photograph: bool
) -> None:
    at = context.now - timedelta(days=days, minutes=10 * sheet)
    content = _drawn(context, board, requirement, sheet, days, is_photograph=is_photograph)
    kind, parts = fit(content)
    filing = Filing(filings.new_id(), board.code, requirement, kind, len(content), at)
    context.papers.write(filing.id, board.code, parts)
    with writing(context.engine) as db:
        filings.add(db, filing, current(context.today, *context.settings.answers_for_data).version)


def _refuse_one(context: Context, known: Sequence[Board]) -> None:
    _hand_in(context, known[0], "POLI", 1, 2, is_photograph=True)
    with writing(context.engine) as db:
        ids = _of(db, known[0].code, "POLI")
        at = context.now - timedelta(days=1)
        filings.decide(db, ids, Fate.REFUSED, "quien acompaña a las juntas", at, _BLURRED)
    context.papers.remove(ids)


def _of(db: Connection, code: str, requirement: str) -> list[str]:
    return [one.id for one in filings.waiting_of(db, code) if one.requirement == requirement]


def _drawn(
    context: Context, board: Board, requirement: str, sheet: int, days: int, *, is_photograph: bool
) -> bytes:
    told = {
        "title": load(context.today).requirements[requirement].title,
        "board": board.name,
        "day": day_and_year(context.today - timedelta(days=days + 1)),
        "sheet": str(sheet),
    }
    drawn: bytes = typst.compile(
        _SHEET.encode(),
        format="png" if is_photograph else "pdf",
        ppi=110,
        sys_inputs=told,
        ignore_system_fonts=True,
    )
    return drawn
