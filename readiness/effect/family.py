"""What may be said when many comparisons are looked at together: of twenty, one stands out by chance."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from domain.effect import Difference

MOST_WRONG = 0.05
"""How often something is said of the whole page where nothing changed."""

_Key = TypeVar("_Key", bound=Hashable)


def clear(found: Mapping[_Key, Difference]) -> set[_Key]:
    """Those of which it may be said that chance does not explain them, by the method of Holm (1979)."""
    tested = [(one.chance, key) for key, one in found.items() if one.chance is not None]
    ordered = sorted(tested, key=lambda one: one[0])
    said = set()
    for tried, (chance, key) in enumerate(ordered):
        if chance * (len(ordered) - tried) > MOST_WRONG:
            break
        said.add(key)
    return said
