"""Shapes of barrios and their neighbours: kept, read back, and replaced."""

from sqlalchemy import Engine

from store import places
from store.engine import writing
from store.places import Shape

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
PAIRS = [("El Pozón", "Flor del Campo", 481.8), ("Flor del Campo", "El Pozón", 481.8)]


def test_shapes_of_one_municipality_come_back(engine: Engine) -> None:
    shapes = [Shape("13001", "EL POZON", None, "6", SQUARE), Shape("13836", "EL TALÓN", None, None, SQUARE)]
    with writing(engine) as db:
        assert places.save(db, shapes).new == 2
        assert places.save(db, shapes).changed == 2
        assert places.count(db) == 2
        assert places.shapes(db, "13001") == {"EL POZON": SQUARE}
        assert places.shapes(db, "99999") == {}


def test_neighbours_are_known_by_folded_names(engine: Engine) -> None:
    with writing(engine) as db:
        places.replace_neighbours(db, "13001", PAIRS)
        assert places.neighbours(db, "13001") == {
            "el pozon": {"flor del campo": 481.8},
            "flor del campo": {"el pozon": 481.8},
        }
        assert places.neighbours(db, "13836") == {}


def test_neighbours_that_are_none_any_more_go(engine: Engine) -> None:
    with writing(engine) as db:
        places.replace_neighbours(db, "13836", PAIRS[:1])
        for pairs in (PAIRS, PAIRS[:1], PAIRS[:1]):
            places.replace_neighbours(db, "13001", pairs)
        assert places.neighbours(db, "13001") == {"el pozon": {"flor del campo": 481.8}}
        places.replace_neighbours(db, "13001", [])
        assert places.neighbours(db, "13001") == {}
        assert places.neighbours(db, "13836") == {"el pozon": {"flor del campo": 481.8}}


def test_places_come_with_their_outlines_and_leave_a_mark_that_other_outlines_change(engine: Engine) -> None:
    shape = places.Shape("13001", "EL POZON", "De la Virgen y Turística", "6", SQUARE)
    with writing(engine) as db:
        assert places.mark(db, "13001") == (0, 0)
        places.save(db, [shape])
        one = places.mark(db, "13001")
        places.save(db, [places.Shape("13001", "MANGA", None, None, SQUARE)])
        assert places.every(db, "13001")[0] == shape
        assert places.mark(db, "13001")[0] == 2
        assert places.mark(db, "13001")[1] == 2 * one[1]
        assert places.mark(db, "99999") == (0, 0)
