"""What comes to a call after the first reading of its files is a change of the call, and nothing else is."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.document import Document
from domain.source import HarvestReport
from store import documents, harvests, processes
from store.engine import reading, writing
from tests.examples import NOW, TODAY, a_process

DATASETS = ("this year", "last year")
LATER = NOW + timedelta(days=1)
STILL_LATER = NOW + timedelta(days=2)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _a_call(engine: Engine) -> None:
    with writing(engine) as db:
        processes.RECORDS.save(db, [a_process()], [b"1"], NOW)


def a_document(number: int = 1, **fields: Any) -> Document:
    told = {
        "key": f"{900_000 + number}",
        "portfolio_id": "CO1.BDOS.1",
        "contract_id": None,
        "name": f"Anexo {number}.pdf",
        "extension": "pdf",
        "size_bytes": 632_000,
        "description": None,
        "loaded_on": TODAY,
        "url": f"https://secop.example/archivo?DocumentId={number}",
    }
    return Document(**{**told, **fields})


def arrive(engine: Engine, at: datetime, *found: Document) -> None:
    with writing(engine) as db:
        documents.RECORDS.save(db, found, [repr(one).encode() for one in found], at)


def log(engine: Engine, dataset: str, at: datetime, *, complete: bool = True) -> None:
    report = HarvestReport(dataset, at, 0, 0, 0, 0, 0, None, complete=complete, seconds=1.0)
    with writing(engine) as db:
        harvests.record(db, report, whole=True)


def run(engine: Engine, at: datetime, *found: Document, incomplete: Collection[str] = ()) -> int:
    """A harvest of both datasets, the first of which brings these files."""
    arrive(engine, at, *found)
    for number, dataset in enumerate(DATASETS):
        log(engine, dataset, at + number * A_MINUTE, complete=dataset not in incomplete)
    return keep(engine)


def keep(engine: Engine) -> int:
    with writing(engine) as db:
        return documents.keep_additions(db, DATASETS)


def changes(engine: Engine) -> list[tuple[str, str | None, str | None, datetime]]:
    with reading(engine) as db:
        return [(c.field, c.before, c.after, c.seen_at) for c in processes.changes_of(db, ["CO1.BDOS.1"])]


def test_the_first_files_of_a_call_are_no_change_though_its_datasets_bring_them_one_by_one(
    engine: Engine,
) -> None:
    arrive(engine, NOW, a_document(1), a_document(2))
    log(engine, DATASETS[0], NOW)
    arrive(engine, NOW + A_MINUTE, a_document(3))
    log(engine, DATASETS[1], NOW + A_MINUTE)
    assert keep(engine) == 0
    assert changes(engine) == []


def test_a_file_that_comes_later_is_a_change_with_its_date_kept_once(engine: Engine) -> None:
    run(engine, NOW, a_document(1), a_document(2))
    new = [a_document(3, name="ADENDA No 1.pdf"), a_document(4, name=None)]
    assert run(engine, LATER, *new) == 1
    assert keep(engine) == 0
    assert changes(engine) == [("documents", "2", "ADENDA No 1.pdf\n900004", LATER)]
    assert run(engine, STILL_LATER, a_document(5)) == 1
    assert changes(engine)[1:] == [("documents", "4", "Anexo 5.pdf", STILL_LATER)]


def test_a_call_whose_files_come_after_its_match_has_its_first_reading_then(engine: Engine) -> None:
    run(engine, NOW)
    assert run(engine, LATER, a_document(1)) == 0
    assert run(engine, STILL_LATER, a_document(2)) == 1


def test_what_a_killed_or_incomplete_first_reading_left_out_is_not_new(engine: Engine) -> None:
    arrive(engine, NOW, a_document(1))  # killed here: the log knows nothing of it
    assert run(engine, LATER, a_document(2), incomplete=DATASETS[1:]) == 0
    assert run(engine, STILL_LATER, a_document(3)) == 0
    assert run(engine, STILL_LATER + timedelta(days=1), a_document(4)) == 1
    assert [(before, after) for _, before, after, _ in changes(engine)] == [("3", "Anexo 4.pdf")]


def test_a_new_file_of_a_run_that_was_killed_is_kept_by_the_next(engine: Engine) -> None:
    run(engine, NOW, a_document(1))
    arrive(engine, LATER, a_document(2))
    assert run(engine, STILL_LATER) == 1
    assert changes(engine) == [("documents", "1", "Anexo 2.pdf", LATER)]


def test_a_new_file_is_a_change_at_once_though_its_run_came_incomplete(engine: Engine) -> None:
    run(engine, NOW, a_document(1))
    assert run(engine, LATER, a_document(2), incomplete=DATASETS) == 1


def test_other_words_a_second_row_and_the_files_of_a_contract_are_no_new_files(engine: Engine) -> None:
    run(engine, NOW, a_document(1))
    altered = a_document(1, description="Otra descripción")
    with writing(engine) as db:
        assert documents.RECORDS.change(db, [altered], [b"other"], LATER) == 1
    of_contract = a_document(2, contract_id="CO1.PCCNTR.1")
    assert run(engine, LATER, a_document(1, key="900001#ab"), of_contract) == 0
    assert changes(engine) == []


def test_a_change_stays_one_when_its_procedure_gets_another_row(engine: Engine) -> None:
    run(engine, NOW, a_document(1))
    run(engine, LATER, a_document(2))
    with writing(engine) as db:
        earlier = a_process(key="CO1.REQ.0", portfolio_id="CO1.BDOS.1")
        processes.RECORDS.save(db, [earlier], [b"0"], LATER)
    assert keep(engine) == 0
    assert len(changes(engine)) == 1


def test_a_call_that_we_do_not_hold_has_no_changes(engine: Engine) -> None:
    for number, at in enumerate((NOW, LATER)):
        assert run(engine, at, a_document(number, portfolio_id="CO1.BDOS.9")) == 0


def test_the_names_of_very_many_files_are_bounded(engine: Engine) -> None:
    run(engine, NOW, a_document(0))
    run(engine, LATER, *(a_document(n, name=f"{n} {'largo ' * 50}") for n in range(1, 100)))
    ((_, before, after, _),) = changes(engine)
    assert before == "1"
    assert after
    assert len(after) < 50 * 121
