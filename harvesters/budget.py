"""The budget of a harvest run: how many requests it may send, and how long it may go on."""

import time
from collections.abc import Callable

SPENT = (
    "the budget of this run is spent, the next run goes on "
    "(CONVITE_SODA_MAX_REQUESTS, CONVITE_SODA_MAX_MINUTES)"
)


class Budget:
    """What may still be asked of the source. All datasets of a run share one; None is no limit."""

    def __init__(
        self,
        requests: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.requests_left = requests
        self._clock = clock
        self._ends = None if seconds is None else clock() + seconds

    @property
    def seconds_left(self) -> float | None:
        return None if self._ends is None else max(0.0, self._ends - self._clock())

    @property
    def is_spent(self) -> bool:
        return self.requests_left == 0 or self.seconds_left == 0

    def spend(self, requests: int = 1) -> None:
        """Count requests as sent."""
        if self.requests_left is not None:
            self.requests_left = max(0, self.requests_left - requests)

    def allows(self, wait_seconds: float) -> bool:
        """Whether there is time left after such a wait."""
        left = self.seconds_left
        return left is None or wait_seconds < left
