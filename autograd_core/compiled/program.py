"""A program: a recorded graph, or the graphs that a function records, made ready to run again and again."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

from ..arguments import public_class
from ..lacking import Hinting
from ..trees import leaves, tree_map
from ..value import Value
from .arguments import (
    Arguments,
    given_words,
    in_places,
    misnamed,
    names_of,
    numbered,
    parameters,
    samples_hint,
    shape_of,
    signature,
)
from .describe import description
from .engines import AtOnce, EngineName, engine
from .executors import CHUNK, mapped, reduced, totalled
from .recorded import Recording
from .recorder import Recorder, leaves_beneath, node_beneath
from .source import source
from .variants import Call, Found, Variants


def _never(*args: Any) -> None:
    """What a program does at once before it is known that it can."""


_NEVER = _never, _never


@public_class("gradient")  # whose errors are those of value_and_gradient: one call less is felt by small programs
class Program(Hinting):
    """What `compile` returns: a function of numbers, or of arrays of n samples, with its derivatives.

    >>> x, y = Value(3.0, label="x"), Value(4.0, label="y")
    >>> program = Program.of_graph(x * y + x, [x, y], None, "auto")
    >>> program(3.0, 4.0), program.gradient(3.0, 4.0)
    (15.0, [5.0, 3.0])
    >>> program(y=4.0, x=3.0)
    15.0
    """

    def __init__(self, engine_name: EngineName) -> None:
        if engine_name != "auto":
            engine(engine_name)  # a missing one is told at once
        self.engine: EngineName = engine_name
        self._variants = Variants(engine_name)
        self._inputs: Any = None
        self._names: list[str | None] | None = None
        """What the arguments are called; None where that is not asked yet, of a function."""
        self._at_once: tuple[AtOnce, AtOnce] = _NEVER
        """The value, and the value and all slopes, of a recording without guards, as functions of floats."""
        self._nest: Any = None
        """Where these slopes belong in the gradient, unless that is their list."""

    # ── how it is made ───────────────────────────────────────────────────────────────────────

    @classmethod
    def of_graph(cls, y: Any, inputs: Any, wrt: Any, engine_name: EngineName) -> "Program":
        """The program of a recorded graph; see `compile`."""
        program = cls(engine_name)
        roots = [x for x in leaves(y) if isinstance(x, Value)]
        if not roots:
            raise TypeError(f"compile(y) needs a Value, a nest of them, or a function; got {y!r:.60}")
        if inputs is None:
            inputs = list(dict.fromkeys(x for root in roots for x in leaves_beneath(root)))
        found = tree_map(
            lambda x: node_beneath(x, roots, "inputs"), [inputs] if isinstance(inputs, Value | str) else inputs
        )
        towards = found if wrt is None else tree_map(lambda x: node_beneath(x, roots, "wrt"), wrt)
        if wrt is None and isinstance(inputs, Value | str):
            towards = found[0]
        given = list(leaves(found))
        if len(set(given)) != len(given):
            raise ValueError("every input must be given once; got one twice")
        program._inputs = numbered(found, count())
        recording = Recording(y, given, towards)
        nests = list(found.values()) if isinstance(found, dict) else list(found)
        program._names = list(found) if isinstance(found, dict) else names_of(found)
        program._variants.by_shape[tuple(map(shape_of, nests))] = [recording]
        return program

    @classmethod
    def of_function(
        cls, f: Callable[..., Any], argnums: int | tuple[int, ...], has_aux: bool, engine_name: EngineName
    ) -> "Program":
        """The program of a function, recorded when it is first called; see `compile`."""
        wanted = argnums if isinstance(argnums, tuple) else (argnums,)
        if not all(isinstance(i, int) and not isinstance(i, bool) for i in wanted):
            raise TypeError(f"argnums must be an int or a tuple of ints; got {argnums!r:.60}")
        program = cls(engine_name)
        program._variants.record = Recorder(f, argnums, has_aux)
        return program

    # ── what it computes ─────────────────────────────────────────────────────────────────────

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The value; see `value`."""
        return self.value(*args, **named)

    def value(self, *args: Any, **named: Any) -> Any:
        """The outputs, in the shape that they were recorded in: numbers, or arrays of n samples for arrays of n."""
        found = None if named else self._at_once[0](*args)
        if found is not None:
            return found
        recording, outputs, _ = self._run(args, named, back=False)
        return tree_map(lambda i: outputs[i], recording.outputs)

    def value_and_gradient(self, *args: Any, **named: Any) -> tuple[Any, Any]:
        """The output, and its derivative towards each of `wrt`, in their shape.

        Raises TypeError where there are several outputs: those have a `jacobian`.
        """
        found: tuple[Any, Any] | None = None if named else self._at_once[1](*args)
        if found is not None:
            return found if self._nest is None else (found[0], tree_map(found[1].__getitem__, self._nest))
        recording, outputs, adjoints = self._run(args, named, back=True)
        if recording.wrt == () and not args:
            raise TypeError("a gradient needs an argument that is given by its place; got only names")
        if recording.flat:
            return outputs[0], list(adjoints)
        return tree_map(lambda i: outputs[i], recording.outputs), tree_map(lambda i: adjoints[i], recording.wrt)

    def gradient(self, *args: Any, **named: Any) -> Any:
        """The derivative of the output towards each of `wrt`, in their shape; see `value_and_gradient`."""
        found = None if named else self._at_once[1](*args)
        if found is not None:
            return found[1] if self._nest is None else tree_map(found[1].__getitem__, self._nest)
        return self.value_and_gradient(*args, **named)[1]

    def value_and_total_gradient(self, *args: Any, executor: Any = None, chunk: int = CHUNK) -> tuple[Any, Any]:
        """The value at each sample, and the sum of the gradients of all of them.

        The arguments are arrays of n samples, and numbers that all samples share.  Each `chunk` is summed from its
        first sample to its last, and the sums are added in their order, so that the bits depend on `chunk` and not on
        the `executor`, which is as in `map`.

        >>> w, x = Value(1.0), Value(1.0)
        >>> program = Program.of_graph(w * x, [w, x], w, "source")
        >>> from array import array
        >>> values, slope = program.value_and_total_gradient(2.0, array("d", [1.0, 2.0, 3.0]))
        >>> list(values), slope
        ([2.0, 4.0, 6.0], 6.0)

        Raises what `reduce` raises.
        """
        return totalled(self, args, executor, chunk)

    def total_of_chunk(self, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, Any]:
        """The same for the samples of one chunk."""
        recording, outputs, sums = self._run(args, named, back=True, together=True)
        values = tree_map(lambda i: outputs[i], recording.outputs)
        if recording.wrt_in_a_row:
            return values, sums.tolist() if hasattr(sums, "tolist") else list(sums)
        return values, tree_map(lambda i: float(sums[i]), recording.wrt)

    def jacobian(self, *args: Any, **named: Any) -> Any:
        """The derivative of every output: in the shape of the outputs, each holding one in the shape of `wrt`."""
        recording = self._run(args, named, back=False)[0]
        rows = [
            tree_map(self._run(args, named, back=True, output=i)[2].__getitem__, recording.wrt)
            for i in range(recording.roots)
        ]
        return tree_map(rows.__getitem__, recording.differentiated)

    def map(self, samples: Iterable[Any], executor: Any = None, chunk: int = CHUNK) -> Iterator[Any]:
        """The value at each sample, in their order; read from any iterable, `chunk` at a time, in bounded memory.

        A sample is a tuple of arguments, a dict where they have names, or the only argument.  `executor` is anything
        with the interface of concurrent.futures.Executor: a process pool, or Dask's `client.get_executor()`.

        >>> x = Value(3.0)
        >>> list(Program.of_graph(x * x, [x], None, "auto").map(float(i) for i in range(4)))
        [0.0, 1.0, 4.0, 9.0]

        Raises ValueError for a chunk below 1, and RuntimeError, which tells how many samples were done, where the
        executor breaks.
        """
        return mapped(self, samples, executor, chunk, self._by_name)

    def reduce(self, samples: Iterable[Any], executor: Any = None, chunk: int = CHUNK) -> tuple[Any, Any]:
        """The sum of the values and the sum of the gradients over samples; these and `executor` are as in `map`.

        The order of each chunk's sum is fixed, and chunks are added in theirs, so the bits depend on `chunk` and not on
        the number of workers.  A list that is the same object in all samples, as weights are, is sent once
        a chunk.

        >>> w, x = Value(1.0), Value(1.0)
        >>> Program.of_graph(w * x, [w, x], w, "auto").reduce((2.0, float(i)) for i in range(4))
        (12.0, 6.0)

        Raises ValueError for no samples or a chunk below 1, TypeError where there are several outputs, and RuntimeError
        where the executor breaks.
        """
        return reduced(self, samples, executor, chunk, self._by_name)

    def _run(self, args: Any, named: Any, back: bool, output: int | None = None, together: bool = False) -> Found:
        """The recording that holds for these arguments, its outputs, and the adjoints going back from that one.

        `together`, the adjoints of all samples are summed.
        """
        if named and self._variants.record is not None:
            args, named = in_places(args, named, self._parameters())
        given = self._bind(args, named)
        found = self._variants.run(Call(given, args, named, back, output, together))
        recording, numbers = found[0], len(given.columns)
        plain = given.samples is None and given.shape == (None,) * numbers and not isinstance(self._inputs, dict)
        alone = self._variants.record is None or self._variants.record.alone
        single = recording.tests is None and recording.outputs == 0 and recording.wrt != () and not recording.kept
        if plain and alone and single:
            self._nest = None if recording.flat else recording.wrt  # before other threads see the functions
            self._at_once = recording.engine(self.engine).at_once
        return found

    def _by_name(self, sample: Any) -> bool:
        """Whether a sample holds the arguments of a graph by their names."""
        if isinstance(self._inputs, dict):
            if not isinstance(sample, dict):
                raise TypeError(f"this program takes its arguments by name: a sample is a dict; got {sample!r:.60}")
            return True
        return bool(self._inputs) and isinstance(sample, dict) and sample.keys() <= set(self._names or ())

    def _parameters(self) -> list[str | None]:
        """The names of the arguments that a function takes by their place too."""
        if self._names is None:
            assert self._variants.record is not None  # a graph has its names from the beginning
            self._names = parameters(self._variants.record.f)
        return self._names

    def _bind(self, args: tuple[Any, ...], named: dict[str, Any]) -> Arguments:
        if self._variants.record is not None:
            return Arguments(args, named)
        by_name = isinstance(self._inputs, dict)
        expected = list(self._inputs.values()) if by_name else self._inputs
        whole, left = in_places(args, named, self._names or ()) if named else (args, {})
        if not (left or len(whole) != len(expected) or (by_name and args)):
            found = Arguments(whole, {}, expected)
            if found.shape in self._variants.by_shape:
                return found
        wrong = misnamed(left, self._names or (), len(whole))
        raise TypeError(
            wrong
            or f"this program takes {signature(self._inputs, self._names or ())}{', by name' if by_name else ''}; "
            f"got {given_words(args, named)}{samples_hint(whole, expected)}"
        )

    # ── what it says of itself ───────────────────────────────────────────────────────────────

    @property
    def recordings(self) -> list[Recording]:
        """Every recorded graph, the latest of a shape of arguments first."""
        return [recording for variants in self._variants.by_shape.values() for recording in variants]

    def __repr__(self) -> str:
        if not self.recordings:
            return f"Program(not recorded yet, engine={self.engine!r})"
        tape = self.recordings[0].tape
        more = f", {len(self.recordings)} recordings" if len(self.recordings) > 1 else ""
        counts = f"{tape.nodes:,} nodes, {len(list(tape)):,} groups, {tape.levels:,} levels"
        return f"Program({counts}, engine={self.engine!r}{more})"

    def describe(self) -> str:
        """Nodes, groups, levels, engine and bytes of each recorded graph, and what its groups compute."""
        return description(self.recordings, self.engine)

    def source(self, language: str = "python") -> str:
        """The forward and the backward pass written out in "python", "c" or "javascript", with the labels as names."""
        if not self.recordings:
            raise ValueError("nothing is recorded yet: call the program once, and then ask for its source")
        return source(self.recordings[0], language)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Program)
            and self._variants == other._variants
            and repr(self._inputs) == repr(other._inputs)
        )

    def __hash__(self) -> int:
        return hash(self._variants)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_at_once": _NEVER}
