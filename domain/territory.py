"""Places inside a municipality: barrio, unidad comunera, locality."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A barrio, corregimiento or vereda. `municipality` is a DANE code, `unit` the unidad comunera."""

    name: str
    municipality: str
    locality: str | None = None
    unit: str | None = None
    kind: str = "barrio"
    aliases: tuple[str, ...] = ()
