"""The columns of a dataset as the source has them today: under which name, and which came or went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harvesters.dataset import Dataset
from harvesters.soda import SourceUnavailable


@dataclass(frozen=True)
class Columns:
    """`names` pairs our name of a column with the published one; a column that is gone is not in it."""

    names: Mapping[str, str]
    types: Mapping[str, str]  # published name → text, number, calendar_date, url
    gone: tuple[str, ...]
    notes: tuple[str, ...]

    def select(self, dataset: Dataset[Any]) -> list[str]:
        """What to ask for, each under our name."""
        wanted = [(name, self.names[name]) for name in dataset.columns if name in self.names]
        return [ours if ours == theirs else f"{theirs} AS {ours}" for ours, theirs in wanted]

    def is_text(self, name: str) -> bool:
        """Whether values of this column are written in quotes."""
        return self.types[self.names[name]] != "number"


def resolve(dataset: Dataset[Any], types: Mapping[str, str]) -> Columns:
    """Find each column by its name or an older one. Raises SourceUnavailable without a required one."""
    wanted = list(dict.fromkeys((*dataset.columns, *((dataset.date,) if dataset.date else ()))))
    names = {
        name: found
        for name in wanted
        if (found := next((n for n in (name, *dataset.older.get(name, ())) if n in types), None))
    }
    if lost := sorted(dataset.required - names.keys()):
        raise SourceUnavailable(f"{dataset.id} lost the columns {', '.join(lost)}")
    older = {ours: theirs for ours, theirs in names.items() if ours != theirs}
    new = sorted(types.keys() - set(names.values()) - dataset.ignored)
    gone = tuple(name for name in wanted if name not in names)
    return Columns(
        names,
        types,
        gone,
        (
            *(f"column {ours} is called {theirs} again" for ours, theirs in sorted(older.items())),
            *(f"column {name} is gone: harvested without it" for name in gone),
            *(f"column {name} is new: not read" for name in new if not name.startswith(":")),
        ),
    )
