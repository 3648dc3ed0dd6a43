"""What a board's answers on digital skills come to: a profile by DigComp's areas, and a level."""

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.survey import Area, Digital


@dataclass(frozen=True, slots=True)
class DigitalProfile:
    """The step reached in each area that was answered (its place on the scale), and the level 0 or 1.

    `level` is None while an area that could still be too low has no answer: unknown is not "no".
    """

    reached: Mapping[str, int]
    level: int | None
    words: str


def profile(digital: Digital, answers: Mapping[str, int]) -> DigitalProfile | None:
    """The profile by (skill id → place on the scale), or None where nothing was answered."""
    found = {area.id: _reached(area, answers) for area in digital.areas}
    reached = {id_: step for id_, step in found.items() if step is not None}
    if not reached:
        return None
    return DigitalProfile(reached, _level(digital, reached), _words(digital, reached))


def _reached(area: Area, answers: Mapping[str, int]) -> int | None:
    """The mean of an area's answers, rounded down: an area is as far as it is on the whole."""
    given = [answers[skill.id] for skill in area.skills if skill.id in answers]
    return sum(given) // len(given) if given else None


def _level(digital: Digital, reached: Mapping[str, int]) -> int | None:
    if any(step < digital.enough for step in reached.values()):
        return 0
    return 1 if len(reached) == len(digital.areas) else None


def _words(digital: Digital, reached: Mapping[str, int]) -> str:
    areas = (
        f"{area.title}: {digital.scale[reached[area.id]].word if area.id in reached else 'sin respuesta'}"
        for area in digital.areas
    )
    return f"Perfil digital de la junta (DigComp). {'; '.join(areas)}."
