"""The loops of the match, compiled once while the tests are gathered: of four processes of tests each would
compile them anew in a fresh checkout, ten seconds long, for none finds what the others are about to keep.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOPS = Path(__file__).resolve().parents[1] / "matching" / "arrays" / "loops.py"  # held by who compiles it
_KEPT = _LOOPS.parent / "__pycache__"


@contextmanager
def compiled_meanwhile() -> Iterator[None]:
    """By a process of its own; by none where what is kept is newer than the code."""
    kept = [one.stat().st_mtime for one in _KEPT.glob("loops.judge-*.nbi")]
    if max(kept, default=0) >= _LOOPS.stat().st_mtime:
        yield
        return
    with _LOOPS.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # the process has it from the beginning, and until it ends
        compiler = subprocess.Popen([sys.executable, "-m", "tests.warm_loops"], pass_fds=[held.fileno()])
    with compiler:
        yield


def wait() -> None:
    """Until nobody compiles them."""
    with _LOOPS.open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)


def _compile() -> None:
    from tests.matching.pairs import Pairs

    pairs = Pairs(2)
    pairs.by_engine(pairs.day())


if __name__ == "__main__":
    _compile()
