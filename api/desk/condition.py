"""How the installation fares, in the words of the office: what to look at first, then readings, messages and
nights.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from api.status import by_importance
from api.words import DATASETS
from domain.contact import Channel
from domain.process import DATASET
from notifications.notes_of_addresses import CHANNELS
from store import canary, channel_states, health, troubles
from store.canary import Run
from store.channel_states import ChannelState
from store.health import Queue, Reading
from store.jobs import Job, Outcome
from store.troubles import Trouble

_NIGHTS = 7
_READ_WITHIN = timedelta(hours=26)  # two cycles a day, and some slack
_SENT_WITHIN = timedelta(hours=24)
_LATE = timedelta(minutes=15)
JOBS = {
    "cycle": "Leer SECOP y buscar convocatorias",
    "poll": "Ver si SECOP publicó algo nuevo",
    "rematch": "Revisar todas las coincidencias",
    "deliver": "Enviar mensajes",
    "hooks": "Avisar a otros programas",
    "mailbox": "Leer el buzón",
    "watch": "Vigilar medios y mensajes",
    "canary": "Poner la prueba de la noche",
    "canary-check": "Revisar la prueba de la noche",
    "record": "Anotar lo que pasó con cada junta",
    "sweep": "Borrar lo que ya no se guarda",
}
_OUTCOMES = {
    Outcome.DONE: "Terminó",
    Outcome.FAILED: "Falló",
    Outcome.BROKEN_OFF: "Se interrumpió",
}
_TELL_OPERATOR = "Avisen a quien opera Convite."
STEPS = {
    "not injected": "no se envió",
    "not matched": "no encontró su junta de prueba",
    "not alerted": "no quedó en cola",
    "not accepted": "el proveedor no la recibió",
    "not delivered": "no llegó",
    "not checked": "nadie la revisó en su día",
}
_TROUBLES = {
    "mailbox": "No se puede leer el buzón: no sabemos qué correos volvieron.",
    "contact keys": "Hay direcciones que ninguna llave abre: a esas juntas no se les escribe.",
}


@dataclass(frozen=True)
class Lookout:
    """One thing to look at. `is_grave`: boards may miss something by it."""

    words: str
    is_grave: bool = False


@dataclass(frozen=True)
class Condition:
    """`channels` are those that are set up, and those that are not but have a state to tell; `jobs` are with
    the words for each and for how it went.
    """

    lookouts: list[Lookout]
    readings: list[Reading]
    not_yet: list[str]
    queue: Queue
    channels: list[tuple[Channel, ChannelState]]
    nights: list[tuple[Run, str]]
    jobs: list[tuple[Job, str, str]]


def read_condition(db: Connection, now: datetime, set_up: frozenset[Channel]) -> Condition:
    read = {one.dataset: one for one in health.readings(db)}
    (queue, known), states = health.work(db, now), channel_states.read(db)
    wrong, nights = troubles.standing(db), canary.newest(db, _NIGHTS)
    readings = [read[dataset] for dataset in sorted(read, key=by_importance)]
    return Condition(
        lookouts=[
            *_of_work(queue, now),
            *_of_jobs(known, queue, now),
            *_of_readings(readings, now),
            *_of_channels(states, now),
            *_of_nights(nights),
            *_of_troubles(wrong),
        ],
        readings=readings,
        not_yet=[one for one in DATASETS if one not in read],
        queue=queue,
        channels=[(one, states[one]) for one in Channel if one in set_up or states[one] != ChannelState()],
        nights=[(one, step(one)) for one in nights],
        jobs=[(known[name], words, _how(known[name])) for name, words in JOBS.items() if name in known],
    )


def step(run: Run) -> str:
    """How far the test message of a night came."""
    if run.failed_step:
        return STEPS.get(run.failed_step, run.failed_step)
    return "llegó" if run.checked_at else "va en camino"


def _of_work(queue: Queue, now: datetime) -> Iterator[Lookout]:
    if queue.worked_until is None:
        words = "El trabajo programado está detenido: no se lee SECOP ni se envían mensajes."
        yield Lookout(f"{words} {_TELL_OPERATOR}", is_grave=True)
    if queue.oldest_due_at and now - queue.oldest_due_at > _SENT_WITHIN:
        waits = "Un mensaje espera" if queue.overdue == 1 else f"{queue.overdue} mensajes esperan"
        yield Lookout(f"{waits} su envío desde hace más de un día. {_TELL_OPERATOR}", is_grave=True)


def _of_jobs(known: dict[str, Job], queue: Queue, now: datetime) -> Iterator[Lookout]:
    for name, words in JOBS.items():
        job = known.get(name)
        if job and job.running_by is None and now - job.next_at > _LATE and queue.worked_until:
            yield Lookout(f"{words}: nadie lo hace desde hace rato. {_TELL_OPERATOR}", is_grave=True)
        elif job and job.outcome in (Outcome.FAILED, Outcome.BROKEN_OFF):
            yield Lookout(f"{words}: no se pudo la última vez. Se intenta de nuevo solo.")


def _how(job: Job) -> str:
    if job.running_by is not None:
        return "En marcha"
    return _OUTCOMES[job.outcome] if job.outcome else "Todavía no"


def _of_readings(found: list[Reading], now: datetime) -> Iterator[Lookout]:
    for one in found:
        name = DATASETS.get(one.dataset, one.dataset)
        if not one.complete:
            yield Lookout(f"{name}: la última lectura llegó incompleta. Se pide otra vez sola.")
        if one.dataset == DATASET and now - one.started_at > _READ_WITHIN:
            yield Lookout(f"{name}: no se lee desde hace más de un día. {_TELL_OPERATOR}", is_grave=True)


def _of_channels(states: dict[Channel, ChannelState], now: datetime) -> Iterator[Lookout]:
    for channel, state in states.items():
        name = CHANNELS[channel][:1].upper() + CHANNELS[channel][1:]
        if state.stopped_at:
            yield Lookout(f"{name}: una persona lo detuvo. Por ahí no sale nada.")
        if state.trouble:
            yield Lookout(f"{name}: el proveedor nos rechaza. {_TELL_OPERATOR}", is_grave=True)
        if state.rests_until and state.rests_until > now:
            yield Lookout(f"{name}: el proveedor pidió esperar. Sigue solo.")


def _of_nights(nights: list[Run]) -> Iterator[Lookout]:
    if nights and nights[0].failed_step:
        yield Lookout(f"La prueba de la última noche: {step(nights[0])}. {_TELL_OPERATOR}", is_grave=True)


def _of_troubles(wrong: list[Trouble]) -> Iterator[Lookout]:
    for one in wrong:
        if one.name in _TROUBLES:
            yield Lookout(f"{_TROUBLES[one.name]} {_TELL_OPERATOR}", is_grave=True)
    if any(one.unsent_at for one in wrong):
        yield Lookout("A quien opera Convite no se le pudo avisar de un problema: búsquenlo.", is_grave=True)
