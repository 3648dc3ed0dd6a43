"""Participatory budgets at the office: no dataset has them, so their lists are brought in here."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, UploadFile
from fastapi.responses import HTMLResponse

from api.desk import budget_file
from api.desk.budget_file import Listed
from api.desk.projects import Officer, Words
from api.site import CurrentSite
from api.table_file import UnreadableFile
from api.templating import page
from domain.text import one_line
from store import audit, budget_lines
from store.engine import reading, writing
from store.upsert import Saved

router = APIRouter(prefix="/equipo/proyectos/presupuesto", include_in_schema=False)

_MOST = 200


@router.api_route("", methods=["GET", "HEAD"])
def show(
    site: CurrentSite,
    person: Officer,
    texto: Words = "",
    vigencia: Annotated[int, Query(ge=2000, le=2100)] | Literal[""] = "",
) -> HTMLResponse:
    with reading(site.engine) as db:
        years = budget_lines.counts(db)
        found = budget_lines.find(db, texto, vigencia or None, _MOST)
    return page(
        site,
        "desk_budget.html",
        person=person,
        years=years,
        found=found,
        most=_MOST,
        wanted={"texto": texto, "vigencia": vigencia},
    )


@router.post("")
def take(
    site: CurrentSite,
    person: Officer,
    fuente: Annotated[str, Form(max_length=300)] = "",
    archivo: UploadFile | None = None,
) -> HTMLResponse:
    """What is right is kept, what is not is shown with its row and reason; what was there stays."""
    name, content = (archivo.filename or "", archivo.file.read()) if archivo else ("", b"")
    source, fault, said, saved = one_line(fuente), "", Listed(), Saved()
    if not name:
        fault = "Escojan primero el archivo."
    elif not source:
        fault = "Escriban de dónde es la lista: el acuerdo, el acta o la página."
    else:
        try:
            said = budget_file.read(name, content, source)
        except UnreadableFile as unreadable:
            fault = str(unreadable)
    if said.lines:
        with writing(site.engine) as db:
            saved = budget_lines.save(db, said.lines, site.now)
            who = audit.of_staff(person.id)
            detail = f"list of {len(said.lines)} rows"
            audit.add(db, who, audit.Action.CHANGED, "budget_lines", site.now, detail)
    status = 422 if fault or said.refused else 200
    return page(site, "desk_budget_list.html", status, person=person, said=said, saved=saved, fault=fault)
