"""What is asked of functions: rows of one's own, kinks, branches, terms that hide, and special functions."""

import random
from collections.abc import Callable
from typing import Any

from claims_bank import Function, Posed, from_the_file, python

from autograd_core import OPS, Value, check, check_gradient, op, ops

from .cases import Case, of_a_claim, outcome_of, short

ROWS: dict[str, tuple[Callable[..., Any], Callable[..., Any], str, tuple[str, ...], tuple[Callable[..., Any], ...]]] = {
    "cube": (lambda m, x: x * x * x, lambda m, y, x: 3 * x**2, "3*x^2", ("6*x", "x^2"),
             (lambda m, y, x: 6 * x, lambda m, y, x: x**2 * 2)),
    "swish": (
        lambda m, x: x * m.sigmoid(x),
        lambda m, y, x: m.sigmoid(x) + y * (1 - m.sigmoid(x)),
        "sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))",
        ("sigmoid(x)", "sigmoid(x)*(1 - sigmoid(x))"),
        (lambda m, y, x: m.sigmoid(x), lambda m, y, x: m.sigmoid(x) + y * (1 + m.sigmoid(x))),
    ),
    "soft": (
        lambda m, x: m.log(1 + m.exp(2 * x)) / 2,
        lambda m, y, x: m.sigmoid(2 * x),
        "1/(1 + exp(-2*x))",
        ("1/(1 + exp(-x))", "2/(1 + exp(-2*x))"),
        (lambda m, y, x: m.sigmoid(x), lambda m, y, x: 2 * m.sigmoid(2 * x)),
    ),
    "gelu": (
        lambda m, x: x / 2 * (1 + m.tanh(0.7978845608028654 * x)),
        lambda m, y, x: (1 + m.tanh(0.7978845608028654 * x)) / 2
        + x / 2 * 0.7978845608028654 * (1 - m.tanh(0.7978845608028654 * x) ** 2),
        "(1 + tanh(0.7978845608028654*x))/2 + x/2*0.7978845608028654*(1 - tanh(0.7978845608028654*x)^2)",
        ("(1 + tanh(0.7978845608028654*x))/2",),
        (lambda m, y, x: (1 + m.tanh(0.7978845608028654 * x)) / 2,),
    ),
    "bumped": (
        lambda m, x: m.sin(x),
        lambda m, y, x: m.cos(x),
        "cos(x)",
        ("-cos(x)", "sin(x)"),
        (lambda m, y, x: m.cos(x) + m.sin(20 * x) / 100, lambda m, y, x: m.cos(x) * (1 + x * x / 10**9)),
    ),
}  # fmt: skip


def rows(rng: random.Random, right: bool) -> Case | None:
    """A right row is as good as one of the table; what rests on a broken one neither passes nor is wrong."""
    name = rng.choice(list(ROWS))
    primal, partial, said, slips, broken = ROWS[name]
    is_broken = rng.random() < 0.4
    claim, x = said if right else rng.choice(slips), short(rng, 0.2, 2)
    rule = rng.choice(broken) if is_broken else partial
    if is_broken and name == "cube":
        x = 2.0  # where 6x is right, and nowhere beside it

    def ask() -> str:
        own = op(f"{name}_of_the_bank", primal, rule)
        try:
            report = check((own(Value(x, label="x")) * 2).named("y"), {"x": f"2*({claim})"})
        finally:
            del OPS[own.name]
        return "passed" if report.ok else outcome_of(report.rows[-1].verdict.kind)

    told = f"{'broken ' if is_broken else ''}row {name} at {x}, claim {claim}"
    return Case("rows of one's own", told, None if is_broken else right, ask)


KINKED = {
    "relu(x - {c})": ("1", "0"),
    "abs(x - {c})": ("1", "-1"),
    "3*abs({c} - x)": ("3", "-3"),
    "maximum(2*x, x + {c})": ("2", "1"),
    "sqrt((x - {c})**2)": ("1", "-1"),
    "sqrt(x**2 - 2*{c}*x + {c}**2)": ("1 + 0*x", "-1 + 0*x"),
    "leaky_relu(x - {c})": ("1", "0.01"),
    "relu(x - {c}) + x": ("2", "1"),
    "x + sqrt((x - {c})**4)/abs(x - {c})": ("2", "0"),
}
"""Functions with a kink at c, and the slope to its right and to its left."""


