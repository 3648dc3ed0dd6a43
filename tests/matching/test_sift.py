"""What the database may rule out unread: never what is in reach, and most of what is not."""

import re
from random import Random
from typing import Any

import pytest

from domain.process import Process
from matching.places.sift import sift_for
from matching.places.town_table import town_table
from matching.prepare import place_of
from tests.examples import a_process
from tests.written_places import a_place

HOME, BOGOTA = "13001", "11001"


def is_let_through(process: Process, municipality: str) -> bool:
    elsewhere, words = sift_for(municipality)
    said = f"{process.title}. {process.description or ''}. {process.buyer_name}"
    return process.department not in elsewhere or re.search(words, said) is not None


def test_what_is_in_reach_is_let_through_however_it_is_written() -> None:
    chance, towns, near = Random(2166), sorted(town_table().names), 0
    for number in range(1_500):
        town = chance.choice((BOGOTA, chance.choice(towns)))
        process = a_process(number=number, **a_place(chance, [town]))
        if place_of(process, HOME).reaches(town):
            near += 1
            assert is_let_through(process, town), process
    assert near > 300


@pytest.mark.parametrize(
    ("fields", "is_read"),
    [
        ({}, False),
        ({"title": "Parque de los cartageneros"}, False),
        ({"title": "Parque Simón Bolívar"}, False),
        ({"title": "Parque en CARTAGENA  de Índias"}, True),
        ({"description": "Para el departamento de Bolívar"}, True),
        ({"buyer_name": "HOSPITAL DE CARTAGENA"}, True),
        ({"department": "Bolívar", "city": "Turbaco"}, True),
        ({"department": "Antioqia"}, True),  # no department that we know to be another one
        ({"department": None}, True),
        ({"title": "Parque \u24b6"}, True),  # a sign that no name of ours is written with
    ],
)
def test_what_no_word_and_no_buyer_places_here_is_not_read(fields: dict[str, Any], is_read: bool) -> None:
    far = {"department": "Antioquia", "city": "Medellín", "buyer_name": "INDER", "description": None}
    assert is_let_through(a_process(**{"title": "Parque", **far, **fields}), HOME) is is_read
