"""What might run away: claims about deep and wide graphs, of very long numbers, at far places,
and texts that nobody meant.

    python benchmarks/stress.py [--sections deep formulas network numbers special hostile] [--only WORDS]

Each line is one call, with its verdict and the processor's time that it took, what else the machine does left out; what
takes longer than 2 seconds, or 3 for 2,521 claims, is marked.  Wrong claims must come out WRONG and right ones pass, or
a sentence says what stays open.  The graphs are made before the clock starts.
"""

import argparse
import gc
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # the hostile texts are the tests' own
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy
from test_formula import HOSTILE

from autograd_core import Value, check, gradient, ops
from autograd_core.graph import topological_order

SECONDS = 2.0
"""What one claim may take."""
MANY = 3.0
"""What 2,521 of them may take."""


class Case(NamedTuple):
    """A call under a name, and how long it may take."""

    name: str
    ask: Callable[[], Any]
    seconds: float = SECONDS


def chain(op: Callable[[Any], Any], length: int, at: float = 0.5) -> Value:
    """An op over and over."""
    y = Value(at, label="x")
    for _ in range(length):
        y = op(y)
    return y.named("y")


def deep() -> Iterator[Case]:
    """Chains, with wrong and right numbers of every way of writing, and formulas."""
    graphs = {
        "20,000 tanh": lambda: chain(ops.tanh, 20_000),
        "100,000 additions": lambda: chain(lambda y: y + 1e-6, 100_000),
        "100,000 products": lambda: chain(lambda y: y * 1.000001, 100_000),
        "100,000 sines": lambda: chain(ops.sin, 100_000),
        "100,000 nodes of x + x": lambda: chain(lambda y: y * 0.5 + y * 0.5, 33_333),
        "100,000 square roots": lambda: chain(lambda y: ops.sqrt(y * 1.5), 50_000),
        "100,000 of relu and abs": lambda: chain(lambda y: ops.relu(abs(y) + 1e-7), 33_333),
        "100,000 terms": lambda: wide(100_000),
    }
    for name, make in graphs.items():
        y = make()
        own = gradient(y, "x")
        claims = {
            "a wrong float": own * 1.5 + 0.123456789012345,
            "a float off by 1e-6": own * (1 + 1e-6),
            "its own gradient": own,
            "a wrong text": f"{own * 1.5 + 0.1:.4g}",
            "a right text": f"{own:.4g}",
            "a wrong formula": "2*x + 1",
            "a wrong constant": "1/3 + pi",
            "a right constant": "1",
        }
        for said, claim in claims.items():
            yield Case(f"{name}: {said}", lambda y=y, claim=claim: check(y, {"x": claim}))
        yield Case(f"{name}: a line", lambda y=y: check(y, "dx = 3*x"))


def wide(terms: int) -> Value:
    """A sum of so many products with one leaf."""
    x = Value(0.5, label="x")
    return ops.sum([x * float(i) for i in range(terms - 2)]).named("y")


