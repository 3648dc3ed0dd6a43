"""The alphabet of short messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.gsm import cut, septets, transliterate


def test_accents_that_the_alphabet_lacks_are_left_off_and_those_that_it_has_stay() -> None:
    assert transliterate("¿Cuántos días? ¡Así!") == "¿Cuantos dias? ¡Asi!"
    assert transliterate("ÁÍÓÚ áíóú") == "AIOU aiou"
    assert transliterate("año, café, pingüino, Ñ, É") == "año, café, pingüino, Ñ, É"


def test_a_letter_with_its_accent_apart_is_the_same_letter() -> None:
    assert transliterate("an\u0303o cafe\u0301") == "año café"


def test_signs_of_print_become_plain_ones_and_what_has_no_likeness_goes() -> None:
    assert transliterate("«uno»… “dos” – n.º 3\u00a0m² 🙂") == '"uno"... "dos" - n.o 3 m2 '


@pytest.mark.parametrize(
    ("text", "takes"), [("", 0), ("abc", 3), ("€", 2), ("[a]", 5), ("a\nb", 3), ("ñ", 1)]
)
def test_signs_of_the_extension_take_two(text: str, takes: int) -> None:
    assert septets(text) == takes


@pytest.mark.parametrize("text", ["í", "ç", "🙂", "\t"])
def test_what_is_not_of_the_alphabet_has_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="GSM"):
        septets(text)


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (22, "Limpieza de canales, y"),
        (21, "Limpieza..."),
        (11, "Limpieza..."),
        (10, "Limpiez..."),
        (4, "L..."),
        (3, ""),
        (0, ""),
    ],
)
def test_a_text_is_cut_at_a_word(most: int, left: str) -> None:
    assert cut("Limpieza de canales, y", most) == left


def test_no_preposition_hangs_at_the_end() -> None:
    assert cut("Limpieza de la ronda del canal y su zanja", 26) == "Limpieza de la ronda..."
    assert cut("Poda de árboles y jardines".replace("á", "a"), 19) == "Poda de arboles..."


def test_no_comma_stands_before_the_dots() -> None:
    assert cut("Canales, zanjas y pluviales", 12) == "Canales..."


@given(st.text(max_size=200), st.integers(0, 160))
def test_whatever_the_text_it_becomes_of_the_alphabet_and_fits(text: str, most: int) -> None:
    written = transliterate(text)
    assert septets(written) >= len(written)
    assert transliterate(written) == written
    assert septets(cut(written, most)) <= most
