"""The number of a row, in an address."""

from typing import Annotated

from fastapi import Path

LARGEST_ID = 2**31 - 1
"""A larger one fits in no column, and a database does not say that it has no such row: it fails."""

RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