def formulas(nodes: int = 20_000, more: int = 100_000) -> Iterator[Case]:
    """Right formulas on large graphs, and the same a little wrong: terms of long sums, residuals of mean losses, the
    last layer of a deep chain, softmax, long products, sums of exponentials, a loss in closed form.
    """
    rng = random.Random(1)

    def leaves(name: str, count: int, low: float = -2.0, high: float = 2.0) -> list[Value]:
        return [Value(rng.uniform(low, high), label=f"{name}{i}") for i in range(count)]

    def squares(size: int) -> tuple[Value, str, str]:
        return ops.sum([x * x for x in leaves("x", size // 2)]).named("L"), "x7", "2*x7"

    def added(size: int) -> tuple[Value, str, str]:
        y: Any = 0
        for x in leaves("x", size // 3):
            y = x * x + y
        return y.named("L"), "x7", "2*x7"

    def losses(size: int) -> tuple[Value, str, str]:
        count, w, b = size // 6, Value(0.5, label="w"), Value(0.25, label="b")
        pairs = zip(leaves("x", count), leaves("t", count), strict=True)
        return (ops.sum([(w * x + b - t) ** 2 for x, t in pairs]) / count).named("L"), "t7", f"-2*(w*x7+b-t7)/{count}"

    def in_closed_form(size: int) -> tuple[Value, str, str]:
        count, w, b = size // 4, Value(0.5, label="w"), Value(0.25, label="b")
        pairs = [(rng.randint(-9, 9), rng.randint(-9, 9)) for _ in range(count)]
        xx, x, xt = (sum(f(*pair) for pair in pairs) for f in (lambda x, t: x * x, lambda x, t: x, lambda x, t: x * t))
        loss = (ops.sum([(w * x + b - t) ** 2 for x, t in pairs]) / count).named("L")
        return loss, "w", f"(2*w*{xx} + 2*b*{x} - 2*{xt})/{count}"

    def tanhs(size: int) -> tuple[Value, str, str]:
        h = chain(ops.tanh, size).named("h")
        return ops.tanh(h).named("y"), "h", "1 - y^2"

    def softmax(size: int) -> tuple[Value, str, str]:
        powers = [ops.exp(z) for z in leaves("z", size // 2)]
        share = (powers[3] / ops.sum(powers).named("S")).named("p")
        return (-ops.log(share)).named("L"), "z3", "p - 1"

    def product(size: int) -> tuple[Value, str, str]:
        return math.prod(leaves("z", size // 2, 0.9, 1.1), start=1).named("y"), "z3", "y/z3"

    def exponentials(size: int) -> tuple[Value, str, str]:
        x = Value(0.5, label="x")
        return ops.sum([ops.exp(x) for _ in range(size)]).named("y"), "x", f"{size}*exp(x)"

    made = (squares, added, losses, in_closed_form, tanhs, softmax, product, exponentials)
    for size in (nodes, more):
        for make in made:
            y, x, text = make(size)
            for said, claim in {"right": text, "a little wrong": f"({text})*1.0000001"}.items():
                name = f"{make.__name__.replace('_', ' ')}, {size:,} nodes: {said}"
                yield Case(name, lambda y=y, x=x, claim=claim: check(y, {x: claim}))


def network(examples: int = 40, sizes: Sequence[int] = (20, 40, 40, 1)) -> Iterator[Case]:
    """The 2,521 partials of a network at once: each product, sum and tanh is a node."""
    rng = random.Random(0)
    layers = [
        [[Value(rng.gauss(0, above**-0.5)) for _ in range(above + 1)] for _ in range(below)]
        for above, below in pairwise(sizes)
    ]
    losses = []
    for _ in range(examples):
        signals: list[Any] = [rng.gauss(0, 1) for _ in range(sizes[0])]
        for layer in layers:
            signals = [ops.tanh(ops.sum([w * x for w, x in zip(ws, signals)] + [ws[-1]])) for ws in layer]
        losses.append((signals[0] - rng.gauss(0, 1)) ** 2)
    loss = (ops.sum(losses) / examples).named("L")
    parameters = [w for layer in layers for ws in layer for w in ws]
    nodes = len(topological_order(loss))
    right = gradient(loss, parameters)
    size = f"claims on {nodes:,} nodes"
    claims = {
        "own gradients": right,
        "wrong by a half": [1.5 * g for g in right],
        "off by 1e-6": [g * (1 + 1e-6) for g in right],
        "wrong, as text": [f"{1.5 * g:.3g}" for g in right],
        "right, as text": [f"{g:.6g}" for g in right],
        "each tenth wrong": [g * (1.5 if i % 10 == 0 else 1) for i, g in enumerate(right)],
        "floats of 5 digits": [float(f"{g:.5g}") for g in right],
        "Fractions": [Fraction(g).limit_denominator(1000) for g in right],
    }
    for said, numbers in claims.items():
        pairs = list(zip(parameters, numbers, strict=True))
        yield Case(f"{len(numbers):,} {size}: {said}", lambda pairs=pairs: check(loss, pairs), MANY)
    for said, factor in {"own gradients": 1.0, "wrong by a half": 1.5}.items():
        pairs = [(x, factor * g) for x, g in zip(parameters, right, strict=True)]
        name = f"{len(pairs):,} {size}: {said}, "
        yield Case(f"{name}to 5 digits", lambda pairs=pairs: check(loss, pairs, digits=5), MANY)
        yield Case(f"{name}rtol=1e-6", lambda pairs=pairs: check(loss, pairs, rtol=1e-6), MANY)
        for kind in ("float64", "float32"):
            arrays, left = [], iter(pairs)
            for layer in layers:
                claimed = [[next(left)[1] for _ in ws] for ws in layer]
                arrays.append((layer, numpy.array(claimed, dtype=kind)))
            yield Case(f"{name}arrays of {kind}", lambda arrays=arrays: check(loss, arrays), MANY)


def long_numbers() -> Iterator[Case]:
    """Integers of 20 million bits, fractions of 200,000 digits, exponents without end."""
    x = Value(0.5, label="x")
    y = (x * x * 3).named("y")
    huge, digits = 1 << 20_000_000, 10**200_000
    numbers = {
        "an int of 20 million bits": huge,
        "a Fraction of an int of 20 million bits": Fraction(huge, 3),
        "a Fraction of 200,000 digits": Fraction(digits + 1, digits * 3 + 1),
        "a Decimal of 200,000 digits": Decimal(3).scaleb(-200_000) + 3,
        "text of 10,000 digits": "3." + "0" * 9_990,
        "text of 200,000 digits": "3." + "0" * 200_000,
        "1e999999999": "1e999999999",
        "1e-999999999": "1e-999999999",
        "9^9^9": "9^9^9",
        "2^(10^9)": "2^(10^9)",
        "a factor of 20 million bits": lambda x: 6 * x * huge / huge,
    }
    for name, claim in numbers.items():
        yield Case(name, lambda claim=claim: check(y, {"x": claim}))
    yield Case("Fractions of 200,000 digits in an array", lambda: check(y, [(x, Fraction(digits + 1, digits))]))


def special() -> Iterator[Case]:
    """digamma and its kin far from where they are easy, whole numbers made of them, and scores with lgamma."""
    far = {
        "digamma": (
            ops.digamma,
            (1e-300, 1e-5, 1.4616321449683622, 300.5, 1e15, 1e300, -0.5, -1234.5, -1e5 - 0.5, -1e12),
        ),
        "trigamma": (lambda x: ops.polygamma(1, x), (1e-100, 0.5, 1e10, -1e5 - 0.5)),
        "polygamma(20, x)": (lambda x: ops.polygamma(20, x), (1e-8, 0.5, 30.5, 1e8, -40.25)),
        "polygamma(99, x)": (lambda x: ops.polygamma(99, x), (0.5, 200.5)),
        "lgamma": (ops.lgamma, (1e-300, 1.0, 2.0, 1e300, -0.5, -1234.5, -1e5 - 0.5)),
        "lgamma, three deep": (lambda x: ops.lgamma(ops.lgamma(ops.lgamma(x))), (17.3, 1e5)),
    }
    for name, (op, places) in far.items():
        for place in places:
            x = Value(place, label="x")
            y = (op(x) * 1).named("y")
            for said, claim in {"a wrong float": 0.123456789012345, "its own gradient": gradient(y, x)}.items():
                yield Case(f"{name} at {place:g}: {said}", lambda y=y, claim=claim: check(y, {"x": claim}))
            yield Case(f"{name} at {place:g}: a wrong formula", lambda y=y: check(y, {"x": "digamma(x) + 1/x"}))
    for rounded in (ops.ceil, ops.floor, ops.round):
        x = Value(0.7, label="x")
        y = (rounded(ops.polygamma(30, x)) * x).named("y")
        for claim in (1.5, gradient(y, x), "ceil(polygamma(30, x))", "ceil(polygamma(30, x)) + 1"):
            yield Case(f"{rounded.name}(polygamma(30, x))*x: {claim}", lambda y=y, claim=claim: check(y, {"x": claim}))
    yield from scores()


def scores() -> Iterator[Case]:
    """Derivatives of log likelihoods, right ones and wrong ones."""
    k, r, p, n, a, b = (
        Value(at, label=name) for at, name in ((7.0, "k"), (2.5, "r"), (0.3, "p"), (12.0, "n"), (1.7, "a"), (0.8, "b"))
    )
    negative = (ops.lgamma(k + r) - ops.lgamma(r) - ops.lgamma(k + 1) + r * ops.log(p) + k * ops.log(1 - p)).named("nb")
    beta = (
        ops.lgamma(a + b)
        - ops.lgamma(a)
        - ops.lgamma(b)
        + ops.lgamma(k + a)
        + ops.lgamma(n - k + b)
        - ops.lgamma(n + a + b)
    ).named("bb")
    alphas = [Value(0.4 + 0.3 * i, label=f"a{i}") for i in range(12)]
    dirichlet = (
        ops.lgamma(ops.sum(alphas))
        - ops.sum([ops.lgamma(a) for a in alphas])
        + ops.sum([(a - 1) * math.log((i + 1) / 78) for i, a in enumerate(alphas)])
    ).named("d")
    many = [Value(0.5 + 0.1 * i, label=f"c{i}") for i in range(60)]
    multinomial = (
        ops.lgamma(ops.sum(many))
        - ops.sum([ops.lgamma(c) for c in many])
        - ops.lgamma(n + ops.sum(many))
        + ops.sum([ops.lgamma(c + 2) for c in many])
    ).named("dm")
    total = " + ".join(f"a{i}" for i in range(12))
    asked = [
        ("negative binomial", negative, "r", "digamma(k + r) - digamma(r) + ln(p)"),
        ("negative binomial", negative, "r", "digamma(k + r) + digamma(r) + ln(p)"),
        ("negative binomial", negative, "r", "1/r + 1/(r+1) + 1/(r+2) + 1/(r+3) + 1/(r+4) + 1/(r+5) + 1/(r+6) + ln(p)"),
        ("negative binomial", negative, "r", 0.5),
        ("beta binomial", beta, "a", "digamma(a + b) - digamma(a) + digamma(k + a) - digamma(n + a + b)"),
        ("beta binomial", beta, "a", "digamma(a + b) - digamma(a) + digamma(k + a) - digamma(n + a)"),
        ("Dirichlet", dirichlet, "a3", f"digamma({total}) - digamma(a3) + ln(4/78)"),
        ("Dirichlet", dirichlet, "a3", f"digamma({total}) - digamma(a3)"),
        ("Dirichlet", dirichlet, "a3", 1.25),
        ("Dirichlet of 60 counts", multinomial, "c3", "digamma(c3 + 2) - digamma(c3)"),
        ("Dirichlet of 60 counts", multinomial, "c3", 0.25),
    ]  # fmt: skip
    for name, y, x, claim in asked:
        yield Case(f"score, {name}: {claim}", lambda y=y, x=x, claim=claim: check(y, {x: claim}))


def hostile() -> Iterator[Case]:
    """Texts that nobody meant, as a formula and as a line."""
    x, w = Value(0.5, label="x"), Value(2.0, label="w")
    y = (x * w).sin().named("y")
    for text in HOSTILE:
        yield Case(f"hostile {text[:12]!r}", lambda text=text: check(y, {"x": text}))
        yield Case(f"hostile line {text[:12]!r}", lambda text=text: check(y, f"dy/dx = {text}"))


SECTIONS = {
    "deep": deep,
    "formulas": formulas,
    "network": network,
    "numbers": long_numbers,
    "special": special,
    "hostile": hostile,
}


def answered(ask: Callable[[], Any]) -> str:
    """The verdict in words, or of many how many there are of each kind; the error where one is raised."""
    try:
        verdicts = [row.verdict for row in ask().rows]
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if len(verdicts) == 1:
        return str(verdicts[0])
    return ", ".join(f"{count:,} {kind.name}" for kind, count in Counter(v.kind for v in verdicts).items())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*", default=[], help="words that a case's name has to contain")
    options.add_argument("--sections", nargs="*", default=[], choices=list(SECTIONS))
    chosen = options.parse_args()
    slow = count = 0
    longest = (0.0, "")
    for section, cases in SECTIONS.items():
        if chosen.sections and section not in chosen.sections:
            continue
        for case in cases():
            if not all(word in case.name for word in chosen.only):
                continue
            gc.collect()
            start = time.process_time()
            said = answered(case.ask)
            took = time.process_time() - start
            count, slow, longest = count + 1, slow + (took > case.seconds), max(longest, (took, case.name))
            print(f"{'>' if took > case.seconds else ' '} {took:6.2f} s  {case.name:64} {said:.90}", flush=True)
    print(f"{count} calls, {slow} longer than they may be; the longest {longest[0]:.2f} s: {longest[1]}")


if __name__ == "__main__":
    main()
