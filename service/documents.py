"""`make docs`: pages that are drawn from the code and the catalogue, so that they cannot fall behind.

`python -m service.documents FOLDER` writes them; a test holds the committed ones against what this writes.
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from domain.readiness import Cap, Dimension, Effect, Requirement, Route, Verified
from readiness.catalogue import Catalogue, load

_DIMENSIONS = {
    Dimension.LEGAL: "Legales",
    Dimension.DOCUMENTARY: "Documentos",
    Dimension.TECHNICAL: "Técnicos",
    Dimension.ADMINISTRATIVE: "Administrativos y financieros",
    Dimension.DIGITAL: "Digitales",
}
_EFFECTS = {
    Effect.BLOCKS: "sin él no se puede",
    Effect.BLOCKS_IF: "se exige en ciertos casos",
    Effect.SCORED: "ayuda, no impide",
}
_CAPS = {
    Cap.NONE: "sin tope en la ley",
    Cap.MINIMA: "hasta la mínima cuantía de la entidad",
    Cap.MENOR: "hasta la menor cuantía de la entidad",
}
_VERIFIED = {
    Verified.NORM: "leído en la norma o en una página oficial",
    Verified.SECONDARY: "leído en una fuente secundaria",
    Verified.INFERRED: "deducido de lo anterior",
    Verified.UNVERIFIED: "por confirmar con la oficina jurídica",
}


def pages(on: date) -> Mapping[str, str]:
    """The text of each page by file name, as the catalogue stands on a day."""
    return {"requisitos.md": "\n".join(_requirements(load(on))) + "\n"}


def _requirements(catalogue: Catalogue) -> Iterator[str]:
    yield "# Requisitos y rutas"
    yield ""
    yield "Esta página sale del catálogo (`readiness/catalogue/`) con `make docs`. No es asesoría jurídica."
    yield ""
    yield "## Rutas para contratar"
    for route in catalogue.routes.values():
        yield from _route(route)
    for dimension, title in _DIMENSIONS.items():
        yield ""
        yield f"## Requisitos: {title.lower()}"
        for requirement in catalogue.requirements.values():
            if requirement.dimension is dimension:
                yield from _requirement(requirement)


def _route(route: Route) -> Iterator[str]:
    yield ""
    yield f"### {route.id}. {route.title}"
    yield ""
    if route.closed_from:
        yield f"**Cerrada desde el {route.closed_from:%d-%m-%Y}.**"
        yield ""
    yield route.explanation
    yield ""
    yield f"- Tope: {_CAPS[route.cap]}{'; sólo obras' if route.works_only else ''}"
    yield f"- Base: {route.law} ({_VERIFIED[route.verified]})"
    yield f"- Fuente: {route.source}"


def _requirement(requirement: Requirement) -> Iterator[str]:
    yield ""
    yield f"### {requirement.id}. {requirement.title}"
    yield ""
    yield requirement.explanation
    yield ""
    yield f"- Para las rutas {', '.join(requirement.routes)}: {_EFFECTS[requirement.effect]}"
    yield f"- Lo expide: {requirement.issuer}. Costo: {requirement.cost}"
    for number, step in enumerate(requirement.steps, 1):
        yield f"- Paso {number}: {step}"
    yield f"- Base: {requirement.law} ({_VERIFIED[requirement.verified]})"
    yield f"- Fuente: {requirement.source}"


def main() -> None:
    folder = Path(sys.argv[1])
    for name, page in pages(date.fromisoformat(sys.argv[2])).items():
        (folder / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
