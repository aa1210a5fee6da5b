"""Claims about hard functions, right and wrong, made without the engine: flint's power series judge what is true.

A function and its hand-written partials are text that Python itself reads, over balls;
our parser and our sweeps have no part in it.
"""

import math
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import flint
from textbook_partials import ANYWHERE, claims

from autograd_core import OPS, Value, parse

BITS = 3000
SHARP = 400
"""Of so many bits both sides of a comparison must be sure."""

Lines = tuple[tuple[str, str], ...]
"""Names and formulas, line by line; the last is y."""


# ── truth ────────────────────────────────────────────────────────────────────────────────────────


class Series:
    """a + b t + O(t^2) in ball arithmetic: flint differentiates, not we."""

    def __init__(self, x: Any) -> None:
        if not isinstance(x, flint.arb_series):
            x = flint.arb_series(
                [x if isinstance(x, flint.arb) else flint.arb(flint.fmpq(*Fraction(x).as_integer_ratio()))]
            )
        self.x = x

    @staticmethod
    def of(x: Any) -> "Series":
        return x if isinstance(x, Series) else Series(x)

    # fmt: off
    def __add__(self, other): return Series(self.x + Series.of(other).x)
    def __sub__(self, other): return Series(self.x - Series.of(other).x)
    def __rsub__(self, other): return Series.of(other) - self
    def __mul__(self, other): return Series(self.x * Series.of(other).x)
    def __truediv__(self, other): return Series(self.x / Series.of(other).x)
    def __rtruediv__(self, other): return Series.of(other) / self
    def __neg__(self): return Series(-self.x)
    def __rpow__(self, other): return Series.of(other) ** self
    # fmt: on
    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, n: Any) -> "Series":
        if isinstance(n, int):
            return Series(self.x**n) if n >= 0 else 1 / self**-n
        return exp(Series.of(n) * log(self))

    @property
    def positive(self) -> bool:
        """Whether it is above 0.  Raises ValueError at a kink, and where that cannot be told."""
        value = self.x[0]
        if not value > 0 and not value < 0:
            raise ValueError("a sign that cannot be told")
        return bool(value > 0)


def flints(name: str) -> Callable[[Any], Series]:
    return lambda x: Series(getattr(Series.of(x).x, name)())


exp, log, sqrt, erf = map(flints, ("exp", "log", "sqrt", "erf"))


def tanh(x: Any) -> Series:
    return 1 - 2 / (exp(2 * Series.of(x)) + 1)


def normal_pdf(x: Any) -> Series:
    return exp(-(Series.of(x) ** 2) / 2) / sqrt(2 * flint.arb.pi())


JUDGED: dict[str, Callable[..., Series]] = {
    **{
        name: flints(name)
        for name in ("exp", "log", "sqrt", "erf", "erfc", "sin", "cos", "tan", "atan", "asin", "acos", "lgamma")
    },
    "tanh": tanh,
    "sinh": lambda x: (exp(x) - exp(-x)) / 2,
    "cosh": lambda x: (exp(x) + exp(-x)) / 2,
    "asinh": lambda x: log(x + sqrt(1 + x * x)),
    "atanh": lambda x: log((1 + x) / (1 - x)) / 2,
    "expm1": lambda x: exp(x) - 1,
    "log1p": lambda x: log(1 + x),
    "sigmoid": lambda x: 1 / (1 + exp(-x)),
    "softplus": lambda x: log(1 + exp(x)),
    "log_sigmoid": lambda x: -log(1 + exp(-x)),
    "normal_cdf": lambda x: (1 + erf(x / sqrt(2))) / 2,
    "normal_pdf": normal_pdf,
    "digamma": lambda x: Series(Series.of(x).x[0].digamma()),  # of a number only
    "abs": lambda x: x if x.positive else -x,
    "leaky_relu": lambda x: x if x.positive else x * 0.01,
    "relu": lambda x: x if x.positive else Series(0),
    "maximum": lambda x, y: x if (x - y).positive else y,
}


@cache
def compiled(text: str) -> Any:
    return compile(text.strip(), "<formula>", "eval")


def python(text: str, names: Mapping[str, Any]) -> Any:
    """What Python makes of a formula; the texts are our own."""
    return eval(compiled(text), {"__builtins__": {}}, names)


