"""Following projects: what the rows of today show of how far each came."""

from datetime import datetime

from sqlalchemy import Connection

from domain.days import day_of
from domain.project_way import way
from store import project_ties, waypoints


def follow(db: Connection, at: datetime, project_id: int | None = None) -> int:
    """Write down how far all projects came, or one of them. Gives how many waypoints were new."""
    waypoints.take_turns(db)
    today = day_of(at)
    found = {id_: way(tied, today) for id_, tied in project_ties.tied(db, project_id).items()}
    return waypoints.replace(db, found, at)
