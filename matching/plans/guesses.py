"""Guesses which procedure came of a planned purchase that does not say so.

Buyer, UNSPSC family, month and words have to fit; what lacks one of them is not guessed at. A guess is
certain only where the words and the amount are the same and neither side has a rival; where more than a few
lines fit a procedure alike, none of them is likely and nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from domain.contract import PlannedPurchase
from domain.text import fold

_EARLIEST, _LATEST = -2, 6  # months from the one planned to the publication
_ALIKE, _SAME = 0.5, 0.95  # likeness of the words, 0–1
_SAME_AMOUNT = 0.05  # of the planned value
_TOO_DEAR = 2.0  # times the planned value: another purchase
_AMOUNT_COUNTS, _MONTH_COUNTS = 0.05, 0.01  # what they add and take when lines are ranked
_TIE, _LEAD = 0.005, 0.1  # of that rank: as good as the best; too far below it to be a rival
_OUT = -1.0
_MOST_ALIKE = 3  # lines that fit a procedure equally well
_CROWD = 100  # lines alike: a purchase made by the hundred, as persons' services are, is not told apart
_COMMON_FROM = 50  # words of more texts than these, or than a tenth of all, tell no purchase from another
_AT_ONCE = 256

Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Procedure:
    """What is asked of a procedure. `families` are UNSPSC's, `month` that of its first publication."""

    portfolio_id: str
    buyer_nit: str | None
    title: str
    description: str
    families: frozenset[str]
    price_cop: int | None
    month: int | None


class Guess(NamedTuple):
    """A line and a procedure, the likeness of their words (0–1), and whether nothing else can be meant."""

    plan_key: str
    portfolio_id: str
    likeness: float
    is_certain: bool


