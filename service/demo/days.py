"""The days of the demo: a folder of its own, the whole cycle three times, and an office with work to do."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.access import Permission, StaffRole
from domain.text import fold
from notifications.links import sign_at
from service import flow, imports
from service.context import Context
from service.demo import (
    sample_accompaniment,
    sample_effect,
    sample_guides,
    sample_help,
    sample_papers,
    sample_projects,
    sample_register,
    sample_training,
)
from service.demo.sample import Sample, make
from service.demo.smtp_server import SmtpServer
from service.demo.soda_server import SodaServer
from service.flow import CycleSummary
from service.progress import Progress
from service.settings import Settings
from service.steps import record
from store import hooks, keys, matches, plan_matches, staff
from store.engine import open_database, reading, writing
from store.migrating import migrate

HOST = "127.0.0.1"
_DAY = timedelta(days=1)
_OFFICE = {
    StaffRole.TRAINER: "Formadora",
    StaffRole.SECRETARIAT: "Secretaría",
    StaffRole.ADMINISTRATOR: "Administradora",
    StaffRole.OBSERVER: "Veeduría",
}


@dataclass(frozen=True)
class DemoSummary:
    """What the demo did: the imports, and a cycle on each day."""

    boards: imports.ImportSummary
    evidence: imports.ImportSummary
    first_day: CycleSummary
    same_day_again: CycleSummary
    next_day: CycleSummary
    mails: int


@dataclass(frozen=True)
class Town:
    """What the demo leaves: `context` is of the day after, `smtp` holds all mails."""

    context: Context
    sample: Sample
    smtp: SmtpServer
    summary: DemoSummary

    @property
    def first_board(self) -> str | None:
        """The code of the board with the best match, of those for which something is planned too."""
        with reading(self.context.engine) as db:
            standing = matches.standing(db)
            early = {match.board_code for match in plan_matches.standing(db)}
        best = max(standing, key=lambda match: (match.board_code in early, match.score), default=None)
        return best.board_code if best else None

    def link_of(self, code: str) -> str:
        """The path of a board's page, as a mail of now would link to it."""
        return f"/junta/{sign_at(code, self.context.settings.secret_key, self.context.now)}"

    def by(self, clock: Callable[[], datetime]) -> "Town":
        """The same by another clock."""
        return replace(self, context=replace(self.context, clock=clock))

    def furnish(self) -> None:
        """Invited people, cohorts, papers, calls for help, dignatarios: each desk has something to do."""
        first = self.first_board
        _invite_office(self.context)
        sample_training.train(self.context)
        sample_effect.compare(self.context)
        sample_papers.hand_in(self.context, first)
        sample_help.ask(self.context, first)
        sample_register.keep(self.context, first)
        sample_accompaniment.accompany(self.context, first)
        sample_guides.agree(self.context, first)
        sample_projects.plan(self.context, first)
        record.run(self.context)


@contextmanager
def town(now: datetime, port: int) -> Iterator[Town]:
    """Three days played in a folder that is gone afterwards; `port` is where its pages will be."""
    sample = make(now)
    with (
        TemporaryDirectory(prefix="convite-demo-") as home,
        SodaServer() as soda,
        SmtpServer() as smtp,
        _context(Path(home), now, soda.url, smtp.url, port) as context,
    ):
        later = replace(context, clock=lambda: now + _DAY)
        summary = _days(context, later, sample, soda, smtp, Path(home))
        yield Town(later, sample, smtp, summary)


@contextmanager
def _context(home: Path, now: datetime, soda_url: str, smtp_url: str, port: int) -> Iterator[Context]:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        database_url=f"sqlite:///{home / 'demo.db'}",
        soda_url=soda_url,
        soda_token=None,
        smtp_url=smtp_url,
        mail_from="Convite (muestra) <convite@demo.example>",
        public_url=f"http://{HOST}:{port}",
        secret_key=secrets.token_urlsafe(32),
        municipality="13001",
        papers=str(home / "papers"),
    )
    engine = open_database(settings.database_url)
    migrate(engine)
    yield Context(engine, settings, lambda: now, Progress(), sample=True)
    engine.dispose()


def _days(
    context: Context, later: Context, sample: Sample, soda: SodaServer, smtp: SmtpServer, home: Path
) -> DemoSummary:
    """Day one, the same day once more, and the day after, on which calls moved, fell and came."""
    sample.write_boards(home / "juntas.xlsx")
    sample.write_evidence(home / "soportes.csv")
    boards = imports.boards(context, home / "juntas.xlsx")
    evidence = imports.evidence(context, home / "soportes.csv")
    sample_training.remember(context)
    _publish(soda, sample, context.now, day=0)
    first = flow.cycle(context)
    again = flow.cycle(context)
    _publish(soda, sample, later.now, day=1)
    return DemoSummary(boards, evidence, first, again, flow.cycle(later), len(smtp.messages))


def _publish(soda: SodaServer, sample: Sample, now: datetime, *, day: int) -> None:
    for dataset, rows in sample.rows(day).items():
        soda.put(dataset, rows, columns=sample.columns[dataset], updated_at=now - timedelta(hours=8))


def _invite_office(context: Context) -> None:
    """Invented people, one of each role."""
    with writing(context.engine) as db:
        for role, name in _OFFICE.items():
            email = f"{fold(name).lower()}@oficina.example"
            whole = f"{name} de la muestra"
            id_ = staff.add(db, context.vault, whole, email, role, None, context.now)
            if role is StaffRole.ADMINISTRATOR:
                keys.make(db, "Observatorio de la muestra", [Permission.SEE_NUMBERS], id_, context.now)
                token = keys.make(db, "Universidad de la muestra", [Permission.SEE_BOARDS], id_, context.now)
                if program := keys.find(db, token):
                    hooks.subscribe(db, program.id, "https://universidad.example/convite", context.now)
