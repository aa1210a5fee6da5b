"""What users of micrograd, PyTorch, autograd and JAX write first: it works here as there, or is told what to write."""

import math

import numpy
import pytest
from test_messages import is_a_sentence_of_ours

import autograd_core
import nn
from autograd_core import (
    Value,
    check_gradient,
    compile,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    ops,
    tree_leaves,
    tree_map,
    value_and_grad,
    vjp,
    where,
)
from nn import MLP, SGD, Adam, Layer, Module, Sequential, cosine_decay, cross_entropy, mean_squared_error


def micrograds_readme():
    a, b = Value(-4.0), Value(2.0)
    c, d = a + b, a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    f = (c - d) ** 2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    return round(g.data, 4), round(a.grad, 4), round(b.grad, 4)


def a_step_by_hand():
    model = MLP([3, 1], "tanh", seed=0)
    loss = sum((model(x)[0] - y) ** 2 for x, y in [([2.0, 3.0, -1.0], 1.0)])
    model.zero_grad()
    loss.backward()
    for p in model.parameters():
        p.data += -0.01 * p.grad
    return (model([2.0, 3.0, -1.0])[0] - 1.0).data ** 2 < loss.data


def a_step_of_an_optimizer():
    model = MLP([2, 4, 1], seed=0)
    optimizer = SGD(model.parameters(), 0.1)
    optimizer.zero_grad()
    mean_squared_error(model([1.0, 2.0]), [1.0]).backward()
    optimizer.step()
    return all(p.grad is not None for p in model.parameters())


class Net(Module):
    """A module of one's own, as PyTorch has them."""

    def __init__(self):
        super().__init__()
        self.first = Layer(2, 3, "tanh")
        self.last = Layer(3, 1, "identity")

    def forward(self, x):
        return self.last(self.first(x))


def without_grad():
    with no_grad():
        return Value(2.0) * 3


def descent():
    def loss(w):
        return sum(ops.softplus(-y * (w[0] * x + w[1])) for x, y in [(1.0, 1.0), (-1.0, -1.0)])

    w = [0.0, 0.0]
    for _ in range(5):
        w = [a - 0.1 * g for a, g in zip(w, grad(loss)(w))]
    return w[0] > 0.4, w[1]


def adjoint_of_a_square():
    y, back = vjp(lambda x: x * x, 2.0)
    return y, back(1.0)


WORKS = {  # the program, and what comes of it
    "micrograd: its README": (micrograds_readme, (24.7041, 138.8338, 645.5773)),
    "micrograd: a step": (a_step_by_hand, True),
    "micrograd: parameters": (lambda: len(MLP([2, 4, 1]).parameters()), 17),
    "torch: a step": (a_step_of_an_optimizer, True),
    "torch: a module": (lambda: len(Net().parameters()), 13),
    "torch: no_grad": (lambda: without_grad().op is None, True),
    "torch: a sequence": (lambda: len(Sequential(Layer(2, 4, "tanh"), Layer(4, 1))([1.0, 2.0])), 1),
    "torch: train()": (lambda: MLP([2, 1]).train().training, True),
    "torch: eval()": (lambda: MLP([2, 1]).eval().training, False),
    "torch: a schedule": (lambda: Adam([Value(1.0)], cosine_decay(0.1, 0.01, 100)).rate(), 0.1),
    "torch: cross entropy": (lambda: cross_entropy([Value(0.0), Value(0.0)], 1).data, math.log(2)),
    "torch: gradcheck": (lambda: bool(check_gradient(lambda x: x**3, 2.0)), True),
    "autograd: np.tanh": (lambda: grad(lambda x: numpy.tanh(x) * x)(1.0), 1.1815684975697909),
    "autograd: a list": (lambda: grad(lambda x: sum(t * t for t in x))([1.0, 2.0]), [2.0, 4.0]),
    "autograd: np.sum": (lambda: grad(lambda w: numpy.sum(numpy.array(w) ** 2))([1.0, 2.0]), [2.0, 4.0]),
    "autograd: @": (lambda: grad(lambda w: numpy.array(w) @ numpy.array([1.0, 2.0]))([3.0, 4.0]), [1.0, 2.0]),
    "autograd: np.sqrt": (lambda: grad(lambda w: numpy.sqrt(numpy.dot(w, w)))([3.0, 4.0]), [0.6, 0.8]),
    "autograd: jacobian": (lambda: jacobian(lambda x: [x[0] * x[1], x[0]])([2.0, 3.0]), [[3.0, 2.0], [1.0, 0.0]]),
    "autograd: the second argument": (lambda: grad(lambda a, b: a * b, 1)(2.0, 3.0), 2.0),
    "autograd: hvp": (lambda: hvp(lambda x: x**3, 2.0, 1.0), 12.0),
    "autograd: descent": (descent, (True, 0.0)),
    "autograd: value_and_grad": (lambda: value_and_grad(lambda x: x**2)(3.0), (9.0, 6.0)),
    "jax: argnums": (lambda: grad(lambda a, b: a * b, argnums=(0, 1))(2.0, 3.0), (3.0, 2.0)),
    "jax: jvp": (lambda: jvp(lambda x: x * x, (2.0,), (1.0,)), (4.0, 4.0)),
    "jax: vjp": (adjoint_of_a_square, (4.0, (4.0,))),
    "jax: hessian": (lambda: hessian(lambda x: x[0] ** 2 * x[1])([1.0, 2.0]), [[4.0, 2.0], [2.0, 0.0]]),
    "jax: has_aux": (lambda: value_and_grad(lambda x: (x * x, {"a": x}), has_aux=True)(2.0), ((4.0, {"a": 2.0}), 4.0)),
    "jax: a tree": (lambda: grad(lambda p: p["w"] * 2 + p["b"][0])({"w": 1.0, "b": [2.0]}), {"w": 2.0, "b": [1.0]}),
    "jax: tree_map": (lambda: tree_map(lambda a, b: a + b, {"x": 1.0}, {"x": 2.0}), {"x": 3.0}),
    "jax: where": (lambda: grad(lambda x: where(x > 0, x * x, -x))(2.0), 4.0),
    "jax: stop_gradient": (lambda: grad(lambda x: x * ops.stop_gradient(x))(3.0), 3.0),
    "jax: an int": (lambda: grad(lambda x: x**2)(3), 6.0),
    "jax: jit": (lambda: compile(lambda x: x * x)(2.0), 4.0),
    "jax: vmap": (lambda: compile(lambda x: x * x)(numpy.array([1.0, 2.0])).tolist(), [1.0, 4.0]),
    "jax: grad of grad": (lambda: grad(grad(lambda x: x**3))(2.0), 12.0),
}  # fmt: skip


