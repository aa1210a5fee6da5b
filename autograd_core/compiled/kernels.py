"""Kernels: the scalar engine at machine speed, from the rows by way of numba."""

import ctypes
import threading
from array import array
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from ..namespaces import FLOATS
from .engines import Columns
from .kernel_cache import function
from .kernel_library import LANES
from .kernel_text import BACK, DRIVER, written
from .tape import Kind, Tape

FEW = 8
"""Fewer samples than this are computed one by one."""

_DOUBLES = ctypes.POINTER(ctypes.c_double)
_TYPES: dict[str, Any] = {
    "hypot": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double),
    "lgamma": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double),
    "digamma": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double),
    "polygamma": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double),
    "sum": ctypes.CFUNCTYPE(ctypes.c_double, _DOUBLES, ctypes.c_int64),
    "row": ctypes.CFUNCTYPE(None, _DOUBLES, ctypes.c_int64),
}


def _address(callback: Any) -> int:
    return ctypes.cast(callback, ctypes.c_void_p).value or 0


_LETTERS = [
    _TYPES[letter](getattr(FLOATS, letter) if letter != "sum" else lambda xs, n: FLOATS.sum(*xs[:n])) for letter in BACK
]


class Kernels:
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
        self._groups = numpy.frombuffer(tape.groups, numpy.int64)
        self._args = numpy.frombuffer(tape.args, numpy.int32)
        self._drive = function(DRIVER, "drive")
        self._memories: dict[int, _Memory] = {}
        first, count = (tape.wrt[0], len(tape.wrt)) if tape.wrt else (0, 0)
        together = first >= 0 and list(tape.wrt) == list(range(first, first + count))
        self._wrt = slice(first, first + count) if together else None  # then they are read as one

    def _extra_of(self, kind: Kind, text: Any) -> Any:
        """The addresses of Python's functions that a kernel calls, and what else its text needs."""
        extra = [_address(letter) for letter in _LETTERS]
        if text.calls:
            called = [_TYPES["row"](f) for f in (self._value_of(kind), self._slopes_of(kind))]
            self._kept += called
            extra += map(_address, called)
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
                    xs[n + i], xs[2 * n + i] = (0.0, 0.0) if p is None else (float(p), 1.0)
            except BaseException as raised:
                self._raised.append(raised)

        return slopes

    def _memory(self, lanes: int, back: bool) -> "_Memory":
        memory = self._memories.get(lanes)
        if memory is None:
            memory = self._memories[lanes] = _Memory(self.tape, lanes, self._width)
            memory.state[:] = [
                *(x.ctypes.data for x in (memory.values, memory.adjoints, memory.scratch, self._groups)),
                len(self._groups) // 5, self._args.ctypes.data, memory.kinds.ctypes.data, lanes, self.tape.size,
                self.tape.outputs[0],
            ]  # fmt: skip
            for i, (kind, extra) in enumerate(zip(self.tape.kinds, self._extra, strict=True)):
                memory.kinds[i, 2:] = len(kind.states), extra.ctypes.data
        for place, name in enumerate(("forward", "backward")[: 1 + back]):
            if name not in memory.ready:
                for i, text in enumerate(self._texts):
                    memory.kinds[i, place] = function(text.passes[name, lanes], "kernel").address
                memory.ready.add(name)
        return memory

    def _sweep(self, memory: "_Memory", back: bool) -> None:
        self._drive(memory.address, back)
        if self._raised:
            raised = self._raised[0]
            self._raised.clear()
            raise raised

    def run(self, inputs: Sequence[float], back: bool) -> tuple[Sequence[float], Sequence[float]]:
        """One evaluation: the outputs, and with `back` the gradients too."""
        with self._lock:
            memory = self._memories.get(1)
            if memory is None or "backward" not in memory.ready:
                memory = self._memory(1, back)
            memory.flat_values[: self.tape.given] = array("d", inputs)
            self._sweep(memory, back)
            values, adjoints = memory.flat_values, memory.flat_adjoints
            if not back:
                return [values[i] for i in self.tape.outputs], ()
            outputs = [values[i] for i in self.tape.outputs]
            if self._wrt is not None:
                return outputs, adjoints[self._wrt].tolist()
            return outputs, [adjoints[i] if i >= 0 else 0.0 for i in self.tape.wrt]

    def run_samples(self, columns: Columns, samples: int, back: bool) -> tuple[Sequence[Any], Sequence[Any]]:
        """The same for columns of samples, several of them in each run through the nodes."""
        wrt = numpy.array(self.tape.wrt if back else [], int)
        outputs = numpy.empty((len(self.tape.outputs), samples))
        adjoints = numpy.empty((len(wrt), samples))
        given = [x if isinstance(x, float) else numpy.asarray(x, float) for x in columns]
        if samples < FEW:
            for k in range(samples):
                values, slopes = self.run([x if isinstance(x, float) else float(x[k]) for x in given], back)
                outputs[:, k], adjoints[:, k] = values, slopes if back else ()
            return list(outputs), list(adjoints)
        with self._lock:
            for start, stop in self._blocks(given, samples, back):
                memory = self._memories[LANES]
                outputs[:, start:stop] = memory.values[self.tape.outputs, : stop - start]
                adjoints[:, start:stop] = memory.adjoints[wrt, : stop - start]
        adjoints[wrt < 0] = 0.0
        return list(outputs), list(adjoints)

    def _blocks(self, given: Sequence[Any], samples: int, back: bool) -> Any:
        """Run so many samples after each other as there are lanes; the last lanes may repeat a sample."""
        memory = self._memory(LANES, back)
        varying = []
        for i, x in enumerate(given):
            if isinstance(x, float):
                memory.values[i] = x
            else:
                varying.append((i, x))
        for start in range(0, samples, LANES):
            stop = min(start + LANES, samples)
            for i, x in varying:
                memory.values[i, : stop - start] = x[start:stop]
                if stop - start < LANES:
                    memory.values[i, stop - start :] = x[stop - 1]
            self._sweep(memory, back)
            yield start, stop


class _Memory:
    """Values and adjoints of every node, a row of lanes each, and the scratch of kernels."""

    def __init__(self, tape: Tape, lanes: int, width: int) -> None:
        self.values, self.adjoints = numpy.zeros((tape.size, lanes)), numpy.zeros((tape.size, lanes))
        self.values[tape.given : tape.given + len(tape.constants)] = numpy.array(tape.constants)[:, None]
        self.scratch = numpy.zeros(3 * (width + 1) * (lanes + 1) + 3 * lanes)
        self.kinds = numpy.zeros((len(tape.kinds), 4), numpy.int64)
        self.state = numpy.zeros(10, numpy.int64)
        self.address = self.state.ctypes.data
        self.flat_values, self.flat_adjoints = self.values.ravel().data, self.adjoints.ravel().data
        self.ready: set[str] = set()
