"""The step that counts what the rows say of each buyer, on rows of our own and on the published ones."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Engine, update

from domain.buyer import Buyer, Fact, FactKind
from domain.days import BOGOTA
from domain.supplier import SupplierAccount
from harvesters.dataset import Dataset
from harvesters.datasets.contracts import CONTRACTS
from harvesters.datasets.processes import PROCESSES
from harvesters.datasets.secop1 import SECOP1
from harvesters.fields import nit
from service.context import Context
from service.progress import Progress
from service.steps import buyers as step
from store import boards, contracts, harvested, links, processes, tables
from store import buyers as stored
from store.engine import reading, writing
from store.links import SupplierLink
from store.records import Records
from tests.examples import DISTRICT_NIT, NOW, TODAY, a_board, a_contract, a_process
from tests.flow.house import settings

Row = dict[str, Any]
OTHER = "806013999"
LAST_YEAR = TODAY - timedelta(days=365)
DONE = {
    "published_on": LAST_YEAR,
    "last_published_on": LAST_YEAR,
    "closes_on": LAST_YEAR + timedelta(days=4),
    "status": "Adjudicado",
    "awarded": True,
    "awarded_on": LAST_YEAR + timedelta(days=9),
    "offers": 1,
}


def a_context(engine: Engine, now: datetime = NOW) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    return Context(engine, where, lambda: now, Progress(quiet=True))


def save(db: Connection, records: Records, rows: Sequence[Any]) -> None:
    records.save(db, rows, [str(n).encode() for n in range(len(rows))], NOW)


def counted(engine: Engine, now: datetime = NOW) -> dict[str, Buyer]:
    step.run(a_context(engine, now))
    with reading(engine) as db:
        return {one.nit: one for one in stored.every(db)}


def test_direct_awards_rows_that_are_gone_and_the_canary_are_not_counted(engine: Engine) -> None:
    rows = [
        a_process(number=1, **DONE),
        a_process(number=2, **DONE, modality="Contratación directa"),
        a_process(number=3, **DONE, modality="Contratación régimen especial (con ofertas)"),
        a_process(number=4, **DONE, modality="SELECCIÓN ABREVIADA DE MENOR CUANTIA"),
        a_process(number=5, **DONE),
        a_process(number=6, **DONE)._replace(portfolio_id="CO1.BDOS.1", awarded=False, offers=7),
        a_process(number=7, **DONE)._replace(portfolio_id="CONVITE.CANARIO.7"),
        a_process(number=8, **DONE)._replace(buyer_nit=None),
    ]
    with writing(engine) as db:
        save(db, processes.RECORDS, rows)
        db.execute(update(tables.processes).where(tables.processes.c.key == "CO1.REQ.5").values(gone_at=NOW))
    (buyer,) = counted(engine).values()
    assert buyer.nit == DISTRICT_NIT
    assert buyer.fact(FactKind.SINGLE_BID)[2:6] == (2, 2, 2, 0)


def test_boards_are_known_by_link_by_account_and_by_name(engine: Engine) -> None:
    def signed(number: int, name: str | None, number_of: str | None, **fields: Any) -> Any:
        key = {"key": f"CO1.PCCNTR.{number}", "supplier_name": name, "supplier_nit": number_of}
        return a_contract(**{"signed_on": LAST_YEAR, "value_cop": 1_000_000, **key, **fields})

    rows = [
        signed(1, "POZON UNIDO", "900000001"),  # by its link
        signed(2, "MANOS DEL POZON", "900000002"),  # by its account
        signed(3, "J.A.C. EL POZON", None),  # by its name
        signed(4, "LO PROBABLE", "900000004"),  # its link is not certain
        signed(5, "FIRMA SAS", "900000005", value_cop=6_000_000, is_small_firm=True),
        signed(6, None, None),
        signed(7, "FIRMA SAS", "900000005", signed_on=None),
        a_contract(key="CO1.PCCNTR.5#aa", signed_on=LAST_YEAR),  # the source has it in two rows
    ]
    account = SupplierAccount("700", "MANOS", "900000002", None, None, None, None, None, True, None)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        save(db, contracts.CONTRACTS, rows)
        save(db, harvested.SUPPLIER_ACCOUNTS, [account])
        linked = [SupplierLink("CO1.PCCNTR.1", "JAC-0001", 1.0, "certain")]
        linked.append(SupplierLink("CO1.PCCNTR.4", "JAC-0001", 0.8, "probable"))
        links.replace_of_contracts(db, linked, NOW)
    (buyer,) = counted(engine).values()
    assert buyer.fact(FactKind.BOARDS)[2:6] == (3, 5, 5, 1)
    assert buyer.fact(FactKind.BOARDS_COP)[2:6] == (3_000_000, 10_000_000, 5, 1)
    assert buyer.fact(FactKind.SMALL_FIRMS)[2:6] == (1, 1, 1, 5)


def test_counted_twice_it_is_the_same_and_a_buyer_without_rows_is_forgotten(engine: Engine) -> None:
    with writing(engine) as db:
        save(db, processes.RECORDS, [a_process(number=1, **DONE), a_process(number=2, buyer_nit=OTHER)])
    first = counted(engine)
    assert set(first) == {DISTRICT_NIT, OTHER}
    assert counted(engine) == first
    with reading(engine) as db:
        assert [one.nit for one in stored.part(db, "", 1)] == [OTHER]
        assert [one.nit for one in stored.part(db, OTHER, 5)] == [DISTRICT_NIT]
        assert stored.known(db, [OTHER, "900000000"]) == {OTHER: first[OTHER]}
        assert stored.known(db, []) == {}
    assert counted(engine, NOW + timedelta(days=4 * 365)) == {}


HELD = (
    *(FactKind.SINGLE_BID, FactKind.CANCELLED, FactKind.DAYS_TO_AWARD, FactKind.TIME_ADDED),
    *(FactKind.MONEY_ADDED, FactKind.BOARDS, FactKind.SMALL_FIRMS),
)
# The published rows: what the step says of a buyer against a count that is written plainly here.
# Of associations, which only a link or an account of a board would tell.
SAY_NO_BOARD = ("ASOCOMUNAL ENVIGADO", "ASOCIACION DE JUNTAS COMUNALES")
NEWEST, OLDER = date(2026, 8, 22), date(2022, 12, 31)  # of older contracts it is known what was added
ANYBODY_MAY_BID = {
    *("Mínima cuantía", "Selección Abreviada de Menor Cuantía", "Selección abreviada subasta inversa"),
    *("Licitación pública", "Licitación pública Obra Publica", "Licitación Pública Acuerdo Marco de Precios"),
    *("Concurso de méritos abierto", "Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes"),
}


def published(shared: Path, name: str) -> Iterator[Row]:
    with gzip.open(shared / "data" / "soda" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def read(dataset: Dataset[Any], rows: Sequence[Row]) -> list[Any]:
    """The rows as records, each with a key of its own: the awarded ones lack what tells them apart."""
    records = dataset.read_all([msgspec.convert(row, dataset.row) for row in rows])
    return [one._replace(key=f"{one.key}|{n}") for n, one in enumerate(records)]


def a_day(row: Row, column: str) -> date | None:
    return date.fromisoformat(row[column][:10]) if column in row else None


def is_within(day: date | None, last: date) -> bool:
    return day is not None and last.replace(year=last.year - 3) <= day <= last


@pytest.mark.real_rows
def test_the_published_rows_are_counted_as_a_plain_count_does(shared: Path, engine: Engine) -> None:
    awarded = [{**row, "adjudicado": "Si"} for row in published(shared, "p6dx-8zbt.awarded")]
    newest = {row["id_del_proceso"]: row for row in published(shared, "p6dx-8zbt.versions")}
    of_works = list({row["id_contrato"]: row for row in published(shared, "jbjy-vk9h")}.values())
    of_secop1 = list(published(shared, "f789-7hwg"))
    with writing(engine) as db:
        save(db, processes.RECORDS, read(PROCESSES, [*awarded, *newest.values()]))
        save(db, contracts.CONTRACTS, [*read(CONTRACTS, of_works), *read(SECOP1, of_secop1)])
    procedures: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in chain(awarded, newest.values()):
        if row["modalidad_de_contratacion"] in ANYBODY_MAY_BID and (buyer := nit(row["nit_entidad"])):
            procedures[buyer][row.get("id_del_portafolio", row["id_del_proceso"])].append(row)
    for last in (OLDER, NEWEST):
        told = counted(engine, datetime.combine(last, time(8), BOGOTA))
        plainly = _of_contracts(of_works, of_secop1, last)
        for buyer, found in told.items():
            plain = _of_procedures(procedures[buyer].values(), last) | plainly[buyer]
            for kind in HELD:
                _says(found.fact(kind), plain.get(kind, []), buyer)
    assert {DISTRICT_NIT, "800165392", "800232726"} <= told.keys()  # of Cartagena
    assert sum(found.fact(FactKind.SINGLE_BID).value is not None for found in told.values()) > 10


def _says(fact: Fact, plainly: list[int], buyer: str) -> None:
    assert fact.n == len(plainly), (buyer, fact)
    if fact.kind.is_of_days:
        assert fact.value == (median(plainly) if len(plainly) > 9 else None), (buyer, fact)
    else:
        assert fact.part == sum(plainly), (buyer, fact)


def _of_procedures(procedures: Iterable[list[Row]], last: date) -> dict[FactKind, list[int]]:
    """Which of those that are over were called off, which of those awarded had one offer, after how long."""
    over, single, days = [], [], []
    for rows in procedures:
        first = min((day for row in rows if (day := a_day(row, "fecha_de_publicacion_del"))), default=None)
        if first is None or not is_within(first, last):
            continue
        won = [row for row in rows if row.get("adjudicado") == "Si"]
        if won:
            over.append(0)
            if offers := max(int(row["respuestas_al_procedimiento"]) for row in won):
                single.append(int(offers == 1))
            decided = min((day for row in won if (day := a_day(row, "fecha_adjudicacion"))), default=None)
            if decided and decided >= first:
                days.append((decided - first).days)
        elif rows[0]["estado_del_procedimiento"] == "Cancelado":
            over.append(1)
    return {FactKind.CANCELLED: over, FactKind.SINGLE_BID: single, FactKind.DAYS_TO_AWARD: days}


def _of_contracts(
    of_works: list[Row], of_secop1: list[Row], last: date
) -> dict[str, dict[FactKind, list[int]]]:
    """Of each buyer, which contracts boards won, and small firms, and to which time and money was added."""
    found: dict[str, dict[FactKind, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in of_works:
        if is_within(a_day(row, "fecha_de_firma"), last) and "proveedor_adjudicado" in row:
            is_board = row["proveedor_adjudicado"] not in SAY_NO_BOARD
            found[nit(row["nit_entidad"]) or ""][FactKind.BOARDS].append(is_board)
    for row in of_secop1:
        of_buyer = found[nit(row["nit_de_la_entidad"]) or ""]
        if not is_within(a_day(row, "fecha_de_firma_del_contrato"), last):
            continue
        ends = a_day(row, "fecha_fin_ejec_contrato")
        if ends and ends < last:
            longer = row["tiempo_adiciones_en_dias"] != "0" or row["tiempo_adiciones_en_meses"] != "0"
            of_buyer[FactKind.TIME_ADDED].append(longer)
            if row["moneda"].lower() == "peso colombiano":
                of_buyer[FactKind.MONEY_ADDED].append(row["valor_total_de_adiciones"] != "0")
        if "nom_razon_social_contratista" in row:
            of_buyer[FactKind.BOARDS].append(1)
            if row.get("es_mipyme") in ("Si", "No"):
                of_buyer[FactKind.SMALL_FIRMS].append(row["es_mipyme"] == "Si")
    assert last == NEWEST or sum(sum(one[FactKind.MONEY_ADDED]) for one in found.values()) > 10
    return found
