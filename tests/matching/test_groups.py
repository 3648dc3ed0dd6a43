"""Boards that together have what one lacks: the smallest set, held against trying all of them."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from matching.groups import Group, Nearness, Neighbour, nearness, smallest_group
from matching.profile import profile
from tests.examples import a_board

NEXT_DOOR, SAME_LOCALITY = Nearness(0, 0.0), Nearness(2, 0.0)
ADD_UP = ("EQUI", "EXP", "MAQ")


def a_neighbour(code: str, lacks: str = "", near: Nearness = NEXT_DOOR) -> Neighbour:
    return Neighbour(code, near, frozenset(lacks.split()))


def test_one_neighbour_that_has_all_is_enough() -> None:
    neighbours = [a_neighbour("A", "EQUI"), a_neighbour("B"), a_neighbour("C", "EXP")]
    assert smallest_group({"EXP", "EQUI"}, ADD_UP, neighbours) == Group(("B",), ("EQUI", "EXP"), ())


def test_two_neighbours_that_have_half_each_come_together() -> None:
    found = smallest_group({"EXP", "EQUI"}, ADD_UP, [a_neighbour("A", "EQUI"), a_neighbour("C", "EXP")])
    assert found is not None
    assert found.others == ("A", "C")


def test_the_nearest_comes_of_those_that_would_do() -> None:
    far, near = a_neighbour("A", near=SAME_LOCALITY), a_neighbour("B", near=Nearness(0, 400.0))
    nearer = a_neighbour("C", near=Nearness(0, 20.0))
    for order in ([far, near, nearer], [nearer, near, far]):
        found = smallest_group({"EXP"}, ADD_UP, order)
        assert found is not None
        assert found.others == ("C",)


def test_a_neighbour_that_lacks_what_each_needs_by_itself_is_left_out() -> None:
    assert smallest_group({"EXP"}, ADD_UP, [a_neighbour("A", "RUT")]) is None
    assert smallest_group({"EXP"}, ADD_UP, [a_neighbour("A", "EQUI")]) == Group(("A",), ("EXP",), ())


def test_what_the_board_needs_by_itself_is_left_to_it() -> None:
    found = smallest_group({"EXP", "RUT"}, ADD_UP, [a_neighbour("A")])
    assert found == Group(("A",), ("EXP",), ("RUT",))


def test_nobody_is_asked_where_nothing_can_be_added_up() -> None:
    assert smallest_group({"RUT"}, ADD_UP, [a_neighbour("A")]) is None
    assert smallest_group((), ADD_UP, [a_neighbour("A")]) is None
    assert smallest_group({"EXP"}, (), [a_neighbour("A")]) is None
    assert smallest_group({"EXP"}, ADD_UP, []) is None


NEIGHBOURS = st.lists(
    st.builds(
        lambda code, ring, metres, lacks: Neighbour(code, Nearness(ring, metres), frozenset(lacks)),
        st.text("ABCDEFGH", min_size=1, max_size=3),
        st.integers(0, 2),
        st.sampled_from((0.0, 50.0)),
        st.sets(st.sampled_from((*ADD_UP, "RUT"))),
    ),
    max_size=6,
    unique_by=lambda neighbour: neighbour.code,
)


@given(NEIGHBOURS, st.sets(st.sampled_from((*ADD_UP, "RUT"))))
def test_no_smaller_set_would_do(neighbours: list[Neighbour], lacks: set[str]) -> None:
    found = smallest_group(lacks, ADD_UP, neighbours)
    assert (len(found.others) if found else 0) == fewest(lacks & set(ADD_UP), neighbours)


@given(NEIGHBOURS, st.sets(st.sampled_from(ADD_UP)), st.randoms())
def test_the_order_of_the_neighbours_changes_nothing(
    neighbours: list[Neighbour], lacks: set[str], chance: object
) -> None:
    shuffled = list(neighbours)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's own random
    assert smallest_group(lacks, ADD_UP, shuffled) == smallest_group(lacks, ADD_UP, neighbours)


def fewest(wanted: set[str], neighbours: Sequence[Neighbour]) -> int:
    """By trying all sets, the small ones first; 0 where none does."""
    fit = [neighbour for neighbour in neighbours if neighbour.lacks <= set(ADD_UP)]
    for size in range(1, len(fit) + 1):
        for some in combinations(fit, size):
            if wanted and all(any(id_ not in one.lacks for one in some) for id_ in wanted):
                return size
    return 0


def test_neighbours_are_told_from_others_and_ordered() -> None:
    home = profile(a_board(), {"el pozon": {"olaya herrera": 120.0}})

    def away(**fields: str | None) -> Nearness | None:
        return nearness(home, profile(a_board(**{"code": "JAC-2", "barrio": None, "unit": None, **fields})))

    assert away(barrio="El Pozón") == Nearness(0, 0.0)
    assert away(barrio="Olaya Herrera") == Nearness(0, 120.0)
    assert away(unit="6") == Nearness(1, 0.0)
    assert away() == Nearness(2, 0.0)
    assert away(locality=None) is None
    assert away(locality="Otra") is None
    assert away(barrio="El Pozón", municipality="13836") is None
    assert nearness(home, home) is None
