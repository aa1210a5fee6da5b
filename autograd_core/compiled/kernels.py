"""Kernels: the scalar engine at machine speed, from the rows by way of numba."""

import ctypes
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy

from ..namespaces import FLOATS, NOTHING
from .engines import AtOnce, Columns, Engine
from .kernel_cache import native
from .kernel_driver import CALL, DRIVE, DRIVE_SAMPLES
from .kernel_spelling import BACK, LANES
from .kernel_text import written
from .tape import Kind, Tape

FEW = 24
"""So many samples at most are sooner computed one by one than in lanes."""
SMALL = 10_000
"""A tape up to this size stays near the processor, lanes and all; what is larger goes sample by sample."""

NARROW = 4
"""Where groups have fewer nodes, on average, each node is waited for: what can be computed meanwhile costs nothing."""

_DOUBLES = ctypes.POINTER(ctypes.c_double)
_TYPES: dict[str, Any] = {
    "hypot": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double),
    "lgamma": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double),
    "digamma": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double),
    "polygamma": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double),
    "sinc_derivative": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double),
    "sum": ctypes.CFUNCTYPE(ctypes.c_double, _DOUBLES, ctypes.c_int64),
    "row": ctypes.CFUNCTYPE(None, _DOUBLES, ctypes.c_int64),
}


def _address(callback: Any) -> int:
    return ctypes.cast(callback, ctypes.c_void_p).value or 0


_LETTERS = [
    _TYPES[letter](getattr(FLOATS, letter) if letter != "sum" else lambda xs, n: FLOATS.sum(*xs[:n])) for letter in BACK
]


