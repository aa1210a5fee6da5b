"""What is handed in as lines: chains of factors, updates, identities, definitions,
differentials; and products over paths.
"""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from claims_bank import Function, stands_for, written

from autograd_core import Value, check
from autograd_core.verify import Kind, check_worksheet

from .cases import Ask, Case, of_a_claim, of_a_line, outcome_of, sheet_of, short, true_partial

NEURONS = {
    "sigmoid(z)": "h*(1 - h)",
    "tanh(z)": "(1 - h**2)",
    "softplus(z)": "sigmoid(z)",
    "exp(z)": "h",
    "atan(z)": "1/(1 + z**2)",
}
LOSSES = {"(h - t)**2/2": "(h - t)", "(t - h)**2": "2*(h - t)", "h*t": "t", "sin(h) + t": "cos(h)"}


def neuron(rng: random.Random) -> tuple[Function, dict[str, str]]:
    """One neuron and its loss, with the factor of every step by hand."""
    inner, outer = rng.choice(list(NEURONS)), rng.choice(list(LOSSES))
    point = {name: short(rng, -1.5, 1.5) for name in ("w", "x", "b", "t")}
    factors = {"dy/dh": LOSSES[outer], "dh/dz": NEURONS[inner], "dz/dw": "x", "dz/dx": "w", "dz/db": "1"}
    return Function("neuron", (("z", "w*x + b"), ("h", inner), ("y", outer)), point), factors


def rounded(x: Fraction, digits: int, rng: random.Random) -> str:
    text = written(x, digits, rng)
    return f"({text})" if text.startswith("-") else text


def off_by_some(x: Fraction, digits: int, rng: random.Random) -> Fraction:
    """A number that so many digits tell apart from x."""
    return x * (1 + Fraction(rng.choice((-2.0, -0.5, 1.0, 0.1, 10 ** rng.uniform(1.5 - digits, -1)))))


def chains(rng: random.Random, right: bool) -> Case | None:
    """dy/dw = dy/dh * dh/dz * dz/dw = 0.74 * 0.19 * 0.59 = 0.082: each number beside the symbol it stands for."""
    function, _ = neuron(rng)
    x, digits = rng.choice(("w", "x")), rng.randint(3, 9)
    names = ["dy/dh", "dh/dz", f"dz/d{x}"]
    found = [true_partial(function, *name[1:].split("/d")) for name in (*names, f"dy/d{x}")]
    if None in found:
        return None
    truths = [value for value in found if value is not None]
    slips = {} if right else {rng.randrange(len(truths)): 0}
    if not right and rng.random() < 0.3:  # two slips that make up for each other
        slips = dict(zip(rng.sample(range(3), 2), (k := Fraction(rng.choice((2, 3, 5))), 1 / k)))
    texts = []
    for i, true in enumerate(truths):
        said = true if i not in slips else true * slips[i] if slips[i] else off_by_some(true, digits, rng)
        texts.append(rounded(said, digits, rng))
        low, high = stands_for(texts[-1].strip("()"))
        if (low <= true <= high) == (i in slips):
            return None
        value = Fraction(texts[-1].strip("()"))
        if i < 3 and value != true and value in {Fraction(repr(v)) for v in function.point.values()}:
            return None  # a leaf's own number, and rounded
    *factors, total = texts
    line = f"dy/d{x} = {' * '.join(names)} = {' * '.join(factors)} = {total.strip('()')}"
    sheet = f"{sheet_of(function)}\n{line}"
    return Case("chains", sheet, right, of_a_line(sheet))


UPDATES = ("{w}+ = {}", "{w}_new = {}", "{w}' = {}", "{w}⁺ = {}", "{w} new = {}", "{w} ← {}")
RATES = ("lr", "eta", "η", "alpha", "α", "learning_rate")


