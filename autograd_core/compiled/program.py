"""A program: a recorded graph, or the graphs that a function records, made ready to run again and again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from ..arguments import public_class
from ..names import find
from ..trees import leaves, tree_map
from ..value import Value
from .arguments import Arguments, given_words, numbered, shape_of, signature
from .describe import description
from .engines import EngineName, engine, in_order
from .executors import CHUNK, mapped, reduced, totalled
from .recorded import Recording
from .recorder import Recorder, leaves_beneath, refuse_read_numbers
from .source import source

MOST_VARIANTS = 1_000
"""So many recordings of a function are kept; one that needs more is no function that can be compiled."""


@public_class()
class Program:
    """What `compile` returns: a function of numbers, or of arrays of n samples, with its derivatives.

    >>> x, y = Value(3.0, label="x"), Value(4.0, label="y")
    >>> program = Program.of_graph(x * y + x, [x, y], None, "auto")
    >>> program(3.0, 4.0), program.gradient(3.0, 4.0)
    (15.0, [5.0, 3.0])
    """

    def __init__(self, engine_name: EngineName) -> None:
        if engine_name != "auto":
            engine(engine_name)  # a missing one is told at once
        self.engine: EngineName = engine_name
        self._recordings: dict[Any, list[Recording]] = {}  # by the shape of the arguments
        self._record: Callable[[Any, dict[str, Any]], Recording] | None = None
        self._inputs: Any = None
        self._ready: dict[tuple[type, ...], Callable[..., Any]] = {}
        """By the types of its arguments, all of them floats, what runs a recording at once that has no guards."""

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
        found = tree_map(lambda x: _node(x, roots, "inputs"), [inputs] if isinstance(inputs, Value | str) else inputs)
        chosen_ = found if wrt is None else tree_map(lambda x: _node(x, roots, "wrt"), wrt)
        if wrt is None and isinstance(inputs, Value | str):
            chosen_ = found[0]
        given = list(leaves(found))
        if len(set(given)) != len(given):
            raise ValueError("every input must be given once; got one twice")
        program._inputs = numbered(found, count())
        recording = Recording(y, given, chosen_)
        nests = list(found.values()) if isinstance(found, dict) else list(found)
        program._recordings[tuple(map(shape_of, nests))] = [recording]
        return program

    @classmethod
    def of_function(
        cls, f: Callable[..., Any], argnums: int | tuple[int, ...], has_aux: bool, engine_name: EngineName
    ) -> "Program":
        """The program of a function, recorded when it is first called; see `compile`."""
        program = cls(engine_name)
        program._record = Recorder(f, argnums, has_aux)
        return program

    # ── what it computes ─────────────────────────────────────────────────────────────────────

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The value; see `value`."""
        return self.value(*args, **named)

    def value(self, *args: Any, **named: Any) -> Any:
        """The outputs, in the shape that they were recorded in: numbers, or arrays of n samples for arrays of n."""
        run = self._ready.get((*map(type, args),))
        if run is not None and not named:
            return run(args, False)[0][0]
        recording, outputs, _ = self._run(args, named, back=False)
        return tree_map(lambda i: outputs[i], recording.outputs)

    def value_and_gradient(self, *args: Any, **named: Any) -> tuple[Any, Any]:
        """The output, and its derivative towards each of `wrt`, in their shape.

        Raises TypeError where there are several outputs: those have a `jacobian`.
        """
        run = self._ready.get((*map(type, args),))
        if run is not None and not named:
            outputs, adjoints = run(args, True)
            return outputs[0], adjoints
        recording, outputs, adjoints = self._run(args, named, back=True)
        if recording.flat:
            return outputs[0], list(adjoints)
        return tree_map(lambda i: outputs[i], recording.outputs), tree_map(lambda i: adjoints[i], recording.wrt)

    def gradient(self, *args: Any, **named: Any) -> Any:
        """The derivative of the output towards each of `wrt`, in their shape; see `value_and_gradient`."""
        run = self._ready.get((*map(type, args),))
        if run is not None and not named:
            return run(args, True)[1]
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
        return mapped(self, samples, executor, chunk, isinstance(self._inputs, dict))

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
        return reduced(self, samples, executor, chunk, isinstance(self._inputs, dict))

    def _run(
        self, args: Any, named: Any, back: bool, output: int | None = None, together: bool = False
    ) -> tuple[Recording, Sequence[Any], Sequence[Any]]:
        """The recording that holds for these arguments, its outputs, and the adjoints going back from that one.

        `together`, the adjoints of all samples are summed.
        """
        given = self._bind(args, named)
        if given.samples is None:
            return self._run_one(given.shape, given.columns, back, output, args, named)
        return self._run_many(given, back, output, args, named, together)

    def _bind(self, args: tuple[Any, ...], named: dict[str, Any]) -> Arguments:
        if self._record is not None:
            return Arguments(args, named)
        if isinstance(self._inputs, dict):
            if args or named.keys() != self._inputs.keys():
                raise TypeError(
                    f"this program takes {signature(self._inputs)}, by name; got {given_words(args, named)}"
                )
            args, expected = tuple(named[name] for name in self._inputs), list(self._inputs.values())
        else:
            expected = self._inputs
        if (named and not isinstance(self._inputs, dict)) or len(args) != len(expected):
            raise TypeError(f"this program takes {signature(self._inputs)}; got {given_words(args, named)}")
        found = Arguments(args, {}, expected)
        if found.shape not in self._recordings:
            raise TypeError(f"this program takes {signature(self._inputs)}; got {given_words(args, named)}")
        return found

    def _run_one(
        self, shape: Any, columns: list[float], back: bool, output: int | None, args: Any, named: Any
    ) -> tuple[Recording, Sequence[float], Sequence[float]]:
        for recording in self._recordings.get(shape, ()):
            found = self._computed(recording, columns, back, output)
            if recording.tests is None:
                plain = shape == (None,) * len(columns) and not isinstance(self._inputs, dict)
                if plain and recording.flat and not recording.kept:
                    self._ready[(float,) * len(columns)] = recording.engine(self.engine).run
                return recording, *found
            if recording.tests.hold(found[0]):
                return recording, *found
        recording = self._new_recording(shape, args, named)
        return recording, *self._computed(recording, columns, back, output)

    def _computed(
        self,
        recording: Recording,
        columns: list[Any],
        back: bool,
        output: int | None,
        samples: int | None = None,
        together: bool = False,
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """The outputs of a recording, and the adjoints, or the sum of those of all samples."""
        given = recording.read(columns)
        if back and output is None and recording.roots != 1:
            raise TypeError(f"a gradient needs one output; this program has {recording.roots}: use jacobian")
        engine = recording.engine(self.engine, samples or 1)
        part = recording.engine(self.engine, samples or 1, output) if output is not None else engine
        if samples is None:
            found = engine.run(given, back and part is engine)
            return found if part is engine else (found[0], part.run(given, True)[1])
        if together:
            totals: tuple[Sequence[Any], Sequence[Any]] = engine.run_total(given, samples)
            return totals
        found = engine.run_samples(given, samples, back and part is engine)
        return found if part is engine else (found[0], part.run_samples(given, samples, True)[1])

    def _new_recording(self, shape: Any, args: Any, named: Any) -> Recording:
        """Record the function at these numbers, and remember it."""
        assert self._record is not None  # a graph has no guards that could fail
        recording = self._record(args, named)
        before = self._recordings.setdefault(shape, [])
        refuse_read_numbers(recording, before)
        if len(before) >= MOST_VARIANTS:
            raise ValueError(
                f"this function takes another way at each of {MOST_VARIANTS} calls, so there is nothing to compile: "
                "call it as it is"
            )
        before.insert(0, recording)
        return recording

    def _run_many(
        self, given: Arguments, back: bool, output: int | None, args: Any, named: Any, together: bool
    ) -> tuple[Recording, Sequence[Any], Sequence[Any]]:
        """Sample by sample the recording that holds there."""
        samples = given.samples or 0
        if samples == 0:
            raise ValueError("a program needs at least one sample; got an array of none")
        whole = (self._recordings.get(given.shape) or [self._record_at(given, args, named, 0)])[0]
        if whole.tests is not None:
            recording, outputs, adjoints = self._run_apart(given, back, output, args, named, samples)
            return recording, outputs, [in_order(x) for x in adjoints] if together else adjoints
        outputs, adjoints = self._computed(whole, given.columns, back, output, samples, together)
        if any(hasattr(x, "dtype") for x in given.columns):
            import numpy

            outputs = [*map(numpy.asarray, outputs)]
            return whole, outputs, adjoints if together else [*map(numpy.asarray, adjoints)]
        return whole, outputs, adjoints

    def _run_apart(
        self, given: Arguments, back: bool, output: int | None, args: Any, named: Any, samples: int
    ) -> tuple[Recording, Sequence[Any], Sequence[Any]]:
        """The same where samples may go several ways: each recording is tried on those that no other held for."""
        import numpy

        columns = [numpy.asarray(x, float) if not isinstance(x, float) else x for x in given.columns]
        left, tried = numpy.arange(samples), 0
        first: Recording | None = None
        found: list[Any] = []
        while len(left):
            recordings = self._recordings[given.shape]
            fresh = tried >= len(recordings)
            recording = self._record_at(given, args, named, int(left[0])) if fresh else recordings[tried]
            here = [x if isinstance(x, float) else x[left] for x in columns]
            parts = self._computed(recording, here, back, output, len(left))
            outputs = [*map(numpy.asarray, parts[0])]
            held = numpy.broadcast_to(recording.tests.hold(outputs) if recording.tests else True, len(left)).copy()
            held[0] |= fresh  # it was recorded there
            if first is None:
                first = recording
                found = [numpy.empty((n, samples)) for n in (recording.width, len(parts[1]))]
            if repr(recording.outputs) != repr(first.outputs):
                raise ValueError("a function of samples must return the same nest for each; this one does not")
            for whole, part in zip(found, parts, strict=True):
                for row, numbers in zip(whole, part):
                    row[left[held]] = numpy.broadcast_to(numbers, len(left))[held]
            left = left[~held]
            tried = 0 if fresh else tried + 1
        assert first is not None  # there is a sample
        return first, list(found[0]), list(found[1])

    def _record_at(self, given: Arguments, args: Any, named: Any, sample: int) -> Recording:
        def at(x: Any) -> Any:
            return x[sample].tolist() if hasattr(x, "ndim") and x.ndim else x[sample] if hasattr(x, "typecode") else x

        return self._new_recording(given.shape, tree_map(at, args), tree_map(at, named))

    # ── what it says of itself ───────────────────────────────────────────────────────────────

    @property
    def recordings(self) -> list[Recording]:
        """Every recorded graph, the latest of a shape of arguments first."""
        return [recording for variants in self._recordings.values() for recording in variants]

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
            and self._recordings == other._recordings
            and repr(self._inputs) == repr(other._inputs)
            and self._record == other._record
        )

    def __hash__(self) -> int:
        return hash(tuple(self._recordings))

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_ready": {}}


def _node(x: Any, roots: list[Value], what: str) -> Value:
    if isinstance(x, str):
        for root in roots[:-1]:
            try:
                return find(root, x)
            except LookupError:
                continue
        return find(roots[-1], x)
    if not isinstance(x, Value):
        raise TypeError(f"{what} must hold Values or labels; got {x!r:.60} ({type(x).__name__})")
    return x
