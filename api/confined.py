"""Files of strangers are read in a process of their own: what swells, hangs or breaks there harms nothing.

`python -m api.confined` takes what to do as a line of JSON on standard input, and the file after it; it
answers with a line of JSON, and a file after it where there is one. Before it looks at the file it gives up
the right to open anything: no other file, no connection, no process. It is told nothing of this installation.
"""

import codecs
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import ExitStack
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, BinaryIO, NamedTuple

from api import table_file
from api.table_file import Table, UnreadableFile
from domain import files
from domain.files import Unfit, Why
from domain.filing import FileKind

_COMMAND = (sys.executable, "-I", "-m", "api.confined")
_MEGABYTE = 1024 * 1024
_READ_LATE = ("cp437", "cp1252", "utf-8-sig")  # Python reads these from the disk when they are asked for
_AT_ONCE = BoundedSemaphore(4)  # in each process of the web


class Room(NamedTuple):
    """What reading a file may take: seconds by the clock (on a busy machine some wait for their turn) and of
    the processor; bytes of memory, of the answer, and of what a workbook unpacks to.
    """

    seconds: float
    cpu_seconds: int
    memory_bytes: int
    answer_bytes: int
    unpacked_bytes: int


SENT = Room(30.0, 10, 512 * _MEGABYTE, 64 * _MEGABYTE, 32 * _MEGABYTE)
"""Of what is sent to the web: the largest that is allowed takes a second of the processor."""
IMPORTED = Room(120.0, 60, 2048 * _MEGABYTE, 256 * _MEGABYTE, 256 * _MEGABYTE)
"""Of what a technician loads by command: a list of 64,000 boards unpacks to a quarter of it."""


class TooHeavy(Exception):
    """It took more time or memory than any file of its kind needs, or what reads it broke down."""


def fit(content: bytes) -> tuple[FileKind, bytes]:
    """What a file that was sent is, and what of it is kept. Raises Unfit."""
    try:
        answer, kept = _asked({"task": "fit"}, content, SENT)
    except TooHeavy as error:
        raise Unfit(Why.TOO_HEAVY) from error
    if "unfit" in answer:
        raise Unfit(Why(answer["unfit"]))
    return FileKind(answer["kind"]), kept


def read_sent(
    name: str,
    content: bytes,
    headings: Mapping[str, tuple[str, ...]],
    needed: set[str],
    what: str,
    literal: Set[str] = frozenset(),
    room: Room = SENT,
) -> Table:
    """The table of a file that was sent, as `api.table_file.read` gives it. Raises UnreadableFile."""
    asked = {
        "task": "table",
        "name": name,
        "headings": headings,
        "needed": sorted(needed),
        "what": what,
        "literal": sorted(literal),
    }
    try:
        answer, _ = _asked(asked, content, room)
    except TooHeavy as error:
        raise UnreadableFile(
            "El archivo pide más memoria o más tiempo de lo que necesita una lista, y no lo abrimos. "
            f"Copie la lista a un archivo nuevo y guárdelo como .csv. Se esperaba {what}."
        ) from error
    if "unreadable" in answer:
        raise UnreadableFile(answer["unreadable"])
    return Table([(number, cells) for number, cells in answer["lines"]], answer["notes"])


def read_imported(
    path: Path,
    headings: Mapping[str, tuple[str, ...]],
    needed: set[str],
    what: str,
    literal: Set[str] = frozenset(),
) -> Table:
    """The same of a file that is loaded by command, and which somebody sent to who loads it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(f"No existe el archivo {path.name}.") from error
    except OSError as error:
        raise table_file.cannot_be_opened(path.name, what) from error
    return read_sent(path.name, content, headings, needed, what, literal, IMPORTED)


def _asked(asked: Mapping[str, object], content: bytes, room: Room) -> tuple[dict[str, Any], bytes]:
    said = ended([json.dumps({**asked, "room": room}).encode() + b"\n", content], room=room)
    line, _, rest = said.partition(b"\n")
    try:
        return json.loads(line), rest
    except ValueError as error:
        raise TooHeavy from error


def ended(given: Iterable[bytes], command: Sequence[str] = _COMMAND, room: Room = SENT) -> bytes:
    """What the command says of what it is given. Raises TooHeavy unless it ends well, and in time."""
    with _AT_ONCE, ExitStack() as open_files:
        # Files in memory: what boards send never lies open on the disk, and a file's size can be limited.
        sent, said = (open_files.enter_context(_in_memory()) for _ in range(2))
        sent.writelines(given)
        sent.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own words
            command,
            stdin=sent,
            stdout=said,
            stderr=subprocess.DEVNULL,
            # Its environment would name the database and the secrets.
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            code = child.wait(room.seconds)
        except subprocess.TimeoutExpired as error:
            raise TooHeavy from error
        finally:
            child.kill()
            child.wait()
        if code or os.fstat(said.fileno()).st_size > room.answer_bytes:
            raise TooHeavy(code)
        said.seek(0)
        return said.read()


def _in_memory() -> BinaryIO:
    return open(os.memfd_create("convite"), "w+b")


def confine(room: Room = SENT) -> None:
    """Gives up for good, in this process, all that reading a file in memory does not need."""
    limits = {
        resource.RLIMIT_AS: room.memory_bytes,
        resource.RLIMIT_CPU: room.cpu_seconds,
        resource.RLIMIT_FSIZE: room.answer_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,  # and so no file, pipe or socket
    }
    for limit, most in limits.items():
        hard = resource.getrlimit(limit)[1]
        low = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (low, low))
    # By the clock, should nobody be left to wait: a signal that nothing catches, also in the midst of C.
    signal.setitimer(signal.ITIMER_REAL, room.seconds)


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    for name in _READ_LATE:
        codecs.lookup(name)
    room = Room(*asked["room"])
    confine(room)
    answer, parts = _fit(content) if asked["task"] == "fit" else (_table(asked, content, room), ())
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.writelines(parts)


def _fit(content: bytes) -> tuple[dict[str, Any], Sequence[bytes | memoryview]]:
    try:
        kind, parts = files.fit(content)
    except Unfit as error:
        return {"unfit": error.why}, ()
    return {"kind": kind}, parts


def _table(asked: Mapping[str, Any], content: bytes, room: Room) -> dict[str, Any]:
    try:
        read = table_file.read(
            asked["name"],
            content,
            asked["headings"],
            set(asked["needed"]),
            asked["what"],
            frozenset(asked["literal"]),
            most_unpacked=room.unpacked_bytes,
        )
    except UnreadableFile as error:
        return {"unreadable": str(error)}
    return read._asdict()


if __name__ == "__main__":
    main()
