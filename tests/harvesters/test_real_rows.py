"""The published rows themselves: all are harvested, and none is rejected."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from domain.nit import is_organisation
from harvesters.crawler import Crawl
from harvesters.dataset import Dataset
from harvesters.datasets.contracts import CONTRACTS
from harvesters.datasets.processes import PROCESSES
from harvesters.harvest import harvest
from harvesters.plan import Wanted
from service.demo.soda_server import SodaServer


@pytest.mark.real_rows
@pytest.mark.parametrize(
    ("dataset", "file", "number"),
    [(PROCESSES, "p6dx-8zbt.versions.jsonl.gz", 4_004), (CONTRACTS, "jbjy-vk9h.jsonl.gz", 5_909)],
    ids=["processes", "contracts"],
)
def test_every_real_row_is_harvested_and_none_is_rejected(
    shared: Path, dataset: Dataset[Any], file: str, number: int
) -> None:
    described = json.loads((shared / "data" / "metadata" / f"{dataset.id}.json").read_text())
    columns = {column["fieldName"]: column["dataTypeName"] for column in described["columns"]}
    with gzip.open(shared / "data" / "soda" / file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    nits = sorted({row["nit_entidad"] for row in rows})  # as published: some are a digit short
    with SodaServer() as server:
        server.put(dataset.id, rows, columns=columns)
        with (
            Crawl() as crawl,
            harvest(dataset, Wanted(nits), crawl, soda_url=server.url, token=None, page_size=2_000) as pages,
        ):
            read = list(pages)
    records = [record for page in read for record in page.records]
    assert [row.reason for page in read for row in page.rejected] == []
    assert len(records) == number == len(rows)
    assert pages.outcome.complete
    assert pages.outcome.notes == ()
    assert sum(record.buyer_nit is None for record in records) < 5
    assert all(is_organisation(r.supplier_nit) for r in records if r.supplier_nit)
