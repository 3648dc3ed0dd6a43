from datetime import date
from pathlib import Path

from service.documents import pages

DOCS = Path(__file__).resolve().parents[2] / "docs"
WRITTEN_ON = date(2026, 11, 21)  # the day that the Makefile names


def test_the_committed_pages_are_what_the_catalogue_says() -> None:
    for name, page in pages(WRITTEN_ON).items():
        assert (DOCS / name).read_text(encoding="utf-8") == page, f"{name}: run make docs"
