"""The sample's tables: kinds of work, buyers, and the columns of the datasets."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Work:
    """A kind of work. `low` and `high` are millions of COP; `suits` says that a board could do it."""

    title: str
    detail: str
    buyers: tuple[str, ...]
    contract: str
    unspsc: str
    low: int
    high: int
    suits: bool
    one_person: bool = False


@dataclass(frozen=True)
class Buyer:
    key: str
    name: str
    nit: str
    prefix: str
    department: str
    city: str
    minima_cop: int
    unit: str | None = None
    code: str = ""


@cache
def works() -> tuple[Work, ...]:
    rows = _table("sample_works.toml")["work"]
    return tuple(Work(**{**row, "buyers": tuple(row["buyers"])}) for row in rows)


@cache
def buyers() -> dict[str, Buyer]:
    """By key. Buyers that share a NIT share a code, as units of one entity do in SECOP."""
    table = _table("sample_buyers.toml")
    codes = {
        nit: f"7990{i:05}" for i, nit in enumerate(dict.fromkeys(b["nit"] for b in table["buyers"].values()))
    }
    return {
        key: Buyer(key=key, code=codes[row["nit"]], **{**table["defaults"], **row})
        for key, row in table["buyers"].items()
    }


@cache
def columns() -> dict[str, dict[str, str]]:
    """By dataset id: column → type, as the source's metadata names both."""
    return {
        dataset: {column: kind for kind, names in kinds.items() for column in names}
        for dataset, kinds in _table("sample_columns.toml").items()
    }


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
