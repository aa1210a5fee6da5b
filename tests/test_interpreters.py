"""The same program gives the same bits on every Python that is at hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = """
import random
from autograd_core import Value, compile, explain, gradient, ops, vjp
generator = random.Random(1)
for _ in range(40):
    leaves = [Value(generator.uniform(-2, 2), label=f"x{i}") for i in range(4)]
    made = list(leaves)
    for _ in range(30):
        a, b = generator.choice(made), generator.choice(made)
        f = generator.choice([
            lambda: a * b, lambda: ops.tanh(a + b), lambda: ops.gelu(a), lambda: ops.silu(b), lambda: ops.cbrt(a),
            lambda: ops.logsumexp(a, b), lambda: ops.maximum(a, b), lambda: ops.sum(a, b, 1.5),
            lambda: ops.mean(a, b, a),
        ])
        made.append(f())
    y = ops.tanh(ops.sum(made[-5:]))
    print(y.data, gradient(y, leaves), compile(y, inputs=leaves, engine="source").gradient(*[x.data for x in leaves]))
_, pullback = vjp(lambda x: [ops.sin(x * i) for i in range(1, 30)], 0.7)
print(pullback([0.1 * i for i in range(1, 30)]))
x = y = Value(0.3, label="x")
for _ in range(6):
    y = y * y + x * 0.7
print(explain(y, x, "all"))
"""


def others():
    """Pythons from 3.11 on, by name on the path or as pyenv keeps them, that start."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = {f"3.{minor}": shutil.which(f"python3.{minor}") for minor in range(11, 16)}
    found |= {path.parent.parent.name: str(path) for path in sorted(kept.glob("3.1[1-9]*/bin/python"))}
    for version, path in found.items():
        if path and not subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode:
            yield version, path


def printed(python):
    done = subprocess.run([python, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_other_interpreters_give_the_same_bits():
    """Values, gradients, programs and explanations, to the last digit."""
    tried = dict(others())
    if not tried:
        pytest.skip("no other Python from 3.11 on is at hand")
    here = printed(sys.executable)
    assert {version for version, path in tried.items() if printed(path) != here} == set()
    print(f"the same on {sys.version.split()[0]} and {', '.join(tried)}")


def test_from_312_on_a_name_that_a_value_lacks_is_guessed():
    """3.11 would read every attribute the slow way for it, and offers the nearest name in its traceback."""
    asked = "from autograd_core import Value\ntry: Value(1.0).sigmoidd\nexcept AttributeError as e: print(e)"
    tried = {
        version: subprocess.run([path, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False).stdout
        for version, path in others()
        if int(version.split(".")[1]) >= 12
    }
    if not tried:
        pytest.skip("no Python from 3.12 on is at hand")
    sentence = "a Value has no 'sigmoidd'; the nearest are 'sigmoid', "
    assert {version for version, said in tried.items() if not said.startswith(sentence)} == set()
