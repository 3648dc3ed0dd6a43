"""Stepped rollouts as they are kept: which boards wait for what, from when, and until when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine

from domain.access import StaffRole
from domain.canary import BOARD_CODE
from domain.contact import Preferences
from domain.effect import Measure
from domain.rollout import Rollout, State, Thing, Turn
from store import boards, preferences, rollouts, sizes, staff
from store.engine import reading, writing
from store.sizes import Known
from store.vault import Vault
from tests.examples import NOW, TODAY, TOMORROW, a_board

HOME = a_board().municipality
A_WEEK = timedelta(days=7)
NEXT, LAST = TOMORROW + A_WEEK, TOMORROW + 2 * A_WEEK
TURNS = (Turn("6", 0, TOMORROW, 1), Turn("14", 1, NEXT, 1), Turn("2", 2, LAST, 1))


def registered(db: Connection, thing: Thing = Thing.NEW_CALLS, turns: tuple[Turn, ...] = TURNS) -> int:
    """A rollout in three steps, over boards that are called by their unit."""
    known = [a_board(code=unit, unit=unit) for unit in ("6", "14", "2")]
    nowhere = a_board(code="nowhere", unit=None)
    elsewhere = a_board(code="elsewhere", unit="2", municipality="05001")
    boards.save(db, [*known, nowhere, elsewhere, a_board(code=BOARD_CODE, unit="2")], NOW)
    who = staff.add(
        db, Vault(["secret"]), "Ana", f"{thing}@oficina.example", StaffRole.SECRETARIAT, None, NOW
    )
    window = timedelta(days=7)
    return rollouts.register(
        db, HOME, thing, Measure.INTERESTED, window, "lot", "Saber si ayuda.", turns, who, NOW
    )


def waiting(db: Connection, day: date, last: date | None = None) -> set[str]:
    return rollouts.held_back(db, day, last or day)[Thing.NEW_CALLS]


def test_a_board_waits_from_the_start_until_the_turn_of_its_unit(engine: Engine) -> None:
    with writing(engine) as db:
        id_ = registered(db)
        assert waiting(db, TODAY) == set()
        assert waiting(db, TOMORROW) == waiting(db, NEXT - timedelta(days=1)) == {"14", "2"}
        assert waiting(db, NEXT) == waiting(db, LAST - timedelta(days=1)) == {"2"}
        assert waiting(db, LAST) == set()
        assert waiting(db, TODAY, TOMORROW) == {"14", "2"}
        assert waiting(db, NEXT, LAST) == {"2"}
        assert rollouts.turns_of(db, "2", NEXT) == {Thing.NEW_CALLS: LAST}
        assert rollouts.turns_of(db, "14", NEXT) == {}
        (kept,) = rollouts.every(db, HOME)
        assert kept == rollouts.get(db, HOME, id_)
        assert (kept.turns, kept.by, kept.registered_at, kept.ending) == (TURNS, "Ana", NOW, None)
        assert rollouts.every(db, "05001") == []


def test_ending_it_takes_effect_at_once(engine: Engine) -> None:
    with writing(engine) as db:
        id_ = registered(db)
        (before,) = rollouts.every(db, HOME)
        assert rollouts.end(db, id_, 1, "Ya se sabe.", NOW + A_WEEK)
        assert not rollouts.end(db, id_, 1, "Otra vez.", NOW + A_WEEK)
    ended_on = TODAY + A_WEEK
    with reading(engine) as db:
        assert waiting(db, ended_on - timedelta(days=1)) == {"14", "2"}
        assert waiting(db, ended_on) == set()
        (kept,) = rollouts.every(db, HOME)
    assert kept.ending is not None
    assert (kept.ending.by, kept.ending.why) == ("Ana", "Ya se sabe.")
    assert [one.state(NEXT) for one in (before, kept)] == [State.RUNS, State.ENDED]
    assert kept.waiting(NEXT) == ()


def test_what_is_ended_before_it_starts_holds_nobody_back(engine: Engine) -> None:
    with writing(engine) as db:
        rollouts.end(db, registered(db), 1, "Mejor no.", NOW)
        assert waiting(db, TODAY, LAST) == set()


def test_who_chose_how_often_it_wants_its_messages_waits_for_nothing(engine: Engine) -> None:
    with writing(engine) as db:
        registered(db)
        preferences.save(db, "2", Preferences(), NOW)
        assert waiting(db, NEXT) == set()


@pytest.mark.parametrize("starts_on", [TODAY, TODAY - timedelta(days=1)])
def test_what_starts_today_or_did_before_is_not_registered(engine: Engine, starts_on: date) -> None:
    with writing(engine) as db, pytest.raises(ValueError, match="before the day"):
        registered(db, turns=(Turn("6", 0, starts_on, 1), Turn("2", 1, NEXT, 1)))


def test_a_rollout_goes_from_registered_to_done() -> None:
    rollout = Rollout(
        1, Thing.EARLY_BELL, Measure.OFFERED, A_WEEK, "lot", "Saber si ayuda.", NOW, "Ana", TURNS
    )
    days = {TODAY: State.REGISTERED, TOMORROW: State.RUNS, LAST: State.DONE}
    assert {day: rollout.state(day) for day in days} == days
    assert [turn.unit for turn in rollout.waiting(TOMORROW)] == ["14", "2"]
    assert [rollout.waiting(day) for day in (TODAY, LAST)] == [(), ()]


def test_nobody_told_how_large_a_board_is_until_somebody_does(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(code="A"), a_board(code="B")], NOW)
        assert [sizes.save(db, {"A": number}, NOW) for number in (120, 130, 130)] == [{"A"}, {"A"}, set()]
        assert sizes.every(db, HOME) == {"A": Known(TODAY, 130), "B": Known(TODAY, None)}
        assert sizes.every(db, "05001") == {}
