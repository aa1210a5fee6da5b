"""Kernels on disk: each text is compiled by numba once per machine, and its machine code loaded in a moment after that.

What is loaded needs llvmlite alone: numba is imported only where something is to be compiled.
"""

import contextlib
import ctypes
import functools
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llvmlite import binding

from ..files import write_whole
from ..namespaces import accurate, floats, special

HEAD = """\
import math

import numpy
from numba import njit

"""


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
    """What every kernel depends on beside its own text: the library, FLOATS, the compiler and the processor."""
    ours = (Path(str(module.__file__)) for module in (floats, special, accurate))
    files = [Path(__file__).with_name("kernel_library.py"), *ours]
    about = [version("numba"), version("llvmlite"), *_processor()]
    return hashlib.sha256(b"".join([*(path.read_bytes() for path in files), *map(str.encode, about)])).digest()


@functools.cache
def _processor() -> tuple[str, str, str]:
    """The machine that code is for: what another has compiled may not run here."""
    features = binding.get_host_cpu_features().flatten()
    return binding.get_default_triple(), binding.get_host_cpu_name(), features


class Native:
    """A function in machine code.

    Its first two arguments are what numba has for a result and an exception, of which there are none.  It is never
    freed: whoever calls it, Python's collector among them, has no more of it than an address.
    """

    def __init__(self, code: bytes, symbol: str) -> None:
        _initialize()
        machine = binding.Target.from_default_triple().create_target_machine(*_processor()[1:], jit=True)
        self._engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
        self._engine.add_object_file(binding.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self.address = self._engine.get_function_address(symbol)
        self._definition = _Definition(b"call", self.address, _FAST, None)
        self._spare = (ctypes.c_int64 * 8)()
        self._first = [ctypes.c_int64(ctypes.addressof(self._spare) + 32 * i) for i in range(2)]
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))

    def function(self, alone: bool) -> Any:
        """The function for Python, of integers and addresses as c_int64; other threads run on, unless `alone`."""
        kind = ctypes.PYFUNCTYPE if alone else ctypes.CFUNCTYPE
        return functools.partial(kind(None)(self.address), *self._first)

    def builtin(self, owner: int) -> Callable[..., Any]:
        """What was compiled `from_python` as a function of objects, which is given its owner first."""
        new = ctypes.pythonapi.PyCFunction_NewEx
        new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p]
        made: Callable[..., Any] = new(ctypes.addressof(self._definition), owner, None)
        return made


class _Definition(ctypes.Structure):
    """PyMethodDef: how Python calls a function."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("documentation", ctypes.c_char_p),
    )


_FAST = 0x80
"""METH_FASTCALL: arguments by their address and number."""


@functools.cache
def _initialize() -> None:
    with contextlib.suppress(RuntimeError):  # newer editions do this by themselves
        binding.initialize()
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()


@functools.cache
def native(text: str) -> Native:
    """The last function of a text."""
    name = re.findall(r"^def (\w+)\(", text, re.MULTILINE)[-1]
    path = folder() / f"{name}-{hashlib.sha256(_edition() + text.encode()).hexdigest()[:24]}"
    found = _read(path)
    if found is None:
        code, symbol, needs = _compiled(text, name)
        head = {"symbol": symbol, "needs": needs, "checksum": hashlib.sha256(code).hexdigest()}
        with contextlib.suppress(OSError):  # a full disk: it is compiled again the next time
            write_whole(path, json.dumps(head).encode() + b"\n" + code)
        found = code, symbol
    return Native(*found)


def _read(path: Path) -> tuple[bytes, str] | None:
    """The code in a file and its symbol; None where there is none, or it is not whole, or it cannot run here."""
    try:
        head, _, code = path.read_bytes().partition(b"\n")
        facts = json.loads(head)
        if facts["checksum"] != hashlib.sha256(code).hexdigest():
            return None
        if not all(map(_is_here, facts["needs"])):
            return None
        return code, facts["symbol"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_here(name: str) -> bool:
    """Whether machine code finds a function; those of Python are shown to it."""
    if binding.address_of_symbol(name) is None and hasattr(ctypes.pythonapi, name):
        binding.add_symbol(name, ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value)
    return binding.address_of_symbol(name) is not None


def _compiled(text: str, name: str) -> tuple[bytes, str, list[str]]:
    """Machine code, the symbol that is to be called there, and what it calls itself."""
    from . import kernel_library

    scope = {**vars(kernel_library)}  # and its __name__: numba imports the module of what it compiles
    exec(compile(HEAD + text, f"<{name}>", "exec"), scope)
    made = scope[name]
    if hasattr(made, "native_name"):  # what Python calls
        library, symbol = made._library, made.native_name
    else:
        (result,) = made.overloads.values()
        library, symbol = result.library, result.fndesc.llvm_func_name
    called = [f.name for f in library._final_module.functions if f.is_declaration]
    needs = [f for f in called if not f.startswith("llvm.")]
    return library._get_compiled_object(), symbol, needs
