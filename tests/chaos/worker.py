"""`convite work` and `convite serve` as they are, but for a timetable of seconds in the place of hours.

Claims of messages last a minute, not ten, so that those of a dead worker run out while one waits for it. All
workers share each match, as those of a country do: it has parts of few boards, and they look for them often.
"""

import sys
from dataclasses import replace
from datetime import timedelta

from apscheduler.triggers.cron import CronTrigger

from domain.days import BOGOTA
from service import cli, schedule, work
from service.deliver import senders, worker
from service.match import inputs, workers

_EVERY = {"cycle": "*/20", "deliver": "*/4", "record": "7-59/20", "watch": "*/15"}


def main() -> None:
    for name, second in _EVERY.items():
        when = CronTrigger(second=second, timezone=BOGOTA)
        schedule.JOBS[name] = replace(schedule.JOBS[name], when=when)
    workers.MANY_PAIRS, inputs.TOGETHER, work._LOOK_EVERY_SECONDS = 1, 20, 1.0
    worker.CLAIM = timedelta(minutes=1)
    senders.STALE_SECONDS = 10.0
    words = sys.argv[1:]
    cli.main([*words, "--steps", " ".join(_EVERY)] if words == ["work"] else words)


if __name__ == "__main__":
    main()
