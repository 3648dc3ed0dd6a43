"""The night's sweep: what lets nobody in any more is forgotten, and nothing else."""

from dataclasses import astuple, replace
from datetime import timedelta

from sqlalchemy import Engine

from domain.access import StaffRole
from service import sweep
from service.context import Context
from service.progress import Progress
from store import boards, failures, sessions, sign_ins, staff
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, settings

CODE = a_board().code


def test_what_ran_out_is_forgotten_and_the_rest_stays(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_ = staff.add(db, VAULT, "Ana de Prueba", "ana@oficina.example", StaffRole.TRAINER, None, NOW)
        sessions.begin(db, NOW, staff_id=id_)
        sessions.begin(db, NOW, board_code=CODE)
        sign_ins.ask(db, CODE, "handle", NOW)
        failures.add(db, "one", NOW)
    context = Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))
    assert astuple(sweep.run(context)) == (0, 0, 0)
    tomorrow = replace(context, clock=lambda: NOW + timedelta(days=1))
    assert astuple(sweep.run(tomorrow)) == (1, 1, 1)
