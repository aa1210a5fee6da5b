"""Random graphs to tell about: shared nodes, repeated arguments, constants, choices at their kinks,
labels of any kind or none.
"""

import math

from autograd_core import Value, ops
from autograd_core.names import names_beneath

LABELS = ["a", "b", "c", "w1", "w2", "net_h1", "out_h1", "z2", "theta", "x_3"]
ODD = [
    "a|b", "α & β %", "my loss", "a + b", "x̂", "b'", "u1", "p1", "sin", "W[0][1]", "layer1.w", "#5", "σ_1", "a-b",
    "50% of $x$", "d", "e", "x_", "q", "\\input{x}", "y^2", "∂",
]  # fmt: skip
STEPS = [
    lambda x, y, c: x + y, lambda x, y, c: x * y, lambda x, y, c: x - y, lambda x, y, c: x * x, lambda x, y, c: x + x,
    lambda x, y, c: x * c, lambda x, y, c: c - x, lambda x, y, c: x / (y * y + 1), lambda x, y, c: x.tanh(),
    lambda x, y, c: x.sigmoid(), lambda x, y, c: x.sin(), lambda x, y, c: x**2, lambda x, y, c: (x * 0.3).exp(),
    lambda x, y, c: ops.maximum(x, y), lambda x, y, c: ops.sum([x, y, x]), lambda x, y, c: -x,
    lambda x, y, c: ops.dot([x, y], [y, c]), lambda x, y, c: ops.logsumexp([x, y]), lambda x, y, c: x.relu(),
    lambda x, y, c: abs(x), lambda x, y, c: ops.minimum(x, y, x), lambda x, y, c: ops.maximum(x, x, y, c),
    lambda x, y, c: ops.clamp(x, -1, 1), lambda x, y, c: ops.clamp(x, y, 1), lambda x, y, c: ops.dot([x, x], [y, y]),
    lambda x, y, c: ops.logsumexp([x, x, y, 0.5]), lambda x, y, c: (x * x + 0.1) ** y,
    lambda x, y, c: (x * x + 0.1).log(),
    lambda x, y, c: ops.hypot(x, y), lambda x, y, c: ops.leaky_relu(x, 0.1), lambda x, y, c: ops.softplus(x),
    lambda x, y, c: ops.atan2(x, y * y + 0.5), lambda x, y, c: (x * x + 1).sqrt(), lambda x, y, c: x / (x * x + 1),
]  # fmt: skip


def graph(rng, odd=None, but=()):
    """One of them, and the leaves it has; some have odd labels, unless that is decided, `but` these."""
    odd = rng.random() < 0.3 if odd is None else odd
    labels = rng.sample([x for x in LABELS + ODD if x not in but] if odd else LABELS, len(LABELS))
    labelled = rng.choice([0.0, 0.3, 0.7, 1.0])

    def made(node):
        return node.named(labels.pop()) if labels and rng.random() < labelled else node

    pool = [Value(round(rng.uniform(-2, 2), 3), label=labels.pop()) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.3:
        pool.append(Value(round(rng.uniform(0.1, 2), 3)))
    if rng.random() < 0.2:
        pool[0].data = rng.choice([0.0, 1.0, -1.0])  # where choices have their kinks
    for _ in range(rng.randint(1, 7)):
        x, y = rng.choice(pool), rng.choice(pool)
        constant = rng.choice([2, 0.5, -3, 1, rng.uniform(-1, 1)])
        node = rng.choice(STEPS)(x, y, constant)
        if math.isfinite(node.data) and abs(node.data) < 1e6:
            pool.append(made(node))
    y = next(node for node in reversed(pool) if node.op is not None) if pool[-1].op else (pool[-1] * 2)
    return y, [node for node in names_beneath(y) if node.op is None]
