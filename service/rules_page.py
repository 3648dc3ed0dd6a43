"""How readiness is decided, for docs/requisitos.md: the gate, the score, and each rule with its rows."""

from collections.abc import Iterator

from domain.readiness import Dimension, Effect, Evidence, Verdict
from readiness import words
from readiness.assess import assess
from readiness.catalogue import Catalogue
from readiness.demands import ABOVE_CAP, BANNED, CAP_UNKNOWN, NOT_COVERED
from readiness.explanation import explain
from readiness.specification import DAY, PublishedRule, Row, published
from readiness.states import VALID

_OBSTACLES = {
    ABOVE_CAP: "el valor pasa el tope",
    BANNED: "hay veda electoral",
    NOT_COVERED: "no es una obra",
    CAP_UNKNOWN: "falta conocer el presupuesto de la entidad",
}
_STATES = (
    ("cumple", "hay un soporte válido, vigente el día por el que se pregunta"),
    ("por vencer", "cumple, y vence dentro de {days} días o menos"),
    ("vencido", "el soporte dejó de servir: es como si faltara"),
    ("falta", "no hay soporte, o todavía no estaba expedido"),
    ("sin verificar", "la junta dice que lo tiene, o hay un documento que nadie ha revisado: no cuenta"),
    ("no aplica", "quien puede decirlo dijo que esta junta no lo necesita"),
)


def how_it_is_decided(catalogue: Catalogue) -> Iterator[str]:
    """The gate before the score, the states, the weights and the levels."""
    weights = catalogue.weights
    yield "## Cómo se decide"
    yield ""
    yield (
        "Primero se mira, ruta por ruta, si hay algo que impida contratar. Después se calcula un puntaje de "
        "0 a 100. El puntaje nunca quita un impedimento."
    )
    yield ""
    yield "Cada requisito de una junta está en uno de estos estados:"
    yield ""
    for state, meaning in _STATES:
        yield f"- **{state}**: {meaning.format(days=weights.expiring_days)}."
    yield ""
    yield (
        "Cada soporte tiene un nivel: 0 no hay nada, 1 la junta lo dice, 2 hay un documento, 3 el documento "
        "es válido, 4 lo revisó un funcionario o una fuente oficial. El puntaje de cada dimensión es el "
        f"promedio de los niveles: lo indispensable pesa {weights.effects[Effect.BLOCKS]}, lo que se exige "
        f"en ciertos casos {weights.effects[Effect.BLOCKS_IF]} y lo demás {weights.effects[Effect.SCORED]}."
    )
    yield ""
    shares = (f"{words.DIMENSIONS[d].lower()} {weights.dimensions[d]}" for d in Dimension)
    yield f"El puntaje general promedia las dimensiones con estos pesos: {words.listed(shares)}."
    yield ""
    yield f"- Fuente de los pesos: {weights.source}."
    yield ""
    yield from _as_a_board_reads_it(catalogue)


def _as_a_board_reads_it(catalogue: Catalogue) -> Iterator[str]:
    yield "Así lo lee una junta que tiene documentos válidos de todo, menos el RUT, en mínima cuantía:"
    held = {id_: Evidence(id_, VALID) for id_ in catalogue.requirements if id_ != "RUT"}
    for sentence in explain(catalogue, assess(catalogue, "R4", held, catalogue.on), held).sentences:
        yield ""
        yield f"> {sentence}"


def rules(catalogue: Catalogue) -> Iterator[str]:
    """Each rule in a sentence, its law, and its rows as a table."""
    yield "## Reglas y ejemplos"
    yield ""
    yield (
        "Cada ejemplo es una prueba del programa: si el programa contestara otra cosa, no se publicaría. La "
        "junta de los ejemplos tiene todo lo que se pide, revisado, menos lo que se dice. Si no se dice otra "
        f"fecha, es el {words.day(DAY)}."
    )
    for rule in published():
        yield from _rule(catalogue, rule)


def _rule(catalogue: Catalogue, rule: PublishedRule) -> Iterator[str]:
    yield ""
    yield f"### {rule.title}"
    yield ""
    yield rule.rule
    yield ""
    yield "| Caso | Fecha | Ruta | Respuesta |"
    yield "| --- | --- | --- | --- |"
    for row in rule.rows:
        route = f"{row.route}. {catalogue.routes[row.route].title}"
        yield f"| {row.says} | {words.day(row.on)} | {route} | {_answer(catalogue, row)} |"
    if rule.ids:
        yield ""
        for id_ in rule.ids:
            yield f"- {_law(catalogue, id_)}"


def _answer(catalogue: Catalogue, row: Row) -> str:
    gaps = [f"«{catalogue.requirements[id_].title}»" for id_ in row.blocking if id_ in catalogue.requirements]
    obstacles = [_OBSTACLES[id_] for id_ in row.blocking if id_ in _OBSTACLES]
    soon = [f"«{catalogue.requirements[id_].title}»" for id_ in row.expiring]
    parts = [_verdict(row.verdict, obstacles, gaps)]
    if soon:
        parts.append(f"Por vencer: {words.listed(soon)}.")
    if row.level:
        parts.append(f"Nivel «{row.level}».")
    return " ".join(parts)


def _verdict(verdict: Verdict, obstacles: list[str], gaps: list[str]) -> str:
    besides = f" Además falta {words.listed(gaps)}." if gaps else ""
    match verdict:
        case Verdict.ELIGIBLE:
            return "Puede."
        case Verdict.ELIGIBLE_IF:
            return f"Puede si antes consigue {words.listed(gaps)}."
        case Verdict.NOT_ELIGIBLE:
            return f"No puede: {words.listed(obstacles)}.{besides}"
        case Verdict.CLOSED:
            return "No: la ruta está cerrada."
        case Verdict.UNKNOWN:
            return f"No se sabe: {words.listed(obstacles)}.{besides}"


def _law(catalogue: Catalogue, id_: str) -> str:
    if id_ in catalogue.requirements:
        requirement = catalogue.requirements[id_]
        return f"{requirement.title}: {words.law(requirement.law, requirement.verified)}."
    if id_ in catalogue.routes:
        route = catalogue.routes[id_]
        return f"{route.title}: {words.law(route.law, route.verified)}."
    ban = next(ban for ban in catalogue.bans if ban.id == id_)
    return f"{ban.title}: {words.law(ban.law, ban.verified)}."
