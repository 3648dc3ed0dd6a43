"""How often one address may ask: a fixed window in memory, of this process alone."""

from collections import Counter
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock

from starlette.requests import Request

_MOST_ADDRESSES = 10_000  # some 2 MB; those beyond it share one count until the window ends
_OTHERS = "others"


def caller(request: Request) -> str:
    """The network address that asks; empty where the server knows none."""
    return request.client.host if request.client else ""


class Window:
    """At most `most` times an address in each window. One network of IPv6 counts as one address: who has
    one has all of it. Behind a proxy the addresses are those that it tells (docs/interface.md).
    """

    def __init__(self, most: int, length: timedelta) -> None:
        self._most = most
        self._length = length
        self._asked: Counter[str] = Counter()
        self._ends: datetime | None = None
        self._lock = Lock()

    def is_free(self, address: str, now: datetime) -> bool:
        """Whether this address may ask once more; that counts."""
        with self._lock:
            if self._ends is None or now >= self._ends:
                self._asked.clear()
                self._ends = now + self._length
            whose = _network(address)
            if whose not in self._asked and len(self._asked) >= _MOST_ADDRESSES:
                whose = _OTHERS
            self._asked[whose] += 1
            return self._asked[whose] <= self._most


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address) and found.ipv4_mapped:  # as a socket for both shows a caller by IPv4
        return str(found.ipv4_mapped)
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)
