"""What the office is told of a night names each step at which a canary can fail."""

from api.desk.condition import STEPS
from service.canary import Step


def test_each_step_has_words_of_its_own() -> None:
    assert set(STEPS) >= set(Step)
    assert len(set(STEPS.values())) == len(STEPS)
