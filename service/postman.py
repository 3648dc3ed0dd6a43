"""Sends at once what somebody waits for in front of a page: the schedule may be two minutes off."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog

from domain.alert import Priority
from service.channels import NoChannel
from service.context import Context
from service.progress import Progress
from service.steps import deliver
from store.engine import DatabaseUnavailable

log = structlog.get_logger()


class Postman:
    """A thread beside the web server that goes when it is called. What it cannot send stays in the ledger for
    the schedule's worker.
    """

    def __init__(self, context: Context) -> None:
        self._context = replace(context, progress=Progress(quiet=True))
        self._called = threading.Event()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def call(self) -> None:
        """Somebody waits."""
        self._called.set()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Until the end of this; what is being sent then is sent."""
        self._thread.start()
        try:
            yield
        finally:
            self._is_over = True
            self._called.set()
            self._thread.join()

    def _run(self) -> None:
        while self._called.wait() and not self._is_over:
            self._called.clear()
            try:
                deliver.run(self._context, lowest=Priority.AWAITED)
            except (NoChannel, DatabaseUnavailable) as error:
                log.error("what somebody waits for cannot be sent now", error=str(error))
            except Exception:
                log.exception("what somebody waits for could not be sent")
