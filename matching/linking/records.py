"""What linking is given and what it answers: boards, suppliers, a person's decisions, links and why."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol


class Verdict(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    NONE = "none"


class Why(StrEnum):
    """The rule that gave a link its verdict."""

    CONFIRMED = "confirmed"
    SAME_NIT = "same_nit"
    NIT_OTHER_NAME = "nit_other_name"  # the number is the board's, the name is not
    NIT_OF_TWO = "nit_of_two"  # two boards have the number
    NIT_SLIP = "nit_slip"  # the names agree, the numbers are a slip of the keys apart
    NAME_AND_TOWN = "name_and_town"
    NAME = "name"
    COMMON_NAME = "common_name"  # too many places bear it, and the town is not known
    BOARD_WITHOUT_TOWN = "board_without_town"  # the supplier has one, and names repeat from town to town
    TWO_ALIKE = "two_alike"
    NOT_ALIKE_ENOUGH = "not_alike_enough"


class NamedBoard(Protocol):
    """What linking asks of a board. `municipality` is a DANE code or a name."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def municipality(self) -> str: ...
    @property
    def nit(self) -> str | None: ...


class Supplier(NamedTuple):
    """A supplier or bidder as a source names it; blanks where it does not say. `row` is the caller's key."""

    row: str
    name: str
    nit: str | None = None
    municipality: str = ""
    department: str = ""


class Link(NamedTuple):
    """Which board a supplier is, with the likeness of the names (0–100) and the rule that spoke.

    With NONE goes no board, no score and no reason.
    """

    row: str
    board_code: str | None
    score: float
    verdict: Verdict
    why: Why | None = None


# By supplier (`decisions.supplier_key`) and board code: True confirmed, False rejected.
Decisions = Mapping[str, Mapping[str, bool]]
