"""The page of accesses tells in Spanish what somebody did, and never leaves a line out."""

import pytest

from api.desk.audit_words import deed, whose
from store.audit import Action, Line
from tests.examples import NOW

TITLES = {"RUT": "RUT y NIT al día"}


@pytest.mark.parametrize(
    ("action", "detail", "told"),
    [
        (Action.SAW, "register", "vio su registro"),
        (Action.SAW, "paper RUT", "miró un papel: RUT y NIT al día"),
        (Action.SAW, "paper GONE 0a1b2c", "abrió un archivo: GONE"),
        (Action.SAW, "help reply by email", "leyó lo que escribió por correo electrónico"),
        (Action.CHANGED, "help CO1.BDOS.1 given back", "dejó su pedido de ayuda para otra persona"),
        (Action.CHANGED, "stage: survey", "anotó una etapa: Diagnosticar"),
        (
            *(Action.CHANGED, "rollout of new_calls"),
            "registró un despliegue por pasos: avisos de convocatorias nuevas, apenas salen",
        ),
        (Action.CHANGED, "role observer", "cambió qué hace: Observa (sólo cifras)"),
        (Action.CHANGED, "what no page writes", "cambió: what no page writes"),
        (Action.SIGNED_IN, "", "entró"),
    ],
)
def test_what_was_done_is_told_in_spanish(action: Action, detail: str, told: str) -> None:
    assert deed(Line(1, NOW, "staff:1", action, "board:JAC-1", detail), TITLES) == told


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("staff:1", "Ana de Prueba"),
        ("staff:2", "staff:2"),
        ("board:JAC-1", "junta JAC-1"),
        ("export:boards", "tabla boards"),
        ("hooks", ""),
        ("matches", "matches"),
    ],
)
def test_whose_it_was_is_named_as_people_know_it(about: str, told: str) -> None:
    assert whose(about, {"staff:1": "Ana de Prueba"}) == told
