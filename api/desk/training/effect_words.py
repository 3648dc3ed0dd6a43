"""The effect of training in words: what was measured, what came of it, and why there is no interval."""

from collections.abc import Mapping

from babel.numbers import format_decimal

from domain.effect import Compared, Difference, Measure, WhyNone
from readiness.effect.difference import LEAST_BOARDS, LEAST_CHANGED

MEASURES: Mapping[Measure, str] = {
    Measure.SCORE: "Preparación, de 0 a 100",
    Measure.ABLE: "Pueden contratar por algún camino",
    Measure.INTERESTED: "Dijeron que una convocatoria les interesa",
    Measure.OFFERED: "Presentaron una oferta",
    Measure.WON: "Ganaron un contrato",
}

_WHY_NONE: Mapping[WhyNone, str] = {
    WhyNone.NOBODY: "Nadie comparable se pudo medir antes y después.",
    WhyNone.FEW_BOARDS: f"Sin intervalo: de cada lado tiene que haber {LEAST_BOARDS} juntas medidas, o más.",
    WhyNone.FEW_COMMUNES: (
        "Sin intervalo: las formadas son de muy pocas unidades comuneras. Lo que pasó en una pudo pasar por "
        "otra cosa."
    ),
    WhyNone.FEW_CHANGED: (
        f"Sin intervalo: cambiaron menos de {LEAST_CHANGED} juntas entre los dos lados. Con tan pocas, "
        "una sola lo mueve todo."
    ),
}


def points(number: float) -> str:
    """`62,0`."""
    return format_decimal(number if abs(number) >= 0.05 else 0, "0.0", locale="es_CO").replace("-", "−")


def value(measure: Measure, number: float) -> str:
    """A mean: `62,0` points, or `26 %`."""
    return points(number) if measure is Measure.SCORE else f"{points(100 * number)}\N{NO-BREAK SPACE}%"


def gain(measure: Measure, number: float) -> str:
    """`+8,0 puntos`; shares differ by points of a hundred boards."""
    shown = number if measure is Measure.SCORE else 100 * number
    unit = "puntos" if measure is Measure.SCORE else "de cada 100"
    return f"{'+' if shown >= 0.05 else ''}{points(shown)} {unit}"


def between(measure: Measure, found: Difference) -> str:
    """`entre −1,2 y +9,0 puntos`."""
    if found.interval is None:
        return ""
    low, high = gain(measure, found.interval.low), gain(measure, found.interval.high)
    return f"entre {low.split(' ')[0]} y {high}"


def verdict(one: Compared, is_clear: bool) -> str:
    """What may be said of it: in one sentence, and never more than the interval holds."""
    found = one.difference
    if found.why_none:
        return _WHY_NONE[found.why_none]
    assert found.interval
    assert found.by is not None
    if is_clear:
        better = "mejor" if found.by > 0 else "peor"
        return f"Les fue {better} a las formadas, y el azar no lo explica bien."
    if found.interval.holds(0):
        return "No se ve diferencia: el intervalo tiene el cero adentro."
    return "No alcanza: entre tantas comparaciones, una así puede salir por azar."
