"""The night's sweep: what lets nobody in any more is forgotten, and nothing else."""

import os
from dataclasses import astuple, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from domain.access import StaffRole
from domain.filing import WAITS_AT_MOST, FileKind, Filing
from service import sweep
from service.context import Context
from service.progress import Progress
from store import boards, failures, filings, sessions, sign_ins, staff
from store.engine import writing
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
        failures.add(db, "one", NOW)
    context = an_office(engine, tmp_path)
    assert astuple(sweep.run(context)) == (0, 0, 0, 0, 0)
    tomorrow = replace(context, clock=lambda: NOW + timedelta(days=1))
    assert astuple(sweep.run(tomorrow)) == (1, 1, 1, 0, 0)


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
    assert astuple(sweep.run(context))[3:] == (0, 2)
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == ["being_written", "waiting"]
    too_late = replace(context, clock=lambda: NOW + WAITS_AT_MOST + timedelta(seconds=1))
    assert astuple(sweep.run(too_late))[3:] == (1, 1)
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["being_written"]
