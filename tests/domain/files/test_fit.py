"""What of a file that somebody sent is kept, and what is refused."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.files import Unfit, Why, fit
from domain.files.pdf import _MOST_STREAMS
from domain.files.unfit import MOST_PIXELS
from domain.filing import FileKind
from tests.files import EXECUTABLE, HIDDEN_WORDS, a_jpeg, a_pdf, a_png, an_object_stream


def kept(content: bytes) -> bytes:
    return b"".join(fit(content)[1])


def why(content: bytes) -> Why:
    with pytest.raises(Unfit) as caught:
        fit(content)
    return caught.value.why


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomba", b"\x00" * 5_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(a_pdf(), FileKind.PDF), (a_jpeg(), FileKind.JPEG), (a_png(), FileKind.PNG)],
    ids=lambda one: str(one)[:4],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: FileKind) -> None:
    assert fit(content)[0] is kind


@pytest.mark.parametrize(
    "content",
    [EXECUTABLE, a_zip(), b"<script>alert(1)</script>", b"GIF89a" + b"\x00" * 40, b"%PD", b"\x00"],
    ids=["executable", "zip_bomb", "page", "gif", "three_letters", "one_byte"],
)
def test_what_is_none_of_the_three_kinds_is_refused_whatever_its_name(content: bytes) -> None:
    assert why(content) is Why.UNKNOWN


def test_a_file_that_begins_as_something_else_is_refused_though_a_pdf_follows() -> None:
    assert why(a_pdf(before=EXECUTABLE)) is Why.UNKNOWN


def test_an_empty_file_is_told_apart() -> None:
    assert why(b"") is Why.EMPTY


@pytest.mark.parametrize("content", [a_jpeg(orientation=6, after=a_zip()), a_png(2, 2, HIDDEN_WORDS)])
def test_a_picture_keeps_nothing_that_was_written_beside_it(content: bytes) -> None:
    assert HIDDEN_WORDS in content
    assert HIDDEN_WORDS not in kept(content)
    assert b"PK" not in kept(content)
    assert kept(kept(content)) == kept(content)


@pytest.mark.parametrize("orientation", [2, 6, 8])
def test_a_photograph_keeps_which_way_is_up(orientation: int) -> None:
    content = kept(a_jpeg(orientation=orientation))
    at = content.index(b"\x01\x12\x00\x03\x00\x00\x00\x01")
    assert content[at + 8 : at + 10] == bytes([0, orientation])


@pytest.mark.parametrize("orientation", [None, 1, 9])
def test_a_photograph_that_is_upright_says_nothing_of_it(orientation: int | None) -> None:
    assert b"Exif" not in kept(a_jpeg(orientation=orientation))


def test_the_pixels_of_a_photograph_are_not_touched() -> None:
    noise = b"\x12\xff\x00\x34\xff\xd0\x56"
    assert b"\x00\x3f\x00\x00\x00" + noise + b"\xff\xd9" in kept(a_jpeg(noise=noise))


@pytest.mark.parametrize("make", [a_jpeg, a_png])
def test_a_picture_is_as_large_as_a_camera_makes_it_at_most(make: object) -> None:
    assert callable(make)
    side = 8_000
    assert fit(make(side, MOST_PIXELS // side))
    assert why(make(side, MOST_PIXELS // side + 1)) is Why.TOO_MANY_PIXELS
    assert why(make(0, 5)) is Why.DAMAGED


@pytest.mark.parametrize("content", [a_jpeg(), a_png(), a_pdf()], ids=["jpeg", "png", "pdf"])
def test_a_file_that_is_cut_off_is_damaged(content: bytes) -> None:
    for length in range(8, len(content) - 7):
        assert why(content[:length]) is Why.DAMAGED


def test_a_chunk_that_was_altered_is_damaged() -> None:
    assert why(a_png().replace(b"IDAT", b"IDAU")) is Why.DAMAGED


@pytest.mark.parametrize(
    "act",
    [
        b"4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj",
        b"4 0 obj<</S/J#61vaScript/JS(app.alert(1))>>endobj",
        b"4 0 obj<</S /Launch/F(cmd.exe)>>endobj",
        b"4 0 obj<</Type/EmbeddedFile>>endobj",
        an_object_stream(b"<</S/JavaScript/JS(app.alert(1))>>"),
        an_object_stream(b"<</S/JavaScript>>", name=b"Obj#53tm"),
        an_object_stream(b"\x00" * 40_000_000),
        an_object_stream(b"x").replace(b"stream\r\n", b"stream\r\nnot deflated"),
    ],
    ids=["script", "spelled", "launch", "file", "packed", "hidden", "bomb", "unreadable"],
)
def test_a_pdf_that_acts_on_its_own_is_refused(act: bytes) -> None:
    assert why(a_pdf(act)) is Why.ACTS


@pytest.mark.parametrize(
    "content",
    [
        a_pdf(an_object_stream(b"<</Type/Page/Lang(es#2DCO)>>")),
        a_pdf(b"4 0 obj<</URI(https://muisca.example)/LaunchPad 1/Name#20One 2>>endobj"),
        a_pdf(b"4 0 obj<</EncryptMetadata false/Encryption/None>>endobj"),
    ],
    ids=["packed", "names", "unencrypted"],
)
def test_a_plain_pdf_is_kept_as_it_is(content: bytes) -> None:
    assert kept(content) == content


@pytest.mark.parametrize(
    ("trailer", "expected"),
    [
        (b"<</Encrypt 9 0 R>>", Why.LOCKED),
        (b"<</Encrypt<</V 4>>>>", Why.LOCKED),
        (b"<</Encr#79pt 9 0 R>>", Why.ACTS),
    ],
)
def test_a_pdf_that_cannot_be_looked_through_is_refused(trailer: bytes, expected: Why) -> None:
    sealed = an_object_stream(b"x").replace(b"\r\n", b"\r\nsealed")
    assert why(a_pdf(sealed, trailer=trailer)) is expected


def test_a_pdf_that_begins_a_million_streams_is_not_looked_through() -> None:
    most = b"/ObjStm " * _MOST_STREAMS
    assert kept(a_pdf(most)) == a_pdf(most)
    assert why(a_pdf(most + b"/ObjStm ")) is Why.TOO_HEAVY


@given(st.sampled_from([a_jpeg(orientation=3), a_png(), a_pdf(an_object_stream(b"<<>>"))]), st.data())
def test_whatever_is_altered_is_kept_or_refused_and_never_more(content: bytes, data: st.DataObject) -> None:
    altered = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        altered[data.draw(st.integers(0, len(altered) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unfit):
        assert len(kept(bytes(altered))) <= len(altered) + 40
