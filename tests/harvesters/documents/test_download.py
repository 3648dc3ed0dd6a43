"""Files come whole or not at all, slowly, and from nowhere but the portal."""

import gzip
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from harvesters.documents.download import Downloader, Fetched, NotFetched, Refusal
from harvesters.soda import USER_AGENT
from tests.harvesters.documents.file_server import Fault, FileServer

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 2_000
LOCAL = "http://127.0.0.1:1"  # a source on this machine: files on this machine may be fetched
PUBLIC = "https://www.datos.gov.co"


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer({"/file": CONTENT}) as server:
        yield server


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def downloader(tmp_path: Path, time: Time) -> Iterator[Downloader]:
    with Downloader(tmp_path, LOCAL, sleep=time.sleep, clock=time.clock) as downloader:
        yield downloader


def test_a_file_is_kept_under_the_name_of_its_content(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    name = hashlib.sha256(CONTENT).hexdigest()
    assert downloader.fetch(f"{server.url}/file") == Fetched(tmp_path / name, name, len(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == CONTENT
    assert {one.agent for one in server.asked} == {USER_AGENT}


def test_a_file_that_is_cut_twice_is_gone_on_with(server: FileServer, downloader: Downloader) -> None:
    server.faults = lambda path, times: Fault(cut_after=100_000) if path == "/file" and times < 2 else None
    fetched = downloader.fetch(f"{server.url}/file")
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == CONTENT
    assert [one.range for one in server.asked[1:]] == [None, "bytes=100000-", "bytes=200000-"]


def test_a_file_cut_again_and_again_is_gone_on_with_by_the_next_run(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.faults = lambda path, _: Fault(cut_after=1_000) if path == "/file" else None
    cut = downloader.fetch(f"{server.url}/file")
    assert isinstance(cut, NotFetched)
    assert cut.refusal is Refusal.CUT
    server.faults = None
    with Downloader(tmp_path, LOCAL) as another:
        fetched = another.fetch(f"{server.url}/file")
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == CONTENT
    assert server.asked[-1].range == "bytes=5000-"


def test_a_host_that_ignores_range_is_read_from_the_start(server: FileServer, downloader: Downloader) -> None:
    server.faults = lambda path, times: (
        Fault(cut_after=100_000, ignores_range=True)
        if path == "/file" and not times
        else Fault(ignores_range=True)
    )
    fetched = downloader.fetch(f"{server.url}/file")
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == CONTENT


@pytest.mark.parametrize("other", [CONTENT[:-7] + b"another", CONTENT + b"longer", CONTENT[:50_000]])
def test_a_file_that_changed_since_the_cut_is_read_from_the_start(
    server: FileServer, downloader: Downloader, other: bytes
) -> None:
    def faults(path: str, times: int) -> Fault | None:
        if path != "/file" or times:
            return None
        server.files["/file"] = other
        return Fault(body=CONTENT, cut_after=100_000)

    server.faults = faults
    fetched = downloader.fetch(f"{server.url}/file")
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == other


def test_a_partial_file_of_which_nothing_is_known_is_not_gone_on_with(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.faults = lambda path, _: Fault(cut_after=1_000) if path == "/file" else None
    downloader.fetch(f"{server.url}/file")
    (tag,) = tmp_path.glob("*.tag")
    tag.write_text("[")  # as a power cut may leave it
    server.faults = None
    fetched = downloader.fetch(f"{server.url}/file")
    assert isinstance(fetched, Fetched)
    assert fetched.path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html><body>Confirme que no es un robot</body></html>", "application/octet-stream"),
        (b"\xef\xbb\xbf\r\n<script>window.location='/Login'</script>", "application/pdf"),
        (b"Inicie sesion", "text/html; charset=utf-8"),
    ],
)
def test_a_page_in_place_of_the_file_is_noted_and_left_alone(
    server: FileServer, downloader: Downloader, tmp_path: Path, body: bytes, kind: str
) -> None:
    server.faults = lambda path, _: (
        Fault(body=body, headers={"Content-Type": kind}) if path == "/file" else None
    )
    assert downloader.fetch(f"{server.url}/file") == NotFetched(Refusal.PAGE)
    assert server.times("/file") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_is_called_a_page_is_a_document(server: FileServer, downloader: Downloader) -> None:
    server.faults = lambda _path, _times: Fault(headers={"Content-Type": "text/html"})
    assert isinstance(downloader.fetch(f"{server.url}/file"), Fetched)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (401, Refusal.FORBIDDEN),
        (403, Refusal.FORBIDDEN),
        (404, Refusal.MISSING),
        (410, Refusal.MISSING),
        (500, Refusal.REFUSED),
    ],
)
def test_a_refusal_is_taken_at_its_first_word(
    server: FileServer, downloader: Downloader, status: int, refusal: Refusal
) -> None:
    server.faults = lambda path, _: Fault(status=status) if path == "/file" else None
    assert downloader.fetch(f"{server.url}/file") == NotFetched(refusal, f"HTTP {status}")
    assert server.times("/file") == 1


def test_a_busy_host_is_given_the_time_that_it_asks_for(
    server: FileServer, downloader: Downloader, time: Time
) -> None:
    server.faults = lambda path, times: (
        Fault(status=503, headers={"Retry-After": "37"}) if path == "/file" and not times else None
    )
    assert isinstance(downloader.fetch(f"{server.url}/file"), Fetched)
    assert 37.0 in time.slept


def test_a_moment_to_come_back_is_read_by_the_hosts_own_clock(
    server: FileServer, downloader: Downloader, time: Time
) -> None:
    headers = {
        "Retry-After": "Wed, 03 Jun 2026 13:00:45 GMT",
        "Date": "Wed, 03 Jun 2026 13:00:00 GMT",
    }
    server.faults = lambda path, times: (
        Fault(status=429, headers=headers) if path == "/file" and not times else None
    )
    assert isinstance(downloader.fetch(f"{server.url}/file"), Fetched)
    assert 45.0 in time.slept


def test_a_host_that_asks_for_an_hour_is_left_alone(
    server: FileServer, downloader: Downloader, time: Time
) -> None:
    server.faults = lambda path, _: (
        Fault(status=429, headers={"Retry-After": "3600"}) if path == "/file" else None
    )
    wait = timedelta(hours=1)
    assert downloader.fetch(f"{server.url}/file") == NotFetched(Refusal.BUSY, "HTTP 429", wait)
    assert server.times("/file") == 1
    assert sum(time.slept) == 0.0


def test_a_host_that_is_not_there_is_tried_a_few_times(downloader: Downloader, time: Time) -> None:
    outcome = downloader.fetch("http://127.0.0.1:1/file")
    assert isinstance(outcome, NotFetched)
    assert outcome.refusal is Refusal.UNREACHABLE


def test_a_file_above_the_limit_is_not_brought(server: FileServer, tmp_path: Path) -> None:
    with Downloader(tmp_path, LOCAL, max_bytes=len(CONTENT) - 1) as small:
        outcome = small.fetch(f"{server.url}/file")
    assert outcome == NotFetched(Refusal.TOO_LARGE, f"{len(CONTENT)} bytes")
    assert list(tmp_path.iterdir()) == []
    with Downloader(tmp_path, LOCAL, max_bytes=len(CONTENT)) as large:
        assert isinstance(large.fetch(f"{server.url}/file"), Fetched)


def test_a_small_answer_that_unpacks_to_a_large_file_is_stopped(server: FileServer, tmp_path: Path) -> None:
    packed = Fault(body=gzip.compress(bytes(20_000_000)), headers={"Content-Encoding": "gzip"})
    server.faults = lambda path, _: packed if path == "/file" else None
    with Downloader(tmp_path, LOCAL, max_bytes=1_000_000) as downloader:
        outcome = downloader.fetch(f"{server.url}/file")
    assert outcome == NotFetched(Refusal.TOO_LARGE, "more than 1000000 bytes")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_trickles_is_given_up_and_gone_on_with_later(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    server.files["/file"] = CONTENT[:200_000]
    with Downloader(tmp_path, LOCAL, sleep=time.sleep, clock=lambda: _an_hour_later(time)) as downloader:
        outcome = downloader.fetch(f"{server.url}/file")
    assert outcome == NotFetched(Refusal.CUT, "it came too slowly")
    assert list(tmp_path.glob("*.part"))


def _an_hour_later(time: Time) -> float:
    """Each look at the clock finds it five minutes on."""
    time.now += 300.0
    return time.now


def test_an_empty_answer_is_no_file(server: FileServer, downloader: Downloader) -> None:
    server.files["/file"] = b""
    assert downloader.fetch(f"{server.url}/file") == NotFetched(Refusal.EMPTY)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/file",
        "https://community.secop.gov.co@elsewhere.example/file",
        "https://user:word@community.secop.gov.co/file",
        "https://community.secop.gov.co.elsewhere.example/file",
        "https://community.secop.gov.co:8080/file",
        "http://127.0.0.1/file",
        "http://localhost:5432/file",
        "http://[::1]/file",
        "http://169.254.169.254/latest",
        "ftp://community.secop.gov.co/file",
        "file:///etc/passwd",
        "http://[broken",
        "",
    ],
)
def test_an_address_elsewhere_is_not_visited_when_the_source_is_the_public_one(
    tmp_path: Path, url: str
) -> None:
    def never(_seconds: float) -> None:
        raise AssertionError("nothing should be waited for")

    with Downloader(tmp_path, PUBLIC, sleep=never) as downloader:
        outcome = downloader.fetch(url)
    assert isinstance(outcome, NotFetched)
    assert outcome.refusal is Refusal.ELSEWHERE


