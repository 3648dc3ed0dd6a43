"""The trainer's pages in words: areas, seats, answers, and the reasoning of a proposal."""

from collections.abc import Mapping

from domain.training import Proposal, Seat
from domain.unlock import Unlock
from notifications.words import day_and_year, in_words, number

SEATS: Mapping[Seat, str] = {
    Seat.PRESIDENT: "Presidencia",
    Seat.VICE_PRESIDENT: "Vicepresidencia",
    Seat.TREASURER: "Tesorería",
    Seat.SECRETARY: "Secretaría",
    Seat.FISCAL: "Fiscalía",
    Seat.CONCILIATOR: "Convivencia y conciliación",
    Seat.COORDINATOR: "Coordinación de comisión",
    Seat.DELEGATE: "Delegación ante la asociación",
    Seat.AFFILIATE: "Personas afiliadas",
}


def area(locality: str | None, commune: str | None) -> str:
    """`Unidad comunera 6 · De la Virgen y Turística`."""
    parts = [f"Unidad comunera {commune}" if commune else None, locality]
    return " · ".join(part for part in parts if part) or "Todo el municipio"


def why(one: Proposal) -> list[str]:
    """Why this cohort: every number with what it counts, and since when."""
    return [_who(one), _gaps(one), *_opens(one), _PLACE, f"Cuentas del {day_and_year(one.on)}."]


_PLACE = (
    "El orden de las propuestas sale de multiplicar tres cosas: lo que les falta, la plata que se abriría y "
    "a cuántas juntas podemos escribirles."
)


def _who(one: Proposal) -> str:
    some = len(one.boards)
    first = (
        f"Proponemos {_boards(some)}: primero a las que podemos escribir ({one.reached}), y de ellas a las "
        "que más se les abriría"
    )
    return f"A {_boards(one.lacking)} de esta zona les falta algo de lo que se enseña aquí. {first}."


def _gaps(one: Proposal) -> str:
    some = len(one.boards)
    things = "una cosa" if one.gaps == 1 else f"{number(one.gaps)} cosas"
    whom = "A esta junta" if some == 1 else f"Entre las {some}"
    return f"{whom} le{'s' if some > 1 else ''} faltan {things} de las que se enseñan aquí."


def _opens(one: Proposal) -> list[str]:
    if one.unlock:
        told = [
            f"Si las consiguen, {_boards(one.helped)} podrían responder a {_processes(one.unlock)} que hoy "
            f"no pueden: {_worth(one.unlock)}."
        ]
    else:
        told = ["Con esto solo no se les abre ningún proceso: a todas les falta además otra cosa."]
    if one.with_papers.processes > one.unlock.processes:
        told.append(
            "Si además consiguen los papeles que sólo hay que pedir, serían "
            f"{_processes(one.with_papers)}: {_worth(one.with_papers)}."
        )
    if one.with_papers:
        told.append(
            "Contamos los procesos de los últimos doce meses y los abiertos, cada uno una vez aunque varias "
            "juntas puedan responderlo. Poder responder no es ganar."
        )
    return told


def _worth(unlock: Unlock) -> str:
    """`$ 80 millones; de 2 no se sabe el valor; 1 está abierto hoy`."""
    told = [in_words(unlock.value_cop) if unlock.value_cop else "no se sabe su valor"]
    if unlock.value_cop and unlock.without_value:
        told.append(f"de {unlock.without_value} no se sabe el valor")
    if unlock.open_now:
        told.append(
            "uno está abierto hoy" if unlock.open_now == 1 else f"{unlock.open_now} están abiertos hoy"
        )
    return "; ".join(told)


def _boards(some: int) -> str:
    return "una junta" if some == 1 else f"{number(some)} juntas"


def _processes(unlock: Unlock) -> str:
    return "un proceso" if unlock.processes == 1 else f"{number(unlock.processes)} procesos"
