"""Where work is done, as strangers write it: towns and departments in columns and texts, with their slips."""

from collections.abc import Sequence
from random import Random
from typing import Any

from matching.places.town_table import town_table

_COLUMNS = (
    "Distrito Capital de Bogotá",
    "San Andrés, Providencia y Santa Catalina",
    "No Definido",
    "bolivar",
    "Antioqia",
    None,
)
_ACCENTED = {"a": "áàÁª", "e": "éÉë", "i": "íÍ", "o": "óÓº", "u": "úüÚ", "n": "ñÑ", "c": "çÇ"}
_FOREIGN = {
    "a": "a\u0301",
    "o": "\uff4f",
    "fi": "\ufb01",
    "m": "\u2133",
}  # decomposed, wide, joined, of formulas
_BEFORE = ("municipio de", "en el municipio de la", "alcaldía de", "de", "barrio", "municipios de", "en")
_AS_SUCH = ("departamento de", "departamento del", "gobernación de", "dpto.", "depto de la", "")
_WORKS = (
    "Limpieza de canales",
    "Compra de medicamentos",
    "Refrigerios",
    "Obra: parque y cancha",
    "Interventoría",
)


def a_place(chance: Random, towns: Sequence[str]) -> dict[str, Any]:
    """Fields of a process that may be of one of these towns (DANE codes), or of any other."""
    table = town_table()
    anywhere = chance.choice(sorted(table.names))
    of_column, of_text, of_buyer = (chance.choice((*towns, anywhere)) for _ in range(3))
    names = table.department_names
    column = chance.choice((names[of_column[:2]], names[of_column[:2]], chance.choice(_COLUMNS)))
    return {
        "department": column,
        "city": chance.choice((table.names[of_column], table.names[of_column].upper(), "No Definido", None)),
        "buyer_name": chance.choice(
            (
                f"ALCALDIA MUNICIPAL DE {as_written(chance, of_buyer)}",
                f"HOSPITAL {as_written(chance, of_buyer)}",
                "INVIAS",
            )
        ),
        "title": f"{chance.choice(_WORKS)} {_somewhere(chance, of_text)}",
        "description": chance.choice(
            (None, f"{_somewhere(chance, of_text)} y {_somewhere(chance, anywhere)}")
        ),
    }


def as_written(chance: Random, town: str) -> str:
    """A form of a town's name in any case, with accents where none belong, some with a slip of the keys."""
    table = town_table()
    form = chance.choice([form for form, codes in table.towns.items() if town in codes])
    written = "".join(chance.choice(_ACCENTED.get(sign, sign) + sign * 3) for sign in form)
    match chance.randrange(8):
        case 0:
            written = written.upper().replace(" ", chance.choice(("  ", ", ", " - ", "\n")))
        case 1:
            at = chance.randrange(len(written))
            written = written[:at] + written[at + 1 :]
        case 2:
            for sign, foreign in _FOREIGN.items():
                written = written.replace(sign, foreign)
    return written


def _somewhere(chance: Random, town: str) -> str:
    match chance.randrange(4):
        case 0:
            return "en la sede"
        case 1:
            return f"{chance.choice(_AS_SUCH)} {town_table().department_names[town[:2]]}"
        case _:
            return f"{chance.choice(_BEFORE)} {as_written(chance, town)}"
