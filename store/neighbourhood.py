"""The boards around a board, and how they stand: for groups that have together what one lacks."""

from collections.abc import Collection

from sqlalchemy import Connection

from store import assessments, boards, document_files, evidence, outcomes, places
from store.questions import Together, Told

_TOWN = Together(boards.OF_TOWN, places.NEIGHBOURS)
_STANDING = Together(
    assessments.STANDINGS_OF_BOARDS, evidence.OF_BOARDS, outcomes.DISMISSED, document_files.FINDINGS
)


def read_town(db: Connection, municipality: str) -> Told:
    """The boards of a municipality, and which of its barrios are neighbours."""
    return _TOWN.ask(db, municipality=municipality)


def read_standing(db: Connection, codes: Collection[str], portfolios: Collection[str]) -> Told:
    """How these boards stand, and what the documents of these calls say."""
    return _STANDING.ask(db, codes=list(codes), portfolios=list(portfolios))
