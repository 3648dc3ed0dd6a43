"""The night's sweep: what lets nobody in any more is forgotten, and nothing else."""

import os
from dataclasses import astuple, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, insert

from domain.access import StaffRole
from domain.filing import WAITS_AT_MOST, FileKind, Filing
from domain.guide import KEPT_FOR
from service import sweep
from service.context import Context
from service.progress import Progress
from store import boards, canary, failures, filings, guides, inquiries, sessions, sign_ins, staff
from store.engine import writing
from store.inquiries import Asking
from store.retention import AT_ONCE
from store.telling_tables import canary_runs
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, settings

CODE = a_board().code


def an_office(engine: Engine, folder: Path) -> Context:
    chosen = settings(engine, "", "", "13001").model_copy(update={"papers": str(folder / "papers")})
    return Context(engine, chosen, lambda: NOW, Progress(quiet=True))


def test_what_ran_out_is_forgotten_and_the_rest_stays(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_ = staff.add(db, VAULT, "Ana de Prueba", "ana@oficina.example", StaffRole.TRAINER, None, NOW)
        sessions.begin(db, NOW, staff_id=id_)
        sessions.begin(db, NOW, board_code=CODE)
        sign_ins.ask(db, CODE, "handle", NOW)
        failures.begin(db, ["one"], NOW)
    context = an_office(engine, tmp_path)
    assert astuple(sweep.run(context)) == (0, 0, 0, 0, 0, 0, {}, 0, "")
    tomorrow = replace(context, clock=lambda: NOW + timedelta(days=1))
    assert astuple(sweep.run(tomorrow)) == (1, 1, 1, 0, 0, 0, {}, 0, "")


def test_a_file_that_nobody_waits_for_is_destroyed_and_one_that_is_being_written_stays(
    engine: Engine, tmp_path: Path
) -> None:
    context = an_office(engine, tmp_path)
    for name in ("waiting", "stray", "stray.part", "being_written"):
        context.papers.write(name, CODE, [b"content"])
        if name != "being_written":
            os.utime(tmp_path / "papers" / name, (0, 0))
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        filings.add(db, Filing("waiting", CODE, "RUT", FileKind.PDF, 7, NOW), "2026-11-22")
    assert astuple(sweep.run(context))[3:5] == (0, 2)
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == ["being_written", "waiting"]
    too_late = replace(context, clock=lambda: NOW + WAITS_AT_MOST + timedelta(seconds=1))
    assert astuple(sweep.run(too_late))[3:5] == (1, 1)
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["being_written"]


def test_a_question_between_boards_is_forgotten_after_a_year(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(), a_board(code="JAC-0002", name="JAC Olaya")], NOW)
        guides.agree(db, "JAC-0002", "lo que leyeron", NOW)
        inquiries.ask(db, Asking(CODE, "JAC-0002", "", "¿Cómo?"), NOW)
    context = an_office(engine, tmp_path)
    too_late = replace(context, clock=lambda: NOW + KEPT_FOR + timedelta(seconds=1))
    assert (sweep.run(context).inquiries, sweep.run(too_late).inquiries) == (0, 1)


def test_what_the_rules_say_is_forgotten_at_night(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as db:
        canary.begin(db, "CO1.BDOS.1", NOW)
    context = an_office(engine, tmp_path)
    assert sweep.run(context).by_rule == {}
    later = replace(context, clock=lambda: NOW + timedelta(days=400))
    assert sweep.run(later).by_rule == {"canary_runs": 1}


def test_more_than_one_transaction_takes_is_forgotten_in_several(engine: Engine, tmp_path: Path) -> None:
    more = AT_ONCE + 1
    rows = [{"portfolio_id": f"CO1.BDOS.{number}", "injected_at": NOW} for number in range(more)]
    with writing(engine) as db:
        db.execute(insert(canary_runs), rows)
    later = replace(an_office(engine, tmp_path), clock=lambda: NOW + timedelta(days=400))
    assert [sweep.run(later).by_rule for _ in range(2)] == [{"canary_runs": more}, {}]
