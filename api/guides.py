"""Boards that did it and want to help: who may be asked about a gap or a call, the nearest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from api.passport import public_path
from domain.board import Board, Trade
from domain.guide import A_WEEK, MOST_A_WEEK, NoAsking
from domain.process import Process
from domain.readiness import Evidence, Requirement
from domain.text import fold, web_address
from domain.titles import readable
from matching.trade import suggested_trades
from readiness.assess import states
from readiness.catalogue import Catalogue, load
from readiness.states import best
from store import boards, evidence, guides, processes
from store.guides import Consent, Done, Willing
from store.inquiries import ASKED, RECEIVED
from store.questions import Together, Told

_LIKELY = 0.5
_MOST_DEEDS = 4
_LONGEST_OBJECT = 90
_MOST_SHOWN = 10

CONSENT = (
    "Aceptamos que otras juntas del municipio vean que la nuestra quiere ayudar, con su nombre, su barrio, "
    "los contratos que SECOP muestra a su nombre, los talleres que completó y los papeles que tiene al día; "
    "y que nos hagan preguntas por escrito en Convite. No se muestra ningún teléfono ni correo. La oficina "
    "que acompaña a las juntas puede leer las preguntas y las respuestas, y cerrarlas. Se borran al año. "
    "Podemos dejar de ayudar cuando queramos: desde ese momento no aparecemos más, y lo que esté sin "
    "responder se cierra."
)
"""What a board reads and agrees to; it is kept whole with its consent."""

NO_ASKING: Mapping[NoAsking, str] = {
    NoAsking.NO_GUIDE: "Esa junta ya no recibe preguntas. Escojan otra.",
    NoAsking.ASKED_ENOUGH: f"Ya preguntaron {MOST_A_WEEK} veces en estos siete días. Esperen unos días.",
    NoAsking.GUIDE_IS_BUSY: "Esa junta ya recibió muchas preguntas esta semana. Escojan otra, o esperen.",
    NoAsking.WAITS: "Ya le preguntaron algo y todavía no responde. Esperen su respuesta.",
}
"""Why a question is not taken."""

_OWN = Together(boards.ONE, guides.CONSENT, guides.WILLING, ASKED, RECEIVED)
_DEEDS = Together(guides.CONTRACTS, guides.COMPLETED, evidence.OF_BOARDS)


class Deed(NamedTuple):
    """Something that a guide did, in words. `fits`: it is what is sought."""

    words: str
    fits: bool
    link: str | None = None  # to the row that shows it


class _Known(NamedTuple):
    """What boards hold, completed and signed, by code."""

    held: Mapping[str, Sequence[Evidence]]
    learnt: Mapping[str, set[str]]
    signed: Mapping[str, Sequence[Done]]


@dataclass(frozen=True)
class Guide:
    """`near` says in words how near it is, if it is; `hindered` why it cannot be asked now."""

    board: Willing
    near: str | None
    deeds: tuple[Deed, ...]
    fits: int  # how many deeds are what is sought
    hindered: NoAsking | None

    @property
    def path(self) -> str:
        return public_path(self.board.code)


@dataclass(frozen=True)
class Sought:
    """What a board wants to ask about: a requirement, a call, or nothing of both."""

    requirement: Requirement | None = None
    call: Process | None = None
    trades: frozenset[Trade] = frozenset()

    @property
    def about(self) -> str:
        if self.requirement:
            return self.requirement.id
        return self.call.portfolio_id if self.call else ""

    @property
    def is_any(self) -> bool:
        return bool(self.about)


@dataclass(frozen=True)
class AskingPage:
    """What a board sees of its guides, and what it asked; `more` counts guides that are not shown."""

    board: Board
    sought: Sought
    guides: Sequence[Guide]
    more: int
    told: Told


def read_asking(db: Connection, code: str, sought: Sought, now: datetime, today: date) -> AskingPage | None:
    """None if there is no such board."""
    told = _OWN.ask(db, code=code, week_began=now - A_WEEK)
    board = told.of(boards.ONE)
    if board is None:
        return None
    willing = told.of(guides.WILLING)
    found = _guides(db, board, willing, sought, today) if willing else []
    return AskingPage(board, sought, found[:_MOST_SHOWN], max(0, len(found) - _MOST_SHOWN), told)


def read_own(db: Connection, code: str, now: datetime, today: date) -> tuple[Told, tuple[Deed, ...]] | None:
    """What a board that may help agreed to and was asked, and what others would see of it."""
    told = _OWN.ask(db, code=code, week_began=now - A_WEEK)
    if told.of(boards.ONE) is None:
        return None
    deeds = _read_deeds(db, [code])
    return told, _deeds(code, deeds, Sought(), load(today), today)


def seek(db: Connection, requirement: str, portfolio_id: str, today: date) -> Sought:
    """What the address of the page names; what is not known is left out."""
    known = load(today).requirements.get(requirement)
    if known:
        return Sought(requirement=known)
    call = processes.newest(db, [portfolio_id]).get(portfolio_id) if portfolio_id else None
    return Sought(call=call, trades=_trades(call.text, call.unspsc)) if call else Sought()


def consent_of(told: Told) -> Consent | None:
    return told.of(guides.CONSENT)


def _guides(
    db: Connection, board: Board, willing: Sequence[Willing], sought: Sought, today: date
) -> list[Guide]:
    """Who did what is sought, where something is; else all. Those of the same unit and locality first."""
    deeds = _read_deeds(db, [one.code for one in willing])
    catalogue = load(today)
    found = []
    for one in willing:
        theirs = _deeds(one.code, deeds, sought, catalogue, today)
        fits = sum(deed.fits for deed in theirs)
        if fits or (theirs and not sought.is_any):
            found.append(Guide(one, _nearness(board, one), theirs, fits, _hindrance(one)))
    return sorted(found, key=lambda one: (_distance(board, one.board), -one.fits, one.board.name))


def _read_deeds(db: Connection, codes: Sequence[str]) -> _Known:
    told = _DEEDS.ask(db, codes=list(codes))
    signed: dict[str, list[Done]] = {}
    for one in told.of(guides.CONTRACTS):
        signed.setdefault(one.board_code, []).append(one)
    return _Known(told.of(evidence.OF_BOARDS), told.of(guides.COMPLETED), signed)


def _deeds(code: str, known: _Known, sought: Sought, catalogue: Catalogue, today: date) -> tuple[Deed, ...]:
    """What fits first, then the newest contracts; a few are enough to know whom one asks."""
    held = best(catalogue, known.held.get(code, ()), today)
    learnt = known.learnt.get(code, ())
    units = [unit for id_, unit in catalogue.training.items() if id_ in learnt]
    wanted = sought.requirement.id if sought.requirement else ""
    found = [
        *_held(held, sought.requirement, catalogue, today),
        *(Deed(f"Completó el taller «{unit.title}»", wanted in unit.requirements) for unit in units),
        *(_signed(one, sought.trades) for one in known.signed.get(code, ())),
    ]
    return tuple(sorted(found, key=lambda deed: not deed.fits)[:_MOST_DEEDS])


def _held(
    held: Mapping[str, Evidence], wanted: Requirement | None, catalogue: Catalogue, today: date
) -> list[Deed]:
    """Papers count where they stand; that one says so is no paper."""
    stands = states(catalogue, held, held, today)
    valid = [id_ for id_, state in stands.items() if state.is_met]
    if wanted and wanted.id in valid:
        return [Deed(f"Tiene al día: {wanted.title}", fits=True)]
    if not valid:
        return []
    some = "un papel" if len(valid) == 1 else f"{len(valid)} papeles"
    return [Deed(f"Tiene al día {some} de los que se piden", fits=False)]


def _signed(one: Done, trades: frozenset[Trade]) -> Deed:
    fits = bool(trades) and bool(trades & _trades(one.object, one.unspsc))
    told = readable(one.object, _LONGEST_OBJECT)
    return Deed(
        f"Contrató en {one.signed_on.year} con {readable(one.buyer_name, 80)}: {told}",
        fits,
        web_address(one.url),
    )


def _trades(text: str, unspsc: str | None) -> frozenset[Trade]:
    hints = suggested_trades(fold(text), unspsc)
    return frozenset(hint.trade for hint in hints if hint.score >= _LIKELY)


def _hindrance(one: Willing) -> NoAsking | None:
    if one.of_ours:
        return NoAsking.WAITS
    return NoAsking.GUIDE_IS_BUSY if one.this_week >= MOST_A_WEEK else None


def _distance(board: Board, one: Willing) -> int:
    if board.unit and one.unit == board.unit:
        return 0
    return 1 if board.locality and one.locality == board.locality else 2


def _nearness(board: Board, one: Willing) -> str | None:
    return ("de su unidad comunera", "de su localidad", None)[_distance(board, one)]
