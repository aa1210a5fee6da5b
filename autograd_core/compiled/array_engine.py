"""Arrays: each group at once, over NumPy or, compiled for whatever device there is, over jax.numpy."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from ..namespaces import FLOATS
from ..namespaces.arrays import Arrays
from ..namespaces.nothing import NOTHING, Choice
from ..namespaces.program import write_row
from ..namespaces.spellings import NumPy
from .engines import Columns, Engine, in_order, present
from .tape import Kind, Tape

ROOM = 1 << 24
"""So many numbers at most are held of each of values and adjoints: what is more is computed in parts."""

MOST_GROUPS = 2_000
"""XLA compiles no more groups than these in bearable time."""


BY_NUMBER = ("lgamma", "digamma", "polygamma", "sinc", "sinc_derivative", "erfinv")
"""Letters that array libraries have for some arguments only: they are FLOATS' own, number by number."""


class _OverNumPy(Arrays):
    """NumPy, with every letter right at every number."""

    def __init__(self) -> None:
        super().__init__(numpy)
        for letter in (*BY_NUMBER, *(letter for letter in ("erf", "erfc") if not present("scipy"))):
            setattr(self, letter, _numbers(letter))


class _OverJax(Arrays):
    """The same over jax.numpy, where a letter that goes number by number is a call out of the compiled program."""

    def __init__(self, jax: Any) -> None:
        super().__init__(jax.numpy)
        for letter in BY_NUMBER:
            setattr(self, letter, self._called(jax, _numbers(letter)))

    @staticmethod
    def _called(jax: Any, f: Callable[..., Any]) -> Callable[..., Any]:
        def call(*xs: Any) -> Any:
            xs = jax.numpy.broadcast_arrays(*(jax.numpy.asarray(x, float) for x in xs))
            return jax.pure_callback(f, jax.ShapeDtypeStruct(xs[0].shape, float), *xs)

        return call


def _numbers(letter: str) -> Callable[..., Any]:
    return lambda *xs: _each(getattr(FLOATS, letter), xs)


class _Places:
    """Where the numbers of one argument stand, node by node, and how contributions are added up there."""

    def __init__(self, numbers: Any) -> None:
        self.numbers = numbers
        first = int(numbers[0])
        if (numbers == numpy.arange(first, first + len(numbers))).all():
            self.numbers = slice(first, first + len(numbers))  # a view instead of a copy
            self.order = None
            return
        targets, starts = numpy.unique(numpy.sort(numbers), return_index=True)
        self.order = None if len(targets) == len(numbers) else numpy.argsort(numbers, kind="stable")
        self.targets, self.starts = targets, starts

    def add(self, adjoints: Any, contributions: Any) -> None:
        """Add the contributions of a group; those to one and the same argument in the order of the nodes."""
        if self.order is None:
            adjoints[self.numbers] += contributions
        else:
            adjoints[self.targets] += numpy.add.reduceat(contributions[self.order], self.starts, axis=0)


class _Group:
    """A group of a tape, with the places of its arguments."""

    def __init__(self, tape: Tape, kind: Kind, first: int, nodes: int, start: int) -> None:
        self.kind, self.nodes = kind, slice(first, first + nodes)
        width = len(kind.states)
        args = numpy.frombuffer(tape.args, numpy.int32)[start : start + nodes * width].reshape(nodes, width)
        self.places = [_Places(args[:, i].copy()) for i in range(width)]


