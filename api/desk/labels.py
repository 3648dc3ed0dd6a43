"""Spanish words for the closed sets of the desks."""

from collections.abc import Callable
from typing import Any

from domain.parties import Mixup
from domain.register import PeriodState, Post, Stage

_PERIODS = {
    PeriodState.RUNS: "período vigente",
    PeriodState.OVER: "período vencido",
    PeriodState.UNKNOWN: "no sabemos hasta cuándo",
}
_POSTS = {
    Post.PRESIDENT: "Presidencia",
    Post.VICE_PRESIDENT: "Vicepresidencia",
    Post.TREASURER: "Tesorería",
    Post.SECRETARY: "Secretaría",
    Post.FISCAL: "Fiscalía",
    Post.CONCILIATOR: "Comisión de convivencia y conciliación",
    Post.COORDINATOR: "Coordinación de una comisión de trabajo",
    Post.DELEGATE: "Delegación a la asociación",
}
_STAGES = {
    Stage.IDENTIFY: "Identificar",
    Stage.SURVEY: "Diagnosticar",
    Stage.DESIGN: "Diseñar el plan",
    Stage.IMPLEMENT: "Llevarlo a cabo",
    Stage.FOLLOW_UP: "Hacer seguimiento",
    Stage.EVALUATE: "Evaluar",
}
_MIXUPS = {
    Mixup.PRESIDENT_IS_AN_ORGANISATION: "en la presidencia figura lo que parece una organización",
    Mixup.NUMBER_IS_A_PERSONS: "su NIT parece un número de cédula",
    Mixup.SUPPLIER_IS_A_PERSON: "tiene vinculado a un proveedor que parece una persona",
}

FILTERS: dict[str, Callable[[Any], str]] = {
    "mixup": lambda kind: _MIXUPS[Mixup(kind)],
    "period": lambda state: _PERIODS[PeriodState(state)],
    "post": _POSTS.__getitem__,
    "stage": _STAGES.__getitem__,
}
