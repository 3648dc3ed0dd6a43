"""Marks of what a match follows from: equal marks, nothing to be judged anew.

What is not known to be without effect is in the mark. So a mark may differ for nothing, and never stays the
same where a match would be another one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.board import Board
from domain.contract import PlannedPurchase
from domain.process import Process, Standing
from matching.match import Dated
from matching.precedents import Past
from matching.prepare import kept_from_all
from matching.profile import Profile
from readiness.catalogue import Catalogue
from readiness.columns import Held
from readiness.demands import Demands

Numbers = NDArray[Any]

_OF_BOARD = tuple(field.name for field in fields(Board) if field.name != "president")
_UNREAD = {"key", "process_id", "reference", "url", "offers", "last_published_on"}
_OF_PROCESS = tuple(n for n, name in enumerate(Process._fields) if name not in _UNREAD)
_DAYS = " "
_RULES = ("domain", "matching", "readiness")  # the rooms whose code and tables decide
_TOLD = {".py", ".toml", ".csv", ".txt", ".json", ".npz"}


def of_rules(catalogue: Catalogue, home: str) -> str:
    """The rules of a day: code, weight tables, and what the catalogue asks for on it."""
    asked = (catalogue.requirements, catalogue.asked, catalogue.lapses, catalogue.weights)
    return _mark(_code(), home, catalogue.version, asked)


def of_past(past: Past) -> str:
    """What boards are known to have done."""
    return _mark(sorted(past.precedents, key=repr))


def of_alike(dated: Dated) -> str:
    """What boards did that a call is like; blank for nothing."""
    return _mark(dated.alike) if dated.alike else ""


def of_call(
    process: Process,
    standing: Standing,
    wanted: Demands | None,
    contracts: int,
    days_left: int | None,
) -> str:
    """A call on a day; `contracts` is how many its buyer signed with boards. Of one that is kept from all
    boards nothing but what it says counts. What passes with the day stands apart: see `is_later`.
    """
    said = [process[n] for n in _OF_PROCESS]
    if kept_from_all(standing):
        return _mark(said, standing)
    demanded = wanted and replace(wanted, on=date.min)  # of the day itself nothing follows
    mark = _mark(said, standing, demanded, contracts)
    return mark if days_left is None else f"{mark}{_DAYS}{days_left}"


def is_later(before: str, now: str) -> bool:
    """Whether two marks of a call say the same, but that fewer days are left."""
    said, _, had = before.partition(_DAYS)
    still_said, _, has = now.partition(_DAYS)
    return said == still_said and bool(had and has) and int(has) < int(had)


def of_boards(
    profiles: Sequence[Profile], held: Held, assessed: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Boards by code: what each is, did and dismissed, what it can show today, what it was assessed for."""
    columns = (held.state, held.level, held.last_day, held.is_waived, held.limit_cop)
    papers = np.hstack([column.astype(np.int64) for column in columns])
    return {
        one.board.code: _mark(
            [getattr(one.board, name) for name in _OF_BOARD],
            sorted(one.near.items()),
            one.largest_cop,
            sorted(one.dismissed),
            sorted(assessed.get(one.board.code, ())),
            row.tobytes(),
        )
        for one, row in zip(profiles, papers, strict=True)
    }


def of_plans(
    rules: Mapping[str, str], boards: Mapping[str, str], planned: Sequence[PlannedPurchase], today: date
) -> str:
    """What boards hear of planned purchases on a day."""
    return _mark(sorted(rules.items()), sorted(boards.items()), planned, today)


@cache
def _code() -> str:
    """The code and tables of the rules, as they are installed."""
    digest = blake2b(digest_size=16)
    for room in _RULES:
        folder = Path(import_module(room).__file__ or "").parent
        for path in sorted(folder.rglob("*")):
            if path.suffix in _TOLD:
                digest.update(f"{room}/{path.relative_to(folder).as_posix()}".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark(*said: object) -> str:
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()
