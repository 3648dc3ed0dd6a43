"""Places named in any text of Colombia."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places.named_places import named_places
from tests.growth import growth


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Placa huella en la vereda El Roble del municipio de Albania", ["El Roble"]),
        ("CANCHA DEL BARRIO LOS MANGOS; MUNICIPIO DE ALBANIA", ["LOS MANGOS"]),
        ("Andenes en el corregimiento de Palmarito, vereda La Unión", ["Palmarito", "La Unión"]),
        ("Obras con la JAC Brisas del Norte en el municipio", ["Brisas del Norte"]),
        ("Vereda El Roble y la vereda El Roble", ["El Roble"]),
        ("Barrios Manga, Pie de la Popa y Crespo", ["Manga", "Pie de la Popa", "Crespo"]),
        (
            "LAS VEREDAS DE CAÑO HONDO; EL MEDIO Y LA PALMA; PARA EL RIEGO",
            ["CAÑO HONDO", "EL MEDIO", "LA PALMA"],
        ),
        ("Comunas 4, 5 y 6", ["4", "5", "6"]),
        ("Comunidades de El Roble y La Unión, limpieza de canales", ["El Roble", "La Unión"]),
        ("BARRIOS EL ROBLE Y LA UNION, LIMPIEZA DE CANALES", ["EL ROBLE", "LA UNION"]),
        ("Cancha en ELCORREGIMIENTO DE LOS LIMONES", ["LOS LIMONES"]),
        ("Huerta del cabildo indígena de Tierra Alta", ["Tierra Alta"]),
        ("Parque de la localidad de Ciudad Bolívar", ["Ciudad Bolívar"]),
        ("Mejoramiento de la vía Los Pinos - Alto Chico, municipio de X", ["Los Pinos", "Alto Chico"]),
        ("Cuneta de la vía Neiva - Alto Chico en afirmado", ["Alto Chico"]),
        ("Vía Calle 5 - Carrera 7", []),
        ("Puesto de salud de Alto Chico", ["Alto Chico"]),
        ("Puesto de salud de Neiva", []),
        ("Combustible para el centro educativo rural El Roble; La Unión", ["El Roble"]),
        ("Obras en la isla de Providencia y Santa Catalina", []),
        ("Acueducto de la vereda El Roble", ["El Roble"]),
        ("Junta de Acción Comunal del barrio Los Mangos", ["Los Mangos"]),
        ("Sectores de la comunidad", []),
        ("Vereda Agua Clara y barrio Calle Larga", ["Agua Clara", "Calle Larga"]),
        ("Apoyo al sector agua potable", []),
        ("Apoyo al sector productivo agrícola", []),
        ("Redes de los pozos de inspección redes sanitarias", []),
        ("Barrios y veredas de la cabecera municipal", []),
        ("Apoyo al sector educativo", []),
        ("Fortalecimiento de las comunidades", []),
        ("Compra de papelería", []),
        ("", []),
    ],
)
def test_what_follows_the_kind_of_place_is_its_name(text: str, names: list[str]) -> None:
    assert named_places(text) == names


def test_line_breaks_change_nothing() -> None:
    assert named_places("en la vereda\nEl  Roble, etapa 2") == ["El Roble"]


def test_letters_that_grow_when_they_are_made_small_move_nothing() -> None:
    assert named_places("İİİİ vereda El Roble") == ["El Roble"]


@given(st.text())
def test_names_stand_in_the_text(text: str) -> None:
    flat = " ".join(text.replace("İ", "I").split())
    assert all(name in flat for name in named_places(text))


@pytest.mark.parametrize("text", ["VIA {}x", "vía A a a a a a a a a{}", "{}"], ids=repr)
@pytest.mark.parametrize("piece", ["ABC - ", "-B", "barrio "])
def test_a_text_twice_as_long_costs_twice_as_much(text: str, piece: str) -> None:
    assert growth(lambda times: named_places(text.format(piece * times)), 600) < 3
