"""A whole country without a list of its buyers: 1,000,000 rows of 1,000 buyers, on SQLite and PostgreSQL.

Memory is told as the sum of two peaks, that of the harvest's process and that of its crawl. It must stay
under 250 MB and be that of 100,000 rows, whatever the number.
"""

import tempfile
from pathlib import Path

from bench import ours, pages, postgres
from bench.figures import Figure
from bench.measured import Measured, compared, measure
from bench.rows import ROWS_A_PAGE
from tests.postgres import server

_FEW_PAGES, _PAGES, _PAGES_QUICK = 20, 200, 40
_MEMORY_MB = 250
_FLAT = 0.9


def run(quick: bool) -> list[Figure]:
    """On either database: few rows, all rows, and all of them again."""
    many = _PAGES_QUICK if quick else _PAGES
    figures = []
    with (
        tempfile.TemporaryDirectory() as folder,
        server() as databases,
        postgres.database(databases, "few") as few_postgres,
        postgres.database(databases, "many") as many_postgres,
    ):
        figures += _on(
            "SQLite", f"sqlite:///{Path(folder) / 'few.db'}", f"sqlite:///{Path(folder) / 'many.db'}", many
        )
        figures += _on("PostgreSQL", few_postgres, many_postgres, many)
    return figures


def _on(kind: str, few_address: str, many_address: str, many: int) -> list[Figure]:
    with pages.served(_FEW_PAGES) as url:
        few = _all(url, few_address, _FEW_PAGES)
    with pages.served(many) as url:
        first, again = (_all(url, many_address, many) for _ in range(2))
    what = f"all buyers, {first.rows:,} rows into {kind}"
    return [
        Figure(f"{what}, complete", str(first)),
        compared(f"{what}, again, unchanged, against the first", again, first, None),
        _memory(f"{what}: peaks", first),
        _memory(f"{what}, again: peaks", again),
        Figure(
            f"{what}: peaks, against those of {few.rows:,}",
            f"{first.both_mb:.0f} MB",
            f"{few.both_mb:.0f} MB",
            few.both_mb / first.both_mb,
            _FLAT,
        ),
    ]


def _all(url: str, address: str, count: int) -> Measured:
    return measure(ours.harvest_all, url, address, rows=count * ROWS_A_PAGE)


def _memory(name: str, one: Measured) -> Figure:
    value = f"{one.peak_mb:.0f} + crawl {one.crawl_mb:.0f} = {one.both_mb:.0f} MB"
    return Figure(name, value, f"{_MEMORY_MB} MB", _MEMORY_MB / one.both_mb, 1.0)