class _Arrays(Engine):
    """What both have in common: samples in a row for each node."""

    name = "arrays"

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.groups = [_Group(tape, tape.kinds[g.kind], g.first, g.nodes, g.start) for g in tape]
        self._wrt = numpy.array(tape.wrt, int)

    def sweep(self, values: Any, back: bool) -> tuple[Any, Any]:
        """Outputs and adjoints, given values of inputs and constants."""
        raise NotImplementedError

    def run(self, inputs: Sequence[float], back: bool) -> tuple[Sequence[float], Sequence[float]]:
        values = numpy.array([*inputs, *self.tape.constants])[:, None]
        outputs, adjoints = self._swept(values, back)
        return outputs[:, 0].tolist(), adjoints[:, 0].tolist()

    def run_samples(self, columns: Columns, samples: int, back: bool) -> tuple[Sequence[Any], Sequence[Any]]:
        given = [x if isinstance(x, float) else numpy.asarray(x, float) for x in columns]
        part = max(1, ROOM // max(1, self.tape.size))
        found = [self._part(given, start, min(start + part, samples), back) for start in range(0, samples, part)]
        if len(found) == 1:
            return found[0]
        outputs, adjoints = ([numpy.concatenate(rows) for rows in zip(*each)] for each in zip(*found))
        return outputs, adjoints

    def run_total(self, columns: Columns, samples: int) -> tuple[Sequence[Any], Sequence[float]]:
        """The same with each adjoint summed over the samples, from the first to the last."""
        outputs, adjoints = self.run_samples(columns, samples, True)
        return outputs, [in_order(x) for x in adjoints]

    def _part(self, given: Sequence[Any], start: int, stop: int, back: bool) -> tuple[list[Any], list[Any]]:
        base = self.tape.given + len(self.tape.constants)
        values = numpy.empty((base, stop - start))
        for i, x in enumerate(given):
            values[i] = x if isinstance(x, float) else x[start:stop]
        values[self.tape.given :] = numpy.array(self.tape.constants)[:, None]
        outputs, adjoints = self._swept(values, back)
        return list(outputs), list(adjoints)

    def _swept(self, values: Any, back: bool) -> tuple[Any, Any]:
        """Outputs and adjoints, none of them unless it goes back; 0 for what no output depends on."""
        outputs, adjoints = self.sweep(values, back)
        if adjoints is None:
            return outputs, numpy.empty((0, values.shape[1]))
        return outputs, numpy.where((self._wrt >= 0)[:, None], adjoints, 0.0)


class NumPyArrays(_Arrays):
    """NumPy, group by group."""

    def __init__(self, tape: Tape) -> None:
        super().__init__(tape)
        self._numpy = _OverNumPy()
        self._by_number = {kind for kind in tape.kinds if not _over_arrays(kind)}

    def sweep(self, values: Any, back: bool) -> tuple[Any, Any]:
        whole = numpy.empty((self.tape.size, values.shape[1]))
        whole[: len(values)] = values
        with numpy.errstate(all="ignore"):
            for group in self.groups:
                xs = [whole[place.numbers] for place in group.places]
                whole[group.nodes] = self._value(group.kind, xs)
            if not back:
                return whole[self.tape.outputs], None
            adjoints = numpy.full_like(whole, -0.0)  # to which whatever is added is the sum
            adjoints[self.tape.outputs[0]] = 1.0
            for group in reversed(self.groups):
                if any(group.kind.wanted):
                    xs = [whole[place.numbers] for place in group.places]
                    bar = adjoints[group.nodes]
                    partials = self._partials(group.kind, whole[group.nodes], xs)
                    for place, p in zip(group.places, partials, strict=True):
                        if p is not None:
                            place.add(adjoints, numpy.zeros_like(bar) if p is NOTHING else p * bar)
        return whole[self.tape.outputs], adjoints[self._wrt]

    def _value(self, kind: Kind, xs: Sequence[Any]) -> Any:
        if kind in self._by_number:
            return _each(lambda *args: FLOATS.evaluate(kind.op.primal, *args), xs)
        return self._numpy.evaluate(kind.op.primal, *xs)

    def _partials(self, kind: Kind, y: Any, xs: Sequence[Any]) -> Sequence[Any]:
        if kind not in self._by_number:
            found: Sequence[Any] = self._numpy.evaluate(kind.op.local_partials, y, xs, kind.free, kind.wanted)
            return found
        op, free, wanted = kind.op, kind.free, kind.wanted
        each: Any = zip(*([*map(float, numpy.ravel(x))] for x in (y, *xs)))
        rows: Any = [FLOATS.evaluate(op.local_partials, y, args, free, wanted) for y, *args in each]
        return [self._column(column, y.shape) if w else None for column, w in zip(zip(*rows), wanted, strict=True)]

    def _column(self, partials: Sequence[Any], shape: Sequence[int]) -> Any:
        """Partials found number by number, as an array in which some may be nothing."""
        numbers = numpy.array(list(map(float, partials))).reshape(shape)
        nothing = numpy.array([p is NOTHING for p in partials]).reshape(shape)
        return Choice(self._numpy, nothing, NOTHING, numbers) if nothing.any() else numbers


def _over_arrays(kind: Kind) -> bool:
    """Whether a row runs over arrays: it looks at no number, and NumPy has its letters."""
    xs = [numpy.full((2, 1), 0.5) for _ in kind.states]
    m = _OverNumPy()
    try:
        write_row(NumPy, kind.op, kind.free, [f"x{i}" for i in range(len(xs))])
        with numpy.errstate(all="ignore"):
            m.evaluate(kind.op.local_partials, m.evaluate(kind.op.primal, *xs), xs, kind.free, kind.wanted)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return False
    return True


def _each(f: Callable[..., Any], xs: Sequence[Any]) -> Any:
    """f of the numbers of these arrays, one by one."""
    with numpy.errstate(all="ignore"):
        return numpy.vectorize(lambda *args: float(f(*map(float, args))), otypes=[float])(*xs)


class JaxArrays(_Arrays):
    """jax.numpy, compiled by XLA at the first call, in 64 bits; devices that divide the samples share them."""

    name = "jax"

    def __init__(self, tape: Tape) -> None:
        super().__init__(tape)
        if len(self.groups) > MOST_GROUPS:
            raise ValueError(
                f'engine="jax" compiles at most {MOST_GROUPS:,} groups; this program has {len(self.groups):,}: '
                'choose engine="kernels" or "arrays"'
            )
        for kind in tape.kinds:
            write_row(NumPy, kind.op, kind.free, [f"x{i}" for i in range(len(kind.states))])
        import jax

        self._jax, self._jitted = jax, jax.jit(self._traced, static_argnums=1)

    def sweep(self, values: Any, back: bool) -> tuple[Any, Any]:
        jax = self._jax
        with jax.enable_x64(True):
            devices = jax.devices()
            given = values
            if len(devices) > 1 and values.shape[1] % len(devices) == 0:
                mesh = jax.sharding.Mesh(numpy.array(devices), ("samples",))
                spec = jax.sharding.PartitionSpec(None, "samples")
                given = jax.device_put(values, jax.sharding.NamedSharding(mesh, spec))
            outputs, adjoints = self._jitted(given, back)
            return numpy.asarray(outputs), None if adjoints is None else numpy.asarray(adjoints)

    def _traced(self, values: Any, back: bool) -> tuple[Any, Any]:
        """The two sweeps over traced arrays."""
        jnp = self._jax.numpy
        m = _OverJax(self._jax)
        whole = jnp.concatenate([values, jnp.zeros((self.tape.size - len(values), values.shape[1]))])
        for group in self.groups:
            xs = [whole[place.numbers] for place in group.places]
            whole = whole.at[group.nodes].set(m.evaluate(group.kind.op.primal, *xs))
        outputs = whole[numpy.array(self.tape.outputs)]
        if not back:
            return outputs, None
        adjoints = jnp.full_like(whole, -0.0).at[self.tape.outputs[0]].set(1.0)
        for group in reversed(self.groups):
            kind = group.kind
            if any(kind.wanted):
                xs = [whole[place.numbers] for place in group.places]
                bar, y = adjoints[group.nodes], whole[group.nodes]
                for place, p in zip(group.places, m.evaluate(kind.op.local_partials, y, xs, kind.free, kind.wanted)):
                    if p is not None:
                        adjoints = adjoints.at[place.numbers].add(p * bar)
        return outputs, adjoints[self._wrt]
