"""By which legal route a board could answer a process."""

import re

from domain.process import Modality, Process, modality_of
from domain.text import fold

_SOLIDARITY = re.compile(r"convenios? solidarios?|solidarityagreements?|\b2166\b|law2166")
_WITHOUT_COMPETITION = {
    Modality.DIRECT,
    Modality.DIRECT_WITH_OFFERS,
    Modality.SPECIAL_REGIME,
    Modality.SPECIAL_REGIME_WITH_OFFERS,
}
_MENOR = {Modality.MENOR_CUANTIA, Modality.MENOR_CUANTIA_WITHOUT_INTEREST}

# UNSPSC: 72 building and maintenance of works, 95 land, buildings and roads.
_WORKS_SEGMENTS = ("72", "95")
_NEVER_WORKS = {"interventoria", "consultoria", "suministros", "compraventa", "seguros"}
_BUILT = r"(vivienda|via|malla|anden|parque|canal|cancha|calle|escenario|salon|muro|camino|placa|espacio)"
_WORKS = re.compile(
    r"\b(construccion|construir|pavimentacion|adoquinamiento|reparcheo|placa huella"
    rf"|(mejoramiento|rehabilitacion|adecuacion|recuperacion) (de|del|y \w+ de) (la |las |los |el )?{_BUILT}"
    r"|obras? (civil|publica|menor|de infraestructura)"
    r"|adecuacion(es)? (fisica|locativa|de infraestructura))"
)
_WITH_MINORS = re.compile(
    r"\b(nin[oa]s|adolescentes|primera infancia|menores de edad|alimentacion escolar)\b"
)


def route_of(process: Process) -> str | None:
    """R1, R4 or R5, or None where no route of a board leads to this process.

    A direct contract or a special regime counts only where justification or text name the solidarity
    agreement of Ley 2166 art. 95, which SECOP files now and then under the number of another article.
    """
    modality = modality_of(process.modality)
    if modality in _WITHOUT_COMPETITION and _is_solidarity(process):
        return "R1"
    if modality is Modality.MINIMA_CUANTIA:
        return "R4"
    return "R5" if modality in _MENOR else None


def is_works(process: Process) -> bool:
    """Whether the process asks for works, the only thing that a solidarity agreement of R1 may cover."""
    kind = fold(process.contract_type or "")
    if kind in _NEVER_WORKS:
        return False
    return kind == "obra" or is_works_by(process.text, process.unspsc)


def is_works_by(text: str, unspsc: str | None) -> bool:
    """Whether words or the first UNSPSC code say works, where the kind of contract is not known."""
    return (unspsc or "").startswith(_WORKS_SEGMENTS) or bool(_WORKS.search(fold(text)))


def is_with_minors(process: Process) -> bool:
    """Whether the words of the process say that children take part in it; a park for them is works."""
    return not is_works(process) and names_minors(process.text)


def names_minors(text: str) -> bool:
    """Whether a text speaks of children."""
    return bool(_WITH_MINORS.search(fold(text)))


def names_solidarity(text: str) -> bool:
    """Whether a text names the solidarity agreement of Ley 2166."""
    return bool(_SOLIDARITY.search(fold(text)))


def _is_solidarity(process: Process) -> bool:
    return names_solidarity(f"{process.justification or ''} {process.text}")
