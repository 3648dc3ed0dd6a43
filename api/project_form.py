"""What a board types of a project: the words to keep, or what is wrong with each field."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from api.pesos import read_pesos
from api.wishes import read_day
from domain.board import Trade
from domain.personal import found_in
from domain.project import CostBasis, Wording
from domain.text import fold, lines, one_line

LONGEST: Mapping[str, int] = MappingProxyType(
    {"titulo": 120, "que": 1000, "lugar": 200, "quienes": 300, "costo": 40, "aprobado": 20}
)
_MOST_PEOPLE = 1_000_000
_HOUSE = re.compile(r"\b(?:lote|casa|apto|apartamento) \d")

Faults = dict[str, str]
"""By field, in words for people."""


class Form(BaseModel):
    """The fields as they were typed or chosen, so that they can be shown again."""

    model_config = ConfigDict(frozen=True)

    titulo: str = ""
    que: str = ""
    oficio: str = ""
    barrio: str = ""
    lugar: str = ""
    costo: str = ""
    base: str = ""
    personas: str = ""
    hogares: str = ""
    quienes: str = ""
    aprobado: str = ""


def form_of(said: Wording) -> Form:
    """The form as it stands before anybody types."""
    return Form(
        titulo=said.title,
        que=said.what,
        oficio=said.trade.value,
        barrio=said.barrio or "",
        lugar=said.spot,
        costo="" if said.cost_cop is None else f"{said.cost_cop:,}".replace(",", "."),
        base=said.basis.value,
        personas="" if said.people is None else str(said.people),
        hogares="" if said.households is None else str(said.households),
        quienes=said.whom,
        aprobado="" if said.approved_on is None else said.approved_on.isoformat(),
    )


def read_form(form: Form, localities: Mapping[str, str | None], today: date) -> Wording | Faults:
    """`localities` are those of the barrios that may be chosen."""
    faults: Faults = dict(_faults_of_words(form))
    if form.oficio not in set(Trade):
        faults["oficio"] = "Escojan de qué es el proyecto."
    if form.barrio and form.barrio not in localities:
        faults["barrio"] = "Escojan un lugar de la lista."
    cost = _cost(form, faults)
    people, households = (_number(getattr(form, name), name, faults) for name in ("personas", "hogares"))
    approved_on = read_day(form.aprobado)
    if form.aprobado.strip() and (approved_on is None or approved_on > today):
        faults["aprobado"] = "Escriban un día que ya pasó, por ejemplo 15/03/2026, o déjenlo en blanco."
    if faults:
        return faults
    return Wording(
        title=one_line(form.titulo),
        what=lines(form.que),
        trade=Trade(form.oficio),
        barrio=form.barrio or None,
        locality=localities.get(form.barrio),
        spot=one_line(form.lugar),
        cost_cop=cost,
        basis=CostBasis.UNKNOWN if cost is None else CostBasis(form.base),
        people=people,
        households=households,
        whom=one_line(form.quienes),
        approved_on=approved_on,
    )


def _faults_of_words(form: Form) -> Iterator[tuple[str, str]]:
    for name, asked in (
        ("titulo", "Pónganle un nombre al proyecto."),
        ("que", "Cuenten qué se va a hacer."),
        ("lugar", ""),
        ("quienes", ""),
    ):
        text = getattr(form, name)
        if asked and not one_line(text):
            yield name, asked
        elif len(text.replace("\r\n", "\n")) > LONGEST[name]:
            yield name, f"Es muy largo: hasta {LONGEST[name]} letras."
        elif found_in(text):
            yield (
                name,
                "Quiten los teléfonos, cédulas y correos: el proyecto es de la junta y puede ser público.",
            )
    if _names_a_house(form.lugar):
        yield "lugar", "Díganlo sin dirección de casas. Por ejemplo: «el parque frente al colegio»."


def _names_a_house(text: str) -> bool:
    """`Cra 5 # 12-34`, `manzana 3 lote 5`: a street alone is no house's."""
    return "#" in text or bool(_HOUSE.search(fold(text)))


def _cost(form: Form, faults: Faults) -> int | None:
    try:
        cost = read_pesos(form.costo)
    except ValueError:
        faults["costo"] = "Escriban el costo en pesos enteros, por ejemplo 50.000.000, o déjenlo en blanco."
        return None
    if cost == 0:
        faults["costo"] = "Si no saben cuánto cuesta, déjenlo en blanco."
    elif cost is not None and form.base not in set(CostBasis):
        faults["base"] = "Escojan de dónde sale el costo."
    return cost


def _number(text: str, name: str, faults: Faults) -> int | None:
    """Written as pesos are: `"1.200"`."""
    try:
        number = read_pesos(text)
        if number is not None and not 0 < number <= _MOST_PEOPLE:
            raise ValueError(text)
    except ValueError:
        faults[name] = "Escriban un número, o déjenlo en blanco si no lo saben."
        return None
    return number
