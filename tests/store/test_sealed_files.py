"""Files that lie sealed in a folder."""

import os
import time
from pathlib import Path

import pytest

from store.sealed_files import NoSuchFile, SealedFiles
from store.vault import SEALING_BYTES, Unreadable, Vault

BLOCK = 256 * 1024


@pytest.fixture
def files(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "papers", Vault(["a key"]))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 5])
def test_a_file_is_read_as_it_was_written_whatever_its_parts(files: SealedFiles, size: int) -> None:
    content = os.urandom(size)
    files.write("one", "JAC-0001", [content[:3], memoryview(content)[3:]])
    assert b"".join(files.read("one", "JAC-0001")) == content


def test_nothing_of_a_file_can_be_read_in_the_folder(files: SealedFiles, tmp_path: Path) -> None:
    files.write("one", "JAC-0001", [b"cedula 123"])
    (path,) = (tmp_path / "papers").iterdir()
    assert path.name == "one"
    assert b"cedula" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_opens_as_its_own_boards_alone(files: SealedFiles, tmp_path: Path) -> None:
    files.write("one", "JAC-0001", [b"cedula 123"])
    with pytest.raises(Unreadable):
        files.read("one", "JAC-0002")
    (tmp_path / "papers" / "one").rename(tmp_path / "papers" / "two")
    with pytest.raises(Unreadable):
        files.read("two", "JAC-0001")


@pytest.mark.parametrize("cut", ["last_block", "middle", "all"])
def test_a_file_of_which_a_part_is_missing_does_not_pass_for_whole(
    files: SealedFiles, tmp_path: Path, cut: str
) -> None:
    files.write("one", "JAC-0001", [os.urandom(2 * BLOCK + 9)])
    path, sealed = tmp_path / "papers" / "one", BLOCK + SEALING_BYTES
    content = path.read_bytes()
    left = {
        "last_block": content[: 2 * sealed],
        "middle": content[:sealed] + content[2 * sealed :],
        "all": b"",
    }[cut]
    path.write_bytes(left)
    with pytest.raises(Unreadable):
        list(files.read("one", "JAC-0001"))


def test_a_file_outlives_a_change_of_keys_while_the_old_one_is_there(tmp_path: Path) -> None:
    SealedFiles(tmp_path, Vault(["old"])).write("one", "JAC-0001", [b"content"])
    assert list(SealedFiles(tmp_path, Vault(["new", "old"])).read("one", "JAC-0001")) == [b"content"]
    with pytest.raises(Unreadable):
        SealedFiles(tmp_path, Vault(["new"])).read("one", "JAC-0001")


def test_a_file_that_is_gone_is_missed_and_may_be_removed_again(files: SealedFiles) -> None:
    files.write("one", "JAC-0001", [b"content"])
    files.remove(["one", "one", "never"])
    with pytest.raises(NoSuchFile):
        files.read("one", "JAC-0001")


def test_a_write_that_failed_leaves_nothing_that_can_be_read(
    files: SealedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.write("one", "JAC-0001", [b"content"])
    with pytest.raises(NoSuchFile):
        files.read("one", "JAC-0001")
    assert files.names(time.time() + 60) == ["one.part"]


def test_only_what_lies_there_for_a_while_is_named(files: SealedFiles, tmp_path: Path) -> None:
    assert files.names(time.time()) == []
    files.write("old", "JAC-0001", [b"content"])
    files.write("new", "JAC-0001", [b"content"])
    os.utime(tmp_path / "papers" / "old", (0, 0))
    assert files.names(time.time() - 60) == ["old"]
