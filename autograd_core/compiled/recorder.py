"""A function recorded: run once on fresh Values, with what decided its way kept beside the graph."""

from collections.abc import Callable
from typing import Any

from ..copying import uncopied
from ..graph import topological_order
from ..recording import comparisons, enable_grad
from ..trees import leaves, tree_map
from ..value import Value
from .guards import READS
from .recorded import Recording


class Recorder:
    """Runs a function on fresh Values, and keeps what decided its way."""

    def __init__(self, f: Callable[..., Any], argnums: int | tuple[int, ...], has_aux: bool) -> None:
        self.f, self.argnums, self.has_aux = f, argnums, has_aux

    def __call__(self, args: Any, named: dict[str, Any]) -> Recording:
        fresh_args, fresh_named = tree_map(Value, tuple(args)), tree_map(Value, named)
        with enable_grad(), uncopied(leaves([fresh_args, fresh_named])), comparisons() as guards:
            y = self.f(*fresh_args, **fresh_named)
        if self.has_aux and not (isinstance(y, tuple) and len(y) == 2):
            raise TypeError(
                f"has_aux=True needs f to return a pair, one number and the rest; got {y!r:.60}: write return y, rest"
            )
        for x in leaves(y):
            if not isinstance(x, Value | int | float) or isinstance(x, bool):
                raise TypeError(f"compile(f) needs f to return numbers; got {x!r:.60}{_hint(x)}")
        argnums = self.argnums if isinstance(self.argnums, tuple) else (self.argnums,)
        for i in argnums:
            if not -len(fresh_args) <= i < len(fresh_args) and (fresh_args or i):
                raise TypeError(f"argnums={self.argnums} needs that many arguments; got {len(fresh_args)}")
        wrt = tuple(fresh_args[i] for i in argnums if fresh_args)
        inputs = list(leaves([fresh_args, fresh_named]))
        known = set(inputs)
        roots = [x for x in [*leaves(y), *(side for g in guards for side in (g.left, g.right))] if isinstance(x, Value)]
        kept = list(dict.fromkeys(x for root in roots for x in leaves_beneath(root) if x not in known))
        return Recording(
            y, inputs, wrt if isinstance(self.argnums, tuple) or not wrt else wrt[0], kept, guards, self.has_aux
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recorder) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # it is equal by what it holds, which a hash cannot always be made of


def refuse_read_numbers(recording: Recording, before: list[Recording]) -> None:
    """Raise ValueError where a number that was read out of the graph became part of the recording."""
    if recording.tests is None or recording.alone is None:
        return
    a = recording.alone
    for other in before:
        b = other.alone
        if b is None or (a.groups, a.args, a.kinds) != (b.groups, b.args, b.kinds):
            continue
        fresh = [(x.data, y.data) for x, y in zip(recording.kept, other.kept) if x is not y]  # made as it was recorded
        if any(x != y for x, y in [*zip(a.constants, b.constants), *fresh]):
            raise ValueError(
                f"this function {READS[recording.tests.reads[0]]}, and what it read went into the graph as "
                "a constant, so that each call is another function: compute with the Value itself, or call the "
                "function as it is"
            )


def leaves_beneath(root: Value) -> list[Value]:
    """The leaves beneath a root, from left to right."""
    return [node for node in topological_order(root, left_first=True) if node.op is None]


def _hint(x: Any) -> str:
    return ": does f end with a return?" if x is None else ""
