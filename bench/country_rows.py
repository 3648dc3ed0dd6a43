"""A country in a database: boards and their papers, calls, contracts, as many as are asked for.

It grows by municipalities, each as large as Cartagena: 432 boards, 6,750 procedures, of which 270 may still
be answered. Each day after the first brings one new procedure in five hundred, and a paper of one board in
a hundred.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Engine, text

from bench.matching_rows import WORKS
from domain.board import Board, Trade
from domain.contact import ContactSource
from domain.contract import Contract
from domain.days import BOGOTA, day_of
from domain.process import DATASET, Process
from domain.readiness import Evidence
from domain.source import HarvestReport
from matching.places.town_table import town_table
from readiness.catalogue import load
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from store import authorisations, boards, contacts, contracts, evidence, harvests, processes
from store.engine import open_database, writing
from store.migrating import migrate
from tests.examples import a_board, a_contact, a_contract, a_process, an_authorisation
from tests.matching.noisy_names import boards as invented_boards

PROCESSES_A_BOARD = 1_000_000 / 64_000
HOME = "13001"
SETTINGS = ("shared_buffers=6GB", "max_wal_size=16GB", "effective_io_concurrency=200")
"""Of a server for a country (docs/deploy.md): of itself it takes 128 MB, less than a large table has, and
asks the disk for one page after the other.
"""
FIRST_DAY = datetime(2026, 6, 3, 6, tzinfo=BOGOTA)
_BOARDS_A_TOWN = 432
_OPEN = 25  # one in so many
_BOARDS_A_CONTRACT = 4
_AT_ONCE = 5_000
_SEED = 2166
_MESSAGES = text(
    "INSERT INTO deliveries (board_code, role, channel, key, code, priority, queued_at, due_at, tries,"
    " recorded, accepted_at, delivered_at) SELECT code, 'board', 'email', code, code, 5, :now, :now, 1, 1,"
    " :now, :now FROM boards"
)
_ALERTS = text(
    "INSERT INTO alerts (board_code, about, kind, version, queued_at, delivery_id)"
    " SELECT board_code, portfolio_id, 'new_match', '', :now, deliveries.id"
    " FROM matches JOIN deliveries USING (board_code)"
)
_CLOSED = ("Selección", "Seleccionado")


def context_of(address: str, clock: Callable[[], datetime]) -> Context:
    """A country's installation, with nothing in it yet."""
    engine = open_database(address)
    migrate(engine)
    settings = Settings(_env_file=None, database_url=address, secret_key="of the bench alone")  # type: ignore[call-arg]
    return Context(engine, settings, clock, Progress(quiet=True))


