"""Reads the files of calls and kills that process, as a power cut would, at the point that is named.

In a process of its own, forked from an interpreter that has everything imported.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harvesters.documents import reader
from harvesters.documents.download import Downloader
from service import shell
from service.steps import documents as step
from tests.examples import NOW

_CLEAN = multiprocessing.get_context("forkserver")


def run(at: str, environment: Mapping[str, str]) -> int | None:
    """How it ended: its exit code, negative where it was killed."""
    process = _CLEAN.Process(target=_run, args=(at, dict(environment)))
    process.start()
    process.join(120)
    return process.exitcode


def _run(at: str, environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    if at == "half a file":
        threading.Thread(target=_kill_at_half_a_file, daemon=True).start()
    elif at == "written down":
        reader.read = _killing  # type: ignore[assignment]
    elif at == "fetched":
        Downloader.fetch = _after(Downloader.fetch)  # type: ignore[method-assign]
    elif at == "read":
        reader.read = _after(reader.read)
    else:
        path_of = Path.unlink

        def unlink(path: Path, **options: Any) -> None:
            if not path.suffix:  # the file itself, when its findings are written down
                _killing()
            path_of(path, **options)

        Path.unlink = unlink  # type: ignore[method-assign,assignment]
    with shell.context(NOW) as context:
        step.run(context)


def _after(does: Callable[..., Any]) -> Callable[..., Any]:
    def and_then(*given: Any, **named: Any) -> None:
        does(*given, **named)
        _killing()

    return and_then


def _killing(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_at_half_a_file() -> None:
    folder = Path(os.environ["CONVITE_DOCUMENTS_FOLDER"])
    while not any(part.stat().st_size for part in folder.glob("*.part")):
        time.sleep(0.01)
    _killing()
