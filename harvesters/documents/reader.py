"""Reads a file from a stranger in a process of its own: what breaks or hangs there harms nothing here."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from harvesters.documents.pages import Reading, Unreadable

_SECONDS = 300.0
_ANSWER: msgspec.msgpack.Decoder[Reading | Unreadable] = msgspec.msgpack.Decoder(Reading | Unreadable)


def read(path: Path, *, seconds: float = _SECONDS) -> Reading | Unreadable:
    """The text of a file, or why it has none. Never raises for what stands in the file."""
    # The child is told nothing of this installation: its environment would name the database and the secrets.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-I", "-m", "harvesters.documents.text", str(path.resolve())]
    with tempfile.TemporaryDirectory() as room, tempfile.TemporaryFile() as output:
        child = subprocess.Popen(  # noqa: S603 - our own words; the path is made of a hash
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,  # a file, for its size can be limited
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=room,
            start_new_session=True,
        )
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired:
            return Unreadable("it takes too long")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # and what it started
            child.wait()
        output.seek(0)
        return _answer(code, output.read())


def _answer(code: int, said: bytes) -> Reading | Unreadable:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Unreadable("it takes too long")
    if code:
        return Unreadable("the parser broke down")
    try:
        return _ANSWER.decode(said)
    except msgspec.MsgspecError:
        return Unreadable("the parser broke down")
