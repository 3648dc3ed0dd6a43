"""docs/security.md names tests and places in the code: each is there, and no row of a list is without one."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text()


@cache
def names_in(path: str) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_and_place_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 60
    assert [one for one in named if not (ROOT / one[0]).is_file() or one[1] not in names_in(one[0])] == []
    places = re.findall(r"`((?:api|store|domain|notifications|harvesters|docs|deploy)/[\w./-]+)`", PAGE)
    assert [one for one in places if not (ROOT / one).exists()] == []


def test_no_row_of_who_attacks_or_of_a_list_is_without_a_test() -> None:
    for heading in ("Who attacks", "OWASP Top 10", "ASVS 5.0"):
        section = re.split(r"^## ", PAGE.partition(f"## {heading}")[2], maxsplit=1, flags=re.MULTILINE)[0]
        rows = [line for line in section.splitlines() if line.startswith("|")][2:]
        assert len(rows) > 9
        assert [row for row in rows if "::test_" not in row] == []


def test_both_lists_are_whole() -> None:
    for number in range(1, 11):
        assert re.search(rf"^\| A{number:02} ", PAGE, re.MULTILINE), f"A{number:02} of 2021"
        assert re.search(rf"^\| [^|]+ \| A{number:02}\b", PAGE, re.MULTILINE), f"A{number:02} of 2025"
    for number in range(1, 17):
        assert re.search(rf"^\| V{number} ", PAGE, re.MULTILINE), f"V{number}"
