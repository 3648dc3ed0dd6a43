"""Invented boards and calls of a country, for the match to be measured on: written once, read by each way.

Boards and calls fall on the municipalities of the DANE by Zipf's law; one call in ten tells only its
department. Objects are ten kinds of works, services and purchases, some for no board, with invented
words and the name of a place; one board in three said no trade.
"""

import pickle
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from domain.board import Board, Trade
from domain.match import Eligibility
from domain.process import Standing as Offered
from domain.readiness import Verdict
from domain.territory import Place
from domain.text import fold
from matching.arrays.columns import UNKNOWN, Columns, columns_of
from matching.arrays.packed import CAN, CANNOT, Law
from matching.grams import vectors
from matching.match import Dated, Day, today_of
from matching.places.town_table import town_table
from matching.precedents import Past, Precedent
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from matching.weights import weights
from tests.examples import DISTRICT_NIT, TODAY, a_process
from tests.matching.noisy_names import boards as invented_boards

ROUTES = ("R1", "R4", "R5")
_BITS = 40
_SEED = 2166
_PLACES_A_TOWN = 40
WORKS = (
    "Limpieza y mantenimiento de canales y zonas verdes con la comunidad",
    "Mejoramiento de vía terciaria con placa huella en la vereda",
    "Adecuación del parque y de la cancha del barrio",
    "Refrigerios y logística para la celebración del día del campesino",
    "Talleres de liderazgo comunitario para la junta de acción comunal",
    "Suministro de medicamentos para el hospital",
    "Interventoría técnica de la obra de alcantarillado",
    "Mantenimiento de vehículos y suministro de combustible",
    "Licencias de software y soporte de la plataforma",
    "Prestación de servicios profesionales de un abogado",
)


class Country(NamedTuple):
    """Boards and calls, plainly, and what the law says of each board and each call."""

    profiles: list[Profile]
    dated: list[Dated]
    gaps: Any  # boards × ROUTES, bits
    route: Any  # of each call
    days: Any  # of each bit

    def eligible(self, profile: Profile, call: Call) -> Eligibility | None:
        """What the law says, for one pair; codes and keys end in the rows of their boards and calls."""
        board, row = int(profile.board.code[1:]), int(call.key[1:])
        route = int(self.route[row])
        if route == UNKNOWN:
            return None
        lacks = int(self.gaps[board, route])
        needed = [
            int(self.days[bit]) for bit in range(_BITS) if lacks >> bit & 1 and self.days[bit] != UNKNOWN
        ]
        verdict = Verdict.NOT_ELIGIBLE if row % 7 == 0 else Verdict.ELIGIBLE_IF
        return Eligibility(ROUTES[route], verdict, days_needed=max(needed, default=None))

    def law(self, columns: Columns) -> Law:
        """The same by columns."""
        boards = np.array([int(self.profiles[row].board.code[1:]) for row in columns.boards.row], np.int64)
        calls = np.array([int(self.dated[row].call.key[1:]) for row in columns.calls.row], np.int64)
        routes = self.route[calls]
        score = np.array([weights().route[name] for name in ROUTES])
        return Law(
            gaps=self.gaps[boards],
            unmet=np.zeros(len(boards), np.uint64),
            limit_cop=np.full(len(boards), 2**63 - 1, np.int64),
            assessed=np.ones((len(boards), len(ROUTES)), np.bool_),
            route=routes,
            triggered=np.zeros(len(calls), np.uint64),
            obstacle=np.where(calls % 7 == 0, CANNOT, CAN).astype(np.int8),
            value_cop=np.zeros(len(calls), np.int64),
            is_limited=np.zeros(len(calls), np.bool_),
            route_score=np.where(routes == UNKNOWN, np.nan, score[routes]),
            days=self.days,
            limit_bit=np.uint64(1 << (_BITS - 1)),
        )

    def of_town(self, town: str) -> "Country":
        """The boards of one town, and the calls that reach it."""
        return self._replace(
            profiles=[one for one in self.profiles if one.board.municipality == town],
            dated=[
                one
                for one in self.dated
                if one.call.municipality == town
                or (one.call.municipality is None and one.call.department == town[:2])
            ],
        )


def day() -> Day:
    """The day of the match, with what a few boards did before."""
    done = (Precedent(f"B{n}", "13001", work, "Alcaldía", TODAY) for n, work in enumerate(WORKS[:5]))
    return Day(TODAY, lambda closes: (closes - TODAY).days, Past(done, {DISTRICT_NIT: 4}))


