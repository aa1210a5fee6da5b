"""What a first call of a program costs, with kernels that are yet to be compiled, and with those of an earlier process.

    pip install 'autograd-core[fast]' && python benchmarks/first_calls.py

Seconds of the call that makes a recorded network ready and runs it, forward and back: by the clock, and those of the
processor, which a busy machine stretches least.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

CALL = """
import json, time
from autograd_core import compile
from nn import MLP
from nn.losses import LOSSES
model = MLP([2, 16, 16, 1], {activations!r})
loss = LOSSES[{loss!r}](model([0.5, -0.25]), 1.0)
program = compile(loss, inputs=model.parameters(), engine="kernels")
at = [p.data for p in model.parameters()]
clock, processor = time.perf_counter(), time.process_time()
program.value_and_gradient(*at)
print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]))
"""

NETWORKS = {
    "2-16-16-1, relu, hinge": (["relu", "relu", "identity"], "hinge"),
    "2-16-16-1, tanh, squared error": (["tanh", "tanh", "identity"], "mean_squared_error"),
    "2-16-16-1, sigmoid, cross-entropy of logits": (
        ["sigmoid", "sigmoid", "identity"],
        "binary_cross_entropy_with_logits",
    ),
}


def first_call(activations: list[str], loss: str, cache: str) -> tuple[float, float]:
    """Seconds of the first call in a process of its own, by the clock and of the processor."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
    script = CALL.format(activations=activations, loss=loss)
    ran = subprocess.run(
        [sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, text=True, env=surroundings
    )
    clock, processor = json.loads(ran.stdout)
    return clock, processor


def main() -> None:
    for name, (activations, loss) in NETWORKS.items():
        with tempfile.TemporaryDirectory() as cache:
            print(name)
            for process in ("first process, compiling", "second process"):
                clock, processor = first_call(activations, loss, cache)
                print(f"  {process:26} {clock:6.2f} s, CPU {processor:5.2f} s")


if __name__ == "__main__":
    main()
