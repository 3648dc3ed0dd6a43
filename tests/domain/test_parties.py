"""Persons and organisations are kept apart."""

import pytest

from domain.parties import Mixup, could_name_a_person, is_a_persons, mixups_of, names_an_organisation
from tests.examples import a_board


@pytest.mark.parametrize(
    "name",
    [
        "Fundación Manos",
        "J.A.C. El Pozón",
        "ACCION COMUNAL OLAYA",
        "Construcciones y Cía. Ltda.",
        "Obras S.A.S.",
        "Unión Temporal Parque",
    ],
)
def test_an_organisation_gives_itself_away(name: str) -> None:
    assert names_an_organisation(name)
    assert not could_name_a_person(name)


@pytest.mark.parametrize("name", ["Ana Pérez", "MARÍA DE LA O NÚÑEZ", "Juan José de Prueba y Ejemplo"])
def test_a_persons_name_is_two_to_six_words(name: str) -> None:
    assert could_name_a_person(name)
    assert not names_an_organisation(name)


@pytest.mark.parametrize("name", ["", "Ana", "Juan 123", "a b c d e f g"])
def test_what_is_neither_is_neither(name: str) -> None:
    assert not could_name_a_person(name)
    assert not names_an_organisation(name)


def test_a_number_says_more_than_a_name() -> None:
    assert is_a_persons("Fundación Manos", "735123456")
    assert not is_a_persons("Ana Pérez", "901123456")
    assert is_a_persons("Ana Pérez", None)
    assert not is_a_persons("Fundación Manos", None)


def test_what_we_hold_of_a_board_is_looked_at() -> None:
    assert list(mixups_of(a_board())) == []
    mixed = a_board(president="Fundación Manos", nit="735123456")
    assert list(mixups_of(mixed)) == [Mixup.PRESIDENT_IS_AN_ORGANISATION, Mixup.NUMBER_IS_A_PERSONS]
