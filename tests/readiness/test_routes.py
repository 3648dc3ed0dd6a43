"""Which route leads a board to a process."""

import pytest

from readiness.routes import is_with_minors, is_works, route_of
from tests.examples import a_process


@pytest.mark.parametrize(
    ("modality", "justification", "route"),
    [
        ("Contratación directa", None, None),
        ("Contratación directa", "Convenios Solidarios Regimen articulo 92 Ley 2166 de 2021", "R1"),
        ("Contratación Directa (con ofertas)", "Ley 2166 de 2021", "R1"),
        ("Contratación Directa (con ofertas)", "Servicios profesionales", None),
        ("Contratación régimen especial", "Convenios Solidarios Regimen articulo 92 Ley 2166 de 2021", "R1"),
        ("Contratación régimen especial", "Law2166of2021_Article95_SolidarityAgreements", "R1"),
        ("Contratación régimen especial (con ofertas)", "Ley 2166 de 2021", "R1"),
        ("Contratación régimen especial", "Regla aplicable", None),
        ("Contratación régimen especial", None, None),
        ("Mínima cuantía", None, "R4"),
        ("Selección Abreviada de Menor Cuantía", None, "R5"),
        ("Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes", None, "R5"),
        ("Licitación pública", None, None),
        ("Algo nuevo", None, None),
        (None, None, None),
    ],
)
def test_the_modality_leads_to_a_route(
    modality: str | None, justification: str | None, route: str | None
) -> None:
    assert route_of(a_process(modality=modality, justification=justification)) == route


def test_the_text_may_name_the_solidarity_agreement_where_the_justification_does_not() -> None:
    named = a_process(modality="Contratación directa", title="Convenio solidario con la JAC de Manga")
    assert route_of(named) == "R1"


@pytest.mark.parametrize(
    ("fields", "works"),
    [
        ({"contract_type": "Obra"}, True),
        ({"unspsc": "72141000"}, True),
        ({"unspsc": "95111600"}, True),
        ({"title": "Pavimentación de la calle principal"}, True),
        ({"title": "Mejoramiento de andenes"}, True),
        ({"title": "Mejoramiento, adecuación y rehabilitación de espacios públicos"}, True),
        ({"title": "Suministro de refrigerios"}, False),
        ({"contract_type": "Interventoría", "unspsc": "72141000"}, False),
        ({"contract_type": "Suministros", "title": "Suministro para la construcción"}, False),
    ],
)
def test_works_are_told_by_kind_code_or_words(fields: dict[str, str], works: bool) -> None:
    plain = {"contract_type": "Otro", "unspsc": "90101600", "title": "Suministro", "description": None}

    assert is_works(a_process(**{**plain, **fields})) is works


def test_work_with_children_is_told_by_its_words() -> None:
    assert is_with_minors(a_process(title="Escuela de fútbol para niños y niñas", unspsc="90141700"))
    assert not is_with_minors(a_process(title="Poda de árboles", description=None))


def test_a_park_for_children_is_works_and_no_work_with_children() -> None:
    assert not is_with_minors(a_process(title="Construcción de parque para niños", contract_type="Obra"))
