"""The board's passport: the public page, the board's own, and the sheet of paper."""

import gzip
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import Engine

from api.passport import public_path
from api.templating import STATIC
from domain.board import Board, BoardKind
from domain.readiness import Evidence, EvidenceSource
from notifications.links import sign
from readiness.catalogue import TO_CONFIRM, load
from store import evidence
from store.engine import writing
from tests.api.town import POZON, SECRET, a_client, page_of, settle
from tests.examples import NOW, TODAY, TOMORROW, YESTERDAY, a_board

CATALOGUE = load(TODAY)
LONG_AGO = TODAY - timedelta(days=20)
BAN = "Ley de garantías"


def show(engine: Engine, *found: Evidence, board: Board = POZON) -> None:
    settle(engine, people=[board])
    with writing(engine) as db:
        evidence.save(db, [(board.code, item) for item in found], NOW)


def everything() -> list[Evidence]:
    far = TODAY + timedelta(days=300)
    return [Evidence(id_, 4, LONG_AGO, far, checked_by="Instituto") for id_ in CATALOGUE.requirements]


def pasaporte(board: Board = POZON) -> str:
    return f"{page_of(board)}/pasaporte"


def text_of(engine: Engine, board: Board = POZON, **web: Any) -> tuple[int, str]:
    """How many pages the sheet has, and what stands on it, its lines joined."""
    answer = a_client(engine, **web).get(f"{pasaporte(board)}.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return len(pages), " ".join(" ".join(pages).replace("\ufffe", "").split())


def test_the_public_page_says_who_where_how_far_and_when(engine: Engine) -> None:
    show(engine, Evidence("RUT", 3), Evidence("PJ", 4), Evidence("EST", 1))
    seen = a_client(engine).get("/juntas/JAC-0001/pasaporte").text
    for told in ("JAC Barrio El Pozón", "Junta de Acción Comunal", "El Pozón", "3 de junio de 2026"):
        assert told in seen
    assert "La junta tiene <strong>2 documentos</strong> válidos hoy" in seen
    assert "Convenio solidario de obra" in seen
    assert 'class="level">Inicial' in seen


@pytest.mark.parametrize(
    ("count", "words"), [(0, "Todavía no hay documentos"), (1, "un documento</strong> válido")]
)
def test_the_public_page_counts_in_words(engine: Engine, count: int, words: str) -> None:
    show(engine, *[Evidence("RUT", 3)][:count])
    assert words in a_client(engine).get("/juntas/JAC-0001/pasaporte").text


def test_the_public_page_says_nothing_of_persons_nor_of_what_is_missing(engine: Engine) -> None:
    board = a_board(president="Persona Inventada")
    show(engine, Evidence("RUT", 3, note="Con Persona Inventada"), board=board)
    seen = a_client(engine).get(public_path(board.code)).text
    for kept in (
        "Persona Inventada",
        "3000000000",
        "juntas.example",
        "Qué sigue",
        "Falta",
        sign(board.code, SECRET),
    ):
        assert kept not in seen
    titles = [CATALOGUE.requirements[id_].title for id_ in ("RUT", "PJ", "CERT", "REDAM", "POLI", "AUTO")]
    assert not [title for title in titles if title in seen]


def test_every_statement_of_law_carries_its_mark_and_its_source(engine: Engine) -> None:
    show(engine)
    client = a_client(engine)
    public, own = client.get(public_path(POZON.code)).text, client.get(pasaporte()).text
    for id_ in ("R1", "R4"):
        route = CATALOGUE.routes[id_]
        for seen in (public, own):
            assert f"{route.law}; verificado en" in seen
            assert f"Fuente: {route.source}" in seen
    police = CATALOGUE.requirements["POLI"]
    assert f"{police.law}; {TO_CONFIRM}. Fuente: {police.source}" in own
    show(engine, *[item for item in everything() if item.requirement != "POLI"])
    assert f"{police.law} [{TO_CONFIRM}]. Fuente: {police.source}" in text_of(engine)[1]


def test_a_route_that_the_law_closed_is_not_offered(engine: Engine) -> None:
    show(engine)
    assert CATALOGUE.routes["R7"].title not in a_client(engine).get(public_path(POZON.code)).text


def test_an_electoral_ban_is_said_on_its_route_and_on_its_days(engine: Engine) -> None:
    show(engine)
    assert BAN in a_client(engine).get(public_path(POZON.code)).text
    after = NOW.replace(month=6, day=22)
    assert BAN not in a_client(engine, now=after).get(public_path(POZON.code)).text


@pytest.mark.parametrize(
    ("last_day", "clock"),
    [
        (YESTERDAY, None),
        (TODAY, "Vence hoy"),
        (TOMORROW, "4 de junio de 2026: queda un día"),
        (TODAY + timedelta(days=2), "5 de junio de 2026: quedan 2 días"),
    ],
)
def test_a_document_runs_by_its_clock_to_the_end_of_its_last_day(
    engine: Engine, last_day: object, clock: str | None
) -> None:
    show(engine, Evidence("CERT", 3, LONG_AGO, last_day))  # type: ignore[arg-type]
    seen = " ".join(a_client(engine).get(pasaporte()).text.split())
    assert f"Documentos válidos: {1 if clock else 0}" in seen
    assert clock is None or clock in seen


def test_a_document_without_a_date_is_not_said_to_last_for_ever(engine: Engine) -> None:
    show(engine, Evidence("CERT", 3), Evidence("RUT", 3))
    seen = a_client(engine).get(pasaporte()).text
    assert "No sabemos hasta cuándo sirve: falta su fecha." in seen
    assert seen.count("Sin fecha de vencimiento.") == 1


def test_what_the_board_only_says_is_no_document(engine: Engine) -> None:
    show(engine, Evidence("RUT", 1, source=EvidenceSource.SURVEY), Evidence("PJ", 2))
    assert "Documentos válidos: 0" in a_client(engine).get(pasaporte()).text


def test_the_board_sees_what_is_next_who_attends_and_its_limit(engine: Engine) -> None:
    show(engine, Evidence("AUT", 3, limit_cop=50_000_000))
    seen = a_client(engine).get(pasaporte()).text
    assert "Autorización de la asamblea para contratar</strong> (hasta $50.000.000)" in seen
    rut = CATALOGUE.requirements["RUT"]
    assert f"<strong>{rut.title}.</strong> {rut.steps[0]}" in seen
    assert f"Atiende: {CATALOGUE.offices[rut.office].name}. Dónde: " in seen
    assert seen.index("Atiende: ") > seen.index("Qué sigue, en orden")


def test_a_board_that_has_all_is_told_so(engine: Engine) -> None:
    show(engine, *everything())
    seen = a_client(engine).get(pasaporte()).text
    assert "tienen todos los papeles que se piden" in seen
    assert 'class="level">Lista' in seen


def test_the_page_of_the_board_leads_to_its_passport(engine: Engine) -> None:
    show(engine)
    assert f'href="{pasaporte()}"' in a_client(engine).get(page_of(POZON)).text


@pytest.mark.parametrize("shown", ["nothing", "half", "everything"])
@pytest.mark.parametrize(
    "name", ["JAC Ñandú de los Ángeles", "Asociación de Juntas del Sur y del Oriente " * 8]
)
def test_the_sheet_is_one_page_with_name_and_levels_whatever_there_is(
    engine: Engine, shown: str, name: str
) -> None:
    board = a_board(name=name, kind=BoardKind.ASSOCIATION)
    all_ = everything()
    show(engine, *{"nothing": [], "half": all_[::2], "everything": all_}[shown], board=board)
    count, text = text_of(engine, board)
    assert count == 1
    assert name[:40] in text
    assert "Asociación de juntas" in text
    for route in CATALOGUE.routes.values():
        assert (route.title in text) is (route.closed_from is None and route.id != "R8"), route.id
    assert ("Lista" if shown == "everything" else "Inicial" if shown == "nothing" else "desarrollo") in text
    assert "verificado en una fuente secundaria" in text


def test_what_does_not_fit_on_the_sheet_is_counted(engine: Engine) -> None:
    show(engine)
    _, text = text_of(engine)
    count = int(text.split("Qué sigue, en orden: ")[1].split()[0])
    more = int(text.split(" más en la página de la junta")[0].split()[-1])
    shown = text.count("Atiende: ")
    assert shown >= 3
    assert shown + more == count


def test_one_step_stands_beside_ever_so_many_documents(engine: Engine) -> None:
    show(engine, *[item for item in everything() if item.requirement != "RUT"])
    _, text = text_of(engine)
    assert f"1. {CATALOGUE.requirements['RUT'].title}." in text
    assert text.count("Atiende: ") == 1


def test_the_sheet_leads_to_the_public_page_and_not_to_the_key(engine: Engine) -> None:
    show(engine)
    _, text = text_of(engine, public_url="https://convite.example/")
    assert "https://convite.example/juntas/JAC-0001/pasaporte" in text
    assert sign(POZON.code, SECRET) not in text


def test_the_sheet_of_the_sample_says_that_it_is_invented(engine: Engine) -> None:
    show(engine)
    assert "Muestra inventada" in text_of(engine, sample=True)[1]
    assert "Muestra inventada" not in text_of(engine)[1]


def test_signs_of_a_name_stay_signs_on_page_and_sheet(engine: Engine) -> None:
    name = 'JAC #let *El* $Pozón$ <script> "1" \\'
    board = a_board(name=name)
    show(engine, board=board)
    assert "<script" not in a_client(engine).get(public_path(board.code)).text
    assert name in text_of(engine, board)[1]


@pytest.mark.parametrize("code", ["JAC/1", "Junta 7 é", "a?b#c"])
def test_a_code_may_hold_any_sign(engine: Engine, code: str) -> None:
    board = a_board(code=code)
    show(engine, board=board)
    client = a_client(engine)
    assert "JAC Barrio El Pozón" in client.get(public_path(code)).text
    assert public_path(code) in client.get(pasaporte(board)).text


@pytest.mark.parametrize(
    "path", ["/juntas/JAC-9999/pasaporte", "/junta/x/pasaporte", "/junta/x/pasaporte.pdf"]
)
def test_a_board_that_is_not_there_has_no_passport(engine: Engine, path: str) -> None:
    show(engine)
    assert a_client(engine).get(path).status_code == 404


def test_the_board_s_own_passport_is_kept_by_no_shared_cache(engine: Engine) -> None:
    show(engine)
    client = a_client(engine)
    for path in (pasaporte(), f"{pasaporte()}.pdf"):
        headers = client.get(path).headers
        assert headers["cache-control"] == "private, no-cache"
        assert "noindex" in headers["x-robots-tag"]
        assert client.head(path).status_code == 200
    assert client.get(public_path(POZON.code)).headers["cache-control"] == "public, max-age=60"


def test_both_pages_are_small(engine: Engine) -> None:
    show(engine, *everything()[::2])
    client = a_client(engine)
    style = len(gzip.compress((STATIC / "convite.css").read_bytes()))
    for path in (public_path(POZON.code), pasaporte()):
        assert len(gzip.compress(client.get(path).content)) + style <= 15_000
