"""docs/tratamientos.md: which personal data is treated, why, for how long, and what people may ask for."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from domain.readiness import Verified
from domain.text import lower_first
from readiness import words
from store.retention import Does, Rule, retention

_FILE = Path(__file__).with_name("treatments.toml")


@dataclass(frozen=True)
class Treatment:
    """`tables` hold its data; `basis` is why it may be treated, `verified` how far that was looked up."""

    title: str
    purpose: str
    people: str
    data: str
    basis: str
    verified: str
    proof: str
    who: str
    shared: str
    tables: list[str]


@dataclass(frozen=True)
class Without:
    """Tables that hold nothing of people, and why."""

    why: str
    tables: list[str]


def treatments() -> tuple[Treatment, ...]:
    return tuple(Treatment(**row) for row in _said()["treatment"])


def without() -> tuple[Without, ...]:
    return tuple(Without(**row) for row in _said()["without"])


@cache
def _said() -> dict[str, list[dict[str, Any]]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def page() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Registro de tratamientos de datos personales"
    yield ""
    yield (
        "Esta página sale de `service/treatments.toml` y `store/retention.toml` con `make docs`. Las reglas "
        "de tiempo son las que el programa aplica cada noche, no una intención. Es la base del registro que "
        "la entidad debe tener (Ley 1581 de 2012); el área jurídica de la entidad confirma lo que aquí dice "
        "«por confirmar»."
    )
    yield from _rights()
    for number, one in enumerate(treatments(), 1):
        yield ""
        yield f"## {number}. {one.title}"
        yield ""
        yield from _treatment(one)
    yield from _without()
    yield from _times()
    yield from _bounds()


def _rights() -> Iterator[str]:
    yield ""
    yield "## Lo que una persona puede pedir, y dónde"
    yield ""
    yield (
        "- **Conocer** lo que se guarda, y la prueba de la autorización: en la página de su junta, «Nuestros "
        "datos», que también lo entrega todo en un archivo."
    )
    yield "- **Corregir**: en la oficina que acompaña a las juntas, que cambia la lista."
    yield "- **No recibir más mensajes**: con ALTO, o en la página de la junta."
    yield (
        "- **Retirar la autorización y borrar**: en «Nuestros datos», en el acto. En la oficina, `convite "
        "contacts erase JUNTA`. Se van las direcciones, el nombre de quien preside, lo que la junta escribió "
        "y el permiso de preguntarle. Quedan la prueba de lo que autorizó y el registro de dignatarios. En "
        "copias de seguridad anteriores sigue hasta que la oficina las destruye."
    )
    yield (
        "- **Niñas, niños y adolescentes**: no se piden ni se cargan sus datos. Ninguna tabla tiene edad ni "
        "fecha de nacimiento de nadie, una columna así de un archivo no se lee, y de los afiliados sólo se "
        "guarda cuántos son."
    )


def _without() -> Iterator[str]:
    yield ""
    yield "## Tablas sin datos de personas"
    yield ""
    for one in without():
        yield f"- {one.why}: {', '.join(f'`{table}`' for table in one.tables)}."


def _treatment(one: Treatment) -> Iterator[str]:
    yield f"- Para qué: {one.purpose}"
    yield f"- De quiénes: {one.people}"
    yield f"- Qué datos: {one.data}"
    yield f"- Por qué se puede: {words.law(one.basis, Verified(one.verified))}."
    yield f"- Prueba: {one.proof}"
    yield f"- Quién los ve: {one.who}"
    yield f"- Con quién se comparten: {one.shared}"
    yield "- Hasta cuándo:"
    for table in one.tables:
        for line in _until(table):
            yield f"  - {line} (`{table}`)."


def _until(table: str) -> Iterator[str]:
    found = retention()
    for rule in found.rules:
        if table in (rule.table, *rule.along):
            yield f"{rule.what}: {_after(rule)}. {rule.why.rstrip('.')}"
    for own in found.own:
        if own.table == table:
            yield f"{own.what}: {lower_first(own.how)}"
    if table in found.kept:
        yield f"Se conserva: {found.kept[table]}"


def _after(rule: Rule) -> str:
    days = f"{rule.days:,}".replace(",", ".")
    return (
        f"se borran a los {days} días"
        if rule.does is Does.DELETE
        else f"a los {days} días se vacían y queda la fila"
    )


def _times() -> Iterator[str]:
    found = retention()
    yield ""
    yield "## Los plazos"
    yield ""
    yield (
        "La norma pide guardar los datos sólo el tiempo razonable y necesario para su fin, y no dice cuántos "
        f"días: {words.law(found.law, Verified(found.verified))}. {found.read} Los días de esta página los "
        "escogió el proyecto, cada uno con su razón; la entidad puede cambiarlos en `store/retention.toml`."
    )


def _bounds() -> Iterator[str]:
    found = retention()
    yield ""
    yield "## Hasta dónde crece cada tabla"
    yield ""
    yield "Ninguna tabla crece sin que se haya pensado hasta dónde:"
    yield ""
    deleted = (rule for rule in found.rules if rule.does is Does.DELETE)
    in_time = [table for rule in deleted for table in (rule.table, *rule.along)]
    in_time += (one.table for one in found.own)
    yield f"- Lo que se borra a su tiempo, o cuando la junta lo pide: {_listed(in_time)}."
    for one in found.bounds:
        yield f"- {one.bound}: {_listed(one.tables)}.{' ' * bool(one.grows)}{one.grows}"


def _listed(tables: Iterable[str]) -> str:
    return ", ".join(f"`{table}`" for table in sorted(tables))
