"""The datasets that are harvested, a subject a file: columns, what is never asked for, a row as a record."""

from typing import Any

from harvesters.dataset import Dataset
from harvesters.datasets.bids import BIDDERS, OFFERS
from harvesters.datasets.contracts import CONTRACTS
from harvesters.datasets.documents import DOCUMENTS
from harvesters.datasets.modifications import MODIFICATIONS
from harvesters.datasets.plans import LINES, PLANS
from harvesters.datasets.processes import PROCESSES
from harvesters.datasets.sanctions import SECOP1_SANCTIONS, SECOP2_SANCTIONS
from harvesters.datasets.secop1 import SECOP1
from harvesters.datasets.suppliers import SUPPLIERS

DATASETS: dict[str, Dataset[Any]] = {
    dataset.id: dataset
    for dataset in (
        PROCESSES,
        CONTRACTS,
        SECOP1,
        PLANS,
        LINES,
        BIDDERS,
        OFFERS,
        SUPPLIERS,
        *DOCUMENTS,
        MODIFICATIONS,
        SECOP2_SANCTIONS,
        SECOP1_SANCTIONS,
    )
}
