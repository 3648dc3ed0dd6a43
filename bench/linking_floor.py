"""The floor of linking: the bare product of supplier names and board names, blocked by department."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sklearn.feature_extraction.text import HashingVectorizer
from sparse_dot_topn import sp_matmul_topn

from bench.linking_rows import RegisteredBoard, read
from bench.measured import Measured, Stopwatch
from domain.text import fold
from matching.linking.link import Supplier
from matching.linking.readings import name_as_board
from matching.places.town_table import town_table

_COLUMNS = 1 << 18
_BEST = 5


def bare_product(home: str) -> Measured:
    """Character 3-grams, hashed; the five best boards of each supplier. Only the products are timed."""
    known, suppliers, _ = read(Path(home))
    grams = HashingVectorizer(
        analyzer="char", ngram_range=(3, 3), n_features=_COLUMNS, lowercase=False, dtype="float32"
    )
    blocks = []
    for mine, theirs in _by_department(known, suppliers):
        left = grams.transform([fold(name) for name in mine])
        right = grams.transform([name_as_board(name).core for name in theirs])
        blocks.append((left, right.T.tocsr()))
    cores = os.cpu_count() or 1
    with Stopwatch() as watch:
        for left, right in blocks:
            sp_matmul_topn(left, right, top_n=_BEST, n_threads=cores)
    return watch.measured(sum(left.shape[0] for left, _ in blocks))


def _by_department(
    known: Sequence[RegisteredBoard], suppliers: Sequence[Supplier]
) -> Iterator[tuple[list[str], list[str]]]:
    codes = town_table().departments
    theirs: dict[str, list[str]] = {}
    mine: dict[str, list[str]] = {}
    for board in known:
        theirs.setdefault(board.municipality[:2], []).append(board.name)
    for one in suppliers:
        mine.setdefault(codes[fold(one.department)], []).append(one.name)
    return ((names, theirs[code]) for code, names in mine.items() if code in theirs)