def updates(rng: random.Random, right: bool) -> Case | None:
    """One step against the gradient, by number or by formula, however it is spelled and whatever the rate is called."""
    function, factors = neuron(rng)
    w, rate, name = rng.choice(("w", "b")), rng.choice((0.5, 0.1, 0.25, 0.01)), rng.choice(RATES)
    slope = true_partial(function, "y", w)
    if slope is None:
        return None
    new = Fraction(repr(function.point[w])) - Fraction(repr(rate)) * slope
    digits = rng.randint(4, 10)
    by_hand = "*".join((factors["dy/dh"], factors["dh/dz"], factors[f"dz/d{w}"]))
    if rng.random() < 0.5:
        said = rounded(new if right else off_by_some(new, digits, rng), digits, rng).strip("()")
        low, high = stands_for(said)
        if (low <= new <= high) != right:
            return None
    elif right:
        said = rng.choice((f"{w} - {name}*dy/d{w}", f"{w} - {name}*{by_hand}"))
    else:
        said = rng.choice(
            (f"{w} + {name}*dy/d{w}", f"{w} - dy/d{w}", f"{w} - {name}*{by_hand}*2", f"{w} + {name}*{by_hand}")
        )
    line = rng.choice(UPDATES).format(said, w=w)
    sheet = f"{sheet_of(function)}\n{name} = {rate}\n{line}"
    return Case("updates", sheet, right, of_a_line(sheet))


def identities(rng: random.Random, right: bool) -> Case | None:
    """A line whose left side is an expression, and a formula that holds at these numbers only."""
    function, factors = neuron(rng)
    x = rng.choice(("w", "x", "b"))
    by_hand = "*".join((factors["dy/dh"], factors["dh/dz"], factors[f"dz/d{x}"]))
    left, right_side = rng.choice(
        (
            (f"1*dy/d{x}", by_hand),
            (f"2*dy/d{x}", f"2*{by_hand}"),
            (f"dy/d{x} - {by_hand}", "0"),
            (f"dy/d{x}/dy/dh", f"{factors['dh/dz']}*{factors[f'dz/d{x}']}"),
            (f"dy/d{x}", by_hand),
        )
    )
    if not right:
        leaf = rng.choice([name for name in function.point if name in ("w", "x")])
        value = Fraction(repr(function.point[leaf]))
        extra = f"({leaf} {'-' if value > 0 else '+'} {abs(value.numerator)}/{value.denominator})"
        tiny = f"1/10^{rng.randint(3, 300)}"
        right_side += rng.choice(
            (f" + {extra}", f" + {extra}**2", f" + sin({extra})", f" - {extra}*h", f" + {tiny}", f" - {tiny}*h")
        )
    sheet = f"{sheet_of(function)}\n{left} = {right_side}"
    return Case("identities", sheet, right, of_a_line(sheet))


def definitions(rng: random.Random, right: bool) -> Case | None:
    """A sheet of right claims passes; one more line that is taken for a definition,
    and may be a claim, keeps it from that.
    """
    function, factors = neuron(rng)
    by_hand = "*".join((factors["dy/dh"], factors["dh/dz"], factors["dz/dw"]))
    lines = [sheet_of(function), f"dy/dw = {by_hand}"]
    if not right:
        lines.insert(
            rng.choice((1, 2)),
            rng.choice(("dydw = 999", "dy_dw = 1", "dydx = 0.5", "dhdz = 0.25", "delta = 3", "dy_dh = h")),
        )
    else:
        lines.insert(1, "k = h - t")
        lines[-1:] = ["dy/dw = dy/dh*dh/dz*x + 0*k"] if rng.random() < 0.5 else [lines[-1], "k = h - t"]
    sheet = "\n".join(lines)

    def ask() -> str:
        report = check_worksheet(sheet)
        questioned = any(row.verdict.kind in (Kind.WRONG, Kind.QUESTIONED) for row in report.rows)
        return "passed" if report.ok else "rejected" if questioned else "open"

    return Case("definitions", sheet, right, ask)


POWERS = {"x**2": "2*x", "x**3": "3*x**2", "exp(x)": "y", "sin(x)": "cos(x)", "1/x": "-1/x**2"}


def differentials(rng: random.Random, right: bool) -> Case | None:
    """Where dx and dy are names of the sheet, dy/dx is the derivative all the same."""
    formula = rng.choice(list(POWERS))
    partial = POWERS[formula]
    wrong = rng.choice((f"2*{partial}", f"-{partial}", f"{partial} + 1", "7*x"))
    said = partial if right else wrong
    told = rng.choice((said, partial, wrong))
    sheet = f"x = {short(rng, 0.5, 3)}; dx = 0.01\ny = {formula}\ndy = {told}*dx\ndy/dx = {said}"
    if "- " in said:
        return None
    return Case("differentials", sheet, right, of_a_line(sheet))


