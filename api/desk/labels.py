"""Spanish words for the closed sets of the desks."""

from collections.abc import Callable
from typing import Any

from api.linking.pairs import SupplierAndBoard
from domain.accompaniment import Doer, Milestone
from domain.effect import Measure
from domain.event import EventKind
from domain.parties import Mixup
from domain.register import PeriodState, Post, Stage
from domain.rollout import State, Thing
from notifications.words import number
from readiness.words import listed
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

_EVENTS = {
    EventKind.LISTED: "Está en la lista de juntas",
    EventKind.REACHED: "Se le puede escribir",
    EventKind.KNOWN: "Se sabe algo de ella",
    EventKind.READY: "Lista para un camino legal",
    EventKind.TOLD: "Se le avisó de una convocatoria",
    EventKind.RESPONDED: "Respondió al aviso",
    EventKind.OPENED: "Respondió por primera vez",
    EventKind.INTERESTED: "Dijo que le interesa",
    EventKind.NOT_FOR_US: "Dijo que no es para ella",
    EventKind.NEEDS_HELP: "Pidió ayuda",
    EventKind.HELPED: "La oficina la atendió",
    EventKind.TOOK_BACK: "Cambió su pedido de ayuda por otra respuesta",
    EventKind.OFFERED: "Presentó oferta",
    EventKind.AWARDED: "Le adjudicaron",
    EventKind.SIGNED: "Firmó contrato",
    EventKind.WON: "Contrató",
    EventKind.BEGUN: "Empezó el contrato",
    EventKind.ADDED: "Adicionaron el contrato",
    EventKind.FINISHED: "Terminó el contrato",
    EventKind.INVITED: "Fue invitada a un grupo",
    EventKind.ATTENDED: "Fue a un encuentro",
    EventKind.TRAINED: "Completó la unidad",
    EventKind.HANDED_IN: "Envió un papel",
    EventKind.CHECKED: "La oficina miró el papel",
    EventKind.RENEWED: "Mostró o actualizó un soporte",
    EventKind.ACCOMPANIED: "La oficina empezó un plan con ella",
    EventKind.DID: "Se hizo una acción de su plan",
    EventKind.STAGE: "Llegó a una etapa del acompañamiento",
    EventKind.REGISTERED: "Registró un proyecto",
    EventKind.PUBLISHED: "Hizo público un proyecto",
    EventKind.ASKED: "Le preguntó a otra junta",
    EventKind.ANSWERED: "Le respondió a otra junta",
}
_EXPORTS = {
    "boards": "Las juntas: nombre, lugar, NIT, oficios",
    "processes": "Los procesos de contratación, como los publica SECOP",
    "matches": "Qué convocatoria le sirve a qué junta, y por qué",
    "refusals": "Cuántos procesos dejó por fuera cada regla, por junta",
    "plan_matches": "Compras planeadas que le sirven a cada junta",
    "contacts": "Por qué medios se le puede escribir a cada junta, sin direcciones",
    "authorisations": "Qué autorizó cada junta: cuándo, con qué aviso, por qué medio, y si lo retiró",
    "alerts": "Qué se le contó a cada junta",
    "deliveries": "Cada intento de entrega, con su respuesta",
    "links": "Qué contratos, ofertas y adjudicaciones son de qué junta, y con qué seguridad",
    "outcomes": "Qué pasó después: respondió, ofertó, contrató",
    "participation": "Por junta: avisos, respuestas, ofertas, contratos y formación",
    "events": "Cada hecho de cada junta, con la fila que lo prueba y desde cuándo se supo",
    "unlocks": "Qué procesos se abrirían con cada requisito, por junta",
    "group_unlocks": "Lo mismo, por grupos de juntas",
    "assessments": "Qué tan lista está cada junta para cada ruta",
    "gaps": "Qué le falta a cada junta",
}

_ROLLOUT_THINGS = {
    Thing.NEW_CALLS: "Avisos de convocatorias nuevas, apenas salen",
    Thing.EARLY_BELL: "Avisos de compras que las entidades planean",
    Thing.TRUST_CARDS: "Datos de cada entidad al lado de sus convocatorias",
}
_ROLLOUT_STATES = {
    State.REGISTERED: "Registrado",
    State.RUNS: "En curso",
    State.DONE: "Completo: todas lo tienen",
    State.ENDED: "Terminado antes de completarse",
}
_ROLLOUT_MEASURES = {
    Measure.INTERESTED: "Dijeron que una convocatoria les interesa",
    Measure.OFFERED: "Presentaron una oferta",
    Measure.WON: "Ganaron un contrato",
}

_DOERS = {Doer.BOARD: "la junta", Doer.OFFICE: "la oficina", Doer.TRAINER: "quien forma"}
_MILESTONES = {
    Milestone.CONTACT: "Primer mensaje nuestro que salió",
    Milestone.SURVEY: "Contestó la encuesta",
    Milestone.TRAINING: "Primer encuentro de formación",
    Milestone.PAPER: "Primer papel que sirvió",
    Milestone.ANSWER: "Primera respuesta a una convocatoria",
    Milestone.OFFER: "Primera oferta",
    Milestone.CONTRACT: "Primer contrato firmado",
    Milestone.FINISHED: "Primer contrato terminado",
}


def _linked_rows(link: SupplierAndBoard) -> str:
    counted = (
        ("un contrato", "contratos", link.contracts),
        ("una oferta", "ofertas", link.bids),
        ("una adjudicación", "adjudicaciones", link.awards),
    )
    return listed(one if n == 1 else f"{number(n)} {many}" for one, many, n in counted if n)


FILTERS: dict[str, Callable[[Any], str]] = {
    "event": lambda kind: _EVENTS[EventKind(kind)],
    "doer": lambda doer: _DOERS[Doer(doer)],
    "export_words": _EXPORTS.__getitem__,
    "funnel_step": _FUNNEL.__getitem__,
    "milestone": lambda milestone: _MILESTONES[Milestone(milestone)],
    "linked_rows": _linked_rows,
    "mixup": lambda kind: _MIXUPS[Mixup(kind)],
    "period": lambda state: _PERIODS[PeriodState(state)],
    "post": _POSTS.__getitem__,
    "rollout_measure": lambda measure: _ROLLOUT_MEASURES[Measure(measure)],
    "rollout_state": lambda state: _ROLLOUT_STATES[State(state)],
    "rollout_thing": lambda thing: _ROLLOUT_THINGS[Thing(thing)],
    "stage": _STAGES.__getitem__,
}
