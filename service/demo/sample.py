"""The invented sample: boards, what they can show, and rows as the source would give them, around a day.

The same instant and seed give the same sample, to the letter. `a_later_day` is the source a day later, with
deadlines moved, calls withdrawn, prices changed and new calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from domain.board import Board
from domain.days import day_of
from domain.readiness import Evidence
from domain.territory import Place
from matching.places.gazetteer import Gazetteer
from service.demo.sample_boards import SampleBoard, make_boards
from service.demo.sample_calls import FIRST_NUMBER, make_calls
from service.demo.sample_chance import stream
from service.demo.sample_contracts import contract_rows, line_rows
from service.demo.sample_doubts import with_doubts
from service.demo.sample_evidence import make_evidence
from service.demo.sample_files import write_board_file, write_evidence_file
from service.demo.sample_past import (
    bid_rows,
    secop1_rows,
    secop1_sanction_rows,
    secop2_sanction_rows,
)
from service.demo.sample_present import document_rows, modification_rows, plan_rows, supplier_rows
from service.demo.sample_recipes import LATER_RECIPES, RECIPES
from service.demo.sample_wire import Row, process_rows, wire_date
from service.demo.sample_works import columns

MUNICIPALITY = "13001"
PROCESSES, CONTRACTS, PLANS = "p6dx-8zbt", "jbjy-vk9h", "9sue-ezhx"
NOTICE = (
    "Muestra inventada: las juntas, las personas, los correos, los celulares, los NIT de juntas y "
    "proveedores y todos los procesos son ficticios. Sólo los barrios y las entidades públicas existen."
)
MOVED, WITHDRAWN, REPRICED = 8, 3, 4  # live calls for boards that the later day changes


@dataclass(frozen=True)
class Sample:
    """Everything invented. `published` is the source's rows on `today` by dataset id, in wire shape.

    `evidence` is (board code, evidence). `live_for_boards` are the portfolios of calls open on `today` that
    were written to suit a board. `columns` gives the type of every column of each dataset.
    """

    today: date
    seed: int
    made: tuple[SampleBoard, ...]
    evidence: tuple[tuple[str, Evidence], ...]
    published: dict[str, list[Row]]
    live_for_boards: frozenset[str]
    columns: dict[str, dict[str, str]] = field(default_factory=columns)
    notice: str = NOTICE

    @property
    def boards(self) -> tuple[Board, ...]:
        return tuple(one.board for one in self.made)

    def rows(self, day: int = 0) -> dict[str, list[Row]]:
        """What the source has so many days after `today`."""
        sample = self
        for _ in range(day):
            sample = a_later_day(sample)
        return sample.published

    def write_boards(self, path: Path) -> None:
        write_board_file(path, self.made)

    def write_evidence(self, path: Path) -> None:
        write_evidence_file(path, self.evidence)


def make(now: datetime, seed: int = 2166) -> Sample:
    """The sample around this instant: 432 boards, about 3,000 processes, 200 contracts, 300 plan lines, and
    some rows of every other dataset.
    """
    today, gazetteer = day_of(now), Gazetteer.load(MUNICIPALITY)
    made = make_boards(gazetteer, today, stream(seed, "boards"))
    boards = tuple(one.board for one in made)
    papers = stream(seed, "evidence")
    places = _places(gazetteer)
    calls = make_calls(RECIPES, boards, places, today, stream(seed, "calls"))
    live = [call for call in calls if call.recipe.live_for_boards]
    contracts = with_doubts(contract_rows(calls, stream(seed, "contracts")), boards)
    lines = line_rows(places, today, stream(seed, "plans"))
    bidders, offers = bid_rows(calls, boards, today, stream(seed, "bids"))
    return Sample(
        today=today,
        seed=seed,
        made=tuple(made),
        evidence=tuple(
            (one.board.code, item) for one in made for item in make_evidence(one.situation, today, papers)
        ),
        published={
            PROCESSES: process_rows(calls, stream(seed, "wire")),
            CONTRACTS: contracts,
            PLANS: lines,
            "b6m4-qgqv": plan_rows(lines, today),
            "f789-7hwg": secop1_rows(boards, places, today, stream(seed, "secop1")),
            "hgi6-6wh3": bidders,
            "wi7w-2nvm": offers,
            "qmzu-gj57": supplier_rows(boards, stream(seed, "accounts")),
            **document_rows(live, stream(seed, "documents")),
            "e2u2-swiw": modification_rows(calls, today, stream(seed, "modifications")),
            "it5q-hg94": secop2_sanction_rows(contracts, today, stream(seed, "sanctions")),
            "4n4q-k399": secop1_sanction_rows(today, stream(seed, "old sanctions")),
        },
        live_for_boards=frozenset(call.portfolio_id for call in live),
    )


def a_later_day(sample: Sample) -> Sample:
    """The same source one day on: 8 deadlines moved, 3 calls withdrawn, 4 prices changed, 12 new calls."""
    today = sample.today + timedelta(days=1)
    chance = stream(sample.seed, f"day {today}")
    changed = _changes(sample, today, chance)
    kept = [{**row, **changed.get(row["id_del_portafolio"], {})} for row in sample.published[PROCESSES]]
    first = 1 + max(FIRST_NUMBER, *(int(row["id_del_portafolio"].rsplit(".", 1)[1]) for row in kept))
    calls = make_calls(
        LATER_RECIPES, sample.boards, _places(Gazetteer.load(MUNICIPALITY)), today, chance, first
    )
    withdrawn = {portfolio for portfolio, fields in changed.items() if "estado_del_procedimiento" in fields}
    return replace(
        sample,
        today=today,
        published={**sample.published, PROCESSES: [*kept, *process_rows(calls, chance)]},
        live_for_boards=frozenset(_still_open(sample, kept, today) - withdrawn)
        | {call.portfolio_id for call in calls if call.recipe.live_for_boards},
    )


def _changes(sample: Sample, today: date, chance: Random) -> dict[str, Row]:
    """What the source changes over night, by portfolio: only calls that suit boards and stay open."""
    open_still = sorted(_still_open(sample, sample.published[PROCESSES], today + timedelta(days=1)))
    chosen = chance.sample(open_still, MOVED + WITHDRAWN + REPRICED)
    stamp: Row = {"fecha_de_ultima_publicaci": wire_date(today)}
    by_portfolio = {row["id_del_portafolio"]: row for row in sample.published[PROCESSES]}
    changes: dict[str, Row] = {}
    for i, portfolio in enumerate(chosen):
        if i < MOVED:
            fields = _moved(by_portfolio[portfolio], chance)
        elif i < MOVED + WITHDRAWN:
            fields = _WITHDRAWN
        else:
            fields = _repriced(by_portfolio[portfolio], chance)
        changes[portfolio] = {**stamp, **fields}
    return changes


_WITHDRAWN: Row = {
    "estado_del_procedimiento": "Cancelado",
    "id_estado_del_procedimiento": "100",
    "estado_de_apertura_del_proceso": "Cerrado",
}


def _moved(row: Row, chance: Random) -> Row:
    later = date.fromisoformat(row["fecha_de_recepcion_de"][:10]) + timedelta(days=chance.randint(2, 6))
    return dict.fromkeys(("fecha_de_recepcion_de", "fecha_de_apertura_de_respuesta"), wire_date(later))


def _repriced(row: Row, chance: Random) -> Row:
    before = int(row["precio_base"]) or 20_000_000
    return {"precio_base": str(before * chance.choice((80, 90, 95)) // 100)}


def _still_open(sample: Sample, rows: Iterable[Row], day: date) -> set[str]:
    """The calls for boards whose deadline is that day or later."""
    return {
        row["id_del_portafolio"]
        for row in rows
        if row["id_del_portafolio"] in sample.live_for_boards
        and row["fecha_de_recepcion_de"][:10] >= day.isoformat()
    }


def _places(gazetteer: Gazetteer) -> list[Place]:
    return [place for place in gazetteer.places if place.kind not in ("localidad", "unidad comunera")]
