"""Secrets come from the environment or files and are told nowhere; nothing is run that strangers name."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from api.access.oidc import Directory
from api.site import Secrets, Site, Web
from service import cli
from service.settings import Settings
from store.engine import open_database
from store.vault import Vault
from tests.examples import NOW

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("api", "domain", "harvesters", "matching", "notifications", "readiness", "service", "store")
PLANTED = "planted-nobody-may-see-this"

SECRET_SETTINGS = {
    **{
        name: f"{PLANTED}-{name}"
        for name in (
            *("secret_key", "mail_secret", "sms_secret", "telegram_secret", "telegram_token", "soda_token"),
            *("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token", "oidc_client_secret"),
        )
    },
    "contact_keys": f"{PLANTED}-contact,{PLANTED}-older",
    "database_url": f"postgresql+psycopg://convite:{PLANTED}@127.0.0.1:9/convite",
    "smtp_url": f"smtp://convite:{PLANTED}@127.0.0.1:9",
    "mailbox_url": f"imaps://convite:{PLANTED}@127.0.0.1:9",
    "sms_url": f"https://convite:{PLANTED}@127.0.0.1:9/sms",
    "operator": f"mailto://convite:{PLANTED}@127.0.0.1:9",
}


def test_every_setting_that_may_hold_a_secret_is_planted_here() -> None:
    named = re.compile(r"secret|token|key|_url$|operator|password")
    harmless = {"public_url", "soda_url", "whatsapp_url", "telegram_url"}
    assert {name for name in Settings.model_fields if named.search(name)} - harmless == set(SECRET_SETTINGS)


@pytest.mark.parametrize("command", [["settings"], ["settings", "--json"], ["migrate"], ["audit", "verify"]])
def test_no_command_tells_a_secret_not_even_when_it_fails(command: list[str], tmp_path: Path) -> None:
    environment = {f"CONVITE_{name.upper()}": value for name, value in SECRET_SETTINGS.items()}
    done = subprocess.run(
        [sys.executable, "-m", "service", *command],
        cwd=tmp_path,
        env={**environment, "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert said
    assert "Traceback" not in said
    assert PLANTED not in said


def test_what_is_shown_of_what_holds_secrets_holds_none() -> None:
    web = Web(
        PLANTED,
        "https://convite.example",
        "13001",
        lambda: NOW,
        contact_keys=(PLANTED,),
        retired_keys=(PLANTED,),
        webhooks=Secrets(PLANTED, PLANTED, PLANTED, PLANTED, PLANTED),
        directory=Directory("https://id.example", "convite", PLANTED),
    )
    site = Site(open_database("sqlite://"), web)
    for one in (Settings(**SECRET_SETTINGS), web, site, Vault([PLANTED])):  # type: ignore[arg-type]
        assert PLANTED not in repr(one)
        assert PLANTED not in str(one)


def test_no_command_takes_a_secret_where_ps_shows_it() -> None:
    asked = _parameters(typer.main.get_command(cli.app))
    assert len(asked) > 20
    assert [one for one in asked if re.search("secret|token|password|passphrase|key", one)] == []


def _parameters(command: object) -> set[str]:
    below = getattr(command, "commands", {}).values()
    own = {one for parameter in getattr(command, "params", ()) for one in (parameter.name, *parameter.opts)}
    return own.union(*map(_parameters, below))


# What secrets of those whom we speak to look like, and keys.
_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bxox[abprs]-[0-9A-Za-z-]{20,}|\bEAA[A-Za-z0-9]{60,}|\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b|\bSK[0-9a-f]{32}\b|\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\."
)


def test_no_secret_lies_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git here")
    paths = [ROOT / one for one in listed.stdout.split("\0") if one]
    assert not [one for one in paths if one.name == ".env" or one.suffix in (".pem", ".key", ".p12", ".pfx")]
    found = {}
    for path in paths:
        if path.suffix in (".png", ".npz", ".gz", ".lock") or not path.is_file():
            continue
        if shape := _SHAPES.search(path.read_text(encoding="utf-8", errors="replace")):
            found[str(path.relative_to(ROOT))] = shape[0][:12]
    assert found == {}
    example = (ROOT / ".env.example").read_text()
    given = re.findall(r"^(?!#)\w*(?:SECRET|TOKEN|KEY|KEYS)=(.+)$", example, re.MULTILINE)
    assert given in ([], ["change-me"])


# Who may start programs, and why: each gives a list of words of our own, never a line to a shell.
STARTS_PROGRAMS = {
    "api/confined.py": "the reader of sent files",
    "harvesters/crawler.py": "the crawl",
    "harvesters/documents/reader.py": "the reader of documents",
    "harvesters/documents/scans.py": "tesseract",
}
UNPACKS_OBJECTS = {
    "service/match/found.py": "of its own process, in a file without a name",
    "service/match/shared.py": "between our own processes, signed",
}


def test_no_shell_no_code_of_strangers_and_no_xml_that_unfolds() -> None:
    """By what every file names: whoever needs more says here why."""
    programs, objects, bad = set(), set(), []
    for path in (one for room in ROOMS for one in (ROOT / room).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            for module in _imported(node):
                programs |= {name} if module == "subprocess" else set()
                objects |= {name} if module in ("pickle", "marshal", "shelve", "dill") else set()
                if module in ("xml", "lxml", "yaml", "commands", "pty"):
                    bad.append(f"{name}: imports {module}")
            if isinstance(node, ast.Call) and (called := _called(node)):
                bad.append(f"{name}:{node.lineno}: {called}")
    assert programs == set(STARTS_PROGRAMS)
    assert objects <= set(UNPACKS_OBJECTS)
    assert bad == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name.partition(".")[0] for one in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "").partition(".")[0]]
    return []


def _called(node: ast.Call) -> str | None:
    """What the call does that none may, or None."""
    if any(one.arg == "shell" for one in node.keywords):
        return "a shell"
    if isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec", "compile", "__import__"):
        return node.func.id
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        called = f"{node.func.value.id}.{node.func.attr}"
        if re.fullmatch(r"os\.(system|popen|exec\w+|spawn\w+|posix_spawnp?)", called):
            return called
    if any(one.arg == "verify" and getattr(one.value, "value", None) is False for one in node.keywords):
        return "TLS that checks nobody"
    return None
