"""A graph as text: the expression as a tree, and the program as a numbered list."""

from collections.abc import Iterator

from .names import expressed, names_beneath, numeral
from .namespaces.text import NAMES
from .value import Value


def tree(y: Value, most: int = 60) -> str:
    """What y was computed from, as a tree; a node met again is only referred to, and what is beyond `most` lines is counted."""
    names = names_beneath(y)
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
        lines.append(f"{lead}{names[node]} = {numeral(node.data)}{op}{'  (shown above)' if again else ''}")
        shown.add(node)
        if not again:
            args = node.args
            for i in reversed(range(len(args))):
                last = i == len(args) - 1
                pending.append((args[i], f"{indent}{'└─ ' if last else '├─ '}", f"{indent}{'   ' if last else '│  '}"))
    left = len(names) - len(shown)
    if left:
        lines.append(f"... and {left:,} more nodes: tree(y, most={2 * most}) shows more, program(y) lists them")
    return "\n".join(lines)


def program(y: Value, most: int = 200) -> str:
    """One line for each node, in the order of computing: its number, expression, value, gradient and local partials.

    What is beyond `most` lines is counted.
    """
    names = names_beneath(y)

    def rows() -> Iterator[tuple[str, ...]]:
        for number, (node, name) in enumerate(names.items(), 1):
            if number > most:
                return
            expression = expressed(node, names)
            text = str(expression) if expression else f"{node.op.name}(...)" if node.op else "leaf"
            grad = "not computed yet" if node.grad is None else numeral(node.grad)
            partials = ", ".join("-" if p is None else numeral(p) for p in node.partials[:12])
            yield str(number), str(name), "" if text == str(name) else text, numeral(node.data), grad, partials

    table = [("", "node", "computed as", "value", "gradient", "local partials"), *rows()]
    widths = [max(len(row[i]) for row in table) for i in range(6)]
    lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths)).rstrip() for row in table]
    if len(names) > most:
        lines.append(f"... and {len(names) - most:,} more nodes: program(y, most={2 * most}) shows more")
    return "\n".join(lines)
