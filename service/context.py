"""What every step is handed: the database, the settings, the clock and somewhere to show progress."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from domain.days import day_of
from service.progress import Progress
from service.settings import Settings
from store.sealed_files import SealedFiles
from store.vault import Vault


@dataclass(frozen=True)
class Context:
    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    progress: Progress
    worker: str | None = None  # by which name it holds claims; None where it is none of those that share work
    sample: bool = False  # all rows are invented, and whatever is shown says so

    @cached_property
    def vault(self) -> Vault:
        """Opens the boards' addresses."""
        return Vault(self.settings.vault_keys, self.settings.retired_keys)

    @cached_property
    def papers(self) -> SealedFiles:
        """What boards handed in and nobody decided on."""
        return SealedFiles(Path(self.settings.papers), self.vault)

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def today(self) -> date:
        """The day in Bogotá."""
        return day_of(self.clock())
