"""What every route is handed: the database, the clock, and what the installation says of itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Semaphore
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.access.oidc import Directory
from api.calls import OpenCalls
from api.counted import Counted
from api.desk.barrio_map import BarrioMaps
from api.ended import EndedLinks
from api.heard import Heard
from api.remembered import Remembered
from api.requests import Requests
from api.uploads import Uploads
from api.window import Window
from domain.contact import Channel
from domain.days import day_of
from notifications.message import Message
from store.engine import OneByOne
from store.sealed_files import SealedFiles
from store.vault import Vault

# Somebody who checks a few messages and mistypes some; eight signs of thirty cannot be guessed by trying.
VERIFIED_A_MINUTE = 10
# An office behind one address signs in its people in the morning; each account has a limit of its own.
ENTERED_A_MINUTE = 20
READY_AT_ONCE = 2
PAGES_KEPT = 50_000_000  # bytes: pages of some four thousand boards, which hold for a quarter of an hour


@dataclass(frozen=True)
class Secrets:
    """What we know providers by when they call us. An empty one: this webhook is not set up."""

    whatsapp_app: str = field(default="", repr=False)
    whatsapp_verify: str = field(default="", repr=False)
    sms: str = field(default="", repr=False)
    telegram: str = field(default="", repr=False)
    mail: str = field(default="", repr=False)


@dataclass(frozen=True)
class Web:
    """How the pages differ from one installation to the next. `municipality` is a DANE code.

    `sample` says on every page that the data is invented. `answers_for_data` is who answers for contact data,
    and how to reach them. `telegram_bot` is the bot's name without @. `channels` are those
    by which messages can go. `somebody_waits` is called once a message is queued that somebody waits for.
    `mail` hands a mail over at once and says whether it was taken: for what cannot go by the ledger.
    """

    secret_key: str = field(repr=False)
    public_url: str
    municipality: str
    now: Callable[[], datetime]
    sample: bool = False
    contact_keys: tuple[str, ...] = field(default=(), repr=False)  # newest first; none: the secret key
    retired_keys: tuple[str, ...] = field(default=(), repr=False)
    answers_for_data: tuple[str, str] = (
        "la oficina que acompaña a las juntas",
        "respondan a cualquiera de nuestros mensajes",
    )
    telegram_bot: str = ""
    webhooks: Secrets = Secrets()
    sms_is_twilio: bool = False
    directory: Directory | None = None  # where the office's people are known, besides here
    mail_from: str = ""  # whom our mails are from: Name <name@domain>
    channels: frozenset[Channel] = frozenset(Channel)
    papers: str = "papers"  # the folder of what boards hand in, which nothing serves
    asked_a_minute: int | None = None  # how often one key, or one address, may ask the API; None: no limit
    somebody_waits: Callable[[], None] = field(default=lambda: None, repr=False)
    mail: Callable[[str, Message], bool] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Site:
    engine: Engine
    web: Web
    open_calls: OpenCalls = field(default_factory=OpenCalls)
    heard: Heard = field(default_factory=Heard)
    requests: Requests = field(default_factory=Requests)
    asked_whether_ready: Semaphore = field(default_factory=lambda: Semaphore(READY_AT_ONCE))
    barrio_maps: BarrioMaps = field(default_factory=BarrioMaps)
    counted: Counted = field(default_factory=Counted)
    pages: Remembered = field(default_factory=lambda: Remembered(PAGES_KEPT))
    uploads: Uploads = field(default_factory=Uploads)
    ended: EndedLinks = field(default_factory=EndedLinks)
    verifying: Window = field(default_factory=lambda: Window(VERIFIED_A_MINUTE, timedelta(minutes=1)))
    entering: Window = field(default_factory=lambda: Window(ENTERED_A_MINUTE, timedelta(minutes=1)))

    @cached_property
    def vault(self) -> Vault:
        """Opens the boards' addresses."""
        return Vault(self.web.contact_keys or (self.web.secret_key,), self.web.retired_keys)

    @cached_property
    def papers(self) -> SealedFiles:
        """What boards handed in and nobody decided on."""
        return SealedFiles(Path(self.web.papers), self.vault)

    @cached_property
    def asking(self) -> Window | None:
        """How often a key, or whoever has none from one address, asks the API."""
        most = self.web.asked_a_minute
        return Window(most, timedelta(minutes=1)) if most else None

    @cached_property
    def in_the_loop(self) -> OneByOne:
        """Reads of what is answered in the server's loop, and nowhere else."""
        return OneByOne(self.engine)

    @property
    def is_https(self) -> bool:
        return self.web.public_url.startswith("https:")

    @property
    def now(self) -> datetime:
        return self.web.now()

    @property
    def today(self) -> date:
        """The day in Bogotá."""
        return day_of(self.web.now())


async def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


CurrentSite = Annotated[Site, Depends(site_of)]
