"""The Spanish sentences that explain an assessment."""

from datetime import date

from domain.readiness import Requirement, Route, Verified
from readiness.catalogue import TO_CONFIRM, Ban
from readiness.states import State

_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
)
_MARKS = {
    Verified.NORM: "verificado en la norma o en una página oficial",
    Verified.SECONDARY: "verificado en una fuente secundaria",
    Verified.INFERRED: "deducido de otras fuentes",
    Verified.UNVERIFIED: TO_CONFIRM,
}


def gap(requirement: Requirement, state: State, last_day: date | None) -> str:
    """What is missing and how to get it."""
    match state:
        case State.EXPIRED if last_day:
            what = f"«{requirement.title}» venció el {day(last_day)}."
        case State.UNVERIFIED:
            what = f"«{requirement.title}» está sin verificar: falta que alguien revise el documento."
        case _:
            what = f"Falta «{requirement.title}»."
    return f"{what} {requirement.steps[0]}"


def expiring(requirement: Requirement, last_day: date | None) -> str:
    until = f"el {day(last_day)}" if last_day else "pronto"
    return f"«{requirement.title}» vence {until}. Renuévelo antes: {requirement.steps[0]}"


def closed(route: Route) -> str:
    since = f" desde el {day(route.closed_from)}" if route.closed_from else ""
    return f"La ruta «{route.title}» no está disponible{since} ({law(route.law, route.verified)})."


def above_cap(route: Route, value_cop: int, cap_cop: int) -> str:
    limit = f"por «{route.title}» esta entidad contrata hasta {pesos(cap_cop)}"
    return f"Vale {pesos(value_cop)} y {limit} ({law(route.law, route.verified)})."


def cap_unknown() -> str:
    return "Cuantía por confirmar: sin el valor y el presupuesto de la entidad no se sabe si pasa el tope."


def banned(ban: Ban) -> str:
    until = f"hasta el {day(ban.last_day)} inclusive"
    return f"{ban.title}: no se contrata por esta ruta {until} ({law(ban.law, ban.verified)})."


def not_covered(route: Route) -> str:
    return f"«{route.title}» sólo sirve para obras, y esto no es una obra ({law(route.law, route.verified)})."


def law(text: str, verified: Verified) -> str:
    """A statement of law with the mark of how far it was verified."""
    return f"{text}; {_MARKS[verified]}"


def day(value: date) -> str:
    return f"{value.day} de {_MONTHS[value.month - 1]} de {value.year}"


def pesos(value_cop: int) -> str:
    return "$" + f"{value_cop:,}".replace(",", ".")
