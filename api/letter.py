"""The draft of a board's letter to a buyer: a proposal to do planned works by a solidarity agreement.

It says no more than is known: what is not stays a blank to be filled in by hand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.passport import Passport, public_path
from domain.board import Board
from domain.contract import PlannedPurchase
from domain.nit import check_digit
from domain.readiness import Route
from domain.text import lower_first
from domain.titles import readable
from matching.trade import label
from notifications.words import amount
from readiness.plans_ahead import AGREEMENT
from readiness.words import day, law, month

BLANK = "________"
_LONGEST_SUBJECT, _LONGEST_QUOTE = 110, 260
_MOST_LISTED = 8


class Part(NamedTuple):
    """A heading, what stands under it, and a list."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on one page, from top to bottom. `author` is the board; `footer` is not for the buyer."""

    author: str
    subject: str
    place_and_day: str
    to: tuple[str, ...]
    greeting: str
    parts: tuple[Part, ...]
    farewell: str
    signature: tuple[str, ...]
    footer: str


def letter(passport: Passport, plan: PlannedPurchase, route: Route, public_url: str) -> Letter:
    """The letter that proposes a line of a plan to its buyer by the solidarity agreement (`route`, R1).

    The president's name is the one that the board itself gave; the letter is only for behind its own link.
    """
    board = passport.board
    names = [name for name in (board.barrio, board.locality) if name]
    what = readable(plan.description, _LONGEST_SUBJECT, names)
    return Letter(
        author=board.name,
        subject=f"Propuesta de {lower_first(route.title)}: {what}",
        place_and_day=f"{BLANK}, {day(passport.on)}",
        to=("Señores", readable(plan.buyer_name, names=names), f"NIT {_nit(plan.buyer_nit)}"),
        greeting="Respetados señores:",
        parts=(
            Part("Quiénes somos", (_who(board, passport.kind),)),
            Part("Lo que vimos en su plan de compras", points=tuple(_line(plan, names))),
            Part("Lo que proponemos", tuple(_proposal(board, route))),
            Part("Lo que ya tenemos", tuple(_ready(passport, public_url))),
            Part("Qué les pedimos", (_request(plan.expected_on),)),
        ),
        farewell="Atentamente,",
        signature=(
            "_" * 32,
            board.president or BLANK,
            "Representante legal",
            board.name,
            f"Correo y teléfono: {BLANK}",
        ),
        footer=(
            f"Borrador del {day(passport.on)}, hecho con Convite y datos abiertos de SECOP II. Revísenlo, "
            "llenen los espacios en blanco y borren esta línea antes de enviarlo."
        ),
    )


def _who(board: Board, kind: str) -> str:
    places = [f"barrio {board.barrio}"] if board.barrio else []
    places += [f"localidad {board.locality}"] if board.locality else []
    where = f", {', '.join(places)}" if places else ""
    act, nit = board.legal_act or BLANK, _nit(board.nit)
    return (
        f"Somos la {board.name} ({kind}){where}, con personería jurídica {act} y NIT {nit}. "
        "Trabajamos con los vecinos por el bien del barrio."
    )


def _line(plan: PlannedPurchase, names: Sequence[str]) -> Iterator[str]:
    yield f"Línea del plan: {plan.line_id or plan.key}"
    yield f"Qué: {readable(plan.description, _LONGEST_QUOTE, names)}"
    yield f"Cuándo: {f'hacia {month(plan.expected_on)}' if plan.expected_on else BLANK}"
    yield f"Valor previsto: {amount(plan.value_cop) if plan.value_cop else BLANK}"


def _proposal(board: Board, route: Route) -> Iterator[str]:
    yield (
        f"Les proponemos hacer esta obra con nuestra junta por un {lower_first(route.title)}: la entidad "
        "firma con la junta, y la junta contrata a los vecinos para hacerla."
    )
    if board.trades:
        yield f"Nuestra junta puede encargarse de: {_list(label(trade) for trade in board.trades)}."
    yield f"La ley lo permite para obras, hasta el tope que fija ({law(route.law, route.verified)})."


def _ready(passport: Passport, public_url: str) -> Iterator[str]:
    level = next((path.level for path in passport.paths if path.route.id == AGREEMENT), None)
    asked = (paper.requirement for paper in passport.papers if AGREEMENT in paper.requirement.routes)
    yield f"Documentos válidos hoy: {_list(requirement.title for requirement in asked) or BLANK}."
    stands = f" Preparación de la junta para este camino: {level}." if level else ""
    yield f"Nuestro pasaporte está en {public_url}{public_path(passport.board.code)}.{stands}"


def _list(items: Iterable[str]) -> str:
    """The first of them, parted so that commas within tell nothing apart, and how many more there are."""
    said = [lower_first(item) for item in items]
    more = len(said) - _MOST_LISTED
    return "; ".join([*said[:_MOST_LISTED], *([f"{more} más"] if more > 0 else [])])


def _request(expected_on: date | None) -> str:
    by = f" antes de {month(expected_on)}" if expected_on else ""
    return (
        f"Una reunión{by} para revisar la propuesta. Y que nos confirmen si esto es una obra, si su valor "
        "cabe en el tope que ustedes aplican a estos convenios y qué documentos debemos presentar."
    )


def _nit(nit: str | None) -> str:
    return f"{nit}-{check_digit(nit)}" if nit and nit.isdigit() else BLANK