def kinks(rng: random.Random, right: bool) -> Case | None:
    """At a kink there is no slope to be right about; beside it each side has its own."""
    shape = rng.choice(list(KINKED))
    above, below = KINKED[shape]
    c = rng.choice((0.5, 1.0, 2.0, 0.75, 1.5))
    at_it, side = not right and rng.random() < 0.5, rng.choice((-1, 1))
    x = c if at_it else c + side * rng.choice((2.0**-20, 0.125, 0.25, 2.0**-40))
    true, other = (above, below) if side > 0 else (below, above)
    claim = true if right else rng.choice((above, below, "0", "1/2", "0*x", "1.0")) if at_it else other
    function = Function("kinks", (("y", shape.format(c=c)),), {"x": x})
    told = f"{function.lines[0][1]} at x = {x!r}: claim {claim}"
    if rng.random() < 0.2 and (at_it or (right and abs(x - c) > 1e-3)):
        return Case(
            "kinks",
            f"check_gradient: {told}",
            right,
            lambda: outcome_of(check_gradient(function.graph()).rows[-1].verdict.kind),
        )
    posed = Posed(function, ("y", "x"), "formula", claim, claim, right, 0.0 if right else 1.0, python(claim, {"x": x}))
    return Case("kinks", told, right, of_a_claim(function.graph, "x", claim), posed)


PIECES: tuple[tuple[Callable[..., Any], Callable[..., Any]], ...] = (
    (lambda x: x * x, lambda x: 3 * x),
    (lambda x: ops.sin(x), lambda x: ops.cos(x)),
    (lambda x: x * 0 + 4, lambda x: x * x),
    (lambda x: ops.exp(x), lambda x: 1 + x * x),
    (lambda x: -x, lambda x: x * x * x),
)


def ways(p: Callable[..., Any], q: Callable[..., Any], c: float) -> dict[str, Callable[..., Any]]:
    """The ways in which a function may go over from p to q at c."""

    def early_exit(x: Any) -> Any:
        if x >= c:
            return q(x)
        return p(x)

    return {
        "where": lambda x: ops.where(x < c, p(x), q(x)),
        "if": lambda x: p(x) if x < c else q(x),
        "early exit": early_exit,
        "at one point": lambda x: p(x) if x == c else q(x),
        "where at one point": lambda x: ops.where(x == c, p(x), q(x)),
    }


def branches(rng: random.Random, right: bool) -> Case | None:
    """Where another branch of f begins at the point, the slope of the branch that was recorded does not pass."""
    p, q = rng.choice(PIECES)
    c = rng.choice((1.0, 2.0, 0.5, 1.5))
    x = c if not right else c + rng.choice((-1, 1)) * rng.choice((0.25, 2.0**-10))
    name, f = rng.choice(list(ways(p, q, c).items()))
    said = f"{name} of pieces {PIECES.index((p, q))} at {c}, x = {x}"
    return Case("branches", said, right, lambda: outcome_of(check_gradient(f, x).rows[-1].verdict.kind))


def hidden(rng: random.Random, right: bool) -> Case | None:
    """A term of 1e-200, a bump beside the point, a sine that vanishes at round numbers: however well it hides."""
    function = from_the_file(rng)
    if function.family in ("rounded constants", "kinks nearby", "underflowing", "saturated"):
        return None
    x, text = rng.choice(function.by_hand)
    if x not in function.point or text == "1e12":  # a decimal alone may be a rounded one
        return None
    v = function.point[x]
    n = rng.choice((2, 64, 100, 202, 1000, 12345))
    if right:
        said = rng.choice((text, f"({text}) + 0*{x}", f"({text})*1", f"{text} + sin({x})**2 + cos({x})**2 - 1"))
    else:
        said = text + rng.choice(
            (
                f" + 1e-{rng.randint(20, 280)}",
                f" + {x}*1e-{rng.randint(20, 280)}",
                f" + sin({n}*pi*{x})*0.01",
                f" + sin({n}*pi*({x} - ({v!r})))",
                f" + exp(-(({x} - ({v!r}))/{abs(v):.3g} - 0.1)**2/0.001)",
            )
        )
    posed = Posed(function, ("y", x), "formula", said, said, right, 0.0, 0.0)
    return Case("terms that hide", f"{function}: d/d{x} = {said}", right, of_a_claim(function.graph, x, said), posed)


def gammas(rng: random.Random, right: bool) -> Case | None:
    """digamma(x + 1) is digamma(x) + 1/x, and lgamma likewise."""
    n, k = rng.randint(1, 4), short(rng, 0.3, 4)
    shift = " + ".join(f"1/(k + {i})" for i in range(n))
    function, partial = rng.choice(
        (
            (f"lgamma(k + {n}) - lgamma(k)", shift),
            (f"lgamma(k + {n})", f"digamma(k) + {shift}"),
            (f"lgamma(k)*2 - lgamma(k + {n})", f"digamma(k) - ({shift})"),
        )
    )
    wrong = (f"{partial} + 1/k", f"{partial} - 1e-9", partial.replace("1/(k + 0)", "1/(k + 1)"), f"-({partial})")
    said = partial if right else rng.choice(wrong)
    described = Function("gamma", (("y", function),), {"k": k})
    posed = Posed(described, ("y", "k"), "formula", said, said, right, 0.0, 0.0)
    return Case("shifts of gamma", f"{function} at {k}: {said}", right, of_a_claim(described.graph, "k", said), posed)


FUNCTIONS = (rows, kinks, branches, hidden, gammas)