def test_a_redirect_within_the_host_is_followed_and_one_away_from_it_is_not(
    server: FileServer, downloader: Downloader
) -> None:
    away = Fault(status=302, headers={"Location": "https://captcha.example/challenge"})
    within = Fault(status=302, headers={"Location": "/file"})
    server.faults = lambda path, _: {"/away": away, "/within": within}.get(path)
    assert isinstance(downloader.fetch(f"{server.url}/within"), Fetched)
    outcome = downloader.fetch(f"{server.url}/away")
    assert outcome == NotFetched(Refusal.PAGE, "redirected to captcha.example")
    server.faults = lambda *_: Fault(status=302, headers={"Location": "https://["})
    assert downloader.fetch(f"{server.url}/nowhere") == NotFetched(Refusal.PAGE, "redirected to no address")


def test_redirects_in_circles_end(server: FileServer, downloader: Downloader) -> None:
    server.faults = lambda path, _: (
        Fault(status=302, headers={"Location": "/circle"}) if path == "/circle" else None
    )
    outcome = downloader.fetch(f"{server.url}/circle")
    assert isinstance(outcome, NotFetched)
    assert outcome.refusal is Refusal.REFUSED


def test_what_robots_txt_closes_is_not_asked_for(server: FileServer, downloader: Downloader) -> None:
    server.files["/robots.txt"] = b"User-agent: *\nDisallow: /closed\n"
    server.files["/closed/file"] = CONTENT
    assert downloader.fetch(f"{server.url}/closed/file") == NotFetched(Refusal.ROBOTS)
    assert isinstance(downloader.fetch(f"{server.url}/file"), Fetched)
    assert server.times("/closed/file") == 0
    assert server.times("/robots.txt") == 1


