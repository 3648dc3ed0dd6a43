"""The help queue: boards that asked for help or wrote what no machine understood, and what they are told."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from api.access.sessions import staff_who_may
from api.desk.help_queue import Waiting, grouped, path_of, read_calls, read_waiting
from api.replies import words_of
from api.site import CurrentSite, Site
from api.templating import page
from domain.access import Permission, Staff
from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel
from store import alerts, audit, boards, help_cases, replies
from store.dossier import ANSWERS_SHOWN_FOR
from store.engine import reading, writing
from store.vault import Unreadable

router = APIRouter(prefix="/equipo/ayudas", include_in_schema=False)

Companion = Annotated[Staff, staff_who_may(Permission.ACCOMPANY)]
LONGEST_ANSWER = 1_000
_ALREADY_READ = "Esas palabras ya las leyó otra persona: se muestran una sola vez."
_NO_KEY = "Ninguna llave de esta instalación abre lo que escribieron. Avisen a quien administra Convite."
_IS_TAKEN = "Otra persona la tomó antes: véanlo entre ustedes."
_NO_WORDS = "Escriban la respuesta."


@router.api_route("", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: Companion) -> HTMLResponse:
    with reading(site.engine) as db:
        found = read_waiting(db, site.today)
    groups = grouped(found, person.id, person.locality)
    return page(site, "desk_help.html", person=person, groups=groups, total=len(found), today=site.today)


@router.api_route("/{code:path}/{about}", methods=["GET", "HEAD"])
def show_case(site: CurrentSite, person: Companion, code: str, about: str) -> HTMLResponse:
    response = _case(site, person, code, about)
    with writing(site.engine) as db:
        _note(site, db, person, audit.Action.SAW, code, about)
    return response


@router.post("/{code:path}/{about}/tomar")
def take(site: CurrentSite, person: Companion, code: str, about: str) -> Response:
    with writing(site.engine) as db:
        is_mine = _hold(site, db, person, code, about)
        if is_mine:
            _note(site, db, person, audit.Action.CHANGED, code, f"{about} taken")
    if not is_mine:
        return _case(site, person, code, about, fault=_IS_TAKEN, status=409)
    return _done(code, about)


@router.post("/{code:path}/{about}/soltar")
def give_back(site: CurrentSite, person: Companion, code: str, about: str) -> Response:
    """Anybody's: who took it may be ill."""
    with writing(site.engine) as db:
        help_cases.give_back(db, code, about)
        _note(site, db, person, audit.Action.CHANGED, code, f"{about} given back")
    return _done(code, about)


@router.post("/{code:path}/{about}/cerrar")
def close(site: CurrentSite, person: Companion, code: str, about: str) -> Response:
    with writing(site.engine) as db:
        _hold(site, db, person, code, about)
        help_cases.close(db, code, about, site.now)
        _note(site, db, person, audit.Action.CHANGED, code, f"{about} closed")
    return RedirectResponse("/equipo/ayudas", 303)


@router.post("/{code:path}/{about}/responder")
def answer(
    site: CurrentSite,
    person: Companion,
    code: str,
    about: str,
    palabras: Annotated[str, Form(max_length=LONGEST_ANSWER)] = "",
    luego: Annotated[str, Form(max_length=16)] = "",
) -> Response:
    """Words that the board reads on its page; with `luego=cerrar` that is all there is to do."""
    words = palabras.strip()
    if not words:
        return _case(site, person, code, about, fault=_NO_WORDS, status=422)
    with writing(site.engine) as db:
        _hold(site, db, person, code, about)
        help_cases.answer(db, code, about, person.id, words, site.now)
        _tell(site, db, code, about)
        if luego == "cerrar":
            help_cases.close(db, code, about, site.now)
        _note(site, db, person, audit.Action.CHANGED, code, f"{about} answered")
    return _done(code, about)


@router.post("/{code:path}/{about}/leer")
def read(
    site: CurrentSite,
    person: Companion,
    code: str,
    about: str,
    canal: Annotated[Channel, Form()],
    id_: Annotated[str, Form(alias="id", max_length=300)],
) -> Response:
    """Show what the board wrote, once: the words are kept no more, and who read them attends to it."""
    with writing(site.engine) as db:
        one = _of_case(db, site, code, about)
        unread = one.unread if one else []
        reply = next((ask for ask in unread if (ask.source, ask.reply_id) == (canal, id_)), None)
        words, fault = _read_once(site, db, canal, id_) if reply else ("", _ALREADY_READ)
        if reply and words:
            help_cases.take(db, reply, person.id, site.now)
            _note(site, db, person, audit.Action.SAW, code, f"reply by {canal.value}")
    response = _case(site, person, code, about, fault=fault, words=words, status=409 if fault else 200)
    response.headers["Cache-Control"] = "no-store"  # not even for the way back
    return response


def _read_once(site: Site, db: Connection, channel: Channel, id_: str) -> tuple[str, str]:
    """The words, or why there are none to be read."""
    kept = replies.find(db, channel, id_)
    if kept is None or kept.sealed is None:
        return "", _ALREADY_READ
    try:
        words = words_of(site.vault, kept)
    except Unreadable:
        return "", _NO_KEY
    return (words, "") if replies.forget_words(db, channel, id_) else ("", _ALREADY_READ)


def _hold(site: Site, db: Connection, person: Staff, code: str, about: str) -> bool:
    """Who acts on what nobody attends to attends to it; whether it is theirs. Raises HTTPException where
    nothing was asked.
    """
    if one := _of_case(db, site, code, about):
        return help_cases.take(db, one.first, person.id, site.now)
    if not _told(db, site, code, about):
        raise HTTPException(404)
    return False


def _case(
    site: Site, person: Staff, code: str, about: str, fault: str = "", words: str = "", status: int = 200
) -> HTMLResponse:
    with reading(site.engine) as db:
        board = boards.get(db, code)
        one, told = _of_case(db, site, code, about), _told(db, site, code, about)
        call = one.call if one else read_calls(db, [about], site.today).get(about)
    if board is None or not (one or told):
        raise HTTPException(404)
    return page(
        site,
        "desk_help_case.html",
        status,
        person=person,
        board=board,
        one=one,
        call=call,
        told=told,
        path=path_of(code, about),
        words=words,
        fault=fault,
        is_unwritten=fault == _NO_WORDS,
        longest=LONGEST_ANSWER,
        today=site.today,
    )


def _of_case(db: Connection, site: Site, code: str, about: str) -> Waiting | None:
    return next((one for one in read_waiting(db, site.today, code) if one.first.about == about), None)


def _told(db: Connection, site: Site, code: str, about: str) -> list[help_cases.Told]:
    return [one for one in help_cases.of_board(db, code, site.now - ANSWERS_SHOWN_FOR) if one.about == about]


def _tell(site: Site, db: Connection, code: str, about: str) -> None:
    """The board hears that there is an answer, once a day for each thing that it asked."""
    told = Alert(code, about, AlertKind.HELP_ANSWERED, site.today.isoformat())
    alerts.queue(db, [told], site.now, site.now, Priority.NEW)


def _note(site: Site, db: Connection, by: Staff, action: audit.Action, code: str, what: str) -> None:
    audit.add(db, audit.of_staff(by.id), action, audit.of_board(code), site.now, f"help {what}")


def _done(code: str, about: str) -> Response:
    return RedirectResponse(path_of(code, about), 303)
