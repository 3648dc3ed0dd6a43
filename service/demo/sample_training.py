"""Training in the sample: cohorts that met, one that is invited, and how boards stood before and since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import Connection

from api.desk.training import words
from domain.days import BOGOTA
from domain.readiness import Evidence, EvidenceSource
from domain.training import Coming, Proposal, Seat
from readiness.assess import assess, states
from readiness.catalogue import load
from readiness.demands import open_routes
from readiness.states import best
from service.context import Context
from service.demo.sample_chance import stream
from service.steps import assess as assessing
from store import assessments, attendance, boards, evidence, proposals, training
from store.engine import reading, writing

_SEED = 2166
_OFFICE = "Oficina de la muestra"
_LONG_AGO = timedelta(days=300)
_WEEK = timedelta(days=7)
_MOST_PAST = 8
"""Cohorts that met, the newest four weeks ago and each other a fortnight before the next."""

_MEETINGS = 3
_CAME = (Seat.PRESIDENT, Seat.TREASURER, Seat.SECRETARY, Seat.FISCAL, Seat.AFFILIATE)


def remember(context: Context) -> None:
    """How boards stand by what they handed in, said to be so for ten months: there must be a before."""
    catalogue, today, since = load(context.today), context.today, context.today - _LONG_AGO
    routes = open_routes(catalogue, today)
    with writing(context.engine) as db:
        held = {code: best(catalogue, shown, today) for code, shown in evidence.every(db).items()}
        stood = [
            (code, replace(assess(catalogue, route, papers, today), on=since))
            for code, papers in held.items()
            for route in routes
        ]
        assessments.save(db, stood)


def train(context: Context) -> None:
    """The cohorts, and what the boards of the first can show since."""
    chance = stream(_SEED, "training")
    with reading(context.engine) as db:
        found = proposals.every(db)
    if not found:
        return
    past = [one for one in found if one.unit == found[0].unit][:_MOST_PAST]
    with writing(context.engine) as db:
        for nth, one in enumerate(past):
            _past(context, db, one, context.now - (4 + 2 * nth) * _WEEK, chance)
        _get_on(context, db, past, chance)
    assessing.run(context)
    with reading(context.engine) as db:
        ahead = next((one for one in proposals.every(db) if one.unit != past[0].unit), None)
    if ahead:
        with writing(context.engine) as db:
            _ahead(context, db, ahead, chance)


def _past(context: Context, db: Connection, one: Proposal, at: datetime, chance: Random) -> None:
    """It met on three Saturdays; most boards came, two thirds of them completed, and hold papers since."""
    made_at = at - _WEEK
    id_ = _make(db, one, made_at)
    first = _saturday(at)
    meetings = [
        training.add_meeting(db, id_, first + nth * _WEEK, "Salón comunal de la muestra")
        for nth in range(_MEETINGS)
    ]
    codes = [board.code for board in one.boards]
    training.invite(db, id_, codes, made_at)
    completed = []
    for code in codes:
        comes = chance.random() < 0.85
        training.answer(db, id_, code, Coming.YES if comes else Coming.NO, made_at + timedelta(days=1))
        attended = [meeting for meeting in meetings if comes and chance.random() < 0.85]
        for meeting in attended:
            seats = chance.sample(_CAME, chance.randint(1, 3))
            people = {seat: 1 if seat is not Seat.AFFILIATE else chance.randint(1, 4) for seat in seats}
            attendance.save(db, meeting, code, people)
        if len(attended) >= _MEETINGS - 1:
            completed.append(code)
    last = first + (_MEETINGS - 1) * _WEEK
    training.complete(db, id_, completed, last.date())
    _show_papers(context, db, one.unit, completed, chance, most=2)


def _get_on(context: Context, db: Connection, past: Sequence[Proposal], chance: Random) -> None:
    """Some of the boards that did not learn it get a paper too: most things come about without us."""
    learnt = {board.code for one in past for board in one.boards}
    others = [board.code for board in boards.every(db) if board.code not in learnt]
    lucky = [code for code in others if chance.random() < 0.3]
    _show_papers(context, db, past[0].unit, lucky, chance, most=1)


def _show_papers(
    context: Context, db: Connection, unit: str, codes: Sequence[str], chance: Random, *, most: int
) -> None:
    """Some of what the unit teaches to get, at most so much each, which an officer has seen by now."""
    catalogue = load(context.today)
    taught = catalogue.training[unit].requirements
    shown = evidence.of_boards(db, codes)
    got: list[tuple[str, Evidence]] = []
    for code in codes:
        held = best(catalogue, shown.get(code, ()), context.today)
        lacking = [
            id_ for id_, state in states(catalogue, taught, held, context.today).items() if not state.is_met
        ]
        for id_ in chance.sample(lacking, min(len(lacking), chance.randint(0, most))):
            issued_on = context.today - timedelta(days=chance.randint(1, 9))
            paper = Evidence(id_, 4, issued_on, source=EvidenceSource.OFFICER, checked_by=_OFFICE)
            got.append((code, paper))
    evidence.save(db, got, context.now)


def _ahead(context: Context, db: Connection, one: Proposal, chance: Random) -> None:
    """It meets on the next Saturdays; everybody is invited, and some have answered."""
    id_ = _make(db, one, context.now - _WEEK)
    first = _saturday(context.now + _WEEK)
    for nth in range(2):
        training.add_meeting(db, id_, first + nth * _WEEK, "Institución educativa de la muestra")
    training.invite(db, id_, [board.code for board in one.boards], context.now - timedelta(days=2))
    for board in one.boards:
        if chance.random() < 0.6:
            coming = Coming.YES if chance.random() < 0.8 else Coming.NO
            training.answer(db, id_, board.code, coming, context.now - timedelta(days=1))


def _make(db: Connection, one: Proposal, at: datetime) -> int:
    of: Mapping[str, object] = {
        "unit": one.unit,
        "locality": one.locality,
        "commune": one.commune,
        "why": "\n".join(words.why(one)),
    }
    return training.make(db, of, [board.code for board in one.boards], at)


def _saturday(after: datetime) -> datetime:
    """Nine o'clock of the first Saturday from then on."""
    day = after.astimezone(BOGOTA).date()
    return datetime.combine(day + timedelta(days=(5 - day.weekday()) % 7), time(9), BOGOTA)
