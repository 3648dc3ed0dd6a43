"""That this process was told to end: what is being sent is sent, the rest is given back unsent."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

told_to_end = threading.Event()


@contextmanager
def by_sigterm() -> Iterator[None]:
    """While this lasts, a SIGTERM is a wish to end and no death. Signals reach the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _tell)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        told_to_end.clear()


def _tell(_number: int, _frame: FrameType | None) -> None:
    told_to_end.set()
