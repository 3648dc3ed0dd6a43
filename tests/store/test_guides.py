"""Boards that may be asked, in both databases: consent, limits, answers, and what is forgotten."""

from datetime import timedelta

from sqlalchemy import Connection, Engine

from domain.guide import A_WEEK, KEPT_FOR, MOST_A_WEEK, InquiryState, NoAsking
from store import boards, guides, inquiries
from store.engine import writing
from store.guides import Willing
from store.inquiries import Asking
from tests.examples import NOW, a_board
from tests.store.waiting import ON_POSTGRESQL, waits

CODES = [f"JAC-000{n}" for n in range(1, 7)]
ASKER, GUIDE, OTHER = CODES[:3]
LATER = NOW + timedelta(hours=1)


def _settle(db: Connection, agreed: tuple[str, ...] = (GUIDE,)) -> None:
    boards.save(db, [a_board(code=code, name=f"JAC {code}") for code in CODES], NOW)
    for code in agreed:
        guides.agree(db, code, "todo lo que leyeron", NOW)


def _ask(db: Connection, asker: str = ASKER, guide: str = GUIDE, at: object = NOW) -> int | NoAsking:
    return inquiries.ask(db, Asking(asker, guide, "RUT", "¿Cómo?"), at)  # type: ignore[arg-type]


def _willing(db: Connection, code: str = ASKER) -> list[Willing]:
    return guides.WILLING.ask(db, code=code, week_began=NOW - A_WEEK)


def test_a_board_that_agreed_is_known_to_others_until_it_takes_it_back(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db)
        guides.agree(db, GUIDE, "otra cosa", LATER)
        (one,) = _willing(db)
        kept = guides.CONSENT.ask(db, code=GUIDE)
        assert _willing(db, GUIDE) == []
        asked = _ask(db)
        guides.withdraw(db, GUIDE, LATER)
        gone, stands = _willing(db), guides.CONSENT.ask(db, code=GUIDE)
        (inquiry,) = inquiries.ASKED.ask(db, code=ASKER)
        again = _ask(db, OTHER)
    assert (one.code, one.this_week, one.of_ours) == (GUIDE, 0, 0)
    assert kept
    assert (kept.words, kept.given_at) == ("todo lo que leyeron", NOW)
    assert isinstance(asked, int)
    assert (gone, stands) == ([], None)
    assert inquiry.state is InquiryState.DECLINED
    assert again is NoAsking.NO_GUIDE


def test_one_question_waits_for_a_guide_and_three_go_out_in_a_week(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db, tuple(CODES[1:]))
        assert isinstance(_ask(db), int)
        assert _ask(db) is NoAsking.WAITS
        assert _willing(db)[0].of_ours == 1
        for guide in CODES[2 : 1 + MOST_A_WEEK]:
            assert isinstance(_ask(db, guide=guide), int)
        assert _ask(db, guide=CODES[-1]) is NoAsking.ASKED_ENOUGH
        assert isinstance(_ask(db, guide=CODES[-1], at=NOW + A_WEEK), int)


def test_a_guide_is_asked_three_times_a_week_and_by_nobody_that_it_shut_out(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db)
        for asker in CODES[2 : 2 + MOST_A_WEEK]:
            assert isinstance(_ask(db, asker), int)
        assert _ask(db) is NoAsking.GUIDE_IS_BUSY
        guides.block(db, GUIDE, ASKER, NOW)
        assert _willing(db) == []
        assert _ask(db, at=NOW + A_WEEK) is NoAsking.NO_GUIDE
        assert _ask(db, GUIDE) is NoAsking.NO_GUIDE
        assert _ask(db, guide="NADA") is NoAsking.NO_GUIDE
        boards.save(db, [a_board(code="JAC-9", municipality="05001")], NOW)
        guides.agree(db, "JAC-9", "otras del municipio", NOW)
        assert _ask(db, guide="JAC-9") is NoAsking.NO_GUIDE


def test_only_the_guide_answers_and_only_once(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db)
        id_ = _ask(db)
        assert isinstance(id_, int)
        assert inquiries.answer(db, OTHER, id_, "yo", LATER) is None
        assert inquiries.answer(db, GUIDE, id_, "Así", LATER) == ASKER
        assert inquiries.decline(db, GUIDE, id_, LATER) is None
        assert not inquiries.report(db, OTHER, id_, LATER)
        assert inquiries.report(db, ASKER, id_, LATER)
        assert not inquiries.report(db, GUIDE, id_, LATER)
        (one,) = inquiries.RECEIVED.ask(db, code=GUIDE)
    assert (one.state, one.answer, one.reported_by) == (InquiryState.ANSWERED, "Así", ASKER)


def test_what_was_reported_comes_first_then_what_waits(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db)
        answered, waits, told = (_ask(db, asker) for asker in (CODES[2], CODES[3], CODES[4]))
        assert isinstance(answered, int)
        assert isinstance(told, int)
        inquiries.answer(db, GUIDE, answered, "Así", LATER)
        inquiries.answer(db, GUIDE, told, "Mal", LATER)
        inquiries.report(db, CODES[4], told, LATER)
        assert [one.id for one in inquiries.page(db, 0, 9)] == [told, waits, answered]
        assert [one.id for one in inquiries.page(db, 1, 1)] == [waits]
        assert inquiries.counts(db) == (3, 1, 1)


@ON_POSTGRESQL
def test_a_guide_that_stops_or_shuts_out_is_not_asked_meanwhile(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db)
    for act in (
        lambda db: guides.withdraw(db, GUIDE, NOW),
        lambda db: guides.block(db, GUIDE, ASKER, NOW),
        lambda db: guides.agree(db, GUIDE, "otra vez", NOW),
    ):
        assert waits(engine, act, _ask)


def test_questions_are_forgotten_after_a_year(engine: Engine) -> None:
    with writing(engine) as db:
        _settle(db)
        _ask(db)
        assert inquiries.forget_old(db, NOW + KEPT_FOR) == 0
        assert inquiries.forget_old(db, NOW + KEPT_FOR + timedelta(seconds=1)) == 1
