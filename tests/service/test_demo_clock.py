"""The demo sends its mails whenever it is run."""

from datetime import datetime, timedelta

import pytest

from domain.days import BOGOTA
from notifications.window import is_open
from service.demo.run import working_morning


@pytest.mark.parametrize("hours", range(0, 24 * 14, 5))
def test_the_demo_plays_on_two_days_on_which_messages_may_go_out(hours: int) -> None:
    run_at = datetime(2026, 3, 28, 0, 30, tzinfo=BOGOTA) + timedelta(hours=hours)  # with the Holy Week in it
    morning = working_morning(run_at)
    assert is_open(morning)
    assert is_open(morning + timedelta(days=1))
    assert morning + timedelta(days=1) <= run_at


def test_the_second_day_is_today_from_nine_in_the_morning_on() -> None:
    assert working_morning(datetime(2026, 6, 4, 9, tzinfo=BOGOTA)) == datetime(2026, 6, 3, 9, tzinfo=BOGOTA)
