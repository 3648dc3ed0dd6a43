"""Every dataset from the source to the store: complete, each row once, and asked for what we hold alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from domain.match import Match
from domain.readiness import Verdict
from harvesters.dataset import OfProcesses
from harvesters.datasets import DATASETS
from service.demo.soda_server import SodaServer
from service.feeds import FEEDS, DatasetName
from service.steps import harvest
from store import boards as board_store
from store import matches
from store.engine import reading, writing
from tests.examples import NOW, a_board
from tests.flow.house import a_house
from tests.harvesters import rows as row_of
from tests.harvesters.rows import Row

DOCUMENTS = [feed.dataset.id for feed in FEEDS[DatasetName.DOCUMENTS]]
CLOSED = {"fecha_de_recepcion_de": "2026-05-25T00:00:00.000"}
# What the source has, and how many of the rows are ours to have: the others are of other buyers, processes
# and kinds, or stand twice.
PUBLISHED: Mapping[str, tuple[Sequence[Row], int]] = {
    "p6dx-8zbt": ([row_of.a_process_row(1, **CLOSED), row_of.a_process_row(2, nit_entidad="899999001")], 1),
    "jbjy-vk9h": ([row_of.a_contract_row(1), row_of.a_contract_row(2)], 2),
    "f789-7hwg": ([row_of.a_secop1_row(1, codigo_bpin=project) for project in ("2024", "2025")], 1),
    "b6m4-qgqv": ([row_of.a_plan_row(1), row_of.a_plan_row(2, codigo_entidad="799")], 1),
    "9sue-ezhx": ([row_of.a_line_row(1), row_of.a_line_row(2, version_del_paa="1")], 2),
    "hgi6-6wh3": ([row_of.a_bidder_row(1), row_of.a_bidder_row(1, codigo_proveedor="7002")], 2),
    "wi7w-2nvm": ([row_of.an_offer_row(1), row_of.an_offer_row(99)], 1),
    "qmzu-gj57": ([row_of.a_supplier_row(1), row_of.a_supplier_row(2, tipo_empresa="SAS")], 1),
    "dmgg-8hin": ([row_of.a_document_row(1), row_of.a_document_row(2, proceso="CO1.BDOS.99")], 1),
    "nbae-kzan": ([row_of.a_document_row(1), row_of.a_document_row(3)], 2),
    "3skv-9na7": ([row_of.a_document_row(4)], 1),
    "kgcd-kt7i": ([row_of.a_document_row(5)], 1),
    "f8va-cf4m": ([], 0),
    "e2u2-swiw": ([row_of.a_modification_row(1), row_of.a_modification_row(2, nit_entidad="899999001")], 1),
    "it5q-hg94": ([row_of.a_secop2_sanction_row(1), row_of.a_secop2_sanction_row(2)], 2),
    "4n4q-k399": ([row_of.a_secop1_sanction_row(1), row_of.a_secop1_sanction_row(2)], 2),
}
BRINGS = {"nbae-kzan": 1}  # new rows, where one of them came from another year before
ROWS = {
    "processes": 1,
    "contracts": 3,
    "purchasing_plans": 1,
    "planned_purchases": 2,
    "bids": 3,
    "supplier_accounts": 1,
    "documents": 4,
    "modifications": 1,
    "sanctions": 4,
}


def test_every_dataset_that_can_be_read_has_a_feed_and_every_name_a_dataset() -> None:
    fed = [feed.dataset for feeds in FEEDS.values() for feed in feeds]
    assert {dataset.id: dataset for dataset in fed} == DATASETS
    assert len(fed) == len(DATASETS) == len(PUBLISHED)
    assert set(FEEDS) == set(DatasetName)


def test_what_is_asked_for_by_id_has_ids() -> None:
    by_id = [
        feed for feeds in FEEDS.values() for feed in feeds if isinstance(feed.dataset.scope, OfProcesses)
    ]
    assert len(by_id) == 3 + len(DOCUMENTS)
    assert all(feed.ids.__name__ != "_none" for feed in by_id)


def test_all_datasets_arrive_whole_and_each_row_once(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        publish(house.soda)
        with_a_match_of_portfolio_1(engine)
        summary = harvest.run(house.context)
        later = replace(house.context, clock=lambda: NOW + timedelta(hours=1))
        again = harvest.run(later, [DatasetName.SECOP1, DatasetName.DOCUMENTS], full=True)
    brought = {report.dataset: (report.rows, report.new) for report in summary.reports}
    assert brought == {
        dataset: (sent(dataset), BRINGS.get(dataset, number)) for dataset, (_, number) in PUBLISHED.items()
    }
    for report in (*summary.reports, *again.reports):
        assert (report.complete, report.rejected, report.notes) == (True, 0, ()), report
    assert {(report.rows, report.new, report.changed) for report in again.reports} == {
        (sent(report.dataset), 0, 0) for report in again.reports
    }
    with reading(engine) as db:
        rows = {feed.records.table.name: feed.records.count(db) for feeds in FEEDS.values() for feed in feeds}
    assert rows == ROWS


def sent(dataset: str) -> int:
    """How many rows the source sends: those of ours, and exact repetitions of them."""
    return 2 if dataset == "f789-7hwg" else PUBLISHED[dataset][1]


def publish(soda: SodaServer) -> None:
    for dataset_id, (rows, _) in PUBLISHED.items():
        dataset = DATASETS[dataset_id]
        names = [*dataset.columns, *([dataset.date] if dataset.date else []), *dataset.ignored]
        soda.put(dataset_id, rows, columns=dict.fromkeys(names, "text"), updated_at=NOW)


def with_a_match_of_portfolio_1(engine: Engine) -> None:
    board = a_board()
    found = Match(board.code, "CO1.BDOS.1", 0.8, "R4", Verdict.ELIGIBLE, (), (), None)
    with writing(engine) as db:
        board_store.save(db, [board], NOW)
        matches.replace(db, [found], [], NOW)
