"""Open now: what a board can do with a process today, case by case, both sides of each edge.

Rules, from several peers that run against the source (docs/sources): the modality lets anybody offer; nobody
has been awarded; the status is "Publicado"; the deadline's day has not ended in Bogotá; a draft is upcoming;
the phase lags and vetoes nothing else.
"""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.process import (
    Modality,
    Process,
    Standing,
    as_published,
    knows_phase,
    knows_status,
    modality_of,
    standing,
)
from domain.text import fold
from tests.examples import IN_TEN_DAYS, TODAY, TOMORROW, YESTERDAY, a_process

OPEN, UPCOMING, CLOSED = Standing.OPEN, Standing.UPCOMING, Standing.CLOSED
UNKNOWN, NOT_A_CALL, BY_INVITATION = Standing.UNKNOWN, Standing.NOT_A_CALL, Standing.BY_INVITATION

# As SECOP writes them, with its own accents and slips.
COMPETITIVE = (
    "Mínima cuantía",
    "Selección Abreviada de Menor Cuantía",
    "Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes",
    "Selección abreviada subasta inversa",
    "Licitación pública",
    "Licitación pública Obra Publica",
    "Licitación Pública Acuerdo Marco de Precios",
    "Concurso de méritos abierto",
    "Concurso de méritos con precalificación",
    "Contratación Directa (con ofertas)",
    "Contratación régimen especial (con ofertas)",
)
DRAFTS = (
    "Presentación de observaciones",
    "Presentación de Observaciones",
    "PRESENTACION DE OBSERVACIONES",
    "Presentación de observaciones (precalificación)",
    "Selección de ofertas (borrador)",
    "Seleccion de ofertas (borrador)",
    "Estimate Phase",
)
OTHER_PHASES = (
    "Presentación de oferta",
    "Presentación de oferta (precalificación)",
    "Fase de ofertas",
    "Manifestación de interés (Menor Cuantía)",
    "Fase de Selección (Presentación de ofertas)",
    "Clarification submission",
    "Pré-Calificación de competidores",
    "Proceso de ofertas",
    "Selección de ofertas",
    "Fase de Concurso",
    "Una fase nueva",
    None,
)

