"""What doctor says of the harvests: whether they came whole, what they noted, how old their data is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.source import HarvestReport
from service.doctor import examine
from service.finding import Finding, Health
from service.settings import Settings
from store import boards, harvests
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import SECRET, VAULT, settings
from tests.reached import reach

PROCESSES, CONTRACTS = "p6dx-8zbt", "jbjy-vk9h"
NOWHERE = "http://127.0.0.1:9"


def log(
    engine: Engine,
    dataset: str = PROCESSES,
    *,
    at: datetime = NOW,
    data_at: datetime | None = NOW,
    complete: bool = True,
    notes: tuple[str, ...] = (),
) -> None:
    report = HarvestReport(dataset, at, 9, 9, 0, 0, 0, 9, complete, 60.0, data_at, notes)
    with writing(engine) as db:
        harvests.record(db, report, whole=True)


def seen(engine: Engine, **fields: object) -> dict[str, Finding]:
    chosen: Settings = settings(engine, NOWHERE, "smtp://127.0.0.1:9", "13001").model_copy(update=fields)
    return {finding.what: finding for finding in examine(chosen, lambda: NOW)}


def test_before_the_first_harvest_nothing_is_called_fresh(engine: Engine) -> None:
    found = seen(engine)
    assert found["harvest"].says == "never harvested"
    assert found["freshness"].health is Health.YELLOW


def test_a_complete_harvest_of_today_is_green_and_says_its_lag(engine: Engine) -> None:
    log(engine, data_at=NOW - timedelta(minutes=41))
    found = seen(engine)
    whats = ("harvest", "notes of the harvests", "freshness")
    assert {found[what].health for what in whats} == {Health.GREEN}
    assert "42 minutes before we had it" in found["freshness"].says


@pytest.mark.parametrize(
    "note",
    [
        "column duracion is gone: harvested without it",
        "column descripcion is called descripci_n_proceso again",
        "unknown status=Hibernando (3 rows)",
    ],
)
@pytest.mark.parametrize("dataset", [PROCESSES, CONTRACTS])
def test_what_a_harvest_noted_of_any_dataset_turns_yellow(engine: Engine, dataset: str, note: str) -> None:
    log(engine)
    log(engine, dataset, notes=(note,))
    found = seen(engine)["notes of the harvests"]
    assert found.health is Health.YELLOW
    assert f"{dataset}: {note}" in found.says
    assert "docs/sources/secop.md" in found.do


def test_a_note_is_forgotten_with_the_next_harvest(engine: Engine) -> None:
    log(engine, notes=("unknown status=Hibernando (3 rows)",))
    log(engine)
    assert seen(engine)["notes of the harvests"].health is Health.GREEN


def test_incomplete_processes_are_worse_than_another_incomplete_dataset(engine: Engine) -> None:
    log(engine)
    log(engine, CONTRACTS, complete=False)
    found = seen(engine)["harvest"]
    assert (found.health, CONTRACTS in found.says) == (Health.YELLOW, True)
    log(engine, complete=False)
    assert seen(engine)["harvest"].health is Health.RED


def test_stale_data_is_red_for_the_processes_and_yellow_for_others(engine: Engine) -> None:
    log(engine, data_at=NOW - timedelta(hours=37))
    log(engine, CONTRACTS)
    assert seen(engine)["freshness"].health is Health.GREEN  # a server of one's own
    assert seen(engine, soda_max_age_hours=36)["freshness"].health is Health.RED
    log(engine)
    log(engine, CONTRACTS, data_at=NOW - timedelta(hours=37))
    found = seen(engine, soda_max_age_hours=36)["freshness"]
    assert (found.health, CONTRACTS in found.says) == (Health.YELLOW, True)


def test_a_source_without_a_date_is_not_called_stale(engine: Engine) -> None:
    log(engine, data_at=None)
    assert seen(engine, soda_max_age_hours=36)["freshness"].health is Health.GREEN


def test_addresses_that_no_key_opens_are_red(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        reach(db, VAULT, [a_board().code])
    assert seen(engine)["contact data"].health is Health.GREEN
    found = seen(engine, secret_key="quite another secret of the tests")["contact data"]
    assert (found.health, found.says.split()[0]) == (Health.RED, "1")
    kept = seen(engine, secret_key="quite another secret of the tests", contact_keys=SECRET)
    assert kept["contact data"].health is Health.GREEN


def test_boards_are_to_be_told_by_name_who_answers_for_their_data(engine: Engine) -> None:
    assert seen(engine)["data notice"].health is Health.YELLOW
    named = {"data_controller": "la Oficina de Ejemplo", "data_contact": "escriban a datos@oficina.example"}
    assert seen(engine, **named)["data notice"].health is Health.GREEN


def test_an_address_of_the_pages_that_is_too_long_for_a_text_message_is_red(engine: Engine) -> None:
    sms_url = "https://user:secret@gateway.example/send"
    assert "text messages" not in seen(engine)
    assert seen(engine, sms_url=sms_url, public_url="https://convite.example")["text messages"].health is (
        Health.GREEN
    )
    found = seen(engine, sms_url=sms_url, public_url=f"https://{'x' * 50}.example")["text messages"]
    assert found.health is Health.RED
    assert "CONVITE_PUBLIC_URL" in found.says
