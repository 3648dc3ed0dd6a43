"""Random evidence: of every requirement, from every source, of any day and level."""

from datetime import timedelta

from hypothesis import strategies as st

from domain.readiness import Evidence, EvidenceSource
from tests.readiness.documents import CATALOGUE, ON

IDS = sorted(CATALOGUE.requirements)
DAYS = st.integers(-400, 400).map(lambda n: ON + timedelta(days=n))
LIMITS = st.none() | st.integers(0, 2_000_000_000)
PIECES = st.builds(
    Evidence,
    requirement=st.sampled_from(IDS),
    level=st.integers(0, 4),
    issued_on=st.none() | DAYS,
    expires_on=st.none() | DAYS,
    source=st.sampled_from(EvidenceSource),
    limit_cop=LIMITS,
    applies=st.booleans() | st.just(value=True),
)
