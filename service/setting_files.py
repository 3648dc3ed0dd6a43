"""Settings whose value lies in a file: `CONVITE_SECRET_KEY_FILE=/run/secrets/secret_key`, and so for each."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SUFFIX = "_FILE"


class UnusableFile(ValueError):
    """A setting's file cannot be read or is empty, or its value is given twice. Says which."""


class InFiles(PydanticBaseSettingsSource):
    """Reads the files that the environment names. Raises UnusableFile."""

    def __call__(self) -> dict[str, Any]:
        named = files(self.settings_cls, os.environ)
        return {field: self._read(variable) for field, variable in named.items()}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError  # all are read at once

    def _read(self, variable: str) -> str:
        if os.environ.get(variable.removesuffix(SUFFIX)):
            raise UnusableFile(
                f"{variable} and {variable.removesuffix(SUFFIX)} are both set: keep one of them"
            )
        try:
            value = Path(os.environ[variable]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            says = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise UnusableFile(f"{variable}: {os.environ[variable]}: {says}") from error
        if not value:
            raise UnusableFile(f"{variable}: {os.environ[variable]} is empty")
        return value


def files(kind: type[BaseSettings], environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that come from files, each with the variable that names its file."""
    prefix = str(kind.model_config.get("env_prefix", ""))
    named = {field: f"{prefix}{field}".upper() + SUFFIX for field in kind.model_fields}
    return {field: variable for field, variable in named.items() if environment.get(variable)}
