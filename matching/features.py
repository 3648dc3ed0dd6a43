"""The features of a match: each a small function that gives a score and the Spanish words for it, or None.

None is for what cannot be known. A reason without words counts and is not told.
"""

import math
from datetime import date
from functools import lru_cache

from domain.board import Trade
from domain.reason import Reason
from domain.titles import readable
from matching.chance import chance_words
from matching.grams import likeness
from matching.precedents import Alike, Precedent
from matching.prepare import Call
from matching.profile import Profile
from matching.trade import label
from matching.weights import weights

_LONGEST_QUOTE = 90
_LONGEST_WORD = 8  # letters that a word of a name counts at most


def place(profile: Profile, call: Call) -> Reason | None:
    """How near: same barrio, beside it, unit, locality, municipality, department; 0 is another locality."""
    score, board = weights().place, profile.board
    if call.municipality is None:
        words = "Es en su departamento; no dice en qué municipio"
        return Reason("department_wide", score["department_wide"], words)
    if call.municipality != board.municipality:
        words = "Es en varios municipios, también en el suyo"
        return Reason("municipality_wide", score["municipality_wide"], words)
    if not call.places:
        words = "No nombra un barrio: puede ser en todo el municipio"
        return Reason("municipality_wide", score["municipality_wide"], words)
    if profile.barrio and profile.barrio in call.barrios:
        return Reason("same_barrio", score["same_barrio"], f"Es en su barrio: {board.barrio}")
    if not call.barrios.isdisjoint(profile.near):
        return Reason("near_barrio", score["near_barrio"], f"Queda al lado de su barrio: {_names(call)}")
    if board.unit and board.unit in call.units:
        words = f"Es en su unidad comunera, la {board.unit}: {_names(call)}"
        return Reason("same_unit", score["same_unit"], words)
    if not profile.locality or not call.localities:
        return None
    if profile.locality in call.localities:
        words = f"Es en su localidad, {board.locality}: {_names(call)}"
        return Reason("same_locality", score["same_locality"], words)
    return Reason("other_locality", score["other_locality"], f"Es en otra localidad: {_names(call)}")


def name(profile: Profile, call: Call) -> Reason | None:
    """How far the text names the board: its own words, the long ones more, and its letters."""
    if not profile.own_name:
        return None
    share = named_share(profile.own_name, call.text)
    score = (share + likeness(profile.own_name, call.text)) / 2
    words = f"El objeto nombra «{profile.own_name.title()}», como su junta" if share == 1.0 else ""
    return Reason("named", score, words)


def named_share(own_name: str, text: str) -> float:
    """0–1: which share of a folded name's words stands in a folded text."""
    words, said = set(own_name.split()), set(text.split())
    return sum(map(named_weight, words & said)) / max(1, sum(map(named_weight, words)))


def named_weight(word: str) -> int:
    """How much a word of a name counts: long ones are rarer."""
    return min(len(word), _LONGEST_WORD)


def trade(profile: Profile, call: Call) -> Reason | None:
    """Whether it is a trade of the board or one near it, 0 if not; None where board or text name none."""
    if not profile.board.trades or not call.trades:
        return None
    for asked, score in trade_scores(call).items():
        if asked not in profile.board.trades:
            continue
        if hint := call.trades.get(asked):
            heard = f" («{hint.words[0]}»)" if hint.words else ""
            return Reason("trade", score, f"Es de sus oficios: {label(asked)}{heard}")
        near = next(
            hint.trade for hint in call.trades.values() if asked in weights().kindred.get(hint.trade, ())
        )
        return Reason("near_trade", score, f"Es de un oficio cercano a los suyos: {label(near)}")
    first = next(iter(call.trades))
    return Reason("other_trade", 0.0, f"Es de otro oficio: {label(first)}")


def trade_scores(call: Call) -> dict[Trade, float]:
    """What each trade of a board is worth for a call: those that it asks for, then those near them."""
    table = weights()
    scores = {hint.trade: hint.score for hint in call.trades.values()}
    for asked in call.trades:
        for near in table.kindred.get(asked, ()):
            scores.setdefault(near, table.kindred_score)
    return scores


def suitability(call: Call) -> Reason:
    """How much it is a thing that boards do."""
    suited = call.suitability
    chance = f"Es {chance_words(suited.score)} que una junta pueda hacerlo"
    words = f"{suited.words_for[0]}. {chance}" if suited.words_for else chance
    return Reason("suitability", suited.score, words)


