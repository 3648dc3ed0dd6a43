"""With which neighbours a board would have what a call asks and it lacks, by name and in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from sqlalchemy import Connection

from api import judging
from api.calls import Call
from domain.board import Board
from domain.match import Match
from domain.readiness import Requirement
from domain.text import lower_first
from matching import groups
from matching.match import Day, Eligible, today_of
from matching.prepare import Call as Prepared
from matching.profile import Profile
from matching.seek import in_reach
from readiness import words
from readiness.catalogue import Catalogue
from readiness.days import business_days_between
from store import assessments, boards, document_files, evidence, neighbourhood, outcomes, places


class Group(NamedTuple):
    """The board's neighbours, the nearest first, and what they bring together."""

    others: tuple[Board, ...]
    covers: tuple[Requirement, ...]
    is_all: bool  # whether the board lacks nothing else

    @property
    def names(self) -> str:
        return words.listed(board.name for board in self.others)

    @property
    def words(self) -> str:
        """`"Con JAC Olaya podrían reunir lo que les falta: experiencia."`, or what of it."""
        what = words.listed(lower_first(requirement.title) for requirement in self.covers)
        if self.is_all:
            return f"Con {self.names} podrían reunir lo que les falta: {what}."
        return f"Con {self.names} podrían reunir {what}. Lo demás lo debe tener su junta."

    @property
    def law(self) -> str:
        laws = (words.law(r.pooled.law, r.pooled.verified) for r in self.covers if r.pooled)
        return "; ".join(dict.fromkeys(laws))


def may_add_up(catalogue: Catalogue) -> frozenset[str]:
    """The requirements that boards may meet together."""
    return frozenset(id_ for id_, requirement in catalogue.requirements.items() if requirement.pooled)


def group_maker(
    catalogue: Catalogue, profiles: Sequence[Profile], eligible: Eligible, call: Prepared
) -> Callable[[Profile, Match], Group | None]:
    """What gives the group of a board for this call, with neighbours among these, which it is in reach of."""
    pooled = may_add_up(catalogue)
    by_code = {profile.board.code: profile for profile in profiles}

    @cache
    def lacking(code: str) -> tuple[str, ...] | None:
        standing = eligible(by_code[code], call)
        return standing.missing if standing else None

    def group(profile: Profile, match: Match) -> Group | None:
        found = groups.group_of(profile, match.missing, pooled, profiles, lambda one: lacking(one.board.code))
        if found is None:
            return None
        covers = tuple(catalogue.requirements[id_] for id_ in found.covers)
        return Group(tuple(by_code[code].board for code in found.others), covers, not found.left)

    return group


def groups_of(
    db: Connection, board: Board, offers: Iterable[tuple[Call, Match]], catalogue: Catalogue
) -> Mapping[str, Group]:
    """The groups of one board by portfolio, for those of its calls that ask for what boards may add up."""
    pooled = may_add_up(catalogue)
    short = [(call, match) for call, match in offers if pooled.intersection(match.missing)]
    if not short:
        return {}
    town = neighbourhood.read_town(db, board.municipality)
    near = {board.municipality: town.of(places.NEIGHBOURS)}
    own, *others = judging.profiles_of([board, *town.of(boards.OF_TOWN)], near, {})
    around = [other.board for other in others if groups.nearness(own, other)]
    asked = {call.process.portfolio_id: call.process for call, _ in short}
    told = neighbourhood.read_standing(db, [one.code for one in around], asked)
    neighbours = judging.profiles_of(around, near, told.of(outcomes.DISMISSED))
    day = Day(catalogue.on, partial(business_days_between, catalogue.on))
    eligible = judging.law_of(
        list(asked.values()),
        day.today,
        told.of(assessments.STANDINGS_OF_BOARDS),
        told.of(evidence.OF_BOARDS),
        told.of(document_files.FINDINGS),
    )
    found = {}
    for call, match in short:
        prepared = judging.prepared(call.process, call.standing, board.municipality)
        able = in_reach(today_of(prepared, day), neighbours, day)
        if group := group_maker(catalogue, able, eligible, prepared)(own, match):
            found[match.portfolio_id] = group
    return found
