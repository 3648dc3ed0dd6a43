"""A board with which everything happened that its history tells, on days that each test can name."""

from datetime import timedelta

from sqlalchemy import Connection, insert

from domain.filing import Fate
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence, EvidenceSource
from domain.register import Stage
from store import (
    accompaniment_tables,
    bids,
    boards,
    contracts,
    evidence,
    guide_tables,
    help_tables,
    links,
    outcomes,
    papers_tables,
    register_tables,
    training_tables,
)
from store.links import SupplierLink
from store.processes import RECORDS
from tests.api.town import POZON
from tests.examples import NOW, TODAY, YESTERDAY, a_bid, a_board, a_contract, a_process
from tests.projects import an_officer, registered

WORK = "Placa huella en la vereda"
UNIT = "CONTRATAR"
OTHER = a_board(code="OTRA", name="JAC Olaya", nit=None)


def live(db: Connection) -> None:
    """All of it, at NOW or on TODAY where nothing else is said."""
    evidence.save(db, [(POZON.code, Evidence("RUT", 3, source=EvidenceSource.SURVEY))], NOW)
    _sell(db)
    _learn(db)
    _hand_in(db)
    _keep_company(db)
    outcomes.record(db, Outcome(POZON.code, "CO1.BDOS.1", OutcomeKind.NEEDS_HELP, NOW, "page"))
    about = {"board_code": POZON.code, "about": "CO1.BDOS.1"}
    db.execute(insert(help_tables.help_cases).values(**about, asked_at=NOW, source="page", closed_at=NOW))


def _sell(db: Connection) -> None:
    """A contract that is done, one that only may be the board's, an award and a bid of both kinds."""
    done = {"object": WORK, "starts_on": YESTERDAY, "added_days": 20, "added_cop": 3_000_000}
    signed = [a_contract(**done), a_contract(key="maybe", object="Un parque", starts_on=None, signed_on=None)]
    contracts.CONTRACTS.save(db, signed, [b"1", b"2"], NOW)
    award = a_process(number=5, status="Seleccionado", awarded_on=TODAY, award_cop=9_000_000)
    RECORDS.save(db, [a_process(), award], [b"1", b"5"], NOW)
    bids.RECORDS.save(db, [a_bid(offered_on=YESTERDAY)], [b"1"], NOW)
    both = [_link(signed[0].key), _link("maybe", "probable")]
    links.replace_of_contracts(db, both, NOW)
    links.replace_of_awards(db, [_link(award.key)], NOW)
    links.replace_of_bids(db, [_link(a_bid().key, "probable")], NOW)
    kinds = (OutcomeKind.WON, OutcomeKind.FINISHED)
    outcomes.record_first(db, [Outcome(POZON.code, WORK, one, NOW, "secop", signed[0].key) for one in kinds])


def _link(key: str, verdict: str = "certain") -> SupplierLink:
    return SupplierLink(key, POZON.code, 1.0, verdict)


def _learn(db: Connection) -> None:
    cohort = {"id": 1, "unit": UNIT, "why": "", "made_at": NOW}
    db.execute(insert(training_tables.cohorts).values(cohort))
    invited = {"cohort_id": 1, "board_code": POZON.code, "added_at": NOW, "invited_at": NOW}
    answered = {"coming": "yes", "answered_at": NOW, "completed_on": TODAY}
    db.execute(insert(training_tables.cohort_boards).values(**invited, **answered))
    db.execute(insert(training_tables.meetings).values(id=1, cohort_id=1, starts_at=NOW, place=""))
    for seat, people in (("president", 1), ("affiliate", 2)):
        came = {"meeting_id": 1, "board_code": POZON.code, "seat": seat, "people": people}
        db.execute(insert(training_tables.attendance).values(came))


def _hand_in(db: Connection) -> None:
    """Two sheets of one paper, refused together."""
    for number in (1, 2):
        handed = {"id": f"f{number}", "board_code": POZON.code, "requirement": "RUT", "kind": "pdf"}
        decided = {"decided_at": NOW + timedelta(minutes=number), "fate": Fate.REFUSED.value}
        given = {"size_bytes": 9, "notice": "", "handed_in_at": NOW, **decided}
        db.execute(insert(papers_tables.filings).values(**handed, **given))


def _keep_company(db: Connection) -> None:
    """A plan with an action that was done, a stage, a public project, and a question both ways."""
    boards.save(db, [OTHER], NOW)
    own = {"board_code": POZON.code}
    begun = {"owner_id": an_officer(db), "opened_at": NOW}
    db.execute(insert(accompaniment_tables.accompaniments).values(**own, **begun))
    done = {"what": "Renovar el RUT", "doer": "board", "done_on": TODAY, "done_at": NOW, "done_by": "board"}
    db.execute(insert(accompaniment_tables.accompaniment_actions).values(**own, **done, added_at=NOW))
    stage = {"stage": Stage.SURVEY.value, "on": TODAY, "note": "", "recorded_at": NOW}
    db.execute(insert(register_tables.stages).values(**own, **stage))
    registered(db, POZON.code)
    for asker, guide in ((POZON, OTHER), (OTHER, POZON)):
        asked = {
            "asker_code": asker.code,
            "guide_code": guide.code,
            "about": "",
            "words": "",
            "asked_at": NOW,
        }
        db.execute(insert(guide_tables.inquiries).values(**asked, answered_at=NOW))
