"""Days and hours as calls write them, and the step of the calendar that each belongs to."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from domain.days import MONTHS
from domain.finding import FindingKind

_FARTHEST = 170  # letters between a step and its day
_MONTH = "|".join((*MONTHS, "setiembre"))
_DAY = re.compile(
    rf"(?<![\d/.-])(?:(?P<d>\d{{1,2}})\)?(?: de)? (?P<month>{_MONTH})(?:,| del?| de el)? (?P<y>20\d\d)"
    rf"|(?P<month2>{_MONTH}) (?P<d2>\d{{1,2}})(?:,| del?| de el)? (?P<y2>20\d\d)"
    r"|(?P<d3>\d{1,2}) ?[/.-] ?(?P<m3>\d{1,2}) ?[/.-] ?(?P<y3>20\d\d)"
    r"|(?P<y4>20\d\d) ?[/.-] ?(?P<m4>\d{1,2}) ?[/.-] ?(?P<d4>\d{1,2}))(?![\d/])"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:[:.]\d{2})? ?(?:horas? |hrs? )?"
    r"\(?(?P<half>a\.? ?m\b|p\.? ?m\b|m\b|de la manana|de la tarde|de la noche|del mediodia|horas|hrs)?"
)
_HOUR_AFTER = re.compile(
    rf"\)?[ ,;:.(-]*(?:y |hasta |a partir de |desde )?(?:(?:a |de )?las? )?(?:hora:? ?"
    rf"|hora local ?)?{_CLOCK}"
)
_HOUR_BEFORE = re.compile(rf"(?:las? )?{_CLOCK}\.?,? del?(?: dia)? (?:\w+ )?\(?$")
_FURTHER = re.compile(r"[ ,(]*(?:\S+ ){0,6}?(?:hasta|al?) (?:el )?(?:dia )?(?:\w+ )?\(?")

_OFFERS = r"(?:ofertas?|propuestas?)"
_OTHER = "other"
_STEPS: dict[str, str] = {
    # The others come first: they hold words of the steps that we look for, and end their reach.
    _OTHER: "|".join(
        (
            r"respuestas? a (?:las )?(?:observaciones|manifestaciones|solicitudes)|observaciones al informe",
            r"(?:acta|informe) de cierre|informe (?:preliminar|definitivo|de)|lista de|registro presupuestal",
            rf"aceptacion de (?:la )?{_OFFERS}|acto de apertura|publica\w+|evaluacion|adjudica\w+|audiencia",
            r"traslado (?:del informe )?(?:de evaluacion )?y observaciones",
            r"sorteo|suscri\w+|firma\w*|traslado|subsan\w+|adendas?|expedicion|notificacion|resolucion",
            r"ejecucion|vigencia|inicio|pago",
        )
    ),
    FindingKind.CLOSING: "|".join(
        (
            r"cierre(?: (?:del|de la) (?:proceso|invitacion|convocatoria))?"
            rf"(?: y apertura(?: de (?:las )?(?:{_OFFERS}|sobres))?)?",
            r"(?:presenta\w+|recepcion|recib\w+|entreg\w+)(?: (?:de|la|las|los|sus|su|sobre)){0,3} "
            + _OFFERS,
            rf"{_OFFERS} (?:se|seran) recib\w+",
        )
    ),
    FindingKind.INTEREST: r"manifest\w+(?: (?:de|su|el))? interes",
    FindingKind.OBSERVATIONS: r"observaciones",
    FindingKind.VISIT_DATE: r"visita",
}
_STEP = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _STEPS.items()))


class Moment(NamedTuple):
    """A day, with its hour where it is said; where it stands; whether it can be read in one way only."""

    on: date
    at: time | None
    start: int
    end: int
    sure: bool

    @property
    def value(self) -> str:
        """ISO, to the minute."""
        if self.at is None:
            return self.on.isoformat()
        return datetime.combine(self.on, self.at).isoformat(timespec="minutes")


class Step(NamedTuple):
    """A moment and the step of the calendar it belongs to; `start` is where the passage names the step."""

    kind: FindingKind
    moment: Moment
    start: int
    sure: bool


def moments(plain: str) -> list[Moment]:
    """The moments in a passage, in order. A period counts as its last day."""
    found: list[Moment] = []
    for day in _DAY.finditer(plain):
        on = _date(day)
        if on is None:
            continue
        moment = _with_hour(plain, day, on)
        if found and _FURTHER.fullmatch(plain, found[-1].end, day.start()):
            moment = moment._replace(start=found.pop().start)
        found.append(moment)
    return found


def steps(plain: str) -> Iterator[Step]:
    """The steps that we look for with their moments.

    A calendar is read as a table by rows: a step, then its moment. Where several steps stand before several
    moments it may have been read by columns: as many of each are paired in order, with doubt.
    """
    tokens: list[Moment | re.Match[str]] = sorted(
        (*_STEP.finditer(plain), *moments(plain)),
        key=lambda token: token.start if isinstance(token, Moment) else token.start(),
    )
    named: list[re.Match[str]] = []
    told: list[Moment] = []
    for token in (*tokens, None):
        if isinstance(token, Moment):
            told.append(token)
            continue
        if told:
            yield from _paired(named, told)
            named, told = [], []
        if token is not None and not (named and named[-1].lastgroup == token.lastgroup):
            named.append(token)


def _paired(named: list[re.Match[str]], told: list[Moment]) -> Iterator[Step]:
    if not named:
        return
    if len(named) == len(told) > 1:
        pairs = zip(named, told, strict=True)
    elif told[0].start - named[-1].end() <= _FARTHEST:
        pairs = zip(named[-1:], told[:1], strict=True)
    else:
        return
    for name, moment in pairs:
        if name.lastgroup and name.lastgroup != _OTHER:
            yield Step(FindingKind(name.lastgroup), moment, name.start(), moment.sure and len(named) == 1)


def _date(found: re.Match[str]) -> date | None:
    month = found["month"] or found["month2"]
    number = (
        MONTHS["septiembre" if month == "setiembre" else month] if month else int(found["m3"] or found["m4"])
    )
    day = next(found[name] for name in ("d", "d2", "d3", "d4") if found[name])
    year = next(found[name] for name in ("y", "y2", "y3", "y4") if found[name])
    try:
        return date(int(year), number, int(day))
    except ValueError:  # 31 de febrero, or the month before the day
        return None


def _with_hour(plain: str, day: re.Match[str], on: date) -> Moment:
    after = _HOUR_AFTER.match(plain, day.end())
    if after and (after["minute"] or after["half"]):
        at, sure = _time(after)
        return Moment(on, at, day.start(), after.end() if at else day.end(), sure)
    before = _HOUR_BEFORE.search(plain, max(0, day.start() - 45), day.start())
    if before and (before["minute"] or before["half"]):
        at, sure = _time(before)
        return Moment(on, at, before.start(), day.end(), sure)
    return Moment(on, None, day.start(), day.end(), True)


def _time(found: re.Match[str]) -> tuple[time | None, bool]:
    """The hour, and whether it is sure: `5:00` alone may be morning or afternoon, and is left out."""
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").replace(" ", "")
    if hour > 23 or minute > 59:
        return None, False
    match half.replace(".", ""):
        case "pm" | "delatarde" | "delanoche":
            return time(hour + 12 if hour < 12 else hour, minute), True
        case "am" | "delamanana":
            return time(0 if hour == 12 else hour, minute), True
        case "m" | "delmediodia":
            return (time(12, minute), True) if hour == 12 else (None, False)
        case "horas" | "hrs":
            return time(hour, minute), True
    return (time(hour, minute), hour > 12) if hour >= 7 else (None, False)
