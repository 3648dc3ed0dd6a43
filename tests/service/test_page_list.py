"""docs/pages.md and its pictures are those of the list, and the list knows every page of the web."""

from pathlib import Path

import pytest

from service import page_list
from tests.api.access_table import ROUTES

DOCS = Path(__file__).parents[2] / "docs"
# What is read by programs and the browser itself, downloaded, or leads to a page only after a form.
NO_PAGES = (
    "/api/",
    "/webhooks/",
    "/archivo",
    ".csv",
    ".pdf",
    ".atom",
    ".rss",
    ".ics",
    ".docx",
    ".js",
    "{form}",
)
ELSEWHERE = {
    *("/healthz", "/readyz", "/metrics", "/manifest.webmanifest"),
    *("/entrar/directorio", "/entrar/directorio/vuelta"),  # the office's own directory shows its own pages
    "/j/{token}",  # leads to the board's page
    "/aviso-de-datos/{version}",  # as /aviso-de-datos
    *("/ayuda", "/ayuda/{name}"),  # docs/manual, which is read there itself
}


def pages() -> list[page_list.Page]:
    return [page for visitor in page_list.visitors() for page in visitor.pages]


def test_every_page_of_the_web_is_shown() -> None:
    asked = {route.removeprefix("GET ") for route in ROUTES if route.startswith("GET ")}
    shown = {page.route for page in pages()}
    missing = {one for one in asked - shown - ELSEWHERE if not any(part in one for part in NO_PAGES)}
    assert not missing, "add them to service/page_list.toml and run `make pictures`"
    assert shown <= asked


def test_the_document_is_drawn_from_the_list() -> None:
    assert (DOCS / "pages.md").read_text(encoding="utf-8") == page_list.told()


def test_each_page_has_its_two_pictures_and_no_picture_is_left_over() -> None:
    named = [page.picture(screen) for page in pages() for screen in ("telephone", "desk")]
    there = list((DOCS / "img" / "pages").iterdir())
    assert len(set(named)) == len(named)
    assert {one.name for one in there} == set(named)
    assert sum(one.stat().st_size for one in there) < 6_500_000


@pytest.mark.parametrize(
    ("route", "path", "is_there"),
    [
        ("/equipo/juntas", "/equipo/juntas?texto=nada", True),
        ("/equipo/juntas", "/equipo/juntas/JAC-1", False),
        ("/equipo/juntas/{code:path}/actividad", "/equipo/juntas/JAC-1/actividad", True),
        ("/equipo/juntas/{code:path}/actividad", "/equipo/juntas/JAC-1", False),
    ],
)
def test_a_picture_is_only_taken_where_the_way_leads(route: str, path: str, is_there: bool) -> None:
    assert page_list.Page("x", route, "X", "X.").is_at(path) == is_there
