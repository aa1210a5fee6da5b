"""Files are written whole, and nothing but a regular file is replaced."""

import os
import signal
import stat
import threading

import pytest

from autograd_core.files import uninterrupted, write_whole


def test_a_new_file_obeys_the_umask(tmp_path):
    """A new file has the permissions that open() would give it, and no other file is left."""
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a"]


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    """0600 stays 0600."""
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o600)
    write_whole(tmp_path / "a", b"new")
    assert ((tmp_path / "a").read_text(), stat.S_IMODE((tmp_path / "a").stat().st_mode)) == ("new", 0o600)


def test_a_link_is_followed(tmp_path):
    """A symbolic link stays one, and what it leads to is written, also where that is not there yet."""
    (tmp_path / "link").symlink_to("file")
    for content in ("new", "newer"):
        write_whole(tmp_path / "link", content)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "file").read_text() == content


def test_a_pipe_is_written_to(tmp_path):
    """A pipe stays a pipe, and gets what is written; one that nobody reads from is refused."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="nobody reads from this pipe"):
        write_whole(tmp_path / "pipe", "text")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", "text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_what_cannot_be_written_is_named_as_asked(tmp_path):
    """A folder, a missing folder and an impossible name are refused under the name that was given."""
    for path in (tmp_path, tmp_path / "no" / "file", tmp_path / ("x" * 300)):
        with pytest.raises(OSError) as caught:  # noqa: PT011  # the kind differs, the name is what counts
            write_whole(path, "text")
        assert caught.value.filename == str(path)
    with pytest.raises(OSError, match="null"):
        write_whole(f"{tmp_path}/a\0b", "text")
    assert os.listdir(tmp_path) == []


def test_a_failure_leaves_no_temporary_file(tmp_path, monkeypatch):
    """Whatever goes wrong on the way, the old file stays and no other is left."""
    (tmp_path / "a").write_text("old")

    def full(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", "new")
    assert (os.listdir(tmp_path), (tmp_path / "a").read_text()) == (["a"], "old")


def test_an_interrupt_waits(tmp_path, monkeypatch):
    """Ctrl-C while a file is written comes once it is there, and says that it is."""
    replace = os.replace

    def interrupted(*paths):
        signal.raise_signal(signal.SIGINT)
        replace(*paths)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        write_whole(tmp_path / "a", "new")
    assert caught.value.__notes__ == [f"{tmp_path / 'a'} was written before the interrupt"]
    assert (tmp_path / "a").read_text() == "new"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_write_as_well(tmp_path):
    """Interrupts are the main thread's; elsewhere there is nothing to wait for."""
    thread = threading.Thread(target=write_whole, args=(tmp_path / "a", "text"))
    thread.start()
    thread.join()
    assert (tmp_path / "a").read_text() == "text"
    with uninterrupted("unused"):
        pass
