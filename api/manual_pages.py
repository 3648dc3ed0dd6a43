"""How to use Convite, for boards and for the office: the manuals of docs/manual, without their pictures."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.exceptions import HTTPException

from api import markdown
from api.markdown import Heading
from api.site import CurrentSite
from api.templating import page

OF_BOARDS = "junta"
TITLES = {
    OF_BOARDS: "Guía para las juntas",
    "formacion": "Guía para quien forma y acompaña juntas",
    "secretaria": "Guía para la Secretaría",
}

router = APIRouter(prefix="/ayuda", include_in_schema=False)


class Manual(NamedTuple):
    """`sections` are its headings of the second level."""

    name: str
    title: str
    sections: list[Heading]
    body: Markup


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite) -> HTMLResponse:
    return _page(site, OF_BOARDS)


@router.api_route("/{name}", methods=["GET", "HEAD"])
def show_other(site: CurrentSite, name: str) -> HTMLResponse:
    if name not in TITLES or name == OF_BOARDS:
        raise HTTPException(404)
    return _page(site, name)


def path_of(name: str) -> str:
    return "/ayuda" if name == OF_BOARDS else f"/ayuda/{name}"


@cache
def manual(name: str) -> Manual:
    """Its file is ours: nobody else writes it."""
    text = files("api").joinpath("manual", f"{name}.md").read_text(encoding="utf-8")
    read = markdown.without_pictures(markdown.read(text))
    markdown.lead(read, _in_the_product)
    title, *sections = (one for one in markdown.headings(read) if one.level <= 2)
    after_title = read[3:]  # a heading is three tokens
    return Manual(name, title.title, sections, Markup(markdown.write(after_title)))  # noqa: S704


def _in_the_product(href: str) -> str | None:
    """None for the rest of the docs, which are not here."""
    name, hash_, anchor = href.partition("#")
    other = name.removesuffix(".md")
    return f"{path_of(other)}{hash_}{anchor}" if other in TITLES else None


def _page(site: CurrentSite, name: str) -> HTMLResponse:
    others = [(path_of(other), title) for other, title in TITLES.items() if other != name]
    return page(site, "manual.html", manual=manual(name), others=others)