def run(lines: Lines, point: Mapping[str, Any], functions: Mapping[str, Any], moved: str = "") -> dict[str, Any]:
    """Every line's value over the functions of some library; with `moved`, that name is t further on."""
    known = dict(point)
    step = Series(flint.arb_series([0, 1])) if moved else 0
    if moved in known:
        known[moved] = known[moved] + step
    for name, text in lines:
        known[name] = python(text, {**functions, **known})
        if name == moved:
            known[name] = known[name] + step
    return known


class Judge:
    """The truth about a function at a point, by flint."""

    def __init__(self, lines: Lines, point: Mapping[str, Fraction]) -> None:
        flint.ctx.prec, flint.ctx.cap = BITS, 2
        self.lines, self.point = lines, {name: Series(x) for name, x in point.items()}
        self.functions = {**JUDGED, "pi": Series(flint.arb.pi())}

    def partial(self, y: str, x: str) -> Any:
        return Series.of(run(self.lines, self.point, self.functions, x)[y]).x[1]

    def formula(self, text: str) -> Any:
        return Series.of(python(text, {**self.functions, **run(self.lines, self.point, self.functions)})).x[0]


def sharp(ball: Any) -> bool:
    return bool(ball.is_finite() and (ball.is_zero() or ball.rel_accuracy_bits() > SHARP))


def fraction(ball: Any) -> Fraction:
    """A fraction nearer to a sharp ball than any claim reaches."""
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


# ── functions ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Function:
    """A function at a point, with what people may write for its partials, if anybody has worked them out."""

    family: str
    lines: Lines
    point: Mapping[str, float]
    by_hand: tuple[tuple[str, str], ...] = ()
    """Pairs of x and a formula for dy/dx."""

    @property
    def names(self) -> list[str]:
        return [*self.point, *(name for name, _ in self.lines[:-1])]

    def graph(self) -> Value:
        nodes: dict[str, Any] = {name: Value(x, label=name) for name, x in self.point.items()}
        for name, text in self.lines:
            nodes[name] = parse(text, nodes).named(name)
        return nodes[self.lines[-1][0]]


def drawn(rng: random.Random, low: float, high: float) -> float:
    """A number of that range, by its logarithm where it is wide; written short as often as not."""
    size = abs(low), abs(high)
    if low * high > 0 and max(size) > 100 * min(size):
        x = math.copysign(math.exp(rng.uniform(*map(math.log, sorted(size)))), low)
    else:
        x = rng.uniform(low, high)
    return float(f"{x:.{rng.choice((3, 3, 6, 17))}g}")


NAME = re.compile(r"\b[a-z]\w*\b")
HARD: dict[Lines, list[Any]] = {}
for _claim in claims("hard_functions.txt"):
    HARD.setdefault(_claim.function, []).append(_claim)


def from_the_file(rng: random.Random) -> Function:
    family = rng.choice(sorted({entries[0].family for entries in HARD.values()}))
    entries = rng.choice([entries for entries in HARD.values() if entries[0].family == family])
    computed = {name for name, _ in entries[0].function}
    texts = [text for _, text in entries[0].function] + [entry.text for entry in entries]
    leaves = dict.fromkeys(
        name for text in texts for name in NAME.findall(text) if name not in {*JUDGED, *computed, "pi"}
    )
    point = {name: drawn(rng, *entries[0].ranges.get(name, ANYWHERE)) or 0.5 for name in leaves}
    return Function(family, entries[0].function, point, tuple((entry.x, entry.text) for entry in entries))


STEPS = [
    "{a}*{b}", "{a} + {b}", "{a} - {b}", "{a}/(1 + {b}**2)", "sin({a})", "cos(3*{a})", "tanh({a}*{b})", "exp(-{a}**2)",
    "sqrt(1 + {a}**2)", "log(1 + {a}**2)", "sigmoid(10*{a})", "softplus({a} - {b})", "{a}**3", "atan({a})",
    "maximum({a}, {b})",
    "erf({a})", "2.5*{a} - 1", "relu({a} + 1)", "abs({a})", "1/(2 + sin({b}))",
]  # fmt: skip