class Country:
    """Fills a database on its first day, and adds what each day brings."""

    def __init__(self, context: Context, number: int) -> None:
        self._context, self._chance = context, Random(_SEED)
        self._names = town_table().names
        others = self._chance.sample(sorted(self._names.keys() - {HOME}), -(-number // _BOARDS_A_TOWN) - 1)
        self._towns = [HOME, *others]
        self._boards = [self._board(nth) for nth in range(number)]
        self._barrios: dict[str, list[str]] = {}
        for board in self._boards:
            self._barrios.setdefault(board.municipality, []).append(board.barrio or "")
        self.processes = 0

    def settle(self) -> None:
        """The first day: all boards, all procedures."""
        now = self._context.now
        with writing(self._engine) as db:
            boards.save(db, self._boards, now)
            named = {
                one.code: [a_contact(board_code=one.code, address=f"{one.code}@juntas.example")]
                for one in self._boards
            }
            contacts.save(db, self._context.vault, named, ContactSource.FILE, now)
            authorisations.give(db, [an_authorisation(board_code=one.code) for one in self._boards])
        self._show(self._boards)
        self._publish(int(len(self._boards) * PROCESSES_A_BOARD))
        self._sign()

    def tell(self) -> None:
        """Each board was told in one message of all that matches it."""
        with writing(self._engine) as db:
            db.execute(_MESSAGES, {"now": self._context.now})
            db.execute(_ALERTS, {"now": self._context.now})

    def codes_at_home(self) -> list[str]:
        return [board.code for board in self._boards if board.municipality == HOME]

    def next_day(self) -> None:
        self._show(self._chance.sample(self._boards, len(self._boards) // 100))
        self._publish(self.processes // 500)

    @property
    def _engine(self) -> Engine:
        return self._context.engine

    def _board(self, nth: int) -> Board:
        town = self._chance.choice(self._towns)
        (invented,) = invented_boards(self._chance, 1, [town])
        return a_board(
            code=f"JAC-{nth:06}",
            name=invented.name,
            municipality=town,
            barrio=invented.own,
            locality=f"Localidad {nth % 4}",
            unit=str(nth % 12 + 1),
            nit=invented.nit,
            trades=tuple(self._chance.sample(list(Trade), self._chance.choice((0, 2, 4)))),
        )

    def _show(self, some: Sequence[Board]) -> None:
        """Each shows three quarters of what is asked."""
        today = self._context.today
        asked = list(load(today).requirements)
        for start in range(0, len(some), _AT_ONCE):
            shown = [
                (board.code, Evidence(id_, 4, today, None))
                for board in some[start : start + _AT_ONCE]
                for id_ in asked
                if self._chance.random() < 0.75
            ]
            with writing(self._engine) as db:
                evidence.save(db, shown, self._context.now)

    def _publish(self, number: int) -> None:
        now, first = self._context.now, self.processes
        for start in range(first, first + number, _AT_ONCE):
            some = [self._process(nth) for nth in range(start, min(start + _AT_ONCE, first + number))]
            with writing(self._engine) as db:
                processes.RECORDS.save(db, some, [_hash(one.key) for one in some], now)
        self.processes += number
        with writing(self._engine) as db:
            report = HarvestReport(DATASET, now, number, number, 0, 0, 0, number, True, 1.0, now)
            harvests.record(db, report, whole=True, full=True)

    def _process(self, nth: int) -> Process:
        chance, today = self._chance, self._context.today
        is_open = bool(nth % _OPEN == 0 or self.processes)
        closes_on = today + timedelta(days=chance.randint(3, 25))
        if not is_open:
            closes_on = today - timedelta(days=chance.randint(5, 1_500))
        town = chance.choice(self._towns)
        barrio = chance.choice(self._barrios.get(town, ["Centro"]))
        work = chance.choice(WORKS)
        published = min(closes_on - timedelta(days=3), today)
        return a_process(
            number=nth,
            title=f"{work} en el barrio {barrio}",
            description=f"{work} del barrio {barrio} del municipio de {self._names[town]}",
            buyer_name=f"ALCALDIA MUNICIPAL DE {self._names[town].upper()}",
            buyer_nit=f"89{town}01",
            department=town_table().department_names[town[:2]],
            city=self._names[town],
            price_cop=int(10 ** chance.uniform(6.5, 9.5)),
            published_on=published,
            last_published_on=published,
            closes_on=closes_on,
            phase="Presentación de oferta" if is_open else chance.choice(_CLOSED),
            awarded=not is_open,
            offers=0 if is_open else chance.randint(1, 9),
        )

    def _sign(self) -> None:
        """One contract in four boards' name, and as many of others."""
        with writing(self._engine) as db:
            for some in _parts(list(self._contracts())):
                contracts.CONTRACTS.save(db, some, [_hash(one.key) for one in some], self._context.now)

    def _contracts(self) -> Iterator[Contract]:
        for nth, board in enumerate(self._boards[::_BOARDS_A_CONTRACT]):
            signed = day_of(self._context.now) - timedelta(days=self._chance.randint(1, 900))
            town = self._names[board.municipality]
            common = {"city": town, "buyer_nit": f"89{board.municipality}01", "signed_on": signed}
            yield a_contract(
                key=f"CO1.PCCNTR.{2 * nth}",
                portfolio_id=f"CO1.BDOS.{2 * nth}",
                supplier_name=board.name.upper(),
                supplier_nit=board.nit,
                **common,
            )
            yield a_contract(
                key=f"CO1.PCCNTR.{2 * nth + 1}",
                portfolio_id=f"CO1.BDOS.{2 * nth + 1}",
                supplier_name=f"CONSTRUCCIONES {nth} SAS",
                supplier_nit=str(800_000_000 + nth),
                **common,
            )


def _parts(rows: list[Contract]) -> Iterator[list[Contract]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _hash(key: str) -> bytes:
    return key.encode().rjust(16)[-16:]
