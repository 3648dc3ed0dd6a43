"""How often one address may ask: a fixed window in memory, of this process alone."""

from collections import Counter
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock

from starlette.requests import Request

_MOST_ADDRESSES = 10_000  # some 2 MB; beyond it those of one wider network share a count


def caller(request: Request) -> str:
    """The network address that asks; empty where the server knows none."""
    return request.client.host if request.client else ""


class Window:
    """At most `most` times an address in each window. One network of IPv6 counts as one address: who has
    one has all of it. Behind a proxy the addresses are those that it tells (docs/interface.md).

    Whoever comes from ten thousand addresses shuts out the newcomers of their own part of the world, and
    nobody who is known by something else.
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
            whose = network(address)
            if whose not in self._asked and len(self._asked) >= _MOST_ADDRESSES:
                whose = network(address, wide=True)
            self._asked[whose] += 1
            return self._asked[whose] <= self._most

    def seconds_left(self, now: datetime) -> int:
        """Until whoever asked too often may ask again; at least one."""
        with self._lock:
            left = (self._ends - now).total_seconds() if self._ends else 0
        return max(1, ceil(left))


def network(address: str, *, wide: bool = False) -> str:
    """Of IPv4 the address, or its /16; of IPv6 its /64, or its /32, as providers are given them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address) and found.ipv4_mapped:  # as a socket for both shows a caller by IPv4
        found = found.ipv4_mapped
    bits = {4: 16 if wide else 32, 6: 32 if wide else 64}[found.version]
    return f"{found.version}/{bits}/{int(found) >> found.max_prefixlen - bits}"
