"""How fresh the data is, as the page of the state and the JSON say it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from api import words
from domain.source import HarvestReport
from service.feeds import FEEDS
from store import harvests
from store.engine import writing
from tests.api.town import a_client
from tests.examples import NOW


def test_the_status_page_says_how_long_the_data_took_to_us(engine: Engine) -> None:
    _log(engine, "p6dx-8zbt", NOW, data_at=NOW - timedelta(minutes=42))
    _log(engine, "jbjy-vk9h", NOW, data_at=None)
    seen = a_client(engine).get("/estado").text
    assert "publicados el <strong>3 de junio de 2026, 7:18" in seen
    assert "los tuvimos 42 minutos después" in seen
    assert "La fuente no dice cuándo" in seen
    not_yet = seen.partition("Todavía no se han leído")[2]
    assert "Planes anuales de compras" in not_yet
    assert "Contratos firmados" not in not_yet


def test_data_that_never_came_complete_is_not_dated(engine: Engine) -> None:
    _log(engine, "p6dx-8zbt", NOW, data_at=NOW - timedelta(minutes=42), complete=False)
    client = a_client(engine)
    seen = client.get("/estado").text
    assert "Todavía no hemos leído los datos de SECOP" in seen
    assert "Todavía no los tenemos completos" in seen
    told = client.get("/api/v1/status").json()
    assert (told["data_at"], told["data_lag_minutes"]) == (None, None)
    assert (told["harvests"][0]["held_of"], told["harvests"][0]["lag_minutes"]) == (None, None)


def test_the_status_in_json_gives_the_lag_in_minutes_and_what_was_not_read_yet(engine: Engine) -> None:
    _log(engine, "p6dx-8zbt", NOW, data_at=NOW - timedelta(minutes=42))
    told = a_client(engine).get("/api/v1/status").json()
    assert told["data_lag_minutes"] == told["harvests"][0]["lag_minutes"] == 42
    assert told["data_at"] == told["harvests"][0]["held_of"] == "2026-06-03T07:18:00-05:00"
    assert "p6dx-8zbt" not in told["not_yet"]
    assert "jbjy-vk9h" in told["not_yet"]


@pytest.mark.parametrize(
    ("lag", "said"),
    [
        (timedelta(seconds=59), "menos de un minuto después"),
        (timedelta(minutes=1), "un minuto después"),
        (timedelta(minutes=89, seconds=59), "89 minutos después"),
        (timedelta(minutes=90), "2 horas después"),
        (timedelta(hours=47), "47 horas después"),
        (timedelta(hours=48), "2 días después"),
    ],
)
def test_a_lag_is_said_in_the_measure_that_fits(lag: timedelta, said: str) -> None:
    assert words.FILTERS["later"](lag) == said


def test_every_dataset_that_is_harvested_has_a_name_for_people() -> None:
    assert {feed.dataset.id for feeds in FEEDS.values() for feed in feeds} <= set(words.DATASETS)


def _log(engine: Engine, dataset: str, at: datetime, data_at: datetime | None, complete: bool = True) -> None:
    report = HarvestReport(dataset, at, 10, 0, 0, 10, 0, 10, complete, 1.0, source_updated_at=data_at)
    with writing(engine) as db:
        harvests.record(db, report, whole=True)
