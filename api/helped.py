"""What became of what a board asked the office, as its own page tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.process import Process
from store.help_cases import Told


@dataclass(frozen=True)
class Helped:
    """One thing that was asked, and its answers, the newest first. `title` is the call's, if one is known."""

    about: str
    title: str | None
    attended_by: str | None
    closed_at: datetime | None
    answers: list[Told]


def helped_of(told: Iterable[Told], calls: Mapping[str, Process]) -> list[Helped]:
    """What is attended to or was answered lately, the newest answer first. `calls` are by portfolio."""
    by_case: dict[str, list[Told]] = {}
    for one in told:
        by_case.setdefault(one.about, []).append(one)
    return [
        Helped(
            about,
            calls[about].title if about in calls else None,
            some[0].attended_by,
            some[0].closed_at,
            [answer for answer in some if answer.words],
        )
        for about, some in by_case.items()
        if some[0].attended_by or some[0].words
    ]
