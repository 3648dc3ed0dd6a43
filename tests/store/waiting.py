"""Whether what one does waits for what another has begun and not ended, on PostgreSQL."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from store.engine import writing

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

Act = Callable[[Connection], object]


def waits(engine: Engine, first: Act, second: Act) -> bool:
    """Whether `second` waits for the end of a transaction that did `first`."""
    with writing(engine) as one:
        first(one)
        try:
            with writing(engine) as other:
                other.execute(text("SET LOCAL lock_timeout = '50ms'"))
                second(other)
        except OperationalError:
            return True
    return False
