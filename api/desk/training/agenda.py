"""The agenda of the next month: which trainings, in which week, and why there; one click makes the cohort."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from api.desk.training import words
from api.desk.training.cohorts import PLACE_TO_CONFIRM
from api.desk.training.proposals import OnlyTrainers, Trainer
from api.site import CurrentSite, Site
from api.templating import page
from domain.days import BOGOTA, day_of
from notifications.words import day_and_year
from readiness.agenda import Agenda, Entry, Held, Hindrance, Week, agenda
from readiness.catalogue import Catalogue, load
from store import agenda as calendar
from store import audit, boards, proposals, training
from store.agenda import OnCalendar
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/formacion/agenda", include_in_schema=False)

USUAL_A_WEEK = 2
MOST_A_WEEK = 20
_HOUR = time(9)
_MOST_LEFT_OUT = 5
_MOVED = "La agenda cambió mientras la miraban: otra persona armó un grupo, o se revisaron las juntas."

AWeek = Annotated[int, Query(ge=1, le=MOST_A_WEEK)]


class Told(NamedTuple):
    """An entry of the agenda in words."""

    entry: Entry
    unit: str
    area: str
    why: list[str]


class Planned(NamedTuple):
    """The agenda, and what is on the calendar already."""

    agenda: Agenda
    held: list[OnCalendar]


@router.api_route("", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def show(site: CurrentSite, encuentros: AWeek = USUAL_A_WEEK) -> HTMLResponse:
    return _page(site, encuentros)


@router.post("")
def make(
    site: CurrentSite,
    person: Trainer,
    propuesta: Annotated[str, Form(max_length=40)],
    semana: Annotated[date, Form()],
    encuentros: Annotated[int, Form(ge=1, le=MOST_A_WEEK)] = USUAL_A_WEEK,
) -> Response:
    """Make the cohort of an entry that still stands in that week, with its meeting. Nobody is told yet."""
    made = None
    with writing(site.engine) as db:
        proposals.hold(db)
        planned = _plan(site, db, encuentros)
        week, entry = _entry(planned.agenda, propuesta, semana)
        if week and entry:
            made = _make(db, site, week, entry)
            about = f"cohort:{made}"
            audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, about, site.now, "made")
    if made is None:
        return _page(site, encuentros, fault=_MOVED)
    return RedirectResponse(f"/equipo/formacion/grupos/{made}", 303)


def _make(db: Connection, site: Site, week: Week, entry: Entry) -> int:
    found = entry.proposal
    of = {
        "unit": found.unit,
        "locality": found.locality,
        "commune": found.commune,
        "why": "\n".join([*words.why(found), *_why_then(week, entry)]),
    }
    known = boards.among(db, [board.code for board in found.boards])
    made = training.make(db, of, [board.code for board in known], site.now)
    training.add_meeting(db, made, datetime.combine(week.meets_on, _HOUR, BOGOTA), PLACE_TO_CONFIRM)
    return made


def _plan(site: Site, db: Connection, a_week: int) -> Planned:
    """What no cohort took meanwhile, put into the weeks that have room."""
    taken = training.taken(db, site.now)
    free = [
        one for one in proposals.every(db) if not any((one.unit, board.code) in taken for board in one.boards)
    ]
    until = site.now + timedelta(days=70)  # beyond the last week of the next month, whatever today is
    held = calendar.between(db, site.now, until)
    busy = [Held(day_of(one.starts_at), one.boards) for one in held]
    return Planned(agenda(free, busy, site.today, a_week), held)


def _entry(found: Agenda, key: str, monday: date) -> tuple[Week | None, Entry | None]:
    for week in found.weeks:
        for entry in week.entries:
            if week.monday == monday and entry.proposal.key == key:
                return week, entry
    return None, None


def _page(site: Site, a_week: int, fault: str = "") -> HTMLResponse:
    with reading(site.engine) as db:
        planned = _plan(site, db, a_week)
    catalogue, found = load(site.today), planned.agenda
    return page(
        site,
        "desk_agenda.html",
        409 if fault else 200,
        month=found.month,
        weeks=[
            (week, _held(planned.held, week), [_told(catalogue, week, one) for one in week.entries])
            for week in found.weeks
        ],
        left_out=[
            (one, catalogue.training[one.unit].title, words.area(one.locality, one.commune), _LEFT_OUT[why])
            for one, why in found.left_out[:_MOST_LEFT_OUT]
        ],
        more=max(0, len(found.left_out) - _MOST_LEFT_OUT),
        a_week=a_week,
        most=MOST_A_WEEK,
        title_of=lambda id_: catalogue.training[id_].title if id_ in catalogue.training else id_,
        area=words.area,
        fault=fault,
    )


def _held(held: list[OnCalendar], week: Week) -> list[OnCalendar]:
    return [one for one in held if week.monday <= day_of(one.starts_at) < week.monday + timedelta(days=7)]


def _told(catalogue: Catalogue, week: Week, entry: Entry) -> Told:
    one = entry.proposal
    return Told(
        entry,
        catalogue.training[one.unit].title,
        words.area(one.locality, one.commune),
        [*words.why(one), *_why_then(week, entry)],
    )


def _why_then(week: Week, entry: Entry) -> list[str]:
    """Why in this week and in none before."""
    told = [f"Es la propuesta número {entry.place} por su peso, de las que no tienen grupo todavía."]
    for one in entry.passed_over:
        before = f"No va en la semana del {day_and_year(one.monday)}, porque"
        match one.why:
            case Hindrance.MEETS:
                met = "una de sus juntas tiene" if one.boards == 1 else f"{one.boards} de sus juntas tienen"
                told.append(f"{before} {met} ya un encuentro en esos días.")
            case _:
                told.append(f"{before} quienes forman ya tienen todos los encuentros que pueden.")
    return [*told, f"El día propuesto es el {day_and_year(week.meets_on)}; cámbienlo si no les sirve."]


_LEFT_OUT = {
    Hindrance.FULL: "No cabe: quienes forman ya tienen todos los encuentros que pueden.",
    Hindrance.MEETS: "En cada semana con espacio, alguna de sus juntas ya tiene un encuentro.",
    Hindrance.UNREACHED: "A ninguna de sus juntas le podemos escribir: hay que buscarlas primero.",
}
