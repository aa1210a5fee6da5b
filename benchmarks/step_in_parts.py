"""Where the time of the lecture's step goes: the same step with one thing after another left out, and written by hand.

    python benchmarks/step_in_parts.py

What is left out are calls and checks around the loops that are compiled of the rows, and around the sweep; what remains
in the end does the same work as `by_hand.py`.  All take turns, in short runs; microseconds, the median of the runs and
the tenth of them that was least disturbed.
"""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import by_hand

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import recording
from autograd_core.in_place import accumulate
from autograd_core.leaves import descend, forget_gradients, gradients
from nn import SGD, half_squared_error, losses
from nn.worked_example import Lecture

RATE = 1e-9
RUN, ROUNDS = 20, 600


def ways() -> dict[str, Callable[[], Any]]:
    """The step, with ever more left out."""
    lecture = Lecture("per_neuron")
    parameters, model = lecture.learning, lecture.model
    optimizer = SGD(parameters, RATE)
    xs, targets = [v.data for v in lecture.inputs], [v.data for v in lecture.targets]
    alone = [by_hand.Node(p.data) for p in parameters]

    def layers() -> Any:
        """The outputs, without the calls of modules: a layer is its loop."""
        outs = xs
        for loop in loops:
            outs = loop.record(loop.rows, outs, loop.scope)
        return outs

    def step() -> None:
        loss = half_squared_error(model(xs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def without_modules() -> None:
        loss = half_squared_error(layers(), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def without_the_call_of_a_loss() -> None:
        loss = losses._HALF_SQUARES(layers(), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def without_an_optimizer() -> None:
        loss = losses._HALF_SQUARES(layers(), targets)
        forget_gradients(parameters)
        loss.backward()
        descend(parameters, RATE, gradients(parameters))

    def without_a_method_for_backward() -> None:
        loss = losses._HALF_SQUARES(layers(), targets)
        forget_gradients(parameters)
        accumulate(loss, 1.0, recording.assignments)
        descend(parameters, RATE, gradients(parameters))

    def without_the_count_of_assignments() -> None:
        loss = losses._HALF_SQUARES(layers(), targets)
        forget_gradients(parameters)
        accumulate(loss, 1.0, recording.assignments)
        for p in parameters:
            p._data -= RATE * p._grad

    def recording_alone() -> None:
        losses._HALF_SQUARES(layers(), targets)

    def written_by_hand() -> None:
        by_hand.step(by_hand.forward(alone, xs, targets), alone, RATE)

    step()
    loops: list[Any] = [layer.loop() for layer in model.layers]
    found = (
        step, without_modules, without_the_call_of_a_loss, without_an_optimizer, without_a_method_for_backward,
        without_the_count_of_assignments, recording_alone, written_by_hand,
    )  # fmt: skip
    return {way.__name__.replace("_", " "): way for way in found}


def main() -> None:
    times: dict[str, list[float]] = {}
    steps = ways()
    gc.disable()
    for _ in range(ROUNDS):
        for name, run in steps.items():
            start = time.perf_counter()
            for _ in range(RUN):
                run()
            times.setdefault(name, []).append((time.perf_counter() - start) / RUN * 1e6)
    for name, runs in times.items():
        runs.sort()
        print(f"  {name:36} {runs[len(runs) // 2]:6.2f} us {runs[len(runs) // 10]:6.2f} us")


if __name__ == "__main__":
    main()