def test_nothing_is_asked_for_while_robots_txt_cannot_be_read(
    server: FileServer, downloader: Downloader
) -> None:
    server.faults = lambda path, _: Fault(status=503) if path == "/robots.txt" else None
    outcome = downloader.fetch(f"{server.url}/file")
    assert isinstance(outcome, NotFetched)
    assert outcome.refusal is Refusal.BUSY
    assert server.times("/file") == 0


def test_the_pause_stands_between_any_two_requests(server: FileServer, tmp_path: Path, time: Time) -> None:
    with Downloader(tmp_path, LOCAL, delay_seconds=2.0, sleep=time.sleep, clock=time.clock) as slow:
        slow.fetch(f"{server.url}/file")
        slow.fetch(f"{server.url}/file")
    assert len(server.asked) == 3  # robots.txt, and the file twice
    assert time.slept == [2.0, 2.0]


def test_a_host_that_asks_for_a_longer_pause_gets_it(server: FileServer, tmp_path: Path, time: Time) -> None:
    server.files["/robots.txt"] = b"User-agent: *\nCrawl-delay: 10\n"
    with Downloader(tmp_path, LOCAL, delay_seconds=2.0, sleep=time.sleep, clock=time.clock) as slow:
        slow.fetch(f"{server.url}/file")
    assert time.slept == [10.0]


def test_cookies_are_not_kept(server: FileServer, downloader: Downloader) -> None:
    server.faults = lambda _path, _times: Fault(headers={"Set-Cookie": "session=1"})
    downloader.fetch(f"{server.url}/file")
    assert not list(downloader._session.cookies)
