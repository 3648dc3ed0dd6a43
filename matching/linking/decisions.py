"""By what a decision on a link is remembered, so that the supplier's next contract needs no asking."""

from domain.nit import read_nit
from domain.text import fold
from matching.linking.records import Decisions, Supplier

_BY_NIT, _BY_NAME = "nit ", "name "
_NEXT = " | "


def supplier_key(supplier: Supplier) -> str:
    """The NIT where it can be read; otherwise the folded name and town, as far as they are known."""
    if nit := read_nit(supplier.nit or ""):
        return _BY_NIT + nit
    said = (supplier.name, supplier.municipality, supplier.department)
    return _BY_NAME + _NEXT.join(map(fold, said))


def nit_of(key: str) -> str | None:
    """The NIT in a key; None of a supplier that has none."""
    return key.removeprefix(_BY_NIT) if key.startswith(_BY_NIT) else None


def decided_on(decisions: Decisions) -> tuple[set[str], set[str]]:
    """The NITs and the folded names of the suppliers that somebody decided on."""
    nits = {key.removeprefix(_BY_NIT) for key in decisions if key.startswith(_BY_NIT)}
    named = (key.removeprefix(_BY_NAME) for key in decisions if key.startswith(_BY_NAME))
    return nits, {name.partition(_NEXT)[0] for name in named}
