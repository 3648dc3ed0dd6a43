"""Random boards, calls and how the law stands between them, for the plain match and for the engine alike."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np

from domain.board import Trade
from domain.match import Eligibility
from domain.process import standing
from domain.readiness import Verdict
from matching.arrays.columns import UNKNOWN, columns_of
from matching.arrays.engine import Found, match_all
from matching.arrays.packed import CAN, CANNOT, CAP_UNKNOWN, Law
from matching.match import Dated, Day, Result, match, today_of
from matching.places.gazetteer import Gazetteer
from matching.precedents import Past, Precedent
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from matching.weights import weights
from tests.examples import DISTRICT_NIT, TODAY, YESTERDAY, a_board, a_process

ROUTES = ("R1", "R4", "R5")
BITS = 6
_LIMIT_BIT = BITS - 1
_TOWNS = ("13001", "05266", "13836", "13052")
_PLACES = Gazetteer.load("13001").places
_WORKS = (
    "Limpieza de canales",
    "Mejoramiento de vía",
    "Refrigerios para la asamblea",
    "Talleres de convivencia",
)


class Pairs:
    """Some boards and calls of a few towns, drawn by a seed."""

    def __init__(self, seed: int, boards: int = 8, calls: int = 30) -> None:
        self._chance = Random(seed)
        self.profiles = [self._profile(n) for n in range(boards)]
        self.calls = [self._call(n) for n in range(calls)]
        self.gaps = [[self._bits() for _ in ROUTES] for _ in range(boards)]
        self.unmet = [self._bits() for _ in range(boards)]
        self.limit_cop = [self._chance.choice((10_000_000, 50_000_000, 2**63 - 1)) for _ in range(boards)]
        self.route = [self._chance.choice((UNKNOWN, 0, 1, 2, 2)) for _ in range(calls)]
        self.triggered = [self._bits() for _ in range(calls)]
        self.obstacle = [self._chance.choice((CAN, CAN, CANNOT, CAP_UNKNOWN)) for _ in range(calls)]
        self.days = [self._chance.choice((UNKNOWN, 1, 15)) for _ in range(BITS)]

    def day(self, most: int | None = None) -> Day:
        done = [
            Precedent(f"JAC-{n}", self._chance.choice((*_TOWNS, None)), work, "Alcaldía", YESTERDAY)
            for n, work in enumerate(_WORKS)
        ]
        past = Past(done, {DISTRICT_NIT: 3})
        return Day(TODAY, lambda day: (day - TODAY).days, past, bar=0.4, most=most)

    def plainly(self, day: Day) -> Result:
        return match(self.profiles, self.calls, self._eligible, day)

    def by_engine(self, day: Day) -> tuple[Found, list[Dated]]:
        dated = [today_of(call, day) for call in self.calls]
        columns = columns_of(self.profiles, dated)
        return match_all(columns, self.law(columns.boards.row, columns.calls.row), day.bar, day.most), dated

    def _profile(self, n: int) -> Profile:
        home = self._chance.choice(_PLACES)
        town = self._chance.choice(_TOWNS)
        board = a_board(
            code=f"JAC-{n}",
            name=self._chance.choice(
                (f"JAC Barrio {home.name}", "Junta de Acción Comunal", "JAC Vereda Los Laureles")
            ),
            municipality=town,
            barrio=home.name if self._chance.random() < 0.7 else None,
            unit=home.unit if self._chance.random() < 0.7 else None,
            locality=home.locality if self._chance.random() < 0.7 else None,
            trades=tuple(self._chance.sample(list(Trade), self._chance.randint(0, 4))),
        )
        near = {place.name.lower(): 100.0 for place in self._chance.sample(_PLACES, 5)}
        made = profile(board, largest_cop=self._chance.choice((None, 90_000_000, 400_000_000)))
        return replace(made, near=near)

    def _call(self, n: int) -> Call:
        work, where = self._chance.choice(_WORKS), self._chance.choice(_PLACES).name
        process = a_process(
            number=n,
            title=f"{work} en {where}" if self._chance.random() < 0.7 else work,
            description=None,
            status=self._chance.choice(("Publicado", "Publicado", "Cancelado")),
            closes_on=self._chance.choice((None, TODAY, TODAY + timedelta(days=self._chance.randint(0, 20)))),
            price_cop=self._chance.choice((None, 30_000_000, 250_000_000, 900_000_000)),
            buyer_nit=self._chance.choice((DISTRICT_NIT, "899999999")),
        )
        made = prepare(process, standing(process, TODAY), "13001")
        town = self._chance.choice((*_TOWNS, "13001", None, None))
        others = tuple(other for other in self._chance.sample(_TOWNS, 2) if town and other != town)
        department = town[:2] if town else self._chance.choice(("13", "05", "", None))
        return replace(made, municipality=town, department=department, others=others)

    def _bits(self) -> int:
        return self._chance.getrandbits(BITS) & self._chance.getrandbits(BITS)

    def _eligible(self, profile: Profile, call: Call) -> Eligibility | None:
        b, c = self.profiles.index(profile), self.calls.index(call)
        if self.route[c] == UNKNOWN:
            return None
        lacks = self.gaps[b][self.route[c]] | (self.triggered[c] & self.unmet[b])
        if c % 2 and (call.value_cop or 0) > self.limit_cop[b]:
            lacks |= 1 << _LIMIT_BIT
        known = [self.days[bit] for bit in range(BITS) if lacks >> bit & 1 and self.days[bit] != UNKNOWN]
        verdict = {CAN: Verdict.ELIGIBLE, CANNOT: Verdict.NOT_ELIGIBLE, CAP_UNKNOWN: Verdict.UNKNOWN}
        return Eligibility(
            ROUTES[self.route[c]], verdict[self.obstacle[c]], days_needed=max(known, default=None)
        )

    def law(self, board_rows: np.ndarray, call_rows: np.ndarray) -> Law:
        score = weights().route
        routes = [self.route[c] for c in call_rows]
        return Law(
            gaps=np.array(self.gaps, np.uint64)[board_rows],
            unmet=np.array(self.unmet, np.uint64)[board_rows],
            limit_cop=np.array(self.limit_cop, np.int64)[board_rows],
            assessed=np.ones((len(board_rows), len(ROUTES)), np.bool_),
            route=np.array(routes, np.int8),
            triggered=np.array([self.triggered[c] for c in call_rows], np.uint64),
            obstacle=np.array([self.obstacle[c] for c in call_rows], np.int8),
            value_cop=np.array([self.calls[c].value_cop or 0 for c in call_rows], np.int64),
            is_limited=np.array([c % 2 == 1 for c in call_rows], np.bool_),
            route_score=np.array([np.nan if r == UNKNOWN else score[ROUTES[r]] for r in routes]),
            days=np.array(self.days + [UNKNOWN] * (64 - BITS), np.int32),
            limit_bit=np.uint64(1 << _LIMIT_BIT),
        )
