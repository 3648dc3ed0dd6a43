"""A fortnight of a source that is amended at random and harvested through faults: the store follows it."""

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine

from service.demo.soda_server import Fault, SodaServer
from tests.examples import NOW
from tests.flow.source import COLUMNS, NONE, PASSING, PROCESSES, Town, a_row, a_town, midnight, rename
from tests.harvesters.rows import Row

DAYS = 12
AMENDMENTS = (
    *(
        "insert",
        "repeat",
        "twin",
        "touch",
        "move",
        "cancel",
        "award",
        "delete",
        "replace",
        "respell",
        "rename",
    ),
)
_NAMES = ("referencia_del_proceso", "numero_interno")


class Publisher:
    """Amends the source as SECOP does: what changes is dated anew, all but moved deadlines."""

    def __init__(self, soda: SodaServer, chance: random.Random) -> None:
        self.done: list[str] = []
        self._soda = soda
        self._chance = chance
        self._numbers: Iterator[int] = itertools.count(100)
        self._now = NOW
        self._name = 0

    def amend(self, now: datetime) -> None:
        self._now = now
        for name in self._chance.choices(AMENDMENTS, k=self._chance.randint(1, 6)):
            self.done.append(f"{now.date()} {name}")
            getattr(self, f"_{name}")()
        self._soda.publish(PROCESSES, at=now)

    def _insert(self) -> None:
        late = self._now - timedelta(days=self._chance.randint(0, 5))
        row = a_row(next(self._numbers), fecha_de_ultima_publicaci=midnight(late))
        self._add({name if name != _NAMES[0] else _NAMES[self._name]: row[name] for name in row})

    def _repeat(self) -> None:
        self._add(self._any())

    def _twin(self) -> None:
        self._add({**self._any(), **self._priced()})

    def _award(self) -> None:
        awarded = {
            "adjudicado": "Si",
            "estado_del_procedimiento": "Adjudicado",
            "valor_total_adjudicacion": "7",
        }
        number = next(self._numbers)
        ids = {"id_adjudicacion": f"CO1.AWD.{number}", "codigoproveedor": "701"}
        self._add({**self._any(), **ids, **awarded, **self._priced()})

    def _touch(self) -> None:
        self._change(self._any(), self._priced())

    def _move(self) -> None:
        later = midnight(self._now + timedelta(days=self._chance.randint(1, 40)))
        if still_open := [row for row in self._rows() if row["estado_del_procedimiento"] == "Publicado"]:
            self._change(self._chance.choice(still_open), {"fecha_de_recepcion_de": later})

    def _cancel(self) -> None:
        self._change(self._any(), {"estado_del_procedimiento": "Cancelado", **self._priced()})

    def _delete(self) -> None:
        self._soda.delete(PROCESSES, _is(self._any()))

    def _replace(self) -> None:
        self._put(self._rows())

    def _respell(self) -> None:
        """Every row is written otherwise, and says the same."""
        title = "nombre_del_procedimiento"
        self._put([{**row, title: f" {row[title]}"} for row in self._rows()])

    def _rename(self) -> None:
        """A column goes by a name that nobody knows, and the next time by its own again."""
        before, self._name = _NAMES[self._name], 1 - self._name
        rename(self._soda, before, _NAMES[self._name], at=self._now)

    def _put(self, rows: list[Row]) -> None:
        columns = {name if name != _NAMES[0] else _NAMES[self._name]: kind for name, kind in COLUMNS.items()}
        self._soda.put(PROCESSES, rows, columns=columns, updated_at=self._now)

    def _priced(self) -> Row:
        price = str(self._chance.randint(1, 10**6))
        return {"precio_base": price, "fecha_de_ultima_publicaci": midnight(self._now)}

    def _rows(self) -> list[Row]:
        return self._soda.rows(PROCESSES)

    def _any(self) -> Row:
        return self._chance.choice(self._rows())

    def _add(self, row: Row) -> None:
        self._soda.insert(PROCESSES, [row], at=self._now)

    def _change(self, row: Row, columns: Row) -> None:
        self._soda.change(PROCESSES, _is(row), columns, at=self._now)


def test_the_store_follows_the_source_through_random_days(engine: Engine) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    with a_town(engine, now=NOW) as town:
        publisher = Publisher(town.soda, chance)
        for day in range(DAYS):
            now = NOW + timedelta(days=day)
            publisher.amend(now)
            _trouble(town, publisher, chance, now)
            report = town.harvest(now)
            if report.complete:
                assert town.differences() == NONE, (seed, publisher.done)
        town.soda.faults = None
        assert town.harvest(now + timedelta(hours=2)).complete, seed
        assert town.differences() == NONE, (seed, publisher.done)


def _trouble(town: Town, publisher: Publisher, chance: random.Random, now: datetime) -> None:
    """At one of the pages: nothing, a fault, or an amendment in the middle of the harvest."""
    fault = chance.choice([None, *PASSING.values()])

    def act(_: SodaServer) -> Fault | None:
        if fault is None:
            publisher.amend(now + timedelta(minutes=1))
        return fault

    town.at(chance.randint(1, 6), act)


def _is(row: Row) -> str:
    """The row, and those that share its process."""
    return f"id_del_proceso = '{row['id_del_proceso']}'"
