"""The places inside a municipality that a text names."""

import pytest

from domain.territory import Place
from matching.places.text_places import places_of


def test_a_municipality_with_a_table_knows_its_places() -> None:
    (place,) = places_of("Parque del barrio El Posón", "13001")
    assert (place.name, place.locality, place.unit) == ("El Pozón", "De la Virgen y Turística", "6")
    assert places_of("Parque del barrio Villa Inventada", "13001") == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Placa huella en la vereda El Roble", Place("El Roble", "15106", kind="vereda")),
        ("Cancha del barrio LOS MANGOS", Place("LOS MANGOS", "15106")),
        ("Andenes del corregimiento de Palmarito", Place("Palmarito", "15106", kind="corregimiento")),
        ("Apoyo a la JAC Brisas del Norte", Place("Brisas del Norte", "15106", kind="lugar")),
        ("Parque de la localidad de Suba", Place("Suba", "15106", locality="Suba", kind="localidad")),
        ("Parque de la comuna 4", Place("Comuna 4", "15106", locality="Comuna 4", kind="localidad")),
    ],
)
def test_elsewhere_a_place_is_what_the_text_calls_one(text: str, place: Place) -> None:
    assert places_of(text, "15106") == (place,)


def test_a_place_that_is_written_twice_is_one() -> None:
    assert len(places_of("Vereda El Roble; vereda EL ROBLÉ", "15106")) == 1
    assert places_of("Compra de papelería", "15106") == ()
