"""A measured figure beside what it is held against, and the table that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, and the `floor` that it is held against: the least that could do it, a peer, an
    earlier run, or a limit. `ratio` tells how the project stands to that: 1.0 is as good, more is better.
    """

    name: str
    value: str
    floor: str = ""
    ratio: float | None = None
    target: float | None = None

    @property
    def meets_target(self) -> bool:
        return self.target is None or (self.ratio is not None and self.ratio >= self.target)


_HEADINGS = ("figure", "Convite", "against", "ratio", "target", "")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table in Markdown."""
    rows = [_HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    target = "" if figure.target is None else f"{figure.target:.2f}"
    return (
        figure.name,
        figure.value,
        figure.floor,
        ratio,
        target,
        "" if figure.meets_target else "below target",
    )