def random_program(rng: random.Random) -> Function:
    """Up to a dozen steps, each from what came before."""
    point = {name: drawn(rng, -2, 2) for name in ("p", "q", "r")}
    known = list(point)
    lines = []
    for i in range(count := rng.randint(2, 12)):
        name = "y" if i == count - 1 else f"v{i}"
        a, b = rng.choice(known[-3:]), rng.choice(known[-5:])
        lines.append((name, rng.choice(STEPS).format(a=a, b=b)))
        known.append(name)
    needed = {"y"}
    for name, text in reversed(lines):
        needed |= set(NAME.findall(text)) if name in needed else set()
    kept = tuple(line for line in lines if line[0] in needed)
    return Function("random programs", kept, {name: x for name, x in point.items() if name in needed})


def random_network(rng: random.Random) -> Function:
    """A multilayer perceptron with half the squared error."""
    point: dict[str, float] = {}

    def leaf(name: str, reach: float) -> str:
        point[name] = drawn(rng, -reach, reach)
        return name

    activation, reach = rng.choice(("sigmoid", "tanh", "relu", "softplus")), rng.choice((1, 1, 6))
    below = [leaf(f"x{i}", 1.5) for i in range(rng.randint(1, 3))]
    lines = []
    for layer in range(depth := rng.randint(1, 3)):
        width = 1 if layer == depth - 1 else rng.randint(2, 3)
        names = []
        for j in range(width):
            weighted = " + ".join(f"{leaf(f'w{layer}_{j}{i}', reach)}*{name}" for i, name in enumerate(below))
            lines.append((f"net{layer}_{j}", f"{weighted} + {leaf(f'b{layer}_{j}', reach)}"))
            lines.append((f"out{layer}_{j}", f"{activation}(net{layer}_{j})"))
            names.append(lines[-1][0])
        below = names
    lines.append(("y", f"({leaf('t', 1)} - {below[0]})**2/2"))
    return Function("small networks", tuple(lines), point)


# ── claims ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Posed:
    """A claim about dy/dx of a function, and whether it is right; None where its few digits cannot tell."""

    function: Function
    ends: tuple[str, str]
    kind: str
    """text, float, formula or function."""
    claim: Any
    said: str
    """The claim as it can be printed."""
    right: bool | None
    slip: float
    """About how far it is off, relative to the truth."""
    value: float
    """What is claimed at the point."""
    decimals: bool = False


LOOSE = Fraction(1, 10**8)
"""No rounding of these functions' sweeps comes near to so much of a gradient;
a slip below it may be explained by one.
"""


def stands_for(x: str | float) -> tuple[Fraction, Fraction]:
    """The ends of what a written number means: half a unit of the last digit it shows, either way;
    an integer's text is itself.
    """
    shown = x if isinstance(x, str) else repr(x)
    value = Fraction(Decimal(shown))
    half = (
        Fraction(0) if shown.lstrip("+-").isdecimal() else Fraction(10) ** int(Decimal(shown).as_tuple().exponent) / 2
    )
    return value - half, value + half


def is_right(x: str | float, true: Fraction) -> bool | None:
    """Whether a written number is the true one; None where that is open: exact or rounded, a slip or rounding."""
    low, high = stands_for(x)
    within, count = low <= true <= high, len(Decimal(repr(x)).as_tuple().digits) if not isinstance(x, str) else 3
    if count <= 2:  # exact, or rounded: only where both say the same
        return True if Fraction(x) == true else None if within else False
    if count <= 11 or isinstance(x, str):
        return within
    off = abs(Fraction(x) - true)
    return True if off <= abs(true) / 2**52 else False if off > LOOSE * abs(true) else None


def written(x: Fraction, digits: int, rng: random.Random) -> str:
    """A fraction to so many significant digits."""
    d = Context(prec=digits, Emin=-99999, Emax=99999).divide(Decimal(x.numerator), Decimal(x.denominator))
    if d.adjusted() > -12 and int(d.as_tuple().exponent) <= 0 and rng.random() < 0.5:
        return f"{d:f}"
    return str(d)


FORMULA_SLIPS: list[Callable[[str, random.Random], str]] = [
    lambda text, rng: f"-({text})",
    lambda text, rng: f"2*({text})",
    lambda text, rng: text.replace(" - ", " + ", 1),
    lambda text, rng: text.replace(" + ", " - ", 1),
    lambda text, rng: text.replace("sin(", "cos(", 1),
    lambda text, rng: text.replace("**2", "**3", 1),
    lambda text, rng: re.sub(r"\b2\b", "3", text, count=1),
    lambda text, rng: re.sub(r"^\w+\*(?!\*)", "", text, count=1),
    lambda text, rng: f"({text})*1.{'0' * rng.randint(1, 11)}{rng.randint(1, 9)}",
    lambda text, rng: f"({text})*0.{'9' * rng.randint(2, 12)}",
    lambda text, rng: f"{text} + 1e-{rng.randint(3, 12)}",
    lambda text, rng: f"({text})/1.{'0' * 11}1",
]


