"""How the cost of reading grows with the length of what is read, which no busy machine changes."""

from collections.abc import Callable
from time import thread_time


def growth(read: Callable[[int], object], shorter: int, times: int = 8) -> float:
    """The cost per piece of a text `times` as long, beside the shorter one's: near 1 where it is linear,
    near `times` where it is quadratic. In seconds of this thread's processor, the least of three."""
    return _least(read, shorter * times) / _least(read, shorter) / times


def _least(read: Callable[[int], object], pieces: int) -> float:
    spent = []
    for _ in range(3):
        started = thread_time()
        read(pieces)
        spent.append(thread_time() - started)
    return min(spent)
