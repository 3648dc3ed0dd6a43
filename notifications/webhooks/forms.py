"""Form-encoded bodies."""

from urllib.parse import parse_qsl

from notifications.webhooks import BadWebhook

_MOST_FIELDS = 200


def pairs(body: bytes) -> list[tuple[str, str]]:
    """All fields, also those without a value. Raises BadWebhook."""
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise BadWebhook("not the form that is documented") from error
