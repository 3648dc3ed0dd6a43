import re
from datetime import date
from pathlib import Path

from notifications.compose import message
from service.documents import pages
from service.message_examples import examples
from service.message_pictures import drawn

DOCS = Path(__file__).resolve().parents[2] / "docs"
WRITTEN_ON = date(2026, 11, 21)  # the day that the Makefile names


def test_the_committed_pages_are_what_the_catalogue_says() -> None:
    for name, page in pages(WRITTEN_ON).items():
        assert (DOCS / name).read_text(encoding="utf-8") == page, f"{name}: run make docs"


def test_the_pictures_of_messages_are_there_and_small() -> None:
    for name in drawn():
        picture = DOCS / "img" / f"{name}.png"
        assert f"img/{name}.png" in (DOCS / "messages.md").read_text(encoding="utf-8")
        assert picture.stat().st_size < 120_000, f"{name}: run make pictures"


def test_the_pages_that_are_drawn_fetch_nothing() -> None:
    for html in drawn().values():
        assert not re.search(r"(src|@import|url\(|<link|<script)", html)


def test_an_invented_message_says_that_it_is() -> None:
    for said in examples().values():
        told = message(said)
        assert "MUESTRA INVENTADA" in told.mail().text
        assert "MUESTRA INVENTADA" in told.chat().text
        assert told.sms().startswith("MUESTRA")
