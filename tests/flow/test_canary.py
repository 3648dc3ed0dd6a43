"""The canary goes through the real steps of an installation, and nobody else hears of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from api.app import Web, create_app
from api.exports import writing as export
from api.exports.writing import Format
from domain.canary import BOARD_CODE, CALLS
from domain.contact import Channel, ContactSource
from notifications.links import sign
from service import canary, watch
from service.context import Context
from service.steps import alert, assess, deliver, match
from service.steps.match import MatchSummary
from store import channel_states, documents, processes, stopping, troubles
from store.engine import reading, writing
from store.schema import metadata
from store.tables import matches, refusals
from tests.examples import NOW, a_board, a_process
from tests.flow.house import SECRET, House, a_house, settle
from tests.pages import Pages

NIGHT = NOW.replace(hour=5, minute=10)
MORNING = NOW.replace(hour=7)
TO = "prueba@convite.example"


@pytest.fixture
def pages() -> Iterator[Pages]:
    with Pages().open() as opened:
        yield opened


@pytest.fixture
def house(engine: Engine, pages: Pages) -> Iterator[House]:
    with a_house(engine, NIGHT) as made:
        chosen = made.context.settings.model_copy(update={"canary": f"email:{TO}", "operator": pages.url})
        settle(engine, [a_board(), a_board(code="JAC-2", name="JAC Olaya", barrio="Olaya")], NOW)
        with writing(engine) as db:
            calls = [a_process(), a_process(number=2, modality="Contratación directa")]
            processes.RECORDS.save(db, calls, [b"0" * 16, b"1" * 16], NOW)
        yield replace(made, context=replace(made.context, settings=chosen))


def at(house: House, moment: datetime) -> Context:
    return replace(house.context, clock=lambda: moment)


def carry(context: Context) -> MatchSummary:
    assess.run(context)
    summary = match.run(context)
    alert.run(context)
    deliver.run(context)
    return summary


def found_in(context: Context, folder: Path) -> dict[str, str]:
    """Whatever anybody can read: every export, and every page and list that is open to all."""
    said = {}
    with reading(context.engine) as db:
        for name in export.names():
            out = folder / f"{name}.jsonl"
            export.export(db, name, Format.JSONL, out, context.today)
            said[name] = out.read_text()
    web = Web(SECRET, context.settings.public_url, "13001", context.clock)
    app = create_app(context.engine, web)
    paths = [one.path for one in app.routes if isinstance(one, APIRoute) and "GET" in (one.methods or ())]
    with TestClient(app, base_url=context.settings.public_url) as client:
        for path in paths:
            if "{" not in path:
                said[path] = client.get(path).text
    return said


def test_it_arrives_and_nobody_else_hears_of_it(house: House, pages: Pages, tmp_path: Path) -> None:
    carry(at(house, NIGHT))
    before, counted = found_in(house.context, tmp_path), refused(house.context)
    assert counted
    injected = canary.inject(house.context)
    assert canary.inject(house.context) == replace(injected, is_new=False)
    summary = carry(at(house, NIGHT + timedelta(minutes=30)))
    assert (summary.boards, summary.processes, summary.matches) == (2, 2, 2)
    assert (summary.boards_changed, summary.processes_changed, summary.pairs, summary.new) == (0, 0, 0, 0)
    (received,) = [one for one in house.smtp.messages if one.recipient == TO]
    assert "parque inventado" in received.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    with reading(house.context.engine) as db:
        board_codes = select(matches.c.board_code).where(matches.c.portfolio_id == injected.process)
        assert db.execute(board_codes).scalars().all() == [BOARD_CODE]
        assert refused(house.context) == counted
        assert processes.to_recheck(db, NIGHT.date()) == ["CO1.REQ.1", "CO1.REQ.2"]
        assert documents.wanted(db, NIGHT.date()) == ["CO1.BDOS.1"]
    after = found_in(house.context, tmp_path)
    assert {name for name in after if after[name] != before[name]} <= {"/metrics", "deliveries"}
    assert not [name for name, text in after.items() if CALLS in text or BOARD_CODE in text]
    assert nobody_finds(house.context, injected.process)
    assert match.run(at(house, NIGHT), full=True).missed == 0

    checked = canary.check(at(house, MORNING))
    assert (checked.well, checked.process, pages.bodies) == (True, injected.process, [])
    assert "whether it arrived cannot be heard there" in checked.says
    assert canary.check(at(house, MORNING)) == checked
    assert match.run(at(house, MORNING)).matches == 2
    assert refused(house.context) == counted
    assert left_over(house.context) == {"boards", "contacts", "authorisations", "preferences", "assessments"}


def nobody_finds(context: Context, portfolio_id: str) -> bool:
    token = sign(BOARD_CODE, SECRET)
    web = Web(SECRET, context.settings.public_url, "13001", context.clock)
    paths = (f"/proceso/{portfolio_id}/juntas", f"/juntas/{BOARD_CODE}/pasaporte", f"/junta/{token}")
    with TestClient(create_app(context.engine, web), base_url=context.settings.public_url) as client:
        return {client.get(path).status_code for path in paths} == {404}


def refused(context: Context) -> list[tuple[object, ...]]:
    with reading(context.engine) as db:
        return [tuple(row) for row in db.execute(select(refusals).order_by(*refusals.c))]


def left_over(context: Context) -> set[str]:
    """Tables that still speak of the canary, apart from what marks and logs its runs."""
    own = {"canary_runs", "match_boards", "match_calls", "assessment_history"}
    found = set()
    with reading(context.engine) as db:
        for table in metadata.sorted_tables:
            said = repr(db.execute(select(table)).all())
            if table.name not in own and (CALLS in said or BOARD_CODE in said):
                found.add(table.name)
    return found


def test_the_operator_is_paged_with_the_step_that_it_did_not_pass(house: House, pages: Pages) -> None:
    def day(number: int, hour: int = 7) -> Context:
        return at(house, MORNING.replace(hour=hour) + timedelta(days=number))

    assert failed(canary.check(day(0))) == "not injected"
    canary.check(at(house, MORNING + timedelta(minutes=59)))
    assert len(pages.bodies) == 1  # at most once for each trouble and hour
    canary.inject(day(1, 5))
    assert failed(canary.check(day(1), dry_run=True)) == "not matched"
    assert failed(canary.check(day(1))) == "not matched"
    assert "no match ran since it was injected" in pages.bodies[-1]
    canary.inject(day(2, 5))
    match.run(day(2, 6))
    assert failed(canary.check(day(2))) == "not alerted"
    canary.inject(day(3, 5))
    with writing(house.context.engine) as db:
        channel_states.stop(db, Channel.EMAIL, "the sender is being moved", NOW)
    carry(day(3, 6))
    assert failed(canary.check(day(3))) == "not accepted"
    assert "stopped by hand: the sender is being moved" in pages.bodies[-1]
    assert len(pages.bodies) == 4
    assert TO not in "".join(pages.bodies)


def failed(checked: canary.Checked) -> str | None:
    return checked.failed_step


def test_after_a_night_without_check_another_contact_gets_the_next(house: House, pages: Pages) -> None:
    canary.inject(house.context)
    carry(house.context)
    with writing(house.context.engine) as db:  # who reads the first wants no more of them
        stopping.stop(db, house.context.vault, BOARD_CODE, ContactSource.REPLY, NIGHT)
    again = at(house, NIGHT + timedelta(hours=12))
    canary.check(again)
    canary.inject(again)
    carry(again)
    assert canary.check(again, dry_run=True).says == "its contact cannot be written to (stopped)"
    chosen = house.context.settings.model_copy(update={"canary": "email:convite+otra@convite.example"})
    later = replace(house.context, settings=chosen, clock=lambda: NIGHT + timedelta(days=1))
    second = canary.inject(later)
    carry(later)
    ours = [one.recipient for one in house.smtp.messages if "@convite.example" in one.recipient]
    assert ours == [TO, "convite+otra@convite.example"]
    with reading(house.context.engine) as db:
        live = {one.portfolio_id for one in processes.live(db, NIGHT.date(), with_canary=True)}
    assert live - {"CO1.BDOS.1", "CO1.BDOS.2"} == {second.process}
    # A mailbox of our own would tell that it arrived: no word is no arrival.
    unread = chosen.model_copy(update={"mailbox_url": "imap://convite:x@127.0.0.1:9/INBOX"})
    checked = canary.check(replace(later, settings=unread))
    assert (checked.failed_step, len(pages.bodies)) == ("not delivered", 1)


def test_a_page_of_a_failed_night_is_sent_until_somebody_takes_it(house: House, pages: Pages) -> None:
    canary.inject(house.context)
    pages.status = 500
    assert failed(canary.check(at(house, MORNING))) == "not matched"
    assert watch.run(at(house, MORNING + timedelta(minutes=4))).paged == []
    canary.inject(at(house, NIGHT + timedelta(days=1)))
    pages.status = 200
    later = at(house, NIGHT + timedelta(days=1, minutes=4))
    assert watch.run(later) == watch.WatchSummary(["canary"], ["canary"])
    assert "the canary was not matched: no match ran since it was injected (2026-06-03)" in pages.bodies[-1]
    assert watch.run(at(house, NIGHT + timedelta(days=1, minutes=14))) == watch.WatchSummary([], [])
    assert failed(canary.check(at(house, MORNING + timedelta(days=1)))) == "not matched"
    assert len(pages.bodies) == 4


def test_that_none_was_injected_is_said_again_too(house: House, pages: Pages) -> None:
    canary.inject(house.context)
    canary.check(at(house, MORNING))
    pages.status = 500
    canary.check(at(house, MORNING + timedelta(days=1)))
    pages.status = 200
    assert watch.run(at(house, MORNING + timedelta(days=1, minutes=4))).paged == ["canary"]
    assert "the canary was not injected" in pages.bodies[-1]


def test_who_answered_stop_to_the_canary_gets_it_again_when_a_person_says_so(house: House) -> None:
    canary.inject(house.context)
    with writing(house.context.engine) as db:
        stopping.stop(db, house.context.vault, BOARD_CODE, ContactSource.REPLY, NIGHT)
    carry(house.context)
    assert canary.inject(house.context).is_new is False
    carry(house.context)
    assert [one for one in house.smtp.messages if one.recipient == TO] == []
    canary.inject(house.context, resume=True)
    carry(house.context)
    assert canary.check(at(house, MORNING)).well


def test_a_page_that_nobody_takes_is_known_until_one_is(house: House, pages: Pages) -> None:
    pages.status = 500
    assert not canary.check(at(house, MORNING)).well
    with reading(house.context.engine) as db:
        (untold,) = troubles.untold(db)
    assert (untold.name, untold.paged_at) == ("canary", None)
    pages.status = 200
    canary.check(at(house, MORNING + timedelta(minutes=5)))
    with reading(house.context.engine) as db:
        assert troubles.untold(db) == []
