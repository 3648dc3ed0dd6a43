"""What a message says besides calls, in words: papers that run out, what is planned, why nothing came."""

from dataclasses import dataclass
from datetime import date

from domain.readiness import Verdict
from domain.text import lower_first
from domain.titles import readable
from notifications import words
from notifications.bulletin import ExpiringPaper, NearestMiss, NothingNew, PlanEntry, Step
from notifications.calls import MOST_MISSING

_MOST_REFUSALS = 4


@dataclass(frozen=True, slots=True)
class PaperSaid:
    title: str
    last_day: str
    where: str | None
    first_step: str


@dataclass(frozen=True, slots=True)
class PlanSaid:
    title: str
    month: str
    money: str
    place: str | None
    buyer: str
    stands: str | None
    missing: tuple[Step, ...]
    missing_more: int
    next_step: str


@dataclass(frozen=True, slots=True)
class NothingSaid:
    looked_at: str
    refusals: tuple[tuple[str, str], ...]  # words and count
    nearest: str | None
    advice: str


def paper(one: ExpiringPaper, today: date) -> PaperSaid:
    return PaperSaid(
        title=one.title,
        last_day=f"{_counts(one, today)} hasta el {words.day_and_year(one.last_day)}. {_left(one, today)}",
        where=one.where,
        first_step=one.first_step,
    )


def plan(entry: PlanEntry, municipality: str) -> PlanSaid:
    """A purchase that is only planned: never said as if it could be answered."""
    planned, names = entry.plan, (municipality, *entry.names)
    shown = entry.missing[:MOST_MISSING]
    return PlanSaid(
        title=readable(planned.description, names=names),
        month=f"Hacia {words.month(planned.expected_on)}"
        if planned.expected_on
        else "El plan no dice el mes",
        money="el plan no lo dice" if planned.value_cop is None else words.amount(planned.value_cop),
        place=entry.place,
        buyer=readable(planned.buyer_name, names=names),
        stands=_stands(entry),
        missing=shown,
        missing_more=len(entry.missing) - len(shown),
        next_step=_prepare(entry),
    )


def nothing(why: NothingNew, municipality: str) -> NothingSaid:
    month = words.month(why.month)
    if why.calls == 0:
        looked_at = f"En {month} no tuvimos compras públicas para mirar."
    elif why.calls == 1:
        looked_at = f"En {month} miramos una compra pública, y no era para su junta."
    else:
        looked_at = (
            f"En {month} miramos {words.number(why.calls)} compras públicas. Ninguna era para su junta."
        )
    return NothingSaid(
        looked_at=looked_at,
        refusals=tuple((lower_first(said), words.number(n)) for said, n in why.refusals[:_MOST_REFUSALS]),
        nearest=_nearest(why.nearest, municipality) if why.nearest else None,
        advice=why.advice,
    )


def _counts(one: ExpiringPaper, today: date) -> str:
    return "Contaba" if one.last_day < today else "Cuenta"


def _left(one: ExpiringPaper, today: date) -> str:
    if one.last_day < today:
        return "Ya venció"
    if one.last_day == today:
        return "Vence hoy"
    days = one.business_days_left
    if not days:
        return "Vence muy pronto"
    return "Queda 1 día hábil" if days == 1 else f"Quedan {days} días hábiles"


def _stands(entry: PlanEntry) -> str | None:
    verdict = entry.match.verdict if entry.match else None
    if verdict is Verdict.ELIGIBLE:
        return "Por lo que sabemos, ya tienen lo que se pide."
    if verdict is Verdict.UNKNOWN:
        also = " Además les falta:" if entry.missing else ""
        return f"No sabemos si cabe: depende del presupuesto de la entidad, y no lo conocemos.{also}"
    return "Para presentarse les falta:" if entry.missing else None


def _prepare(entry: PlanEntry) -> str:
    if entry.missing:
        return f"Empiecen desde ya por esto: {entry.missing[0][0]}."
    return "Mantengan sus papeles al día y estén pendientes cuando llegue el mes."


def _nearest(miss: NearestMiss, municipality: str) -> str:
    names = (municipality, *miss.names)
    title = readable(miss.process.title, names=names)
    return f"{title}, de {readable(miss.process.buyer_name, most=80, names=names)}. {miss.words}"