CASES: dict[str, tuple[dict[str, object], Standing]] = {
    # the deadline counts to the end of its day
    "closes in days": ({"closes_on": IN_TEN_DAYS}, OPEN),
    "closes tomorrow": ({"closes_on": TOMORROW}, OPEN),
    "closes today": ({"closes_on": TODAY}, OPEN),
    "closed yesterday": ({"closes_on": YESTERDAY}, CLOSED),
    "published and closed on one day, today": ({"published_on": TODAY, "closes_on": TODAY}, OPEN),
    "no deadline": ({"closes_on": None}, Standing.DEADLINE_UNKNOWN),
    # an award in any row of the procedure, as the store hands it over
    "awarded before its deadline": ({"awarded": True}, CLOSED),
    "awarded without deadline": ({"awarded": True, "closes_on": None}, CLOSED),
    "awarded by invitation": ({"awarded": True, "modality": "Contratación directa"}, CLOSED),
    "awarded, its modality unknown": ({"awarded": True, "modality": None}, CLOSED),
    "cancelled after an award": ({"awarded": True, "status": "Cancelado"}, Standing.CANCELLED),
    # the status is authoritative
    "opened": ({"status": "Abierto"}, CLOSED),
    "evaluated": ({"status": "Evaluación"}, CLOSED),
    "evaluated, no accents": ({"status": "EVALUACION"}, CLOSED),
    "selected": ({"status": "Seleccionado"}, CLOSED),
    "adjudicated": ({"status": "Adjudicado"}, CLOSED),
    "opened, no deadline": ({"status": "Abierto", "closes_on": None}, CLOSED),
    "cancelled": ({"status": "Cancelado"}, Standing.CANCELLED),
    "cancelled by invitation": (
        {"status": "Cancelado", "modality": "Contratación directa"},
        Standing.CANCELLED,
    ),
    "suspended": ({"status": "Suspendido"}, Standing.SUSPENDED),
    "suspended past its deadline": (
        {"status": "Suspendido", "closes_on": YESTERDAY},
        Standing.SUSPENDED,
    ),
    "suspended by invitation": (
        {"status": "Suspendido", "modality": "Contratación directa"},
        Standing.SUSPENDED,
    ),
    "no status": ({"status": None}, UNKNOWN),
    "a new status": ({"status": "Hibernando"}, UNKNOWN),
    "a new status past its deadline": ({"status": "Hibernando", "closes_on": YESTERDAY}, UNKNOWN),
    "a new status by invitation": ({"status": "Hibernando", "modality": "Contratación directa"}, UNKNOWN),
    "published, in capitals": ({"status": "PUBLICADO"}, OPEN),
    # drafts come
    "a draft": ({"status": "Borrador"}, UPCOMING),
    "an approved draft": ({"status": "Aprobado"}, UPCOMING),
    "a draft to be approved": ({"status": "En aprobación"}, UPCOMING),
    "a draft to be approved, no accents": ({"status": "En aprobacion"}, UPCOMING),
    "a draft without dates": ({"status": "Borrador", "closes_on": None, "published_on": None}, UPCOMING),
    "a draft in a phase of offers": ({"status": "Borrador", "phase": "Fase de ofertas"}, UPCOMING),
    "a draft whose day went by": ({"status": "Borrador", "closes_on": YESTERDAY}, CLOSED),
    "observations until today": ({"phase": DRAFTS[0], "closes_on": TODAY}, UPCOMING),
    "observations past the deadline": ({"phase": DRAFTS[0], "closes_on": YESTERDAY}, CLOSED),
    "observations, then evaluated": ({"phase": DRAFTS[0], "status": "Evaluación"}, CLOSED),
    "observations, no deadline": ({"phase": DRAFTS[0], "closes_on": None}, UPCOMING),
    # whom the modality lets offer
    "direct": ({"modality": "Contratación directa"}, BY_INVITATION),
    "direct, no accents": ({"modality": "CONTRATACION DIRECTA"}, BY_INVITATION),
    "direct, no deadline": ({"modality": "Contratación directa", "closes_on": None}, BY_INVITATION),
    "direct until today": ({"modality": "Contratación directa", "closes_on": TODAY}, BY_INVITATION),
    "direct past its deadline": ({"modality": "Contratación directa", "closes_on": YESTERDAY}, CLOSED),
    "direct draft": ({"modality": "Contratación directa", "status": "Borrador"}, BY_INVITATION),
    "special regime": ({"modality": "Contratación régimen especial"}, BY_INVITATION),
    "asks for information": ({"modality": "Solicitud de información a los Proveedores"}, NOT_A_CALL),
    "asked for information": (
        {"modality": "Solicitud de información a los Proveedores", "closes_on": YESTERDAY},
        NOT_A_CALL,
    ),
    "a test": ({"modality": "Subasta de prueba"}, NOT_A_CALL),
    "a sale by auction": ({"modality": "Enajenación de bienes con subasta"}, NOT_A_CALL),
    "a sale by envelope": ({"modality": "Enajenación de bienes con sobre cerrado"}, NOT_A_CALL),
    "no modality": ({"modality": None}, UNKNOWN),
    "a new modality": ({"modality": "Trueque"}, UNKNOWN),
    "a new modality past its deadline": ({"modality": "Trueque", "closes_on": YESTERDAY}, UNKNOWN),
    "an undefined modality": ({"modality": "No Definido"}, UNKNOWN),
}


@pytest.mark.parametrize(("fields", "expected"), CASES.values(), ids=CASES.keys())
def test_what_a_board_can_do_with_a_process(fields: dict[str, object], expected: Standing) -> None:
    assert standing(a_process(**fields), TODAY) is expected


@pytest.mark.parametrize("modality", COMPETITIVE)
def test_each_competitive_modality_is_open_until_its_deadline(modality: str) -> None:
    assert standing(a_process(modality=modality, closes_on=TODAY), TODAY) is OPEN
    assert standing(a_process(modality=modality, closes_on=YESTERDAY), TODAY) is CLOSED


def test_every_modality_that_we_know_has_its_case() -> None:
    seen = {modality_of(modality) for modality in COMPETITIVE}
    seen |= {modality_of(str(fields.get("modality"))) for fields, _ in CASES.values()}
    assert set(Modality) <= seen


