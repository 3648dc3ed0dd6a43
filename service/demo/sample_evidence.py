"""What the sample's boards can show. Each is in one of a few situations that boards are really in.

Ids are those of the requirement catalogue. The commonest block is the one of the year: leaders were
elected in April 2026, and an auto de dignatarios of the period before serves no longer (Ley 2166 de 2021,
art. 36).
"""

from datetime import date, timedelta
from enum import Enum, auto
from random import Random

from domain.readiness import Evidence
from service.demo.sample_chance import days_before


class Situation(Enum):
    READY = auto()
    NEARLY = auto()  # ready, but papers are about to expire
    OLD_LEADERS = auto()  # the auto de dignatarios of the period before
    NO_RUT = auto()
    NO_SECOP_ACCOUNT = auto()
    NO_PROJECT = auto()  # papers in order, nothing written down to offer
    BEGINNING = auto()


_HOW_MANY = {
    Situation.READY: 48,
    Situation.NEARLY: 36,
    Situation.OLD_LEADERS: 150,
    Situation.NO_RUT: 52,
    Situation.NO_SECOP_ACCOUNT: 66,
    Situation.NO_PROJECT: 40,
    Situation.BEGINNING: 40,
}
_LASTING = (
    *("PJ", "EST", "AFIL", "INHAB", "SANC", "RUC", "RUT", "LIB-AF", "LIB-AC", "LIB-TE", "CED"),
    *("SEC2", "EXP", "EQUI", "DATOS", "FAC", "FIRMA", "COM", "VEED", "LIB-IN", "LIB-CV", "RTE", "CAJA"),
    "ESAL-IDON",
)
_YEARLY = ("BANCO", "MAIL", "DIGC", "PLAN", "CUENTAS", "SST", "RENC")  # renewed now and then
_CONSULTED = ("PROC", "CONT", "POLI", "RNMC", "REDAM")  # an official page says so on a day
_FRESH = ("CERT", "SS", "AUT", "PROP", "PRES", "MANO")  # made for the call or for the month
_WEAK: dict[Situation, dict[str, int]] = {
    Situation.READY: {},
    Situation.NEARLY: {},
    Situation.OLD_LEADERS: {"CERT": 2, "RUC": 2, "PROP": 1, "MANO": 1},
    Situation.NO_RUT: {"RUT": 0, "BANCO": 0, "SEC2": 0, "FAC": 0, "EXP": 1},
    Situation.NO_SECOP_ACCOUNT: {"SEC2": 1, "MAIL": 1, "DIGC": 1},
    Situation.NO_PROJECT: {"PROP": 0, "PRES": 0, "MANO": 0, "PLAN": 1, "EQUI": 1},
    Situation.BEGINNING: dict.fromkeys(
        ("EST", "RUC", "RUT", "LIB-TE", "BANCO", "SEC2", "DIGC", "EXP", "PROP", "PRES", "MANO", "EQUI"), 1
    ),
}
_LASTING_AGE, _YEARLY_AGE = (60, 900), (10, 55)  # days since issue
_FRESH_AGE = {
    Situation.READY: (0, 6),
    Situation.NEARLY: (18, 27),
    Situation.OLD_LEADERS: (8, 60),
    Situation.NO_RUT: (1, 28),
    Situation.NO_SECOP_ACCOUNT: (1, 28),
    Situation.NO_PROJECT: (1, 28),
    Situation.BEGINNING: (20, 160),
}
_CHECKED = {Situation.READY: 0.9, Situation.NEARLY: 0.6}
_TERM_YEARS, _A_TERM_BEGAN = 4, 2022  # terms begin on 1 July of 2022, 2026, 2030


def situations(count: int, chance: Random) -> list[Situation]:
    """The situation of each board, in no order."""
    drawn = [situation for situation, many in _HOW_MANY.items() for _ in range(many)]
    assert len(drawn) == count, "the table of situations must add up to the boards"
    chance.shuffle(drawn)
    return drawn


def make_evidence(situation: Situation, today: date, chance: Random) -> list[Evidence]:
    """What a board in this situation can show today. What it has nothing of is left out or level 0."""
    ages = {
        **dict.fromkeys(_LASTING, _LASTING_AGE),
        **dict.fromkeys(_YEARLY, _YEARLY_AGE),
        **dict.fromkeys((*_CONSULTED, *_FRESH), _FRESH_AGE[situation]),
    }
    shown = [
        _shown(requirement, _level(situation, requirement, chance), days_before(today, age, chance))
        for requirement, age in ages.items()
        if situation is not Situation.BEGINNING or requirement in _WEAK[situation] or chance.random() < 0.35
    ]
    return [*shown, _election(today), _leaders(situation, today, chance), _bidders_register(chance)]


def _level(situation: Situation, requirement: str, chance: Random) -> int:
    """What the situation is short of; the rest is valid, and part of it checked by an officer."""
    checked = chance.random() < _CHECKED.get(situation, 0.4)
    return _WEAK[situation].get(requirement, 4 if checked else 3)


def _shown(requirement: str, level: int, issued_on: date) -> Evidence:
    """A document with its day; what is only said, or not there, has none."""
    if level < 2:
        return Evidence(requirement, level)
    return Evidence(requirement, level, issued_on, note="Verificado en la muestra" if level == 4 else None)


def _election(today: date) -> Evidence:
    """Elections are on the last Sunday of the April before a term (Ley 2166 de 2021, art. 36)."""
    begins = _term_start(today)
    last_of_april = date(begins.year, 4, 30)
    held_on = last_of_april - timedelta(days=(last_of_april.weekday() + 1) % 7)
    return Evidence("ELEC", 3, held_on, _term_end(begins))


def _leaders(situation: Situation, today: date, chance: Random) -> Evidence:
    begins = _term_start(today)
    if situation is Situation.OLD_LEADERS:
        issued_on = begins.replace(year=begins.year - _TERM_YEARS) + timedelta(days=chance.randint(5, 80))
        return Evidence("AUTO", 3, issued_on, begins - timedelta(days=1), "Periodo anterior")
    issued_on = min(today, begins + timedelta(days=chance.randint(0, 90)))
    return Evidence("AUTO", chance.choice((3, 4)), issued_on, _term_end(begins))


def _term_start(today: date) -> date:
    """The first day of the term that runs today."""
    year = today.year - (today < date(today.year, 7, 1))
    return date(year - (year - _A_TERM_BEGAN) % _TERM_YEARS, 7, 1)


def _term_end(begins: date) -> date:
    return begins.replace(year=begins.year + _TERM_YEARS) - timedelta(days=1)


def _bidders_register(chance: Random) -> Evidence:
    """Hardly any board is in the RUP: only menor cuantía and tenders ask for it."""
    return Evidence("RUP", chance.choices((0, 1, 3), weights=(90, 7, 3))[0])
