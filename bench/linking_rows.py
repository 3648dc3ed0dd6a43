"""The invented register and boards that linking is measured on, written once and read by each way."""

import csv
import random
from pathlib import Path
from typing import Any, NamedTuple

from matching.linking.link import Supplier
from matching.places.town_table import town_table
from tests.matching.noisy_names import boards, misspelled, no_board

_ONE_IN = 25
_SEED = 11


class RegisteredBoard(NamedTuple):
    code: str
    name: str
    municipality: str
    nit: str | None


def write(home: Path, suppliers: int, known: int) -> None:
    """So many suppliers, every 25th one of so many boards, in every municipality of the country."""
    chance = random.Random(_SEED)
    names, departments = town_table().names, town_table().department_names
    invented = boards(chance, known, list(names))
    codes = list(names)
    with _opened(home / "boards.csv", "w") as file:
        csv.writer(file).writerows((one.code, one.name, one.municipality) for one in invented)
    with _opened(home / "suppliers.csv", "w") as file:
        out = csv.writer(file)
        for nth in range(suppliers):
            board = chance.choice(invented) if nth % _ONE_IN == 0 else None
            code = board.municipality if board else chance.choice(codes)
            town = names[code] if chance.random() < 0.8 else ""
            row = str(nth)
            made = misspelled(chance, board, row, town) if board else no_board(chance, row, town)
            out.writerow((row, made.name, town, departments[code[:2]], board.code if board else ""))


def read(home: Path) -> tuple[list[RegisteredBoard], list[Supplier], dict[str, str]]:
    """Boards, suppliers, and whose the rows of boards are: row → board code."""
    with _opened(home / "boards.csv") as file:
        known = [
            RegisteredBoard(code, name, municipality, None) for code, name, municipality in csv.reader(file)
        ]
    suppliers, truth = [], {}
    with _opened(home / "suppliers.csv") as file:
        for row, name, town, department, code in csv.reader(file):
            suppliers.append(Supplier(row, name, None, town, department))
            if code:
                truth[row] = code
    return known, suppliers, truth


def _opened(path: Path, mode: str = "r") -> Any:
    return path.open(mode, encoding="utf-8", newline="")
