"""A row of the op table in words: what `help` and `inspect.signature` show of it."""

from inspect import Parameter, Signature, getsource
from typing import Any

from .text import TEXT

LONGEST = 100
"""A longer formula is left out: the row itself says it better."""


def signature(op: Any) -> Signature:
    """How a row is called: clamp(x, lo, hi), leaky_relu(x, slope=0.01), sum(*xs), dot(ws, xs)."""
    named = ("ws", "xs") if op.pairs else op.parameters
    defaults = dict(zip(named[len(named) - len(op.defaults) :], op.defaults)) if op.defaults else {}
    parameters = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=defaults.get(name, Parameter.empty)) for name in named
    ]
    if op.variadic and not op.pairs:
        parameters = [
            *(parameter.replace(kind=Parameter.POSITIONAL_ONLY) for parameter in parameters),
            Parameter("others" if named else "xs", Parameter.VAR_POSITIONAL),
        ]
    return Signature(parameters)


def documentation(op: Any) -> str:
    """The formula of a row, its derivatives, domain and kinks, and its source."""
    names = list(op.parameters)
    if op.pairs:
        names = ["w1", "w2", "x1", "x2"]
    elif op.variadic:
        names = ["x1", "x2", "x3"]
    xs = [TEXT.written(name) for name in names]
    free = [True] * len(xs)
    output = "z" if "y" in names else "y"
    lines = [f"{op.name}{signature(op)}", ""]
    if op.vjp:
        lines.append("    What comes from above is passed on by a rule of its own, vjp, which is no derivative.")
    try:
        value = TEXT.written(op.primal(TEXT, *xs))
        lines.append(f"    {output} = {value}")
        partials = (
            [] if op.vjp else [TEXT.written(p) for p in op.local_partials(TEXT, TEXT.written(output), xs, free, free)]
        )
        lines += [
            f"    d{output}/d{name} = {partial if len(str(partial)) <= LONGEST else '...'}"
            for name, partial in zip(names, partials)
        ]
        for fact, said in ((op.domain, "defined where"), (op.kink, "kink or step where")):
            if fact is not None and len(condition := str(fact(TEXT, *xs))) <= LONGEST:
                lines.append(f"    {said} {condition}")
    except TypeError:  # a user's row that runs over floats alone
        lines.append("    This row computes with numbers alone, so there is no formula of it.")
    if op.symbol:
        lines.append(f"    written {op.symbol}")
    try:
        source = getsource(op.primal).rstrip().splitlines()
    except (OSError, TypeError):
        source = []
    if source:
        lines += ["", "The row:", "", *(f"    {line}" for line in source)]
    return "\n".join(lines)
