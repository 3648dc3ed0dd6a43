"""Public projects as programs read them, and what is known of each."""

from sqlalchemy import Select, and_, select

from store import apart
from store.listings import Listing, exactly, since
from store.project_tables import project_wordings, projects, waypoints
from store.projects import IS_PUBLIC, STATE
from store.tables import boards

_P, _W, _N = projects.c, project_wordings.c, waypoints.c
_JOINED = projects.join(project_wordings, and_(_W.project_id == _P.id, _W.replaced_at.is_(None))).join(
    boards, boards.c.code == _P.board_code
)


def _public(query: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    return query.where(IS_PUBLIC, apart.of_boards(_P.board_code))


PROJECTS = Listing(
    "projects",
    _public(
        select(
            *(_P.id, _P.board_code, boards.c.name.label("board_name"), STATE.label("state")),
            *(_W.title, _W.what, _W.trade, _W.barrio, _W.locality, _W.spot, _W.cost_cop, _W.basis),
            *(_W.people, _W.households, _W.whom, _W.approved_on, _P.registered_at, _W.said_at),
        ).select_from(_JOINED)
    ),
    (_P.id,),
    exactly(
        municipality=boards.c.municipality, locality=_W.locality, board=_P.board_code, state=STATE, id=_P.id
    ),
)
WAYPOINTS = Listing(
    "waypoints",
    _public(select(waypoints).select_from(_JOINED.join(waypoints, _N.project_id == _P.id))),
    (_N.id,),
    {**exactly(municipality=boards.c.municipality, project=_N.project_id), "since": since(_N.found_at)},
)
