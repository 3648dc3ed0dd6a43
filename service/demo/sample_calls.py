"""The sample's calls: who asks for what, where, how, since when and until when, and who won it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from domain.board import Board
from domain.territory import Place
from service.demo.sample_boards import place_words
from service.demo.sample_chance import days_before
from service.demo.sample_recipes import MENOR, MINIMA, PHASES, REASONS, Pool, Recipe
from service.demo.sample_suppliers import Supplier, a_board_supplier, a_firm, a_person
from service.demo.sample_works import Buyer, Work, buyers, works

FIRST_NUMBER = 990_000_001  # SECOP's own numbers are about 10 million: no sample id is anyone's
_ARTICLES = {"barrio": "el", "corregimiento": "el", "vereda": "la", "isla": "la"}


@dataclass(frozen=True)
class Award:
    number: int
    supplier: Supplier
    value_cop: int
    on: date


@dataclass(frozen=True)
class Call:
    """One procedure. `number` makes its ids: CO1.BDOS.n, CO1.REQ.n, CO1.NTC.n."""

    number: int
    recipe: Recipe
    work: Work
    buyer: Buyer
    place: Place
    modality: str
    justification: str
    phase: str | None
    status: str
    price_cop: int
    days: int
    published_on: date | None
    closes_on: date | None
    awards: tuple[Award, ...] = ()

    @property
    def portfolio_id(self) -> str:
        return f"CO1.BDOS.{self.number}"

    @property
    def title(self) -> str:
        return self.work.title.format(place=self.place_words).replace(" de el ", " del ")

    @property
    def place_words(self) -> str:
        """The place with its article: `"el barrio El Pozón"`, `"la vereda Membrillal"`."""
        if self.buyer.key == "chaira":
            return "el municipio de Cartagena del Chairá"
        words = place_words(self.place)
        return f"{_ARTICLES[self.place.kind]} {words}" if words.startswith(self.place.kind) else words


def make_calls(
    recipes: Sequence[Recipe],
    boards: Sequence[Board],
    places: Sequence[Place],
    today: date,
    chance: Random,
    first: int = FIRST_NUMBER,
) -> list[Call]:
    """The calls of these recipes, numbered from `first`."""
    wanted = (recipe for recipe in recipes for _ in range(recipe.count))
    return [_call(first + i, recipe, boards, places, today, chance) for i, recipe in enumerate(wanted)]


def _call(
    number: int, recipe: Recipe, boards: Sequence[Board], places: Sequence[Place], today: date, chance: Random
) -> Call:
    work = chance.choice(_pool(recipe.pool))
    buyer = buyers()[recipe.buyer or chance.choice(work.buyers)]
    modality = chance.choice(recipe.modalities)
    price_cop = _price(work, buyer, modality, chance)
    published_on, closes_on = _days(recipe, today, chance)
    place = chance.choice(places)
    call = Call(
        number=number,
        recipe=recipe,
        work=work,
        buyer=buyer,
        place=place,
        modality=modality,
        justification=recipe.justification or chance.choice(REASONS.get(modality, ("Ley 1150 de 2007",))),
        phase=recipe.phase or _phase(recipe, modality),
        status=recipe.status,
        price_cop=price_cop,
        days=chance.choice((15, 20, 30, 45, 60, 90, 120, 180, 240)),
        published_on=published_on,
        closes_on=closes_on,
    )
    return replace(call, awards=_awards(call, boards, today, chance)) if recipe.awarded else call


def _pool(pool: Pool) -> list[Work]:
    match pool:
        case Pool.BOARDS:
            return [work for work in works() if work.suits]
        case Pool.FIRMS:
            return [work for work in works() if not work.suits and not work.one_person]
        case Pool.ONE_PERSON:
            return [work for work in works() if work.one_person]
        case Pool.ANY:
            return [work for work in works() if not work.one_person]


def _price(work: Work, buyer: Buyer, modality: str, chance: Random) -> int:
    """Within what the modality allows this buyer, to the thousand; SECOP shows 0 where it was left blank."""
    if chance.random() < 0.03:
        return 0
    low, high = work.low * 1_000_000, work.high * 1_000_000
    if modality == MINIMA:
        low, high = min(low, buyer.minima_cop // 2), min(high, buyer.minima_cop)
    elif modality == MENOR:
        low, high = max(low, buyer.minima_cop + 1_000_000), max(high, buyer.minima_cop * 3)
    return chance.randrange(low, high + 1, 1_000)


def _phase(recipe: Recipe, modality: str) -> str | None:
    return None if recipe.published is None else PHASES.get(modality, "Presentación de oferta")


def _days(recipe: Recipe, today: date, chance: Random) -> tuple[date | None, date | None]:
    """The day of publication and the deadline, the one before the other."""
    published_on = _ahead(recipe.published, today, chance)
    closes_on = _ahead(recipe.closes, today, chance)
    if published_on and closes_on and closes_on < published_on:
        published_on, closes_on = closes_on, published_on
    return published_on, closes_on


def _ahead(days: tuple[int, int] | None, today: date, chance: Random) -> date | None:
    return days_before(today, (-days[1], -days[0]), chance) if days else None


def _awards(call: Call, boards: Sequence[Board], today: date, chance: Random) -> tuple[Award, ...]:
    """Who won: one supplier as a rule, in a few calls several with a part each."""
    share = call.recipe.to_boards if call.work.suits else 0.0
    to_board = chance.random() < share
    many = call.recipe.lots or (1 if to_board or chance.random() > 0.04 else chance.randint(2, 6))
    decided_on = days_before(call.closes_on or call.published_on or today, (-9, -2), chance)
    value = (call.price_cop or call.work.low * 1_000_000) * chance.randint(88, 100) // 100 // many
    return tuple(
        Award(call.number * 100 + i, _supplier(call, to_board, boards, chance), value, min(today, decided_on))
        for i in range(many)
    )


def _supplier(call: Call, to_board: bool, boards: Sequence[Board], chance: Random) -> Supplier:
    if call.work.one_person:
        return a_person(chance)
    if not to_board:
        return a_firm(chance)
    registered = [board for board in boards if board.nit]
    near = [board for board in registered if board.barrio == call.place.name]
    return a_board_supplier(chance.choice(near or registered), chance)
