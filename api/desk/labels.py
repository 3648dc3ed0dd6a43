"""Spanish words for the closed sets of the desks."""

from collections.abc import Callable
from typing import Any

from domain.parties import Mixup
from domain.register import PeriodState, Post, Stage
from store.funnel import Step

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

_FUNNEL = {
    Step.TOLD: "Avisadas",
    Step.OPENED: "Respondieron",
    Step.INTERESTED: "Interesadas",
    Step.OFFERED: "Ofertaron",
    Step.WON: "Contrataron",
    Step.FINISHED: "Terminaron",
}

_EXPORTS = {
    "boards": "Las juntas: nombre, lugar, NIT, oficios",
    "processes": "Los procesos de contratación, como los publica SECOP",
    "matches": "Qué convocatoria le sirve a qué junta, y por qué",
    "refusals": "Cuántos procesos dejó por fuera cada regla, por junta",
    "plan_matches": "Compras planeadas que le sirven a cada junta",
    "contacts": "Por qué medios se le puede escribir a cada junta, sin direcciones",
    "alerts": "Qué se le contó a cada junta",
    "deliveries": "Cada intento de entrega, con su respuesta",
    "links": "Qué contratos y ofertas son de qué junta, y con qué seguridad",
    "outcomes": "Qué pasó después: respondió, ofertó, contrató",
    "participation": "Por junta: avisos, respuestas, ofertas y contratos",
    "unlocks": "Qué procesos se abrirían con cada requisito, por junta",
    "group_unlocks": "Lo mismo, por grupos de juntas",
    "assessments": "Qué tan lista está cada junta para cada ruta",
    "gaps": "Qué le falta a cada junta",
}

FILTERS: dict[str, Callable[[Any], str]] = {
    "export_words": _EXPORTS.__getitem__,
    "funnel_step": _FUNNEL.__getitem__,
    "mixup": lambda kind: _MIXUPS[Mixup(kind)],
    "period": lambda state: _PERIODS[PeriodState(state)],
    "post": _POSTS.__getitem__,
    "stage": _STAGES.__getitem__,
}
