"""The feeds: each dataset, where its records go in the store, and the processes that it is asked for."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from harvesters.dataset import Dataset
from harvesters.datasets import (
    bids,
    contracts,
    documents,
    modifications,
    plans,
    processes,
    sanctions,
    secop1,
    suppliers,
)
from store import bids as bid_store
from store import contracts as contract_store
from store import documents as document_store
from store import harvested, purchasing_plans
from store import processes as process_store
from store.records import Records

Gone = Callable[[Connection, Sequence[str], Container[bytes], datetime], list[str]]
Ids = Callable[[Connection, date], list[str]]


class DatasetName(StrEnum):
    """As the command line calls them."""

    PROCESSES = "processes"
    CONTRACTS = "contracts"
    SECOP1 = "secop1"
    PLANS = "plans"
    BIDS = "bids"
    SUPPLIERS = "suppliers"
    DOCUMENTS = "documents"
    MODIFICATIONS = "modifications"
    SANCTIONS = "sanctions"


def _stay(_db: Connection, _ids: Sequence[str], _came: Container[bytes], _at: datetime) -> list[str]:
    return []


def _none(_db: Connection, _today: date) -> list[str]:
    return []


@dataclass(frozen=True)
class Feed:
    """A dataset with its place in the store. `ids` finds what is asked for by id, and `gone` the keys of
    those of their rows that did not come.
    """

    dataset: Dataset[Any]
    records: Records
    ids: Ids = _none
    gone: Gone = _stay


# In this order: what is asked for by process, buyer or match follows what tells of them.
FEEDS: dict[DatasetName, tuple[Feed, ...]] = {
    DatasetName.PROCESSES: (
        Feed(processes.PROCESSES, process_store.RECORDS, process_store.to_recheck, process_store.gone),
    ),
    DatasetName.CONTRACTS: (Feed(contracts.CONTRACTS, contract_store.CONTRACTS),),
    DatasetName.SECOP1: (Feed(secop1.SECOP1, contract_store.CONTRACTS),),
    DatasetName.PLANS: (
        Feed(plans.PLANS, purchasing_plans.RECORDS, purchasing_plans.buyer_codes),
        Feed(plans.LINES, contract_store.PLANNED_PURCHASES),
    ),
    DatasetName.BIDS: (
        Feed(bids.BIDDERS, bid_store.RECORDS, bid_store.closed_processes),
        Feed(bids.OFFERS, bid_store.RECORDS, bid_store.closed_portfolios),
    ),
    DatasetName.SUPPLIERS: (Feed(suppliers.SUPPLIERS, harvested.SUPPLIER_ACCOUNTS),),
    DatasetName.DOCUMENTS: tuple(
        Feed(dataset, document_store.RECORDS, document_store.wanted) for dataset in documents.DOCUMENTS
    ),
    DatasetName.MODIFICATIONS: (Feed(modifications.MODIFICATIONS, harvested.MODIFICATIONS),),
    DatasetName.SANCTIONS: (
        Feed(sanctions.SECOP2_SANCTIONS, harvested.SANCTIONS),
        Feed(sanctions.SECOP1_SANCTIONS, harvested.SANCTIONS),
    ),
}