class Kernels(Engine):
    """The tape in memory, with a kernel for each kind of node; one call at a time has the memory."""

    name = "kernels"

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self._width = max((len(kind.states) for kind in tape.kinds), default=0)
        self._lock = threading.Lock()
        self._raised: list[BaseException] = []
        self._kept: list[Any] = []  # callbacks, whose addresses kernels have
        self._texts = [written(kind, LANES) for kind in tape.kinds]
        self._extra = [self._extra_of(kind, text) for kind, text in zip(tape.kinds, self._texts, strict=True)]
        narrow = tape.nodes < NARROW * len(tape.groups) // 5
        self._keeps = [narrow and text.keeps for text in self._texts]
        self._groups = numpy.array([tape.groups[0::5], tape.groups[3::5]], numpy.int32).T.copy()  # kind, and how many
        self._args = numpy.frombuffer(tape.args, numpy.int32)
        self._drive = native(DRIVE).function(alone=True)
        self._memories: dict[tuple[int, bool], _Memory] = {}
        self._outputs, self._wrt = numpy.array(tape.outputs, int), numpy.array(tape.wrt, int)

    def _extra_of(self, kind: Kind, text: Any) -> Any:
        """The addresses of Python's functions that a kernel calls, and what else its text needs."""
        extra = [_address(letter) for letter in _LETTERS]
        if text.calls:
            called = [_TYPES["row"](f) for f in (self._value_of(kind), self._slopes_of(kind))]
            self._kept += called
            extra += map(_address, called)
        if text.keeps:
            extra.append(self.tape.size)
        return numpy.array(extra + text.extra, numpy.int64)

    def _value_of(self, kind: Kind) -> Callable[..., None]:
        def value(xs: Any, n: int) -> None:
            try:
                xs[n] = float(FLOATS.evaluate(kind.op.primal, *xs[:n]))
            except BaseException as raised:  # C could not pass it on
                self._raised.append(raised)

        return value

    def _slopes_of(self, kind: Kind) -> Callable[..., None]:
        free, wanted = kind.free, kind.wanted

        def slopes(xs: Any, n: int) -> None:
            try:
                args = xs[:n]
                y = FLOATS.evaluate(kind.op.primal, *args)
                for i, p in enumerate(FLOATS.evaluate(kind.op.local_partials, y, args, free, wanted)):
                    xs[n + i], xs[2 * n + i] = (0.0, 0.0) if p is None else (float(p), 2.0 if p is NOTHING else 1.0)
            except BaseException as raised:
                self._raised.append(raised)

        return slopes

    def _memory(self, lanes: int, back: bool, own: bool = False) -> "_Memory":
        """The memory for so many lanes, with its kernels; a function of its `own` may have another."""
        memory = self._memories.get((lanes, own))
        if memory is None:
            partials = lanes == 1 and any(self._keeps)
            memory = self._memories[lanes, own] = _Memory(self.tape, lanes, self._width, partials)
            memory.states[:, :10] = [
                *(x.ctypes.data for x in (memory.values, memory.adjoints, memory.scratch, self._groups)),
                len(self._groups), self._args.ctypes.data, memory.kinds.ctypes.data, lanes, self.tape.size,
                self.tape.outputs[0],
            ]  # fmt: skip
            memory.states[:, 18] = self.tape.given + len(self.tape.constants)
            for i, (kind, extra) in enumerate(zip(self.tape.kinds, self._extra, strict=True)):
                memory.kinds[i, 2:4] = len(kind.states), extra.ctypes.data
        for name in ("forward", "back")[: 1 + back]:
            if name not in memory.ready:
                for i, (text, keeps) in enumerate(zip(self._texts, self._keeps, strict=True)):
                    for place, each in _PLACES[name][keeps and lanes == 1].items():
                        memory.kinds[i, place] = native(text.passes[each, lanes]).address
                memory.ready.add(name)
        return memory

    @cached_property
    def at_once(self) -> tuple[AtOnce, AtOnce]:
        """The same in machine code, which takes floats from Python and gives floats to it: a small tape costs less.

        Such a tape has memory of its own, which nobody has while Python's lock is held; where there is none, or a row
        calls back and may raise, this is done by `run`.
        """
        locked = getattr(sys, "_is_gil_enabled", lambda: True)()
        if self.tape.size > SMALL or any(text.calls for text in self._texts) or not locked:
            return super().at_once
        memory, called = self._memory(1, True, own=True), native(CALL)
        memory.states[:, 11:18] = [
            self.tape.given, self._wrt.ctypes.data, len(self._wrt), 0, id(float), id(None), native(DRIVE).address,
        ]  # fmt: skip
        forward, both = (called.builtin(state.ctypes.data) for state in memory.states)
        return forward, both

    def _raise(self) -> None:
        """Raise what a row raised that was called."""
        raised = self._raised[0]
        self._raised.clear()
        raise raised

    def run(self, inputs: Sequence[float], back: bool) -> tuple[Sequence[float], Sequence[float]]:
        """One evaluation: the outputs, and with `back` the gradients too."""
        self.run = self._for_one()  # type: ignore[assignment, method-assign]  # in place of this one
        return self.run(inputs, back)

    def _for_one(self) -> Callable[[Sequence[float], bool], tuple[Sequence[float], Sequence[float]]]:
        """What `run` does, with all that it needs at hand: a small program takes no longer than looking that up."""
        memory, tape, lock, raised = self._memory(1, True), self.tape, self._lock, self._raised
        give, take = struct.Struct(f"{tape.given}d").pack_into, struct.Struct(f"{len(tape.wrt)}d").unpack_from
        call, (forward, both) = self._drive, memory.addresses
        value_bytes, values = memory.value_bytes, memory.flat_values
        adjoint_bytes, adjoints = memory.adjoint_bytes, memory.flat_adjoints
        places, towards = list(tape.outputs), list(tape.wrt)
        first = 8 * towards[0] if towards and towards == list(range(towards[0], towards[0] + len(towards))) else -1

        def run(inputs: Sequence[float], back: bool) -> tuple[Sequence[float], Sequence[float]]:
            with lock:
                give(value_bytes, 0, *inputs)
                call(both if back else forward)
                if raised:
                    self._raise()
                outputs = [values[i] for i in places] if len(places) > 1 else [values[places[0]]]
                if not back:
                    return outputs, ()
                if first >= 0:  # they stand in a row
                    return outputs, list(take(adjoint_bytes, first))
                return outputs, [adjoints[i] if i >= 0 else 0.0 for i in towards]

        return run

    def run_samples(self, columns: Columns, samples: int, back: bool) -> tuple[Sequence[Any], Sequence[Any]]:
        """The same for columns of samples, several of them in each run through the nodes."""
        outputs, slopes = self._sampled(columns, samples, back, numpy.zeros((len(self._wrt) if back else 0, samples)))
        return list(outputs), list(slopes)

    def run_total(self, columns: Columns, samples: int) -> tuple[Sequence[Any], Sequence[float]]:
        """The same with each adjoint summed over the samples, from the first to the last."""
        outputs, totals = self._sampled(columns, samples, True, numpy.full((len(self._wrt), 1), -0.0))
        totals[self._wrt < 0] = 0.0
        return list(outputs), totals[:, 0]

    def _sampled(self, columns: Columns, samples: int, back: bool, slopes: Any) -> tuple[Any, Any]:
        """Outputs of each sample, and `slopes` filled with the adjoints; one of them for each input is for the sum."""
        together = back and slopes.shape[1] == 1 != samples
        outputs = numpy.empty((len(self._outputs), samples))
        varies = [i for i, x in enumerate(columns) if type(x) is not float]
        varying = numpy.array([columns[i] for i in varies], float).reshape(len(varies), samples)
        shared = numpy.array([x if type(x) is float else 0.0 for x in columns])
        rest = samples % LANES
        stop = samples if rest > FEW else samples - rest  # the rest is sooner done one by one
        stop = stop if self.tape.size <= SMALL else 0
        places = numpy.array(varies, int)
        drive = native(DRIVE_SAMPLES).function(alone=False)
        with self._lock:
            for lanes, start, end in ((LANES, 0, stop), (1, stop, samples)):
                if start < end:
                    memory = self._memory(lanes, back)
                    memory.values[: self.tape.given] = shared[:, None]
                    numbers = (
                        memory.addresses[back].value, memory.values.ctypes.data, memory.adjoints.ctypes.data, lanes,
                        varying.ctypes.data, samples, places.ctypes.data, len(places), self._outputs.ctypes.data,
                        len(self._outputs), outputs.ctypes.data, self._wrt.ctypes.data, len(self._wrt) if back else 0,
                        slopes.ctypes.data, together, start, end,
                    )  # fmt: skip
                    drive(*map(ctypes.c_int64, numbers))
                    if self._raised:
                        self._raise()
        return outputs, slopes


