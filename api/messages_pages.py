"""How and when a board wants its messages, behind its own link: the page, its acts, and its JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ConfigDict, Field
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from api import wishes
from api.board_link import BoardLink, CurrentBoard, SignedInBoard, feeds_path, from_here, require
from api.models import Model, problems
from api.reached import Reached, read_reached
from api.site import CurrentSite, Site
from api.templating import page
from domain.alert import Alert, AlertKind, Priority
from domain.contact import FIRST_HOUR, LAST_HOUR, ContactSource, Preferences, Rhythm
from domain.days import BOGOTA
from domain.rollout import Thing
from notifications.links import start_payload
from store import alerts, contacts, preferences, rollouts
from store.engine import reading, writing

Done = Literal["guardado", "orden", "prueba", "espera"]
Typed = Annotated[str, Form(max_length=40)]

router = APIRouter()
acts = APIRouter(prefix="/junta/{token}/mensajes", include_in_schema=False, dependencies=[Depends(from_here)])


@router.api_route("/junta/{token}/mensajes", methods=["GET", "HEAD"], include_in_schema=False)
def show(site: CurrentSite, link: CurrentBoard, hecho: Done | None = None) -> HTMLResponse:
    """`hecho` is what was just done, to be said."""
    with reading(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
        known = preferences.of_boards(db, [link.code])[link.code]
        turns = rollouts.turns_of(db, link.code, site.today)
    form = wishes.form_of(wishes.without_past_pause(known, site.today))
    return _page(site, link, reached, form, {}, done=hecho, turns=turns)


@acts.post("")
def save(
    site: CurrentSite,
    link: CurrentBoard,
    ritmo: Typed = "",
    desde: Typed = "",
    hasta: Typed = "",
    urgente: Typed = "",
    pausa: Typed = "",
) -> Response:
    """What is wrong is said beside its field, and what was typed stays there."""
    form = wishes.Form(ritmo, desde, hasta, urgente, pausa)
    wanted = wishes.read_form(form, site.today)
    with writing(site.engine) as db:
        board = require(db, link)
        if isinstance(wanted, Preferences):
            preferences.save(db, link.code, wanted, site.now)
            return RedirectResponse(f"{link.path}/mensajes?hecho=guardado", 303)
        reached = read_reached(db, site.vault, board)
    return _page(site, link, reached, form, wanted, status=422)


@acts.post("/primero")
def put_first(site: CurrentSite, link: SignedInBoard, contacto: Annotated[int, Form()]) -> Response:
    """Try this address before the others. One that is not the board's changes nothing."""
    try:
        is_done = _move(site, link, contacto)
    except IntegrityError:  # pressed twice at once: the other one did it
        is_done = True
    return RedirectResponse(f"{link.path}/mensajes{'?hecho=orden' if is_done else ''}#direcciones", 303)


