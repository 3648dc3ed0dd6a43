"""Linking a whole column says the same as linking one by one, and stays right where names are noisy."""

import random
from collections.abc import Sequence

import pytest

from matching.linking.link import Link, Supplier, Verdict, link, link_one_by_one
from tests.matching.noisy_names import InventedBoard, boards, misspelled, no_board

TOWNS = ("Yondó", "Buesaco", "Cachipay", "Sardinata", "13001", "La Dorada", "")
ELSEWHERE = "Quibdó"


def column(chance: random.Random, known: Sequence[InventedBoard], size: int) -> list[Supplier]:
    """Boards written badly, with and without town and NIT, in their town and elsewhere; firms; odd names."""
    found = []
    for nth in range(size):
        board = chance.choice(known)
        town = chance.choice((board.municipality, board.municipality, "", ELSEWHERE))
        made = misspelled(chance, board, str(nth), town, nit=chance.random() < 0.3)
        firm = no_board(chance, str(nth), town)._replace(nit=board.nit)
        found.append(chance.choice((made, made, made, firm, made._replace(nit=chance.choice(known).nit))))
    odd = (
        "",
        " ",
        "JAC",
        "J A C",
        "JUNTA\nDE ACCION\nCOMUNAL\0 ELDORADO",
        "ACCIÓN COMUNAL",
        "ASOJUNTAS",
        "ñ",
    )
    return [*found, *(Supplier(f"odd {nth}", name) for nth, name in enumerate(odd))]


@pytest.mark.parametrize("seed", range(12))
def test_a_column_is_linked_as_each_supplier_alone_would_be(seed: int) -> None:
    chance = random.Random(seed)
    known = boards(chance, 90, TOWNS)
    suppliers = column(chance, known, 250)
    decided = {
        f"nit {known[0].nit}": {known[1].code: True},
        "name acme sas |  | ": {known[2].code: True, known[3].code: False},
    }
    for decisions in ({}, decided):
        found = link(known, suppliers, decisions)
        assert found == link_one_by_one(known, suppliers, decisions)
        assert found == link(known, suppliers, decisions)


def test_the_order_of_boards_and_suppliers_changes_no_link() -> None:
    chance = random.Random(77)
    known = boards(chance, 90, TOWNS)
    suppliers = column(chance, known, 250)
    found = {one.row: one for one in link(known, suppliers)}
    known.reverse()
    chance.shuffle(suppliers)
    assert {one.row: one for one in link(known, suppliers)} == found


def test_an_invented_register_full_of_slips_is_linked_rightly() -> None:
    chance = random.Random(5)
    known = boards(chance, 400, TOWNS)
    truth: dict[str, str] = {}
    suppliers = []
    for nth in range(1500):
        board = chance.choice(known)
        elsewhere = bool(board.municipality) and nth % 5 == 0
        town = ELSEWHERE if elsewhere else chance.choice((board.municipality, ""))
        suppliers.append(misspelled(chance, board, str(nth), town, nit=nth % 4 == 0 and not elsewhere))
        truth[str(nth)] = "" if elsewhere else board.code
    found = link(known, suppliers)
    certain = [one for one in found if one.verdict is Verdict.CERTAIN]
    real = sum(map(bool, truth.values()))
    assert sum(_right(one, truth) for one in certain) >= 0.995 * len(certain)
    assert sum(_right(one, truth) for one in certain) >= 0.8 * real
    assert sum(_right(one, truth) for one in found if one.board_code) >= 0.95 * real


def _right(found: Link, truth: dict[str, str]) -> bool:
    return found.board_code == truth[found.row]
