"""The rules as tables of cases with their answers: what tests/spec holds true, and docs/requisitos.md prints.

spec/*.toml ─▶ PublishedRule with its rows ─▶ a case as `convite evaluate readiness` reads it ─▶ the answer
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from domain.readiness import Verdict
from readiness.catalogue import Catalogue

SPEC = Path(__file__).parent / "spec"
DAY = date(2026, 11, 21)  # the day of a row that names none
_CHECKED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A board, a process, a day, and the answer. The board has all that is asked for, but for what is said.

    `bare` has nothing; `without` lacks these; `everything` is the level (0–4) of what is not in `evidence`.
    Money in COP. Without `process` the answer is that of the route. `supposing` sets a requirement's
    `valid_from` or `valid_to`, other than in the catalogue.
    """

    says: str
    route: str
    verdict: Verdict
    blocking: tuple[str, ...] = ()
    expiring: tuple[str, ...] = ()
    level: str | None = None
    on: date = DAY
    bare: bool = False
    without: tuple[str, ...] = ()
    everything: int = _CHECKED
    evidence: tuple[Mapping[str, Any], ...] = ()
    process: Mapping[str, Any] | None = None
    budget_cop: int | None = None
    supposing: Mapping[str, Any] | None = None

    def case(self, catalogue: Catalogue) -> dict[str, Any]:
        """The case as the interface has it, for the requirements of a catalogue."""
        named = {shown["requirement"] for shown in self.evidence} | set(self.without)
        rest = [] if self.bare else [id_ for id_ in catalogue.requirements if id_ not in named]
        held = [{"requirement": id_, "level": self.everything} for id_ in rest]
        process = None if self.process is None else {"route": self.route, **self.process}
        return {
            "case": self.says,
            "on": self.on.isoformat(),
            "evidence": [*held, *(_written(shown) for shown in self.evidence)],
            "buyer": {"budget_cop": self.budget_cop},
            "process": _written(process) if process else None,
        }


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """A rule in a sentence, with the ids of the requirements, routes and bans whose law it rests on."""

    name: str
    title: str
    rule: str
    ids: tuple[str, ...]
    rows: tuple[Row, ...]


def published(folder: Path = SPEC) -> list[PublishedRule]:
    """All of them, in the order of their files. Raises TypeError or ValueError for what a row cannot have."""
    return [_rule(path) for path in sorted(folder.glob("*.toml"))]


def _rule(path: Path) -> PublishedRule:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    title, rule, ids, rows = (found.pop(key) for key in ("title", "rule", "ids", "row"))
    return PublishedRule(path.stem, title, rule, tuple(ids), tuple(_row(found, row) for row in rows))


def _row(common: Mapping[str, Any], own: Mapping[str, Any]) -> Row:
    """What all rows of a file share, and what this one says besides."""
    fields = {**common, **own}
    if "process" in common and "process" in own:
        fields["process"] = {**common["process"], **own["process"]}
    if fields.pop("no_budget", False):
        del fields["budget_cop"]
    lists = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    return Row(**{**fields, **lists, "verdict": Verdict(fields["verdict"])})


def _written(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in fields.items()}
