"""How many people of each board came to the meetings of a cohort, by what they are in the board. No names."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from domain.training import Seat
from store.training_tables import attendance, meetings
from store.upsert import upsert

Came = dict[int, dict[str, dict[Seat, int]]]
"""People by meeting, board code and seat; what nobody noted is not there."""


def save(db: Connection, meeting_id: int, code: str, people: Mapping[Seat, int]) -> None:
    """What was noted of these seats holds from now on; none came where it says 0. Other seats stay."""
    c = attendance.c
    none = [seat.value for seat, number in people.items() if number == 0]
    db.execute(delete(attendance).where(c.meeting_id == meeting_id, c.board_code == code, c.seat.in_(none)))
    rows = [
        {"meeting_id": meeting_id, "board_code": code, "seat": seat.value, "people": number}
        for seat, number in people.items()
        if number
    ]
    upsert(db, attendance, rows)


def of_cohort(db: Connection, cohort_id: int) -> Came:
    """Who came to the meetings of a cohort."""
    a = attendance.c
    query = (
        select(a.meeting_id, a.board_code, a.seat, a.people)
        .join(meetings, meetings.c.id == a.meeting_id)
        .where(meetings.c.cohort_id == cohort_id)
    )
    found: Came = {}
    for row in db.execute(query):
        found.setdefault(row.meeting_id, {}).setdefault(row.board_code, {})[Seat(row.seat)] = row.people
    return found
