"""A function of numbers, lists, arrays and tensors, recorded over Values; and a gradient of it that was written by
hand."""

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from inspect import Parameter, signature
from typing import Any

from ..graph import topological_order
from ..namespaces import number
from ..staleness import refuse_stale
from ..value import Value
from .arrays.array_claims import array_row
from .branches import Recorded, at_branches, recorded
from .partials.judging_numbers import judge_against
from .partials.sheet import Sheet
from .tables.nests import Nest, RaggedError, array_of_nodes, is_nest, nest_of, shape_ahead, written_place
from .verdicts.numbers import computed_number, read_number
from .verdicts.report import Report, Row
from .verdicts.verdict import Verdict

MOST = 10_000
"""A function is called with no more numbers than this."""

_APART = "give each array in it an argument of its own, as in check_gradient(lambda W, b: loss([W, b]), W, b)"


class Call:
    """A function with what it is called with, as a function of plain numbers, one after the other."""

    def __init__(self, f: Callable[..., Any], at: Sequence[Any]) -> None:
        self.f, self.at = f, tuple(x.item() if _is_alone(x) else x for x in at)
        self.names = _parameters(f, len(at))
        self.nests: list[Nest | None] = []
        self.labels: list[str] = []
        self.numbers: list[float] = []
        for name, x in zip(self.names, self.at):
            if (count := math.prod(shape_ahead(x))) > MOST:
                raise ValueError(f"check_gradient(f, ...) takes at most {MOST:,} numbers; got {count:,}")
            nest = self._nest(name, x) if is_nest(x) else None
            if isinstance(x, Mapping):
                raise TypeError(f"{name} is a mapping; {_APART}")
            self.nests.append(nest)
            if nest is None:
                self.labels.append(name)
                self.numbers.append(x if isinstance(x, float) else number(x, name))
                continue
            self.labels += [f"{name}{written_place(place)}" for place in nest.places()]
            self.numbers += nest.entries
        if len(self.numbers) > MOST:
            raise ValueError(f"check_gradient(f, ...) takes at most {MOST:,} numbers; got {len(self.numbers):,}")

    @staticmethod
    def _nest(name: str, x: Any) -> Nest:
        try:
            nest = nest_of(x)
            entries = tuple(e if type(e) is float else float(getattr(e, "middle", e)) for e in nest.entries)
        except (RaggedError, TypeError, ValueError, OverflowError) as error:
            if not isinstance(error, RaggedError) and "holds no derivatives" not in str(error):
                raise TypeError(f"{name} must be a number, or an array of numbers; it holds something else") from None
            apart = f": {_APART}" if isinstance(error, RaggedError) else ""
            raise TypeError(f"{name} must be a number, or an array of numbers; {error}{apart}") from None
        return Nest(nest.shape, entries)

    def flat(self, *leaves: Any) -> Any:
        """f of the same nests with these in place of their numbers."""
        left = iter(leaves)
        args = [
            next(left) if nest is None else _nested(x, nest.shape, [next(left) for _ in nest.entries])
            for x, nest in zip(self.at, self.nests)
        ]
        try:
            y = self.f(*args)
        except (TypeError, AttributeError) as error:
            if not any(nest is not None and not isinstance(x, list | tuple) for x, nest in zip(self.at, self.nests)):
                raise
            said = " ".join(f"{error!s:.100}".split())
            reached = "arrays and tensors reach f as numpy arrays of Values"
            raise TypeError(f"{reached}: write np.tanh(x), x @ w and x.sum(), or ops.sigmoid; got {said}") from error
        return _one_number(y)

    def recorded(self) -> Recorded:
        """The call over fresh leaves, which are labelled by the parameters: x, W[0][1]."""
        here = recorded(self.flat, self.labels, tuple(self.numbers))
        y = here.number if here.guards else here.y
        if isinstance(y, Value) and not y.label:
            y = y.named(getattr(self.f, "__name__", "f").replace("<lambda>", "f"))
        return here._replace(y=y)

    def arguments(self, leaves: Sequence[Value]) -> dict[str, Nest]:
        """The leaves of each argument, in its shape, by name."""
        left = iter(leaves)
        found = {}
        for name, nest in zip(self.names, self.nests):
            shape, count = ((), 1) if nest is None else (nest.shape, len(nest.entries))
            found[name] = Nest(shape, tuple(next(left) for _ in range(count)))
        return found


def _is_alone(x: Any) -> bool:
    """Whether this is a number in an array or a tensor without axes."""
    return not isinstance(x, Value) and getattr(x, "shape", None) == () and hasattr(x, "dtype") and hasattr(x, "item")


