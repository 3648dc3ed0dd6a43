"""Every page of the web, by who opens it (page_list.toml): for `make pictures` and docs/pages.md."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from domain.access import StaffRole

_FILE = Path(__file__).parent / "page_list.toml"


class Page(NamedTuple):
    """A page: the file name of its pictures, its route, and how it is come to.

    Whoever looks begins at `begins_at` (the route itself, if it needs no more) and follows the first link
    that each selector of `follows` finds. `{…}` in it is filled in from the demo.
    """

    name: str
    route: str
    title: str
    words: str
    begins_at: str = ""
    follows: tuple[str, ...] = ()

    def picture(self, screen: str) -> str:
        """The file name of its picture on a screen."""
        return f"{self.name}-{screen}.webp"

    def is_at(self, path: str) -> bool:
        """Whether this path of the web is one of its route."""
        parts = re.split(r"\{[^}]+\}", self.route)
        return re.fullmatch(".+".join(map(re.escape, parts)), path.partition("?")[0]) is not None


class Visitor(NamedTuple):
    """Somebody who comes to the pages: a person of the office, a board that is signed in, or anybody."""

    title: str
    role: StaffRole | None
    is_board: bool
    pages: tuple[Page, ...]


def visitors() -> tuple[Visitor, ...]:
    with _FILE.open("rb") as file:
        return tuple(_visitor(row) for row in tomllib.load(file)["visitors"])


def _visitor(row: dict[str, Any]) -> Visitor:
    role = StaffRole(row["role"]) if "role" in row else None
    return Visitor(row["title"], role, row.get("is_board", False), tuple(Page(**one) for one in row["pages"]))


def told() -> str:
    """docs/pages.md: the pages of each visitor, with their pictures."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Las páginas, por quién las abre"
    yield ""
    yield (
        "Las dibuja `make pictures` con la muestra inventada de `make run`, en un teléfono de 360 px y en un "
        "computador de 1200 px; las largas van cortadas. Los campos de fecha y de archivo los escribe cada "
        "navegador en su propio idioma. Cómo se llega a cada página está en el `README.md`."
    )
    for visitor in visitors():
        yield ""
        yield f"## {visitor.title}"
        for page in visitor.pages:
            yield ""
            yield f"### {page.title}"
            yield ""
            yield f"{page.words} `{page.route.replace(':path', '')}`"
            yield ""
            yield " ".join(
                _shown(page, *one) for one in (("telephone", "teléfono", 180), ("desk", "computador", 480))
            )


def _shown(page: Page, screen: str, where: str, width: int) -> str:
    alt = f"{page.title}, en un {where}"
    return f'<img src="img/pages/{page.picture(screen)}" width="{width}" alt="{alt}">'
