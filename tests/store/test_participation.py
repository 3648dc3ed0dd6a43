"""The export of participation: each number is that of the rows of events that it counts."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from domain.alert import Alert, AlertKind, Priority
from domain.outcome import Outcome, OutcomeKind
from store import alerts, contracts, events, exports, links, outcomes
from store.engine import writing
from store.links import SupplierLink
from store.processes import RECORDS
from store.telling_tables import deliveries
from tests.api.eventful_board import live
from tests.api.town import POZON, settle
from tests.examples import NOW, a_board, a_contract, a_process

Row = dict[str, Any]
# The numbers that are not of a kind of event and those that are only maybe the board's.
_MAYBE = {"maybe_offered": "offered", "maybe_awarded": "awarded", "maybe_signed": "signed"}
_COP = ("signed_cop", "signed_without_value")
_OF_BOARD = ("code", "name", "kind", "municipality", "locality", "barrio")
_TELLS = (AlertKind.NEW_MATCH, AlertKind.REMINDER)
LATER = NOW + timedelta(hours=1)


def _rows(db: Any, what: str) -> list[Row]:
    names, rows = exports.rows(db, what)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _about(held: Iterable[Row], kind: str, sureness: str) -> set[str]:
    return {one["about"] for one in held if (one["kind"], one["sureness"]) == (kind, sureness)}


def _a_board_that_does_all(engine: Engine) -> None:
    settle(engine, people=[a_board()])
    kinds = (OutcomeKind.OPENED, OutcomeKind.INTERESTED, OutcomeKind.NOT_FOR_US, OutcomeKind.OFFERED)
    said = [Outcome(POZON.code, "P1", kind, NOW, "page") for kind in kinds]
    unsigned = a_contract(key="no-value", portfolio_id="P9", value_cop=None)
    maybe = a_process(number=6, status="Seleccionado")
    second = a_contract(key="again", portfolio_id="CO1.BDOS.1", value_cop=2_000_000)
    with writing(engine) as db:
        live(db)
        outcomes.record_first(db, said)
        contracts.CONTRACTS.save(db, [unsigned, second], [b"7", b"8"], NOW)
        own = [SupplierLink(one.key, POZON.code, 1.0, "certain") for one in (unsigned, second)]
        links.replace_of_contracts(db, own, NOW, {one.key for one in own})
        RECORDS.save(db, [maybe], [b"6"], NOW)
        probable = SupplierLink(maybe.key, POZON.code, 1.0, "probable")
        links.replace_of_awards(db, [probable], NOW, {maybe.key})
        told = [Alert(POZON.code, f"P{n}", kind) for n in (1, 2) for kind in _TELLS]
        alerts.queue(db, told, NOW, NOW, Priority.NEW)
        db.execute(deliveries.update().values(channel="email", accepted_at=NOW))
        events.look(db, LATER)


def test_each_number_is_that_of_its_events(engine: Engine) -> None:
    _a_board_that_does_all(engine)
    with writing(engine) as db:
        told, every = _rows(db, "participation"), _rows(db, "events")
    held = [one for one in every if one["known_until"] is None]
    (row,) = (one for one in told if one["code"] == POZON.code)
    held = [one for one in held if one["board_code"] == POZON.code]
    for name in row.keys() - {*_OF_BOARD, *_COP}:
        kind, sureness = (_MAYBE[name], "probable") if name in _MAYBE else (name, "certain")
        assert row[name] == len(_about(held, kind, sureness)) > 0, name
    signed = [one["value"] for one in held if (one["kind"], one["sureness"]) == ("signed", "certain")]
    assert row["signed_cop"] == sum(int(value) for value in signed if value)
    assert row["signed_without_value"] == signed.count(None)


def test_what_is_held_for_true_no_longer_is_not_counted(engine: Engine) -> None:
    _a_board_that_does_all(engine)
    with writing(engine) as db:
        links.replace_of_awards(db, [], LATER)
        events.look(db, LATER + timedelta(hours=1))
        (row,) = (one for one in _rows(db, "participation") if one["code"] == POZON.code)
        gone = [one["kind"] for one in _rows(db, "events") if one["known_until"]]
    assert (row["awarded"], row["maybe_awarded"]) == (0, 0)
    assert gone == ["awarded", "awarded"]
