"""What is nearly right: a file of the right kind, spoiled in a few places, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence

# What readers trip over: signs that end or begin something, numbers at the edge, other alphabets, nothing.
_WORDS = (
    *(
        b"",
        b"\x00",
        b"\n",
        b"\r\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\\ud800",
        b'"',
        b"'",
        b"=",
    ),
    *(
        b"{",
        b"}",
        b"[[[[[[[[",
        b",",
        b";",
        b":",
        b"null",
        b"true",
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"-1",
        b"0",
    ),
    *(b"9" * 25, b"2147483648", b"18446744073709551616", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"%00"),
    *("١٢٣".encode(), "ﬁ²½".encode(), "\u202e".encode(), "İ".encode(), b"=?utf-8?b?////?=", b"--b", b"%%EOF"),
    *(b"/ObjStm", b"stream", b"endstream", b"9999-99-99", b"0000-00-00", b"PK\x05\x06", b"IHDR", b"\xff\xda"),
)


def spoiled(begin: Sequence[bytes], number: int, seed: int = 0) -> Iterator[bytes]:
    """So many of them, of what is right."""
    chance = random.Random(seed)
    for _ in range(number):
        content = bytearray(chance.choice(begin))
        for _ in range(1 + int(chance.expovariate(0.5))):
            _spoil(content, begin, chance)
        yield bytes(content)


def _spoil(content: bytearray, begin: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(content) + 1)
    length = min(int(chance.expovariate(0.05)), len(content) - at)
    match chance.randrange(6):
        case 0:
            content[at : at + length] = chance.choice(_WORDS)
        case 1:
            content[at:at] = chance.choice(_WORDS) * chance.choice((1, 1, 3, 1000))
        case 2:
            del content[at : at + length]
        case 3:
            content[at:at] = content[at : at + length] * chance.randrange(1, 5)
        case 4 if at < len(content):
            content[at] ^= 1 << chance.randrange(8)
        case _:
            other = chance.choice(begin)
            content[at:] = other[chance.randrange(len(other) + 1) :]
