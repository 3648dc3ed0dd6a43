"""Who is signed in and may be let in, as the database keeps it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.access import PERMISSIONS, STAY_OF_BOARD, STAY_OF_STAFF, Permission, Staff, StaffRole
from store import audit, boards, failures, sealing, sessions, sign_ins, staff
from store.engine import reading, writing
from store.vault import Vault
from tests.examples import NOW, a_board

OLD, NEW = Vault(["an old key"]), Vault(["a new key", "an old key"])
CODE = a_board().code


def add(engine: Engine, vault: Vault = OLD, email: str = "ana@oficina.example") -> int:
    with writing(engine) as db:
        return staff.add(db, vault, "Ana de Prueba", email, StaffRole.TRAINER, "Localidad 2", NOW)


def test_a_person_is_found_by_address_in_whatever_case_and_added_once(engine: Engine) -> None:
    id_ = add(engine)
    with reading(engine) as db:
        lock = staff.lock_of(db, OLD, " ANA@oficina.example")
        assert lock
        assert lock.staff == Staff(
            id_, "Ana de Prueba", "ana@oficina.example", StaffRole.TRAINER, "Localidad 2"
        )
        assert (lock.password, lock.totp) == (None, None)
    with pytest.raises(staff.AlreadyThere):
        add(engine, email="Ana@Oficina.example")
    assert "oficina" not in repr(lock)


def test_a_code_is_taken_once_and_none_before_it(engine: Engine) -> None:
    id_ = add(engine)
    with writing(engine) as db:
        assert [staff.take_code(db, id_, step) for step in (7, 7, 6, 8)] == [True, False, False, True]


def test_people_are_sealed_anew_when_the_key_changes(engine: Engine) -> None:
    id_ = add(engine)
    with writing(engine) as db:
        token = staff.invite(db, OLD, id_, "SECRET", NOW)
        found = staff.invitation(db, OLD, token, NOW)
        assert found
        staff.take_up(db, OLD, token, found, "hash", 0, NOW)
        assert sealing.is_due(db, NEW)
        assert sealing.reseal(db, NEW) == 1
        assert not sealing.is_due(db, NEW)
        lock = staff.lock_of(db, Vault(["a new key", "an old key"]), "ana@oficina.example")
        assert lock
        assert (lock.totp, lock.password) == ("SECRET", "hash")
        with pytest.raises(Exception, match="not here"):
            staff.by_id(db, OLD, id_)


def test_sessions_that_ran_out_are_swept_and_others_stay(engine: Engine) -> None:
    id_ = add(engine)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        tokens = [sessions.begin(db, NOW, board_code=CODE), sessions.begin(db, NOW, staff_id=id_)]
        for after, left in ((timedelta(), 2), (STAY_OF_STAFF.idle, 1), (STAY_OF_BOARD.idle, 0)):
            sessions.sweep(db, NOW + after)
            found = [sessions.find(db, OLD, token, NOW) for token in tokens]
            assert sum(one is not None for one in found) == left


def test_a_board_or_a_person_is_signed_out_everywhere(engine: Engine) -> None:
    id_ = add(engine)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        of_board = [sessions.begin(db, NOW, board_code=CODE) for _ in range(2)]
        of_staff = sessions.begin(db, NOW, staff_id=id_)
        sessions.end_all(db, board_code=CODE)
        assert [sessions.find(db, OLD, token, NOW) for token in of_board] == [None, None]
        assert sessions.find(db, OLD, of_staff, NOW)
        sessions.end_all(db, staff_id=id_)
        assert sessions.find(db, OLD, of_staff, NOW) is None
        with pytest.raises(ValueError, match="board's or a person's"):
            sessions.begin(db, NOW)


def test_a_wish_to_be_let_in_goes_through_once(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_ = sign_ins.ask(db, CODE, "handle", NOW)
        assert [one.id for one in sign_ins.of_handle(db, "handle")] == [id_]
        assert sign_ins.of_handle(db, "another") == []
        assert [sign_ins.use(db, id_, NOW) for _ in range(2)] == [True, False]
        assert sign_ins.sweep(db, NOW + timedelta(days=1), timedelta(days=1)) == 1


def test_failures_count_for_a_while(engine: Engine) -> None:
    with writing(engine) as db:
        tried = [failures.begin(db, ["one", "all"], NOW) for _ in range(3)]
        assert [failures.number(db, one, NOW) for one in ("one", "all", "another")] == [3, 3, 0]
        just = NOW + failures.WHILE - timedelta(seconds=1)
        assert [failures.number(db, "one", at) for at in (just, NOW + failures.WHILE)] == [3, 0]
        failures.take_back(db, tried[0])
        failures.clear(db, "one")
        assert [failures.number(db, one, NOW) for one in ("one", "all")] == [0, 2]
        assert failures.sweep(db, NOW + failures.WHILE) == 2


def test_the_audit_tells_the_newest_first_in_pages(engine: Engine) -> None:
    with writing(engine) as db:
        for nth in range(3):
            audit.add(db, audit.OFFICE, audit.Action.SAW, audit.of_board(CODE), NOW, str(nth))
        first = audit.newest(db, 2)
        assert [line.detail for line in first] == ["2", "1"]
        assert [line.detail for line in audit.newest(db, 2, before=first[-1].id)] == ["0"]


def test_each_role_has_its_permissions_and_who_is_disabled_has_none() -> None:
    assert set(PERMISSIONS) == set(StaffRole)
    assert (
        PERMISSIONS[StaffRole.OBSERVER] < PERMISSIONS[StaffRole.TRAINER] < PERMISSIONS[StaffRole.SECRETARIAT]
    )
    gone = Staff(1, "a", "a@b.example", StaffRole.ADMINISTRATOR, disabled_at=NOW)
    assert not any(gone.may(permission) for permission in Permission)
