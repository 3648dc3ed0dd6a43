"""What the match needs to know of a process or a planned purchase, worked out once for all boards."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.board import Trade
from domain.contract import PlannedPurchase
from domain.process import Process, Standing
from domain.territory import Place
from domain.text import fold
from matching.places.gazetteer import Gazetteer
from matching.places.text_places import places_of
from matching.places.towns import WorkTown, work_town
from matching.suitability import Suitability, suitability
from matching.trade import TradeHint
from matching.weights import weights

NOT_FOR_BOARDS = "not_for_boards"
ELSEWHERE = ""  # a department that is not known, but not ours
_LIKELY = 0.4  # a trade with less is a guess: it neither wins nor refuses a board


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for, where, and how suitable it is for any board. It depends on its source row alone.

    `key` is a portfolio, or the key of a planned purchase, which has a month (`expected_on`) instead of a
    closing day. `municipality` and `department` are DANE codes of the place of the work, None where nothing
    tells, `others` further municipalities that it names; the department is ELSEWHERE where we know only that
    it is far. `refusal` is the rule that keeps it from all boards. Money in COP.
    """

    key: str
    text: str  # folded: who buys what
    buyer_name: str
    buyer_nit: str | None
    municipality: str | None
    department: str | None
    places: tuple[Place, ...]
    barrios: frozenset[str]  # folded names of what is smaller than a unit
    units: frozenset[str]
    localities: frozenset[str]  # folded
    trades: dict[Trade, TradeHint]  # the likely ones, the likeliest first
    suitability: Suitability
    value_cop: int | None
    closes_on: date | None = None
    expected_on: date | None = None
    others: tuple[str, ...] = ()
    refusal: str | None = None


def prepare(process: Process, standing: Standing, home: str) -> Call:
    """A process as a call. `home` is the municipality, by its DANE code, of the buyers that are followed."""
    suited = suitability(
        process.text,
        buyer=process.buyer_name,
        value_cop=process.price_cop,
        modality=process.modality or "",
        contract_type=process.contract_type or "",
        unspsc=process.unspsc,
        more_unspsc=process.more_unspsc,
    )
    return _call(
        key=process.portfolio_id,
        text=process.text,
        where=place_of(process, home),
        suited=suited,
        buyer=(process.buyer_name, process.buyer_nit),
        value_cop=process.price_cop,
        closes_on=process.closes_on,
        refusal=kept_from_all(standing) or _not_for_boards(suited),
    )


@lru_cache(maxsize=4096)  # it is asked of a process whether it is near, and then all the rest
def place_of(process: Process, home: str) -> WorkTown:
    """Where the work of a process is done; `home` as below."""
    return _where(process.text, process.buyer_name, process.city, process.department, home)


def kept_from_all(standing: Standing) -> str | None:
    """The rule that keeps a process of this standing from all boards, whatever it asks for."""
    if standing is Standing.BY_INVITATION:
        return "by_invitation"
    return None if standing.is_offered else "not_open"


def prepare_plan(plan: PlannedPurchase, home: str) -> Call:
    """A planned purchase as a call that is still to come."""
    suited = suitability(
        plan.description,
        buyer=plan.buyer_name,
        value_cop=plan.value_cop,
        modality=plan.modality or "",
        unspsc=plan.unspsc,
    )
    return _call(
        key=plan.key,
        text=plan.description,
        where=_where(plan.description, plan.buyer_name, None, None, home),
        suited=suited,
        buyer=(plan.buyer_name, plan.buyer_nit),
        value_cop=plan.value_cop,
        expected_on=plan.expected_on,
        refusal=_not_for_boards(suited),
    )


def _call(
    *,
    key: str,
    text: str,
    where: WorkTown,
    suited: Suitability,
    buyer: tuple[str, str | None],
    value_cop: int | None,
    closes_on: date | None = None,
    expected_on: date | None = None,
    refusal: str | None,
) -> Call:
    places = places_of(text, where.code) if where.code else ()
    return Call(
        key=key,
        text=fold(f"{buyer[0]} {text}"),
        buyer_name=buyer[0],
        buyer_nit=buyer[1],
        municipality=where.code,
        department=where.department,
        places=places,
        barrios=frozenset(fold(p.name) for p in places if p.kind not in ("localidad", "unidad comunera")),
        units=frozenset(p.unit for p in places if p.unit),
        localities=frozenset(fold(p.locality) for p in places if p.locality),
        trades={hint.trade: hint for hint in suited.trades if hint.score >= _LIKELY},
        suitability=suited,
        value_cop=value_cop,
        closes_on=closes_on,
        expected_on=expected_on,
        others=where.others,
        refusal=refusal,
    )


def _where(text: str, buyer_name: str, city: str | None, department: str | None, home: str) -> WorkTown:
    """Where the work is. Buyers that are followed are at home where nothing tells."""
    town, gazetteer = work_town(text, buyer_name, city, department), Gazetteer.load(home)
    if town.known_by != "text" and (gazetteer.is_elsewhere(text) or gazetteer.is_elsewhere(city or "")):
        return WorkTown(None, ELSEWHERE, "text")
    if town.code or town.known_by == "text" or town.department not in (None, home[:2]):
        return town
    return WorkTown(home, home[:2], "none")


def _not_for_boards(suited: Suitability) -> str | None:
    return NOT_FOR_BOARDS if suited.score < weights().suitable_from else None
