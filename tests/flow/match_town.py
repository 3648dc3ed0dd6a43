"""Towns of boards and calls that change at random, and the match of them told plainly."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Engine

from api import judging
from domain.board import Board, Trade
from domain.contact import ContactSource
from domain.document import Document
from domain.finding import Finding, FindingKind
from domain.match import Match, Refusal
from domain.outcome import Outcome, OutcomeKind
from domain.process import Process, standing
from domain.readiness import Evidence
from matching.match import lasting, match
from matching.places.gazetteer import Gazetteer
from matching.prepare import prepare
from readiness.catalogue import load
from service.context import Context
from service.match import full as match_full
from service.match import inputs as match_inputs
from service.match.workers import alone
from service.progress import Progress
from service.steps import assess
from service.steps import match as step
from service.steps.match import MatchSummary
from store import (
    boards,
    contacts,
    contracts,
    document_files,
    documents,
    evidence,
    links,
    match_states,
    matches,
    outcomes,
    processes,
)
from store.engine import reading, writing
from store.links import SupplierLink
from tests.examples import NOW, a_board, a_contact, a_contract, a_process
from tests.flow.house import settings

TOWNS = {
    "13001": ("Cartagena", "Bolívar"),
    "05266": ("Envigado", "Antioquia"),
    "13836": ("Turbaco", "Bolívar"),
}
WORKS = (
    "Limpieza de canales pluviales",
    "Mejoramiento de vía",
    "Refrigerios para la asamblea comunitaria",
    "Talleres de convivencia",
    "Compra de medicamentos",
)
MODALITIES = (
    "Mínima cuantía",
    "Mínima cuantía",
    "Selección Abreviada de Menor Cuantía",
    "Licitación pública",
)
_PLACES = Gazetteer.load("13001").places
_GUARANTEE = Finding(
    FindingKind.GUARANTEE, affirmed=True, value="10 %", quote="Una garantía del 10 %", page=3
)


class Towns:
    """Boards and calls in an installation, to which something happens now and then."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.chance = random.Random(seed)
        self.context = Context(
            engine, settings(engine, "", "", "13001"), lambda: self.now, Progress(quiet=True)
        )
        self.now: datetime = NOW
        self._boards = 0
        self._calls = 0
        self._links: list[SupplierLink] = []

    def found(self, some_boards: int, calls: int) -> None:
        """The first boards and calls."""
        for _ in range(some_boards):
            self.add_board()
        for _ in range(calls):
            self.add_call()

    def happens(self) -> None:
        """Something, at random."""
        changes: tuple[Callable[[], None], ...] = (
            self.add_board,
            self.change_board,
            self.call_again,
            self.add_call,
            self.add_call,
            self.change_call,
            self.cancel_call,
            self.show_evidence,
            self.show_evidence,
            self.read_document,
            self.win_contract,
            self.answer,
            self.pass_days,
        )
        self.chance.choice(changes)()

    def matched(self, *, full: bool = False) -> MatchSummary:
        """Assess, then match."""
        assess.run(self.context)
        return step.run(self.context, full=full)

    def missed(self) -> int:
        """What a full match by this process alone finds otherwise than it stands."""
        inputs = match_inputs.read(self.context)
        return match_full.check(self.context, inputs, cache(inputs.dated), alone)

    def add_board(self) -> None:
        self._boards += 1
        town = self.chance.choice((*TOWNS, "13001", "13001"))
        self._save(self._some_board(f"JAC-{self._boards:04}", town))
        if self.chance.random() < 0.7:
            held = [Evidence(id_, 4, NOW.date(), self._day(300)) for id_ in load(NOW.date()).requirements]
            self._show(f"JAC-{self._boards:04}", held)

    def change_board(self) -> None:
        """It moves, or does something else."""
        with reading(self.context.engine) as db:
            board = self.chance.choice(boards.every(db))
        self._save(self._some_board(board.code, self.chance.choice(tuple(TOWNS))))

    def call_again(self) -> None:
        """A board has another address: nothing that a match knows of."""
        with reading(self.context.engine) as db:
            board = self.chance.choice(boards.every(db))
        other = a_contact(board_code=board.code, address=f"otra-{self.chance.random()}@juntas.example")
        with writing(self.context.engine) as db:
            contacts.save(db, self.context.vault, {board.code: [other]}, ContactSource.FILE, self.now)

    def add_call(self) -> None:
        self._calls += 1
        self.publish(self._some_call(self._calls))

    def change_call(self) -> None:
        self.publish(self._some_call(self.chance.randint(1, self._calls)))

    def cancel_call(self) -> None:
        self.publish(self._some_call(self.chance.randint(1, self._calls))._replace(status="Cancelado"))

    def show_evidence(self) -> None:
        """A paper of one board: better, worse, up to a value, or soon to run out."""
        id_ = self.chance.choice((*load(NOW.date()).requirements, "AUT", "AUT"))
        ends = self._day(self.chance.choice((2, 20, 200)))
        limit = self.chance.choice((None, 40_000_000)) if id_ == "AUT" else None
        paper = Evidence(id_, self.chance.randint(0, 4), NOW.date(), ends, limit_cop=limit)
        self._show(f"JAC-{self.chance.randint(1, self._boards):04}", [paper])

    def read_document(self) -> None:
        number = self.chance.randint(1, self._calls)
        key, portfolio = f"{number}", f"CO1.BDOS.{number}"
        document = Document(
            key, portfolio, None, "invitacion.pdf", "pdf", 9, None, NOW.date(), "https://x.example/7"
        )
        with writing(self.context.engine) as db:
            documents.RECORDS.save(db, [document], [b"1"], self.now)
            document_files.fetched(db, key, "0" * 64, 9, 1, self.now)
            document_files.read(db, key, [_GUARANTEE], 1, self.now, pages=3)

    def win_contract(self) -> None:
        """A board wins works like those that are called for, and its buyer has contracted with one more."""
        code = f"JAC-{self.chance.randint(1, self._boards):04}"
        key = f"CO1.PCCNTR.{len(self._links) + 1}"
        won = a_contract(
            key=key,
            object=f"{self.chance.choice(WORKS)} de la comunidad",
            value_cop=self.chance.choice((50_000_000, 400_000_000)),
        )
        self._links.append(SupplierLink(key, code, 1.0, "certain"))
        with writing(self.context.engine) as db:
            contracts.CONTRACTS.save(db, [won], [b"1"], self.now)
            links.replace_of_contracts(db, self._links, self.now)

    def answer(self) -> None:
        """A board says of a call that matches it, or that it dismissed, that it is for it or not."""
        with writing(self.context.engine) as db:
            code = f"JAC-{self.chance.randint(1, self._boards):04}"
            known = [one.portfolio_id for one in matches.of_board(db, code)]
            said = [*known, *outcomes.dismissed(db, [code]).get(code, ())]
            if said:
                kind = self.chance.choice((OutcomeKind.NOT_FOR_US, OutcomeKind.INTERESTED))
                self.now += timedelta(seconds=1)
                outcomes.record(db, Outcome(code, self.chance.choice(sorted(said)), kind, self.now, "page"))

    def pass_days(self) -> None:
        self.now += timedelta(days=self.chance.choice((1, 1, 3, 9)))

    def publish(self, process: Process) -> None:
        """The source says this of a call now."""
        with writing(self.context.engine) as db:
            processes.RECORDS.save(db, [process], [b"1"], self.now)
            processes.RECORDS.change(db, [process], [b"1"], self.now)

    def plainly(self) -> tuple[list[Match], list[Refusal]]:
        """What the plain match of all boards with all calls gives, as it is kept."""
        today = self.context.today
        with reading(self.context.engine) as db:
            every_board = boards.every(db)
            live = processes.live(db, today)
            known = judging.known(db, every_board)
            eligible = judging.law(db, live, today)
        calls = [prepare(process, standing(process, today), "13001") for process in live]
        result = match(known.profiles, calls, eligible, known.day(today))
        return _sorted(map(_as_read, result.matches)), sorted(result.refusals, key=repr)

    def stands(self) -> tuple[list[Match], list[Refusal]]:
        """What the database says."""
        with reading(self.context.engine) as db:
            counts = [
                one
                for board in boards.every(db)
                for one in matches.REFUSALS_OF_BOARD.ask(db, code=board.code)
            ]
            return _sorted(matches.standing(db)), sorted(counts, key=repr)

    def told(self) -> dict[str, bytes]:
        with reading(self.context.engine) as db:
            return match_states.told(db)

    def _some_board(self, code: str, town: str) -> Board:
        home = self.chance.choice(_PLACES)
        is_known = self.chance.random() < 0.7
        return a_board(
            code=code,
            name=f"JAC Barrio {home.name}",
            municipality=town,
            barrio=home.name if is_known else None,
            unit=home.unit if is_known else None,
            locality=home.locality if is_known else None,
            trades=tuple(self.chance.sample(list(Trade), self.chance.choice((0, 0, 3, 6)))),
        )

    def _some_call(self, number: int) -> Process:
        town = self.chance.choice((*TOWNS, "13001", "13001"))
        city, department = TOWNS[town]
        where = f" en {self.chance.choice(_PLACES).name}" if self.chance.random() < 0.5 else ""
        return a_process(
            number=number,
            title=f"{self.chance.choice(WORKS)}{where}",
            description=None,
            city=city if self.chance.random() < 0.8 else "No Definido",
            department=department,
            buyer_name=f"ALCALDÍA DE {city.upper()}",
            modality=self.chance.choice(MODALITIES),
            price_cop=self.chance.choice((None, 30_000_000, 60_000_000, 900_000_000)),
            closes_on=self.chance.choice((None, self._day(self.chance.randint(0, 20)))),
            published_on=self.now.date(),
            last_published_on=self.now.date(),
        )

    def _save(self, board: Board) -> None:
        with writing(self.context.engine) as db:
            boards.save(db, [board], self.now)

    def _show(self, code: str, papers: list[Evidence]) -> None:
        with writing(self.context.engine) as db:
            evidence.save(db, [(code, paper) for paper in papers], self.now)

    def _day(self, days: int) -> date:
        return self.now.date() + timedelta(days=days)


def _as_read(match: Match) -> Match:
    """With the score of today; what the days say is told where it is shown."""
    return replace(lasting(match, None), score=match.score)


def _sorted(found: Iterable[Match]) -> list[Match]:
    return sorted(found, key=lambda one: (one.board_code, one.portfolio_id))
