"""What a type checker knows of the public face."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy", reason="mypy checks the types")

ROOT = Path(__file__).parent.parent
PROGRAM = """
from autograd_core import SYMBOLS, Value, evaluate, gradient, ops

x, y = Value(1.0), Value(2.0)
reveal_type(x * y + 2)
reveal_type(2 / x)
reveal_type(-x)
reveal_type(x.exp())
reveal_type(x.clamp(0, y))
reveal_type(ops.tanh(x))
reveal_type(ops.tanh(0.5))
reveal_type(ops.maximum(0, x))
reveal_type(ops.sum([x, y]))
reveal_type(ops.sum([x, 2.0]))
reveal_type(ops.dot([x, y], [1.0, 2.0]))
reveal_type(ops.softmax([x, y]))
reveal_type(gradient(x, y))
reveal_type(gradient(x, [x, y]))
reveal_type(gradient(x, {"w": x}))
reveal_type(gradient(x, y, over=SYMBOLS))
reveal_type(evaluate(x))
reveal_type(x.grad)
reveal_type(x.partials)
x.expp()
ops.tanhh(x)
x.clamp(0)
Value("3")
"""
VALUE = "autograd_core.value.Value"
KNOWN = [
    VALUE, VALUE, VALUE, VALUE, VALUE, VALUE, "float", VALUE, VALUE, "Any", VALUE, f"list[{VALUE}]", "float",
    "list[float]",
    "dict[str, float]", "Any", "float", "float | None", "tuple[float | None, ...]",
]  # fmt: skip


def test_a_checker_knows_what_comes_out(tmp_path):
    """Operators, methods, ops and gradients have types; unknown methods and missing arguments are flagged."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), str(program)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in checked.stdout.splitlines() if line.startswith(str(program))]
    revealed = [line.split('Revealed type is "')[1].rstrip('"') for line in lines if "Revealed" in line]
    plain = [text.replace("builtins.", "").replace("Union[float, None]", "float | None") for text in revealed]
    assert plain == KNOWN
    errors = [line for line in lines if "error:" in line]
    assert len(errors) == 4
    assert '"Value" has no attribute "expp"' in errors[0]
    assert 'Module has no attribute "tanhh"' in errors[1]
    assert 'Missing positional argument "hi" in call to "clamp"' in errors[2]
    assert 'Argument 1 to "Value" has incompatible type "str"' in errors[3]