def _parameters(f: Callable[..., Any], count: int) -> list[str]:
    """What the arguments of a function are called."""
    try:
        kinds = signature(f).parameters.values()
    except (TypeError, ValueError):
        kinds = {}.values()
    names = [p.name for p in kinds if p.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    return [*names, *(f"x{i}" for i in range(len(names) + 1, count + 1))][:count]


def _nested(like: Any, shape: tuple[int, ...], entries: list[Any]) -> Any:
    """These entries in nested lists, or where an array or a tensor was given, in a numpy array of objects."""
    if not isinstance(like, list | tuple):
        import numpy as np

        array = np.empty(len(entries), dtype=object)
        array[:] = entries
        return array.reshape(shape)
    for size in reversed(shape[1:]):
        entries = [entries[i : i + size] for i in range(0, len(entries), size)]
    return entries


def _one_number(y: Any) -> Any:
    """What a function returned, out of an array of one entry.  Raises TypeError for an array of several."""
    if isinstance(y, Value) or not is_nest(y):
        return y.item() if getattr(y, "shape", None) == () and hasattr(y, "item") else y
    nest = nest_of(y) if not isinstance(y, list | tuple) or array_of_nodes(y) else None
    if nest is None or len(nest.entries) != 1:
        shape = f"an array {nest.shape}" if nest is not None else f"{y!r:.60} ({type(y).__name__})"
        raise TypeError(f"check_gradient(f, ...) needs an f of one number, such as a loss; it returned {shape}")
    return nest.entries[0]


# ── a gradient written by hand ───────────────────────────────────────────────────────────────────


def judged_by_hand(call: Call | None, here: Recorded, claimed: Any) -> Report:
    """A row for each argument of a function, about the gradient that was written by hand for it."""
    if call is None:
        raise TypeError(
            "check_gradient(f, *arguments, claimed=...) needs a function f; check(y, claims) is for a Value"
        )
    y = here.number
    refuse_stale(topological_order(y))
    sheet = Sheet(y)
    said = _as_computed(claimed(*copy.deepcopy(call.at))) if callable(claimed) else claimed
    value, by_name = _by_argument(call, said)
    decided = at_branches(call.flat, here)
    rows = [] if value is None else [_of_value(sheet, y, value)]
    for name, nodes in call.arguments(here.leaves).items():
        if name in by_name:
            beneath = tuple(x if x in sheet.names.beneath else None for x in nodes.entries)
            rows.append(_row(sheet, name, Nest(nodes.shape, beneath), by_name[name], decided))
    return Report((*sheet.broken, *rows))


def _row(sheet: Sheet, name: str, nodes: Nest, claim: Any, decided: Mapping[Value, Verdict]) -> Row:
    """An array in one row; a number as every other claim."""
    if nodes.shape == () and not is_nest(claim):
        row = array_row(sheet, name, Nest((1,), nodes.entries), [claim], decided)
        alone = next(iter((*row.parts, *row.entries)), row)
        return replace(alone, notes=row.notes) if nodes.entries[0] is not None else replace(alone, claim=row.claim)
    return array_row(sheet, name, nodes, claim, decided)


def _as_computed(claim: Any) -> Any:
    """What a function returns was computed, however few digits it shows."""
    if isinstance(claim, list | tuple):
        return (tuple if isinstance(claim, tuple) else list)(map(_as_computed, claim))
    if isinstance(claim, Mapping):
        return {name: _as_computed(x) for name, x in claim.items()}
    return computed_number(claim, 53) if type(claim) is float else claim


def _of_value(sheet: Sheet, y: Value, value: Any) -> Row:
    """The value that stands before the gradients."""
    claim = read_number(value)
    name = str(sheet.truth.names[y])
    if claim is None:
        raise TypeError(f"the value before the gradients must be a number; got {value!r:.60} ({type(value).__name__})")
    found = judge_against(claim, lambda digits: sheet.truth.value(y, digits))
    return Row(name, claim.text, found)


def _by_argument(call: Call, said: Any) -> tuple[Any, dict[str, Any]]:
    """The value, where it was given too, and the gradients by the names of the arguments."""
    names, value = call.names, None
    shapes = [() if nest is None else nest.shape for nest in call.nests]
    if isinstance(said, tuple) and len(said) == 2 and not is_nest(said[0]) and isinstance(said[1], Mapping):
        value, said = said
    if isinstance(said, Mapping):
        found = {}
        for key, claim in said.items():
            name = next((n for n in names if key in (n, f"d{n}", f"grad_{n}", f"{n}.grad")), None)
            if name is None:
                raise LookupError(f"f has no argument {key!r}; it has {', '.join(map(repr, names))}")
            found[name] = claim
        if not found:
            raise ValueError("claimed= holds no gradient")
        return value, found
    if isinstance(said, tuple) and len(said) == len(names) + 1 and not is_nest(said[0]) and _fit(said[1:], shapes):
        value, said = said[0], said[1:]
        return value, dict(zip(names, said))
    if isinstance(said, tuple) and len(said) == 2 and not is_nest(said[0]) and _is_listed(said[1], shapes):
        return said[0], dict(zip(names, said[1]))
    if len(names) == 1:
        alone = said[0] if _is_listed(said, shapes) and not _fit([said], shapes) else said
        return None, {names[0]: alone}
    if not isinstance(said, list | tuple) or len(said) != len(names):
        count = f"{len(said)}" if isinstance(said, list | tuple) else " ".join(f"{said!r:.40}".split())
        if not names:
            raise ValueError("check_gradient(f, ...) needs the numbers at which f is differentiated, behind it")
        raise ValueError(f"f has the arguments {', '.join(names)}, so it needs a gradient for each; got {count}")
    return None, dict(zip(names, said))


def _fit(claims: Sequence[Any], shapes: Sequence[tuple[int, ...]]) -> bool:
    """Whether gradients have the shapes of their arguments."""
    return [_shape(claim) for claim in claims] == list(shapes)


def _shape(claim: Any) -> tuple[int, ...] | None:
    if not is_nest(claim):
        return ()
    try:
        return nest_of(claim).shape
    except (RaggedError, TypeError):
        return None


def _is_listed(said: Any, shapes: Sequence[tuple[int, ...]]) -> bool:
    return isinstance(said, list | tuple) and len(said) == len(shapes) and _fit(said, shapes)
