"""The features of a match: each a small function that gives a score and the Spanish words for it, or None.

None is for what cannot be known. Those of place and trade look at board and process; the others at the
process alone, so that the match asks them once for all boards.
"""

import math
from datetime import date
from functools import lru_cache

from domain.board import Board
from domain.process import Process
from domain.reason import Reason
from domain.text import fold
from matching.prepare import PreparedProcess
from matching.trade import label
from matching.weights import weights

_folded = lru_cache(maxsize=8192)(fold)


def place(board: Board, prepared: PreparedProcess) -> Reason | None:
    """How near: same barrio, unit, locality, or anywhere in the municipality; 0 is another locality."""
    score = weights().place
    if not prepared.places:
        words = "No nombra un barrio: puede ser en todo el municipio"
        return Reason("municipality_wide", score["municipality_wide"], words)
    if board.barrio and _folded(board.barrio) in prepared.barrios:
        return Reason("same_barrio", score["same_barrio"], f"Es en su barrio: {board.barrio}")
    if board.unit and board.unit in prepared.units:
        words = f"Es en su unidad comunera, la {board.unit}: {_names(prepared)}"
        return Reason("same_unit", score["same_unit"], words)
    if not board.locality or not prepared.localities:
        return None
    if _folded(board.locality) in prepared.localities:
        words = f"Es en su localidad, {board.locality}: {_names(prepared)}"
        return Reason("same_locality", score["same_locality"], words)
    return Reason("other_locality", score["other_locality"], f"Es en otra localidad: {_names(prepared)}")


def trade(board: Board, prepared: PreparedProcess) -> Reason | None:
    """Whether it is a trade of the board, 0 if not; None where the board or the text names none."""
    if not board.trades or not prepared.trades:
        return None
    for hint in prepared.trades.values():
        if hint.trade in board.trades:
            heard = f" («{hint.words[0]}»)" if hint.words else ""
            return Reason("trade", hint.score, f"Es de sus oficios: {label(hint.trade)}{heard}")
    first = next(iter(prepared.trades))
    return Reason("other_trade", 0.0, f"Es de otro oficio: {label(first)}")


def suitability(prepared: PreparedProcess) -> Reason:
    """How much it is a thing that boards do."""
    suited = prepared.suitability
    words = suited.words_for[0] if suited.words_for else "Es un trabajo que una junta podría hacer"
    return Reason("suitability", suited.score, words)


def size(process: Process) -> Reason | None:
    """Whether the price is one that boards manage; None where the buyer left it blank."""
    if not process.price_cop:
        return None
    table = weights()
    whole = math.log(table.largest_cop / table.comfortable_cop)
    score = min(1.0, max(0.0, math.log(table.largest_cop / process.price_cop) / whole))
    amount = _pesos(process.price_cop)
    if score == 1.0:
        return Reason("size", score, f"El valor está al alcance de una junta: {amount}")
    return Reason("size", score, f"El valor es alto para una junta: {amount}")


def days(process: Process, today: date, days_left: int | None) -> Reason | None:
    """Whether the working days left, counted by the caller, suffice for an offer; None if unknown."""
    if process.closes_on is None or days_left is None:
        return None
    score = min(1.0, days_left / 10)
    if process.closes_on == today:
        return Reason("days_left", score, "Cierra hoy")
    if days_left == 0:
        return Reason("days_left", score, "No quedan días hábiles")
    if days_left == 1:
        return Reason("days_left", score, "Queda 1 día hábil")
    return Reason("days_left", score, f"Quedan {days_left} días hábiles")


def _names(prepared: PreparedProcess) -> str:
    return ", ".join(p.name for p in prepared.places[:3])


def _pesos(cop: int) -> str:
    """Money as people say it: `$60 millones`, `$850.000`."""
    if cop >= 1_000_000:
        return f"${round(cop / 1_000_000):,} millones".replace(",", ".").replace("$1 millones", "$1 millón")
    return f"${cop:,}".replace(",", ".")
