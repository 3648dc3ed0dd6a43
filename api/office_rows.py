"""The office's work for its programs: help, papers, training, the register, what is planned, the funnel."""

from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException

from api import office_asked as asked
from api import office_row_models as rows
from api.access.keys import reader_who_may
from api.desk.funnel_counts import read_funnel
from api.desk.periods import Quarter, begun
from api.models import Page
from api.parts import a_router
from api.row_reading import asks, of_boards
from api.site import CurrentSite
from domain.access import Permission
from store import office_listings as listings
from store.engine import reading

router = a_router()

NumbersReader = Annotated[str, reader_who_may(Permission.SEE_NUMBERS)]
BoardsReader = Annotated[str, reader_who_may(Permission.SEE_BOARDS)]
Accompanying = Annotated[str, reader_who_may(Permission.ACCOMPANY)]
PapersReader = Annotated[str, reader_who_may(Permission.CHECK_PAPERS)]
RegisterReader = Annotated[str, reader_who_may(Permission.KEEP_REGISTER)]


@router.get("/funnel", summary="De avisadas a contratadas", **asks(Permission.SEE_NUMBERS))
def show_funnel(
    site: CurrentSite, _: NumbersReader, wanted: Annotated[asked.OfQuarter, Query()]
) -> rows.FunnelOut:
    """Cuántas juntas llegaron a cada paso en un trimestre, por localidad, y mes por mes."""
    quarter = begun(wanted.quarter, site.today) if wanted.quarter else Quarter.of(site.today)
    if quarter is None:
        raise HTTPException(422, asked.NO_QUARTER)
    with reading(site.engine) as db:
        found = read_funnel(db, site.web.municipality, quarter, site.today, shows_few=False)
    return rows.FunnelOut(
        quarter=quarter.name,
        places=[
            rows.FunnelPlaceOut(
                locality=one.locality,
                steps=rows.StepsOut.model_validate(one.steps),
                covered=rows.CoveredOut.model_validate(one.covered._asdict()),
            )
            for one in found.places
        ],
        months=[
            rows.FunnelMonthOut(month=f"{first:%Y-%m}", steps=rows.StepsOut.model_validate(steps))
            for first, steps in found.months
        ],
    )


@router.get("/plan-matches", summary="Lo que viene para cada junta", **asks(Permission.SEE_BOARDS))
def list_plan_matches(
    site: CurrentSite, reader: BoardsReader, wanted: Annotated[asked.OfPlans, Query()]
) -> Page[rows.PlanMatchRow]:
    """Las compras planeadas que le sirven a cada junta. Pueden cambiar."""
    return of_boards(site, reader, listings.PLANS, rows.PlanMatchRow, wanted, wanted.board)


@router.get("/help", summary="Juntas que esperan ayuda", **asks(Permission.ACCOMPANY))
def list_help(
    site: CurrentSite, reader: Accompanying, wanted: Annotated[asked.OfHelp, Query()]
) -> Page[rows.HelpRow]:
    """Qué juntas esperan, sobre qué convocatoria, y si alguien las atiende. Sin lo que escribieron."""
    return of_boards(site, reader, listings.HELP, rows.HelpRow, wanted, wanted.board)


@router.get("/filings", summary="Papeles que enviaron las juntas", **asks(Permission.CHECK_PAPERS))
def list_filings(
    site: CurrentSite, reader: PapersReader, wanted: Annotated[asked.OfFilings, Query()]
) -> Page[rows.FilingRow]:
    """Para qué requisito es cada archivo y en qué quedó. Los archivos se miran en el escritorio."""
    return of_boards(site, reader, listings.FILINGS, rows.FilingRow, wanted, wanted.board)


@router.get("/cohorts", summary="Grupos de formación", **asks(Permission.ACCOMPANY))
def list_cohorts(
    site: CurrentSite, reader: Accompanying, wanted: Annotated[asked.OfCohorts, Query()]
) -> Page[rows.CohortRow]:
    """Cada grupo con sus fechas y cuántas juntas tiene, también los cancelados."""
    return of_boards(site, reader, listings.COHORTS, rows.CohortRow, wanted, None)


@router.get("/cohort-members", summary="Juntas de los grupos", **asks(Permission.ACCOMPANY))
def list_members(
    site: CurrentSite, reader: Accompanying, wanted: Annotated[asked.OfMembers, Query()]
) -> Page[rows.MemberRow]:
    """Qué juntas están en cada grupo, qué respondieron a la invitación y si completaron."""
    return of_boards(site, reader, listings.MEMBERS, rows.MemberRow, wanted, wanted.board)


@router.get("/attendance", summary="Asistencia a los encuentros", **asks(Permission.ACCOMPANY))
def list_attendance(
    site: CurrentSite, reader: Accompanying, wanted: Annotated[asked.OfMembers, Query()]
) -> Page[rows.AttendanceRow]:
    """Cuántas personas de cada junta fueron, por su cargo. Sin nombres."""
    return of_boards(site, reader, listings.ATTENDANCE, rows.AttendanceRow, wanted, wanted.board)


@router.get("/stages", summary="Etapas del acompañamiento", **asks(Permission.KEEP_REGISTER))
def list_stages(
    site: CurrentSite, reader: RegisterReader, wanted: Annotated[asked.OfStages, Query()]
) -> Page[rows.StageRow]:
    """A qué etapas llegó cada junta, y qué día."""
    return of_boards(site, reader, listings.STAGES, rows.StageRow, wanted, wanted.board)


@router.get("/periods", summary="Períodos de los cargos", **asks(Permission.KEEP_REGISTER))
def list_periods(
    site: CurrentSite, reader: RegisterReader, wanted: Annotated[asked.OfPeriods, Query()]
) -> Page[rows.PeriodRow]:
    """Desde cuándo y hasta cuándo está elegido cada cargo de cada junta. Sin nombres."""
    return of_boards(site, reader, listings.PERIODS, rows.PeriodRow, wanted, wanted.board)
