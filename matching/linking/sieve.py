"""Before the rules: which suppliers of a column may be boards, and which boards each of them may be.

Nothing that the rules would link is lost: a sieve lets through too much or just enough, never too little.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from domain.nit import read_nit
from domain.text import fold
from matching.linking.board_names import BoardName
from matching.linking.board_prefix import may_say_board
from matching.linking.readings import Named
from matching.linking.records import Supplier
from matching.linking.rules import PROBABLE
from matching.linking.towns import Town, same_town

Kind = tuple[str, tuple[str, ...]]  # level and numbers
Where = tuple[Town, bool]  # and whether it is only guessed
At = NDArray[np.intp]

_AT_ONCE = 50_000  # names folded together
_MATRIX = 16_000_000  # likenesses held at once, a byte each
_WORTH_THREADS = 1_000_000
_BETWEEN = "\0"
_FOLDED = bytes(b if b == 0 or chr(b).isalnum() else 32 for b in range(128)).lower() + bytes(128)


def sift(suppliers: Sequence[Supplier], nits: Collection[str], names: Collection[str]) -> list[int]:
    """Where the column may hold a board: by a word of its name, by one of these NITs or folded names."""
    by_nit = {at for at, one in enumerate(suppliers) if one.nit and _read(one.nit) in nits}
    return sorted(by_nit.union(_by_name(suppliers, names)))


def _read(nit: str) -> str | None:
    # What most rows hold is nine digits already.
    return nit if len(nit) == 9 and nit.isdecimal() and nit[0] != "0" else read_nit(nit)


def _by_name(suppliers: Sequence[Supplier], names: Collection[str]) -> Iterator[int]:
    said: set[str] = set()
    seen: set[str] = set()
    for first in range(0, len(suppliers), _AT_ONCE):
        words = _words_of_all([one.name for one in suppliers[first : first + _AT_ONCE]])
        fresh = {word for some in words for word in some} - seen
        seen |= fresh
        said.update(word for word in fresh if may_say_board(word))
        for at, some in enumerate(words, first):
            if not said.isdisjoint(some) or (names and " ".join(some) in names):
                yield at


def _words_of_all(names: Sequence[str]) -> list[list[str]]:
    """The words of each folded name. Plain ones are folded in one go, as bytes."""
    plain = [name if name.isascii() and _BETWEEN not in name else "" for name in names]
    folded = _BETWEEN.join(plain).encode().translate(_FOLDED).decode().split(_BETWEEN)
    return [
        (line if kept else fold(name)).split() for name, kept, line in zip(names, plain, folded, strict=True)
    ]


class Shortlist:
    """For suppliers, the boards that the rules have to look at, as positions among those given."""

    def __init__(self, boards: Sequence[Named]) -> None:
        self._read: list[tuple[int, BoardName]] = []
        self._near: dict[Where, list[Where]] = {}
        self._by_kind: dict[Kind, dict[Where, list[int]]] = {}
        for at, board in enumerate(boards):
            for one in board.readings:
                wheres = self._by_kind.setdefault(one.kind, {})
                wheres.setdefault((one.town, one.guessed), []).append(len(self._read))
                self._read.append((at, one.name))
        self._by_department: dict[str, list[Where]] = {}
        for where in dict.fromkeys(chain.from_iterable(self._by_kind.values())):
            self._by_department.setdefault(where[0].department, []).append(where)

    def of_all(self, suppliers: Sequence[Named]) -> list[list[int]]:
        """In the order of the suppliers; those of one kind and town are held against the boards at once."""
        found: list[set[int]] = [set() for _ in suppliers]
        groups: dict[tuple[Kind, Where], list[tuple[int, BoardName]]] = {}
        for at, supplier in enumerate(suppliers):
            for one in supplier.readings:
                groups.setdefault((one.kind, (one.town, one.guessed)), []).append((at, one.name))
        for (kind, where), members in groups.items():
            for nth, read in self._of_group(kind, where, [name for _, name in members]):
                found[members[nth][0]].add(self._read[read][0])
        return [sorted(some) for some in found]

    def _of_group(self, kind: Kind, where: Where, names: Sequence[BoardName]) -> Iterator[tuple[int, int]]:
        """Which of the names may be which reading of a board. A pair may come twice."""
        wheres = self._by_kind.get(kind, {})
        near = [other for other in self._wheres_near(where) if other in wheres]
        reads = np.array([at for other in near for at in wheres[other]], dtype=np.intp)
        for mine, theirs in _alike(names, [self._read[at][1] for at in reads]):
            yield from zip(mine.tolist(), reads[theirs].tolist(), strict=True)
        if same := [at for other in near if same_town(where[0], other[0]) for at in wheres[other]]:
            yield from self._parts(names, same)

    def _wheres_near(self, where: Where) -> list[Where]:
        """Where boards are that this does not contradict; what is only guessed must be the same."""
        if where not in self._near:
            own = where[0].department
            near = {own, ""} if own else self._by_department.keys()
            held = (other for code in near for other in self._by_department.get(code, ()))
            self._near[where] = [other for other in held if _may_be(where, other)]
        return self._near[where]

    def _parts(self, names: Sequence[BoardName], boards: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Where all words of one name stand in the other."""
        having: dict[str, list[int]] = {}
        lengths: dict[int, int] = {}
        for at in boards:
            words = set(self._read[at][1].core.split())
            lengths[at] = len(words)
            for word in words:
                having.setdefault(word, []).append(at)
        for nth, name in enumerate(names):
            words = set(name.core.split())
            shared = Counter(at for word in words for at in having.get(word, ()))
            yield from ((nth, at) for at, hits in shared.items() if hits in (len(words), lengths[at]))


def _may_be(where: Where, other: Where) -> bool:
    same = same_town(where[0], other[0])
    return same is True or (same is None and not where[1] and not other[1])


def _alike(names: Sequence[BoardName], others: Sequence[BoardName]) -> Iterator[tuple[At, At]]:
    """The pairs of names with a likeness that the rules may link, by either of the two ratios."""
    step = max(1, _MATRIX // max(1, len(others)))
    for first in range(0, len(names), step):
        some = names[first : first + step]
        workers = -1 if len(some) * len(others) >= _WORTH_THREADS else 1
        enough = _likeness([n.solid for n in some], [o.solid for o in others], workers) | _likeness(
            [n.sorted_core for n in some], [o.sorted_core for o in others], workers
        )
        mine, theirs = np.nonzero(enough)
        yield mine + first, theirs


def _likeness(names: Sequence[str], others: Sequence[str], workers: int) -> NDArray[np.uint8]:
    return cdist(names, others, scorer=fuzz.ratio, score_cutoff=PROBABLE, dtype=np.uint8, workers=workers)
