"""`python -m tests.fuzz [--inputs N] [NAME …]`: each reader by itself, in a process of its own.

With atheris (`pip install atheris`, which is no dependency) inputs follow what they reach in the code;
without it they are what is right, spoiled. A fault, a hang of ten seconds or two gigabytes of memory end a
reader; the input that did it is left in `--faults`. Ends with 1 where there was one.
"""

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

_SECONDS = 10  # no input of theirs may take longer
_MEGABYTES = 2048
_LONGEST = 64 * 1024
_ROOMS = ("api", "domain", "harvesters", "notifications", "email", "csv", "zipfile", "docx")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("names", nargs="*", help="the readers (default: all)")
    asked.add_argument("--inputs", type=int, default=100_000, help="for each reader")
    asked.add_argument(
        "--faults", type=Path, default=Path("fuzz-faults"), help="where inputs that break are left"
    )
    asked.add_argument("--one", help=argparse.SUPPRESS)
    wanted = asked.parse_args()
    if wanted.one:
        _run(wanted.one, wanted.inputs, wanted.faults)
        return 0
    from tests.fuzz.readers import readers

    how = "atheris" if _has_atheris() else "spoiled copies"
    _say(f"by {how}, {wanted.inputs:,} inputs each\n")
    _say("| reader | inputs | seconds | end |\n| --- | --- | --- | --- |")
    ends = [_told(name, wanted.inputs, wanted.faults) for name in wanted.names or readers()]
    _say(f"\n{len(ends)} readers, {ends.count(False)} with a fault")
    return int(not all(ends))


def _told(name: str, inputs: int, faults: Path) -> bool:
    """One reader in a process of its own; whether it held."""
    faults.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "tests.fuzz",
        "--one",
        name,
        "--inputs",
        str(inputs),
        "--faults",
        str(faults),
    ]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = done.stdout + done.stderr
    counted = re.findall(r"^(?:#|Done )(\d+)", said, re.MULTILINE)
    end = "held" if done.returncode == 0 else f"FAULT: {_last_line(said)}"
    made = int(counted[-1]) if counted else 0
    _say(f"| {name} | {made:,} | {time.monotonic() - began:.0f} | {end} |")
    return done.returncode == 0


def _last_line(said: str) -> str:
    found: list[str] = re.findall(
        r"^(?:\w+(?:\.\w+)*(?:Error|Exception|Panic)\b.*|==\d+== ERROR: .*|ALARM.*)$", said, re.MULTILINE
    )
    return (found or [said.strip()[-200:]])[0][:200]


def _run(name: str, inputs: int, faults: Path) -> None:
    if _has_atheris():
        _by_atheris(name, inputs, faults)
    else:
        _by_spoiling(name, inputs, faults)


def _by_atheris(name: str, inputs: int, faults: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=list(_ROOMS)):
        from tests.fuzz.readers import readers
    reader = readers()[name]
    with tempfile.TemporaryDirectory() as corpus:
        for number, given in enumerate(reader.begin):
            (Path(corpus) / str(number)).write_bytes(given)
        words = [
            *("fuzz", corpus, f"-runs={inputs}", f"-timeout={_SECONDS}", f"-rss_limit_mb={_MEGABYTES}"),
            *(f"-max_len={_LONGEST}", f"-artifact_prefix={faults}/", "-seed=1", "-print_final_stats=1"),
        ]
        atheris.Setup(words, reader)
        atheris.Fuzz()


def _by_spoiling(name: str, inputs: int, faults: Path) -> None:
    from tests.fuzz.readers import readers
    from tests.fuzz.spoiled import spoiled

    reader = readers()[name]
    for given in _noted(spoiled(reader.begin, inputs), faults / "last"):
        began = time.monotonic()
        reader(given)
        if time.monotonic() - began > _SECONDS:
            raise TimeoutError(f"it takes longer than {_SECONDS} seconds")
    _say(f"Done {inputs}")


def _noted(given: Iterable[bytes], last: Path) -> Iterator[bytes]:
    """Each is left behind before it is read: it may be the last."""
    for one in given:
        last.write_bytes(one)
        yield one


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _has_atheris() -> bool:
    return importlib.util.find_spec("atheris") is not None


if __name__ == "__main__":
    sys.exit(main())
