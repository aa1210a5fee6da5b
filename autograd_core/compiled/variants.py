"""The recordings of a program: which of them holds for a call, and what it computes there."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..trees import tree_map
from .arguments import Arguments
from .engines import EngineName, in_order
from .recorded import Recording
from .recorder import Recorder, refuse_read_numbers

MOST_VARIANTS = 1_000
"""So many recordings of a function are kept; one that needs more is no function that can be compiled."""

Found = tuple[Recording, Sequence[Any], Sequence[Any]]
"""A recording, its outputs and adjoints."""


class Call(NamedTuple):
    """What a program is called with, and what is wanted of it."""

    given: Arguments
    args: Any
    named: Any
    back: bool
    """Whether adjoints are wanted: going back from the first output or, where there is one, from that `output`."""
    output: int | None
    together: bool
    """Whether those of all samples are summed."""


class Variants:
    """Recordings by the shape of the arguments; where none holds, `record` records the function anew."""

    def __init__(self, engine: EngineName) -> None:
        self.engine: EngineName = engine
        self.by_shape: dict[Any, list[Recording]] = {}
        self.record: Recorder | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Variants) and (self.by_shape, self.record) == (other.by_shape, other.record)

    def __hash__(self) -> int:
        return hash(tuple(self.by_shape))

    def run(self, call: Call) -> Found:
        """The recording that holds there, and what it computes: for numbers, or for samples one by one."""
        if self.record is not None and self.record.outdated():
            self.by_shape.clear()
        return self._run_one(call) if call.given.samples is None else self._run_many(call)

    def _run_one(self, call: Call) -> Found:
        given = call.given
        for recording in self.by_shape.get(given.shape, ()):
            found = self._computed(recording, given.columns, call)
            if recording.tests is None or recording.tests.hold(found[0]):
                return recording, *found
        recording = self._new(call, call.args, call.named)
        return recording, *self._computed(recording, given.columns, call)

    def _computed(
        self, recording: Recording, columns: list[Any], call: Call, samples: int | None = None
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """The outputs of a recording, and the adjoints, or the sum of those of all samples."""
        given, back, output = recording.read(columns), call.back, call.output
        if back and output is None and recording.roots != 1:
            raise TypeError(f"a gradient needs one output; this program has {recording.roots}: use jacobian")
        engine = recording.engine(self.engine, samples or 1)
        part = recording.engine(self.engine, samples or 1, output) if output is not None else engine
        if samples is None:
            found = engine.run(given, back and part is engine)
            return found if part is engine else (found[0], part.run(given, True)[1])
        if call.together and recording.tests is None:
            totals: tuple[Sequence[Any], Sequence[Any]] = engine.run_total(given, samples)
            return totals
        found = engine.run_samples(given, samples, back and part is engine)
        return found if part is engine else (found[0], part.run_samples(given, samples, True)[1])

    def _new(self, call: Call, args: Any, named: Any) -> Recording:
        """Record the function at these numbers, and remember it."""
        assert self.record is not None  # a graph has no guards that could fail
        recording = self.record(args, named)
        before = self.by_shape.setdefault(call.given.shape, [])
        refuse_read_numbers(recording, before)
        if len(before) >= MOST_VARIANTS:
            raise ValueError(
                f"this function takes another way at each of {MOST_VARIANTS} calls, so there is nothing to compile: "
                "call it as it is"
            )
        before.insert(0, recording)
        return recording

    def _run_many(self, call: Call) -> Found:
        """Sample by sample the recording that holds there."""
        samples = call.given.samples or 0
        if samples == 0:
            raise ValueError("a program needs at least one sample; got an array of none")
        whole = (self.by_shape.get(call.given.shape) or [self._record_at(call, 0)])[0]
        if whole.tests is not None:
            recording, outputs, adjoints = self._run_apart(call, samples)
            return recording, outputs, [in_order(x) for x in adjoints] if call.together else adjoints
        outputs, adjoints = self._computed(whole, call.given.columns, call, samples)
        if any(hasattr(x, "dtype") for x in call.given.columns):
            import numpy

            outputs = [*map(numpy.asarray, outputs)]
            return whole, outputs, adjoints if call.together else [*map(numpy.asarray, adjoints)]
        return whole, outputs, adjoints

    def _run_apart(self, call: Call, samples: int) -> Found:
        """The same where samples may go several ways: each recording is tried on those that no other held for."""
        import numpy

        columns = [numpy.asarray(x, float) if not isinstance(x, float) else x for x in call.given.columns]
        left, tried = numpy.arange(samples), 0
        first: Recording | None = None
        found: list[Any] = []
        while len(left):
            recordings = self.by_shape[call.given.shape]
            fresh = tried >= len(recordings)
            recording = self._record_at(call, int(left[0])) if fresh else recordings[tried]
            here = [x if isinstance(x, float) else x[left] for x in columns]
            parts = self._computed(recording, here, call, len(left))
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

    def _record_at(self, call: Call, sample: int) -> Recording:
        def at(x: Any) -> Any:
            return x[sample].tolist() if hasattr(x, "ndim") and x.ndim else x[sample] if hasattr(x, "typecode") else x

        return self._new(call, tree_map(at, call.args), tree_map(at, call.named))
