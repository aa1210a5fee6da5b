"""Numeric events: where an infinity or a NaN in a graph began, and why."""

import math
from dataclasses import dataclass, field
from typing import Any

from .arguments import public
from .graph import reverse, topological_order
from .names import expressed, names_beneath, written
from .namespaces import FLOATS
from .namespaces.text import TEXT
from .ops import Op
from .value import Value
from .writing import numeral, partial_name

MANY = 12
"""Of the inputs of a node that has more than this, only the largest are named."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A node where finite numbers became an infinity or a NaN."""

    sentence: str
    node: Value = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self.sentence

    __repr__ = __str__


@public
def anomalies(y: Value) -> list[Anomaly]:
    """The nodes beneath y where an infinity or a NaN began: a leaf, constant, value, local partial or adjoint.

    What only passes one on is left out.  Empty for a graph that is finite throughout.

    >>> x = Value(-1.0, label="x")
    >>> print(*anomalies((2 * x).log() + 1), sep="\\n")
    2*x = -2 -> log(2*x) = nan: log(x) needs x > 0; got x = -2
    """
    names = names_beneath(y)
    events = []
    for node, name in names.items():
        if node.op is None:
            if not math.isfinite(node.data):
                events.append(Anomaly(f"{name} = {numeral(node.data)}: a leaf that holds no finite number", node))
            continue
        inputs = [float(x.data if isinstance(x, Value) else x) for x in node.args]
        if not all(map(math.isfinite, inputs)):
            events += [
                Anomaly(f"{name} is computed with the constant {numeral(x)}", node)
                for x in node.args
                if not isinstance(x, Value) and not math.isfinite(x)
            ]
            continue
        called = map(str, written(node.args, names))
        given = _largest([(f"{a} = {numeral(v)}", v) for a, v in zip(called, inputs) if a != numeral(v)])
        if not math.isfinite(node.data):
            what = f"{expressed(node, names) or name} = {numeral(node.data)}"
            events.append(Anomaly(f"{given or name} -> {what}: {reason(node.op, inputs, node.data)}", node))
            continue
        for arg, partial in zip(node.args, node.partials):
            if partial is not None and node.op.vjp is None and not math.isfinite(partial):
                what = f"{partial_name(name, names[arg])} = {numeral(partial)}"
                events.append(Anomaly(f"{given} -> {what}: {node.op.name} has no finite slope there", node))
    return events + _overflowing(y, names)


def reason(op: Op, inputs: list[float], data: float) -> str:
    """Why an op of finite arguments has no finite value: outside its domain, at a pole, or too large."""
    missing = "is undefined" if math.isnan(data) else "has no finite value"
    if len(inputs) > MANY:
        return f"{op.name} of {len(inputs)} numbers {missing}"
    names = op.parameters if len(op.parameters) == len(inputs) else [f"x{i}" for i in range(1, len(inputs) + 1)]
    at = ", ".join(f"{n} = {numeral(x)}" for n, x in zip(names, inputs))
    if op.domain and not FLOATS.evaluate(op.domain, *inputs):
        domain = op.domain(TEXT, *map(TEXT.written, names))
        return f"{op.name}({', '.join(names)}) needs {domain}; got {at}"
    whole = TEXT.written(op.primal(TEXT, *map(TEXT.written, names)))
    return f"{whole} {missing} at {at}"


def _largest(inputs: list[tuple[str, float]]) -> str:
    """Inputs in a row; of very many the three largest."""
    if len(inputs) <= MANY:
        return ", ".join(text for text, _ in inputs)
    largest = sorted(inputs, key=lambda each: -abs(each[1]))[:3]
    return f"{', '.join(text for text, _ in largest)} and {len(inputs) - 3} smaller"


def _overflowing(y: Value, names: Any) -> list[Anomaly]:
    """The nodes whose adjoint is the first that is not finite, where every number that made it is."""
    adjoint: dict[Any, Any] = {y: 1.0}
    overflowing: dict[Value, Anomaly] = {}
    for node, arg, partial, contribution in reverse(topological_order(y), adjoint):
        finite = math.isfinite(adjoint[node]) and (node.op.vjp is not None or math.isfinite(partial))
        if finite and arg not in overflowing and not math.isfinite(adjoint[arg]):
            why = "one contribution" if not math.isfinite(contribution) else "the sum of its contributions"
            sentence = (
                f"{partial_name(names[y], names[arg])} = {numeral(adjoint[arg])}: {why} leaves the range of floats"
            )
            overflowing[arg] = Anomaly(sentence, arg)
    return list(overflowing.values())
