"""Linking a register of suppliers to the boards of a country, beside the bare product of their names.

1,000,000 invented supplier names (one in 25 is a board's, misspelled; the others are firms, one in three with
a word that boards have too) × 64,000 boards in the municipalities of the DANE. Every supplier tells its
department, four in five their municipality, none a NIT that would spare its name.

The floor is the product alone: character 3-grams of the folded supplier names × those of the boards' own
names ("junta de acción comunal" taken off), hashed into 2^18 columns, blocked by department, the five best of
each name by sparse_dot_topn on all cores. Folding, vectors and any decision are in Convite's time and not in
that of the floor, whose answers are likenesses and no links.
"""

import tempfile
from pathlib import Path

from bench.figures import Figure
from bench.linking_floor import bare_product
from bench.linking_rows import read, write
from bench.measured import Measured, Stopwatch, compared, measure, medians
from matching.linking.link import Verdict, link

_TIMES = 3
_SUPPLIERS, _SUPPLIERS_QUICK = 1_000_000, 100_000
_BOARDS, _BOARDS_QUICK = 64_000, 6_400
_TARGET = 0.5  # within twice the floor
_MOST_MB = 4096.0


def run(quick: bool) -> list[Figure]:
    """Speed and memory, and what the links are worth."""
    suppliers, known = (_SUPPLIERS_QUICK, _BOARDS_QUICK) if quick else (_SUPPLIERS, _BOARDS)
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), suppliers, known)
        rounds = (
            {way.__name__: measure(way, home, rows=suppliers) for way in (bare_product, ours)}
            for _ in range(1 if quick else _TIMES)
        )
        taken = medians(rounds)
        certain, right, real = _worth(Path(home))
    mine, floor = taken["ours"], taken["bare_product"]
    title = f"link {suppliers:,} supplier names × {known:,} boards"
    return [
        compared(title, mine, floor, _TARGET),
        Figure(f"{title}, peak memory", f"{mine.peak_mb:.0f} MB", "4 GB", _MOST_MB / mine.peak_mb, 1.0),
        Figure(
            f"{title}, certain and right", f"{right / certain:.4f} of {certain:,}", f"of {real:,} real ones"
        ),
    ]


def ours(home: str) -> Measured:
    known, suppliers, _ = read(Path(home))
    with Stopwatch() as watch:
        found = link(known, suppliers)
    return watch.measured(len(found))


def _worth(home: Path) -> tuple[int, int, int]:
    """How many links are certain, how many of these are right, and how many suppliers are boards of ours."""
    known, suppliers, truth = read(home)
    certain = [one for one in link(known, suppliers) if one.verdict is Verdict.CERTAIN]
    return len(certain), sum(truth.get(one.row) == one.board_code for one in certain), len(truth)
