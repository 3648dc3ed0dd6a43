"""Reads the files of calls in this process and kills it, as a power cut would, at the point that is named.

`python -m tests.service.killed_reading POINT`, the settings in the environment.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harvesters.documents import reader
from harvesters.documents.download import Downloader
from service import shell
from service.steps import documents as step
from tests.examples import NOW


def main() -> None:
    at = sys.argv[1]
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


if __name__ == "__main__":
    main()
