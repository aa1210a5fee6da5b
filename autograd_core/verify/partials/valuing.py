"""What a side of a line comes to: symbols as they truly are, numbers as the intervals they stand for."""

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...graph import adjoints, topological_order
from ...namespaces.interval import Interval
from ...value import Value
from ..truth.enclosures import Enclosures
from ..truth.sided import ULPS
from ..verdicts.numbers import read_number
from .formulas import held_in
from .helpers import Helpers
from .line_parts import Side, Updated
from .rates import Rate, as_float, rate_over
from .sheet import Sheet

NEAR = Fraction(1, 10**12)
"""What a number is taken to be rounded from is known to so much of itself, in floats."""
MOST = 12
"""Of no more numbers is it tried whether another one is rounded from them."""


class Valuing(Helpers):
    """The values of what a sheet speaks of, with the learning rate it has spoken of."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.truth = sheet.truth
        self.as_rounded = ""
        """A number that some leaf holds and that is taken for a rounded one all the same."""
        self.rounded_from = 0.0
        """What it is taken to be rounded from."""
        self._worth: dict[tuple[str, int, Enclosures, str, float], Interval] = {}
        """What a helper came to, by digits and by how constants are read."""
        plain = [*self.truth.constants, *(leaf.data for leaf in self.truth.order if leaf.op is None)]
        self.known = {Fraction(repr(x)) for x in plain if math.isfinite(x)}

    def define(self, name: str, side: Side, value: Interval) -> None:
        """A line gives something a name of its own, and its value to so many digits."""
        self.name(name, side.expression)
        self._worth[name, value.m.digits, self.truth, self.as_rounded, self.rounded_from] = value

    def true(self, said: Any, digits: int) -> Interval:
        """The true value of what a line speaks of."""
        m = self.truth.system(digits)
        if isinstance(said, Rate):
            return m.number(rate_over(said, m))
        if isinstance(said, Updated):
            slope = self.truth.partial(self.sheet.main, said.leaf, digits)
            return self.truth.value(said.leaf, digits) - self.true(self.rate_or_refuse(), digits) * slope
        if isinstance(said, tuple):
            return self.truth.holding(held_in(said)).partial(said[0], said[1], digits)
        return self.truth.value(said, digits) if isinstance(said, Value) else self.valued(said, digits)

    def exactly(self, side: Side, digits: int) -> Interval:
        """What a side comes to with its numbers as they are written: -0.1 in dE/dw > -0.1 is no rounded number."""
        m = self.truth.system(digits)
        found: Interval = m.number(side.expression.over(m, lambda name: self.true(self.meant(name), digits)))
        return found

    def valued(self, side: Side, digits: int) -> Interval:
        """What a side comes to: symbols as they truly are, numbers as the intervals they stand for."""
        m = self.truth.system(digits)

        def of(name: Any) -> Interval:
            return self.true(self.meant(name), digits)

        def with_helpers(name: Any) -> Interval:
            return worth[name] if name in worth else of(name)

        short, worth = side.as_written, dict[str, Interval]()
        if short is not None and not any(step.kind in ("derivative", "call") for step in short.program):
            reading = self.truth, self.as_rounded, self.rounded_from
            values = {name: self._worth.get((name, digits, *reading)) for name in short.names}
            worth = {name: x for name, x in values.items() if name in self.helpers and x is not None}
            short = short if all(name in worth for name in short.names if name in self.helpers) else None
        else:
            short = None
        said, meant = (side.expression, of) if short is None else (short, with_helpers)
        found: Interval = m.number(said.over(m, meant, lambda text: self._written(text, m)))
        return found

    def _written(self, text: str, m: Any) -> Interval:
        number = read_number(text)
        assert number is not None
        value = Fraction(Decimal(text))
        if text == self.as_rounded:  # it may stand there twice, once for the leaf
            near = NEAR * abs(Fraction(self.rounded_from))
            ends = (
                min(value, Fraction(self.rounded_from) - near),
                max(value, Fraction(self.rounded_from) + near),
            )
        elif not (text.isdecimal() or self._is_known(text)):
            ends = Fraction(number.low), Fraction(number.high)
        elif text.isdecimal():
            ends = (value, value)
        else:  # its decimal, or a float near it, since leaves hold floats and sums of them are rounded
            near = ULPS * Fraction(math.ulp(float(text)))
            ends = value - near, value + near
        found: Interval = m.hull(m.read(ends[0]), m.read(ends[1]))
        return found

    def _stands_for_something(self, text: str) -> bool:
        """Whether a written number is an integer, what a leaf holds, or near some number that there is."""
        number = read_number(text)
        if number is None or text.isdecimal() or self._is_known(text):
            return True
        return any(float(number.low) <= x <= float(number.high) for x in self.met)

    def _rounded_to(self, text: str, digits: int) -> list[float]:
        """Of a number that some leaf holds, and that has digits enough to be another one, rounded: which it may be.

        One digit is enough where the result is given as well, and judged by its own.
        """
        number = read_number(text)
        if text.isdecimal() or number is None or (number.digits or 0) < digits or not self._is_known(text):
            return []
        met = (x for x in self.met if float(number.low) <= x <= float(number.high) and x != float(text))
        return list({float(f"{x:.12g}"): x for x in met}.values())[:MOST]

    @property
    def met(self) -> Iterator[float]:
        """The sizes of all numbers that a product may hold: values, 1 - values, local partials and derivatives."""
        for node in self.truth.order:
            yield from (abs(node.data), abs(1 - node.data), *(abs(p) for p in node.partials if p is not None))
        yield from (abs(float(x)) for x in adjoints(topological_order(self.sheet.main)).values())

    def _is_known(self, text: str) -> bool:
        """Whether a number is just what some leaf stands for; 0.50 may as well be a rounded 0.5023."""
        value, padded = Fraction(Decimal(text)), "." in text and text.endswith("0")
        return not padded and (value in self.known or value == self.rate)

    def float_rate(self) -> float | None:
        """The learning rate as a float, or None."""
        return None if self.rate is None else as_float(self.rate)
