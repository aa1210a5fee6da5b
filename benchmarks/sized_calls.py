"""Every public function on a million nodes, numbers or parameters: the graphs and models, and the calls."""

import copy
import pickle
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import autograd_core
import nn
from autograd_core import (
    FLOATS,
    FRACTIONS,
    OPS,
    SYMBOLS,
    VALUES,
    Intervals,
    StaleWarning,
    Stepper,
    Value,
    anomalies,
    backward_steps,
    check,
    check_gradient,
    derivation,
    draw,
    enable_grad,
    evaluate,
    explain,
    find,
    forward_steps,
    grad,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    label_all,
    no_grad,
    op,
    ops,
    parse,
    program,
    scope,
    sweep,
    tree,
    tree_leaves,
    tree_map,
    value_and_grad,
    view,
    vjp,
    where,
    wrong_ways,
)
from autograd_core.graph import topological_order

# ── graphs ───────────────────────────────────────────────────────────────────────────────────────


def chain(nodes: int) -> tuple[Value, Value]:
    y = x = Value(0.5, label="x")
    for i in range(nodes - 1):
        y = y * 0.999999 if i % 2 else y + 1e-6
    return y, x


def wide(nodes: int) -> tuple[Value, Value]:
    x = Value(0.5, label="x")
    return ops.sum([x * float(i) for i in range(nodes - 2)]), x


def labelled(nodes: int) -> tuple[Value, Value]:
    y = x = Value(0.5, label="x")
    for i in range(nodes - 1):
        y = (y * 0.999999 if i % 2 else y + 1e-6).named(f"n{i}")
    return y, x


def by_hand(node: Value, x: Value) -> Any:
    """A function of one number that computes such a graph."""
    return lambda t: evaluate(node, VALUES, at={x: t})


def walked(y: Value) -> None:
    walk = Stepper(y)
    walk.run()
    walk.back()
    str(walk)


def consumed(items: Iterable[Any]) -> int:
    return sum(1 for _ in items)


def compiled(y: Value, x: Value, **options: Any) -> Any:
    return autograd_core.compile(y, inputs=[x], **options)


def stale(y: Value, x: Value) -> None:
    """backward() over what was computed before a leaf was assigned."""
    x.data = 0.25
    with warnings.catch_warnings(action="ignore", category=StaleWarning):
        y.backward()


SHAPES: dict[str, Callable[[int], tuple[Value, Value]]] = {"chain": chain, "wide": wide, "labelled": labelled}
GRAPHS: dict[str, Callable[[Value, Value], Any]] = {
    "Value.backward": lambda y, x: y.backward(),
    "Value, repr, str, format": lambda y, x: (repr(y), str(y), f"{y:.3f}"),
    "StaleWarning": stale,
    "gradient": gradient,
    "gradient at": lambda y, x: gradient(y, x, at={x: 0.25}),
    "gradient FLOATS": lambda y, x: gradient(y, x, over=FLOATS, at={x: 0.25}),
    "gradient FRACTIONS": lambda y, x: gradient(y, x, over=FRACTIONS),
    "gradient SYMBOLS": lambda y, x: gradient(y, x, over=SYMBOLS),
    "gradient VALUES": lambda y, x: gradient(y, x, over=VALUES),
    "gradient Intervals": lambda y, x: gradient(y, x, over=Intervals()),
    "evaluate": lambda y, x: evaluate(y, at={x: 0.25}),
    "evaluate FRACTIONS": lambda y, x: evaluate(y, over=FRACTIONS),
    "evaluate Intervals": lambda y, x: evaluate(y, over=Intervals()),
    "grad": lambda y, x: grad(by_hand(y, x))(0.5),
    "value_and_grad": lambda y, x: value_and_grad(by_hand(y, x))(0.5),
    "jacobian": lambda y, x: jacobian(by_hand(y, x))(0.5),
    "hessian": lambda y, x: hessian(by_hand(y, x))(0.5),
    "jvp": lambda y, x: jvp(by_hand(y, x), (0.5,), (1.0,)),
    "vjp": lambda y, x: vjp(by_hand(y, x), 0.5)[1](1.0),
    "hvp": lambda y, x: hvp(by_hand(y, x), (0.5,), (1.0,)),
    "compile": lambda y, x: compiled(y, x).value_and_gradient(0.5),
    "compile, source engine": lambda y, x: compiled(y, x, engine="source").value_and_gradient(0.5),
    "compile, arrays": lambda y, x: compiled(y, x, engine="arrays").value_and_gradient(0.5),
    "compile, map and reduce": lambda y, x: (list(compiled(y, x).map([0.1, 0.2])), compiled(y, x).reduce([0.1, 0.2])),
    "compile, source": lambda y, x: len(compiled(y, x).source()),
    "compile, describe": lambda y, x: compiled(y, x).describe(),
    "compile, pickled": lambda y, x: pickle.loads(pickle.dumps(compiled(y, x)))(0.5),
    "sweep": lambda y, x: sweep(compiled(y, x), [[0.1, 0.2, 0.3]], progress=False),
    "pickle": lambda y, x: pickle.loads(pickle.dumps(y)),
    "copy.copy": lambda y, x: copy.copy(y),
    "copy.deepcopy": lambda y, x: copy.deepcopy(y),
    "find": lambda y, x: find(y, "x"),
    "label_all": lambda y, x: label_all({"nodes": topological_order(y)}),
    "where": lambda y, x: where(y > x, y, x).backward(),
    "anomalies": lambda y, x: list(anomalies(y)),
    "forward_steps": lambda y, x: consumed(forward_steps(y)),
    "backward_steps": lambda y, x: consumed(backward_steps(y)),
    "Stepper": lambda y, x: walked(y),
    "tree": lambda y, x: str(tree(y)),
    "program": lambda y, x: str(program(y)),
    "explain": lambda y, x: str(explain(y, x)),
    "explain all": lambda y, x: str(explain(y, x, between="all")),
    "explain symbolic": lambda y, x: str(explain(y, x, symbolic=True)),
    "wrong_ways": lambda y, x: str(wrong_ways(y)),
    "derivation": lambda y, x: str(derivation(y, [x])),
    "check, a number": lambda y, x: str(check(y, {"x": "0.5"})),
    "check, its own gradient": lambda y, x: str(check(y, {"x": gradient(y, x)})),
    "check, a formula": lambda y, x: str(check(y, {"x": "x*2"})),
    "check, lines": lambda y, x: str(check(y, "dx = 3")),
    "check_gradient": lambda y, x: str(check_gradient(y)),
    "draw, Drawing": lambda y, x: draw(y).dot,
    "draw, around": lambda y, x: draw(y, around=x).dot,
    "view, Page": lambda y, x: view(y).html,
}
"""Calls about a graph, each with the names that it stands for."""

