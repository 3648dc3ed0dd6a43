"""The columns of a dataset as the source has them today: under which name, and which came or went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harvesters.dataset import Dataset
from harvesters.soda import SourceUnavailable


@dataclass(frozen=True)
class Columns:
    """`names` pairs our name of a column with the published one; `gone` are those that are not there, `new`
    those that we neither ask for nor leave out.
    """

    names: Mapping[str, str]
    types: Mapping[str, str]  # published name → text, number, calendar_date, url
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def older(self) -> dict[str, str]:
        """The columns that are called as they were before, with that name."""
        return {ours: theirs for ours, theirs in self.names.items() if ours != theirs}

    @property
    def notes(self) -> tuple[str, ...]:
        return (
            *(f"column {ours} is called {theirs} again" for ours, theirs in sorted(self.older.items())),
            *(f"column {name} is gone: harvested without it" for name in self.gone),
            *(f"column {name} is new: not read" for name in self.new),
        )

    def select(self, dataset: Dataset[Any]) -> list[str]:
        """What to ask for, each under our name."""
        wanted = [(name, self.names[name]) for name in dataset.columns if name in self.names]
        return [ours if ours == theirs else f"{theirs} AS {ours}" for ours, theirs in wanted]

    def is_text(self, name: str) -> bool:
        """Whether values of this column are written in quotes."""
        return self.types[self.names[name]] != "number"


def find(dataset: Dataset[Any], types: Mapping[str, str]) -> Columns:
    """Find each column by its name or an older one among the published ones."""
    wanted = list(dict.fromkeys((*dataset.columns, *((dataset.date,) if dataset.date else ()))))
    names = {
        name: found
        for name in wanted
        if (found := next((n for n in (name, *dataset.older.get(name, ())) if n in types), None))
    }
    new = sorted(types.keys() - set(names.values()) - dataset.ignored)
    return Columns(
        names,
        types,
        gone=tuple(name for name in wanted if name not in names),
        new=tuple(name for name in new if not name.startswith(":")),
    )


def resolve(dataset: Dataset[Any], types: Mapping[str, str]) -> Columns:
    """The columns to harvest by. Raises SourceUnavailable where a required one is gone."""
    columns = find(dataset, types)
    if lost := sorted(dataset.required - columns.names.keys()):
        raise SourceUnavailable(f"{dataset.id} lost the columns {', '.join(lost)}")
    return columns