ANSWERED = {  # the program, and what is said
    "micrograd: MLP(2, [4, 1])": (lambda: MLP(2, [4, 1]), r"MLP\(\[2, 4, 1\]\)"),
    "micrograd: _prev": (lambda: Value(1.0)._prev, r"write v\.args"),
    "micrograd: _op": (lambda: Value(1.0)._op, r"write v\.op"),
    "micrograd: _backward": (lambda: Value(1.0)._backward(), r"write v\.partials"),
    "micrograd: children": (lambda: Value(1.0, (Value(2.0),), "+"), r"takes 2 arguments by place; got 3"),
    "micrograd: draw_dot": (lambda: autograd_core.draw_dot, r"write draw\(y\)"),
    "torch: tensor": (lambda: autograd_core.tensor, r"write Value\(1\.0\)"),
    "torch: requires_grad": (lambda: Value(1.0, requires_grad=True), r"leave it out"),
    "torch: item": (lambda: Value(1.0).item(), r"write v\.data"),
    "torch: numpy": (lambda: Value(1.0).detach().numpy(), r"write v\.data"),
    "torch: Linear": (lambda: nn.Linear(2, 3), r"write Layer\("),
    "torch: ReLU": (lambda: nn.ReLU(), r"Layer\(2, 3, 'relu'\)"),
    "torch: optim": (lambda: nn.optim.SGD, r"write SGD\(model\.parameters\(\), 0\.1\)"),
    "torch: lr": (lambda: SGD([Value(1.0)], lr=0.1), r"write learning_rate"),
    "torch: CrossEntropyLoss": (lambda: nn.CrossEntropyLoss(), r"write cross_entropy"),
    "torch: functional": (lambda: nn.functional.relu, r"write autograd_core\.ops"),
    "torch: DataLoader": (lambda: nn.DataLoader([]), r"makes batches"),
    "torch: manual_seed": (lambda: nn.manual_seed(0), r"write seed=0"),
    "torch: clip_grad_norm_": (lambda: nn.clip_grad_norm_([], 1.0), r"write optimizer\.clip\(1\.0\)"),
    "torch: state_dict": (lambda: MLP([2, 1]).state_dict(), r"write save\(model"),
    "torch: to": (lambda: MLP([2, 1]).to("cuda"), r"leave it out"),
    "torch: retain_graph": (lambda: Value(1.0).backward(retain_graph=True), r"leave it out"),
    "torch: grad(y, x)": (lambda: grad(Value(1.0), Value(2.0)), r"write gradient\(y, x\)"),
    "torch: LSTM": (lambda: nn.LSTM(2, 3), r"a Module of your own"),
    "torch: an array called": (lambda: MLP([2, 1])(numpy.zeros((4, 2))), r"one example at a time"),
    "autograd: elementwise_grad": (lambda: autograd_core.elementwise_grad, r"write grad\(f\)"),
    "autograd: primitive": (lambda: autograd_core.primitive, r"write op\(name, primal, partial\)"),
    "autograd: an array": (lambda: grad(lambda x: (x**2).sum())(numpy.ones(2)), r"give x\.tolist\(\)"),
    "jax: jit": (lambda: autograd_core.jit, r"write compile\(f\)"),
    "jax: vmap": (lambda: autograd_core.vmap, r"write compile\(f\), which takes arrays"),
    "jax: jacfwd": (lambda: autograd_core.jacfwd, r"write jacobian\(f\)"),
    "jax: custom_vjp": (lambda: autograd_core.custom_vjp, r"vjp=\.\.\."),
    "jax: numpy": (lambda: autograd_core.numpy, r"NumPy's functions of Values"),
    "jax: lax": (lambda: autograd_core.lax.scan, r"write ops"),
    "jax: make_jaxpr": (lambda: autograd_core.make_jaxpr, r"print\(program\(y\)\)"),
    "jax: random": (lambda: autograd_core.random.PRNGKey(0), r"take seed="),
    "jax: checkpoint": (lambda: autograd_core.checkpoint, r"leave it out"),
}  # fmt: skip


@pytest.mark.parametrize("program", WORKS)
def test_it_works_as_there(program):
    """The number that mathematics has, whichever library one comes from."""
    run, value = WORKS[program]
    found = run()
    assert tree_map(lambda _: 0, found) == tree_map(lambda _: 0, value)
    assert list(tree_leaves([found])) == pytest.approx(list(tree_leaves([value])), rel=1e-12, abs=0)


@pytest.mark.parametrize("program", ANSWERED)
def test_what_has_another_name_here_is_told(program):
    """A sentence of ours, with what to write."""
    run, sentence = ANSWERED[program]
    with pytest.raises((AttributeError, TypeError, ValueError), match=sentence) as said:
        run()
    assert is_a_sentence_of_ours(said.value)
