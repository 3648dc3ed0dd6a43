"""Projects of invented boards at each state of the way, tied to the sample's own invented rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, select

from api.following import follow
from domain.access import Permission
from domain.board import Board, Trade
from domain.contract import Contract, PlannedPurchase
from domain.process import Process, Standing, standing
from domain.project import BudgetLine, CostBasis, TieKind, Wording
from domain.text import fold
from domain.titles import readable
from matching.places.gazetteer import place_names
from matching.trade import suggested_trades
from service.context import Context
from store import boards, budget_lines, contracts, plans, processes, project_ties, projects, staff
from store.engine import writing
from store.tables import plan_links

_LIST = "Lista inventada de la muestra"
_WHY = "El nombre, el barrio y el valor son los del proyecto que aprobó la asamblea."
_SOURCE = "Acta inventada de la muestra"
_STATUSES = ("Aprobado", "En ejecución", "Modificado", "terminado")  # of one contract each
_MILLION = 1_000_000


class _Seed(NamedTuple):
    """A row that a project comes to, what it says, and when that began: the project was there before."""

    kind: TieKind
    about: str
    text: str
    value_cop: int | None
    began_on: date | None = None


def plan(context: Context, first: str | None) -> None:
    """A project for each kind of row, two that are tied to none, one hidden, and one whose tie was wrong."""
    with writing(context.engine) as db:
        known = {
            fold(one.barrio): one for one in boards.every(db, context.settings.municipality) if one.barrio
        }
        by = min(staff.who_may(db, Permission.ACCOMPANY))
        lines = _bring(context, db, list(known.values())[:4])
        weeks = 30
        for seed in (*_of_rows(context, db, known), *lines):
            board = _board_of(context, seed.text, known)
            if board is None:
                continue
            weeks -= 2
            id_ = _register(context, db, board, seed, weeks)
            _tie(context, db, id_, seed.kind, seed.about, by)
        _of_first(context, db, first, by)
        follow(db, context.now)


def _of_rows(context: Context, db: Connection, known: dict[str, Board]) -> Iterator[_Seed]:
    today = context.today
    ahead = plans.ahead(db, today, today + timedelta(days=365))
    lines = {one.key: one for one in plans.every(db)}
    maybe = db.execute(select(plan_links.c.plan_key).where(plan_links.c.verdict == "probable")).scalars()
    calls = processes.published_since(db, today - timedelta(days=150))
    signed = contracts.with_supplier(db)
    is_ours = _named(context, known)
    yield from _first(_of_line(one) for one in ahead if is_ours(one.description))
    yield from _first(_of_line(lines[key]) for key in maybe if is_ours(lines[key].description))
    yield from _first(
        _of_call(one) for one in calls if is_ours(one.text) and standing(one, today) is Standing.OPEN
    )
    for status in _STATUSES:
        own = (one for one in signed if one.status == status and one.object and is_ours(one.object))
        yield from _first(_of_contract(one) for one in own)


def _named(context: Context, known: dict[str, Board]) -> Callable[[str], bool]:
    return lambda text: _board_of(context, text, known) is not None


def _board_of(context: Context, text: str, known: dict[str, Board]) -> Board | None:
    names = map(fold, place_names(context.settings.municipality, text))
    return next((known[name] for name in names if name in known), None)


def _first(seeds: Iterable[_Seed]) -> Iterator[_Seed]:
    for seed in seeds:
        yield seed
        return


def _of_line(line: PlannedPurchase) -> _Seed:
    return _Seed(TieKind.PLAN_LINE, line.key, line.description, line.value_cop)


def _of_call(process: Process) -> _Seed:
    began_on = process.published_on
    return _Seed(TieKind.PROCESS, process.portfolio_id, process.title, process.price_cop, began_on)


def _of_contract(contract: Contract) -> _Seed:
    text, began_on = contract.object or "", contract.signed_on
    return _Seed(TieKind.CONTRACT, contract.key, text, contract.value_cop, began_on)


def _bring(context: Context, db: Connection, some: list[Board]) -> list[_Seed]:
    """A list of a participatory budget; the first of its lines are projects."""
    lines = [
        BudgetLine(
            *(context.today.year, "Alcaldía (línea inventada)", board.locality or "", f"{number:03}"),
            *(f"Arreglo del parque del barrio {board.barrio}", board.unit or ""),
            *(40 * _MILLION * number if number != 3 else None, _LIST),
        )
        for number, board in enumerate(some, 1)
    ]
    budget_lines.save(db, lines, context.now - timedelta(days=40))
    kept = budget_lines.find(db, "", None, 2)
    return [_Seed(TieKind.BUDGET_LINE, str(one.id), one.line.title, one.line.amount_cop) for one in kept]


def _register(context: Context, db: Connection, board: Board, seed: _Seed, weeks: int) -> int:
    since = (context.today - seed.began_on) if seed.began_on else timedelta()
    at = context.now - since - timedelta(weeks=max(weeks, 1))
    cost = round(0.95 * seed.value_cop / _MILLION) * _MILLION if seed.value_cop else None
    hints = suggested_trades(fold(seed.text))
    said = Wording(
        title=readable(seed.text.partition(". ")[0], 100, [board.barrio or ""]),
        what="Lo que la asamblea pidió para el barrio. Es un proyecto inventado.",
        trade=hints[0].trade if hints else Trade.SMALL_WORKS,
        barrio=board.barrio,
        locality=board.locality,
        cost_cop=cost or None,
        basis=CostBasis.OWN_ESTIMATE if cost else CostBasis.UNKNOWN,
        households=40 * max(weeks, 1),
        approved_on=(at - timedelta(days=20)).date(),
    )
    id_ = projects.register(db, board.code, said, at)
    projects.publish(db, id_, at)
    return id_


def _tie(context: Context, db: Connection, id_: int, kind: TieKind, about: str, by: int) -> None:
    project_ties.tie(db, id_, kind, about, _WHY, _SOURCE, by, context.now - timedelta(hours=3))


def _of_first(context: Context, db: Connection, first: str | None, by: int) -> None:
    """Of the board that the demo shows: one that was tied to a wrong row, one that was said otherwise and
    is not public, and one that was hidden.
    """
    board = boards.get(db, first) if first else None
    if board is None:
        return
    before = context.now - timedelta(weeks=20)
    said = Wording(
        title="Arreglar la cancha",
        what="Nivelar el piso, pintar las líneas y poner malla.\nEs un proyecto inventado.",
        trade=Trade.SMALL_WORKS,
        barrio=board.barrio,
        locality=board.locality,
        spot="La cancha junto al salón comunal",
        people=600,
        whom="Los niños y jóvenes del barrio",
    )
    court = projects.register(db, board.code, said, before)
    projects.publish(db, court, before)
    wrong = next(iter(plans.every(db)), None)
    if wrong:
        _tie(context, db, court, TieKind.PLAN_LINE, wrong.key, by)
        follow(db, context.now - timedelta(hours=2), court)
        (made,) = project_ties.OF_PROJECT.ask(db, project=court)
        at = context.now - timedelta(hours=1)
        project_ties.untie(db, court, made.id, "Era la cancha de otro barrio.", by, at)
    garden = projects.register(db, board.code, Wording("Una huerta", "Sembrar.", Trade.ENVIRONMENT), before)
    changed = Wording("Una huerta comunitaria", "Sembrar en el lote comunal.", Trade.ENVIRONMENT)
    projects.change(db, garden, changed, context.now - timedelta(weeks=2))
    hidden = projects.register(db, board.code, Wording("Iluminar la calle", "Postes.", Trade.ROADS), before)
    projects.publish(db, hidden, before)
    projects.hide(db, hidden, "Nombraba a una vecina.", context.now - timedelta(days=3))
