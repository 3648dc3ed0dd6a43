"""Which places of Cartagena a text names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import fold
from matching.places.gazetteer import Gazetteer

CARTAGENA = Gazetteer.load("13001")
NAMES = st.sampled_from([place.name for place in CARTAGENA.places if place.kind == "barrio"])


def named(text: str) -> list[str]:
    return [place.name for place in CARTAGENA.recognise(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Limpieza de canales en El Pozón", ["El Pozón"]),
        ("OBRAS EN EL BARRIO EL POZON", ["El Pozón"]),
        ("Parque del barrio El Posón", ["El Pozón"]),
        ("Vía en Olaya Herrera, sector Rafael Núñez", ["Olaya Herrera – sector Rafael Núñez"]),
        ("Canales de Olaya Herrera", ["Olaya Herrera"]),
        ("Barrios Manga, Pie de la Popa y Crespo", ["Manga", "Pie de la Popa", "Crespo"]),
        ("Corregimiento de La Boquilla", ["La Boquilla"]),
        ("Adulto mayor en la Localidad 2", ["De la Virgen y Turística"]),
        ("Jornada en la unidad comunera de gobierno No. 6", ["Unidad comunera 6"]),
        ("Casco antiguo del Centro Histórico", ["Centro"]),
    ],
)
def test_a_place_is_recognised_however_it_is_written(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("common", "cued", "name"),
    [
        ("Dotación de un centro de salud", "Dotación en el barrio Centro", "Centro"),
        ("Suministro de recreo escolar", "Parque del barrio El Recreo", "El Recreo"),
        ("Talleres de convivencia y de la paz", "Cancha del sector La Paz", "La Paz"),
        ("Camisas de manga larga", "Andenes del barrio de Manga", "Manga"),
        ("Carne de ternera", "Salón comunal del barrio Ternera", "Ternera"),
        ("Viaje a España", "Muro en el barrio España", "España"),
        ("Isla de Providencia y Santa Catalina", "Drenajes, urbanización Providencia", "Providencia"),
    ],
)
def test_a_common_word_is_a_barrio_only_after_a_cue(common: str, cued: str, name: str) -> None:
    assert named(common) == []
    assert named(cued) == [name]


def test_a_cue_in_the_singular_covers_one_name() -> None:
    assert named("barrio Manga, centro de salud") == ["Manga"]


def test_a_neighbouring_name_is_no_slip_of_the_keys() -> None:
    assert named("barrio Santa Marta") == []


@pytest.mark.parametrize(
    "text",
    [
        "Parque del barrio Centro de Cartagena del Chairá",
        "Placa huella en el municipio de Turbaco, barrio El Pozón",
    ],
)
def test_a_text_about_another_town_names_no_place_of_ours(text: str) -> None:
    assert CARTAGENA.is_elsewhere(text)
    assert named(text) == []


def test_a_municipality_beside_our_name_is_not_elsewhere() -> None:
    text = "Ciclorruta del municipio de Turbaco al barrio El Pozón de Cartagena"
    assert not CARTAGENA.is_elsewhere(text)
    assert named(text) == ["El Pozón"]


@given(NAMES)
def test_accents_case_and_signs_change_nothing(name: str) -> None:
    plain, loud = f"obra en el barrio {fold(name)}", f"OBRA en el BARRIO «{name.upper()}»!"
    assert named(plain) == named(loud) == named(f"obra en el barrio {name}")


@given(NAMES)
def test_every_barrio_is_found_by_its_own_name(name: str) -> None:
    found = CARTAGENA.find(name)
    assert found is not None
    assert found.name == name


def test_a_field_of_its_own_needs_no_cue() -> None:
    place = CARTAGENA.find("la paz")
    assert place is not None
    assert (place.name, place.unit, place.locality) == ("La Paz", "2", "Histórica y del Caribe Norte")
    assert CARTAGENA.find("Barrio La Paz") == place
    assert CARTAGENA.find("Chapinero") is None
    assert CARTAGENA.find("") is None


def test_a_municipality_without_table_knows_no_place() -> None:
    nowhere = Gazetteer.load("99999")
    assert nowhere.places == ()
    assert nowhere.recognise("barrio El Pozón del municipio de Tumaco") == ()
    assert not nowhere.is_elsewhere("municipio de Tumaco")
