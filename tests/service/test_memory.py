"""What is freed in a thread of its own is not held for ever."""

import ctypes
import sys
import threading
from pathlib import Path

import pytest

from service.memory import give_back

_MB = 1 << 20


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="another C library",
)
def test_what_a_thread_freed_is_given_back() -> None:
    kept: list[bytes] = []

    def take() -> None:
        taken = [bytes(4_000) for _ in range(64 * _MB // 4_000)]
        kept.append(taken[-1])  # what lies last holds what lies before it

    before = _held()
    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    held = _held()
    give_back()
    assert held - before > 32 * _MB
    assert _held() - before < 8 * _MB


def _held() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) << 10
