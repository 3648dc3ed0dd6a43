"""`convite demo`: three days of the whole cycle on an invented sample, told to a newcomer, then the pages."""

import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.access import Permission, StaffRole
from domain.days import BOGOTA, day_of
from notifications.links import sign
from notifications.window import is_open
from service import flow, imports, web
from service.context import Context
from service.demo import sample_help, sample_papers, sample_training
from service.demo.sample import Sample, make
from service.demo.smtp_server import Received, SmtpServer
from service.demo.soda_server import SodaServer
from service.flow import CycleSummary
from service.progress import Progress
from service.settings import Settings
from service.shell import plainly, report
from store import keys, matches, plan_matches, staff
from store.engine import migrate, open_database, reading, writing

_HOST = "127.0.0.1"
_EXCERPT_LINES = 24
_DAY = timedelta(days=1)
_OFFICE = {
    StaffRole.TRAINER: "Formadora de la muestra",
    StaffRole.SECRETARIAT: "Secretaría de la muestra",
    StaffRole.ADMINISTRATOR: "Administradora de la muestra",
    StaffRole.OBSERVER: "Veeduría de la muestra",
}
_NAMES = {
    "p6dx-8zbt": "rows of contracting processes",
    "jbjy-vk9h": "contracts",
    "f789-7hwg": "contracts and calls of SECOP I",
    "b6m4-qgqv": "purchasing plans",
    "9sue-ezhx": "lines of purchasing plans",
    "hgi6-6wh3": "bidders",
    "wi7w-2nvm": "offers",
    "qmzu-gj57": "supplier accounts of boards",
    "e2u2-swiw": "modifications",
    "it5q-hg94": "sanctions",
    "4n4q-k399": "sanctions of SECOP I",
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


def demo(now: datetime, *, serve: bool, port: int, as_json: bool) -> None:
    """Run the demo in a folder of its own that is gone afterwards."""
    sample = make(now)
    port = _free_port(port)
    with (
        TemporaryDirectory(prefix="convite-demo-") as home,
        SodaServer() as soda,
        SmtpServer() as smtp,
        _context(Path(home), now, soda.url, smtp.url, port) as context,
    ):
        later = replace(context, clock=lambda: now + _DAY)
        summary = _days(context, later, sample, soda, smtp, Path(home))
        if as_json:
            report(plainly(summary), as_json=True)
        else:
            _tell(summary, sample, smtp.messages)
        if serve:
            smtp.on_arrival = _tell_of_arrival
            _serve(later, port)


def working_morning(now: datetime) -> datetime:
    """Nine o'clock of the last day on which messages may go out, as on the day after: else none would."""
    morning = datetime.combine(day_of(now), time(9), BOGOTA)
    while not (is_open(morning) and is_open(morning + _DAY)):
        morning -= _DAY
    return morning


@contextmanager
def _context(home: Path, now: datetime, soda_url: str, smtp_url: str, port: int) -> Iterator[Context]:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        database_url=f"sqlite:///{home / 'demo.db'}",
        soda_url=soda_url,
        soda_token=None,
        smtp_url=smtp_url,
        mail_from="Convite (muestra) <convite@demo.example>",
        public_url=f"http://{_HOST}:{port}",
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


def _tell(summary: DemoSummary, sample: Sample, mails: tuple[Received, ...]) -> None:
    for line in _story(summary, sample):
        _say(line)
    if mails:
        _say("")
        _say(f"The first mail, as it arrived at {mails[0].recipient}:")
        for line in _excerpt(mails[0]):
            _say(f"  │ {line}")


def _story(summary: DemoSummary, sample: Sample) -> Iterator[str]:
    first, again, later = summary.first_day, summary.same_day_again, summary.next_day
    yield f"CONVITE DEMO. {sample.notice}"
    yield ""
    yield "What went in"
    yield f"  {summary.boards.accepted} boards from a spreadsheet"
    yield f"  {summary.evidence.accepted:,} pieces of evidence of what they can show"
    for one in first.harvest.reports:
        if name := _NAMES.get(one.dataset):
            yield f"  {one.rows:,} {name}, {one.rejected} of them unreadable and kept apart"
    yield ""
    yield "Day one"
    yield f"  {first.match.processes} calls may still be answered"
    yield f"  {first.match.pairs:,} pairs of board and call looked at in {first.match.seconds:.1f} s"
    yield (
        f"  {first.match.matches:,} matches for {first.match.boards_matched} of {first.match.boards} boards; "
        "each comes with its reasons, each refusal is counted"
    )
    yield (
        f"  {first.plans.suitable} planned purchases of the coming months could be for boards: "
        f"{first.plans.boards_matched} boards hear early of some"
    )
    yield f"  {first.link.certain} past contracts are boards' for certain, {first.link.probable} probably"
    yield f"  {_sent(first)}; {first.alert.unreachable} boards with a match cannot be written to"
    yield ""
    yield "The same day once more"
    yield f"  {_new(again)} files of calls that match were found"
    yield f"  {_sent(again)}: nobody hears the same thing twice"
    yield ""
    yield "The day after"
    kinds = ", ".join(f"{number} × {kind.replace('_', ' ')}" for kind, number in later.alert.by_kind.items())
    yield f"  {_changed(later)} rows changed and {_new(later)} are new"
    yield f"  {_sent(later)} ({kinds or 'nothing to tell'})"


def _sent(cycle: CycleSummary) -> str:
    sent = cycle.deliver.sent if cycle.deliver else 0
    return f"{sent} mails sent"


def _changed(cycle: CycleSummary) -> int:
    return sum(one.changed for one in cycle.harvest.reports)


def _new(cycle: CycleSummary) -> int:
    return sum(one.new for one in cycle.harvest.reports)


def _excerpt(mail: Received) -> Iterator[str]:
    message = mail.message
    yield f"Asunto: {message['Subject']}"
    body = message.get_body(("plain",))
    lines: list[str] = body.get_content().splitlines() if body else []
    yield from lines[:_EXCERPT_LINES]
    if len(lines) > _EXCERPT_LINES:
        yield "…"


def _tell_of_arrival(mail: Received) -> None:
    """A mail that somebody asked for at the pages: nobody has this inbox but who reads here."""
    _say("")
    _say(f"A mail arrived at {mail.recipient}:")
    for line in _excerpt(mail):
        _say(f"  │ {line}")


def _serve(context: Context, port: int) -> None:
    address = f"http://{_HOST}:{port}"
    _invite_office(context)
    sample_training.train(context)
    sample_papers.hand_in(context, _first_board(context))
    sample_help.ask(context, _first_board(context))
    _say("")
    _say("The pages (stop with Ctrl+C)")
    _say(f"  {address}/  for everybody")
    _say(f"  {address}/muestra  to enter as any board, or as whom the office has")
    if code := _first_board(context):
        token = sign(code, context.settings.secret_key)
        _say(f"  {address}/junta/{token}  a board's own page, as its mail links to it")
    web.serve(context, _HOST, port)


def _invite_office(context: Context) -> None:
    """Invented people, one of each role."""
    with writing(context.engine) as db:
        for role, name in _OFFICE.items():
            id_ = staff.add(db, context.vault, name, f"{role}@oficina.example", role, None, context.now)
            if role is StaffRole.ADMINISTRATOR:
                keys.make(db, "Observatorio de la muestra", [Permission.SEE_NUMBERS], id_, context.now)


def _first_board(context: Context) -> str | None:
    """The board with the best match, of those for which something is planned too."""
    with reading(context.engine) as db:
        standing, early = matches.standing(db), {match.board_code for match in plan_matches.standing(db)}
    best = max(standing, key=lambda match: (match.board_code in early, match.score), default=None)
    return best.board_code if best else None


def _free_port(wanted: int) -> int:
    """The wanted port if nobody listens there, else any that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, wanted))
        except OSError:
            probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
