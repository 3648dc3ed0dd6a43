"""How likely a process is one for a board, over all Colombia, by the features of the match that need no day.

The letters and the words of the board's own name in the text, the town, and what is suitable for any board.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from domain.text import fold
from matching.features import named_weight
from matching.grams import vectors
from matching.places.towns import WorkTown, town_of, work_town
from matching.profile import own_name
from matching.weights import weights

Scores = NDArray[np.float64]

_BOARDS_AT_ONCE = 256
_SMALLEST_STEP = 1e-6  # below what any two different scores differ by


class RankedBoard(NamedTuple):
    """A board to rank for; blanks where the source left them."""

    code: str
    name: str
    municipality: str = ""
    department: str = ""


class Candidate(NamedTuple):
    """A process to rank: who buys what, where the buyer sits, and how suitable it is for any board (0–1)."""

    id: str
    buyer: str
    object: str
    city: str
    department: str
    suitability: float


def scores(boards: Sequence[RankedBoard], candidates: Sequence[Candidate]) -> Iterator[Scores]:
    """For each board, in order, the scores of all candidates, in order: the higher the likelier.

    Of candidates that are equal in all, the first by id is a trifle higher, as the match puts them.
    """
    if not candidates:
        yield from (np.zeros(0) for _ in boards)
        return
    index = Index(candidates)
    for start in range(0, len(boards), _BOARDS_AT_ONCE):
        yield from index.scores(boards[start : start + _BOARDS_AT_ONCE])


class Index:
    """What the candidates say, kept for all boards."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        texts = [fold(f"{c.buyer} {c.object} {c.city} {c.department}") for c in candidates]
        self._letters = vectors(texts).T.tocsc()
        self._words = [set(text.split()) for text in texts]
        self._towns = [work_town(c.object, c.buyer, c.city, c.department) for c in candidates]
        self._suitability = np.array([c.suitability for c in candidates])
        last = np.argsort(np.argsort([c.id for c in candidates], kind="stable"))
        self._tie = -_SMALLEST_STEP * last / len(candidates)

    def scores(self, boards: Sequence[RankedBoard]) -> Scores:
        parts, weight = self.features(boards), weights().ranking
        total: Scores = weight["letters"] * parts["letters"]
        total += weight["words"] * parts["words"]
        total += weight["town"] * parts["town"]
        total += weight["suitability"] * parts["suitability"] + self._tie
        return total

    def features(self, boards: Sequence[RankedBoard]) -> dict[str, Scores]:
        """Each feature of each pair, boards × candidates, 0 to 1."""
        own = [own_name(board.name) for board in boards]
        return {
            "letters": (vectors(own) @ self._letters).toarray().astype(np.float64),
            "words": self._named_shares(own),
            "town": np.stack([self._in_town(board) for board in boards]),
            "suitability": np.tile(self._suitability, (len(boards), 1)),
        }

    def _named_shares(self, names: Sequence[str]) -> Scores:
        """Which share of each name's words stands in each text, as features.named_share has it."""
        known = {word: n for n, word in enumerate(sorted({w for name in names for w in name.split()}))}
        told = [[(known[w], named_weight(w)) for w in dict.fromkeys(name.split())] for name in names]
        said = [[(known[w], 1) for w in words & known.keys()] for words in self._words]
        part = (_matrix(told, len(known)) @ _matrix(said, len(known)).T).toarray()
        whole = np.array([max(1, sum(weight for _, weight in name)) for name in told])
        return np.asarray(part / whole[:, None], np.float64)

    def _in_town(self, board: RankedBoard) -> Scores:
        home = town_of(board.department or None, board.municipality or None)
        return np.array([_near(home, town) for town in self._towns])


def _near(home: str | None, town: WorkTown) -> float:
    """1 in the board's town, 0 in another, something between where one of the two is not known."""
    if home is None or town.department is None:
        return weights().ranking["town_unknown"]
    if town.code is None:
        return weights().ranking["town_unknown"] if town.department == home[:2] else 0.0
    return float(home == town.code or home in town.others)


def _matrix(rows: Sequence[Sequence[tuple[int, int]]], width: int) -> Any:
    start = np.cumsum([0, *map(len, rows)])
    flat = [pair for row in rows for pair in row]
    columns, values = [pair[0] for pair in flat], [pair[1] for pair in flat]
    return sparse.csr_matrix((np.array(values, np.float64), columns, start), shape=(len(rows), width))
