"""Files brought from the portal of SECOP II, one at a time and slowly; what it refuses is taken as refused.

A file that is cut is gone on with, by Range, in the same run or a later one. A page in place of a file (a
captcha, a login, an error in HTML) is never got around: it is noted as not to be had by a machine.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
from urllib3.exceptions import HTTPError

from harvesters.patience import asked_seconds, their_now
from harvesters.soda import USER_AGENT, is_local

PORTAL = "community.secop.gov.co"
MAX_BYTES = 50 * 1024 * 1024
PUBLIC_DELAY_SECONDS = 2.0

_TIMEOUT_SECONDS = (10, 60)  # to connect, and between two pieces
_LONGEST_SECONDS = 15 * 60.0  # for one file with all its tries: a trickle must not hold the run
_LONGEST_WAIT_SECONDS = 120.0  # a host that asks for more is left alone until another run
_TRIES = 5
_REDIRECTS = 3
_PIECE_BYTES = 64 * 1024
_ROBOTS_BYTES = 512 * 1024
_BUSY = frozenset({429, 502, 503, 504})
_PAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|script|meta|!--)", re.IGNORECASE)
_NAME = re.compile(r"(?P<name>[0-9a-f]{64})(?P<suffix>\.part|\.tag)?")
_CONTENT_RANGE = re.compile(r"bytes (?P<start>\d+)-\d+/(?P<total>\d+)")


class Refusal(StrEnum):
    """Why a file is not here."""

    ELSEWHERE = "its address leads elsewhere"
    ROBOTS = "the host's robots.txt closes it"
    TOO_LARGE = "too large"
    PAGE = "not to be had by machine: a page came in place of the file"
    FORBIDDEN = "forbidden"
    MISSING = "not found"
    REFUSED = "refused"
    BUSY = "the host is busy"
    CUT = "cut off"
    UNREACHABLE = "the host does not answer"
    EMPTY = "empty"

    @property
    def is_final(self) -> bool:
        """Whether another day would change nothing."""
        return self in (Refusal.ELSEWHERE, Refusal.ROBOTS, Refusal.TOO_LARGE)

    @property
    def is_of_the_host(self) -> bool:
        """Whether the next file would probably fare alike."""
        return self in (Refusal.PAGE, Refusal.FORBIDDEN, Refusal.BUSY, Refusal.UNREACHABLE)


_PASSING = frozenset({Refusal.CUT, Refusal.BUSY, Refusal.UNREACHABLE})  # tried again at once, with a pause


@dataclass(frozen=True)
class Fetched:
    """A file that arrived whole and lies at `path`, under the name of its content."""

    path: Path
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class NotFetched:
    refusal: Refusal
    detail: str = ""
    wait: timedelta | None = None  # as the host asked


class _Stop(Exception):
    """Ends the tries for one file."""

    def __init__(self, refusal: Refusal, detail: str = "", wait_seconds: float | None = None) -> None:
        wait = timedelta(seconds=wait_seconds) if wait_seconds is not None else None
        self.outcome = NotFetched(refusal, detail, wait)


class Downloader:
    """A slow visitor to the portal; a local source (demo, tests) may name files on this machine too.

    `sleep` and `clock` (seconds that only grow) are the machine's unless given. Use it as a context.
    """

    def __init__(
        self,
        folder: Path,
        soda_url: str,
        *,
        delay_seconds: float | None = None,
        max_bytes: int = MAX_BYTES,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._local = is_local(soda_url)
        self._delay = delay_seconds
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._clock = clock
        self._last: dict[str, float] = {}  # host → when it was last asked
        self._robots: dict[str, RobotFileParser] = {}
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # nobody logs in

    def __enter__(self) -> "Downloader":
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def fetch(self, url: str) -> Fetched | NotFetched:
        """Bring one file, going on where an earlier try was cut off. Never raises for what a host does."""
        partial = _Partial(self._folder, url)
        until = self._clock() + _LONGEST_SECONDS
        for tries in range(1, _TRIES + 1):
            try:
                self._obey_robots(url)
                self._bring(url, partial, until)
                return partial.finish()
            except _Stop as stop:
                outcome = stop.outcome
            if outcome.refusal not in _PASSING:
                partial.discard()
                break
            wait_seconds = (
                outcome.wait.total_seconds() if outcome.wait else self._pause(url) * 2 ** (tries - 1)
            )
            if wait_seconds > _LONGEST_WAIT_SECONDS or self._clock() + wait_seconds > until:
                break
            if tries < _TRIES:
                self._sleep(wait_seconds)
        return outcome

    def _bring(self, url: str, partial: "_Partial", until: float) -> None:
        """One try. What arrived stays in `partial`, whatever becomes of the try."""
        have = partial.size
        with closing(self._follow(url, {"Range": f"bytes={have}-"} if have else {})) as answer:
            if answer.status_code == 416 or (answer.status_code == 206 and not partial.goes_on(answer, have)):
                partial.discard()
                raise _Stop(Refusal.CUT, "the file on the host is another one now")
            if answer.status_code == 200:
                partial.begin(answer)
            elif answer.status_code != 206:
                raise _refused(answer)
            if (length := _length(answer)) and partial.size + length > self._max_bytes:
                raise _Stop(Refusal.TOO_LARGE, f"{partial.size + length} bytes")
            self._write(answer, partial, until)

    def _write(self, answer: requests.Response, partial: "_Partial", until: float) -> None:
        try:
            with partial.path.open("ab") as file:
                # As much as has come: a read that fills its piece would lose what a cut left in it.
                while piece := answer.raw.read1(_PIECE_BYTES, decode_content=True):
                    if file.tell() == 0 and _is_page(answer, piece):
                        raise _Stop(Refusal.PAGE)
                    file.write(piece)
                    if file.tell() > self._max_bytes:
                        raise _Stop(Refusal.TOO_LARGE, f"more than {self._max_bytes} bytes")
                    if self._clock() > until:
                        raise _Stop(Refusal.CUT, "it came too slowly")
        except HTTPError as error:
            raise _Stop(Refusal.CUT, type(error).__name__) from error
        if not partial.size:
            raise _Stop(Refusal.EMPTY)

    def _follow(self, url: str, headers: dict[str, str]) -> requests.Response:
        """The answer at the end of a few redirects, none of which may lead away from the portal."""
        for _ in range(_REDIRECTS + 1):
            answer = self._get(url, headers)
            if not answer.is_redirect:
                return answer
            answer.close()
            url = urljoin(url, answer.headers["Location"])
            if not self._is_expected(url):
                raise _Stop(Refusal.PAGE, f"redirected to {urlsplit(url).hostname}")
        raise _Stop(Refusal.REFUSED, "redirected in circles")

    def _get(self, url: str, headers: dict[str, str]) -> requests.Response:
        host = urlsplit(url).netloc
        if (last := self._last.get(host)) is not None:
            self._sleep(max(0.0, last + self._pause(url) - self._clock()))
        self._last[host] = self._clock()
        try:
            return self._session.get(
                url, headers=headers, stream=True, timeout=_TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            raise _Stop(Refusal.UNREACHABLE, type(error).__name__) from error
        except ValueError as error:  # the library looks at where it is sent: `https://[`
            raise _Stop(Refusal.PAGE, "redirected to no address") from error

    def _is_expected(self, url: str) -> bool:
        """Only the portal, and this machine where the source is on it: a row must not send us elsewhere."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or parts.username is not None:
            return False
        if is_local(url):
            return self._local
        return parts.hostname == PORTAL and port in (None, 80, 443)

    def _pause(self, url: str) -> float:
        """Seconds between two requests of a host: what the settings say, and never less than it asks."""
        usual = 0.0 if is_local(url) else PUBLIC_DELAY_SECONDS
        asked = (
            self._robots[host].crawl_delay(USER_AGENT)
            if (host := urlsplit(url).netloc) in self._robots
            else 0
        )
        return max(self._delay if self._delay is not None else usual, float(asked or 0))

    def _obey_robots(self, url: str) -> None:
        if not self._is_expected(url):
            raise _Stop(Refusal.ELSEWHERE)
        host = urlsplit(url).netloc
        if host not in self._robots:
            self._robots[host] = self._read_robots(urljoin(url, "/robots.txt"))
        if not self._robots[host].can_fetch(USER_AGENT, url):
            raise _Stop(Refusal.ROBOTS)

    def _read_robots(self, url: str) -> RobotFileParser:
        """RFC 9309: refused or absent, nothing is closed; while it cannot be reached, everything is."""
        with closing(self._follow(url, {})) as answer:
            if answer.status_code >= 500 or answer.status_code == 429:
                raise _Stop(Refusal.BUSY, "robots.txt cannot be read", _retry_after(answer))
            try:
                text = answer.raw.read(_ROBOTS_BYTES, decode_content=True) if answer.ok else b""
            except HTTPError as error:
                raise _Stop(Refusal.UNREACHABLE, "robots.txt was cut off") from error
        robots = RobotFileParser()
        robots.parse(text.decode(errors="replace").splitlines())
        return robots


