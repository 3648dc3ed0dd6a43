"""The process of an IMAP server over a folder of .eml files, which says its port first.

It knows one mailbox and one user, and keeps flags as long as it runs. Before each mail that it gives, it
tells of the flags of another; a mail named `gone…` is found, and gone by the time it is asked for.
"""

import sys
from email.parser import BytesHeaderParser
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

# Twisted has no types.
checkers, portal = import_module("twisted.cred.checkers"), import_module("twisted.cred.portal")
imap4: Any = import_module("twisted.mail.imap4")
protocol: Any = import_module("twisted.internet.protocol")
reactor: Any = import_module("twisted.internet.reactor")
implementer = import_module("zope.interface").implementer

_flags: dict[str, set[str]] = {}


@implementer(imap4.IMessage, imap4.IMessageFile)
class Mail:
    def __init__(self, path: Path, uid: int) -> None:
        self._raw, self._name, self._uid = path.read_bytes(), path.name, uid
        self.is_gone = path.name.startswith("gone")

    def open(self) -> BytesIO:
        return BytesIO(self._raw)

    getBodyFile = open  # noqa: A003, N815 - the names are Twisted's

    def getSize(self) -> int:  # noqa: N802
        return len(self._raw)

    def getUID(self) -> int:  # noqa: N802
        return self._uid

    def getFlags(self) -> set[str]:  # noqa: N802
        return _flags.setdefault(self._name, set())

    def getInternalDate(self) -> str:  # noqa: N802
        return "Wed, 03 Jun 2026 09:00:00 -0500"

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:  # noqa: N802
        headers = BytesHeaderParser().parsebytes(self._raw)
        return {name.lower(): str(value) for name, value in headers.items()}

    def isMultipart(self) -> bool:  # noqa: N802
        return False


@implementer(imap4.IMailbox)
class Inbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, messages: Any, uid: bool) -> list[tuple[int, Mail]]:
        mails = self._mails()
        messages.last = len(mails)
        asked = [(n, mails[n - 1]) for n in messages if n <= len(mails)]
        return [(n, mail) for n, mail in asked if len(asked) > 1 or not mail.is_gone]

    def store(self, messages: Any, given: Any, mode: int, uid: bool) -> dict[int, set[str]]:
        for _, mail in (found := self.fetch(messages, uid)):
            mail.getFlags().update(given)
        return {n: mail.getFlags() for n, mail in found}

    def getMessageCount(self) -> int:  # noqa: N802
        return len(self._mails())

    def getUIDNext(self) -> int:  # noqa: N802
        return len(self._mails()) + 1

    getRecentCount = getUnseenCount = lambda self: 0  # noqa: N815
    getUIDValidity = lambda self: 1  # noqa: N815, E731
    getFlags = lambda self: ["\\Seen"]  # noqa: N815, E731
    getHierarchicalDelimiter = lambda self: "."  # noqa: N815, E731
    isWriteable = lambda self: True  # noqa: N815, E731
    addListener = removeListener = lambda self, listener: None  # noqa: N815

    def _mails(self) -> list[Mail]:
        return [Mail(path, n) for n, path in enumerate(sorted(self._folder.glob("*.eml")), 1)]


class Realm:
    """Whoever is let in has the one mailbox."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def requestAvatar(self, avatar: bytes, mind: object, *interfaces: object) -> Any:  # noqa: N802
        account = imap4.MemoryAccountWithoutNamespaces(avatar)
        account.addMailbox("INBOX", Inbox(self._folder))
        return imap4.IAccount, account, lambda: None


class Server(imap4.IMAP4Server):  # type: ignore[misc]
    def spewMessage(self, id: int, msg: Mail, query: Any, uid: bool) -> Any:  # noqa: N802, A002
        self.sendUntaggedResponse(b"99 FETCH (FLAGS (\\Seen))")
        return super().spewMessage(id, msg, query, uid)

    def spew_body(self, part: Any, id: int, msg: Mail, _w: Any = None, _f: Any = None) -> Any:  # noqa: A002
        if part.partialBegin is None:
            return super().spew_body(part, id, msg, _w, _f)
        _w(b"BODY[]<%d> " % part.partialBegin)  # Twisted itself knows the wish and gives the whole
        _f()
        wanted = msg.open().read()[part.partialBegin :][: part.partialLength]
        return imap4.FileProducer(BytesIO(wanted)).beginProducing(self.transport)


class Factory(protocol.Factory):  # type: ignore[misc]
    def __init__(self, door: Any) -> None:
        self._door = door

    def buildProtocol(self, _address: object) -> Any:  # noqa: N802
        made = Server()
        made.portal = self._door
        return made


def _serve(folder: Path, user: str, password: str) -> None:
    users = checkers.InMemoryUsernamePasswordDatabaseDontUse(**{user: password.encode()})
    door = portal.Portal(Realm(folder), [users])
    port = reactor.listenTCP(0, Factory(door), interface="127.0.0.1")
    sys.stdout.write(f"{port.getHost().port}\n")
    sys.stdout.flush()
    reactor.run()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), *sys.argv[2:4])
