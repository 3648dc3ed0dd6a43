"""What closing a gap would open: processes that a board could then answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unlock:
    """Processes, how many of them are open now, and what they are worth together in COP.

    Those `without_value` are among the processes, but nobody knows what they add to the value.
    """

    processes: int = 0
    open_now: int = 0
    value_cop: int = 0
    without_value: int = 0

    def __add__(self, other: "Unlock") -> "Unlock":
        return Unlock(
            self.processes + other.processes,
            self.open_now + other.open_now,
            self.value_cop + other.value_cop,
            self.without_value + other.without_value,
        )

    def __bool__(self) -> bool:
        return self.processes > 0


@dataclass(frozen=True, slots=True)
class GapUnlock:
    """What a board opens by closing one gap alone, and by closing it together with its best partner.

    `together` holds what each opens alone and what only both do, so it is never less than `alone`.
    """

    requirement: str
    alone: Unlock
    partner: str | None = None
    together: Unlock = Unlock()


@dataclass(frozen=True, slots=True)
class GroupUnlock:
    """What a group of boards opens by closing a gap, or all gaps that a training unit teaches to close.

    A process is counted once, however many of the `boards` could then answer it.
    """

    locality: str | None  # None for all boards
    closes: str  # a requirement or a training unit, by id
    lacking: int  # boards that lack it, or one of those that the unit teaches
    boards: int  # of these the boards that could answer more than before
    unlock: Unlock
