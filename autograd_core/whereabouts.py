"""How far both passes have come at every node: a table of values, adjoints, and what is waited for."""

from collections import Counter
from collections.abc import Sequence

from .steps import BackwardStep, ForwardStep, Passes, Step, edges
from .value import Value
from .words import enumerated
from .writing import Lines, columns, numeral


def whereabouts(passes: Passes, taken: Sequence[Step], seed: float, digits: int) -> Lines:
    """The state of every node after the steps that were taken: done, partial with what is missing, or waiting."""
    y, names = passes.y, passes.names
    computed = {step.of for step in taken if isinstance(step, ForwardStep)}
    latest = {step.to: step for step in taken if isinstance(step, BackwardStep)}
    missing = _missing(passes, taken)
    rows = []
    for node, name in names.items():
        data = passes.data.get(node, node.data)
        value = numeral(data, digits) if node.op is None or node in computed else "not computed yet"
        waits = f"waits for {enumerated(missing.get(node, ()), most=3)}"
        if node in latest:
            state = f"partial, {waits}" if node in missing else "done"
            state += ", altered" if latest[node].altered.after else ""
            grad = numeral(latest[node].after, digits)
        elif node is y and passes.seeded(len(taken)):
            grad, state = numeral(seed, digits), "seed"
        else:
            grad, state = "", "waiting" if node is y else waits
        rows.append((str(name), value, grad, state))
    return Lines(columns([("node", "value", "gradient", "state"), *rows]))


def _missing(passes: Passes, taken: Sequence[Step]) -> dict[Value, list[str]]:
    """By node, what it still waits for a contribution from, once for each."""
    missing: dict[Value, list[str]] = {}
    made = Counter((step.of, step.to) for step in taken if isinstance(step, BackwardStep))
    for node, arg in edges(reversed(passes.names)):
        made[node, arg] -= 1
        if made[node, arg] < 0:
            missing.setdefault(arg, []).append(str(passes.names[node]))
    return missing
