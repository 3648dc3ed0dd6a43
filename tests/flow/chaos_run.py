"""Four workers that are killed at random and started again until every message has an end.

`python -m tests.flow.chaos_run DATABASE_URL SMTP_URL SMS_URL KILLS SEED` prints how many it killed. Its clock
runs fast: an hour is little more than a second, so that claims of the dead run out and waits end in time.
"""

import gc
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from service.channels import open_channels
from service.context import Context
from service.deliver import senders, worker
from service.progress import Progress
from service.settings import Settings
from service.steps import deliver
from store import deliveries
from store.engine import open_database, reading
from tests.examples import NOW
from tests.flow.house import SECRET

_WORKERS = 4
_FASTER = 3_000


def main() -> None:
    url, smtp_url, sms_url, kills, seed = sys.argv[1:]
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        database_url=url,
        smtp_url=smtp_url,
        sms_url=sms_url,
        smtp_connections=2,
        mail_from="Convite <convite@convite.example>",
        secret_key=SECRET,
    )
    worker.CLAIM = timedelta(hours=5)  # six seconds
    senders.STALE_SECONDS = 1.0
    with open_channels(settings):  # so that all that is imported late is here before anybody is forked
        pass
    gc.freeze()  # else each worker would look through all that was imported for what may go, again and again
    clock = _clock()
    chance, killed, running = random.Random(seed), 0, set[int]()
    while True:
        while len(running) < _WORKERS:
            running.add(_start(settings, clock))
        time.sleep(chance.uniform(0.1, 0.5))
        for child in tuple(running):
            if os.waitpid(child, os.WNOHANG) != (0, 0):  # nothing is left to do
                running.discard(child)
        if len(running) < _WORKERS:
            break
        if killed < int(kills):
            victim = chance.choice(sorted(running))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            running.discard(victim)
            killed += 1
    for child in running:
        os.waitpid(child, 0)
    print(killed)  # noqa: T201 - whoever started it reads it


def _clock() -> Callable[[], datetime]:
    started = time.monotonic()
    return lambda: NOW + timedelta(seconds=(time.monotonic() - started) * _FASTER)


def _start(settings: Settings, clock: Callable[[], datetime]) -> int:
    """A worker that goes on until no message is open, in a process of its own."""
    child = os.fork()
    if child:
        return child
    try:
        engine = open_database(settings.database_url)
        context = Context(engine, settings, clock, Progress(quiet=True))
        while _open(context):
            deliver.run(context)
            time.sleep(0.05)
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - the parent's code must not run twice
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def _open(context: Context) -> int:
    with reading(context.engine) as db:
        return deliveries.waiting(db)[0]


if __name__ == "__main__":
    main()