# ── what is made, and numbers ────────────────────────────────────────────────────────────────────


def made(count: int, inside: Any) -> None:
    """So many operations within a block."""
    y = Value(0.5)
    with inside:
        for _ in range(count):
            y = y * 0.999999


def own_rows(count: int) -> None:
    """An op of one's own, applied so often, and the way back."""
    cube = op("cube_of_sizes", lambda m, x: x * x * x, lambda m, y, x: 3 * x * x, replace=True)
    y = Value(0.5)
    for _ in range(count):
        y = cube(y)
    y.backward()


def numbers(count: int) -> list[float]:
    """So many numbers between -1 and 1."""
    rng = random.Random(0)
    return [rng.uniform(-1, 1) for _ in range(count)]


def values(count: int) -> list[Value]:
    """The same as Values."""
    return [Value(x) for x in numbers(count)]


def differentiated(f: Callable[..., Any], count: int, *more: Any) -> None:
    """A loss or a metric of so many Values, and the way back."""
    found = f(values(count), *more)
    loss = ops.sum(found) if isinstance(found, list) else found
    if isinstance(loss, Value):
        loss.backward()


def net(parameters: int) -> Any:
    """A network of about so many parameters."""
    return nn.MLP([100, max(1, parameters // 101), 1], "tanh")


def updated(optimizer: Any, count: int) -> None:
    """One step of an optimizer over so many parameters."""
    weights = values(count)
    ops.sum([w * w for w in weights]).backward()
    optimizer(weights, 0.01).step()


def filed(count: int, write: Callable[..., Any], read: Callable[..., Any], name: str) -> None:
    """A network of so many parameters, written and read."""
    with tempfile.TemporaryDirectory() as folder:
        write(net(count), Path(folder) / name)
        read(net(count), Path(folder) / name)


def trained(samples: int) -> tuple[Any, Any]:
    """A small network and so many samples."""
    model = nn.MLP([4, 8, 1], "tanh")
    xs = numbers(4 * samples)
    data = nn.Dataset([(xs[4 * i : 4 * i + 4], [xs[i]]) for i in range(samples)])
    return model, data


def fitted(samples: int) -> Any:
    model, data = trained(samples)
    return nn.fit(model, data, "mean_squared_error", "SGD", 1, batch_size=1_000, progress=False)


def scored(samples: int) -> None:
    model, data = trained(samples)
    nn.score(model, data, {"mse": nn.mean_squared_error})
    nn.predict(model, [x for x, _ in data])


def called(layer: Any, inputs: Any) -> None:
    """A layer run forward and back."""
    ops.sum(list(tree_leaves(layer(inputs)))).backward()


def image(side: int) -> list[list[list[Value]]]:
    return [[values(side) for _ in range(side)]]


def in_words(n: int) -> str:
    return " + ".join("x*x" for _ in range(n // 2))


OTHERS: dict[str, Callable[[int], Any]] = {
    "Value": values,
    "no_grad": lambda n: made(n, no_grad()),
    "enable_grad": lambda n: made(n, enable_grad()),
    "scope": lambda n: made(n, scope("layer")),
    "op, Op, OPS": own_rows,
    "ops": lambda n: [row.name for row in OPS.values()] * 1 and made(n, no_grad()),
    "parse": lambda n: parse(in_words(n), {"x": Value(0.5)}),
    "tree_map": lambda n: tree_map(lambda x: x + 1, numbers(n)),
    "tree_leaves": lambda n: list(tree_leaves([numbers(n)])),
    "gradient of many": lambda n: gradient(ops.sum(xs := values(n)), xs),
    "grad of many": lambda n: grad(lambda xs: ops.sum([x * x for x in xs]))(numbers(n)),
    "jacobian of many": lambda n: jacobian(lambda xs: [x * x for x in xs])(numbers(n)),
    "hessian of many": lambda n: hessian(lambda xs: ops.sum([x * x for x in xs]))(numbers(n)),
    "compile many": lambda n: autograd_core.compile(lambda xs: ops.sum([x * x for x in xs])).gradient(numbers(n)),
    "check many": lambda n: str(check(ops.sum(xs := values(n)), [(xs, [1.0] * n)])),
    "check_gradient of many": lambda n: str(check_gradient(lambda xs: ops.sum([x * x for x in xs]), numbers(n))),
    "MLP, Layer, Neuron, Module, Sequential": net,
    "MLP run": lambda n: called(net(n), numbers(100)),
    "Layer": lambda n: called(nn.Layer(1_000, max(1, n // 1_000)), numbers(1_000)),
    "Neuron": lambda n: nn.Neuron(values(n)),
    "Sequential": lambda n: nn.Sequential(*[nn.Layer(10, 10) for _ in range(max(1, n // 110))]),
    "Conv2d": lambda n: called(nn.Conv2d(1, 1, 3), image(max(4, int((n / 9) ** 0.5)))),
    "MaxPool2d": lambda n: called(nn.MaxPool2d(2), image(max(4, int(n**0.5)))),
    "Flatten": lambda n: called(nn.Flatten(), image(max(4, int(n**0.5)))),
    "Recurrent": lambda n: called(nn.Recurrent(2, 10), [[0.1, 0.2] for _ in range(max(1, n // 150))]),
    "Dropout": lambda n: called(nn.Dropout(0.5), values(n)),
    "Standardize": lambda n: called(nn.Standardize(numbers(n), [1.0] * n), values(n)),
    "softmax": partial(differentiated, nn.softmax),
    "log_softmax": partial(differentiated, nn.log_softmax),
    "cross_entropy": lambda n: differentiated(nn.cross_entropy, n, 0),
    "mean_squared_error": lambda n: differentiated(nn.mean_squared_error, n, numbers(n)),
    "half_squared_error": lambda n: differentiated(nn.half_squared_error, n, numbers(n)),
    "half_square": lambda n: [nn.half_square(1.0, x) for x in values(n)],
    "binary_cross_entropy": lambda n: differentiated(
        lambda xs, t: nn.binary_cross_entropy([x.sigmoid() for x in xs], t), n, [1.0] * n
    ),
    "binary_cross_entropy_with_logits": lambda n: differentiated(nn.binary_cross_entropy_with_logits, n, [1.0] * n),
    "hinge": lambda n: differentiated(nn.hinge, n, [1.0] * n),
    "l1_penalty": partial(differentiated, nn.l1_penalty),
    "l2_penalty": partial(differentiated, nn.l2_penalty),
    "accuracy": lambda n: nn.accuracy(numbers(n), [1.0] * n),
    "SGD, Optimizer": partial(updated, nn.SGD),
    "Adam": partial(updated, nn.Adam),
    "AdamW": partial(updated, nn.AdamW),
    "RMSprop": partial(updated, nn.RMSprop),
    "Schedule, cosine_decay, exponential_decay, linear_decay, step_decay, warmup": lambda n: [
        s(i) for s in SCHEDULES for i in range(n // 5)
    ],
    "Dataset": lambda n: trained(n),
    "fit, History, TrainingWarning": lambda n: str(fitted(n)),
    "score, predict": scored,
    "save, load": lambda n: filed(n, nn.save, nn.load, "net.json"),
    "save_tensors, load_tensors": lambda n: filed(n, nn.save_tensors, nn.load_tensors, "net.safetensors"),
    "lecture_network": lambda n: nn.lecture_network(),
}
"""Calls about so many operations, numbers, parameters or samples."""

SCHEDULES = (
    nn.cosine_decay(0.1, 0.01, 100),
    nn.exponential_decay(0.1, 0.9),
    nn.linear_decay(0.1, 0.01, 100),
    nn.step_decay(0.1, 0.5, 10),
    nn.warmup(0.1, 10),
)
