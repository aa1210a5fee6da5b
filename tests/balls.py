"""Ball arithmetic, by python-flint: the independent judge of our intervals.

`python tests/balls.py 20000` runs that many random programs over both, and prints how many values, local partials and
adjoints were compared, and how many of our enclosures failed to contain flint's.
"""

import math
import random
import sys
import time
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import flint

from autograd_core import OPS, Value
from autograd_core.graph import adjoints, replay, topological_order
from autograd_core.namespaces import Namespace
from autograd_core.namespaces.interval import Interval, Undetermined
from autograd_core.namespaces.intervals import Intervals

BITS = 1200


class Unsure(ArithmeticError):  # noqa: N818  # not a mistake: the judge abstains
    """A comparison that the balls cannot decide."""


class Ball:
    """An arb whose comparisons say when they are not sure."""

    def __init__(self, x: Any) -> None:
        if isinstance(x, float) and not math.isfinite(x):
            x = flint.arb.nan() if math.isnan(x) else flint.arb.pos_inf() if x > 0 else flint.arb.neg_inf()
        self.x = x if isinstance(x, flint.arb) else flint.arb(flint.fmpq(*Fraction(x).as_integer_ratio()))

    def _of(self, other: Any) -> Any:
        return other.x if isinstance(other, Ball) else Ball(other).x

    # fmt: off
    def __add__(self, other): return Ball(self.x + self._of(other))
    def __sub__(self, other): return Ball(self.x - self._of(other))
    def __rsub__(self, other): return Ball(self._of(other) - self.x)
    def __mul__(self, other): return Ball(self.x * self._of(other))
    def __truediv__(self, other): return Ball(self.x / self._of(other))
    def __rtruediv__(self, other): return Ball(self._of(other) / self.x)
    def __neg__(self): return Ball(-self.x)
    def __floordiv__(self, other): return BALLS.floor(self / other)
    def __mod__(self, other): return self - (self // other) * other
    def __gt__(self, other): return self._sure(self.x > self._of(other), self.x <= self._of(other))
    def __lt__(self, other): return self._sure(self.x < self._of(other), self.x >= self._of(other))
    def __ge__(self, other): return self._sure(self.x >= self._of(other), self.x < self._of(other))
    def __le__(self, other): return self._sure(self.x <= self._of(other), self.x > self._of(other))
    def __eq__(self, other): return self.same(self._of(other))
    def __ne__(self, other): return not self == other
    # fmt: on
    __radd__, __rmul__, __hash__ = __add__, __mul__, object.__hash__

    def same(self, other: Any) -> bool:
        return not self.x.is_nan() if self.x is other else self._sure(self.x == other, self.x != other)

    @staticmethod
    def _sure(yes: bool, no: bool) -> bool:
        if yes == no:
            raise Unsure
        return yes


class Balls(Namespace):
    """The alphabet over flint's balls."""

    name = "Balls"
    spelled = MappingProxyType({})

    def __getattr__(self, letter: str) -> Any:
        if letter.startswith("__"):
            raise AttributeError(letter)
        return lambda x: Ball(getattr(self.number(x).x, letter)())

    @property
    def pi(self) -> Any:
        return Ball(flint.arb.pi())

    def number(self, x: Any) -> Ball:
        return x if isinstance(x, Ball) else Ball(x)

    def literal(self, text: str) -> Ball:
        return Ball(Fraction(text))

    def abs(self, x: Any) -> Ball:
        return Ball(abs(self.number(x).x))

    def sign(self, x: Any) -> Ball:
        return Ball((x > 0) - (x < 0))

    def floor(self, x: Any) -> Ball:
        whole = self.number(x).x.floor().unique_fmpz()
        if whole is None:
            raise Unsure
        return Ball(flint.arb(whole))

    def ceil(self, x: Any) -> Ball:
        return -self.floor(-self.number(x))

    def trunc(self, x: Any) -> Ball:
        return self.floor(x) if x >= 0 else self.ceil(x)

    def round(self, x: Any) -> Ball:
        below = self.floor(x)
        if x - below != Fraction(1, 2):
            return self.floor(self.number(x) + Fraction(1, 2))
        return below if int(below.x.unique_fmpz()) % 2 == 0 else below + 1

    def maximum(self, *xs: Any) -> Ball:
        best = self.number(xs[0])
        for x in map(self.number, xs[1:]):
            best = x if x > best else best
        return best

    def minimum(self, *xs: Any) -> Ball:
        return -self.maximum(*(-self.number(x) for x in xs))

    def pow(self, x: Any, y: Any) -> Ball:
        x, y = self.number(x).x, self.number(y).x
        return Ball(x ** int(y.unique_fmpz()) if y.is_exact() and y.is_integer() else x**y)

    def atan2(self, y: Any, x: Any) -> Ball:
        return Ball(flint.arb.atan2(self.number(y).x, self.number(x).x))

    def lgamma(self, x: Any) -> Ball:
        return Ball(flint.acb(self.number(x).x).lgamma().real)

    def sinc(self, x: Any) -> Ball:
        return Ball(self.number(x).x.sinc_pi())

    def sinc_derivative(self, n: Any, x: Any) -> Ball:
        return super().sinc_derivative(int(self.number(n).x.unique_fmpz()), self.number(x))

    def erfinv(self, x: Any) -> Ball:
        """By flint's own arithmetic, where that has it."""
        return Ball(self.number(x).x.erfinv())

    def polygamma(self, n: Any, x: Any) -> Ball:
        order = int(self.number(n).x.unique_fmpz())
        if order == 0:
            return Ball(self.number(x).x.digamma())
        sign = 1 if order % 2 else -1
        return Ball(sign * math.factorial(order) * flint.acb(order + 1).zeta(flint.acb(self.number(x).x)).real)

    def log2(self, x: Any) -> Ball:
        return Ball(self.number(x).x.log() / flint.arb(2).log())

    def log10(self, x: Any) -> Ball:
        return Ball(self.number(x).x.log() / flint.arb(10).log())

    def cbrt(self, x: Any) -> Ball:
        size = abs(self.number(x).x).root(3)
        return Ball(size if x > 0 else -size)


BALLS = Balls()

STEPS = {"sign", "floor", "ceil", "round", "trunc", "mod", "floordiv"}
"""Left out of random programs: most are not decided at the integers that random programs like to land on."""
UNARY = [name for name, op in OPS.items() if name not in STEPS and len(op.parameters) == 1 and not op.variadic]
BINARY = ["add", "sub", "mul", "div", "pow", "atan2", "hypot", "maximum", "minimum", "logsumexp"]


def random_program(generator: random.Random) -> Value:
    """A few ops applied to each other's results, with sharing; leaves over many magnitudes."""
    results: list[Value] = []
    for _ in range(3):
        size = generator.choice([generator.uniform(-3, 3), generator.uniform(0, 1), 10 ** generator.uniform(-6, 3)])
        results.append(Value(generator.choice([size, size, float(round(size)), generator.randint(-4, 4)])))
    for _ in range(generator.randint(1, 8)):
        op = OPS[generator.choice(UNARY if generator.random() < 0.55 else BINARY)]
        count = 1 if op.name in UNARY else 2
        args = [generator.choice(results[-4:]) for _ in range(count)]
        if count == 2 and generator.random() < 0.2:
            args[1] = generator.choice([2, 3, 0.5, -1, 1])
        results.append(op.apply(tuple(args)))
    return results[-1]


def swept(y: Value, m: Any) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    """The values, local partials and adjoints of a graph over m."""
    order = topological_order(y)
    env = replay(
        order,
        {n: m.number(n.data) for n in order if n.op is None},
        lambda n, xs: m.number(m.apply(n.op, *xs)),
        m.number,
    )
    partials: dict[Any, Any] = {}

    def edges(node: Any) -> list[Any]:
        if node.op is None:
            return []
        free = [isinstance(a, Value) for a in node.args]
        inputs = [env[a] if f else m.number(a) for a, f in zip(node.args, free)]
        found = [
            p if p is None else m.number(p) for p in m.evaluate(node.op.local_partials, env[node], inputs, free, free)
        ]
        partials.update({(node, i): p for i, p in enumerate(found) if p is not None})
        return [x for pair in zip(node.args, found) for x in pair]

    return env, partials, adjoints(order, m.number(1), edges)


def sharp(ball: Any) -> bool:
    """Whether flint knows a number so well that reaching into an interval of ours can only mean to lie in it."""
    return bool(ball.is_finite() and (ball.is_zero() or ball.rel_accuracy_bits() > BITS // 3))


def contained(interval: Interval, ball: Any) -> bool:
    """Whether a sharp ball lies in the interval."""
    if interval.nan:
        return False
    below = interval.lo.is_finite() and ball < flint.arb(str(interval.lo))
    return not (below or (interval.hi.is_finite() and ball > flint.arb(str(interval.hi))))


def judge(y: Value, digits: int) -> tuple[int, int]:
    """How many of our enclosures could be compared with flint's, and how many did not contain it."""
    flint.ctx.prec = BITS
    try:
        ours = swept(y, Intervals(digits))
        theirs = swept(y, BALLS)
    except (Undetermined, Unsure, ZeroDivisionError, ValueError, OverflowError):
        return 0, 0
    compared = failed = 0
    for mine, balls in zip(ours, theirs):
        for key, ball in balls.items():
            if key not in mine or not sharp(ball.x):
                continue
            compared += 1
            failed += not contained(mine[key], ball.x)
    return compared, failed


def main(count: int, seed: int = 0) -> int:
    generator, start = random.Random(seed), time.perf_counter()
    compared = failed = decided = 0
    for _ in range(count):
        y = random_program(generator)
        if not isinstance(y, Value):
            continue
        got, missed = judge(y, generator.choice([15, 25, 40, 80]))
        compared, failed, decided = compared + got, failed + missed, decided + (got > 0)
    print(
        f"{count:,} random programs, {decided:,} of them judged: {compared:,} values, local partials and adjoints "
        "compared"
    )
    print(f"{failed} not contained; {time.perf_counter() - start:.0f} s")
    return failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000) > 0)
