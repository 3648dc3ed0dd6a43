"""The feeds: each dataset, where its records go in the store, and the processes that it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from harvesters.dataset import Dataset
from harvesters.datasets import contracts, plans, processes
from store import contracts as contract_store
from store import processes as process_store
from store.records import Saved

Save = Callable[[Connection, Sequence[Any], Sequence[bytes], datetime], Saved]
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


def _none(_db: Connection, _today: date) -> list[str]:
    return []


@dataclass(frozen=True)
class Feed:
    """A dataset with the way of its records into the store. `ids` finds what is asked for by id."""

    dataset: Dataset[Any]
    save: Save
    ids: Ids = _none


FEEDS: dict[DatasetName, tuple[Feed, ...]] = {
    DatasetName.PROCESSES: (Feed(processes.PROCESSES, process_store.save, process_store.to_recheck),),
    DatasetName.CONTRACTS: (Feed(contracts.CONTRACTS, contract_store.save),),
    DatasetName.PLANS: (Feed(plans.LINES, contract_store.save_plans),),
}
