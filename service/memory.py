"""What a job took goes back to the machine when it is done.

Each run has a thread of its own, and glibc keeps what was freed there in a heap of that thread, of which
there are up to eight a core: a worker that holds no more than before would seem to hold more every day.
"""

import ctypes


def give_back() -> None:
    """Return what was freed. Where the C library is another one, nothing is done."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
