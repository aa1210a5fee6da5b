"""A graph as text: the expression as a tree, and the program as a numbered list."""

from itertools import islice

from .arguments import public
from .names import expressed, names_beneath
from .namespaces.text import NAMES
from .value import Value
from .words import can_show
from .writing import DIGITS, Lines, columns, numeral


@public
def tree(y: Value, most: int = 60, digits: int = DIGITS, unicode: bool | None = None) -> Lines:
    """What y was computed from, as a tree; a node met again is referred to, and lines beyond `most` are counted.

    Drawn in `unicode` or in ASCII; by default in what the standard output can show.
    """
    names = names_beneath(y)
    branch, last_branch, trunk = (
        ("├─ ", "└─ ", "│  ") if unicode or (unicode is None and can_show("├─└│")) else ("|- ", "`- ", "|  ")
    )
    lines: list[str] = []
    shown: set[Value] = set()
    pending: list[tuple[Value | float, str, str]] = [(y, "", "")]
    while pending and len(lines) < most:
        node, lead, indent = pending.pop()
        if not isinstance(node, Value):
            lines.append(f"{lead}{NAMES.numeral(node)}")
            continue
        again = node in shown and node.op is not None
        op = f"  {node.op.name}" if node.op is not None and not again else ""
        lines.append(f"{lead}{names[node]} = {numeral(node.data, digits)}{op}{'  (shown above)' if again else ''}")
        shown.add(node)
        if not again:
            below = [(arg, f"{indent}{branch}", f"{indent}{trunk}") for arg in node.args]
            below[-1:] = [(arg, f"{indent}{last_branch}", f"{indent}   ") for arg in node.args[-1:]]
            pending += reversed(below)
    if pending:
        left = len(names) - len(shown)
        what = f"{left:,} more nodes" if left else "more lines of what is shown above"
        lines.append(f"... and {what}: tree(y, most={2 * most}) shows more, program(y) lists them")
    return Lines("\n".join(lines))


@public
def program(y: Value, most: int = 200, digits: int = DIGITS) -> Lines:
    """One line for each node, in the order of computing: its number, expression, value, gradient and local partials.

    What is beyond `most` lines is counted.
    """
    names = names_beneath(y)
    rows = [("", "node", "computed as", "value", "gradient", "local partials")]
    for number, (node, name) in enumerate(islice(names.items(), most), 1):
        expression = expressed(node, names)
        text = str(expression) if expression else f"{node.op.name}(...)" if node.op else "leaf"
        grad = "not computed yet" if node.grad is None else numeral(node.grad, digits)
        own = node.op is not None and node.op.vjp is not None
        partials = ["-" if p is None else "own rule" if own else numeral(p, digits) for p in node.partials[:PARTIALS]]
        more = ["..."] if len(node.partials) > PARTIALS else []
        rows.append(
            (
                str(number),
                str(name),
                "" if text == str(name) else text,
                numeral(node.data, digits),
                grad,
                ", ".join(partials + more),
            )
        )
    table = columns(rows)
    if len(names) > most:
        table += f"\n... and {len(names) - most:,} more nodes: program(y, most={2 * most}) shows more"
    return Lines(table)


PARTIALS = 12
"""How many local partials of one node are listed."""