def size(profile: Profile, call: Call) -> Reason | None:
    """Whether the value is one that boards, or this one, manage; None where the buyer left it blank."""
    if not call.value_cop:
        return None
    table = weights()
    comfortable = comfortable_cop(profile)
    score = size_score(math.log(call.value_cop), math.log(comfortable), math.log(table.largest_cop))
    amount = _pesos(call.value_cop)
    if score < 1.0:
        return Reason("size", score, f"El valor es alto para una junta: {amount}")
    if call.value_cop > table.comfortable_cop:
        return Reason("size", score, f"Ustedes ya manejaron un contrato de ese tamaño: {amount}")
    return Reason("size", score, f"El valor está al alcance de una junta: {amount}")


def comfortable_cop(profile: Profile) -> float:
    """Up to which value a board is at ease."""
    table = weights()
    grown = table.grows * (profile.largest_cop or 0)
    return min(max(table.comfortable_cop, grown), table.largest_cop - 1)


def size_score(value: float, comfortable: float, largest: float) -> float:
    """1 up to the comfortable value, 0 from the largest on; all three as logarithms."""
    return min(1.0, max(0.0, (largest - value) / (largest - comfortable)))


def days(
    closes_on: date | None, today: date, days_left: int | None, days_needed: int | None
) -> Reason | None:
    """Whether the working days left suffice for an offer and for the documents that the board lacks.

    Both are counted by the caller; None where it is not known, of the documents also where none is lacking.
    """
    if closes_on is None or days_left is None:
        return None
    score = min(1.0, max(0, days_left) / enough_days(days_needed))
    left = _days_left(closes_on, today, days_left)
    if days_needed is not None and days_needed > days_left:
        unit = "día hábil" if days_needed == 1 else "días hábiles"
        return Reason("days_short", score, f"{left}, y lo que les falta toma unos {days_needed} {unit}")
    return Reason("days_left", score, left)


def enough_days(days_needed: int | None) -> int:
    """The working days that suffice for an offer, and for the documents that the board lacks."""
    return max(weights().enough_days, days_needed or 0)


def _days_left(closes_on: date, today: date, days_left: int) -> str:
    if closes_on == today:
        return "Cierra hoy"
    if days_left == 0:
        return "No quedan días hábiles"
    return "Queda 1 día hábil" if days_left == 1 else f"Quedan {days_left} días hábiles"


def precedent(profile: Profile, alike: tuple[Alike, ...]) -> Reason | None:
    """Whether the board, or one like it, did such a thing; None where none is known to have."""
    best, best_score = None, 0.0
    for one in alike:
        score = one.likeness * closeness(profile, one.precedent)
        if score > best_score:
            best, best_score = one.precedent, score
    if best is None:
        return None
    return Reason("precedent", best_score, _did(profile, best))


def closeness(profile: Profile, done: Precedent) -> float:
    """How much what another board did tells of this one."""
    score = weights().precedent
    if done.board_code == profile.board.code:
        return score["own"]
    if done.municipality == profile.board.municipality:
        return score["same_municipality"]
    return score["elsewhere"]


def _did(profile: Profile, done: Precedent) -> str:
    who = "Ustedes ya hicieron" if done.board_code == profile.board.code else "Una junta como la suya ya hizo"
    return f"{who} algo parecido: {_quoted(done.object, done.buyer_name, done.signed_on)}"


@lru_cache(maxsize=8192)  # of each board of a city the same few
def _quoted(what: str, buyer: str, signed_on: date | None) -> str:
    when = f", {signed_on.year}" if signed_on else ""
    return f"«{readable(what, _LONGEST_QUOTE)}» ({readable(buyer)}{when})"


def habit(contracts: int) -> Reason | None:
    """Whether the buyer contracts with boards; None where no contract is known."""
    if contracts <= 0:
        return None
    times = "una vez" if contracts == 1 else f"{contracts} veces"
    score = contracts / (contracts + weights().half_habit)
    return Reason("habit", score, f"Esta entidad ya contrató con juntas {times}, que sepamos")


def route(route_id: str) -> Reason | None:
    """How near the route is to what a board can use; None for one that the table does not know."""
    score = weights().route.get(route_id)
    if score is None:
        return None
    words = "Se firma directamente con la junta, sin concurso" if route_id == "R1" else ""
    return Reason("route", score, words)


def _names(call: Call) -> str:
    return ", ".join(p.name for p in call.places[:3])


def _pesos(cop: int) -> str:
    """Money as people say it: `$60 millones`, `$850.000`."""
    if cop >= 1_000_000:
        return f"${round(cop / 1_000_000):,} millones".replace(",", ".").replace("$1 millones", "$1 millón")
    return f"${cop:,}".replace(",", ".")