INNER = {"a": ("sin(x)", "cos(x)"), "b": ("x**2", "2*x"), "c": ("exp(x)", "c")}
OUTER = {
    "a*b": {"a": "b", "b": "a"},
    "a*b*c": {"a": "b*c", "b": "a*c", "c": "a*b"},
    "a + 3*b": {"a": "1", "b": "3"},
    "a/c + b": {"a": "1/c", "c": "-a/c**2", "b": "1"},
    "2*a + 2*b + 2*c": {"a": "2", "b": "2", "c": "2"},
}


def paths(rng: random.Random, right: bool) -> Case | None:
    """A sum of products over the paths, each path once and no other, whatever its factors come to."""
    outer = rng.choice(list(OUTER))
    same = rng.random() < 0.3  # the paths have the same numbers
    inner = {name: ("2*x", "2") if same else INNER[name] for name in OUTER[outer]}
    function = Function(
        "paths", (*((name, text) for name, (text, _) in inner.items()), ("y", outer)), {"x": short(rng, 0.3, 2)}
    )
    by_number = rng.random() < 0.5
    claims: list[dict[str, Any]] = []
    for name, partial in OUTER[outer].items():
        names = {f"dy/d{name}": partial, f"d{name}/dx": inner[name][1]}
        if by_number:
            found = {key: true_partial(function, *key[1:].split("/d")) for key in names}
            if None in found.values():
                return None
            names = {key: written(value, 6, rng) for key, value in found.items() if value is not None}
        claims.append(names)
    if not right:
        slip, i = rng.choice(("twice", "missing", "factor", "sign")), rng.randrange(len(claims))
        if slip == "twice":
            claims[(i + 1) % len(claims)] = dict(claims[i])
        elif slip == "missing":
            del claims[i]
        else:
            key = rng.choice(list(claims[i]))
            claims[i] |= {key: f"-({claims[i][key]})" if slip == "sign" else f"({claims[i][key]})*1.01"}
    rng.shuffle(claims)
    return Case("paths", f"{function} {claims}", right, _of_paths(function.graph, claims))


def _of_paths(y: Callable[[], Value], claims: list[dict[str, Any]]) -> Ask:
    def ask() -> str:
        report = check(y(), {"x": claims})
        if report.ok:
            return "passed"
        return "rejected" if report.first_wrong is not None else outcome_of(report.rows[-1].verdict.kind)

    return ask


def directs(rng: random.Random, right: bool) -> Case | None:
    """A curly derivative holds what else the line names, a straight one does not."""
    outer, by_a, by_b = rng.choice((("a*b", "b", "a"), ("a/b", "1/b", "-a/b^2"), ("a + b^2", "1", "2*b")))
    inner, by_x = rng.choice((("exp(x)", "a"), ("x^2", "2*x"), ("sin(x)", "cos(x)")))
    sheet = f"x = {short(rng, 0.3, 2)}\na = {inner}\nb = a^2\ny = {outer}\n"
    total = f"({by_a} + ({by_b})*2*a)*{by_x}"
    lines = ("dy/dx = ∂y/∂a*da/dx + ∂y/∂b*db/dx", "dy/da = ∂y/∂a + ∂y/∂b*db/da", f"dy/dx = {total}")
    line = rng.choice(lines if right else tuple(each.replace(" + ", " - ", 1) for each in lines))
    return Case("direct partials", sheet + line, right, of_a_line(sheet + line))


def conditions(rng: random.Random, right: bool) -> Case | None:
    """p - y for softmax and cross-entropy, where the targets sum to 1."""
    target = rng.randrange(3)
    scores = {f"z{i}": short(rng, -2, 2) for i in (1, 2, 3)}
    targets = {f"y{i}": float(i - 1 == target) for i in (1, 2, 3)}
    powers = "exp(z1) + exp(z2) + exp(z3)"
    lines = [(f"p{i}", f"exp(z{i})/({powers})") for i in (1, 2, 3)]
    lines.append(("y", "-(y1*log(p1) + y2*log(p2) + y3*log(p3))"))
    function = Function("softmax", tuple(lines), scores | targets)
    i, j = rng.sample((1, 2, 3), 2)
    claim = (
        f"p{i} - y{i}" if right else rng.choice((f"p{i} + y{i}", f"y{i} - p{i}", f"p{i} - y{j}", f"2*(p{i} - y{i})"))
    )
    given = "y1 + y2 + y3 = 1"
    return Case(
        "conditions", f"{function}: d/dz{i} = {claim}", right, of_a_claim(function.graph, f"z{i}", claim, given=given)
    )


LINES = (chains, updates, identities, definitions, differentials, paths, directs, conditions)
