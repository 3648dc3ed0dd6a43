"""What SECOP's own rows prove of a board: an account, finished contracts, sanctions. Rows to Evidence.

A row is a proof, and that there is none proves nothing: without rows there is no evidence, for or against.
"""

import re
from collections.abc import Iterable
from datetime import date

from domain.contract import Contract
from domain.readiness import Evidence, EvidenceSource
from domain.sanction import Sanction
from domain.supplier import SupplierAccount
from domain.text import fold
from readiness import words
from readiness.catalogue import TO_CONFIRM

ACCOUNT, EXPERIENCE, SANCTIONS = "SEC2", "EXP", "SANC"
SECOP_II = "SECOP II"

_CHECKED = 4
_SECOP2_CONTRACT = "CO1."
_TAKEN_BACK = re.compile(r"\b(revoc|anul|cancel|elimin|borrador)")
# How long a breach weighs is unverified, three to five years (Ley 1474 de 2011, art. 90): the longer one, so
# that nobody is told that nothing stands in the way while something may.
_YEARS_OF_A_SANCTION = 5


def proofs(
    accounts: Iterable[SupplierAccount],
    contracts: Iterable[Contract],
    sanctions: Iterable[Sanction],
    on: date,
) -> list[Evidence]:
    """What these rows of one board prove on a day. Whose they are is for the caller to be certain of."""
    found = (account(accounts, on), experience(contracts, on), sanction(sanctions, on))
    return [evidence for evidence in found if evidence]


def account(rows: Iterable[SupplierAccount], on: date) -> Evidence | None:
    """That the board has a supplier account: the newest that is not said to be inactive."""
    in_use = [row for row in rows if row.active is not False]
    if not in_use:
        return None
    row = max(in_use, key=lambda row: (row.registered_on or date.min, row.key))
    since = f", registrada el {words.day(row.registered_on)}" if row.registered_on else ""
    return Evidence(
        ACCOUNT,
        _CHECKED,
        issued_on=_not_after(on, row.registered_on),
        note=f"SECOP II tiene la cuenta de proveedor{since}. Revisen que el representante sea el actual.",
        source=EvidenceSource.SECOP,
        proof=f"qmzu-gj57 {row.key}",
    )


def experience(rows: Iterable[Contract], on: date) -> Evidence | None:
    """That the board finished contracts: how many, and the newest as proof."""
    finished = {_published(row.key): row for row in rows if row.is_finished}
    if not finished:
        return None
    key, row = max(finished.items(), key=lambda one: (_last_known_day(one[1], on) or date.min, one[0]))
    last_day = _last_known_day(row, on)
    return Evidence(
        EXPERIENCE,
        _CHECKED,
        issued_on=last_day,
        note=_told(len(finished), last_day),
        source=EvidenceSource.SECOP,
        proof=f"{'jbjy-vk9h' if key.startswith(_SECOP2_CONTRACT) else 'f789-7hwg'} {key}",
    )


def sanction(rows: Iterable[Sanction], on: date) -> Evidence | None:
    """A charge against the board: level 0, with the newest sanction that still weighs as proof.

    It expires with the time for which a sanction weighs; one without a day does not.
    """
    weighing = [row for row in rows if _weighs(row, on)]
    if not weighing:
        return None
    row = max(weighing, key=lambda row: (row.effective_on or date.min, row.key))
    return Evidence(
        SANCTIONS,
        0,
        issued_on=row.effective_on,
        expires_on=_last_day_of_sanction(row.effective_on) if row.effective_on else None,
        note=_accused(row, len({_act(row) for row in weighing})),
        source=EvidenceSource.SECOP,
        proof=f"{'it5q-hg94' if row.platform == SECOP_II else '4n4q-k399'} {row.key}",
    )


def _published(key: str) -> str:
    """The key as the source has it: where it repeats, ours has a hash added."""
    return key.partition("#")[0]


def _not_after(on: date, day: date | None) -> date | None:
    """A day that has come. SECOP has days in the future, which are slips."""
    return day if day and day <= on else None


def _last_known_day(row: Contract, on: date) -> date | None:
    return _not_after(on, row.ends_on) or _not_after(on, row.signed_on)


def _told(count: int, last_day: date | None) -> str:
    until = f"del {words.day(last_day)}" if last_day else "de fecha desconocida"
    if count == 1:
        return f"SECOP muestra 1 contrato terminado o liquidado, {until}."
    return f"SECOP muestra {count} contratos terminados o liquidados; el más reciente es {until}."


def _weighs(row: Sanction, on: date) -> bool:
    if _TAKEN_BACK.search(fold(row.status or "")):
        return False
    day = row.effective_on
    return day is None or day <= on <= _last_day_of_sanction(day)


def _last_day_of_sanction(day: date) -> date:
    year = day.year + _YEARS_OF_A_SANCTION
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _act(row: Sanction) -> tuple[str | None, ...]:
    """What makes two rows one sanction: SECOP II has a row for each version of an act."""
    return row.platform, row.portfolio_id or row.buyer_nit or row.buyer_name, row.contract_id, row.act


def _accused(row: Sanction, count: int) -> str:
    many = f"SECOP muestra {count} multas o sanciones. La más reciente: " if count > 1 else ""
    parts = [
        f"{row.platform}: {_kind(row)}",
        row.act,
        f"de {row.buyer_name}" if row.buyer_name else None,
        f"{_since(row)} {words.day(row.effective_on)}" if row.effective_on else "sin fecha",
        f"por {words.pesos(row.value_cop)}" if row.value_cop else None,
    ]
    said = ", ".join(part for part in parts if part)
    until = _last_day_of_sanction(row.effective_on) if row.effective_on else None
    counted = f"La contamos hasta el {words.day(until)}. " if until else ""
    return f"{many}{said}. {counted}Hasta cuándo pesa y si impide contratar: {TO_CONFIRM}."


def _kind(row: Sanction) -> str:
    kind = (row.kind or "sanción").lower()
    return "cláusula penal" if fold(kind) == "clausula penal" else kind


def _since(row: Sanction) -> str:
    # SECOP I tells since when it is final, SECOP II the day of the act.
    return "del" if row.platform == SECOP_II else "en firme desde el"
