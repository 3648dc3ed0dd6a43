"""A board answers on its page whether it comes to what it was invited to learn."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.board_link import CurrentBoard, from_here, require
from api.site import CurrentSite
from domain.training import Coming
from store import training
from store.engine import writing

router = APIRouter(prefix="/junta/{token}", include_in_schema=False, dependencies=[Depends(from_here)])

_OVER = "Ese taller ya no está: se canceló, o la invitación era para otra junta."


@router.post("/formacion")
def answer(
    site: CurrentSite,
    link: CurrentBoard,
    taller: Annotated[int, Form(ge=1, lt=2**31)],
    respuesta: Annotated[Coming, Form()],
) -> Response:
    """The newest answer holds."""
    with writing(site.engine) as db:
        require(db, link)
        if not training.answer(db, taller, link.code, respuesta, site.now):
            raise HTTPException(410, _OVER)
    return RedirectResponse(f"{link.path}#formacion", 303)
