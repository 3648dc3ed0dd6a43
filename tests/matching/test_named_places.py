"""Places named in any text of Colombia."""

import pytest

from matching.named_places import named_places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Placa huella en la vereda El Roble del municipio de Albania", ["El Roble"]),
        ("CANCHA DEL BARRIO LOS MANGOS; MUNICIPIO DE ALBANIA", ["LOS MANGOS"]),
        ("Andenes en el corregimiento de Palmarito, vereda La Unión", ["Palmarito", "La Unión"]),
        ("Obras con la JAC Brisas del Norte en el municipio", ["Brisas del Norte"]),
        ("Vereda El Roble y la vereda El Roble", ["El Roble"]),
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
