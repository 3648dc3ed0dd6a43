"""`make docs`: pages that are drawn from the code and the catalogue, so that they cannot fall behind.

`python -m service.documents FOLDER DAY` writes them; a test holds the committed ones against it.
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from domain.readiness import Cap, Dimension, Effect, Requirement, Route
from domain.text import lower_first
from readiness import words
from readiness.catalogue import Catalogue, load
from service import message_page, treatments
from service.rules_page import how_it_is_decided, rules

_DIMENSIONS = {
    Dimension.LEGAL: "legales",
    Dimension.DOCUMENTARY: "de documentos",
    Dimension.TECHNICAL: "técnicos",
    Dimension.ADMINISTRATIVE: "administrativos y financieros",
    Dimension.DIGITAL: "digitales",
}
_CAPS = {
    Cap.NONE: "sin tope en la ley",
    Cap.MINIMA: "hasta la mínima cuantía de la entidad",
    Cap.MENOR: "hasta la menor cuantía de la entidad",
}
_CONDITIONS = {
    "works": "se exige si el proceso es una obra",
    "with_minors": "se exige si el trabajo es con niñas, niños o adolescentes",
    "asked": "se exige si la convocatoria lo pide",
}


def pages(on: date) -> Mapping[str, str]:
    """The text of each page by file name, as the catalogue stands on a day."""
    return {
        "requisitos.md": "\n".join(_requirements(load(on))) + "\n",
        "messages.md": message_page.page(),
        "tratamientos.md": treatments.page(),
    }


def _requirements(catalogue: Catalogue) -> Iterator[str]:
    yield "# Requisitos, rutas y reglas"
    yield ""
    yield (
        "Esta página sale del catálogo (`readiness/catalogue/`) y de las reglas probadas (`readiness/spec/`) "
        f"con `make docs`, como estaban el {words.day(catalogue.on)}. No es asesoría jurídica: cada "
        "afirmación de ley dice dónde se leyó y qué tan verificada está."
    )
    for part in (how_it_is_decided(catalogue), rules(catalogue), _routes(catalogue), _bans(catalogue)):
        yield ""
        yield from part
    for dimension, title in _DIMENSIONS.items():
        yield ""
        yield f"## Requisitos {title}"
        for requirement in catalogue.requirements.values():
            if requirement.dimension is dimension:
                yield from _requirement(catalogue, requirement)
    yield ""
    yield from _training(catalogue)


def _routes(catalogue: Catalogue) -> Iterator[str]:
    yield "## Rutas para contratar"
    for route in catalogue.routes.values():
        yield from _route(catalogue, route)


def _route(catalogue: Catalogue, route: Route) -> Iterator[str]:
    yield ""
    yield f"### {route.id}. {route.title}"
    yield ""
    if route.closed_from:
        yield f"**Cerrada desde el {words.day(route.closed_from)}.**"
        yield ""
    yield route.explanation
    yield ""
    yield f"- Quién: {route.who}"
    yield f"- Tope: {_CAPS[route.cap]}{'; sólo obras' if route.works_only else ''}"
    if route.cautious_cap:
        yield f"- Línea prudente, de una norma anterior: {_CAPS[route.cautious_cap]}"
    yield f"- Cómo se elige: {route.how_chosen}"
    yield f"- Registro Único de Proponentes: {route.rup_note}"
    yield f"- En SECOP: {route.platform}"
    needed = [id_ for id_, effect in catalogue.asked[route.id].items() if effect is Effect.BLOCKS]
    if needed:
        yield f"- Indispensable: {', '.join(needed)}"
    yield f"- Base: {words.law(route.law, route.verified)}"
    yield f"- Fuente: {route.source}"
    for variant in catalogue.variants.values():
        if variant.of == route.id:
            yield ""
            yield f"**{variant.id}. {variant.title}.** {variant.explanation} {variant.how_chosen}"
            yield f"Base: {words.law(variant.law, variant.verified)}. Fuente: {variant.source}."


def _bans(catalogue: Catalogue) -> Iterator[str]:
    yield "## Vedas electorales"
    yield ""
    for ban in catalogue.bans:
        days = f"del {words.day(ban.first_day)} al {words.day(ban.last_day)}, inclusive"
        law = words.law(ban.law, ban.verified)
        yield f"- {ban.title}: {days}. Rutas {', '.join(ban.routes)}. Base: {law}. Fuente: {ban.source}."


def _requirement(catalogue: Catalogue, requirement: Requirement) -> Iterator[str]:
    yield ""
    yield f"### {requirement.id}. {requirement.title}"
    yield ""
    yield requirement.explanation
    yield ""
    for effect in Effect:
        routes = [id_ for id_ in requirement.routes if catalogue.asked[id_].get(requirement.id) is effect]
        if routes:
            yield f"- {_where(routes)}: {_effect(requirement, effect)}"
    yield f"- Lo expide: {requirement.issuer}"
    if office := catalogue.offices.get(requirement.office):
        where, hours = office.where or "lugar por confirmar", office.hours or "horario por confirmar"
        yield f"- Atiende: {office.name}; {lower_first(where)}; {lower_first(hours)}"
    if requirement.documents:
        yield f"- Lleven: {'; '.join(requirement.documents)}"
    yield f"- Costo: {requirement.cost}"
    for number, step in enumerate(requirement.steps, 1):
        yield f"- Paso {number}: {step}"
    if units := catalogue.units_of(requirement.id):
        yield f"- Se aprende en: {'; '.join(unit.title for unit in units)}"
    if pooled := requirement.pooled:
        law = words.law(pooled.law, pooled.verified)
        yield f"- Entre varias juntas se podría sumar: {law}. Fuente: {pooled.source}"
    yield f"- Base: {words.law(requirement.law, requirement.verified)}"
    yield f"- Fuente: {requirement.source}"


def _where(routes: list[str]) -> str:
    return f"Ruta {routes[0]}" if len(routes) == 1 else f"Rutas {', '.join(routes)}"


def _effect(requirement: Requirement, effect: Effect) -> str:
    match effect:
        case Effect.BLOCKS:
            return "sin él no se puede"
        case Effect.BLOCKS_IF:
            return _CONDITIONS[requirement.condition or ""]
        case Effect.SCORED:
            return "ayuda, no impide"


def _training(catalogue: Catalogue) -> Iterator[str]:
    yield "## Dónde se aprende"
    yield ""
    for unit in catalogue.training.values():
        diplomas = words.listed(f"«{catalogue.diplomas[id_]}»" for id_ in unit.diplomas)
        closes = ", ".join(unit.requirements)
        yield f"- {unit.title} (diplomado {diplomas}): {closes}. Fuente: {unit.source}."


def main() -> None:
    folder = Path(sys.argv[1])
    for name, page in pages(date.fromisoformat(sys.argv[2])).items():
        (folder / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
