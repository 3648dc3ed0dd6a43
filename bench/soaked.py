"""`convite work` or `convite serve` as it is, asked what it holds: `python -m bench.soaked FOLDER work`.

Once somebody makes FOLDER/ask, it collects its garbage and writes FOLDER/told. Not by a signal: one whose
handler takes its time lets Python 3.11 wait for ever at a queue with a time limit. It looks for work and asks
for the time each second, not every five and ten: the clock of a soak goes by leaps.
"""

import gc
import json
import sys
import threading
import time
from collections import Counter
from functools import _lru_cache_wrapper
from pathlib import Path

from service import cli, work
from store import clock

_KINDS = 12
_LOOK_EVERY_SECONDS = 0.2


def main() -> None:
    folder, *words = sys.argv[1:]
    threading.Thread(target=_listen, args=(Path(folder),), daemon=True).start()
    work._LOOK_EVERY_SECONDS = clock._ASKED_EVERY = 1.0
    cli.main(words)


def _listen(folder: Path) -> None:
    asked = folder / "ask"
    while True:
        time.sleep(_LOOK_EVERY_SECONDS)
        if asked.exists():
            asked.unlink()
            _tell(folder)


def _tell(folder: Path) -> None:
    before = _held_mb()
    gc.collect()
    after = _held_mb()
    objects = gc.get_objects()
    kinds = Counter(type(one).__qualname__ for one in objects)
    caches = Counter[str]()
    for one in objects:
        if isinstance(one, _lru_cache_wrapper):
            caches[f"{one.__module__}.{one.__qualname__}"] += one.cache_info().currsize
    found = {
        "rss_mb": before,
        "collected_mb": after,
        "blocks": sys.getallocatedblocks(),
        "objects": sum(kinds.values()),
        "kinds": dict(kinds.most_common(_KINDS)),
        "remembered": sum(caches.values()),
        "caches": dict(caches.most_common(_KINDS)),
    }
    made = folder / "part"
    made.write_text(json.dumps(found))
    made.rename(folder / "told")


def _held_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return round(int(status.partition("VmRSS:")[2].split()[0]) / 1024, 1)


if __name__ == "__main__":
    main()