def month_of(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def families(*codes: str | None) -> frozenset[str]:
    """The UNSPSC families, first four digits, of eight-digit codes parted by spaces."""
    return frozenset(code[:4] for text in codes if text for code in text.split())


def guesses(lines: Iterable[PlannedPurchase], procedures: Iterable[Procedure]) -> Iterator[Guess]:
    """The guesses, buyer by buyer."""
    planned: dict[str, list[PlannedPurchase]] = defaultdict(list)
    for line in lines:
        if line.buyer_nit and line.expected_on and line.unspsc:
            planned[line.buyer_nit].append(line)
    published: dict[str, list[Procedure]] = defaultdict(list)
    for one in procedures:
        if one.buyer_nit in planned and one.month is not None:
            published[one.buyer_nit].append(one)
    for buyer, theirs in published.items():
        yield from _of_buyer(planned[buyer], theirs)


class _Pairs(NamedTuple):
    """Pairs of one buyer, as columns: places of line and procedure, likeness (0–1), months off the plan."""

    line: Numbers
    procedure: Numbers
    likeness: Numbers
    months_off: Numbers


def _of_buyer(lines: Sequence[PlannedPurchase], procedures: Sequence[Procedure]) -> Iterator[Guess]:
    try:
        words = _Words(lines, procedures)
    except ValueError:  # no word is left that could tell one purchase from another
        return
    pairs = _alike(lines, procedures, words)
    price = np.array([one.price_cop or np.nan for one in procedures])[pairs.procedure]
    value = np.array([line.value_cop or np.nan for line in lines])[pairs.line]
    same_amount = np.abs(price - value) <= _SAME_AMOUNT * value
    rank = pairs.likeness + _AMOUNT_COUNTS * same_amount - _MONTH_COUNTS * np.abs(pairs.months_off)
    rank[price > _TOO_DEAR * value] = _OUT
    below, below_for_line = _below_best(pairs.procedure, rank), _below_best(pairs.line, rank)
    fits = (rank > _OUT) & (below <= _TIE) & (below_for_line < _LEAD)
    is_probable = fits & (_times(pairs.procedure, fits) <= _MOST_ALIKE)
    no_rival = (_times(pairs.procedure, below < _LEAD) == 1) & (
        _times(pairs.line, below_for_line < _LEAD) == 1
    )
    is_certain = same_amount & no_rival & (pairs.likeness >= _SAME)
    for at in np.flatnonzero(is_probable):
        yield Guess(
            lines[pairs.line[at]].key,
            procedures[pairs.procedure[at]].portfolio_id,
            float(pairs.likeness[at]),
            bool(is_certain[at]),
        )


def _below_best(side: Numbers, rank: Numbers) -> Numbers:
    """For each pair how far it ranks below the best one of its procedure, or of its line."""
    best = np.full(side.max(initial=-1) + 1, _OUT)
    np.maximum.at(best, side, rank)
    found: Numbers = best[side] - rank
    return found


def _times(side: Numbers, chosen: Numbers) -> Numbers:
    """For each pair how many of the chosen ones are of its procedure, or of its line."""
    found: Numbers = np.bincount(side[chosen], minlength=side.max(initial=-1) + 1)[side]
    return found


def _alike(lines: Sequence[PlannedPurchase], procedures: Sequence[Procedure], words: "_Words") -> _Pairs:
    """The pairs that share a family, fall near the planned month and whose words are alike enough."""
    planned = np.array([month_of(line.expected_on) for line in lines if line.expected_on])
    published = np.array([one.month for one in procedures])
    in_family = _members(families(line.unspsc) for line in lines)
    keys, likenesses = [np.empty(0, np.int64)], [np.empty(0)]
    for family, theirs in _members(one.families for one in procedures).items():
        mine = in_family.get(family, np.empty(0, np.int64))
        for some in np.array_split(theirs, -(-len(theirs) // _AT_ONCE)):
            at_procedure, at_line, likeness = words.alike(some, mine)
            off = published[some[at_procedure]] - planned[mine[at_line]]
            near = (off >= _EARLIEST) & (off <= _LATEST)
            near &= _times(at_procedure, near) <= _CROWD
            keys.append(some[at_procedure[near]] * len(lines) + mine[at_line[near]])
            likenesses.append(likeness[near])
    key, first = np.unique(np.concatenate(keys), return_index=True)  # a pair may share several families
    procedure, line = np.divmod(key, len(lines))
    return _Pairs(line, procedure, np.concatenate(likenesses)[first], published[procedure] - planned[line])


def _members(groups: Iterable[frozenset[str]]) -> dict[str, Numbers]:
    """The places of the groups that each name is in."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, names in enumerate(groups):
        for name in names:
            found[name].append(at)
    return {name: np.array(places) for name, places in found.items()}


class _Words:
    """The words of one buyer's lines and procedures, each weighted by how rare it is among them."""

    def __init__(self, lines: Sequence[PlannedPurchase], procedures: Sequence[Procedure]) -> None:
        planned = [fold(line.description) for line in lines]
        titles = [fold(one.title) for one in procedures]
        descriptions = [fold(one.description) for one in procedures]
        published = map(" ".join, zip(titles, descriptions, strict=True))
        total = len(planned) + len(titles)
        words = CountVectorizer(
            binary=True, analyzer=str.split, max_df=max(_COMMON_FROM, total // 10), dtype=np.float32
        )
        seen = np.asarray(words.fit_transform((*planned, *published)).sum(axis=0)).ravel()
        rarity = sparse.diags_array(np.log((1 + total) / (1 + seen)) + 1)
        self._planned, self._titles, self._descriptions = (
            normalize(words.transform(texts) @ rarity).tocsr() for texts in (planned, titles, descriptions)
        )

    def alike(self, procedures: Numbers, lines: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Those that are alike enough, as columns: place of the procedure, of the line, and likeness."""
        planned = self._planned[lines].T
        by_title, by_description = (
            self._titles[procedures] @ planned,
            self._descriptions[procedures] @ planned,
        )
        likeness = by_title.maximum(by_description).tocoo()
        enough = likeness.data >= _ALIKE
        return likeness.row[enough], likeness.col[enough], likeness.data[enough]
