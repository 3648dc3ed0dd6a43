"""How many calls would come with other settings: the form of the page, and its JSON."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.process import Process
from notifications.links import sign
from tests.api.town import POZON, SECRET, a_client, page_of, settle
from tests.examples import TODAY, a_process

PREVIEW = f"/api/v1/board/{sign(POZON.code, SECRET)}/preview"
SUPPER = {"title": "Refrigerios para la asamblea comunitaria de Olaya Herrera", "description": None}
FAR = {"title": "Limpieza de canales de Blas de Lezo", "description": None}


def weeks_of(fields: dict[str, Any], weeks: int, start: int = 0) -> list[Process]:
    """One call a week, back from today. Of eight of them seven weeks are whole."""
    days = [TODAY - timedelta(weeks=n) for n in range(weeks)]
    return [
        a_process(number=start + n, published_on=day, last_published_on=day, closes_on=day, **fields)
        for n, day in enumerate(days)
    ]


def test_another_trade_and_another_place_are_counted_by_the_same_judging(engine: Engine) -> None:
    settle(engine, [*weeks_of(SUPPER, 8), *weeks_of(FAR, 8, 100)])
    client = a_client(engine)
    same = client.get(PREVIEW, params={"trade": ["obra_vial", "mantenimiento_aseo"]}).json()
    assert same["then"] == same["now"] == {"weeks": 7, "mean": 0.0, "fewest": 0, "most": 0}
    food = client.get(PREVIEW, params={"trade": ["alimentacion"]}).json()
    assert food["then"] == {"weeks": 7, "mean": 1.0, "fewest": 1, "most": 1}
    far = client.get(PREVIEW, params={"trade": ["mantenimiento_aseo"], "whole_town": True}).json()
    assert far["then"]["mean"] == 1.0
    both = client.get(
        PREVIEW, params={"trade": ["mantenimiento_aseo", "alimentacion"], "whole_town": True}
    ).json()
    assert both["then"]["mean"] == 2.0
    assert both["words"].startswith(
        "Con estos oficios y trabajando en todo el municipio les llegarían unas 2"
    )


def test_a_preview_changes_nothing(engine: Engine) -> None:
    settle(engine, weeks_of(SUPPER, 8))
    client = a_client(engine)
    first = client.get(PREVIEW, params={"trade": ["alimentacion"]}).json()
    assert client.get(PREVIEW, params={"trade": ["alimentacion"]}).json() == first
    assert client.get(PREVIEW, params={"trade": ["obra_vial"]}).json()["now"]["mean"] == 0.0


@pytest.mark.parametrize(("weeks", "is_known"), [(1, False), (3, True)])
def test_less_than_two_weeks_of_data_tell_nothing(engine: Engine, weeks: int, is_known: bool) -> None:
    settle(engine, weeks_of(SUPPER, weeks))
    found = a_client(engine).get(PREVIEW, params={"trade": ["alimentacion"]}).json()
    assert (found["then"] is not None) is is_known
    assert ("todavía no sabemos" in found["words"]) is not is_known


def test_an_empty_store_is_not_taken_for_silence(engine: Engine) -> None:
    settle(engine)
    assert a_client(engine).get(PREVIEW).json()["then"] is None


def test_the_form_of_the_page_answers_in_words_and_keeps_what_was_marked(engine: Engine) -> None:
    settle(engine, weeks_of(SUPPER, 8))
    client = a_client(engine)
    plain = client.get(f"{page_of(POZON)}/por-que").text
    assert "Es sólo una prueba" in plain
    assert 'value="obra_vial" checked' in plain
    tried = client.get(f"{page_of(POZON)}/por-que?dias=7&oficio=alimentacion&lugar=municipio").text
    assert "Con estos oficios y trabajando en todo el municipio les llegaría más o menos una" in tried
    assert 'value="alimentacion" checked' in tried
    assert 'value="obra_vial" checked' not in tried
    assert 'value="municipio" checked' in tried


def test_no_trade_at_all_is_not_said_rather_than_nothing(engine: Engine) -> None:
    settle(engine, weeks_of(SUPPER, 8))
    found = a_client(engine).get(PREVIEW).json()
    assert found["then"]["mean"] == 1.0
    assert found["words"].startswith("Sin decir oficios les llegaría")


@pytest.mark.parametrize("query", ["oficio=volar&lugar=junta", "lugar=luna"])
def test_a_setting_that_no_board_has_is_refused(engine: Engine, query: str) -> None:
    settle(engine)
    assert a_client(engine).get(f"{page_of(POZON)}/por-que?{query}").status_code == 422
