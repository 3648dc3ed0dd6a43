"""What a city's sources publish from day to day, for years: calls come, move, are awarded and signed.

The sample's later day (service/demo/sample.py) brings calls and changes; here those that closed come to their
end, the day's direct contracts are added, and each month has a plan of its own and new papers of boards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.readiness import Evidence
from matching.places.gazetteer import Gazetteer
from service.demo.sample import CONTRACTS, MUNICIPALITY, PLANS, PROCESSES, Sample, a_later_day, make
from service.demo.sample_calls import make_calls
from service.demo.sample_chance import stream
from service.demo.sample_contracts import line_rows
from service.demo.sample_evidence import make_evidence
from service.demo.sample_recipes import Pool, Recipe
from service.demo.sample_wire import Row, process_rows, wire_date
from service.demo.soda_server import SodaServer

_OFFERS, _DOCUMENTS = "wi7w-2nvm", "dmgg-8hin"
_DOCUMENTS_A_CALL = 3
_DECIDED_AFTER = timedelta(days=6)  # of a deadline
_BOARDS = "7995"  # how the sample's codes of suppliers that are boards begin
_TO_BOARDS = 0.3  # of the calls that suit them
_CALLED_OFF = 0.08
_KINDS = ("barrio", "corregimiento", "vereda", "isla")
_OF_THE_DAY = (
    Recipe(5, Pool.ONE_PERSON, ("Contratación directa",), "Seleccionado", (0, 0), awarded=True),
    Recipe(2, Pool.ANY, ("Contratación régimen especial",), "Seleccionado", (0, 0), awarded=True),
)
_CANCELLED: Row = {
    "estado_del_procedimiento": "Cancelado",
    "id_estado_del_procedimiento": "100",
    "estado_de_apertura_del_proceso": "Cerrado",
}
_WHOSE = (
    *("adjudicado", "codigoproveedor", "departamento_proveedor", "ciudad_proveedor"),
    *("nombre_del_proveedor", "nit_del_proveedor_adjudicado"),
)


class Sources:
    """All datasets of a city; `today` is the day up to which they go."""

    def __init__(self, first: datetime) -> None:
        self.sample: Sample = make(first)
        gazetteer = Gazetteer.load(MUNICIPALITY)
        self._places = [place for place in gazetteer.places if place.kind in _KINDS]
        published = self.sample.published
        won = [row for row in published[PROCESSES] if row["adjudicado"] == "Si"]
        self._won_by_boards = [row for row in won if row["codigoproveedor"].startswith(_BOARDS)]
        self._won_by_others = [row for row in won if not row["codigoproveedor"].startswith(_BOARDS)]
        self._suiting = set(self.sample.live_for_boards)
        self._contract, self._offer = published[CONTRACTS][0], published[_OFFERS][0]
        self._paper = published[_DOCUMENTS][0]

    @property
    def today(self) -> date:
        return self.sample.today

    def pass_day(self) -> None:
        """What happened at the source in one day, whether anybody looked or not."""
        self.sample = a_later_day(self.sample)
        new = sorted(self.sample.live_for_boards - self._suiting)
        self._suiting.update(new)
        today, published = self.today, dict(self.sample.published)
        ended = {row["id_del_proceso"]: row for row in self._ended(published[PROCESSES])}
        processes = [ended.get(row["id_del_proceso"], row) for row in published[PROCESSES]]
        direct = self._direct(processes)
        signed = [row for row in (*ended.values(), *direct) if row["adjudicado"] == "Si"]
        published[PROCESSES] = [*processes, *direct]
        published[CONTRACTS] = [*published[CONTRACTS], *map(self._signed, signed)]
        published[_OFFERS] = [*published[_OFFERS], *map(self._offered, signed)]
        published[_DOCUMENTS] = [*published[_DOCUMENTS], *self._papers_of(new)]
        if today.day == 1:
            published[PLANS] = self._plan(published[PLANS])
        self.sample = replace(self.sample, published=published)

    def publish(self, soda: SodaServer, at: datetime) -> None:
        for dataset, rows in self.sample.published.items():
            soda.put(dataset, rows, columns=self.sample.columns[dataset], updated_at=at)

    def papers(self) -> Iterator[tuple[str, Evidence]]:
        """What boards can show on this day."""
        chance = stream(self.sample.seed, f"papers {self.today}")
        for one in self.sample.made:
            for item in make_evidence(one.situation, self.today, chance):
                yield one.board.code, item

    def _ended(self, rows: list[Row]) -> Iterator[Row]:
        """The calls of which it was decided on this day."""
        chance = stream(self.sample.seed, f"decided {self.today}")
        closed_on = wire_date(self.today - _DECIDED_AFTER)
        for row in rows:
            if (
                row.get("fecha_de_recepcion_de") != closed_on
                or row["estado_del_procedimiento"] != "Publicado"
            ):
                continue
            if chance.random() < _CALLED_OFF:
                yield {**row, **_CANCELLED}
                continue
            by_board = row["id_del_portafolio"] in self._suiting and chance.random() < _TO_BOARDS
            winner = chance.choice(self._won_by_boards if by_board else self._won_by_others)
            yield {
                **row,
                **{column: winner[column] for column in _WHOSE},
                "estado_del_procedimiento": "Seleccionado",
                "id_estado_del_procedimiento": "70",
                "estado_de_apertura_del_proceso": "Cerrado",
                "estado_resumen": "Adjudicado",
                "id_adjudicacion": f"CO1.AWD.{_number(row)}00",
                "valor_total_adjudicacion": row["precio_base"],
                "fecha_adjudicacion": wire_date(self.today),
            }

    def _direct(self, rows: list[Row]) -> list[Row]:
        chance, first = stream(self.sample.seed, f"direct {self.today}"), 1 + max(map(_number, rows))
        calls = make_calls(_OF_THE_DAY, self.sample.boards, self._places, self.today, chance, first)
        return process_rows(calls, chance)

    def _signed(self, row: Row) -> Row:
        lasts = timedelta(days=90)
        return {
            **self._contract,
            **{column: row[column] for column in ("nit_entidad", "codigo_entidad")},
            "nombre_entidad": row["entidad"],
            "documento_proveedor": row["nit_del_proveedor_adjudicado"],
            "proveedor_adjudicado": row["nombre_del_proveedor"],
            "codigo_proveedor": row["codigoproveedor"],
            "proceso_de_compra": row["id_del_portafolio"],
            "id_contrato": f"CO1.PCCNTR.{row['id_adjudicacion'].rsplit('.', 1)[1]}",
            "objeto_del_contrato": row["nombre_del_procedimiento"],
            "valor_del_contrato": row["valor_total_adjudicacion"],
            "fecha_de_firma": wire_date(self.today),
            "fecha_de_inicio_del_contrato": wire_date(self.today + timedelta(days=3)),
            "fecha_de_fin_del_contrato": wire_date(self.today + lasts),
            "ultima_actualizacion": wire_date(self.today),
        }

    def _offered(self, row: Row) -> Row:
        return {
            **self._offer,
            "identificador_de_la_oferta": f"MUESTRA-OFERTA-{row['id_adjudicacion']}",
            "id_del_proceso_de_compra": row["id_del_portafolio"],
            "fecha_de_registro": wire_date(self.today - _DECIDED_AFTER),
            "valor_de_la_oferta": row["valor_total_adjudicacion"],
            "c_digo_proveedor": row["codigoproveedor"],
            "nombre_proveedor": row["nombre_del_proveedor"],
            "nit_del_proveedor": row["nit_del_proveedor_adjudicado"],
        }

    def _papers_of(self, calls: Iterable[str]) -> Iterator[Row]:
        for call in calls:
            for nth in range(_DOCUMENTS_A_CALL):
                yield {
                    **self._paper,
                    "id_documento": f"{call.rsplit('.', 1)[1]}{nth}",
                    "proceso": call,
                    "fecha_carga": wire_date(self.today),
                }

    def _plan(self, before: list[Row]) -> list[Row]:
        """A year's lines stay at the source; each month brings as many as the sample has."""
        chance, month = stream(self.sample.seed, f"plan {self.today}"), f"{self.today:%y%m}"
        new = [
            {**row, "id": row["id"] + month, "identificador_unico": row["identificador_unico"] + month}
            for row in line_rows(self._places, self.today, chance)
        ]
        return [*before[-11 * len(new) :], *new]


def _number(row: Row) -> int:
    return int(row["id_del_portafolio"].rsplit(".", 1)[1])
