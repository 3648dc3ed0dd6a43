"""The pipe between crawl and harvest: order, cuts, and an end that nobody reads any more."""

import io
import os
import subprocess
import sys

from harvesters import frames
from harvesters.frames import Finished, Outbox, SliceFailed

WAITS_WITHOUT_A_WORD = """
import sys, time
from harvesters.frames import Outbox
Outbox(sys.stdout.buffer)
time.sleep(60)
"""
WRITES_WITHOUT_END = """
import sys
from harvesters.frames import Outbox, SliceFailed
outbox = Outbox(sys.stdout.buffer)
while True:
    outbox.put(SliceFailed(0, "no more"))
"""


def test_messages_arrive_in_order_and_whole() -> None:
    assert list(frames.read(io.BytesIO(sent(3)))) == said(3)


def test_a_message_that_was_cut_off_is_left_out() -> None:
    whole, shorter = sent(2), sent(2)[:-1]
    assert len(list(frames.read(io.BytesIO(whole)))) == 3
    assert list(frames.read(io.BytesIO(shorter))) == said(2)[:2]
    assert list(frames.read(io.BytesIO(whole[:2]))) == []


def test_a_crawl_ends_when_its_harvest_is_gone_even_while_it_waits() -> None:
    assert exit_code_once_nobody_reads(WAITS_WITHOUT_A_WORD) == 1


def test_a_crawl_that_writes_to_nobody_ends() -> None:
    assert exit_code_once_nobody_reads(WRITES_WITHOUT_END) == 1


def said(number: int) -> list[frames.Frame]:
    return [*(SliceFailed(n, "no answer") for n in range(number)), Finished("finished", 7)]


def sent(number: int) -> bytes:
    """What stands in the pipe after these messages."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe:
        with os.fdopen(writing, "wb") as end:
            outbox = Outbox(end)
            for frame in said(number):
                outbox.put(frame)
            outbox.close()
        return pipe.read()


def exit_code_once_nobody_reads(program: str) -> int:
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as crawl:
        assert crawl.stdout
        crawl.stdout.close()
        return crawl.wait(timeout=30)
