"""The dry run of deliver: what would go out now, to whom and in which form; nothing is sent or claimed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter

from domain.alert import Delivery
from domain.contact import Channel
from notifications.addresses import masked
from notifications.channels.email import EmailChannel
from notifications.compose import message
from notifications.message import Chat, Message, NotComposed
from notifications.mime import Unsendable
from service.channels import Opened, open_channels
from service.context import Context
from service.deliver import batch
from service.deliver.batch import Job
from service.deliver.roadside import Roadside
from store import deliveries
from store.engine import reading

_AT_ONCE = 500


@dataclass(frozen=True)
class Ready:
    """A message that would go out. `form` is mail, chat or sms; `size` bytes of a mail, else characters.

    `wrong` says why it cannot be composed: the message would wait for us to mend that.
    """

    board: str
    to: str  # board or trainer
    channel: str
    address: str  # masked
    form: str
    size: int
    about: str | None
    file: str | None = None
    wrong: str | None = None


@dataclass(frozen=True)
class Held:
    """A message that would wait: outside the hours of its board, or with no way that is free."""

    board: str
    until: datetime
    why: str


@dataclass(frozen=True)
class Failing:
    """A message that would fail for good without a try."""

    board: str
    why: str


@dataclass(frozen=True)
class DeliverPreview:
    due: int
    by_channel: dict[str, int]
    not_composed: int
    ready: list[Ready] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    failing: list[Failing] = field(default_factory=list)
    seconds: float = 0.0


def preview(context: Context, out: Path | None = None) -> DeliverPreview:
    """What a run would send now, if every provider took what it is handed; with a folder each message is
    written there as it would go out. Raises NoChannel as the run does, OSError for the folder.
    """
    started, now = perf_counter(), context.now
    with reading(context.engine) as db:
        due = deliveries.due(db, now)
    ready: list[Ready] = []
    held: list[Held] = []
    failing: list[Failing] = []
    if out:
        out.mkdir(parents=True, exist_ok=True)
    with open_channels(context.settings) as opened:
        limited = {Channel.WHATSAPP: context.settings.whatsapp_daily_people}
        roadside = Roadside(frozenset(opened), limited)
        counted: list[Job] = []  # of channels that take so many people a day
        for start in range(0, len(due), _AT_ONCE):
            some = due[start : start + _AT_ONCE]
            made = _plan(context, roadside, some, counted)
            ready += [_ready(job, opened, out) for job in made.jobs]
            held += [Held(one.board_code, wait.until, wait.why) for one, wait in (*made.later, *made.waits)]
            failing += [Failing(one.delivery.board_code, one.answer) for one in made.ended]
            counted += [job for job in made.jobs if job.way.known.contact.channel in limited]
    return DeliverPreview(
        due=len(due),
        by_channel=dict(sorted(Counter(one.channel for one in ready if not one.wrong).items())),
        not_composed=sum(one.wrong is not None for one in ready),
        ready=ready,
        held=held,
        failing=failing,
        seconds=perf_counter() - started,
    )


def _plan(
    context: Context, roadside: Roadside, some: Sequence[Delivery], counted: Sequence[Job]
) -> batch.Plan:
    with reading(context.engine) as db:
        facts = batch.read(context, db, some)
        roads = roadside.look(db, facts.stopped_addresses, counted, context.now)
    return batch.plan(some, facts, roads, context.now)


def _ready(job: Job, opened: Mapping[Channel, Opened], out: Path | None) -> Ready:
    contact, one = job.way.known.contact, job.delivery
    form = _FORMS[contact.channel]
    try:
        content, wrong = _written(opened[contact.channel], contact.address, message(job.said), job.key), None
    except (NotComposed, Unsendable) as error:
        content, wrong = "", str(error)
    file = _file(out, one, contact.channel, content) if out and wrong is None else None
    return Ready(
        board=one.board_code,
        to=one.role.value,
        channel=contact.channel.value,
        address=masked(contact.channel, contact.address),
        form=form,
        size=len(content),
        about=job.said.head,
        file=file,
        wrong=wrong,
    )


_FORMS = {
    Channel.EMAIL: "mail",
    Channel.WHATSAPP: "chat",
    Channel.SMS: "sms",
    Channel.TELEGRAM: "chat",
    Channel.APPRISE: "chat",
}


def _written(channel: Opened, address: str, said: Message, key: str) -> bytes | str:
    """As it would be handed over. Raises NotComposed and Unsendable."""
    if isinstance(channel, EmailChannel):
        return channel.written(address, said, key=key)
    return said.sms() if _FORMS[channel.name] == "sms" else _chat(said.chat())


def _chat(chat: Chat) -> str:
    return "\n".join([chat.text, *(f"[{button.label}]" for button in chat.buttons)])


def _file(out: Path, one: Delivery, channel: Channel, content: bytes | str) -> str:
    """Names no address: the file may lie where others see its name."""
    code = re.sub(r"[^\w.-]", "_", one.board_code)
    path = out / f"{one.id:06}-{code}-{channel}.{'eml' if isinstance(content, bytes) else 'txt'}"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(f"{content}\n", encoding="utf-8")
    return path.name
