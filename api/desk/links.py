"""Which supplier is which board: what the rules leave to a person, side by side, and what people decided."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from api.access.sessions import staff_who_may
from api.linking import decisions
from api.linking.pairs import Shown, SupplierAndBoard, likest_first, pairs
from api.linking.suppliers import relink
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from store import audit, links
from store.engine import reading, writing
from store.links import Behind

router = APIRouter(prefix="/equipo/enlaces", include_in_schema=False)

Reviewer = Annotated[Staff, staff_who_may(Permission.REVIEW_LINKS)]
PairId = Annotated[str, Query(max_length=16)]
UNDONE = "undone"
_A_PAGE = 20
_GONE = "Ese vínculo ya no está: los contratos o las juntas cambiaron. Estos son los de ahora."
_NOTHING = "Ahí no había nada que deshacer: quizás otra persona ya lo deshizo."


class Pair(NamedTuple):
    """A supplier beside a board, with the contracts that hang on it, then the awards, the newest first."""

    link: SupplierAndBoard
    behind: list[Behind]

    @property
    def contracts(self) -> list[Behind]:
        return [one for one in self.behind if one.source == "contract"]

    @property
    def value_cop(self) -> int:
        return sum(one.value_cop or 0 for one in self.contracts)

    @property
    def without_value(self) -> int:
        return sum(one.value_cop is None for one in self.contracts)


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite,
    person: Reviewer,
    estado: Shown = Shown.PROBABLE,
    desde: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    hecho: Annotated[str, Query(max_length=16)] = "",
    vinculo: PairId = "",
) -> HTMLResponse:
    """`desde` is how many to leave out; `hecho` and `vinculo` are what was just decided on which link."""
    return _page(site, person, estado, desde, hecho, vinculo)


@router.post("/{id_}")
def decide(
    site: CurrentSite,
    person: Reviewer,
    id_: str,
    es: Annotated[bool, Form()],
    estado: Annotated[Shown, Form()] = Shown.PROBABLE,
) -> Response:
    """This supplier is this board (`es`) or is not; its contracts, bids and awards follow at once."""
    said = Shown.CONFIRMED if es else Shown.REJECTED
    try:
        with writing(site.engine) as db:
            one = decisions.decide(db, id_, site.now, confirmed=es)
            relink(db, one.supplier_key, site.now)
            _note(site, db, person, one, said.value)
    except decisions.UnknownLink:
        return _page(site, person, estado, fault=_GONE)
    return _done(estado, said.value, id_)


@router.post("/{id_}/deshacer")
def undo(
    site: CurrentSite, person: Reviewer, id_: str, estado: Annotated[Shown, Form()] = Shown.PROBABLE
) -> Response:
    """Forget what was decided: the rules alone speak again."""
    try:
        with writing(site.engine) as db:
            one = decisions.undo(db, id_)
            relink(db, one.supplier_key, site.now)
            _note(site, db, person, one, UNDONE)
    except decisions.UnknownLink:
        return _page(site, person, estado, fault=_GONE)
    except decisions.NothingDecided:
        return _page(site, person, estado, fault=_NOTHING)
    return _done(estado, UNDONE, id_)


def _note(site: Site, db: Connection, by: Staff, one: SupplierAndBoard, said: str) -> None:
    """By the id of the link: its names are no matter of the audit."""
    about, changed = audit.of_board(one.board_code), audit.Action.CHANGED
    audit.add(db, audit.of_staff(by.id), changed, about, site.now, f"link {one.id} {said}")


def _done(shown: Shown, said: str, id_: str) -> Response:
    return RedirectResponse(f"/equipo/enlaces?estado={shown.value}&hecho={said}&vinculo={id_}", 303)


def _page(
    site: Site,
    person: Staff,
    shown: Shown,
    start: int = 0,
    said: str = "",
    id_: str = "",
    fault: str = "",
) -> HTMLResponse:
    with reading(site.engine) as db:
        every = pairs(db)
        some = likest_first(one for one in every if one.verdict == shown)
        here = some[start : start + _A_PAGE]
        behind = links.behind(db, [(one.supplier_key, one.board_code) for one in here])
    decided = next((one for one in every if one.id == id_), None)
    return page(
        site,
        "desk_links.html",
        409 if fault else 200,
        person=person,
        shown=shown,
        tabs=_tabs(every),
        pairs=_with_rows(here, behind),
        start=start,
        total=len(some),
        following=start + _A_PAGE if start + _A_PAGE < len(some) else None,
        said=said if _holds(said, decided) else "",
        decided=decided,
        fault=fault,
    )


def _holds(said: str, of: SupplierAndBoard | None) -> bool:
    """Whether what was decided stands still: an address is kept, and sent on. What was undone may be gone."""
    if said == UNDONE:
        return of is None or of.verdict in (Shown.PROBABLE, Shown.CERTAIN)
    return of is not None and of.verdict == said and said in (Shown.CONFIRMED, Shown.REJECTED)


def _tabs(every: Sequence[SupplierAndBoard]) -> list[tuple[Shown, int]]:
    counted = Counter(one.verdict for one in every)
    return [(one, counted[one.value]) for one in Shown]


def _with_rows(here: Sequence[SupplierAndBoard], behind: Sequence[Behind]) -> list[Pair]:
    found: dict[tuple[str, str], list[Behind]] = {}
    for one in behind:
        found.setdefault((one.supplier_key, one.board_code), []).append(one)
    return [Pair(one, found.get((one.supplier_key, one.board_code), [])) for one in here]
