"""Before and after of boards: each compared with itself, and nobody counted who was not measured twice."""

from domain.training import Measured, Standing, measure


def test_only_boards_that_were_measured_on_both_days_count() -> None:
    before = {"A": Standing(40, False), "B": Standing(50, True), "C": Standing(100, True)}
    after = {"A": Standing(60, True), "B": Standing(50, True), "D": Standing(0, False)}
    found = measure(["A", "B", "C", "D", "E"], before, after)
    assert found == Measured(5, 2, 45, 55, 1, 2)
    assert found.gain == 10


def test_where_nobody_was_measured_nothing_is_known() -> None:
    found = measure(["A"], {}, {"A": Standing(60, True)})
    assert found == Measured(1, 0, None, None, 0, 0)
    assert found.gain is None
