"""Every table for whoever may take it along, as a spreadsheet; each time it is taken is written down."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.exports.writing import Format, export, names
from api.site import CurrentSite
from api.templating import page
from domain.access import Permission, Staff
from store import audit
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/exportar", include_in_schema=False)

Exporter = Annotated[Staff, staff_who_may(Permission.EXPORT)]
_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Exporter) -> HTMLResponse:
    return page(site, "desk_exports.html", person=person, names=names())


@router.get("/{name}.{form}")
def take(site: CurrentSite, person: Exporter, name: str, form: Format) -> FileResponse:
    """The file is written first and sent then: what broke off is never taken for the whole."""
    if name not in names() or form not in _TYPES:
        raise HTTPException(404)
    with NamedTemporaryFile(prefix="convite-", suffix=f".{form}", delete=False) as file:
        out = Path(file.name)
    try:
        with reading(site.engine) as db:
            rows = export(db, name, form, out, site.today)
        with writing(site.engine) as db:
            who = audit.of_staff(person.id)
            audit.add(db, who, audit.Action.SAW, f"export:{name}", site.now, f"{form}, {rows} rows")
    except BaseException:
        out.unlink()
        raise
    return FileResponse(
        out,
        media_type=_TYPES[form],
        filename=f"convite-{name}-{site.today.isoformat()}.{form}",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(out.unlink),
    )
