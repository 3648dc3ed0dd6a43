"""This machine itself, to which words may go in the open: nobody is in between."""

_NAMES = {"localhost", "127.0.0.1", "::1"}


def is_here(host: str | None) -> bool:
    return host in _NAMES
