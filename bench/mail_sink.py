"""A local mail server that counts what it takes, in a process of its own.

`python -m bench.mail_sink` prints its address, and for each line that it reads how many mails it took.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from service.demo.smtp_server import SmtpServer


class Sink:
    """The server as the bench sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.url = self._read()

    def taken(self) -> int:
        assert self._process.stdin
        self._process.stdin.write("how many?\n")
        self._process.stdin.flush()
        return int(self._read())

    def _read(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextmanager
def served() -> Iterator[Sink]:
    command = [sys.executable, "-m", "bench.mail_sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Sink(process)
        finally:
            process.kill()


def main() -> None:
    numbers = count(1)
    taken = 0

    def tell(_recipient: str, _raw: bytes) -> None:
        nonlocal taken
        taken = next(numbers)

    with SmtpServer(tell=tell) as server:
        print(server.url, flush=True)
        for _ in sys.stdin:
            print(taken, flush=True)


if __name__ == "__main__":
    main()
