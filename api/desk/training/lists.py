"""Attendance and completion by file: a list to fill in, and the same list taken back, row by row."""

from fastapi import APIRouter, UploadFile
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.desk.row_id import RowId
from api.desk.training import list_file
from api.desk.training.cohorts import CohortPage, read
from api.desk.training.list_file import Listed
from api.desk.training.proposals import OnlyTrainers, Trainer
from api.site import CurrentSite, Site
from api.table_file import UnreadableFile
from api.templating import page
from domain.access import Staff
from domain.training import Seat
from readiness.catalogue import load
from store import attendance, audit, training
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/formacion/grupos/{id_}", include_in_schema=False)


@router.api_route("/lista.csv", methods=["GET", "HEAD"], dependencies=[OnlyTrainers])
def hand_out(site: CurrentSite, id_: RowId) -> Response:
    """A list of the boards and meetings, to be filled in."""
    with reading(site.engine) as db:
        found = read(db, id_)
    text = list_file.blank([(one.code, one.name) for one in found.roster], found.meetings)
    name = f'attachment; filename="taller-{id_}.csv"'
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@router.post("/importar")
def take(site: CurrentSite, person: Trainer, id_: RowId, archivo: UploadFile | None = None) -> HTMLResponse:
    """Take a list in: what is right is kept, what is not is shown with its row and reason."""
    name, content = (archivo.filename or "", archivo.file.read()) if archivo else ("", b"")
    fault, said = "", Listed()
    with writing(site.engine) as db:
        found = read(db, id_)
        if found.cohort.cancelled_at:
            raise HTTPException(422, "Este grupo se canceló: ya no se cambia.")
        if not name:
            fault = "Escojan primero el archivo."
        else:
            try:
                said = list_file.read(name, content, [one.code for one in found.roster], found.meetings)
            except UnreadableFile as unreadable:
                fault = str(unreadable)
        if said.rows:
            _keep(site, db, person, found, said)
    unit = load(site.today).training[found.cohort.unit]
    status = 422 if fault or said.refused else 200
    return page(site, "desk_list.html", status, found=found, unit=unit, said=said, fault=fault)


def _keep(site: Site, db: Connection, person: Staff, found: CohortPage, said: Listed) -> None:
    id_ = found.cohort.id
    came: dict[tuple[int, str], dict[Seat, int]] = {}
    for (meeting, code, seat), people in said.came.items():
        came.setdefault((meeting, code), {})[seat] = people
    for (meeting, code), seats in came.items():
        attendance.save(db, meeting, code, seats)
    done = [code for code, has_completed in said.completed.items() if has_completed]
    training.complete(db, id_, done, found.completed_on(site.today))
    training.take_back(db, id_, set(said.completed) - set(done))
    detail = f"list of {said.rows} rows"
    audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, f"cohort:{id_}", site.now, detail)
