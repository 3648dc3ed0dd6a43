"""The Spanish sentences that explain an assessment."""

from collections.abc import Iterable
from datetime import date

from domain.document import Document
from domain.finding import Finding
from domain.readiness import Dimension, Office, Requirement, Route, Verified
from domain.text import lower_first
from readiness.catalogue import TO_CONFIRM, Ban
from readiness.states import State

_TO_FIND_OUT = "por confirmar"
_SHOWN = 2  # the level from which on there is a document that somebody can look at
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
)
DIMENSIONS = {
    Dimension.LEGAL: "Legal",
    Dimension.DOCUMENTARY: "Documental",
    Dimension.TECHNICAL: "Técnica",
    Dimension.ADMINISTRATIVE: "Administrativa y financiera",
    Dimension.DIGITAL: "Digital",
}
_LONGEST_QUOTE = 240
MARKS = {
    Verified.NORM: "verificado en la norma o en una página oficial",
    Verified.SECONDARY: "verificado en una fuente secundaria",
    Verified.INFERRED: "deducido de otras fuentes",
    Verified.UNVERIFIED: TO_CONFIRM,
}


def gap(requirement: Requirement, state: State, last_day: date | None, level: int) -> str:
    """What is missing and how to get it; `level` is that of the evidence, 0 without one."""
    match state:
        case State.EXPIRED if last_day:
            what = f"«{requirement.title}» venció el {day(last_day)}."
        case State.UNVERIFIED:
            what = f"«{requirement.title}» está sin verificar."
        case _:
            what = f"Falta «{requirement.title}»."
    return f"{what} {first_step(requirement, state, level)}"


def first_step(requirement: Requirement, state: State, level: int) -> str:
    """A paper that is there is not asked for again: it needs somebody who looks at it."""
    first = requirement.steps[0]
    if state is not State.UNVERIFIED:
        return first
    if level >= _SHOWN:
        return "Pidan a la oficina que los acompaña que revise el soporte."
    return f"Muestren el soporte a la oficina que los acompaña. Si no lo tienen: {first}"


def expiring(requirement: Requirement, last_day: date | None) -> str:
    until = f"el {day(last_day)}" if last_day else "pronto"
    return f"«{requirement.title}» vence {until}. Renuévenlo antes: {requirement.steps[0]}"


def attends(office: Office) -> str:
    """Who attends, where and when, as far as that is known."""
    hours = f" Horario: {lower_first(office.hours)}." if office.hours else ""
    return f"{office.name}. Dónde: {lower_first(office.where or _TO_FIND_OUT)}.{hours}"


def closed(route: Route) -> str:
    since = f" desde el {day(route.closed_from)}" if route.closed_from else ""
    return f"La ruta «{route.title}» no está disponible{since} ({norm(route)})."


def above_cap(route: Route, value_cop: int, cap_cop: int) -> str:
    limit = f"por «{route.title}» esta entidad contrata hasta {pesos(cap_cop)}"
    return f"Vale {pesos(value_cop)} y {limit} ({norm(route)})."


def above_older_cap(route: Route, value_cop: int, cap_cop: int) -> str:
    return (
        f"Vale {pesos(value_cop)}. La ley más reciente lo permite, pero algunas entidades usan el tope de la "
        f"anterior, {pesos(cap_cop)} ({norm(route)}). Pregunten a la entidad cuál usa."
    )


def cap_unknown() -> str:
    return "Cuantía por confirmar: sin el valor y el presupuesto de la entidad no se sabe si pasa el tope."


def banned(ban: Ban) -> str:
    until = f"hasta el {day(ban.last_day)} inclusive"
    return f"{ban.title}: no se contrata por esta ruta {until} ({norm(ban)})."


def not_covered(route: Route) -> str:
    return f"«{route.title}» sólo sirve para obras, y esto no es una obra ({norm(route)})."


def banned_later(ban: Ban, closes_on: date) -> str:
    return (
        f"El proceso cierra el {day(closes_on)}, y ese día rige «{ban.title}»: por esta ruta no se firma del "
        f"{day(ban.first_day)} al {day(ban.last_day)} ({norm(ban)}). Pregunten a la entidad "
        "qué día piensa firmar."
    )


def expected(on: date | None) -> str:
    """The month of a planned purchase: a plan is no promise."""
    when = f"hacia {month(on)}" if on else "en una fecha que no dice"
    return f"Se espera {when}, según el plan de compras de la entidad; puede cambiar."


def proposable(route: Route) -> str:
    return (
        f"La entidad no ha anunciado un convenio. Pueden proponerle un «{lower_first(route.title)}», que se "
        f"firma sin concurso; la entidad decide ({law(route.law, route.verified)})."
    )


def above_limit(requirement: Requirement, value_cop: int, limit_cop: int) -> str:
    return (
        f"La asamblea autorizó firmar hasta {pesos(limit_cop)} y este proceso vale {pesos(value_cop)}. "
        f"Hagan un acta nueva que autorice este valor ({norm(requirement)})."
    )


def value_to_confirm(limit_cop: int) -> str:
    return f"Valor por confirmar: la asamblea autorizó firmar hasta {pesos(limit_cop)}."


def asked_here(requirement: Requirement) -> str:
    """Why a process asks for what its route does not always ask for."""
    match requirement.condition:
        case "works":
            return "Este proceso es una obra."
        case "with_minors":
            return "En este proceso participan niñas, niños o adolescentes."
        case _:
            return "La convocatoria lo pide."


def asked_by(requirement: Requirement, quoted: str) -> str:
    return f"La convocatoria pide «{requirement.title}»: {quoted}."


def denied(requirement: Requirement, quoted: str, *, is_law: bool) -> str:
    said = f"La convocatoria dice que no pide «{requirement.title}»: {quoted}."
    if not is_law:
        return said
    why = f"la ley lo exige por esta ruta ({norm(requirement)})"
    return f"{said} Pero {why}: pregunten a la entidad."


def contradicted(requirement: Requirement, asked: str, refused: str) -> str:
    return (
        f"Los documentos no se ponen de acuerdo sobre «{requirement.title}». Uno lo pide: {asked}. "
        f"Otro no: {refused}. Pregunten a la entidad."
    )


def passage(document: Document, finding: Finding) -> str:
    """What a document says, with the page and the file where it stands."""
    file = finding.part or document.name or "documento sin nombre"
    where = f"página {finding.page} de {file}" if finding.page else file
    quote = finding.quote.strip().rstrip(".")
    shown = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1]}…"
    return f"«{shown}» ({where})"


def law(text: str, verified: Verified) -> str:
    """A statement of law with the mark of how far it was verified."""
    return f"{text}; {MARKS[verified]}"


def norm(of: Route | Requirement | Ban) -> str:
    """The law that something rests on, with its mark and where it was read."""
    return f"{law(of.law, of.verified)}; fuente: {of.source}"


def listed(parts: Iterable[str]) -> str:
    """«a, b y c»."""
    *most, last = parts
    joint = "e" if last.lstrip("«").lower().startswith("i") else "y"
    return f"{', '.join(most)} {joint} {last}" if most else last


def day(value: date) -> str:
    return f"{value.day} de {_MONTHS[value.month - 1]} de {value.year}"


def month(value: date) -> str:
    return f"{_MONTHS[value.month - 1]} de {value.year}"


def pesos(value_cop: int) -> str:
    return "$" + f"{value_cop:,}".replace(",", ".")
