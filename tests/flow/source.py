"""A source of invented processes that can go wrong, a store that was filled from it the day before, and the
proof that the store holds what the source holds.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, insert, select

from domain.source import HarvestReport
from harvesters.harvest import harvest
from service.context import Context
from service.demo.soda_server import Fault, Order, SodaServer
from service.feeds import DatasetName
from service.progress import Progress
from service.steps import harvest as step
from store.engine import reading, writing
from store.schema import metadata
from store.tables import processes
from tests.examples import NOW
from tests.flow.house import TYPES, publish, settings
from tests.harvesters.rows import Row, a_process_row

PROCESSES = "p6dx-8zbt"
COLUMNS = TYPES[PROCESSES]
DAY_BEFORE = NOW - timedelta(days=1)
MEANWHILE = NOW + timedelta(seconds=30)
LATER = NOW + timedelta(hours=1)
NEXT_DAY = NOW + timedelta(days=1)

HTML = b"<html><body>The gateway is busy</body></html>"
JSON = {"Content-Type": "application/json"}
EMPTY = Fault(status=200, body=b"[]", headers=JSON)

# Answers of the source that pass: the harvest is complete all the same.
PASSING: Mapping[str, Fault] = {
    "429 without a word on when": Fault(status=429),
    "500": Fault(status=500, body=b'{"message": "oops", "error": true}', headers=JSON),
    "502 as HTML": Fault(status=502, body=HTML),
    "503 as HTML": Fault(status=503, body=HTML),
    "200 with HTML": Fault(status=200, body=HTML),
    "cut body": Fault(cut=True, plain=True),
    "cut body, gzip": Fault(cut=True),
    "cut body of its own length": Fault(cut_unseen=True, plain=True),
    "cut body of its own length, gzip": Fault(cut_unseen=True),
    "empty page before the end": EMPTY,
    "slow first byte": Fault(wait_seconds=0.5),
    "connection reset": Fault(reset=True),
    "shuffled page": Fault(order=Order.SHUFFLED),
    "any rows in place of the next ones": Fault(order=Order.IGNORED),
}

_NITS = ("890480184", "901841125", "800165392")


def midnight(now: datetime) -> str:
    """The day as the source writes it."""
    return f"{now.date()}T00:00:00.000"


def a_row(number: int, **columns: Any) -> Row:
    """A call that was published lately, of one of three buyers of the district."""
    lately = midnight(NOW - timedelta(days=number % 4))
    dates = {"fecha_de_publicacion_del": lately, "fecha_de_ultima_publicaci": lately}
    return a_process_row(
        number,
        **{"nit_entidad": _NITS[number % 3], "id_adjudicacion": "No Adjudicado", **dates, **columns},
    )


def _old(number: int, **columns: Any) -> Row:
    spring = midnight(NOW - timedelta(days=60 + number))
    return a_row(number, fecha_de_publicacion_del=spring, fecha_de_ultima_publicaci=spring, **columns)


def _award(number: int, supplier: int, value: int, **columns: Any) -> Row:
    return {
        **a_row(number),
        "id_adjudicacion": f"CO1.AWD.{number}",
        "codigoproveedor": f"70{supplier}",
        "adjudicado": "Si",
        "estado_del_procedimiento": "Adjudicado",
        "fecha_adjudicacion": midnight(NOW),
        "valor_total_adjudicacion": str(value),
        **columns,
    }


# As it stood the day before: calls of the last days, older ones that are still open, and the awards of one.
ROWS: Sequence[Row] = [
    *(a_row(n) for n in range(25)),
    *(_old(n) for n in range(25, 37)),
    *(_award(40, supplier, 1_000_000 * supplier) for supplier in range(1, 4)),
]


def next_morning() -> list[Row]:
    """The same source a day later: some rows changed in this or that, and new ones appeared."""
    changes: Mapping[int, Row] = {
        3: {"precio_base": "61000000", "fecha_de_ultima_publicaci": midnight(NOW)},
        4: {"estado_del_procedimiento": "Cancelado"},
        5: {"nombre_del_procedimiento": "Limpieza de otro canal"},
        8: {"visualizaciones_del": "12"},
        # Deadlines move without a word on the day of publication.
        26: {"fecha_de_recepcion_de": midnight(NOW + timedelta(days=20))},
        39: {"valor_total_adjudicacion": "77"},
    }
    return [
        *({**row, **changes.get(number, {})} for number, row in enumerate(ROWS)),
        *(a_row(n, fecha_de_ultima_publicaci=midnight(NOW)) for n in range(50, 62)),
        _award(41, 1, 5_000_000),
        _award(41, 2, 6_000_000),
    ]


def rename(soda: SodaServer, column: str, name: str, at: datetime = NOW) -> None:
    """The source publishes a column of the processes under another name."""
    rows = [
        {name if known == column else known: value for known, value in row.items()}
        for row in soda.rows(PROCESSES)
    ]
    columns = {name if known == column else known: kind for known, kind in COLUMNS.items()}
    soda.put(PROCESSES, rows, columns=columns, updated_at=at)


Act = Callable[[SodaServer], Fault | None]


@dataclass
class At:
    """Does something at some of the pages that a harvest asks for, counted from 1; `times` says how often."""

    pages: Callable[[int], bool]
    act: Act
    soda: SodaServer
    asked: int = 0
    times: int = 0

    def __call__(self, path: str, parameters: dict[str, str], number: int) -> Fault | None:
        if parameters.get("$order") != ":id":
            return None
        self.asked += 1
        if not self.pages(self.asked):
            return None
        self.times += 1
        return self.act(self.soda)


class Differences(NamedTuple):
    """Rows of the source that the store lacks, those it holds in another shape, and those it holds twice."""

    lacking: frozenset["Held"]
    stale: frozenset["Held"]
    twice: frozenset["Held"]


NONE = Differences(frozenset(), frozenset(), frozenset())


class Held(NamedTuple):
    """What a row says, in shapes that both source and store can be brought into by the plainest means."""

    key: str
    portfolio_id: str
    buyer_nit: str
    title: str
    status: str
    price_cop: int
    last_published_on: str
    closes_on: str
    awarded: bool
    award_cop: int | None


@dataclass(frozen=True)
class Town:
    """A source and the store that harvests it."""

    soda: SodaServer
    context: Context

    def at(self, pages: Callable[[int], bool] | int, act: Act) -> At:
        """From now on this happens at these pages."""
        chosen = (lambda page: page == pages) if isinstance(pages, int) else pages
        trouble = At(chosen, act, self.soda)
        self.soda.faults = trouble
        return trouble

    def calm(self) -> None:
        self.soda.faults = None

    def harvest(self, now: datetime = NOW, **options: Any) -> HarvestReport:
        context = replace(self.context, clock=lambda: now)
        (report,) = step.run(context, [DatasetName.PROCESSES], **options).reports
        return report

    def differences(self) -> Differences:
        """Between the source as it stands and the store. What the source held once may stay, as history."""
        source = {_of_source(row) for row in self.soda.rows(PROCESSES)}  # wholly equal rows are one
        held = select(processes).where(processes.c.gone_at.is_(None))
        with reading(self.context.engine) as db:
            store = Counter(_of_store(row._mapping) for row in db.execute(held))
        keys = {held.key for held in source}
        return Differences(
            lacking=frozenset(source - store.keys()),
            stale=frozenset(held for held in store if held not in source and held.key in keys),
            twice=frozenset(held for held, times in store.items() if times > 1),
        )


@contextmanager
def a_town(
    engine: Engine, rows: Sequence[Row] = ROWS, now: datetime = DAY_BEFORE, rows_a_page: int = 7
) -> Iterator[Town]:
    assert harvest.__kwdefaults__
    with SodaServer() as soda, pytest.MonkeyPatch.context() as patch:
        patch.setitem(harvest.__kwdefaults__, "page_size", rows_a_page)
        publish(soda, now, rows)
        chosen = settings(engine, soda.url, "smtp://127.0.0.1:9", "13001")
        yield Town(soda, Context(engine, chosen, lambda: now, Progress(quiet=True)))


Contents = Mapping[str, Sequence[dict[str, Any]]]


def contents(engine: Engine) -> Contents:
    """All that a database holds, by table. Numbers that the database gives by itself are left out."""
    with reading(engine) as db:
        return {
            table.name: [
                {name: value for name, value in row._mapping.items() if name != "id"}
                for row in db.execute(select(table))
            ]
            for table in metadata.sorted_tables
        }


def fill(engine: Engine, found: Contents) -> None:
    """Write contents into an empty database of either kind."""
    with writing(engine) as db:
        for table in metadata.sorted_tables:
            if rows := found[table.name]:
                db.execute(insert(table), rows)


def _of_source(row: Mapping[str, Any]) -> Held:
    parts = (row["id_del_proceso"], row.get("id_adjudicacion"), row.get("codigoproveedor"))
    award = row.get("valor_total_adjudicacion")
    return Held(
        key="|".join(part for part in parts if part not in (None, "No Adjudicado", "No Definido")),
        portfolio_id=row["id_del_portafolio"],
        buyer_nit=row["nit_entidad"],
        title=row["nombre_del_procedimiento"].strip(),
        status=row["estado_del_procedimiento"],
        price_cop=int(row["precio_base"]),
        last_published_on=row["fecha_de_ultima_publicaci"][:10],
        closes_on=row["fecha_de_recepcion_de"][:10],
        awarded=row["adjudicado"] == "Si",
        award_cop=int(award) if award else None,
    )


def _of_store(row: Mapping[Any, Any]) -> Held:
    return Held(
        key=row["key"].partition("#")[0],  # behind it stands what tells rows of one key apart
        portfolio_id=row["portfolio_id"],
        buyer_nit=row["buyer_nit"],
        title=row["title"],
        status=row["status"],
        price_cop=row["price_cop"],
        last_published_on=str(row["last_published_on"]),
        closes_on=str(row["closes_on"]),
        awarded=row["awarded"],
        award_cop=row["award_cop"],
    )
