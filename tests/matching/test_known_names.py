"""By which names boards know the places of a layer."""

from matching.places.gazetteer import Gazetteer
from matching.places.known_names import known_names

CARTAGENA = Gazetteer.load("13001")


def test_a_layers_name_is_that_of_the_gazetteer() -> None:
    assert known_names(["EL POZON"], CARTAGENA) == {"EL POZON": "El Pozón"}


def test_a_place_that_the_gazetteer_does_not_know_keeps_its_name() -> None:
    assert known_names(["LOTE 7 B"], CARTAGENA) == {"LOTE 7 B": "LOTE 7 B"}


def test_two_places_of_the_layer_do_not_become_one() -> None:
    found = known_names(["EL POZON", "BARRIO EL POZON"], CARTAGENA)
    assert found == {"EL POZON": "El Pozón", "BARRIO EL POZON": "BARRIO EL POZON"}
