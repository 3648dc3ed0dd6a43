"""What providers told of messages that are in no ledger: the tests of doctor."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select, tuple_

from domain.alert import ProviderStatus
from domain.contact import Channel
from store.telling_tables import provider_statuses

_NAME = tuple_(provider_statuses.c.channel, provider_statuses.c.provider_id)
_ORDER = list(ProviderStatus)


def last(db: Connection, names: Collection[tuple[Channel, str]]) -> dict[tuple[Channel, str], ProviderStatus]:
    """The furthest that was told of each message, by channel and the provider's id; being sent is no word."""
    query = select(provider_statuses.c.channel, provider_statuses.c.provider_id, provider_statuses.c.status)
    found: dict[tuple[Channel, str], ProviderStatus] = {}
    for channel, id_, told in db.execute(query.where(_NAME.in_(_written(names)))):
        name, status = (Channel(channel), id_), ProviderStatus(told)
        if status is not ProviderStatus.SENT:
            found[name] = max(found.get(name, status), status, key=_ORDER.index)
    return found


def forget(db: Connection, names: Collection[tuple[Channel, str]]) -> None:
    """Keep nothing of them."""
    db.execute(delete(provider_statuses).where(_NAME.in_(_written(names))))


def _written(names: Collection[tuple[Channel, str]]) -> list[tuple[str, str]]:
    return [(channel.value, id_) for channel, id_ in names]
