"""A real IMAP server over a folder of .eml files (imap_inbox.py), in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "convite", "only the tests know"


@contextmanager
def imap_server(folder: Path) -> Iterator[str]:
    """The address of a server that serves the folder's mails, up to its end."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "tests.service.imap_inbox", str(folder), USER, PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            yield f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/INBOX"
        finally:
            server.terminate()
