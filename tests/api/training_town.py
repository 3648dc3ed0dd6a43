"""Training in the invented town: a proposal, a cohort that met, and one that boards are invited to."""

from datetime import timedelta

from sqlalchemy import Connection

from domain.training import Candidate, Coming, Proposal, Seat
from domain.unlock import Unlock
from store import attendance, proposals, training
from tests.api.town import OLAYA, POZON
from tests.examples import NOW, TODAY

PROPOSAL = "abc123"
PAGES = (
    *("/equipo/formacion", f"/equipo/formacion/propuestas/{PROPOSAL}", "/equipo/formacion/efecto"),
    "/equipo/formacion/agenda",
    "/equipo/formacion/efecto/GOBIERNO",
    *("/equipo/formacion/grupos/1", "/equipo/formacion/grupos/2", "/equipo/formacion/encuentros/1"),
)

_PLACE = "Salón comunal de El Pozón"


def a_proposal(**fields: object) -> Proposal:
    return Proposal(
        **{  # type: ignore[arg-type]
            "key": PROPOSAL,
            "unit": "TESORERIA",
            "locality": "De la Virgen y Turística",
            "commune": "6",
            "on": TODAY,
            "lacking": 31,
            "helped": 1,
            "boards": (Candidate(POZON.code, 3, 80_000_000, True), Candidate(OLAYA.code, 1, 0, False)),
            "unlock": Unlock(2, 1, 80_000_000, 1),
            "with_papers": Unlock(4, 1, 120_000_000, 1),
            **fields,
        }
    )


def fill(db: Connection) -> None:
    """The first cohort is over, the second is ahead, the third is proposed."""
    proposals.replace(db, [a_proposal()])
    codes = [POZON.code, OLAYA.code]
    of = {"locality": POZON.locality, "commune": "6", "why": "A 31 juntas les falta algo."}
    for unit, meets in (("GOBIERNO", -timedelta(days=2)), ("DIGITAL", timedelta(days=5))):
        id_ = training.make(db, {"unit": unit, **of}, codes, NOW)
        meeting = training.add_meeting(db, id_, NOW + meets, _PLACE)
        training.invite(db, id_, codes, NOW)
        training.answer(db, id_, OLAYA.code, Coming.NO, NOW)
        if meets < timedelta(0):
            attendance.save(db, meeting, POZON.code, {Seat.TREASURER: 1, Seat.AFFILIATE: 3})
            training.complete(db, id_, [POZON.code], TODAY)
