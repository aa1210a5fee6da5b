"""What rounding does to a gradient, tried out: the sweeps run in that arithmetic, with every operation moved by chance.

A bound adds up errors that mostly cancel, and tells nothing of a large network.  So the two sweeps run in many lanes at
once: the first rounds as floats of so many bits do, in all others each result is moved to a float beside it, or not, by
chance (the CESTAC method: Vignes 1993).  How far the lanes are from what is true is how far rounding leads.
"""

import math
from collections.abc import Sequence
from typing import Any

from ...calculus import edges_once, edges_over
from ...collecting import uncollected
from ...graph import adjoints, replay, topological_order
from ...namespaces.arrays import Arrays
from ...value import Value
from .enclosures import Enclosures

LANES = 16
"""So many sweeps are tried at once."""
DRAWN = 1009
"""So many rows of moves are drawn, and used again and again."""
TYPES = {53: "float64", 24: "float32", 11: "float16"}
"""The arithmetics that can be run."""


class Lanes(Arrays):
    """An array of one number for each lane."""

    def __init__(self, module: Any, by_hand: bool) -> None:
        super().__init__(module)
        self.by_hand = by_hand

    def number(self, x: Any) -> Any:
        """A constant, the same in every lane."""
        return float(x)


class Scatter:
    """The lanes of everything beneath a root, swept once for every precision that is asked for."""

    def __init__(self, truth: Enclosures) -> None:
        self.truth = truth
        self._values: dict[int, dict[Any, Any]] = {}
        self._edges: dict[int, dict[Any, Sequence[Any]]] = {}
        self._adjoints: dict[tuple[int, bool, Value, Value | None], dict[Any, Any]] = {}

    def off(self, y: Value, x: Value, bits: int, true: float, by_hand: bool = False) -> float | None:
        """How far dy/dx is from the true one, as its lanes tell; None where they cannot be run or are not finite.

        It is the root of the mean square over all lanes, or what plain rounding comes to, where that is more.
        """
        try:
            import numpy
        except ImportError:
            return None
        if bits not in TYPES:
            return None
        held = self.truth.held_between(y, x)
        key = bits, by_hand, y, x if held else None
        if key not in self._adjoints:
            try:
                with numpy.errstate(all="ignore"), uncollected():
                    self._adjoints[key] = self._swept(numpy, y, bits, by_hand, held)
            except (ArithmeticError, AttributeError, TypeError, ValueError):  # rows that know no arrays
                self._adjoints[key] = {}
        lanes = self._adjoints[key].get(x)
        if lanes is None:
            return None
        found = [abs(float(lane) - true) for lane in numpy.broadcast_to(lanes, LANES)]
        least = float(numpy.finfo(TYPES[bits]).smallest_subnormal)  # what vanishes may be that far off in all lanes
        least = max(least, abs(true) * 2.0**-bits)  # what comes out is a float of so many bits, in any lane
        off = max(math.sqrt(math.fsum(far * far for far in found) / LANES), found[0], least)
        return off if math.isfinite(off) else None

    def _swept(self, numpy: Any, y: Value, bits: int, by_hand: bool, held: frozenset[Value]) -> dict[Any, Any]:
        m, kind = Lanes(numpy, by_hand), getattr(numpy, TYPES[bits])
        drawn = numpy.random.default_rng(bits)
        moves = drawn.choice((-1.0, 0.0, 0.0, 1.0), (DRAWN, LANES)) * 2.0 ** (1 - bits)
        moves[:, 0] = 0.0
        moved: Sequence[Any] = list((1 + moves).astype(kind))
        count = 0

        def lanes(found: Any) -> Any:
            """A result in every lane, each moved by chance."""
            nonlocal count
            count += 1
            found = moved[count % DRAWN] * found
            return found if found.dtype == kind else found.astype(kind)

        if bits not in self._values:
            leaves = {node: lanes(kind(node.data)) for node in self.truth.order if node.op is None}
            self._values[bits] = replay(
                self.truth.order, leaves, lambda node, inputs: lanes(m.evaluate(node.op.primal, *inputs)), m.number
            )
        values = self._values[bits]
        order = topological_order(y, held) if held else self.truth.shape.beneath(y)
        over = edges_over(m, values.__getitem__, values, held)
        plain = edges_once(over, self._edges.setdefault(bits, {}))

        def edges(node: Any) -> Sequence[Any]:
            """What people write as the table does is worked out once."""
            return over(node) if node.op is not None and (held or node.op.has_form_by_hand) else plain(node)

        return adjoints(order, kind(1), edges)
