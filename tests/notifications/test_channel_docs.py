"""docs/channels.md says what the code does: every code stands in the row of its class."""

from pathlib import Path

import pytest

from domain.alert import Whose
from notifications.channels import gateway, twilio_errors, whatsapp_errors
from notifications.channels.refusals import Refusal

DOCS = Path("docs/channels.md").read_text(encoding="utf-8")
ROWS = {
    Whose.ADDRESS: "| the address's |",
    Whose.PERSON: "| wants none |",
    Whose.NOBODY: "| of the hour |",
    Whose.MESSAGE: "| ours, one message |",
    Whose.OURS: "| ours, all messages |",
}
TABLES: list[dict[int, Refusal] | dict[str, Refusal]] = [
    whatsapp_errors.REFUSALS,
    twilio_errors.REFUSALS,
    gateway.REFUSALS,
]


def listed(table: dict[int, Refusal] | dict[str, Refusal], whose: Whose) -> str:
    return " ".join(str(code) for code in sorted(c for c, refusal in table.items() if refusal.whose is whose))


@pytest.mark.parametrize("whose", Whose)
def test_every_code_stands_in_the_docs_in_the_row_of_its_class(whose: Whose) -> None:
    row = DOCS.rpartition(ROWS[whose])[2].partition("\n")[0]
    cells = [cell.strip().removesuffix(", 200–299") for cell in row.strip(" |").split("|")]
    assert cells == [listed(table, whose) for table in TABLES]