def number_claim(function: Function, right: bool, rng: random.Random) -> Posed | None:
    decimals = rng.random() < 0.2
    point = {name: Fraction(repr(x)) if decimals else Fraction(x) for name, x in function.point.items()}
    y, x = "y", rng.choice(function.names)
    ball = Judge(function.lines, point).partial(y, x)
    if not sharp(ball):
        return None
    true, slip = fraction(ball), 0.0
    if true == 0 and rng.random() < 0.9:
        return None
    claimed = true
    if not right:
        slip = rng.choice(
            (rng.uniform(0.1, 2), -2, 1, -0.5, *(10 ** rng.uniform(-12, -1) for _ in range(4)), 1e-12)
        ) * rng.choice((1, -1))
        claimed = true * (1 + Fraction(slip)) if true else Fraction(slip)
    if rng.random() < 0.5:
        claim: Any = written(claimed, rng.randint(3, 15), rng)
    else:
        size = abs(float(claimed))
        if size > 1e300:
            return None
        digits = rng.choice((17, 17, 17, rng.randint(1, 2), rng.randint(3, 11)))
        claim = float(written(claimed, digits, rng)) if digits < 17 else float(claimed)
    if any(0 < abs(true - end) < Fraction(abs(true), 2**SHARP) for end in stands_for(claim)):
        return None  # on the very end, but for the last bit of the ball
    truly = is_right(claim, true)
    if right and truly is False and isinstance(claim, str):  # a float such as 14.0 for 14.48 shows a digit too many
        if claim.lstrip("-").isdecimal():
            return None  # no decimal place is left, and an integer is exact
        raise AssertionError(f"{claim!r} is not {float(true)!r}: the bank is wrong")
    kind = "text" if isinstance(claim, str) else "float"
    return Posed(function, (y, x), kind, claim, str(claim), truly, slip, float(claim), decimals)


def formula_claim(function: Function, right: bool, rng: random.Random) -> Posed | None:
    x, text = rng.choice(function.by_hand)
    said = text if right else rng.choice(FORMULA_SLIPS)(text, rng)
    point, slip = {name: Fraction(value) for name, value in function.point.items()}, 0.0
    rounded = function.family == "rounded constants"  # 0.1 in the one and 1/10 in the other
    for k in range(4):  # at the point, and beside it
        judge = Judge(
            function.lines, {name: n * (1 + k * Fraction(rng.randint(1, 99), 2**60)) for name, n in point.items()}
        )
        true, claimed = judge.partial("y", x), judge.formula(said)
        if k == 0:
            value = float(claimed.mid())
        if right and not (sharp(true) and (true.overlaps(claimed) or (rounded and abs(claimed / true - 1) < 4e-15))):
            raise AssertionError(f"{said} is not dy/d{x} of {function.lines}: the bank is wrong")
        if not right and k == 0:
            if not sharp(true) or not sharp(claimed) or true.overlaps(claimed):
                return None
            slip = float(abs((claimed - true) / true).mid()) if not true.is_zero() else 1.0
            if slip < 9e-13:
                return None
    kind = rng.choice(("formula", "function"))
    claim: Any = said
    if kind == "function":
        labels = [name for name in [*function.names, "y"] if re.search(rf"\b{name}\b", said)]
        claim = eval(f"lambda {', '.join(labels)}: {said}", {**OPS, "pi": math.pi})
    return Posed(function, ("y", x), kind, claim, said, right, slip, value)


def bank(count: int, seed: int) -> Iterator[Posed]:
    """So many claims, half of them right; beside them those whose digits cannot tell."""
    rng, made = random.Random(seed), 0
    while made < count:
        source = rng.choice((from_the_file, from_the_file, from_the_file, random_program, random_network))
        function = source(rng)
        right = made % 2 == 0
        make = formula_claim if function.by_hand and rng.random() < 0.5 else number_claim
        try:
            posed = make(function, right, rng)
        except (ZeroDivisionError, ValueError):
            posed = None
        if posed is not None:
            made += posed.right is not None
            yield posed