@pytest.mark.parametrize("phase", DRAFTS)
def test_a_published_process_in_a_draft_phase_is_upcoming(phase: str) -> None:
    assert standing(a_process(phase=phase), TODAY) is UPCOMING


@pytest.mark.parametrize("phase", OTHER_PHASES)
def test_a_phase_that_lags_vetoes_nothing_and_keeps_nothing_alive(phase: str | None) -> None:
    assert standing(a_process(phase=phase), TODAY) is OPEN
    assert standing(a_process(phase=phase, closes_on=YESTERDAY), TODAY) is CLOSED
    assert standing(a_process(phase=phase, status="Evaluación"), TODAY) is CLOSED


def test_only_what_is_open_comes_or_names_no_deadline_is_offered() -> None:
    offered = {one for one in Standing if one.is_offered}
    assert offered == {OPEN, UPCOMING, Standing.DEADLINE_UNKNOWN}


@pytest.mark.parametrize("phase", [*DRAFTS, *filter(None, OTHER_PHASES[:-2])])
def test_phases_that_secop_publishes_are_known(phase: str) -> None:
    assert knows_phase(phase)


def test_values_that_nobody_met_are_not_known() -> None:
    assert not knows_phase("Una fase nueva")
    assert not knows_status("Hibernando")
    assert not knows_status("Desierto")
    assert (
        modality_of("Trueque") is modality_of("No Definido") is modality_of("") is modality_of(None) is None
    )


MODALITIES = (*COMPETITIVE, "Contratación directa", "Contratación régimen especial", "Subasta de prueba")
STATUSES = ("Publicado", "Borrador", "En aprobación", "Evaluación", "Seleccionado", "Cancelado", "Suspendido")
WORDS = st.none() | st.text(max_size=12)


def processes(words: st.SearchStrategy[str | None]) -> st.SearchStrategy[Process]:
    return st.builds(
        a_process,
        modality=st.sampled_from(MODALITIES) | words,
        status=st.sampled_from(STATUSES) | words,
        phase=st.sampled_from((*DRAFTS, *OTHER_PHASES)) | words,
        closes_on=st.none() | st.dates(date(2026, 5, 1), date(2026, 7, 1)),
        awarded=st.booleans(),
    )


@given(processes(WORDS))
def test_nothing_is_offered_that_is_over_or_that_we_do_not_understand(process: Process) -> None:
    found = standing(process, TODAY)
    if found.is_offered:
        assert not process.awarded
        assert process.closes_on is None or process.closes_on >= TODAY
        assert process.status is not None
        assert knows_status(process.status)
        assert modality_of(process.modality) is not None
    if found is OPEN:
        assert process.closes_on is not None


@given(processes(st.none()))
def test_case_and_accents_make_no_difference(process: Process) -> None:
    modality, status, phase = (
        fold(published or "").upper() for published in (process.modality, process.status, process.phase)
    )
    plain = process._replace(modality=modality, status=status, phase=phase)
    assert standing(plain, TODAY) is standing(process, TODAY)


@given(
    processes(WORDS),
    st.dates(date(2026, 4, 1), date(2026, 8, 1)),
    st.dates(date(2026, 4, 1), date(2026, 8, 1)),
)
def test_what_closed_by_its_deadline_stays_closed(process: Process, one: date, other: date) -> None:
    first, later = sorted((one, other))
    if standing(process, first) is CLOSED:
        assert standing(process, later) is CLOSED


@pytest.mark.parametrize(
    "became",
    [
        {"awarded": True},
        {"status": "Adjudicado", "phase": "Evaluación"},
        {"status": "Cancelado"},
        {"status": "Suspendido", "awarded": True},
    ],
)
def test_what_became_of_a_process_since_its_publication_is_taken_back(became: dict[str, Any]) -> None:
    process = a_process(**became)
    assert not standing(process, TODAY).is_offered
    assert standing(as_published(process), TODAY) is OPEN


@pytest.mark.parametrize("status", ["Borrador", "Publicado", "Otro", None])
def test_a_process_of_which_nothing_became_is_as_it_was(status: str | None) -> None:
    process = a_process(status=status)
    assert as_published(process) == process


def test_a_direct_contract_was_by_invitation_when_it_was_published() -> None:
    process = as_published(a_process(modality="Contratación directa", awarded=True, status="Adjudicado"))
    assert standing(process, TODAY) is Standing.BY_INVITATION
