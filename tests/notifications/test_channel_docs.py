"""docs/channels.md says what the code does: templates word for word, codes in the rows of their classes."""

from pathlib import Path
from string import Formatter

import pytest

from notifications.channels import gateway, twilio_errors, whatsapp_errors
from notifications.channels.refusals import Refusal, Whose
from notifications.chat_form import BODIES, names_of

DOCS = Path("docs/channels.md").read_text(encoding="utf-8")
ROWS = {
    Whose.ADDRESS: "| the address's |",
    Whose.NOBODY: "| of the hour |",
    Whose.MESSAGE: "| ours, one message |",
    Whose.OURS: "| ours, all messages |",
}
TABLES: list[dict[int, Refusal] | dict[str, Refusal]] = [
    whatsapp_errors.REFUSALS,
    twilio_errors.REFUSALS,
    gateway.REFUSALS,
]


def registered(template: str) -> str:
    """A template as it is typed in at Meta, with numbers for its parameters."""
    body, number = "", 0
    for words, name, _, _ in Formatter().parse(BODIES[template]):
        number += name is not None
        body += words + (f"{{{{{number}}}}}" if name else "")
    return body


def listed(table: dict[int, Refusal] | dict[str, Refusal], whose: Whose) -> str:
    return " ".join(str(code) for code in sorted(c for c, refusal in table.items() if refusal.whose is whose))


@pytest.mark.parametrize("template", BODIES)
def test_a_template_stands_in_the_docs_word_for_word_with_its_parameters_in_their_order(
    template: str,
) -> None:
    assert f"```\n{registered(template)}\n```" in DOCS
    assert f"`{template}`: {' · '.join(names_of(template))}\n" in DOCS


@pytest.mark.parametrize("whose", Whose)
def test_every_code_stands_in_the_docs_in_the_row_of_its_class(whose: Whose) -> None:
    row = DOCS.rpartition(ROWS[whose])[2].partition("\n")[0]
    cells = [cell.strip().removesuffix(", 200–299") for cell in row.strip(" |").split("|")]
    assert cells == [listed(table, whose) for table in TABLES]
