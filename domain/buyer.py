"""What SECOP's rows say of a buyer: facts, each with what it was counted of and since when; no judgement.

How each is counted, and why: docs/decisions/0028.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.board import names_a_board
from domain.process import Modality, is_called_off

FEWEST_ROWS = 10
"""Of fewer rows no share is told: one more or less would move it by more than a tenth."""
FEWEST_BUYERS = 5
"""With fewer buyers nothing is said of what is usual among them."""
_YEARS = 3
# More than twice the yearly budget of the largest cities: nine such amounts were seen to be most of a sum.
_MOST_COP = 10**13

COMPETITIVE = frozenset(
    {
        *(Modality.MINIMA_CUANTIA, Modality.MENOR_CUANTIA, Modality.MENOR_CUANTIA_WITHOUT_INTEREST),
        *(Modality.REVERSE_AUCTION, Modality.OPEN_TENDER, Modality.OPEN_TENDER_WORKS),
        *(Modality.FRAMEWORK_TENDER, Modality.MERIT, Modality.MERIT_PREQUALIFIED),
    }
)
"""Where anybody may bid. Direct contracting has one bidder by law, and in a special regime the buyer may
invite whom it wants; so may both where they ask for offers.
"""


class FactKind(StrEnum):
    """In the order in which they are told. Those of money are shares of pesos, the others of rows."""

    SINGLE_BID = "single_bid"
    CANCELLED = "cancelled"
    DAYS_TO_AWARD = "days_to_award"
    TIME_ADDED = "time_added"
    DAYS_ADDED = "days_added"
    MONEY_ADDED = "money_added"
    MONEY_ADDED_COP = "money_added_cop"
    BOARDS = "boards"
    BOARDS_COP = "boards_cop"
    SMALL_FIRMS = "small_firms"
    SMALL_FIRMS_COP = "small_firms_cop"

    @property
    def is_of_days(self) -> bool:
        """A median of days, where the others are shares."""
        return self in (FactKind.DAYS_TO_AWARD, FactKind.DAYS_ADDED)

    @property
    def is_of_money(self) -> bool:
        return self.endswith("_cop")

    @property
    def is_of_procedures(self) -> bool:
        """Counted of procedures, where the others are of contracts."""
        return self in (FactKind.SINGLE_BID, FactKind.CANCELLED, FactKind.DAYS_TO_AWARD)


class Period(NamedTuple):
    """Both days count."""

    since: date
    until: date

    def has(self, day: date | None) -> bool:
        return day is not None and self.since <= day <= self.until


class Fact(NamedTuple):
    """`value` is a share, or a median of days, None where it was counted of too few. `part` of `whole`, in
    pesos or rows, made the share; `n` rows were counted, and of `unknown` more the source does not tell.
    `usual` is the value in the middle of so many `buyers`.
    """

    kind: FactKind
    value: float | None
    part: int | None
    whole: int | None
    n: int
    unknown: int
    since: date
    until: date
    usual: float | None = None
    buyers: int = 0


class Buyer(NamedTuple):
    """A buyer by its NIT, with all units that share it; facts in the order of their kinds."""

    nit: str
    name: str
    facts: tuple[Fact, ...]

    def fact(self, kind: FactKind) -> Fact:
        return next(fact for fact in self.facts if fact.kind is kind)


class Notice(NamedTuple):
    """Of a row of processes, what facts are counted from."""

    portfolio_id: str
    buyer_nit: str
    buyer_name: str
    title: str
    published_on: date | None
    status: str | None
    awarded: bool
    awarded_on: date | None
    offers: int | None
    url: str | None


class Procedure(NamedTuple):
    """All notices and awards of one procedure as one. `published_on` is its first publication, `awarded_on`
    its first award; `offers` came for what was awarded.
    """

    portfolio_id: str
    buyer_nit: str
    buyer_name: str
    title: str
    published_on: date | None
    is_awarded: bool
    is_called_off: bool
    awarded_on: date | None
    offers: int | None
    url: str | None

    @property
    def days_to_award(self) -> int | None:
        if self.awarded_on is None or self.published_on is None or self.awarded_on < self.published_on:
            return None
        return (self.awarded_on - self.published_on).days


class Signed(NamedTuple):
    """A contract that was signed. `is_boards` says that its link to a board is certain, or its supplier has
    an account of a board.
    """

    key: str
    buyer_nit: str
    buyer_name: str
    contract_type: str | None
    signed_on: date
    ends_on: date | None
    value_cop: int | None
    supplier_name: str | None
    supplier_nit: str | None
    is_small_firm: bool | None
    added_days: int | None
    added_cop: int | None
    url: str | None
    is_boards: bool

    @property
    def of_board(self) -> bool | None:
        """None where the supplier is not known: a person, whose name is not kept, or not published."""
        if self.is_boards:
            return True
        if not self.has_supplier:
            return None
        return self.supplier_name is not None and names_a_board(self.supplier_name)

    @property
    def has_supplier(self) -> bool:
        return self.supplier_name is not None or self.supplier_nit is not None

    @property
    def plausible_cop(self) -> int | None:
        return self.value_cop if self.value_cop is not None and self.value_cop <= _MOST_COP else None

    @property
    def first_cop(self) -> int | None:
        """As it was signed, before money was added."""
        value, added = self.plausible_cop, self.added_cop
        return value - added if value is not None and added is not None and added < value else None


def period(today: date) -> Period:
    """The three years up to a day."""
    try:
        return Period(today.replace(year=today.year - _YEARS), today)
    except ValueError:  # 29 February
        return Period(today.replace(year=today.year - _YEARS, day=28), today)


def procedure(notices: Sequence[Notice]) -> Procedure:
    """One procedure of its rows, the newest first."""
    newest = notices[0]
    awarded = [one for one in notices if one.awarded]
    return Procedure(
        portfolio_id=newest.portfolio_id,
        buyer_nit=newest.buyer_nit,
        buyer_name=newest.buyer_name,
        title=newest.title,
        published_on=min((one.published_on for one in notices if one.published_on), default=None),
        is_awarded=bool(awarded),
        is_called_off=not awarded and is_called_off(newest.status),
        awarded_on=min((one.awarded_on for one in awarded if one.awarded_on), default=None),
        offers=max((one.offers for one in awarded if one.offers), default=None),
        url=next((one.url for one in (*awarded, *notices) if one.url), None),
    )
