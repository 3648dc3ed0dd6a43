"""What the match needs of a process and that depends on nothing else: worked out once for all boards."""

from dataclasses import dataclass

from domain.board import Trade
from domain.process import Process, Standing
from domain.territory import Place
from domain.text import fold
from matching.gazetteer import Gazetteer
from matching.suitability import Suitability, suitability
from matching.trade import TradeHint
from matching.weights import weights

_LIKELY = 0.4  # a trade with less is a guess: it neither wins nor refuses a board


@dataclass(frozen=True, slots=True)
class PreparedProcess:
    """A process with its places, trades and suitability. `refusal` is the rule that keeps it from all."""

    process: Process
    standing: Standing
    municipality: str
    places: tuple[Place, ...]
    barrios: frozenset[str]  # folded names of what is smaller than a unit
    units: frozenset[str]
    localities: frozenset[str]  # folded
    trades: dict[Trade, TradeHint]  # the likely ones, the likeliest first
    suitability: Suitability
    refusal: str | None


def prepare(process: Process, standing: Standing, gazetteer: Gazetteer) -> PreparedProcess:
    """Everything that the match asks of a process, in the municipality of the gazetteer."""
    places = gazetteer.recognise(process.text)
    suited = suitability(
        process.text,
        buyer=process.buyer_name,
        value_cop=process.price_cop,
        modality=process.modality or "",
        contract_type=process.contract_type or "",
        unspsc=process.unspsc,
        more_unspsc=process.more_unspsc,
    )
    return PreparedProcess(
        process=process,
        standing=standing,
        municipality=gazetteer.municipality,
        places=places,
        barrios=frozenset(fold(p.name) for p in places if p.kind not in ("localidad", "unidad comunera")),
        units=frozenset(p.unit for p in places if p.unit),
        localities=frozenset(fold(p.locality) for p in places if p.locality),
        trades={hint.trade: hint for hint in suited.trades if hint.score >= _LIKELY},
        suitability=suited,
        refusal=_refusal(process, standing, suited, gazetteer),
    )


def _refusal(process: Process, standing: Standing, suited: Suitability, gazetteer: Gazetteer) -> str | None:
    if standing is Standing.BY_INVITATION:
        return "by_invitation"
    if not standing.is_offered:
        return "not_open"
    if gazetteer.is_elsewhere(process.text) or gazetteer.is_elsewhere(process.city or ""):
        return "other_place"
    if suited.score < weights().suitable_from:
        return "not_for_boards"
    return None
