"""What is deployed stands on what is tested, and the settings that it names exist."""

import re
from pathlib import Path

import pytest

from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ONLY_TO_BUILD = {"hatchling", "tomlkit", "trove-classifiers"}
OF_COMPOSE_AND_CADDY = {"CONVITE_HOST", "CONVITE_VERSION", "CONVITE_WEB", "CONVITE_CADDY"}


def locked(path: str) -> dict[str, set[str]]:
    """Each package with its version and marker, and its hashes."""
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split("--hash=") for line in text.splitlines() if "==" in line]
    return {parts[0].strip(): {part.strip() for part in parts[1:]} for parts in lines}


def test_what_is_deployed_is_what_is_tested_to_the_byte() -> None:
    tested, deployed = locked("requirements.lock"), locked("deploy/requirements.lock")
    bare = {line.split(" ;")[0]: hashes for line, hashes in tested.items()}
    for line, hashes in deployed.items():
        package = line.split(" ;")[0]
        assert hashes, package
        assert package.split("==")[0] in ONLY_TO_BUILD or bare[package] == hashes, package
    assert len(deployed) < len(tested)


@pytest.mark.parametrize("path", ["deploy/compose.yaml", "deploy/Containerfile", "docs/deploy.md"])
def test_each_setting_that_is_named_in_a_deployment_exists(path: str) -> None:
    known = {f"CONVITE_{name.upper()}" for name in Settings.model_fields} | OF_COMPOSE_AND_CADDY
    named = re.findall(r"CONVITE_[A-Z_]+", (ROOT / path).read_text(encoding="utf-8"))
    assert named
    assert {name.removesuffix("_FILE") for name in named} - known <= {"CONVITE_PROVE_CA"}
