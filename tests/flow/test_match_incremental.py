"""A match that looks at nothing but what changed arrives where one of everything does."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update

from api.board import ask, page_of
from domain.document import Document
from domain.finding import Finding, FindingKind
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence
from matching.match import Ruling
from matching.prepare import Call
from readiness.catalogue import load
from service.match import full as match_full
from service.match import inputs as match_inputs
from service.match import part as match_part
from service.match import told as match_told
from service.match import workers as match_workers
from service.match.part import Answer, Part
from service.match.workers import alone
from service.steps import match as step
from service.steps.match import MatchSummary, by_locality
from store import boards, contracts, document_files, documents, evidence, links, outcomes, places
from store.engine import reading, writing
from store.links import SupplierLink
from store.tables import boards as board_rows
from store.tables import match_calls, refusals
from store.tables import matches as kept
from tests.api.counting import statements_of
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_contract, a_process
from tests.flow.match_town import Towns
from tests.reached import reach

CHANGES = 16
BOARDS, CALLS = 3, 4
GUARANTEE = Finding(FindingKind.GUARANTEE, affirmed=True, value="10 %", quote="Una garantía del 10 %", page=3)


@pytest.fixture
def town(engine: Engine) -> Towns:
    """Three boards that can show everything, four calls in their barrio; matched."""
    town = Towns(engine, 1)
    papers = [Evidence(id_, 4, YESTERDAY, TODAY + timedelta(days=300)) for id_ in load(TODAY).requirements]
    found = [a_board(code=f"JAC-000{n}", president="Marea Ceiba") for n in range(1, BOARDS + 1)]
    with writing(engine) as db:
        boards.save(db, found, NOW)
        evidence.save(db, [(board.code, paper) for board in found for paper in papers], NOW)
    for number in range(1, CALLS + 1):
        town.publish(a_process(number=number))
    town.matched()
    return town


def looked_at(summary: MatchSummary) -> tuple[int, int, int]:
    return summary.boards_changed, summary.processes_changed, summary.pairs


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_fast_match_misses_nothing(engine: Engine, seed: int) -> None:
    towns = Towns(engine, seed)
    towns.found(some_boards=8, calls=15)
    rules: Counter[str] = Counter()
    for nth in range(CHANGES):
        for _ in range(1 + nth % 3):
            towns.happens()
        rules.update(towns.matched().refusals)
        assert towns.stands() == towns.plainly()
    assert towns.stands()[0]
    assert rules.keys() >= {"not_open", "not_for_boards", "other_place", "other_trade", "no_route"}
    told = towns.told()
    assert towns.missed() == 0
    assert towns.told() == told
    assert towns.matched().pairs == 0


def test_the_first_match_looks_at_everything_and_the_next_at_nothing(engine: Engine, town: Towns) -> None:
    matched, refused = town.stands()
    assert len(matched) == BOARDS * CALLS
    summary = town.matched()
    assert looked_at(summary) == (0, 0, 0)
    assert (summary.boards, summary.processes, summary.matches) == (BOARDS, CALLS, BOARDS * CALLS)
    assert (summary.new, summary.changed, summary.withdrawn, summary.missed) == (0, 0, 0, None)
    assert town.stands() == (matched, refused)


def test_one_changed_process_is_held_against_all_boards_alone(town: Towns) -> None:
    town.publish(a_process(number=2, price_cop=70_000_000))
    summary = town.matched()
    assert looked_at(summary) == (0, 1, BOARDS)
    assert (summary.new, summary.changed, summary.withdrawn) == (0, BOARDS, 0)


def test_one_changed_board_is_held_against_all_calls_alone(town: Towns) -> None:
    with writing(town.context.engine) as db:
        boards.save(db, [a_board(code="JAC-0002", barrio="Olaya Herrera")], NOW)
    assert looked_at(town.matched()) == (1, 0, CALLS)
    assert town.stands() == town.plainly()


def test_a_new_neighbour_of_a_barrio_looks_at_its_boards(town: Towns) -> None:
    with writing(town.context.engine) as db:
        boards.save(db, [a_board(code="JAC-0002", barrio="Olaya Herrera")], NOW)
    town.matched()
    with writing(town.context.engine) as db:
        places.replace_neighbours(db, "13001", [("Olaya Herrera", "El Pozón", 40.0)])
    assert looked_at(town.matched()) == (1, 0, CALLS)
    assert town.stands() == town.plainly()


def test_a_new_address_of_a_board_is_nothing_to_the_match(town: Towns) -> None:
    with writing(town.context.engine) as db:
        reach(db, town.context.vault, ["JAC-0002"])
    assert looked_at(town.matched()) == (0, 0, 0)


def test_a_paper_of_one_board_looks_at_that_board(town: Towns) -> None:
    with writing(town.context.engine) as db:
        evidence.save(db, [("JAC-0003", Evidence("RUT", 1))], NOW)
    assert looked_at(town.matched()) == (1, 0, CALLS)
    assert town.stands() == town.plainly()


def test_a_call_that_a_board_dismissed_matches_it_no_more_until_it_changes_its_mind(town: Towns) -> None:
    def say(kind: OutcomeKind, minutes: int) -> MatchSummary:
        at = NOW + timedelta(minutes=minutes)
        with writing(town.context.engine) as db:
            outcomes.record(db, Outcome("JAC-0002", "CO1.BDOS.3", kind, at, "page"))
        return town.matched()

    summary = say(OutcomeKind.NOT_FOR_US, 1)
    assert looked_at(summary) == (1, 0, CALLS)
    assert (summary.withdrawn, summary.refusals) == (1, {"dismissed": 1})
    assert town.stands() == town.plainly()
    assert town.matched(full=True).missed == 0
    with reading(town.context.engine) as db:
        page = page_of(db, ask(db, "JAC-0002", TODAY), TODAY)
    assert page
    assert [offer.match.portfolio_id for offer in page.calls.dismissed] == ["CO1.BDOS.3"]
    assert len(page.calls.offers) == CALLS - 1
    assert say(OutcomeKind.INTERESTED, 2).new == 1
    assert town.stands() == town.plainly()


def test_a_document_of_one_call_looks_at_that_call(town: Towns) -> None:
    document = Document(
        "7", "CO1.BDOS.3", None, "invitacion.pdf", "pdf", 9, None, TODAY, "https://x.example/7"
    )
    with writing(town.context.engine) as db:
        documents.RECORDS.save(db, [document], [b"1"], NOW)
        document_files.fetched(db, "7", "0" * 64, 9, 1, NOW)
        document_files.read(db, "7", [GUARANTEE], 1, NOW, pages=3)
    summary = town.matched()
    assert looked_at(summary) == (0, 1, BOARDS)
    assert summary.changed == BOARDS


def test_what_a_board_did_looks_at_the_calls_that_are_like_it_and_at_the_board(town: Towns) -> None:
    town.publish(a_process(number=4, title="Refrigerios para la asamblea comunitaria", description=None))
    town.matched()
    won = a_contract(buyer_nit="899999999", object="Refrigerios para la asamblea comunitaria")
    with writing(town.context.engine) as db:
        contracts.CONTRACTS.save(db, [won], [b"1"], NOW)
        links.replace_of_contracts(db, [SupplierLink(won.key, "JAC-0001", 1.0, "certain")], NOW)
    summary = town.matched()
    assert (summary.boards_changed, summary.processes_changed) == (1, 1)
    assert town.stands() == town.plainly()


def test_a_new_day_looks_at_the_calls_whose_days_left_are_others(town: Towns) -> None:
    town.publish(a_process(number=5, closes_on=None))
    town.matched()
    town.now = NOW + timedelta(days=1)
    assert looked_at(town.matched()) == (0, CALLS, CALLS * BOARDS)
    assert town.stands() == town.plainly()


def test_a_new_day_puts_no_match_into_words_again_and_writes_none(
    town: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, refused = town.stands()
    monkeypatch.setattr(match_part, "judge", lambda *_: Ruling("below_bar"))
    town.now = NOW + timedelta(days=1)
    with statements_of(town.context.engine) as statements:
        summary = town.matched()
    matched, still_refused = town.stands()
    assert (matched, still_refused) == town.plainly()
    assert (summary.new, summary.changed, summary.withdrawn) == (0, 0, 0)
    assert not [one for one in statements if re.match(r"(UPDATE|INSERT INTO|DELETE FROM) matches\b", one)]
    assert [replace(one, score=0.0) for one in matched] == [replace(one, score=0.0) for one in before]
    assert all(now.score < then.score for now, then in zip(matched, before, strict=True))
    assert still_refused == refused


def test_on_a_new_day_the_board_that_changed_is_judged_in_words_and_the_others_by_arrays(
    town: Towns,
) -> None:
    with writing(town.context.engine) as db:
        at = NOW + timedelta(minutes=1)
        outcomes.record(db, Outcome("JAC-0001", "CO1.BDOS.3", OutcomeKind.NOT_FOR_US, at, "page"))
    town.matched()
    with writing(town.context.engine) as db:
        evidence.save(db, [("JAC-0003", Evidence("RUT", 1))], NOW)
    town.now = NOW + timedelta(days=1)
    assert looked_at(town.matched()) == (1, CALLS, CALLS * BOARDS)
    assert town.stands() == town.plainly()
    assert town.matched(full=True).missed == 0


def test_later_on_the_same_day_there_is_nothing_to_look_at(town: Towns) -> None:
    town.now = NOW + timedelta(hours=9)
    assert looked_at(town.matched()) == (0, 0, 0)


def test_a_changed_catalogue_looks_at_everything(town: Towns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match_inputs, "load", lambda day: replace(load(day), version="another"))
    assert looked_at(town.matched()) == (BOARDS, CALLS, BOARDS * CALLS)


def test_a_call_that_is_over_is_withdrawn_and_counted_no_more(town: Towns) -> None:
    town.publish(a_process(number=1, awarded=True))
    summary = town.matched()
    assert (summary.processes, summary.matches, summary.withdrawn) == (
        CALLS - 1,
        (CALLS - 1) * BOARDS,
        BOARDS,
    )
    assert town.stands() == town.plainly()


def test_a_call_is_prepared_once_until_it_changes_and_forgotten_when_it_is_over(town: Towns) -> None:
    def call(number: int) -> Call:
        return match_inputs.read(town.context).dated(a_process(number=number).portfolio_id).call

    first, second = call(1), call(2)
    assert call(1) is first
    town.publish(a_process(number=1, price_cop=70_000_000))
    assert call(1).value_cop == 70_000_000
    assert call(2) is second
    town.publish(a_process(number=2, awarded=True))
    town.matched()
    assert second not in match_inputs._prepared.values()


def test_a_board_that_is_deleted_leaves_nothing_behind(town: Towns) -> None:
    with writing(town.context.engine) as db:
        db.execute(delete(board_rows).where(board_rows.c.code == "JAC-0003"))
    town.matched()
    assert town.stands() == town.plainly()
    with writing(town.context.engine) as db:
        boards.save(db, [a_board(code="JAC-0009", name="Junta de Acción Comunal")], NOW)
    town.matched()
    assert town.stands() == town.plainly()
    assert town.matched(full=True).missed == 0


@pytest.mark.parametrize(
    "tamper",
    [
        update(kept).where(kept.c.portfolio_id == "CO1.BDOS.2").values(score=0.1),
        update(kept).where(kept.c.portfolio_id == "CO1.BDOS.2").values(withdrawn_at=NOW),
        update(match_calls)
        .where(match_calls.c.portfolio_id == "CO1.BDOS.2")
        .values(told=match_told.kept(match_told.NONE)),
    ],
)
def test_what_the_fast_match_had_missed_is_told_and_mended(town: Towns, tamper: Any) -> None:
    right = town.stands()
    with writing(town.context.engine) as db:
        db.execute(tamper)
    assert town.matched().missed is None
    assert town.matched(full=True).missed == BOARDS
    assert town.stands() == right
    assert town.matched(full=True).missed == 0


@pytest.mark.parametrize("full", [False, True])
def test_a_match_that_another_overtakes_begins_again(
    town: Towns, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """While it judges, and in a full match while it judges again, another match is done with more."""
    published = iter([a_process(number=1, price_cop=10_000_000), a_process(number=7)])

    def overtaken(parts: Iterable[Part]) -> Iterator[Answer]:
        if process := next(published, None):
            town.publish(process)
            monkeypatch.setattr(match_workers, "alone", alone)
            step.run(town.context)
            monkeypatch.setattr(match_workers, "alone", overtaken)
        return alone(parts)

    town.publish(a_process(number=2, price_cop=70_000_000))
    monkeypatch.setattr(match_workers, "alone", overtaken)
    summary = step.run(town.context, full=full)
    assert (next(published, None) is None) is full  # the second one finds nothing left to do
    assert summary.missed == (0 if full else None)
    assert town.stands() == town.plainly()


def test_where_arrays_and_rules_differ_the_rules_have_the_last_word(
    town: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_part, "judge", lambda *_: Ruling("below_bar"))
    town.publish(a_process(number=2, price_cop=70_000_000))
    summary = town.matched()
    assert (summary.withdrawn, summary.refusals) == (BOARDS, {"below_bar": BOARDS})


def test_no_part_names_a_person(town: Towns) -> None:
    parts: list[Part] = []

    def listening(some: Iterable[Part]) -> Iterator[Answer]:
        parts.extend(some)
        return alone(parts)

    inputs = match_inputs.read(town.context)
    match_full.check(town.context, inputs, inputs.dated, listening)
    assert "Marea Ceiba" in repr(inputs.profiles)
    assert "Marea Ceiba" not in repr(parts)


def test_a_wrong_count_of_refusals_is_mended(town: Towns) -> None:
    town.publish(a_process(number=9, status="Cancelado"))
    town.matched()
    right = town.stands()
    with writing(town.context.engine) as db:
        db.execute(update(refusals).values(processes=99))
    assert town.matched(full=True).missed == BOARDS
    assert town.stands() == right


def test_the_share_of_boards_with_a_match_is_told_by_locality() -> None:
    some = [
        a_board(code="A", locality="Norte"),
        a_board(code="B", locality="Norte"),
        a_board(code="C", locality=None),
        a_board(code="D", municipality="05266", locality=None),
    ]
    assert [
        (one.municipality, one.locality, one.boards, one.matched, one.share)
        for one in by_locality(some, {"A", "C"})
    ] == [("05266", None, 1, 0, 0.0), ("13001", None, 1, 1, 1.0), ("13001", "Norte", 2, 1, 0.5)]
