"""Runs `convite cycle` in this process and kills it, as a power cut would, at its n-th writing transaction.

`python -m tests.flow.killed_run N before|after`: before or after that transaction's commit. With N = 0 it
runs to its end and prints how many writing transactions there were.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from service import cli
from service.steps import alert, assess, deliver, harvest, link, match
from store import engine

_STEPS = (harvest, link, assess, match, alert, deliver)
_count = 0


def main() -> None:
    at, when = int(sys.argv[1]), sys.argv[2]
    writing = engine.writing

    @contextmanager
    def counted(database: Any) -> Iterator[Any]:
        global _count  # noqa: PLW0603 - one process, one run
        _count += 1
        with writing(database) as db:
            yield db
            if _count == at and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        if _count == at and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    for step in _STEPS:
        if hasattr(step, "writing"):
            step.writing = counted  # type: ignore[attr-defined]  # what the step imported
    code = cli.run(["cycle", *sys.argv[3:]])
    sys.stdout.write(f"{_count}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
