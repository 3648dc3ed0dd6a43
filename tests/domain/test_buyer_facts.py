"""What is counted of a buyer, of which rows, and what is left unknown."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.buyer import Buyer, Fact, FactKind, Notice, Procedure, Signed, period, procedure
from domain.buyer_facts import beside_each_other, count, said_by
from tests.examples import DISTRICT_NIT, TODAY

THREE_YEARS = period(TODAY)
MAY = date(2026, 5, 1)


def a_notice(**fields: Any) -> Notice:
    return Notice(
        **{
            "portfolio_id": "CO1.BDOS.1",
            "buyer_nit": DISTRICT_NIT,
            "buyer_name": "ALCALDÍA",
            "title": "Limpieza de canales",
            "published_on": MAY,
            "status": "Adjudicado",
            "awarded": True,
            "awarded_on": MAY + timedelta(days=12),
            "offers": 1,
            "url": None,
            **fields,
        }
    )


def a_procedure(**fields: Any) -> Procedure:
    return procedure([a_notice(**fields)])


def a_signed(**fields: Any) -> Signed:
    return Signed(
        **{
            "key": "CO1.PCCNTR.1",
            "buyer_nit": DISTRICT_NIT,
            "buyer_name": "ALCALDÍA",
            "contract_type": "Obra",
            "signed_on": MAY,
            "ends_on": TODAY - timedelta(days=1),
            "value_cop": 50_000_000,
            "supplier_name": "FIRMA INVENTADA SAS",
            "supplier_nit": "900000001",
            "is_small_firm": False,
            "added_days": 0,
            "added_cop": None,
            "url": None,
            "is_boards": False,
            **fields,
        }
    )


def told(kind: FactKind, rows: list[Procedure] | list[Signed]) -> Fact:
    """The fact of these rows, which are all of one buyer."""
    of_procedures = [row for row in rows if isinstance(row, Procedure)]
    (buyer,) = count(of_procedures, [row for row in rows if isinstance(row, Signed)], THREE_YEARS)
    return buyer.fact(kind)


def said(kind: FactKind, row: Procedure | Signed) -> tuple[int, int] | None:
    return said_by(kind, row, THREE_YEARS)


UNTOLD = (0, 0)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (1, 1)),
        ({"offers": 2}, (0, 1)),
        ({"offers": 0}, UNTOLD),  # awarded to nobody's offer: the count was not kept
        ({"offers": None}, UNTOLD),
        ({"awarded": False, "status": "Cancelado"}, None),
        ({"published_on": THREE_YEARS.since - timedelta(days=1)}, None),
        ({"published_on": THREE_YEARS.since}, (1, 1)),
        ({"published_on": None}, None),
    ],
)
def test_one_offer_is_counted_of_what_was_awarded(fields: Any, expected: object) -> None:
    assert said(FactKind.SINGLE_BID, a_procedure(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (0, 1)),
        ({"awarded": False, "status": "CANCELADO"}, (1, 1)),
        ({"awarded": True, "status": "Cancelado"}, (0, 1)),  # what was awarded was not given up
        ({"awarded": False, "status": "Publicado"}, None),
        ({"awarded": False, "status": "Suspendido"}, None),
        ({"awarded": False, "status": None}, None),
    ],
)
def test_what_was_called_off_is_counted_of_what_is_over(fields: Any, expected: object) -> None:
    assert said(FactKind.CANCELLED, a_procedure(**fields)) == expected


def test_the_days_of_an_award_are_counted_from_the_first_publication() -> None:
    assert said(FactKind.DAYS_TO_AWARD, a_procedure()) == (12, 1)
    assert said(FactKind.DAYS_TO_AWARD, a_procedure(awarded_on=MAY)) == (0, 1)
    assert said(FactKind.DAYS_TO_AWARD, a_procedure(awarded_on=MAY - timedelta(days=1))) == UNTOLD
    assert said(FactKind.DAYS_TO_AWARD, a_procedure(awarded_on=None)) == UNTOLD
    assert said(FactKind.DAYS_TO_AWARD, a_procedure(awarded=False)) is None


def test_phases_and_lots_are_one_procedure() -> None:
    interest = a_notice(awarded=False, awarded_on=None, offers=8, status="Publicado", title="Interés")
    lots = [
        a_notice(published_on=MAY + timedelta(days=5), offers=1, awarded_on=MAY + timedelta(days=n))
        for n in (30, 20)
    ]
    one = procedure([*lots, interest])
    assert (one.published_on, one.offers, one.days_to_award) == (MAY, 1, 20)
    assert (one.title, one.is_awarded, one.is_called_off) == ("Limpieza de canales", True, False)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (0, 1)),
        ({"added_days": 1}, (1, 1)),
        ({"added_days": None}, UNTOLD),
        ({"ends_on": TODAY, "added_days": 30}, None),  # more may still come
        ({"ends_on": None, "added_days": 30}, UNTOLD),
    ],
)
def test_added_time_is_counted_of_contracts_whose_last_day_is_past(fields: Any, expected: object) -> None:
    assert said(FactKind.TIME_ADDED, a_signed(**fields)) == expected


def test_added_money_is_held_against_what_was_signed_first() -> None:
    grown = a_signed(value_cop=60_000_000, added_cop=20_000_000)
    assert said(FactKind.MONEY_ADDED_COP, grown) == (20_000_000, 40_000_000)
    assert said(FactKind.MONEY_ADDED, grown) == (1, 1)
    assert said(FactKind.MONEY_ADDED, a_signed(added_cop=0)) == (0, 1)
    assert said(FactKind.MONEY_ADDED, a_signed()) == UNTOLD  # SECOP II does not publish it
    assert said(FactKind.MONEY_ADDED_COP, a_signed(added_cop=50_000_000)) == UNTOLD  # more than all


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (0, 1)),
        ({"supplier_name": "J.A.C. EL POZON"}, (1, 1)),
        ({"is_boards": True}, (1, 1)),
        ({"supplier_name": None, "supplier_nit": None}, UNTOLD),  # a person, or not published
        ({"supplier_name": None}, (0, 1)),
    ],
)
def test_what_boards_won_is_counted_of_contracts_with_organisations(fields: Any, expected: object) -> None:
    assert said(FactKind.BOARDS, a_signed(**fields)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(7, (7, 7)), (None, UNTOLD), (10**13, (10**13, 10**13)), (10**13 + 1, UNTOLD)],
)
def test_an_amount_that_cannot_be_meant_is_unknown(value: int | None, expected: object) -> None:
    assert said(FactKind.BOARDS_COP, a_signed(value_cop=value, is_boards=True)) == expected


def test_what_a_supplier_did_not_say_of_itself_is_unknown() -> None:
    assert said(FactKind.SMALL_FIRMS, a_signed(is_small_firm=True)) == (1, 1)
    assert said(FactKind.SMALL_FIRMS_COP, a_signed()) == (0, 50_000_000)
    assert said(FactKind.SMALL_FIRMS, a_signed(is_small_firm=None)) == UNTOLD
    a_person = a_signed(supplier_name=None, supplier_nit=None, is_small_firm=True)
    assert said(FactKind.SMALL_FIRMS, a_person) == UNTOLD


def test_of_fewer_than_ten_rows_no_share_is_told_but_how_many_they_were() -> None:
    nine = [a_procedure(offers=1 + (n > 3)) for n in range(9)]
    few, enough = told(FactKind.SINGLE_BID, nine), told(FactKind.SINGLE_BID, [*nine, a_procedure(offers=2)])
    assert (few.value, few.part, few.n) == (None, 4, 9)
    assert (enough.value, enough.part, enough.n, enough.unknown) == (0.4, 4, 10, 0)
    assert (enough.since, enough.until) == (date(2023, 6, 3), TODAY)


def test_what_is_usual_is_the_middle_of_five_buyers_at_least() -> None:
    def buyers(number: int) -> list[Buyer]:
        rows = [
            a_procedure(buyer_nit=f"89000000{nit}", offers=1 + (n >= nit))
            for nit in range(number)
            for n in range(10)
        ]
        return beside_each_other(count(rows, (), THREE_YEARS))

    assert {one.fact(FactKind.SINGLE_BID).usual for one in buyers(4)} == {None}
    usual = [one.fact(FactKind.SINGLE_BID) for one in buyers(5)]
    assert {(one.usual, one.buyers) for one in usual} == {(0.2, 5)}
    assert buyers(5)[0].fact(FactKind.BOARDS).n == 0
    assert beside_each_other([]) == []


def test_the_three_years_of_a_leap_day_begin_on_the_last_of_february() -> None:
    assert period(date(2028, 2, 29)).since == date(2025, 2, 28)
