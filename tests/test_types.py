"""What a type checker knows of the public face."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy", reason="mypy checks the types")

ROOT = Path(__file__).parent.parent
PROGRAM = """
from autograd_core import SYMBOLS, Value, evaluate, grad, gradient, hessian, hvp, ops, value_and_grad
from nn import MLP, Layer, Neuron

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
reveal_type(ops.softmax([0.5, 1]))
reveal_type(ops.softmax([x, 1.0]))
reveal_type(ops.log_softmax(v for v in (x, y)))
reveal_type(ops.stop_gradient(x))
reveal_type(grad(lambda x: x**3)(2.0))
reveal_type(grad(lambda x: x**3)(2))
reveal_type(grad(lambda x: x**3)(x))
reveal_type(grad(grad(lambda x: x**3))(2.0))
reveal_type(grad(lambda v, k: v[0] * k)([2, 3.0], k=1.0))
reveal_type(grad(lambda v: v[0] * v[1])((2, 3)))
reveal_type(grad(lambda v: v["a"])({"a": 2}))
reveal_type(grad(lambda v: v[0][0])([[2], [3]]))
reveal_type(grad(lambda x, y: x * y, argnums=(0, 1))(1.0, 2.0))
reveal_type(grad(lambda x, y: x * y, argnums=1)(1.0, 2.0))
reveal_type(value_and_grad(lambda x: x**3)(2.0))
reveal_type(value_and_grad(lambda v: v[0] * v[1])([2.0, 3.0]))
reveal_type(value_and_grad(lambda x: (x, "aux"), has_aux=True)(2.0))
reveal_type(hessian(lambda v: v[0] * v[1])([2.0, 3.0]))
reveal_type(hvp(lambda v: v[0] * v[1], [2.0, 3.0], [1.0, 0.0]))
reveal_type(MLP([2, 1])([0.5, x]))
reveal_type(Layer(2, 1)([0.5, 1]))
reveal_type(Neuron([0.5, 1.0])([0.5, 1.0]))
reveal_type(MLP([2, 1]).plain()([0.5, 1.0]))
x.expp()
ops.tanhh(x)
x.clamp(0)
Value("3")
"""
VALUE = "autograd_core.value.Value"
KNOWN = [
    VALUE, VALUE, VALUE, VALUE, VALUE, VALUE, "float", VALUE, VALUE, "Any", VALUE, f"list[{VALUE}]", "float",
    "list[float]",
    "dict[str, float]", "Any", "float", "float | None", "tuple[float | None, ...]", "list[float]", "list[Any]",
    f"list[{VALUE}]", "float", "float", "float", VALUE, "float", "list[float]", "tuple[float, ...]",
    "dict[str, float]", "list[list[float]]", "tuple[Any, ...]", "Any", "tuple[float, float]",
    "tuple[float, list[float]]", "tuple[tuple[Any, Any], Any]", "list[list[float]]", "list[float]", f"list[{VALUE}]",
    f"list[{VALUE}]", VALUE, "Any",
]  # fmt: skip


@pytest.mark.slow
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
