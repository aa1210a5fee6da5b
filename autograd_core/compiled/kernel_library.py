"""What kernels call: FLOATS' own functions compiled by numba, Python itself, and sums that are rounded once."""

import functools
import types
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import cfunc, njit
from numba.core import cgutils
from numba.core import types as numba_types
from numba.extending import intrinsic

from ..namespaces import FLOATS, accurate

native = functools.partial(njit, no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy")
"""Compiles a function of these types to machine code and nothing around it."""

_POINTER: Any = numba_types.CPointer
_DOUBLES, _INTEGERS, _Q = _POINTER(numba_types.float64), _POINTER(numba_types.int64), numba_types.int64
KERNEL = numba_types.void(_DOUBLES, _DOUBLES, _DOUBLES, _Q, _Q, _POINTER(numba_types.int32), _Q, _INTEGERS)
DRIVE = numba_types.void(_Q)
DRIVE_SAMPLES = numba_types.void(
    _Q, _DOUBLES, _DOUBLES, _Q, _DOUBLES, _Q, _INTEGERS, _Q, _INTEGERS, _Q, _DOUBLES, _INTEGERS, _Q, _DOUBLES, _Q, _Q,
    _Q,
)  # fmt: skip

_I64, _F64 = ir.IntType(64), ir.DoubleType()
_POINTERS = {"d": _F64.as_pointer(), "i": ir.IntType(32).as_pointer(), "q": _I64.as_pointer()}


def _calling(result: Any, kinds: str, native: bool = False) -> Callable[..., Any]:
    """A function of an address and arguments that calls what is there: "d" is a double, "q" an integer, "*x" a pointer.

    Pointers are addresses here.  What is `native` was compiled by numba, and takes two pointers first.
    """
    pieces = kinds.split()
    lowered = [_POINTERS[k[1]] if k[0] == "*" else _F64 if k == "d" else _I64 for k in pieces]
    returned = ir.IntType(32) if native else _F64 if result is numba_types.float64 else ir.VoidType()
    pointers = [ir.IntType(8).as_pointer().as_pointer()] * 2 if native else []

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = builder.inttoptr(args[0], ir.FunctionType(returned, pointers + lowered).as_pointer())
        given = [
            builder.inttoptr(x, kind) if piece[0] == "*" else x
            for x, kind, piece in zip(args[1:], lowered, pieces, strict=True)
        ]
        spare: Any = functools.partial(cgutils.alloca_once, builder)  # once a function, and not once a call
        called = builder.call(function, [*(spare(kind.pointee) for kind in pointers), *given])
        return called if returned is _F64 else context.get_dummy_value()

    signature = result(
        numba_types.int64, *(numba_types.float64 if piece == "d" else numba_types.int64 for piece in pieces)
    )
    names = ", ".join(f"x{i}" for i in range(len(pieces)))
    scope = {"answer": lambda: (signature, codegen)}
    exec(f"def call(typing, address, {names}):\n    return answer()\n", scope)
    return intrinsic(scope["call"])


call_1 = _calling(numba_types.float64, "d")
call_2 = _calling(numba_types.float64, "d d")
call_list = _calling(numba_types.float64, "*d q")
call_row = _calling(numba_types.none, "*d q")
call_drive = _calling(numba_types.none, "q", native=True)
call_kernel = _calling(numba_types.none, "*d *d *d q q *i q *q", native=True)


@intrinsic
def address_of(typing: Any, pointer: Any) -> Any:
    """The address that a pointer holds."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ptrtoint(args[0], _I64)

    return numba_types.int64(pointer), codegen


def _loading(result: Any, kind: str) -> Any:
    """A function of an address and an index that reads what is at that place of an array."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        found = builder.load(builder.gep(builder.inttoptr(args[0], _POINTERS[kind]), [args[1]]))
        return builder.sext(found, _I64) if kind == "i" else found

    def load(typing: Any, address: Any, index: Any) -> Any:
        """The number at that place of the array at an address."""
        return result(_Q, _Q), codegen

    return intrinsic(load)


def _storing(number: Any, kind: str) -> Any:
    """A function of an address, an index and a number that puts it at that place of an array."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], builder.gep(builder.inttoptr(args[0], _POINTERS[kind]), [args[1]]))
        return context.get_dummy_value()

    def store(typing: Any, address: Any, index: Any, x: Any) -> Any:
        """Put a number at that place of the array at an address."""
        return numba_types.none(_Q, _Q, number), codegen

    return intrinsic(store)


load, load_float = _loading(_Q, "q"), _loading(numba_types.float64, "d")
load_small = _loading(_Q, "i")
store, store_float = _storing(_Q, "q"), _storing(numba_types.float64, "d")

# ── Python's own functions, of objects by their addresses ────────────────────────────────────────

from_python = cfunc(_Q(_Q, _Q, _Q), forceinline=True)  # so that nothing is left of numba's exceptions
"""Compiles what Python calls with its owner, the address of its arguments, and how many they are."""


def _of_python(name: str, result: Any, *args: Any) -> Any:
    return numba_types.ExternalFunction(name, result(*args))


type_of, release = _of_python("PyObject_Type", _Q, _Q), _of_python("Py_DecRef", numba_types.void, _Q)
keep, integer = _of_python("Py_IncRef", numba_types.void, _Q), _of_python("PyLong_AsLongLong", _Q, _Q)
from_float = _of_python("PyFloat_AsDouble", numba_types.float64, _Q)
to_float = _of_python("PyFloat_FromDouble", _Q, numba_types.float64)
new_list, new_tuple = _of_python("PyList_New", _Q, _Q), _of_python("PyTuple_New", _Q, _Q)
set_item = _of_python("PyList_SetItem", numba_types.int32, _Q, _Q, _Q)
set_part = _of_python("PyTuple_SetItem", numba_types.int32, _Q, _Q, _Q)

# ── sums, rounded once; numba finds the types of what it compiles by itself ──────────────────────


@njit(error_model="numpy")
def two_sum(x, y):  # type: ignore[no-untyped-def]
    """x + y exactly, as a float and what its rounding left (Knuth)."""
    total = x + y
    part = total - x
    return total, (x - (total - part)) + (y - part)


@njit(error_model="numpy")
def settled(total, rest, doubt):  # type: ignore[no-untyped-def]
    """total + rest rounded once, and whether that is certain although what is missing is as large as `doubt`."""
    rounded, left = two_sum(total, rest)
    if doubt != 0.0:  # with a tie among what is possible, nothing is certain
        doubt = 1.01 * doubt + 2.3e-16 * abs(left)
    return rounded, rounded + (left + doubt) == rounded and rounded + (left - doubt) == rounded


@njit(error_model="numpy")
def rounded_sum(xs, scratch, place, address):  # type: ignore[no-untyped-def]
    """The sum of a tuple, as FLOATS.sum has it; where rounding is not certain, or nothing finite comes, it is asked."""
    total, rest, doubt = 0.0, 0.0, 0.0
    for x in xs:
        total, left = two_sum(total, x)
        rest, lost = two_sum(rest, left)
        doubt += abs(lost)
    found, certain = settled(total, rest, doubt)
    if certain:
        return found
    for i, x in enumerate(xs):
        scratch[place + i] = x
    return call_list(address, address_of(scratch) + 8 * place, len(xs))  # type: ignore[call-arg]  # numba's own


# ── the letters that FLOATS has in Python ────────────────────────────────────────────────────────


def _compiled(f: Any) -> Any:
    """A function of FLOATS as it is written, compiled; and so is what it calls."""
    if not isinstance(f, types.FunctionType):
        return f
    scope = {name: _compiled(f.__globals__[name]) for name in f.__code__.co_names if name in f.__globals__}
    scope["__name__"] = __name__  # numba imports the module of what it loads
    return njit(error_model="numpy")(types.FunctionType(f.__code__, scope, f.__name__))


sigmoid, softplus, sign = _compiled(FLOATS.sigmoid), _compiled(FLOATS.softplus), _compiled(FLOATS.sign)
gaussian, normal_pdf = _compiled(FLOATS.gaussian), _compiled(FLOATS.normal_pdf)
sinc, erfinv, slope_of_erfinv = map(_compiled, (FLOATS.sinc, FLOATS.erfinv, FLOATS.slope_of_erfinv))
normal_cdf, cbrt = _compiled(FLOATS.normal_cdf), _compiled(accurate.cbrt)
times_sigmoid, slope_of_silu = _compiled(FLOATS.times_sigmoid), _compiled(FLOATS.slope_of_silu)
times_normal_cdf, slope_of_gelu = _compiled(FLOATS.times_normal_cdf), _compiled(FLOATS.slope_of_gelu)
slope_of_gaussian, slope_of_normal_pdf = _compiled(FLOATS.slope_of_gaussian), _compiled(FLOATS.slope_of_normal_pdf)
