"""Kernels on disk: each text is a file, compiled once per machine, and then loaded in a moment."""

import functools
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba.core import types

from . import kernel_library

HEAD = """\
import math

import numpy
from numba import cfunc, njit

"""

_POINTER: Any = types.CPointer
_SIGNATURE = types.void(
    _POINTER(types.float64), _POINTER(types.float64), _POINTER(types.float64), types.int64, types.int64,
    _POINTER(types.int32), types.int64, _POINTER(types.int64),
)  # fmt: skip


@functools.cache
def folder() -> Path:
    """Where compiled kernels are kept: the user's cache or, where that cannot be written, a temporary folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    own = f"autograd-core-{os.getuid()}" if hasattr(os, "getuid") else "autograd-core"
    for path in (Path(base, "autograd-core", "kernels"), Path(tempfile.gettempdir(), own, "kernels")):
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError:
            continue
        if not hasattr(os, "getuid") or path.stat().st_uid == os.getuid():  # nobody else's code is run
            return path
    return Path(tempfile.mkdtemp(prefix="autograd-core-"))


@functools.cache
def _edition() -> bytes:
    """What every kernel depends on beside its own text: the library, FLOATS, and numba."""
    from ..namespaces import floats, special

    texts = [Path(module.__file__).read_bytes() for module in (kernel_library, floats, special) if module.__file__]
    return hashlib.sha256(b"".join([*texts, numba.__version__.encode()])).digest()


@functools.cache
def functions(text: str) -> dict[str, Any]:
    """The functions in a text by name, compiled by numba or loaded from the disk."""
    edition = hashlib.sha256(_edition() + text.encode()).hexdigest()[:24]
    names = re.findall(r"^def (\w+)\(", text, re.MULTILINE)
    whole = HEAD + text
    for name in names:  # numba knows functions by name
        whole = re.sub(rf"\b{name}\(", f"{name}_{edition}(", whole)
    path = folder() / f"{names[-1]}_{edition}.py"
    if not path.exists():  # numba compiles anew what was written anew, so it is written once
        with tempfile.NamedTemporaryFile("w", dir=folder(), suffix=".new", delete=False) as new:
            new.write(whole)
        try:
            os.link(new.name, path)
        except FileExistsError:  # another process was first
            pass
        except OSError:  # a disk without links
            os.replace(new.name, path)
        Path(new.name).unlink(missing_ok=True)
    scope = {
        **vars(kernel_library),
        "SIGNATURE": _SIGNATURE,
    }  # and its __name__: numba imports the module of what it loads
    exec(compile(whole, str(path), "exec"), scope)
    return {name: scope[f"{name}_{edition}"] for name in names}
