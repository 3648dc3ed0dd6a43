"""The hashes of known rows: found by the thousand, and which of them came again."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvesters.known import CameAgain, Known, write

HASHES = st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=40)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "known"


def known(file: Path, hashes: list[bytes]) -> Known:
    write(b"".join(hashes), file)
    return Known(file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=HASHES, others=HASHES)
def test_what_is_held_is_found_and_nothing_else(file: Path, held: list[bytes], others: list[bytes]) -> None:
    found = known(file, held)
    assert (found.places(held) >= 0).all()
    assert len(set(found.places(held))) == len(held)
    assert [place >= 0 for place in found.places(others)] == [one in held for one in others]


def test_hashes_that_share_their_first_half_are_never_taken_for_each_other(file: Path) -> None:
    held = [b"a" * 8 + bytes([n]) * 8 for n in range(4)]
    found = known(file, held)
    assert (found.places(held) >= 0).sum() >= 1
    assert found.places([b"a" * 8 + b"z" * 8]) == [-1]


def test_what_came_again_is_kept_by_place_and_by_hash(file: Path) -> None:
    one, other, new = b"1" * 16, b"2" * 16, b"3" * 16
    found = known(file, [one, other])
    came = CameAgain(found)
    came.add_places(found.places([other]).tobytes())
    came.add([new, b"4" * 16 + b"?"])
    assert [digest in came for digest in (one, other, new, b"4" * 16 + b"?", b"")] == [
        False,
        True,
        True,
        True,
        False,
    ]