def country(boards: int, calls: int) -> Country:
    """So many boards and calls."""
    chance = Random(_SEED)
    towns = _Towns(chance)
    numbers = np.random.default_rng(_SEED)
    bits = numbers.integers(0, 1 << _BITS, (2, boards, len(ROUTES)), np.uint64)
    days = numbers.choice([UNKNOWN, 1, 15], _BITS)
    return Country(
        [_profile(chance, towns, n, name) for n, name in enumerate(_names(chance, boards))],
        [today_of(call, _DAY) for call in _calls(chance, towns, calls)],
        bits[0] & bits[1],
        numbers.choice(np.array([UNKNOWN, 0, 1, 1, 2], np.int8), calls),
        np.concatenate([days, np.full(64 - _BITS, UNKNOWN)]).astype(np.int32),
    )


def write(home: Path, boards: int, calls: int) -> None:
    """Columns and law for the match, and the bare vectors of all names and all texts."""
    made = country(boards, calls)
    columns = columns_of(made.profiles, made.dated)
    with (home / "columns.pickle").open("wb") as file:
        pickle.dump((columns, made.law(columns)), file, protocol=5)
    names = [profile.own_name for profile in made.profiles]
    sparse.save_npz(home / "names.npz", vectors(names), compressed=False)
    sparse.save_npz(home / "texts.npz", vectors([one.call.text for one in made.dated]), compressed=False)


def read(home: Path) -> tuple[Columns, Law]:
    with (home / "columns.pickle").open("rb") as file:
        columns, law = pickle.load(file)
    return columns, law


def read_vectors(home: Path) -> tuple[Any, Any]:
    """Names and texts as sparse matrices."""
    return sparse.load_npz(home / "names.npz"), sparse.load_npz(home / "texts.npz")


class _Towns:
    """The municipalities, the first ones more likely, each with the names of some places."""

    def __init__(self, chance: Random) -> None:
        self._chance, self._codes = chance, list(town_table().names)
        chance.shuffle(self._codes)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._codes) + 1)))

    def one(self) -> str:
        return self._chance.choices(self._codes, cum_weights=self._weights)[0]

    def place(self, town: str) -> Place:
        n = self._chance.randrange(_PLACES_A_TOWN)
        return Place(f"{_word(n * 31 + int(town))} {_word(n)}", town, f"localidad {n % 4}", str(n % 12))


def _names(chance: Random, boards: int) -> list[str]:
    return [board.name for board in invented_boards(chance, boards, list(town_table().names))]


def _profile(chance: Random, towns: _Towns, n: int, name: str) -> Profile:
    town = towns.one()
    place = towns.place(town)
    trades = tuple(chance.sample(list(Trade), chance.choice((0, 2, 4))))
    board = Board(
        f"B{n}",
        name,
        municipality=town,
        locality=place.locality,
        barrio=place.name,
        unit=place.unit,
        trades=trades,
    )
    return profile(board, {fold(place.name): {fold(towns.place(town).name): 50.0}})


def _calls(chance: Random, towns: _Towns, calls: int) -> list[Call]:
    kinds = [
        prepare(a_process(number=n, title=work, description=None, unspsc=None), Offered.OPEN, "13001")
        for n, work in enumerate(WORKS)
    ]
    return [_call(chance, towns, n, chance.choice(kinds)) for n in range(calls)]


def _call(chance: Random, towns: _Towns, n: int, kind: Call) -> Call:
    town = towns.one()
    place = towns.place(town)
    is_told, is_named = chance.random() < 0.9, chance.random() < 0.5
    words = " ".join(_word(chance.randrange(5_000)) for _ in range(25))
    return replace(
        kind,
        key=f"C{n}",
        text=f"alcaldia municipal de {fold(town_table().names[town])} {kind.text} {fold(place.name)} {words}",
        municipality=town if is_told else None,
        department=town[:2],
        places=(place,) if is_told and is_named else (),
        barrios=frozenset({fold(place.name)} if is_told and is_named else ()),
        units=frozenset({place.unit or ""} if is_told and is_named else ()),
        localities=frozenset({fold(place.locality or "")} if is_told and is_named else ()),
        value_cop=int(10 ** chance.uniform(6.5, 9.5)),
        closes_on=TODAY + timedelta(days=chance.randint(0, 20)),
    )


def _word(n: int) -> str:
    syllables = ("ba", "che", "li", "mo", "ru", "sa", "te", "vi", "no", "pu", "ga", "de")
    word = ""
    for _ in range(3):
        n, at = divmod(n * 7 + 3, len(syllables))
        word += syllables[at]
    return word


_DAY = day()