def _move(site: Site, link: BoardLink, contact_id: int) -> bool:
    with writing(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
        ids = [one.id for one in reached.addresses]
        if contact_id not in ids[1:]:
            return False
        wanted = [contact_id, *(id_ for id_ in ids if id_ != contact_id)]
        contacts.order(db, link.code, wanted, ContactSource.PAGE)
        _tell_who_was_first(site, db, reached, contact_id)
    return True


def _tell_who_was_first(site: Site, db: Connection, reached: Reached, contact_id: int) -> None:
    """Where the messages went until now is told that they go elsewhere, at most once a day: a leader may have
    left, or a telephone been lent.
    """
    was_first, now = reached.first_good, site.now
    if was_first is None or was_first.id == contact_id or reached.is_stopped or not reached.standing:
        return
    channel = next(one.channel for one in reached.addresses if one.id == contact_id)
    day, version = site.today.isoformat(), f"first:{was_first.id}"
    told = Alert(reached.board.code, day, AlertKind.CONFIRMATION, version, after=channel.value)
    alerts.queue(db, [told], now, now, Priority.NEW, contact_id=was_first.id)


@acts.post("/prueba")
def send_test(site: CurrentSite, link: CurrentBoard, contacto: Annotated[int, Form()]) -> Response:
    """A test to one address, at most one an hour, and none where we may not write."""
    try:
        done = "prueba" if _queue_test(site, link, contacto) else "espera"
    except IntegrityError:  # pressed twice at once: the other one is on its way
        done = "prueba"
    return RedirectResponse(f"{link.path}/mensajes?hecho={done}#direcciones", 303)


def _queue_test(site: Site, link: BoardLink, contact_id: int) -> bool:
    now = site.now
    with writing(site.engine) as db:
        reached = read_reached(db, site.vault, require(db, link))
        free = any(one.id == contact_id and one.may_be_tested(now) for one in reached.addresses)
        if not free or reached.is_stopped or not reached.standing:
            return False
        asked_at = now.astimezone(BOGOTA).isoformat(timespec="minutes")
        wanted = Alert(link.code, asked_at, AlertKind.TEST, version=str(contact_id))
        return bool(alerts.queue(db, [wanted], now, now, Priority.AWAITED, contact_id=contact_id))


def _page(
    site: Site,
    link: BoardLink,
    reached: Reached,
    form: wishes.Form,
    faults: wishes.Faults,
    *,
    status: int = 200,
    done: Done | None = None,
    turns: Mapping[Thing, date] | None = None,
) -> HTMLResponse:
    """`turns` are what the board still waits for, with the day from which it has it."""
    return page(
        site,
        "messages.html",
        status,
        link=link,
        reached=reached,
        form=form,
        faults=faults,
        done=done,
        turns=turns or {},
        opening=range(FIRST_HOUR, LAST_HOUR),
        closing=range(FIRST_HOUR + 1, LAST_HOUR + 1),
        today=site.today,
        last_day=site.today + wishes.LONGEST_PAUSE,
        now=site.now,
        chat_link=_chat_link(site, link),
        feeds_path=feeds_path(site, link),
    )


def _chat_link(site: Site, link: BoardLink) -> str | None:
    """Where a chat with our bot is opened that joins the board; None without a bot."""
    bot = site.web.telegram_bot
    payload = start_payload(link.code, site.web.secret_key) if bot else None
    return f"https://t.me/{bot}?start={payload}" if payload else None


Hour = Annotated[int | None, Field(ge=FIRST_HOUR, le=LAST_HOUR)]


class PreferencesBody(Model):
    """Cuándo quiere la junta sus mensajes. Una hora nula es la de siempre (de 7 a 19)."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    rhythm: Rhythm = Field(
        description="at_once: apenas salga; daily: una vez al día; weekly: una vez a la semana."
    )
    opens_hour: Hour = Field(default=None, description="Desde qué hora, en Colombia.")
    closes_hour: Hour = Field(default=None, description="Hasta qué hora, en Colombia.")
    urgent_any_time: bool = Field(default=False, description="Lo urgente, a cualquier hora.")
    paused_until: date | None = Field(default=None, description="Primer día en que vuelven los mensajes.")


@router.get(
    "/api/v1/board/{token}/preferences",
    tags=["junta"],
    summary="Cuándo quiere sus mensajes",
    responses=problems(404, 503),
)
def tell(site: CurrentSite, link: CurrentBoard) -> PreferencesBody:
    """Lo que la junta escogió; si nunca escogió, lo de siempre."""
    with reading(site.engine) as db:
        require(db, link)
        known = preferences.of_boards(db, [link.code])[link.code]
    return PreferencesBody.model_validate(wishes.without_past_pause(known, site.today))


@router.put(
    "/api/v1/board/{token}/preferences",
    dependencies=[Depends(from_here)],
    tags=["junta"],
    summary="Cambiar cuándo quiere sus mensajes",
    responses=problems(403, 404, 422, 503),
)
def change(site: CurrentSite, link: CurrentBoard, body: PreferencesBody) -> PreferencesBody:
    """Guarda todo lo que la junta quiere. Repetirlo no cambia nada."""
    fault = wishes.fault_of_pause(body.paused_until, site.today) if body.paused_until else None
    if fault:
        raise HTTPException(422, fault)
    try:
        wanted = Preferences(**body.model_dump())
    except ValueError as error:
        raise HTTPException(422, "Esas horas no dejan ninguna para escribirles.") from error
    with writing(site.engine) as db:
        require(db, link)
        preferences.save(db, link.code, wanted, site.now)
    return PreferencesBody.model_validate(wanted)


router.include_router(acts)
