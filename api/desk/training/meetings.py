"""Who came to a meeting, by board and by what they are in it: numbers of people, and no names."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.desk.row_id import RowId
from api.desk.training import words
from api.desk.training.cohorts import CohortPage, read
from api.desk.training.proposals import OnlyTrainers, Trainer
from api.site import CurrentSite, Site
from api.templating import page
from domain.training import Meeting, Seat
from readiness.catalogue import load
from store import attendance, audit, training
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/formacion/encuentros/{meeting_id}", include_in_schema=False)

MOST_PEOPLE = 200
"""Of one board in one seat: beyond it a figure is a slip."""

_Written = Mapping[str, str]


async def _typed(request: Request) -> _Written:
    """What was typed, by field: a form has one for each board and seat."""
    form = await request.form()
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


@router.api_route("", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show(site: CurrentSite, meeting_id: RowId) -> HTMLResponse:
    return _page(site, meeting_id)


@router.post("")
def save(
    site: CurrentSite, person: Trainer, meeting_id: RowId, typed: Annotated[_Written, Depends(_typed)]
) -> Response:
    """What the form says holds for every board that it has; where nothing is typed nobody came."""
    faults: dict[str, str] = {}
    with writing(site.engine) as db:
        meeting, found = _read(db, meeting_id)
        said = {one.code: _people(typed, one.code, faults) for one in found.roster}
        if not faults:
            for code, people in said.items():
                attendance.save(db, meeting_id, code, people)
            about = f"cohort:{meeting.cohort_id}"
            audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, about, site.now, "attendance")
    if faults:
        return _page(site, meeting_id, typed, faults)
    return RedirectResponse(f"/equipo/formacion/grupos/{meeting.cohort_id}#encuentros", 303)


def field(code: str, seat: Seat) -> str:
    return f"{code}:{seat.value}"


def _people(typed: _Written, code: str, faults: dict[str, str]) -> dict[Seat, int]:
    said = {}
    for seat in Seat:
        text = typed.get(field(code, seat), "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0 if not text else -1
        if not 0 <= number <= MOST_PEOPLE:
            faults[field(code, seat)] = f"Escriban un número de 0 a {MOST_PEOPLE}."
        said[seat] = number
    return said


def _read(db: Connection, meeting_id: int) -> tuple[Meeting, CohortPage]:
    meeting = training.meeting(db, meeting_id)
    if meeting is None:
        raise HTTPException(404)
    return meeting, read(db, meeting.cohort_id)


def _page(
    site: Site, meeting_id: int, typed: _Written | None = None, faults: Mapping[str, str] | None = None
) -> HTMLResponse:
    with reading(site.engine) as db:
        meeting, found = _read(db, meeting_id)
    came = found.came.get(meeting_id, {})
    kept = {field(code, seat): str(number) for code, seats in came.items() for seat, number in seats.items()}
    return page(
        site,
        "desk_meeting.html",
        422 if faults else 200,
        meeting=meeting,
        found=found,
        unit=load(site.today).training[found.cohort.unit],
        came={code: sum(seats.values()) for code, seats in came.items()},
        written=typed if typed is not None else kept,
        seats=words.SEATS.items(),
        field=field,
        most=MOST_PEOPLE,
        faults=faults or {},
    )
