"""The cycle from the source's rows to the board's mailbox and back, on both databases."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.contact import ContactSource
from domain.outcome import Outcome, OutcomeKind
from service import flow
from service.feeds import FEEDS, DatasetName
from service.steps import harvest
from store import authorisations, boards, contacts, documents, harvests, outcomes, processes, stopping
from store.engine import reading, writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, House, a_house, a_wire_contract, a_wire_row, publish, settle, what_it_says
from tests.harvesters.rows import Row, a_document_row
from tests.reached import reach

LATER = NOW + timedelta(days=1)


@pytest.fixture
def house(engine: Engine) -> Iterator[House]:
    manga = a_board(code="JAC-0002", name="JAC Manga", barrio="Manga")
    settle(engine, [a_board(), manga], NOW, unreachable={"JAC-0002"})
    with a_house(engine, NOW) as house:
        yield house


def _texts(house: House) -> list[str]:
    bodies = (received.message.get_body(("plain",)) for received in house.smtp.messages)
    return [body.get_content() for body in bodies if body]


def test_a_call_in_its_barrio_reaches_the_board_by_mail(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    summary = house.cycle(NOW)
    assert summary.complete
    assert summary.deliver
    assert summary.deliver.sent == 1
    (mail,) = house.smtp.messages
    assert mail.recipient == "jac-0001@juntas.example"
    (text,) = _texts(house)
    assert "canales pluviales" in text.lower()
    assert "$60.000.000" in text
    assert "/junta/" in text


def test_a_second_run_sends_nothing_and_changes_nothing(house: House, engine: Engine) -> None:
    publish(house.soda, NOW, [a_wire_row(number=n) for n in range(1, 4)])
    house.cycle(NOW)
    before = what_it_says(engine)
    summary = house.cycle(NOW + timedelta(hours=1))
    assert summary.deliver
    assert summary.deliver.claimed == 0
    assert len(house.smtp.messages) == 1
    assert what_it_says(engine) == before


def test_a_deadline_that_moves_is_told_once(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    house.cycle(NOW)
    # The date of last publication stays as it was, as it does in SECOP.
    publish(house.soda, LATER, [a_wire_row(fecha_de_recepcion_de="2026-06-23T00:00:00.000")])
    assert house.cycle(LATER).alert.by_kind == {"deadline_moved": 1}
    assert house.cycle(LATER + timedelta(hours=1)).alert.alerts == 0
    assert len(house.smtp.messages) == 2
    assert "23 de junio" in _texts(house)[1]


def test_a_moved_deadline_is_seen_long_after_publication(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row(fecha_de_recepcion_de="2026-07-30T00:00:00.000")])
    house.cycle(NOW)
    month_later = NOW + timedelta(days=30)
    house.cycle(month_later - timedelta(days=1))
    publish(house.soda, month_later, [a_wire_row(fecha_de_recepcion_de="2026-08-03T00:00:00.000")])
    assert house.cycle(month_later).alert.by_kind == {"deadline_moved": 1}


def _publish_files(house: House, at: datetime, *files: Row, columns: Sequence[str] | None = None) -> None:
    (dataset, *_) = (feed.dataset for feed in FEEDS[DatasetName.DOCUMENTS])
    house.soda.put(
        dataset.id, files, columns=dict.fromkeys(columns or dataset.columns, "text"), updated_at=at
    )


def _files(house: House) -> int:
    with reading(house.context.engine) as db:
        return documents.RECORDS.count(db)


def test_the_files_of_a_call_come_in_the_cycle_that_matched_it_and_are_no_news(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    _publish_files(house, NOW, a_document_row(1), a_document_row(2), a_document_row(3, proceso="CO1.BDOS.9"))
    summary = house.cycle(NOW)
    assert _files(house) == 2
    assert summary.alert.by_kind == {"new_match": 1}
    reported = [report.dataset for report in summary.harvest.reports]
    assert sorted(reported) == sorted(feed.dataset.id for feeds in FEEDS.values() for feed in feeds)
    assert summary.complete
    assert house.cycle(LATER).alert.alerts == 0


def test_a_new_file_of_a_call_is_told_once(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    _publish_files(house, NOW, a_document_row(1))
    house.cycle(NOW)
    altered = a_document_row(1, descripci_n="Otra descripción")
    addendum = a_document_row(2, nombre_archivo="ADENDA No 1.pdf")
    _publish_files(house, LATER, altered, addendum)
    assert house.cycle(LATER).alert.by_kind == {"new_documents": 1}
    assert "un documento nuevo: ADENDA No 1.pdf" in _texts(house)[1]
    assert house.cycle(LATER + timedelta(hours=1)).alert.alerts == 0
    # Another file of the same name is another piece of news.
    same_name = a_document_row(3, nombre_archivo="ADENDA No 1.pdf")
    _publish_files(house, LATER, altered, addendum, same_name)
    assert house.cycle(LATER + timedelta(hours=2)).alert.by_kind == {"new_documents": 1}
    assert len(house.smtp.messages) == 2  # one message a day
    house.cycle(LATER + timedelta(days=1))
    assert len(house.smtp.messages) == 3


def test_files_that_came_incomplete_make_the_cycle_incomplete(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    _publish_files(house, NOW, a_document_row(1), columns=["id_documento"])
    summary = house.cycle(NOW)
    assert not summary.complete
    assert summary.alert.by_kind == {"new_match": 1}


def test_a_cycle_over_some_datasets_asks_for_files_only_where_something_new_matched(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    _publish_files(house, NOW, a_document_row(1))

    def harvested(*names: DatasetName) -> set[str]:
        return {report.dataset for report in flow.cycle(house.context, names).harvest.reports}

    files = {feed.dataset.id for feed in FEEDS[DatasetName.DOCUMENTS]}
    assert harvested(DatasetName.PROCESSES) == {"p6dx-8zbt", *files}
    assert _files(house) == 1
    assert harvested(DatasetName.PROCESSES) == {"p6dx-8zbt"}
    assert harvested(DatasetName.DOCUMENTS) == files


def test_a_cancelled_call_is_told_and_matched_no_more(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    house.cycle(NOW)
    publish(house.soda, LATER, [a_wire_row(estado_del_procedimiento="Cancelado")])
    summary = house.cycle(LATER)
    assert summary.alert.by_kind == {"cancelled": 1}
    assert summary.match.withdrawn == 2  # of both boards, the one without address too
    assert "cancel" in _texts(house)[1].lower()


def test_a_board_that_said_no_hears_no_change_of_that_call(house: House, engine: Engine) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    house.cycle(NOW)
    with writing(engine) as db:
        outcomes.record(db, Outcome("JAC-0001", "CO1.BDOS.1", OutcomeKind.NOT_FOR_US, NOW, "page"))
    publish(house.soda, LATER, [a_wire_row(fecha_de_recepcion_de="2026-06-23T00:00:00.000")])
    assert house.cycle(LATER).alert.alerts == 0


def test_a_board_without_address_or_authorisation_or_wish_is_not_written_to(
    house: House, engine: Engine
) -> None:
    with writing(engine) as db:
        codes = ["JAC-0003", "JAC-0004", "JAC-0005"]
        boards.save(db, [a_board(code=code) for code in codes], NOW)
        reach(db, VAULT, codes)
        authorisations.withdraw(db, "JAC-0003", NOW)
        stopping.stop(db, VAULT, "JAC-0004", ContactSource.PAGE, NOW)
        contacts.erase(db, "JAC-0005", NOW)
    publish(house.soda, NOW, [a_wire_row()])
    house.cycle(NOW)
    assert [mail.recipient for mail in house.smtp.messages] == ["jac-0001@juntas.example"]


def test_a_call_that_closed_is_not_offered(house: House) -> None:
    publish(house.soda, NOW, [a_wire_row(fecha_de_recepcion_de="2026-06-02T00:00:00.000")])
    assert house.cycle(NOW).match.matches == 0
    assert house.smtp.messages == ()


def test_one_procedure_with_two_notices_is_told_once(house: House) -> None:
    notices = [
        a_wire_row(number=1),
        a_wire_row(number=2, id_del_portafolio="CO1.BDOS.1", fase="Fase de ofertas"),
    ]
    publish(house.soda, NOW, notices)
    assert house.cycle(NOW).alert.by_kind == {"new_match": 1}


def test_a_refused_mail_is_kept_and_tried_again(house: House, engine: Engine) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    house.mood.answer = "450 4.2.1 busy"
    first = house.cycle(NOW).deliver
    assert first
    assert (first.sent, first.try_again) == (0, 1)
    house.mood.answer = None
    second = house.cycle(NOW + timedelta(days=1)).deliver
    assert second
    assert second.sent == 1


def test_an_unreadable_row_is_kept_apart_and_the_rest_goes_on(house: House, engine: Engine) -> None:
    publish(house.soda, NOW, [a_wire_row(), a_wire_row(number=2, precio_base="sesenta")])
    report = house.cycle(NOW).harvest.reports[0]
    assert (report.rows, report.new, report.rejected, report.complete) == (2, 1, 1, True)
    assert house.cycle(NOW + timedelta(hours=1)).harvest.reports[0].rejected == 1
    with reading(engine) as db:
        assert processes.counts(db) == (1, 1)
        assert harvests.rejected_count(db) == 1


def test_a_contract_won_by_a_board_becomes_its_outcome(house: House, engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(nit="900123456")], NOW)
    publish(house.soda, NOW, [], [a_wire_contract()])
    assert house.cycle(NOW).link.certain == 1
    with reading(engine) as db:
        (won,) = outcomes.of_board(db, "JAC-0001")
    assert (won.kind, won.portfolio_id, won.source) == (OutcomeKind.WON, "CO1.BDOS.7", "secop")


def test_a_window_given_by_hand_does_not_hide_what_lies_outside_it(house: House, engine: Engine) -> None:
    early = a_wire_row(number=1, fecha_de_ultima_publicaci="2026-05-02T00:00:00.000")
    publish(house.soda, NOW, [early, a_wire_row(number=2)])
    harvest.run(house.context, [DatasetName.PROCESSES], since=date(2026, 6, 1), until=date(2026, 6, 3))
    with reading(engine) as db:
        assert processes.counts(db) == (1, 1)
    house.cycle(NOW + timedelta(hours=1))
    with reading(engine) as db:
        assert processes.counts(db) == (2, 2)
