"""What if a board closed a gap: the processes it could then answer, by the rules of readiness.assess.

processes ─▶ classes (what they need, how their value stands to the assemblies' limits), each with its tally
boards × classes ─▶ what each board lacks, as bits ─▶ what one gap, or two, or a unit's gaps keep shut

A process belongs to every board: which board it suits is for matching to say. What no board can remove (cap,
ban, object, an unknown cap) keeps a process out. All is held against the rules and the evidence of one day.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.readiness import NO_LIMIT, Effect
from domain.unlock import GapUnlock, GroupUnlock, Unlock
from readiness.arrays import Bits, as_bits, mask
from readiness.catalogue import Catalogue
from readiness.columns import Held, Numbers
from readiness.demands import AUTHORISATION, Demands

_ONE = np.uint64(1)
_VALUE = tuple(Unlock.__dataclass_fields__).index("value_cop")


class Opening(NamedTuple):
    """A process as its demands have it, and whether it may be answered today."""

    demands: Demands
    is_open: bool


class _Class(NamedTuple):
    """Processes that need the same. `above`: how many of the limits that assemblies set they exceed."""

    needs: int  # bits
    above: int


@dataclass(frozen=True)
class WhatIf:
    """lacks: boards × classes of processes, what each board lacks for them, as bits. tallies: classes × the
    fields of Unlock.
    """

    ids: tuple[str, ...]
    lacks: Bits
    tallies: Numbers

    def of_each_board(self) -> list[list[GapUnlock]]:
        """For each board the gaps that open something alone or with one other, by id."""
        alone, pairs = self._alone(), self._pairs()
        return [
            [found for id_ in self.ids if (found := _gap(id_, alone[board], pairs[board]))]
            for board in range(len(self.lacks))
        ]

    def of_group(
        self, boards: NDArray[np.bool_] | NDArray[np.int64], closing: Collection[str]
    ) -> tuple[int, Unlock]:
        """How many of these boards could answer more by closing these gaps, and what: each process once."""
        opened = self._opened(self.lacks[boards], closing)
        return int(opened.any(axis=1).sum()), _unlock(self.tallies[opened.any(axis=0)].sum(axis=0))

    def values_cop(self, closing: Collection[str]) -> Numbers:
        """What the processes are worth that each board alone would open by closing these gaps."""
        worth: Numbers = self._opened(self.lacks, closing) @ self.tallies[:, _VALUE]
        return worth

    def _opened(self, lacks: Bits, closing: Collection[str]) -> NDArray[np.bool_]:
        bits = np.uint64(mask(self.ids, closing))
        opened: NDArray[np.bool_] = (lacks != 0) & (lacks & ~bits == 0)
        return opened

    def _alone(self) -> list[dict[str, Unlock]]:
        board, kind = np.nonzero(np.bitwise_count(self.lacks) == 1)
        gap = np.bitwise_count(self.lacks[board, kind] - _ONE)
        found: list[dict[str, Unlock]] = [{} for _ in self.lacks]
        for (nth, id_), unlock in self._summed(board, kind, gap, gap):
            found[nth][id_[0]] = unlock
        return found

    def _pairs(self) -> list[dict[tuple[str, str], Unlock]]:
        board, kind = np.nonzero(np.bitwise_count(self.lacks) == 2)
        both = self.lacks[board, kind]
        low = both & (~both + _ONE)
        first, second = np.bitwise_count(low - _ONE), np.bitwise_count((both ^ low) - _ONE)
        found: list[dict[tuple[str, str], Unlock]] = [{} for _ in self.lacks]
        for (nth, ids), unlock in self._summed(board, kind, first, second):
            found[nth][ids] = unlock
        return found

    def _summed(
        self, board: Numbers, kind: Numbers, first: Numbers, second: Numbers
    ) -> Iterator[tuple[tuple[int, tuple[str, str]], Unlock]]:
        """The tallies of the classes that a board opens by the same one or two gaps, added."""
        width = len(self.ids)
        key, at = np.unique((board * width + first) * width + second, return_inverse=True)
        sums = np.zeros((len(key), self.tallies.shape[1]), np.int64)
        np.add.at(sums, at, self.tallies[kind])
        for number, sums_of in zip(key.tolist(), sums, strict=True):
            rest, last = divmod(number, width)
            nth, one = divmod(rest, width)
            yield (nth, (self.ids[one], self.ids[last])), _unlock(sums_of)


def what_if(catalogue: Catalogue, held: Held, openings: Iterable[Opening]) -> WhatIf:
    """What these boards lack for these processes, those left out that no board could answer."""
    limit_cop = held.limit_cop[:, held.ids.index(AUTHORISATION)]
    limits = np.unique(limit_cop[limit_cop < NO_LIMIT])
    classes = _classes(catalogue, held.ids, limits, openings)
    needs = np.array([kind.needs for kind in classes], np.uint64)
    above = np.array([kind.above for kind in classes], np.int64)
    exceeds = above > np.searchsorted(limits, limit_cop)[:, None]
    lacks = as_bits(held.is_unmet)[:, None] & needs
    lacks |= np.where(exceeds, np.uint64(mask(held.ids, [AUTHORISATION])), np.uint64(0))
    tallies = np.array([_numbers(unlock) for unlock in classes.values()], np.int64)
    return WhatIf(held.ids, lacks, tallies.reshape(len(classes), 4))


def by_group(
    catalogue: Catalogue, found: WhatIf, held: Held, localities: Sequence[str | None]
) -> list[GroupUnlock]:
    """What each locality, and all boards (None), open by closing one gap or the gaps of a training unit.

    `localities` has the locality of each board. What opens nothing is left out.
    """
    closings = {id_: (id_,) for id_ in found.ids}
    units = {unit.id: unit.requirements for unit in catalogue.training.values()}
    groups: Mapping[str | None, NDArray[np.bool_]] = {
        None: np.ones(len(localities), np.bool_),
        **{
            name: np.array([one == name for one in localities])
            for name in sorted({*localities} - {None}, key=str)
        },
    }
    return [
        group
        for locality, boards in groups.items()
        for closes, ids in (*closings.items(), *units.items())
        if (group := _group(found, held, boards, locality, closes, ids)).unlock
    ]


def _group(
    found: WhatIf,
    held: Held,
    boards: NDArray[np.bool_],
    locality: str | None,
    closes: str,
    ids: Collection[str],
) -> GroupUnlock:
    columns = [nth for nth, id_ in enumerate(found.ids) if id_ in ids]
    lacking = held.is_unmet[boards][:, columns].any(axis=1).sum()
    helped, unlock = found.of_group(boards, ids)
    return GroupUnlock(locality, closes, int(lacking), helped, unlock)


def _classes(
    catalogue: Catalogue, ids: Sequence[str], limits: Numbers, openings: Iterable[Opening]
) -> dict[_Class, Unlock]:
    values: dict[tuple[str, tuple[str, ...]], list[tuple[int | None, bool]]] = {}
    for demands, is_open in openings:
        if not (demands.closed or demands.obstacles):
            key = demands.route, demands.triggered
            values.setdefault(key, []).append((demands.value_cop, is_open))
    found: dict[_Class, Unlock] = {}
    for (route, triggered), some in values.items():
        asked = catalogue.asked[route]
        always = [id_ for id_, effect in asked.items() if effect is Effect.BLOCKS]
        needs = mask(ids, {*always, *triggered})
        is_limited = AUTHORISATION in asked or AUTHORISATION in triggered
        # The value of a process without one may be any, so it exceeds no limit that we know of.
        above = np.searchsorted(limits, [value or 0 for value, _ in some]).tolist()
        for (value, is_open), exceeded in zip(some, above, strict=True):
            kind = _Class(needs, exceeded if is_limited else 0)
            one = Unlock(1, int(is_open), value or 0, int(value is None))
            found[kind] = found.get(kind, Unlock()) + one
    return found


def _gap(id_: str, alone: Mapping[str, Unlock], pairs: Mapping[tuple[str, str], Unlock]) -> GapUnlock | None:
    mine = alone.get(id_, Unlock())
    together = {
        other: mine + alone.get(other, Unlock()) + only_both
        for ids, only_both in pairs.items()
        if id_ in ids
        for other in ids
        if other != id_
    }
    if mine:
        together |= {
            other: mine + theirs for other, theirs in alone.items() if other != id_ and other not in together
        }
    if not (mine or together):
        return None
    partner = min(together, key=lambda other: _rank(together[other], other), default=None)
    return GapUnlock(id_, mine, partner, together[partner] if partner else Unlock())


def _rank(unlock: Unlock, id_: str) -> tuple[int, int, str]:
    return -unlock.value_cop, -unlock.processes, id_


def _numbers(unlock: Unlock) -> tuple[int, int, int, int]:
    return unlock.processes, unlock.open_now, unlock.value_cop, unlock.without_value


def _unlock(numbers: Numbers) -> Unlock:
    return Unlock(*numbers.tolist())
