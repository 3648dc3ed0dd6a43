"""Where a program wants to be called for new matches: it asks by its key, and sees its own alone."""

from typing import Annotated

from fastapi import Path, Response
from pydantic import ConfigDict, Field
from starlette.exceptions import HTTPException

from api import models
from api.access.keys import key_that_may
from api.models import Model, Moment
from api.parts import a_router
from api.site import CurrentSite
from domain.access import Permission
from domain.hook import MOST_OF_A_KEY, Hook
from domain.key import Key
from notifications.hooks import fault_of, secret_of
from store import audit, hooks
from store.engine import reading, writing

router = a_router()

KeyOfBoards = Annotated[Key, key_that_may(Permission.SEE_BOARDS)]
Id = Annotated[int, Path(ge=1, le=2**31 - 1, description="Número del aviso.")]


class HookIn(Model):
    """A dónde se llama cuando a una junta le sirve una convocatoria nueva."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(
        description="Dirección pública que empiece por https://.",
        max_length=500,
        examples=["https://universidad.example/convite"],
    )


class HookOut(Model):
    """Un aviso a un programa."""

    id: int = Field(examples=[1])
    url: str = Field(examples=["https://universidad.example/convite"])
    made_at: Moment = Field(description="Desde cuándo se llama.")
    ended_at: Moment | None = Field(description="Desde cuándo no se llama.")
    why: str | None = Field(
        description="Por qué se dejó de llamar, si nadie lo pidió.", examples=["HTTP 410"]
    )
    secret: str = Field(
        description="Con qué se firma cada llamada: `Convite-Signature: t=SEGUNDOS,v1=FIRMA`, donde FIRMA es"
        " el HMAC-SHA256 en hexadecimal de `SEGUNDOS.CUERPO`.",
        examples=["5f0c…"],
    )


class Hooks(Model):
    items: list[HookOut]


@router.post(
    "/hooks",
    tags=["oficina"],
    summary="Pedir que nos llamen",
    responses=models.problems(401, 403, 422),
)
def subscribe(site: CurrentSite, key: KeyOfBoards, body: HookIn) -> HookOut:
    """Desde ahora se hace un POST a esa dirección por cada convocatoria nueva de una junta.

    Trae el código de la junta y el del procedimiento; lo demás se lee en `/api/v1/matches`. Una llamada sin
    respuesta 2xx se repite, cada vez más tarde, por tres días; puede llegar dos veces con el mismo `id`.
    Pedirlo otra vez no cambia nada. Una llave puede pedirlo para diez direcciones.
    """
    if fault := fault_of(body.url):
        raise HTTPException(422, fault)
    try:
        with writing(site.engine) as db:
            found = hooks.subscribe(db, key.id, body.url, site.now)
            audit.add(db, audit.of_key(key.id), audit.Action.CHANGED, "hooks", site.now, f"hook {found.id}")
    except hooks.TooManyHooks as error:
        raise HTTPException(422, f"Ya avisamos a {MOST_OF_A_KEY} direcciones. Quiten una antes.") from error
    return _out(found, site.web.secret_key)


@router.get("/hooks", tags=["oficina"], summary="A dónde nos llaman", responses=models.problems(401, 403))
def list_hooks(site: CurrentSite, key: KeyOfBoards) -> Hooks:
    """Los avisos que pidió esta llave."""
    with reading(site.engine) as db:
        found = hooks.of_key(db, key.id)
    return Hooks(items=[_out(one, site.web.secret_key) for one in found])


@router.delete(
    "/hooks/{hook_id}",
    tags=["oficina"],
    summary="Que no nos llamen más",
    status_code=204,
    responses=models.problems(401, 403, 404, 422),
)
def end(site: CurrentSite, key: KeyOfBoards, hook_id: Id) -> Response:
    """Repetirlo no cambia nada."""
    with writing(site.engine) as db:
        if not hooks.end(db, key.id, hook_id, site.now):
            raise HTTPException(404)
        audit.add(db, audit.of_key(key.id), audit.Action.CHANGED, "hooks", site.now, f"hook {hook_id} ended")
    return Response(status_code=204)


def _out(hook: Hook, secret_key: str) -> HookOut:
    told = {name: getattr(hook, name) for name in ("id", "url", "made_at", "ended_at", "why")}
    return HookOut(**told, secret=secret_of(hook.salt, secret_key))
