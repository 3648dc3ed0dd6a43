"""A small share of the fuzzing, the same each time; the whole is `python -m tests.fuzz`."""

import pytest

from tests.fuzz.readers import readers
from tests.fuzz.spoiled import spoiled

_EACH = 60


@pytest.mark.parametrize("name", readers())
def test_no_reader_breaks_on_what_is_nearly_right(name: str) -> None:
    reader = readers()[name]
    for given in reader.begin:
        reader.read(given)  # what it begins with is right
    for given in spoiled(reader.begin, _EACH, seed=_EACH):
        reader(given)
