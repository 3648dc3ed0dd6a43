"""The published contracts of boards: each is found as what happened to its own board, and to no other."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, select

from domain.board import Board
from domain.days import BOGOTA
from domain.event import EventKind, Sureness
from harvesters.fields import nit
from matching.places.towns import town_of, work_town
from service.context import Context
from service.demo.soda_server import SodaServer
from service.feeds import FEEDS, DatasetName
from service.progress import Progress
from service.steps import harvest, link, record
from store import boards
from store.engine import reading, writing
from store.event_tables import events
from store.links import seen
from tests.api.town import ON_SQLITE
from tests.flow.house import settings

Row = dict[str, Any]
NOW = datetime(2026, 8, 22, 8, tzinfo=BOGOTA)
NATION = "00000"
# The published column of each dataset for the name and the number of a supplier.
SUPPLIER = {
    "jbjy-vk9h": ("proveedor_adjudicado", "documento_proveedor"),
    "f789-7hwg": ("nom_razon_social_contratista", "identificacion_del_contratista"),
    "p6dx-8zbt": ("nombre_del_proveedor", "nit_del_proveedor_adjudicado"),
}
FILES = {"jbjy-vk9h": "jbjy-vk9h", "f789-7hwg": "f789-7hwg", "p6dx-8zbt": "p6dx-8zbt.awarded"}


class Truth(NamedTuple):
    """A row of a list that people made of contracts of boards."""

    row: Row
    board_code: str


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, list[Row]]:
    found = {}
    for dataset, name in FILES.items():
        with gzip.open(shared / "data" / "soda" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            found[dataset] = [json.loads(line) for line in file]
    return found


@pytest.fixture(scope="module")
def listed(shared: Path, published: Mapping[str, Sequence[Row]]) -> list[Row]:
    """What the list has of the datasets of which there are rows."""
    path = shared / "data" / "ground_truth" / "jac_contracts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["dataset"] in published]


def registered(listed: Sequence[Row]) -> tuple[list[Board], list[Truth]]:
    """A board for each supplier and town, as a register would hold them: once, however it was written. Where
    the list does not tell a town, the board has none.
    """
    known: dict[tuple[str, str], Board] = {}
    truths = []
    for row in listed:
        department = row["entity_dept"] or None
        town = town_of(department, row["entity_city"]) or work_town("", row["entity"], None, department).code
        number = nit(row["supplier_nit"])
        key = (number or row["supplier_key"], town or "")
        board = Board(f"JAC-{len(known):03}", row["supplier"], municipality=town or "", nit=number)
        truths.append(Truth(row, known.setdefault(key, board).code))
    return list(known.values()), truths


def key_of(dataset: str, row: Row) -> str:
    """As the rows of events name a published row, but for what tells rows of one key apart."""
    match dataset:
        case "jbjy-vk9h":
            return f"contracts/{row['id_contrato']}"
        case "f789-7hwg":
            return f"contracts/{row['numero_de_constancia']}-{row['id_adjudicacion']}"
        case _:
            return f"processes/{row['id_del_proceso']}"


def shown(published: Mapping[str, Sequence[Row]], truths: Sequence[Truth]) -> dict[str, Truth]:
    """What the list has of the rows that were published, by their keys."""
    ours = {truth.row["contract_id"] or truth.row["process_id"]: truth for truth in truths}
    found = {}
    for dataset, rows in published.items():
        for key in {key_of(dataset, row) for row in rows}:
            id_ = key.partition("/")[2]
            truth = ours.get(id_) or ours.get(id_.rpartition("-")[0])
            if truth and truth.row["dataset"] == dataset:
                found[key] = truth
    return found


def completed(published: Mapping[str, Sequence[Row]], truths: Mapping[str, Truth]) -> dict[str, list[Row]]:
    """The sample leaves out the supplier where its name was misspelt: the list tells the same row whole. Of
    the rows that name none, which are nobody's, some are enough.
    """
    named = {
        key_of(dataset, row)
        for dataset, rows in published.items()
        for row in rows
        if SUPPLIER[dataset][0] in row
    }

    def whole(dataset: str, row: Row) -> Row:
        key = key_of(dataset, row)
        if key in named or key not in truths:
            return row
        said = truths[key].row
        return {**row, **dict(zip(SUPPLIER[dataset], (said["supplier"], said["supplier_nit"]), strict=True))}

    of_boards = named | truths.keys()
    found = {}
    for dataset, rows in published.items():
        others = [row for row in rows if key_of(dataset, row) not in of_boards]
        found[dataset] = [whole(dataset, row) for row in rows if key_of(dataset, row) in of_boards]
        found[dataset] += others[:500]
    return found


@pytest.mark.real_rows
@ON_SQLITE
def test_each_published_contract_of_a_board_happened_to_that_board_and_to_no_other(
    engine: Engine, published: Mapping[str, Sequence[Row]], listed: Sequence[Row]
) -> None:
    known, every = registered(listed)
    truths = shown(published, every)
    assert len(truths) == 265
    with writing(engine) as db:
        boards.save(db, known, NOW)
    with SodaServer() as soda:
        for dataset, rows in completed(published, truths).items():
            (feed,) = (one for feeds in FEEDS.values() for one in feeds if one.dataset.id == dataset)
            columns = [*feed.dataset.columns, *([feed.dataset.date] if feed.dataset.date else [])]
            soda.put(dataset, rows, columns=dict.fromkeys(columns, "text"), updated_at=NOW)
        where = settings(engine, soda.url, "smtp://127.0.0.1:1", NATION)
        context = Context(engine, where, lambda: NOW, Progress(quiet=True))
        asked = [DatasetName.PROCESSES, DatasetName.CONTRACTS, DatasetName.SECOP1]
        assert [(one.complete, one.rejected) for one in harvest.run(context, asked).reports] == [
            (True, 0)
        ] * 3
        link.run(context)
        record.run(context)
    e = events.c
    kinds = [EventKind.AWARDED.value, EventKind.SIGNED.value]
    with reading(engine) as db:
        happened = db.execute(select(e.row, e.board_code, e.sureness).where(e.kind.in_(kinds))).all()
        why = Counter((one.verdict, one.why) for one in seen(db))
    found = {(row.partition("#")[0], code) for row, code, _ in happened}
    assert found == {(key, truth.board_code) for key, truth in truths.items()}
    assert len(happened) == len(truths)
    # An association that is registered by a word that only says "association", and a board without a town
    # whose supplier has no NIT: a person is asked.
    assert Counter(sure for *_, sure in happened) == {Sureness.CERTAIN: 261, Sureness.PROBABLE: 4}
    assert why == {
        ("certain", "same_nit"): 253,
        ("certain", "name_and_town"): 8,
        ("probable", "nit_other_name"): 3,
        ("probable", "board_without_town"): 1,
    }
