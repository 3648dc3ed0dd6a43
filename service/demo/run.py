"""`convite demo`: three days of the whole cycle on an invented sample, told to a newcomer, then the pages."""

import socket
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from domain.days import BOGOTA, day_of
from notifications.window import is_open
from service import web
from service.demo.days import HOST, DemoSummary, Town, town
from service.demo.sample import Sample
from service.demo.smtp_server import Received
from service.flow import CycleSummary
from service.shell import clock, plainly, report

_EXCERPT_LINES = 24
_DAY = timedelta(days=1)
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


def demo(now: datetime | None, *, serve: bool, port: int, as_json: bool) -> None:
    """Run the demo in a folder of its own that is gone afterwards, as from a moment, or up to this one.

    Its pages go by the machine's clock then: codes of a telephone would fit no other.
    """
    port, ticking = free_port(port), clock(now)
    with town(now or working_morning(ticking()), port) as played:
        if as_json:
            report(plainly(played.summary), as_json=True)
        else:
            _tell(played.summary, played.sample, played.smtp.messages)
        if serve:
            played.smtp.on_arrival = _tell_of_arrival
            _serve(played if now else played.by(ticking), port)


def working_morning(now: datetime) -> datetime:
    """Nine o'clock of the last day on which messages may go out, as on the day after: else none would.

    Both are over by now.
    """
    morning = datetime.combine(day_of(now), time(9), BOGOTA)
    while not (is_open(morning) and is_open(morning + _DAY) and morning + _DAY <= now):
        morning -= _DAY
    return morning


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


def _serve(played: Town, port: int) -> None:
    address = f"http://{HOST}:{port}"
    played.furnish()
    _say("")
    _say("The pages (stop with Ctrl+C)")
    _say(f"  {address}/  for everybody")
    _say(f"  {address}/muestra  to enter as any board, or as whom the office has")
    if code := played.first_board:
        _say(f"  {address}{played.link_of(code)}  a board's own page, as its mail links to it")
    web.serve(played.context, HOST, port)


def free_port(wanted: int) -> int:
    """The wanted port if nobody listens there, else any that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
