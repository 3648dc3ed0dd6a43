"""A cohort that no proposal was made of: a training of the past, or one that somebody asked for."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from api.accompaniment import personal_data_in
from api.desk.training.proposals import ByHand, Trainer, first_page
from api.site import CurrentSite, Site
from domain.text import one_line
from readiness.catalogue import load
from store import audit, board_list, training
from store.engine import reading, writing

router = APIRouter(prefix="/equipo/formacion/a-mano", include_in_schema=False)

_LONGEST_WHY = 300
Typed = Annotated[str, Form(max_length=2_000)]


@router.post("")
def make(
    site: CurrentSite, person: Trainer, unidad: Typed = "", localidad: Typed = "", motivo: Typed = ""
) -> Response:
    """Make a cohort without boards: they are added on its page."""
    form = ByHand(unidad, localidad, one_line(motivo))
    if faults := _faults(site, form):
        return first_page(site, "", person.locality or "", form, faults)
    of = {"unit": unidad, "locality": localidad or None, "commune": None, "why": form.motivo}
    with writing(site.engine) as db:
        made = training.make(db, of, [], site.now)
        about = f"cohort:{made}"
        audit.add(db, audit.of_staff(person.id), audit.Action.CHANGED, about, site.now, "made by hand")
    return RedirectResponse(f"/equipo/formacion/grupos/{made}", 303)


def _faults(site: Site, form: ByHand) -> dict[str, str]:
    faults = {}
    if form.unidad not in load(site.today).training:
        faults["cual"] = "Escojan qué se enseña."
    if form.localidad and form.localidad not in _localities(site):
        faults["donde"] = "Escojan una localidad de la lista."
    if not form.motivo:
        faults["motivo"] = "Escriban por qué, para quien lo mire dentro de un año."
    elif len(form.motivo) > _LONGEST_WHY:
        faults["motivo"] = f"Escríbanlo en {_LONGEST_WHY} letras o menos."
    elif said := personal_data_in(form.motivo):
        faults["motivo"] = said
    return faults


def _localities(site: Site) -> set[str | None]:
    with reading(site.engine) as db:
        return {place[0] for place in board_list.places(db, site.web.municipality)}
