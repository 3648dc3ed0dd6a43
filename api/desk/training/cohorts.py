"""A cohort: its boards, what they answered, when it meets, and who completed the unit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.desk.row_id import RowId
from api.desk.training import telling, words
from api.desk.training.proposals import OnlyTrainers, Trainer
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Staff
from domain.canary import BOARD_CODE
from domain.days import BOGOTA, day_of
from domain.training import Cohort, Coming, Meeting
from readiness.catalogue import load
from store import attendance, audit, boards, rosters, training
from store.attendance import Came
from store.engine import reading, writing
from store.rosters import Enrolled

router = APIRouter(prefix="/equipo/formacion/grupos/{id_}", include_in_schema=False)

Typed = Annotated[str, Form(max_length=200)]
_LONGEST_PLACE = 120
_MOST_CODES = 100
PLACE_TO_CONFIRM = "Lugar por confirmar"
"""Of a meeting that the agenda proposed: nobody is invited to it before somebody says where it is."""


@dataclass(frozen=True)
class CohortPage:
    """All that the page of a cohort shows."""

    cohort: Cohort
    meetings: Sequence[Meeting]
    roster: Sequence[Enrolled]
    came: Came

    def people(self, meeting_id: int) -> int:
        """Who came to a meeting, of all boards."""
        return sum(sum(seats.values()) for seats in self.came.get(meeting_id, {}).values())

    def attended(self, code: str) -> int:
        """To how many meetings somebody of a board came."""
        return sum(code in self.came.get(one.id, {}) for one in self.meetings)

    def completed_on(self, today: date) -> date:
        """When who completed did so: on the day of the last meeting that was, though it is noted later."""
        days = [day_of(one.starts_at) for one in self.meetings]
        return max((day for day in days if day <= today), default=today)

    def counted(self) -> Mapping[str, int]:
        return {
            "invited": sum(one.member.invited_at is not None for one in self.roster),
            "coming": sum(one.member.coming is Coming.YES for one in self.roster),
            "cannot": sum(one.member.coming is Coming.NO for one in self.roster),
            "completed": sum(one.member.completed_on is not None for one in self.roster),
        }


def read(db: Connection, id_: int) -> CohortPage:
    """Raises 404 for a cohort that is not there."""
    cohort = training.by_ids(db, [id_]).get(id_)
    if cohort is None:
        raise HTTPException(404)
    meetings = training.meetings_of(db, [id_])[id_]
    return CohortPage(cohort, meetings, rosters.of_cohort(db, id_), attendance.of_cohort(db, id_))


@router.api_route("", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show(site: CurrentSite, id_: RowId) -> HTMLResponse:
    return _page(site, id_)


@router.post("/encuentros")
def add_meeting(
    site: CurrentSite, person: Trainer, id_: RowId, dia: Typed = "", hora: Typed = "", lugar: Typed = ""
) -> Response:
    """Add a meeting; who was invited is told."""
    form = {"dia": dia, "hora": hora, "lugar": lugar}
    starts_at, place = _moment(dia, hora), " ".join(lugar.split())
    faults = {}
    if starts_at is None:
        faults["dia"] = "Escojan el día y la hora."
    if not 0 < len(place) <= _LONGEST_PLACE:
        faults["lugar"] = f"Escriban el lugar, en {_LONGEST_PLACE} letras o menos."
    if faults or starts_at is None:
        return _page(site, id_, form=form, faults=faults)
    with writing(site.engine) as db:
        before = _standing(db, id_)
        training.add_meeting(db, id_, starts_at, place)
        _note(site, db, person, id_, f"meeting {starts_at.date().isoformat()}")
        _tell_moved(site, db, before)
    return _back(id_, "encuentros")


@router.post("/encuentros/{meeting_id}/quitar")
def remove_meeting(site: CurrentSite, person: Trainer, id_: RowId, meeting_id: RowId) -> Response:
    """Take out a meeting that nobody came to; who was invited is told."""
    with writing(site.engine) as db:
        before = _standing(db, id_)
        if meeting_id not in {one.id for one in before.meetings}:
            raise HTTPException(404)
        if not training.remove_meeting(db, meeting_id):
            raise HTTPException(422, "A ese encuentro ya llegó gente: no se puede quitar.")
        _note(site, db, person, id_, "meeting taken out")
        _tell_moved(site, db, before)
    return _back(id_, "encuentros")


@router.post("/invitar")
def invite(site: CurrentSite, person: Trainer, id_: RowId) -> Response:
    """Invite all boards of the cohort that were not invited yet."""
    with writing(site.engine) as db:
        found = _standing(db, id_)
        ahead = [one.place for one in found.meetings if one.starts_at > site.now]
        is_ahead = bool(ahead) and PLACE_TO_CONFIRM not in ahead
        if is_ahead:
            telling.invite(site, db, found.cohort, found.roster)
            _note(site, db, person, id_, "invited")
    if not is_ahead:
        fault = "Antes de invitar, pongan cuándo y dónde es cada encuentro: quiten el que no tenga lugar."
        return _page(site, id_, faults={"invitar": fault})
    return _back(id_, "juntas")


@router.post("/juntas")
def add_boards(
    site: CurrentSite, person: Trainer, id_: RowId, codigo: Annotated[str, Form(max_length=10_000)] = ""
) -> Response:
    """Add boards that are in the register, by their codes, one a line: all of them, or none."""
    lines = [line.strip() for line in codigo.splitlines() if line.strip()]
    with writing(site.engine) as db:
        _standing(db, id_)
        known = {board.code for board in boards.among(db, lines[:_MOST_CODES])} - {BOARD_CODE}
        fault = _fault_of(lines, known)
        if not fault:
            training.add_boards(db, id_, known, site.now)
            for code in sorted(known):
                _note(site, db, person, id_, f"added {code}")
    if fault:
        return _page(site, id_, form={"codigo": codigo}, faults={"codigo": fault})
    return _back(id_, "juntas")


@router.post("/juntas/{code:path}/quitar")
def remove_board(site: CurrentSite, person: Trainer, id_: RowId, code: str) -> Response:
    with writing(site.engine) as db:
        if not training.remove_board(db, id_, code):
            raise HTTPException(422, "Esa junta ya fue invitada: no se puede quitar del grupo.")
        _note(site, db, person, id_, f"removed {code}")
    return _back(id_, "juntas")


@router.post("/completaron")
def complete(
    site: CurrentSite, person: Trainer, id_: RowId, junta: Annotated[list[str] | None, Form()] = None
) -> Response:
    """The tick list: who is ticked completed the unit, today if not before; who is not, did not."""
    ticked = set(junta or ())
    with writing(site.engine) as db:
        found = _standing(db, id_)
        training.complete(db, id_, ticked, found.completed_on(site.today))
        training.take_back(db, id_, {one.code for one in found.roster} - ticked)
        _note(site, db, person, id_, f"completed {len(ticked)}")
    return _back(id_, "completaron")


@router.post("/cancelar")
def cancel(site: CurrentSite, person: Trainer, id_: RowId) -> Response:
    """The cohort is over before its end; who was invited is told."""
    with writing(site.engine) as db:
        found = _standing(db, id_)
        training.cancel(db, id_, site.now)
        telling.tell_cancelled(site, db, found.cohort, found.roster)
        _note(site, db, person, id_, "cancelled")
    return RedirectResponse("/equipo/formacion", 303)


def _fault_of(lines: Sequence[str], known: Collection[str]) -> str:
    """What is wrong with codes that were typed one a line; empty where nothing is."""
    if not lines:
        return "Escriban por lo menos un código."
    if len(lines) > _MOST_CODES:
        return f"Son {len(lines)} códigos: agreguen {_MOST_CODES} o menos cada vez."
    unknown = [f"«{code}» (renglón {nth})" for nth, code in enumerate(lines, 1) if code not in known]
    if not unknown:
        return ""
    more = f" y {len(unknown) - 5} más" if len(unknown) > 5 else ""
    return f"No hay junta con este código: {', '.join(unknown[:5])}{more}. Búsquenlo en la lista de juntas."


def _standing(db: Connection, id_: int) -> CohortPage:
    """The cohort, if it was not cancelled."""
    found = read(db, id_)
    if found.cohort.cancelled_at:
        raise HTTPException(422, "Este grupo se canceló: ya no se cambia.")
    return found


def _tell_moved(site: Site, db: Connection, before: CohortPage) -> None:
    now = training.meetings_of(db, [before.cohort.id])[before.cohort.id]
    if any(one.starts_at > site.now for one in now):
        telling.tell_moved(site, db, before.cohort, before.roster, now)


def _moment(day: str, hour: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), BOGOTA)
    except ValueError:
        return None


def _note(site: Site, db: Connection, person: Staff, id_: int, detail: str) -> None:
    audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, f"cohort:{id_}", site.now, detail)


def _back(id_: int, anchor: str) -> Response:
    return RedirectResponse(f"/equipo/formacion/grupos/{id_}#{anchor}", 303)


def _page(
    site: Site, id_: int, *, form: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> HTMLResponse:
    with reading(site.engine) as db:
        found = read(db, id_)
    unit = load(site.today).training[found.cohort.unit]
    return page(
        site,
        "desk_cohort.html",
        422 if faults else 200,
        found=found,
        unit=unit,
        area=words.area(found.cohort.locality, found.cohort.commune),
        why=found.cohort.why.splitlines(),
        now=site.now,
        form={"dia": "", "hora": "", "lugar": "", "codigo": "", **(form or {})},
        faults=faults or {},
    )
