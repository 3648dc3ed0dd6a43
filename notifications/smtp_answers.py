"""What a mail server's answers mean for one message: accepted, try again, or failed for good.

Codes are those of RFC 5321 section 4.2, extended codes those of RFC 3463. A refusal that is about us (sender,
login, policy, protocol) is never the board's fault: the message is tried again and the operator is told.
"""

import re
import smtplib
from enum import StrEnum

from domain.alert import DeliveryResult
from notifications.channels import Receipt


class Stage(StrEnum):
    """How far the conversation came."""

    CONNECTING = "connecting"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


def judge(stage: Stage, code: int, answer: bytes) -> Receipt:
    """The receipt for an answer that ended the conversation at this stage."""
    said = f"{code} {_without_addresses(answer.decode('utf-8', 'replace'))}"
    if stage is Stage.CONTENT and code == 250:
        return Receipt(DeliveryResult.ACCEPTED, said)
    if stage is Stage.CONNECTING:
        return _ours(f"the mail server refuses us: {said}")
    if 400 <= code < 500:
        return Receipt(DeliveryResult.TRY_AGAIN, f"{stage} refused for now: {said}")
    if stage is Stage.SENDER or code < 500 or _is_about_us(code, said):
        return _ours(f"check the sender and the mail server: {said}")
    # What was taken for this recipient and refused for its content says nothing of the address.
    is_ours = stage is Stage.CONTENT and not _ABOUT_THE_ADDRESS.search(said)
    return Receipt(DeliveryResult.FAILED, f"{stage} refused: {said}", is_ours=is_ours)


def judge_error(stage: Stage, error: OSError | smtplib.SMTPException) -> Receipt:
    """The receipt for a conversation that broke off: always worth another try."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return judge(stage, error.smtp_code, answer if isinstance(answer, bytes) else answer.encode())
    what = f"{type(error).__name__}: {_without_addresses(str(error))}"
    if stage is Stage.CONTENT:
        says = "the connection broke while the message was handed over, so it may have arrived"
        says = f"{says}; the next try has the same Message-ID: {what}"
        return Receipt(DeliveryResult.TRY_AGAIN, says, may_have_arrived=True)
    if stage is Stage.CONNECTING:
        return _ours(f"no connection to the mail server: {what}")
    return Receipt(DeliveryResult.TRY_AGAIN, f"the connection broke before the message: {what}")


_ABOUT_THE_ADDRESS = re.compile(r"\b5\.[12]\.\d+\b")
_ABOUT_US_CODES = range(500, 505), (530, 535)  # commands not understood; login wanted or refused
_ABOUT_US_EXTENDED = re.compile(r"\b5\.(7\.\d+|1\.[78]|5\.\d+)\b")  # policy, sender's address, protocol


def _ours(says: str) -> Receipt:
    return Receipt(DeliveryResult.TRY_AGAIN, f"operator: {says}", is_ours=True)


def _is_about_us(code: int, said: str) -> bool:
    return any(code in codes for codes in _ABOUT_US_CODES) or bool(_ABOUT_US_EXTENDED.search(said))


def _without_addresses(text: str) -> str:
    """Servers repeat the address they refuse; the ledger and the logs shall not."""
    return " ".join(re.sub(r"[^\s<>:;,]+@[^\s<>:;,]+", "(address)", text).split())[:300]
