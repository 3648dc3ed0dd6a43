"""Spanish words for what is told of one board at a desk."""

from api.desk.board_labels import FILTERS
from domain.alert import AlertKind
from domain.history import Fate
from domain.outcome import OutcomeKind
from domain.readiness import EvidenceSource
from store.reach import Unreachable


def test_every_word_of_a_closed_set_is_there() -> None:
    for label, kinds in (
        ("alert_kind", AlertKind),
        ("evidence_source", EvidenceSource),
        ("fate", Fate),
        ("outcome", OutcomeKind),
        ("unreachable", Unreachable),
    ):
        assert all(FILTERS[label](kind) for kind in kinds)
