"""What each fact of a buyer is called, and how it is counted, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from domain.buyer import FactKind


class Meaning(NamedTuple):
    """`slug` is its name in addresses; `one` and `many` what is counted."""

    slug: str
    title: str
    how: str
    one: str
    many: str


_PROCEDURES = "proceso adjudicado", "procesos adjudicados"
_OVER = "proceso que ya terminó", "procesos que ya terminaron"
_ENDED = "contrato con el plazo cumplido", "contratos con el plazo cumplido"
_LONGER = "contrato con más plazo", "contratos con más plazo"
_ORGANISATIONS = "contrato con organizaciones", "contratos con organizaciones"
_OPEN_TO_ALL = (
    "Sólo contamos procesos en los que cualquiera puede presentarse. En la contratación directa la ley deja "
    "invitar a uno solo, y en el régimen especial la entidad pone sus reglas: esos no se cuentan."
)
_WITH_WHOM = (
    "Sólo contamos contratos con organizaciones: de las personas no guardamos el nombre, y de otros "
    "contratos SECOP no dice con quién son. Entran también los convenios con entidades públicas."
)
_MONEY = (
    "No contamos contratos sin valor, ni los de más de diez billones de pesos, que parecen errores de "
    "escritura."
)

MEANINGS: Mapping[FactKind, Meaning] = MappingProxyType(
    {
        FactKind.SINGLE_BID: Meaning(
            "una-oferta",
            "Procesos con una sola oferta",
            f"De los procesos adjudicados, a cuántos les llegó una sola oferta. {_OPEN_TO_ALL}",
            *_PROCEDURES,
        ),
        FactKind.CANCELLED: Meaning(
            "cancelados",
            "Procesos cancelados o desiertos",
            "De los procesos que ya se adjudicaron o se cancelaron, cuántos se cancelaron. SECOP II usa la "
            f"misma palabra para los cancelados y los desiertos. {_OPEN_TO_ALL}",
            *_OVER,
        ),
        FactKind.DAYS_TO_AWARD: Meaning(
            "dias",
            "Días hasta adjudicar",
            "La mitad de los procesos se adjudicó en estos días o menos, contados desde la primera "
            f"publicación. Son días de calendario. {_OPEN_TO_ALL}",
            *_PROCEDURES,
        ),
        FactKind.TIME_ADDED: Meaning(
            "mas-plazo",
            "Contratos con más plazo",
            "De los contratos cuyo último día ya pasó, a cuántos les añadieron días.",
            *_ENDED,
        ),
        FactKind.DAYS_ADDED: Meaning(
            "dias-anadidos",
            "Días añadidos",
            "A la mitad de los contratos con más plazo les añadieron estos días o menos. En SECOP I un mes "
            "cuenta como 30 días.",
            *_LONGER,
        ),
        FactKind.MONEY_ADDED: Meaning(
            "mas-dinero",
            "Contratos con más dinero",
            "De los contratos cuyo último día ya pasó, a cuántos les añadieron dinero. Eso sólo lo publica "
            "SECOP I: de los contratos de SECOP II no se sabe.",
            *_ENDED,
        ),
        FactKind.MONEY_ADDED_COP: Meaning(
            "dinero-anadido",
            "Dinero añadido",
            "El dinero que se añadió en todos esos contratos de SECOP I, frente al que se firmó al comienzo.",
            *_ENDED,
        ),
        FactKind.BOARDS: Meaning(
            "juntas",
            "Contratos con juntas",
            "Cuántos contratos son con juntas de acción comunal o sus asociaciones: lo dice su nombre, lo "
            "dice su cuenta de SECOP II, o sabemos de qué junta se trata. Pueden ser más: hay nombres que "
            f"no lo dicen. {_WITH_WHOM}",
            *_ORGANISATIONS,
        ),
        FactKind.BOARDS_COP: Meaning(
            "dinero-juntas",
            "Dinero en contratos con juntas",
            f"Qué parte del dinero de los contratos con organizaciones va en contratos con juntas. {_MONEY}",
            *_ORGANISATIONS,
        ),
        FactKind.SMALL_FIRMS: Meaning(
            "mipymes",
            "Contratos con mipymes",
            "Cuántos contratos son con micro, pequeñas o medianas empresas. Vale lo que el contratista dijo "
            f"de sí mismo en SECOP. {_WITH_WHOM}",
            *_ORGANISATIONS,
        ),
        FactKind.SMALL_FIRMS_COP: Meaning(
            "dinero-mipymes",
            "Dinero en contratos con mipymes",
            f"Qué parte del dinero de los contratos con organizaciones va en contratos con mipymes. {_MONEY}",
            *_ORGANISATIONS,
        ),
    }
)
TOGETHER = (
    *((FactKind.SINGLE_BID,), (FactKind.CANCELLED,), (FactKind.DAYS_TO_AWARD,)),
    (FactKind.TIME_ADDED, FactKind.DAYS_ADDED),
    (FactKind.MONEY_ADDED, FactKind.MONEY_ADDED_COP),
    (FactKind.BOARDS, FactKind.BOARDS_COP),
    (FactKind.SMALL_FIRMS, FactKind.SMALL_FIRMS_COP),
)
"""Facts of one thing, which are told under one heading."""
KINDS: Mapping[str, FactKind] = MappingProxyType({one.slug: kind for kind, one in MEANINGS.items()})
