"""Files are written whole or not at all, and nothing but a regular file is ever replaced."""

import errno
import os
import secrets
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a file by way of a temporary one in the same folder, so that nobody ever sees half of it.

    A symbolic link is followed, and a file that is replaced keeps its permissions.  A device, or a pipe that somebody
    reads from, is written to as it stands.  An interrupt waits until the file is there, and then says so in its notes.

    Raises OSError, with the name that was asked for, where the file cannot be written; what stood there before stays.
    """
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    try:
        there = _stat(path)
        if there is not None and stat.S_ISDIR(there.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if there is not None and (not stat.S_ISREG(there.st_mode) or path.parent == Path("/dev")):
            _write_through(path, data)
        else:
            _replace_whole(path, data, there)
    except ValueError as error:  # a name with a NUL in it, or one that no file system can hold
        raise OSError(errno.EINVAL, str(error), str(path)) from None
    except OSError as error:
        why = "nobody reads from this pipe" if error.errno == errno.ENXIO else error.strerror or str(error)
        raise OSError(error.errno, why, str(path)) from None


def _replace_whole(path: Path, data: bytes, there: os.stat_result | None) -> None:
    """The same for a regular file: what interrupts it comes before anything was done, or says that all is."""
    note, done = f"{path} was written before the interrupt", False
    try:
        with uninterrupted(note):
            _replace(Path(os.path.realpath(path)), data, there)
            done = True
    except KeyboardInterrupt as interrupt:
        if done and note not in getattr(interrupt, "__notes__", ()):  # it came while the block was left
            interrupt.add_note(note)
        raise


def _stat(path: Path) -> os.stat_result | None:
    """What stands there, by way of symbolic links; None for nothing, and for a link to nothing."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _write_through(path: Path, data: bytes) -> None:
    """To a device or a pipe, which stays what it is; a pipe without a reader is refused instead of waited for."""
    handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _replace(path: Path, data: bytes, there: os.stat_result | None) -> None:
    """A new file in the place of that one, or of none."""
    if there is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be written to")
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)  # less what the umask takes away
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if there is not None:
                _as_it_was(temporary, there)
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):  # the file has its place already
            os.unlink(temporary)


def _as_it_was(temporary: Path, there: os.stat_result) -> None:
    """The owner and the permissions of the file that is replaced."""
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # only the superuser gives files away
            os.chown(temporary, there.st_uid, there.st_gid)
    os.chmod(temporary, stat.S_IMODE(there.st_mode))


@contextmanager
def uninterrupted(note: str) -> Iterator[None]:
    """Within this block Ctrl-C waits; afterwards it comes with that note, if the block was done."""
    ours = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if ours else None
    if not callable(before):  # ignored anyway, or handled by somebody else
        yield
        return
    waiting: list[Any] = []
    done = False
    signal.signal(signal.SIGINT, lambda *signalled: waiting.append(signalled))
    try:
        try:
            yield
            done = True
        finally:
            signal.signal(signal.SIGINT, before)
        if waiting:
            before(*waiting[0])
    except KeyboardInterrupt as interrupt:  # the one that waited, or one that came as soon as it might
        if done:
            interrupt.add_note(note)
        raise
