"""The facts of a buyer in words: what was counted, of how many, and beside whom."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from api.buyer_meanings import MEANINGS, TOGETHER, Meaning
from api.words import FILTERS
from domain.buyer import Buyer, Fact, FactKind, Procedure, Signed
from domain.buyer_facts import Said
from notifications.words import in_words

_percent: Callable[[float], str] = FILTERS["percent"]
_decimal: Callable[[float], str] = FILTERS["decimal"]
_number: Callable[[int], str] = FILTERS["number"]


class Told(NamedTuple):
    """A fact as it is read: its figure, of what, and beside whom."""

    kind: FactKind
    meaning: Meaning
    figure: str
    base: str
    unknown: str
    usual: str
    n: int
    path: str


class Card(NamedTuple):
    """What is told of a buyer beside its call; `lines` are those facts that rows enough tell."""

    nit: str
    name: str
    path: str
    since: date
    until: date
    lines: tuple[str, ...]


def path_of(nit: str) -> str:
    return f"/compradores/{nit}"


def told(buyer: Buyer) -> list[Told]:
    """All facts of a buyer in words."""
    return [
        Told(
            fact.kind,
            meaning := MEANINGS[fact.kind],
            _figure(fact),
            _base(fact),
            _unknown(fact),
            _usual(fact),
            fact.n,
            f"{path_of(buyer.nit)}/{meaning.slug}",
        )
        for fact in buyer.facts
    ]


def sections(buyer: Buyer) -> list[list[Told]]:
    """The same, those of one thing together."""
    by_kind = {one.kind: one for one in told(buyer)}
    return [[by_kind[kind] for kind in kinds] for kinds in TOGETHER]


def card(buyer: Buyer) -> Card:
    """The card of a buyer: what of it is told in one line each."""
    found = buyer.facts[0]
    lines = (
        _line(buyer, "Con una sola oferta", FactKind.SINGLE_BID),
        _line(buyer, "Cancelados o desiertos", FactKind.CANCELLED),
        _line(buyer, "Hasta adjudicar, la mitad tardó", FactKind.DAYS_TO_AWARD, "o menos"),
        _line(buyer, "Con juntas", FactKind.BOARDS),
    )
    return Card(
        buyer.nit, buyer.name, path_of(buyer.nit), found.since, found.until, tuple(filter(None, lines))
    )


def row_words(kind: FactKind, row: Procedure | Signed, said: Said) -> str:
    """What a row says to a fact: `"una sola oferta"`."""
    if isinstance(row, Procedure):
        return _of_procedure(kind, row, said)
    match kind:
        case FactKind.TIME_ADDED | FactKind.DAYS_ADDED:
            return f"{_days(row.added_days)} más" if row.added_days else "sin días añadidos"
        case FactKind.MONEY_ADDED | FactKind.MONEY_ADDED_COP:
            added = f"{in_words(row.added_cop)} más" if row.added_cop else "sin dinero añadido"
            return f"{added}; firmado por {in_words(row.first_cop)}" if row.first_cop else added
        case FactKind.BOARDS | FactKind.BOARDS_COP:
            whose = "con una junta o asociación de juntas"
        case _:
            whose = "con una mipyme"
    with_whom = whose if said.part else "con otra organización"
    return f"{with_whom}; {in_words(row.value_cop)}" if kind.is_of_money and row.value_cop else with_whom


def _of_procedure(kind: FactKind, row: Procedure, said: Said) -> str:
    match kind:
        case FactKind.SINGLE_BID:
            return "una sola oferta" if said.part else f"{_number(row.offers or 0)} ofertas"
        case FactKind.CANCELLED:
            return "cancelado o desierto" if said.part else "adjudicado"
        case _:
            return f"adjudicado a los {_days(said.part)}" if said.part else "adjudicado el mismo día"


def _line(buyer: Buyer, words: str, kind: FactKind, behind: str = "") -> str:
    fact = buyer.fact(kind)
    if fact.value is None:
        return ""
    return f"{words}: {' '.join(filter(None, (_figure(fact), behind)))} ({_base(fact)})."


def _figure(fact: Fact) -> str:
    if fact.n == 0:
        return "No se sabe"
    return "Muy pocos para decirlo" if fact.value is None else _value(fact.kind, fact.value)


def _value(kind: FactKind, value: float) -> str:
    if kind.is_of_days:
        return "un día" if value == 1 else f"{_decimal(value)} días"
    return _percent(value)


def _base(fact: Fact) -> str:
    """What was counted, and of how many: too few for a share are told all the same."""
    meaning = MEANINGS[fact.kind]
    rows = f"{_number(fact.n)} {meaning.one if fact.n == 1 else meaning.many}"
    if not fact.n:
        return ""
    if fact.part is None or fact.whole is None:
        return f"de {rows}"
    if fact.kind.is_of_money:
        part = in_words(fact.part) if fact.part else "nada"
        return f"{part} de {in_words(fact.whole)}, en {rows}"
    return f"{_number(fact.part)} de {rows}"


def _unknown(fact: Fact) -> str:
    if not fact.unknown:
        return ""
    more = " más" if fact.n else ""
    return f"De {_number(fact.unknown)}{more} no se sabe."


def _usual(fact: Fact) -> str:
    if fact.usual is None:
        return ""
    return f"En la mitad de las {fact.buyers} entidades que miramos: {_value(fact.kind, fact.usual)} o menos."


def _days(number: int | None) -> str:
    return "un día" if number == 1 else f"{_number(number or 0)} días"
