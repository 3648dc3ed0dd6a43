"""Fixtures that every room of the house needs."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real rows beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("CONVITE_SHARED", HERE.parent.parent / "shared"))
    if not (folder / "data" / "soda").is_dir():
        pytest.skip("the real rows are not on this machine (set CONVITE_SHARED to their folder)")
    return folder
