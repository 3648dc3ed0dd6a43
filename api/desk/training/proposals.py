"""The first page of training: the cohorts there are, and which would be worth while, with why."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.training import words
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.training import Proposal
from readiness.catalogue import load
from store import audit, board_list, boards, proposals, training
from store.engine import reading, writing
from store.training import Overview

router = APIRouter(prefix="/equipo/formacion", include_in_schema=False)

OnlyTrainers = staff_who_may(Permission.ACCOMPANY)
Trainer = Annotated[Staff, OnlyTrainers]
_MOST_SHOWN = 6


class ByHand(NamedTuple):
    """The fields of a cohort that no proposal was made of, as they were typed."""

    unidad: str = ""
    localidad: str = ""
    motivo: str = ""


NOTHING = ByHand()


class Suggested(NamedTuple):
    """A proposal with its words."""

    proposal: Proposal
    unit: str
    area: str
    why: Sequence[str]


class Listed(NamedTuple):
    overview: Overview
    unit: str
    area: str


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite,
    person: Trainer,
    unidad: Annotated[str, Query(max_length=40)] = "",
    localidad: Annotated[str | None, Query(max_length=120)] = None,
) -> HTMLResponse:
    """Without `localidad` the trainer's own comes first; an empty one asks for all."""
    return first_page(site, unidad, localidad if localidad is not None else person.locality or "")


def first_page(
    site: Site, unit: str, locality: str, form: ByHand = NOTHING, faults: Mapping[str, str] | None = None
) -> HTMLResponse:
    """The cohorts and proposals, of one unit or locality where one is named; `form` is the one below them."""
    with reading(site.engine) as db:
        cohorts, found = training.overviews(db), proposals.every(db)
        places = board_list.places(db, site.web.municipality)
        taken = training.taken(db, site.now)
    free = [one for one in found if not any((one.unit, board.code) in taken for board in one.boards)]
    wanted = [one for one in free if unit in ("", one.unit) and locality in ("", one.locality)]
    catalogue = load(site.today)
    return page(
        site,
        "desk_training.html",
        422 if faults else 200,
        cohorts=[_listed(one, catalogue.training[one.cohort.unit].title) for one in cohorts],
        suggested=[_suggested(one, catalogue.training[one.unit].title) for one in wanted[:_MOST_SHOWN]],
        more=max(0, len(wanted) - _MOST_SHOWN),
        calculated=bool(found),
        units=[each for each in catalogue.training.values() if any(one.unit == each.id for one in free)],
        all_units=list(catalogue.training.values()),
        all_localities=sorted({place[0] for place in places if place[0]}),
        localities=sorted({one.locality for one in free if one.locality}),
        unit=unit,
        locality=locality,
        form=form,
        faults=faults or {},
        now=site.now,
    )


@router.api_route("/propuestas/{key}", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show_proposal(site: CurrentSite, key: str) -> HTMLResponse:
    return _proposal_page(site, key)


@router.post("/grupos")
def make(
    site: CurrentSite,
    person: Trainer,
    propuesta: Annotated[str, Form(max_length=40)],
    junta: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make a cohort of a proposal, with those of its boards that were ticked. Nobody is told yet."""
    with writing(site.engine) as db:
        proposals.hold(db)
        found = proposals.get(db, propuesta)
        if found is None:
            raise HTTPException(404)
        taken = training.taken(db, site.now)
        wanted = set(junta or ())
        codes = [
            one.code for one in found.boards if one.code in wanted and (found.unit, one.code) not in taken
        ]
        codes = [board.code for board in boards.among(db, codes)]
        if codes:
            of = {
                "unit": found.unit,
                "locality": found.locality,
                "commune": found.commune,
                "why": "\n".join(words.why(found)),
            }
            made = training.make(db, of, codes, site.now)
            audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, f"cohort:{made}", site.now, "made")
    if not codes:
        return _proposal_page(
            site, propuesta, fault="Marquen por lo menos una junta que no esté en otro grupo."
        )
    return RedirectResponse(f"/equipo/formacion/grupos/{made}", 303)


def _proposal_page(site: Site, key: str, fault: str = "") -> HTMLResponse:
    with reading(site.engine) as db:
        found = proposals.get(db, key)
        if found is None:
            raise HTTPException(404, "Esa propuesta cambió con la última lectura. Vuelvan a la lista.")
        named = {board.code: board for board in boards.among(db, [one.code for one in found.boards])}
        taken = training.taken(db, site.now)
    rows = [
        (one, named[one.code], (found.unit, one.code) in taken) for one in found.boards if one.code in named
    ]
    catalogue = load(site.today)
    unit = catalogue.training[found.unit]
    return page(
        site,
        "desk_proposal.html",
        422 if fault else 200,
        one=_suggested(found, unit.title),
        rows=rows,
        teaches=[
            catalogue.requirements[id_].title for id_ in unit.requirements if id_ in catalogue.requirements
        ],
        unit=unit,
        diplomas=[catalogue.diplomas[id_] for id_ in unit.diplomas],
        fault=fault,
    )


def _suggested(one: Proposal, unit: str) -> Suggested:
    return Suggested(one, unit, words.area(one.locality, one.commune), words.why(one))


def _listed(one: Overview, unit: str) -> Listed:
    return Listed(one, unit, words.area(one.cohort.locality, one.cohort.commune))