def leftovers(folder: Path, contents: Collection[str], urls: Collection[str]) -> list[Path]:
    """What killed runs left in the folder: none of these contents, no part of what is at these addresses."""
    parts = {_Partial(folder, url).name for url in urls}
    ours = [(path, found) for path in folder.iterdir() if (found := _NAME.fullmatch(path.name))]
    return [path for path, found in ours if found["name"] not in (parts if found["suffix"] else contents)]


class _Partial:
    """What has arrived of a file, kept beside what tells whether the rest still belongs to it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.name = hashlib.sha256(url.encode()).hexdigest()
        self.path = folder / f"{self.name}.part"
        self._tag = folder / f"{self.name}.tag"

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def begin(self, answer: requests.Response) -> None:
        """Begin anew: the host sends the whole file."""
        self.discard()
        total = _length(answer)
        self._tag.write_text(json.dumps([_version(answer), total]))

    def goes_on(self, answer: requests.Response, have: int) -> bool:
        """Whether a 206 continues what is here: from this very byte, of the same version and size."""
        match = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        try:
            version, total = json.loads(self._tag.read_text())
        except (OSError, ValueError):  # killed while it was written
            return False
        known = version is not None or total is not None
        return bool(
            known
            and match
            and int(match["start"]) == have
            and (total is None or int(match["total"]) == total)
            and _version(answer) == version
        )

    def finish(self) -> Fetched:
        """Give the whole file the name of its content. Raises _Stop if it is not whole after all."""
        _, total = json.loads(self._tag.read_text())
        size = self.size
        if total is not None and size != total:
            self.discard()
            raise _Stop(Refusal.CUT, f"{size} bytes of {total}")
        with self.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        path = self.path.with_name(sha256)
        self.path.rename(path)
        self._tag.unlink()
        return Fetched(path, sha256, size)

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)


def _version(answer: requests.Response) -> str | None:
    return answer.headers.get("ETag") or answer.headers.get("Last-Modified")


def _length(answer: requests.Response) -> int | None:
    """The bytes that an answer announces of the file as it is; None where it says nothing of use."""
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        return None
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _is_page(answer: requests.Response, beginning: bytes) -> bool:
    if _PAGE.match(beginning):
        return True
    is_called_one = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_called_one and not beginning.startswith((b"%PDF", b"PK"))


def _refused(answer: requests.Response) -> _Stop:
    status = f"HTTP {answer.status_code}"
    if answer.status_code in _BUSY:
        return _Stop(Refusal.BUSY, status, _retry_after(answer))
    by_status = {401: Refusal.FORBIDDEN, 403: Refusal.FORBIDDEN, 404: Refusal.MISSING, 410: Refusal.MISSING}
    return _Stop(by_status.get(answer.status_code, Refusal.REFUSED), status)


def _retry_after(answer: requests.Response) -> float | None:
    """Seconds that the host asks to be left alone: it gives them, or a moment by its own clock."""
    return asked_seconds(answer.headers.get("Retry-After"), their_now(answer.headers.get("Date")))