_PLACES = {
    "forward": ({0: "forward"}, {0: "forward"}),
    "back": ({4: "forward", 1: "backward"}, {4: "forward, keeping", 1: "backward, kept"}),
}
"""Where a kind has its kernels: for values alone, and for both passes, which may keep the partial in between."""


class _Memory:
    """Values and adjoints of every node, a row of lanes each, and the scratch of kernels; after values, partials."""

    def __init__(self, tape: Tape, lanes: int, width: int, partials: bool) -> None:
        self.values, self.adjoints = numpy.zeros(((1 + partials) * tape.size, lanes)), numpy.zeros((tape.size, lanes))
        self.values[tape.given : tape.given + len(tape.constants)] = numpy.array(tape.constants)[:, None]
        self.scratch = numpy.zeros(3 * (width + 1) * (lanes + 1) + 3 * lanes)
        self.kinds = numpy.zeros((len(tape.kinds), 5), numpy.int64)
        self.states = numpy.zeros((2, 19), numpy.int64)  # to go forward, and to go back too
        self.states[1, 10] = 1
        self.addresses = [ctypes.c_int64(state.ctypes.data) for state in self.states]
        self.flat_values, self.flat_adjoints = self.values.ravel().data, self.adjoints.ravel().data
        self.value_bytes, self.adjoint_bytes = self.flat_values.cast("B"), self.flat_adjoints.cast("B")
        self.ready: set[str] = set()
