"""Proofs that two expressions are identical:
what is proven holds on its domain, and nearly all of a textbook is proven.
"""

import itertools
import math
import random
import statistics
import time
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judge import HighPrecision
from textbook_partials import BANK

from autograd_core import OPS, VALUES, Value, check, gradient, op, ops, parse
from autograd_core.clock import within
from autograd_core.formula import read
from autograd_core.values import WRITTEN
from autograd_core.verify.proof.algebra import Algebra
from autograd_core.verify.proof.atoms import FUEL
from autograd_core.verify.proof.identity import prove_identical, proven_different
from autograd_core.verify.proof.normal_form import cut
from autograd_core.verify.proof.terms import NoProof, approximate, exact_root, number_raised
from autograd_core.verify.verdicts.verdict import Kind


class Exact(HighPrecision):
    """The judge, for whom the floats nearest to pi and e are pi and e."""

    def number(self, x):
        return +self.context.pi if x == math.pi else +self.context.e if x == math.e else self.context.mpf(x)


class Cautious(Exact):
    """The same, but it says nothing of large numbers, nor of what is nearly erf at infinity: there it would lose its
    digits.
    """

    def apply(self, op, *args):
        if any(abs(x) > 1e4 for x in args) or (op.name == "erfinv" and abs(1 - abs(args[0])) < 1e-20):
            raise OverflowError
        return super().apply(op, *args)


JUDGE, CAUTIOUS = Exact(), Cautious()
SEEDS = [0, 1, 2]
"""Of the points of the bank; each takes its time."""
RIGHT, WRONG = [claim for claim in BANK if claim.right], [claim for claim in BANK if not claim.right]


def formula_side(text, nodes):
    """A formula as one side of a proof; its decimals are what they say."""
    formula = read(text, nodes)
    return lambda at: formula.over(at.m, lambda name: at(nodes[name]), lambda digits: at.m.number(Fraction(digits)))


def proof_of(a, b, point):
    """A proof that two formulas are equal, at a point given by name."""
    nodes = {name: Value(x, label=name) for name, x in point.items()}
    return prove_identical(formula_side(a, nodes), formula_side(b, nodes))


def bank_proof(claim, seed=0):
    """A proof of an entry of the bank, at one of its points."""
    nodes = claim.graph(claim.point(seed))
    return prove_identical(lambda at: at.partial(nodes["y"], nodes[claim.x]), formula_side(claim.text, nodes))


def exact(text, point):
    """The value of a formula to 60 digits; NaN where it has none, None where the judge does not say."""
    try:
        return JUDGE.context.mpf(
            read(text, point).over(CAUTIOUS, lambda name: CAUTIOUS.number(point[name]), CAUTIOUS.number)
        )
    except (ZeroDivisionError, TypeError, ValueError):  # a pole, or a complex number
        return JUDGE.context.nan
    except OverflowError:
        return None


def holds(condition, point):
    """Whether a condition of a domain, which is text, holds at a point."""
    left, relation, zero = condition.rsplit(" ", 2)
    assert zero == "0"
    x = exact(left, point)
    return x is not None and {">": x > 0, "<": x < 0, "!=": x != 0}[relation] and x == x


def is_refuted(proof, a, b, point, spread):
    """Whether two formulas differ anywhere near the point where all the conditions of a proof hold."""
    rng = random.Random(f"{a} {b} {point}")
    for scale in (0.0, 1e-3, *[spread] * 20):
        there = {name: x + scale * rng.uniform(-1, 1) for name, x in point.items()}
        if any("..." in condition for condition in proof.domain) and scale == spread:
            continue  # a condition that is cut cannot be read
        if all("..." in condition or holds(condition, there) for condition in proof.domain):
            x, y = exact(a, there), exact(b, there)
            if x is not None and y is not None and not abs(x - y) <= 1e-35 * max(abs(x), abs(y), 1):
                return True
    return False


# ── the bank ─────────────────────────────────────────────────────────────────────────────────────


def judged(claim, seed):
    """The partial by numeric differentiation to 60 digits, and what was claimed."""
    point = {name: JUDGE.number(x) for name, x in claim.point(seed).items()}
    known = claim.over(JUDGE, point, JUDGE.number)

    def y(x):
        return claim.over(JUDGE, {**point, claim.x: x}, JUDGE.number)["y"]

    return JUDGE.context.diff(y, known[claim.x]), claim.formula.over(JUDGE, known.__getitem__, JUDGE.number)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_labels_of_the_bank(seed):
    """What the bank calls right agrees with a numeric derivative to 20 digits, and what it calls wrong does not."""
    for claim in BANK:
        true, claimed = judged(claim, seed)
        assert (abs(true - claimed) <= 1e-20 * abs(true) + 1e-25) == claim.right, str(claim)


def test_of_the_bank_nearly_all_that_is_right_is_proven(capsys):
    """At least 98 of 100 right partials are proven identical."""
    missed, seconds = [], []
    for claim in RIGHT:
        start = time.perf_counter()
        missed += [str(claim)] * (bank_proof(claim) is None)
        seconds.append(time.perf_counter() - start)
    with capsys.disabled():
        functions = len({claim.function for claim in BANK})
        print(
            f"\n{len(RIGHT) - len(missed)} of {len(RIGHT)} right partials of {functions} functions proven, missed: "
            f"{missed};"
        )
        print(
            f"{1e3 * statistics.median(seconds):.1f} ms in the middle, {1e3 * max(seconds):.0f} ms at most, "
            "with reading the formulas"
        )
    assert len(RIGHT) >= 150
    assert len(missed) <= 0.02 * len(RIGHT)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_of_the_bank_nothing_wrong_is_proven(seed):
    """A wrong partial has no proof."""
    assert len(WRONG) >= 60
    assert [str(claim) for claim in WRONG if bank_proof(claim, seed)] == []


# ── nothing false is ever proven ─────────────────────────────────────────────────────────────────

STEPS = ["-(#)", "(#)^2", "sqrt(#)", "abs(#)", "log(#)", "exp(#)", "1/(#)", "sin(#)", "cos(#)", "tan(#)", "atan(#)",
         "asin(#)", "tanh(#)", "sigmoid(#)", "cbrt(#)", "relu(#)", "(#) + 1", "2*(#)", "asinh(#)", "(#)^1.5",
         "sign(#)", "floor(#)"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("here", [0.37, -0.41, 1.9])
def test_what_short_formulas_are_proven_to_be(here):
    """Of all chains of three functions, those are proven equal that are, on a domain that is so:
    sqrt(x^2) is x only where x > 0.
    """
    chains = {"x": "x"}
    for depth in range(1, 4):
        chains |= {
            " ".join(names): step.replace("#", chains[" ".join(names[:-1]) or "x"])
            for names in itertools.product(STEPS, repeat=depth)
            for step in names[-1:]
        }
    by_value = {}
    for text in chains.values():
        for mirrored in (here, -here):  # what is equal on the other side only is what is easily confused
            value = exact(text, {"x": mirrored})
            if value is not None and value == value:
                by_value.setdefault((mirrored, JUDGE.context.nstr(value, 30)), []).append(text)
    rng = random.Random(str(here))
    alike = [texts for texts in by_value.values() if len(texts) > 1]
    tried = proven = 0
    for texts in rng.sample(alike, 250):
        a, b = rng.sample(texts, 2)
        proof = proof_of(a, b, {"x": here})
        tried += 1
        proven += proof is not None
        assert proof is None or not is_refuted(proof, a, b, {"x": here}, 2.0), f"{a} = {b} {proof}"
    assert proven > tried / 4


LEAVES = st.sampled_from(["x", "w", "x", "w", "2", "0.5", "pi", "3"])
# one thing in two ways, on all of the line, on a part of it, or hardly anywhere
REWRITES = [
    ("exp(U + V)", "exp(U)*exp(V)"), ("log(U*V)", "log(U) + log(V)"), ("sqrt(U^2)", "U"), ("sqrt(U^2)", "abs(U)"),
    ("sqrt(U*V)", "sqrt(U)*sqrt(V)"), ("(U + V)^2", "U^2 + 2*U*V + V^2"),
    ("sin(U + V)", "sin(U)*cos(V) + cos(U)*sin(V)"),
    ("cos(2*U)", "1 - 2*sin(U)^2"), ("tanh(U)", "2*sigmoid(2*U) - 1"), ("sigmoid(-U)", "1 - sigmoid(U)"),
    ("1/U + 1/V", "(U + V)/(U*V)"), ("max(U, V)", "(U + V + abs(U - V))/2"), ("log(U^2)", "2*log(U)"),
    ("exp(log(U))", "U"),
    ("U^V", "exp(V*log(U))"), ("U^V*U", "U^(V + 1)"), ("atan(U/V)", "atan2(U, V)"), ("tan(atan(U))", "U"),
    ("cos(asin(U))", "sqrt(1 - U^2)"), ("abs(U*V)", "abs(U)*abs(V)"), ("log(U/V)", "log(U) - log(V)"),
    ("cbrt(U)^3", "U"), ("sqrt(U)^2", "U"), ("(U^2)^0.5", "U"), ("(U^2 - V^2)/(U - V)", "U + V"),
    ("logsumexp(U, V)", "U + softplus(V - U)"),
    ("U % V", "U - V*floor(U/V)"), ("exp(U)^V", "exp(V)^U"), ("min(U, V)", "U + V - max(U, V)"), ("erf(-U)", "-erf(U)"),
    ("relu(U)", "U*(sign(U) + 1)/2"), ("sinh(asinh(U))", "U"), ("log(1 - U^2)", "log(1 - U) + log(1 + U)"),
    ("U - V", "V - U"),
    ("sin(U)", "cos(U)"), ("U^2", "U^3"), ("U", "abs(U)"), ("atan(U)", "pi/2 - atan(1/U)"), ("asin(sin(U))", "U"),
    ("acosh(cosh(U))", "U"), ("sqrt(U^2 + V^2)", "U + V"), ("0*log(U)", "0"), ("U/U", "1"),
    ("sqrt(1 - sin(U)^2)", "cos(U)"),
    ("log(exp(U))", "U"), ("sqrt(U^2 + 2*U*V + V^2)", "U + V"), ("asin(U) + acos(U)", "pi/2"),
    ("lgamma(U + 1)", "lgamma(U) + log(U)"), ("lgamma(U + 1)", "lgamma(U) + log(abs(U))"),
    ("digamma(U)", "digamma(U + 2) - 1/U - 1/(U + 1)"),
    ("polygamma(1, U - 1)", "polygamma(1, U) + 1/(U - 1)^2"), ("digamma(U + 1)", "digamma(U) - 1/U"),
    ("lgamma(2)*U", "0"), ("sin(U + pi/3)", "sin(U)/2 + sqrt(3)/2*cos(U)"),
    ("cos(U - pi/12)", "(cos(U)*(sqrt(6) + sqrt(2)) + sin(U)*(sqrt(6) - sqrt(2)))/4"),
    ("tan(U + pi/4)", "(1 + tan(U))/(1 - tan(U))"), ("sin(5*pi/6 - U)", "cos(U)/2 - sqrt(3)/2*sin(U)"),
    ("sin(U + pi/6)", "cos(U)"),
    ("sqrt(U + 2*sqrt(U - 1))", "1 + sqrt(U - 1)"), ("sqrt(U - 2*sqrt(U - 1))", "1 - sqrt(U - 1)"),
    ("sqrt(U + V + 2*sqrt(U*V))", "sqrt(U) + sqrt(V)"), ("sqrt(U + V - 2*sqrt(U*V))", "sqrt(U) - sqrt(V)"),
    ("atan2(sin(U), cos(U))", "U"), ("sin(atan2(U, V))", "U/sqrt(U^2 + V^2)"), ("sin(2*asin(U))", "2*U*sqrt(1 - U^2)"),
    ("lgamma(U) + lgamma(1 - U)", "log(pi/sin(pi*U))"), ("lgamma(U) + lgamma(1 - U)", "log(pi/abs(sin(pi*U)))"),
    ("digamma(1 - U) - digamma(U)", "pi/tan(pi*U)"), ("digamma(1 - U) - digamma(U)", "-pi/tan(pi*U)"),
    ("polygamma(1, U) + polygamma(1, 1 - U)", "pi^2/sin(pi*U)^2"),
    ("digamma(2*U)", "(digamma(U) + digamma(U + 1/2))/2 + log(2)"),
    ("lgamma(2*U)", "lgamma(U) + lgamma(U + 1/2) + (2*U - 1)*log(2) - log(pi)/2"),
    ("erf(erfinv(U))", "U"), ("erfinv(erf(U))", "U"),
    ("sqrt(1 + sin(2*U))", "sin(U) + cos(U)"), ("sqrt(1 - sin(U))", "cos(U/2) - sin(U/2)"),
    ("lgamma(U + 1/2) + lgamma(1/2 - U)", "log(pi/cos(pi*U))"),
    ("polygamma(2, 2*U)", "(polygamma(2, U) + polygamma(2, U + 1/2))/8"),
    ("cos(atan2(V*sin(U), V*cos(U)) - U)", "1"), ("U^3", "U*U^2"), ("sqrt(2*sqrt(2) + 3)*U", "U + sqrt(2)*U"),
]  # fmt: skip
SHAPES = [
    "U + V",
    "U*V",
    "U - V",
    "U/V",
    "exp(U)",
    "log(U)",
    "sqrt(U)",
    "sin(U)",
    "tanh(U)",
    "U^2",
    "abs(U)",
    "max(U, V)",
    "sigmoid(U)",
    "-U",
]


def filled(shape, u, v):
    """A shape with two formulas in it."""
    return "".join({"U": f"({u})", "V": f"({v})"}.get(c, c) for c in shape)


@st.composite
def pairs(draw):
    """Two formulas: one thing written in two ways, or nearly; then the same done to both."""
    small = st.one_of(LEAVES, st.builds(filled, st.sampled_from(SHAPES), LEAVES, LEAVES))
    u, v = draw(small), draw(small)
    a, b = (filled(side, u, v) for side in draw(st.sampled_from(REWRITES)))
    for shape in draw(st.lists(st.sampled_from(SHAPES), max_size=2)):
        other = draw(LEAVES)
        a, b = filled(shape, a, other), filled(shape, b, other)
    return a, b


NUMBERS = st.sampled_from([0.7, -0.6, 1.3, -2.1, 0.25])


@pytest.mark.slow
@settings(max_examples=600)
@given(pairs(), NUMBERS, NUMBERS)
def test_what_is_proven_is_true_on_its_domain(pair, x, w):
    """Wherever the conditions of a proof hold, both sides have the same value to 35 digits."""
    point = {"x": x, "w": w}
    proof = proof_of(*pair, point)
    assert proof is None or not is_refuted(proof, *pair, point, 1.5), f"{pair[0]} = {pair[1]} {proof}"


@pytest.mark.parametrize(
    "op", [op for op in OPS.values() if op.partials and op.by_hand != op.partials], ids=lambda op: op.name
)
def test_rows_that_are_written_twice(op):
    """An accurate partial of the table and the one that people write are proven to be the same."""
    if op.name == "erfinv":  # whose sqrt(pi) / 2 is a float among Values
        y = op(Value(0.3, label="x"))
        assert check(y, {"x": "sqrt(pi)/2/exp(-erfinv(x)^2)"}).rows[0].verdict.kind is Kind.PROVEN
        return
    for i in range(len(op.parameters)):
        args = [
            Value(x, label=name)
            for x, name in zip((1.7, 0.6) if op.name in ("acosh", "pow") else (0.3, 0.6), op.parameters)
        ]
        by_hand = gradient(op.apply(tuple(args)), args[i], over=VALUES)  # by its name, the accurate one
        assert prove_identical(lambda at, args=args, i=i: at.partial(op.apply(tuple(args)), args[i]), by_hand)


@pytest.mark.parametrize("text", [
    "9**9**9*x", "x^(9^9)", "2^(9^9)*x", "exp(9^9*x)", "1e300^30*x", "(x + w + b + t)^1000",
    "exp((x + w + b + t)^20)", "sin(x)^400",
    "sin(" * 30 + "x" + ")" * 30, "sqrt(1 + " * 60 + "x" + ")" * 60, "log(1 + exp(" * 40 + "x" + "))" * 40,
    "relu(w*" * 60 + "x" + ")" * 60,
    "1/(1 + " * 60 + "x" + ")" * 60, "*".join(f"(x + {i})" for i in range(1, 90)),
    " + ".join(f"sin({i}*x)" for i in range(1, 90)),
    "/".join(["(x + w)", "(x - w)"] * 40), "max(x, max(w, " * 20 + "b" + "))" * 20, "x^x^x^x^x^x",
    "log(" + "7" * 300 + ")*x", "cos(asin(x))^99",
], ids=lambda text: text[:20])  # fmt: skip
def test_what_is_too_large_has_no_proof_at_once(text):
    """However much a claim would multiply out to, the answer comes in a moment."""
    assert proof_of(text, "x", {"x": 0.7, "w": 1.3, "b": -0.4, "t": 0.2}) is None


def test_a_proof_ends_with_the_claim_that_asks_for_it():
    """Within a claim whose time is over nothing is proven, however short."""
    x = Value(0.3, label="x")
    assert prove_identical((x + 1) ** 2, x**2 + 2 * x + 1)
    with within(-1.0):
        assert prove_identical((x + 1) ** 2, x**2 + 2 * x + 1) is None


def test_a_graph_of_any_depth_is_answered():
    """A chain of 100,000 nodes needs no recursion and costs a moment: no proof, but not for lack of stack."""
    x = y = Value(0.5, label="x")
    for _ in range(100_000):
        y = y + x
    assert prove_identical(y, 100_001 * x) is None


# ── how it is asked, and what it answers ─────────────────────────────────────────────────────────


def test_sides_are_values_numbers_or_functions_of_a_point():
    """Each side says what it is in its own way; a label stands for its node."""
    x, y = Value(0.3, label="x"), Value(-0.7, label="y")
    z = ops.sin(x * y)
    assert prove_identical(gradient(z, x, over=VALUES), y * ops.cos(x * y)) == ((),)
    assert prove_identical(lambda at: at.partial(z, "x"), lambda at: at(y) * at.m.cos(at(x) * at(y)))
    assert prove_identical(ops.sin(x) ** 2 + ops.cos(x) ** 2, 1)
    assert prove_identical(2, Fraction(4, 2))
    assert prove_identical(2, 3) is None


def test_the_domain_is_the_side_on_which_the_point_lies():
    """The same claim has another domain at another point, or none at the kink."""
    x = Value(0.3, label="x")
    assert str(prove_identical(ops.abs(x), x)) == "where x > 0"
    assert prove_identical(ops.abs(x), x, {x: -1}) is None
    assert str(prove_identical(ops.abs(x), -x, {x: -1})) == "where x < 0"
    assert prove_identical(ops.abs(x), x, {x: 0}) is None
    assert str(prove_identical(1 / (x - 2) - 1 / (x - 2), 0)) == "where x - 2 != 0"
    assert str(prove_identical(ops.sign(x * x), 1)) == "where x != 0"
    assert str(prove_identical(1 / (2 * x - x * x - 1), -1 / (x - 1) ** 2)) == "where x - 1 != 0"
    assert (
        str(prove_identical(ops.sqrt(1 - x * x), ops.sqrt(1 - x) * ops.sqrt(1 + x))) == "where 1 + x > 0 and 1 - x > 0"
    )


def test_a_condition_is_not_replaced_by_one_that_says_less():
    """The sign of tan x stays a condition when that of |tan x| is asked for too."""
    proof = proof_of("tan(x)", "relu(abs(tan(x)))", {"x": 0.37})
    assert proof == (("cos(x) != 0", "sin(x) / cos(x) > 0"),)


def test_outside_of_a_domain_nothing_is_proven():
    """Where a side has no value it equals nothing, itself included."""
    x = Value(2.0, label="x")
    for undefined in (ops.log(1 - x), ops.sqrt(1 - x), ops.asin(x), ops.atanh(x), ops.lgamma(-x), ops.acosh(1 / x)):
        assert prove_identical(undefined, undefined + 0) is None


@pytest.mark.parametrize("data", [0.3, 3.0])
def test_exp_undoes_log_on_both_sides_of_1(data):
    """exp(log x) is x and not 1/x, whatever the sign of log x."""
    x = Value(data, label="x")
    assert prove_identical(ops.exp(ops.log(x)), x)
    assert prove_identical(ops.exp(ops.log(x)), 1 / x) is None
    assert prove_identical(ops.abs(ops.log(x)), ops.log(x) if data > 1 else -ops.log(x))


def test_a_choice_that_cancels_is_not_made():
    """The largest of the logits is subtracted in softmax, and may be any of them: even two at once."""
    u, v = Value(1.0, label="u"), Value(1.0, label="v")
    softmax = ops.exp(u) / (ops.exp(u) + ops.exp(v))
    assert str(prove_identical(lambda at: at.partial(ops.logsumexp([u, v]), u), softmax)) == "everywhere"
    assert prove_identical(lambda at: at.partial(ops.maximum(u, v), u), 1) is None


def test_constants_are_decimals_or_the_floats_they_are():
    """0.1 + 0.2 is 0.3 in decimals, and is not over the fractions that the floats are; math.pi is pi."""
    x = Value(0.5, label="x")
    assert prove_identical((x + 0.1) + 0.2, x + 0.3)
    assert prove_identical((x + 0.1) + 0.2, x + 0.3, decimals=False) is None
    assert prove_identical(ops.sin(x + math.pi), -ops.sin(x), decimals=False)
    assert prove_identical(ops.sin(x + 3.14159265358979), -ops.sin(x)) is None
    assert prove_identical(ops.log(math.e * x), 1 + ops.log(x))


def test_leaves_are_themselves_whatever_they_are_called():
    """Two leaves of one label, or of none, are not taken for each other."""
    x, twin = Value(0.5, label="x"), Value(0.5, label="x")
    assert prove_identical(x + 1, twin + 1) is None
    assert prove_identical(Value(0.5) * 2, Value(0.5) + 0.5) is None


def test_an_op_of_ones_own_is_proven_by_its_row():
    """A new row takes part like any other."""
    cube = op("cube_of_this_test", lambda m, x: x * x * x, lambda m, y, x: 3 * x * x)
    try:
        x = Value(2.0, label="x")
        assert prove_identical(lambda at: at.partial(cube(x), x), 3 * x**2)
        assert prove_identical(lambda at: at.partial(cube(x), x), 2 * x**2) is None
    finally:
        del OPS["cube_of_this_test"]


# ── at special points, and gamma functions ───────────────────────────────────────────────────────


@pytest.mark.parametrize(("function", "point", "right", "wrong", "domain"), [
    ("x^n", {"x": -0.4, "n": 3}, "n*x^(n - 1)", "n*x^n", "where n = 3"),
    ("x^n", {"x": -0.4, "n": 3}, "3*x^2", "2*x^2", "where n = 3"),
    ("x^n", {"x": 0, "n": 2}, "2*x", "3*x", "where n = 2"),
    ("x^n", {"x": 0.4, "n": 3}, "n*x^(n - 1)", "3*x^2", "where x > 0"),
    ("(w*x + b)^n", {"x": -0.4, "n": 2, "w": 1, "b": 0.1}, "n*w*(w*x + b)^(n - 1)", "n*b*(w*x + b)^(n - 1)",
     "where n = 2"),
    ("x^(n + m)", {"x": -0.4, "n": 2, "m": -1}, "1", "n + m + 1", "where n = 2 and m = -1"),
    ("x^2", {"x": 0}, "2*x", "3*x", "everywhere"), ("(x - 1)^2", {"x": 1}, "2*(x - 1)", "3*(x - 1)", "everywhere"),
    ("(x - 1)^2 + (x - 1)^3", {"x": 1}, "(x - 1)*(3*x - 1)", "(x - 1)*(3*x + 1)", "everywhere"),
    ("x^(1/3)", {"x": 8}, "x^(-2/3)/3", "x^(-1/3)/3", "where x > 0"),
    ("sin(3*pi*x)", {"x": 1e15}, "3*pi*cos(3*pi*x)", "3*pi", "everywhere"),
    ("lgamma(x)", {"x": -0.7}, "digamma(x + 1) - 1/x", "digamma(x + 1) + 1/x", "where x + 1 > 0 and x < 0"),
    ("lgamma(x + 1)", {"x": 0}, "digamma(x + 1)", "digamma(x)", "where x + 1 > 0"),
    ("lgamma(x + 1) - lgamma(x)", {"x": 0.6}, "1/x", "1/(x + 1)", "where x > 0"),
    ("lgamma(x) + lgamma(1 - x)", {"x": 0.3}, "-pi/tan(pi*x)", "pi/tan(pi*x)",
     "where 1 - x > 0 and x > 0 and cos(pi*x) != 0 and 2*sin(pi*x) != 0"),
    ("digamma(1 - x) - digamma(x)", {"x": 0.7}, "-pi^2/sin(pi*x)^2", "pi^2/sin(pi*x)^2",
     "where x > 0 and 1 - x > 0 and sin(pi*x) != 0"),
    ("polygamma(1, x)", {"x": 0.3}, "polygamma(2, 1 - x) - 2*pi^3*cos(pi*x)/sin(pi*x)^3", "polygamma(2, 1 - x)",
     "where x > 0 and 1 - x > 0 and sin(pi*x) != 0"),
    ("lgamma(2*x)", {"x": 0.3}, "digamma(x) + digamma(x + 1/2) + 2*log(2)", "digamma(x) + digamma(x + 1/2)",
     "where x > 0"),
    ("lgamma(x/2) + lgamma((x + 1)/2)", {"x": 2.6}, "digamma(x) - log(2)", "digamma(x)", "where x > 0"),
    ("erfinv(erf(2*x))*x", {"x": -0.3}, "4*x", "2*x", "everywhere"),
    ("sqrt(1 + sin(2*x))", {"x": 0.3}, "cos(x) - sin(x)", "cos(x) + sin(x)", "where cos(x) + sin(x) > 0"),
    ("sqrt(1 + sin(2*x))", {"x": 2.6}, "sin(x) - cos(x)", "cos(x) - sin(x)", "where cos(x) + sin(x) < 0"),
    ("sqrt(1 - sin(x))", {"x": 0.3}, "-(cos(x/2) + sin(x/2))/2", "(cos(x/2) - sin(x/2))/2",
     "where cos(1/2*x) - sin(1/2*x) > 0"),
    ("erf(-erfinv(x))*x", {"x": -0.3}, "-2*x", "2*x", "where 1 - x^2 > 0"),
])  # fmt: skip
def test_special_points(function, point, right, wrong, domain):
    """At zeros, at integers and to the left of poles there are proofs too, with what they hold for;
    and none of a wrong partial.
    """
    nodes = {name: Value(x, label=name) for name, x in point.items()}
    y = read(function, nodes).over(WRITTEN, nodes.__getitem__)
    proof = prove_identical(lambda at: at.partial(y, "x"), formula_side(right, nodes))
    assert str(proof) == domain
    assert prove_identical(lambda at: at.partial(y, "x"), formula_side(wrong, nodes)) is None


def test_an_exponent_is_kept_only_where_it_must_be():
    """A leaf that is an exponent of something negative keeps its integer;
    towards it there is no derivative, so no proof.
    """
    x, n = Value(-2.0, label="x"), Value(3.0, label="n")
    assert prove_identical(lambda at: at.partial(x**n, n), lambda at: at(x) ** at(n)) is None
    assert prove_identical(x**n, x * x * x) == (("n = 3",),)
    assert prove_identical(x**n, x * x * x, {n: 2.5}) is None
    assert prove_identical(x**n, x * x * x, {n: Fraction(3) + Fraction(1, 10**30)}) is None


def test_lgamma_of_integers():
    """Gamma of a whole number is a factorial, of a half the root of pi."""
    assert prove_identical(lambda at: at.m.lgamma(5), lambda at: at.m.log(24)) == ((),)
    assert prove_identical(lambda at: at.m.lgamma(Fraction(5, 2)), lambda at: at.m.log(at.m.sqrt(at.m.pi) * 3 / 4)) == (
        (),
    )
    assert prove_identical(lambda at: at.m.lgamma(5), lambda at: at.m.log(23)) is None


@pytest.mark.parametrize(
    ("true", "claimed", "different"),
    [
        ("exp(x)", "exp(x) + exp(-(x - 1.03)^2*10^8)", True),
        ("exp(x)", "exp(x) + x*10^-5000", True),
        ("sin(x)", "sin(x)*(1 + (x - 2)*10^-500)", True),
        ("log(x)", "log(x) + 10^-500*x - 10^-500*exp(1)*x^2", True),
        ("sqrt(x^2 + 1)", "sqrt(x^2 + 1)*(1 + 10^-400)", True),
        ("exp(x)", "exp(x) + maximum(x - 1000, 0)", False),  # the same below 1000
        ("atan(x) + atan(1/x)", "pi/2", False),
        ("asin(x/2)", "acos(sqrt(1 - x^2/4))", False),
        ("atan((x + 2)/(1 - 2*x))", "atan(x) + atan(2) - pi", False),
        ("acosh(2*x^2 - 1)", "2*acosh(x)", False),
    ],
)
def test_what_is_proved_to_differ_does(true, claimed, different):
    """A difference is proved by its form, however small it is at the point; what is equal never is called different."""
    x = Value(1.125, label="x")
    assert proven_different(parse(true, {"x": x}), parse(claimed, {"x": x})) is different


@pytest.mark.parametrize("n", range(4))
def test_polygammas_of_twice_an_argument(n):
    """psi_n(x) + psi_n(x + 1/2) is 2^(n + 1) psi_n(2 x), and for n = 0 less 2 log 2; mpmath says so too."""
    x = Value(0.7, label="x")
    halves, whole = ops.polygamma(n, x) + ops.polygamma(n, x + 0.5), ops.polygamma(n, 2 * x)
    less = 0 if n else 2
    assert math.isclose(halves.data, 2 ** (n + 1) * whole.data - less * math.log(2), rel_tol=1e-12)
    assert math.isclose(halves.data, mpmath.polygamma(n, 0.7) + mpmath.polygamma(n, 1.2), rel_tol=1e-12)
    assert prove_identical(halves, lambda at: 2 ** (n + 1) * at(whole) - less * at.m.log(2)) is not None
    assert prove_identical(halves, lambda at: (2 ** (n + 1) - 1) * at(whole) - less * at.m.log(2)) is None


def test_a_fraction_beyond_floats_is_infinite():
    """Its sign is all that a point tells of it."""
    assert approximate(Fraction(10**400)) == math.inf
    assert approximate(-Fraction(10**400)) == -math.inf


@pytest.mark.parametrize(
    ("true", "right", "wrong"),
    [
        ("polygamma(1, 1)", "pi^2/6", "pi^2/5"), ("polygamma(3, 1)", "pi^4/15", "pi^4/90"),
        ("polygamma(1, 1/2)", "pi^2/2", "pi^2/3"), ("digamma(1/2)", "digamma(1) - 2*ln(2)", "digamma(1) + 2*ln(2)"),
        ("lgamma(3/4) + lgamma(1/4)", "ln(pi*sqrt(2))", "ln(pi/sqrt(2))"), ("lgamma(1/2)", "ln(pi)/2", "ln(pi)"),
    ],
)  # fmt: skip
def test_values_of_the_gamma_function_and_its_kin(true, right, wrong):
    """They are those of the handbook, and mpmath comes to the same."""
    spelled = {"polygamma": mpmath.polygamma, "digamma": mpmath.digamma, "lgamma": mpmath.loggamma}
    known = spelled | {"pi": mpmath.pi, "ln": mpmath.log, "sqrt": mpmath.sqrt}
    here = [eval(text.replace("^", "**"), {}, known) for text in (true, right)]
    assert mpmath.almosteq(*here, 1e-12)
    assert prove_identical(formula_of(true), formula_of(right)) is not None
    assert prove_identical(formula_of(true), formula_of(wrong)) is None


def test_roots_of_squares_that_are_multiplied_out():
    """The root of (x + y + 2)², written as its six terms, rises by 1 as x does."""
    x, y = Value(0.7, label="x"), Value(0.4, label="y")
    two = x * x + 2 * x * y + y * y
    for square in (two, two + 4 * x + 4 * y + 4):
        root, other = square.sqrt(), (square + 1).sqrt()
        assert prove_identical(lambda at, y=root: at.partial(y, x), 1) is not None
        assert prove_identical(lambda at, y=other: at.partial(y, x), 1) is None


def test_a_root_is_exact_above_and_below_or_not_at_all():
    """The root of 4/9 is 2/3; those of 4/3, 3/4 and 2 are no fractions."""
    assert exact_root(Fraction(4, 9)) == Fraction(2, 3)
    assert exact_root(Fraction(0)) == 0
    assert not any(map(exact_root, (Fraction(4, 3), Fraction(3, 4), Fraction(2))))


def test_a_power_of_too_many_digits_is_not_worked_out():
    """3^30000 has 48,000 bits; 3^-2 is 1/9, and 0^-1 is nothing."""
    assert number_raised(Fraction(3), -2) == Fraction(1, 9)
    for base, n in ((3, 30_000), (0, -1)):
        with pytest.raises(NoProof):
            number_raised(Fraction(base), n)


def test_what_is_rounded_is_so_from_half_to_half():
    """round(x) is 2 from 3/2 to 5/2."""
    proof = prove_identical(Value(2.3, label="x").round(), 2)
    assert proof is not None
    assert proof.domain == ("x - 3/2 > 0", "5/2 - x > 0")


def test_a_long_condition_is_cut_and_says_how_long_it_is():
    """What cannot be read is not printed: its beginning is, its length, and how it ends."""
    told = cut(f"{'+'.join(['x*y'] * 10_000)} != 0")
    assert told == f"{'x*y+' * 30}... (39,999 characters) != 0"
    assert cut("x + y > 0") == "x + y > 0"


def test_a_far_power_of_what_vanishes_is_right_at_these_numbers_only():
    """(x - 1/2)^20 is nothing at x = 0.5, and little beside it; that is said, and does not pass."""
    y = parse("exp(x)", {"x": Value(0.5, label="x")}).named("y")
    for claim in ("exp(x) + (x - 0.5)^20", "exp(x) + (x - 1/2)^40*sin(x)"):
        assert check(y, {"x": claim}).rows[0].verdict.kind is Kind.HERE
    assert check(y, {"x": "exp(x) + (x - 0.51)^200"}).rows[0].verdict.kind is Kind.WRONG


def test_a_mean_loss_of_hundreds_is_proved_in_closed_form():
    """Of sums only what a quotient could be made of is tried: hundreds of them took more time than there is."""
    w, b = Value(1.25, label="w"), Value(-0.75, label="b")
    pairs = [(i % 19 - 9, i % 7 - 3) for i in range(300)]
    loss = (ops.sum([(w * x + b - t) ** 2 for x, t in pairs]) / 300).named("L")
    xx, xs, xt = (sum(f(x, t) for x, t in pairs) for f in (lambda x, t: x * x, lambda x, t: x, lambda x, t: x * t))
    assert check(loss, {"w": f"2*(w*{xx} + b*({xs}) - ({xt}))/300"}).rows[0].verdict.kind is Kind.PROVEN


@pytest.mark.parametrize("claim", ["2*x", "2*x + 0*abs(a)"])
def test_a_size_at_its_kink_beside_what_is_differentiated_matters_not(claim):
    """x² + 3|a| at a = 0 has the slope 2 x towards x, by proof: no side of |a| is chosen."""
    leaves = {"x": Value(0.7, label="x"), "a": Value(0.0, label="a")}
    y = parse("x**2 + 3*abs(a)", leaves).named("y")
    assert str(check(y, {"x": claim}).rows[0].verdict) == "PROVEN EQUAL"
    assert check(y, {"x": f"{claim} + 10^-50"}).rows[0].verdict.kind is Kind.WRONG


def test_beside_a_kink_every_side_is_tried():
    """At a = 0 the slope |a| of x|a| is neither a nor -a: each holds on one side, and at the point."""
    leaves = {"x": Value(0.7, label="x"), "a": Value(0.0, label="a")}
    y = parse("x*abs(a)", leaves).named("y")
    found = {claim: check(y, {"x": claim}).rows[0].verdict.kind for claim in ("a", "-a", "abs(a)", "abs(-a)", "a^2")}
    assert found == {
        "a": Kind.HERE, "-a": Kind.HERE, "abs(a)": Kind.PROVEN, "abs(-a)": Kind.AGREES, "a^2": Kind.HERE,
    }  # fmt: skip


def test_a_leaf_that_is_held_has_no_other_condition():
    """At x = -2 the power x^n is one for n = 3 alone, and that √n needs n > 0 is no condition beside it."""
    x, n = Value(-2.0, label="x"), Value(3.0, label="n")
    y = x**n * n.sqrt()
    proof = prove_identical(lambda at: at.partial(y, x), lambda at: at(n) * at(n).m.sqrt(at(n)) * at(x) ** (at(n) - 1))
    assert proof is not None
    assert proof.domain == ("n = 3",)


@pytest.mark.parametrize(("a", "b"), [(0.3, 0.7), (-0.3, 0.7), (0.3, -0.7), (-0.3, -0.7)])
def test_the_angle_of_a_point_in_every_quadrant(a, b):
    """Right of 0 it is atan(a/b), and left of it a quarter turn less atan(b/a); nowhere is it atan(a b)."""
    a, b = Value(a, label="a"), Value(b, label="b")
    quarter = 0 if b.data > 0 else math.copysign(1, a.data)
    far, near = (a, b) if b.data > 0 else (-b, a)
    assert math.isclose(ops.atan2(a, b).data, quarter * math.pi / 2 + math.atan(far.data / near.data))  # as C has it
    right, wrong = (lambda at, x=x: at.m.pi * int(quarter) / 2 + at.m.atan(at(x)) for x in (far / near, far * near))
    assert prove_identical(ops.atan2(a, b), right) is not None
    assert prove_identical(ops.atan2(a, b), wrong) is None


def test_steps_of_a_proof_are_counted():
    """However fast a machine is, a proof of too many steps is none."""
    m = Algebra()
    for _ in range(2):
        m.spend(FUEL // 2)
    with pytest.raises(NoProof):
        m.spend(1)


COSINES = ["1", "(sqrt(6) + sqrt(2))/4", "sqrt(3)/2", "sqrt(2)/2", "1/2", "(sqrt(6) - sqrt(2))/4", "0"]
"""Of 0 to 6 twelfths of half a turn."""


@pytest.mark.parametrize("n", range(-12, 13))
def test_cosines_of_twelfths_of_half_a_turn(n):
    """They are roots, mirrored at a quarter of a turn; the sine is the cosine of what is left to it."""
    for call, twelfths in (("cos", abs(n)), ("sin", abs(6 - n) if n >= -6 else 12 - abs(6 - n) % 12)):
        angle = f"{call}({n}*pi/12)"
        here = getattr(math, call)(n * math.pi / 12)
        size = COSINES[min(twelfths, 12 - twelfths)]
        right, wrong = (f"{sign}({size})" for sign in (("", "-") if here > -1e-9 else ("-", "")))
        proofs = [prove_identical(*(formula_of(text) for text in (angle, claim))) for claim in (right, wrong)]
        assert proofs[0] is not None
        assert (proofs[1] is None) is (size != "0")


def formula_of(text):
    """A formula without names, over the numbers of a proof."""
    return lambda at: read(text, ()).over(at.m, {}.__getitem__)


@pytest.mark.parametrize("x", [-0.4, 0.4])
def test_functions_of_their_inverses(x):
    """Right on both sides of 0, and wrong with the opposite or with 2 u in place of u²."""
    x = Value(x, label="x")
    m = ops
    for true, right, wrong in (
        (m.cos(m.atan(x)), 1 / m.sqrt(1 + x * x), 1 / m.sqrt(1 + 2 * x)),
        (m.sin(m.atan(x)), x / m.sqrt(1 + x * x), -x / m.sqrt(1 + x * x)),
        (m.cos(m.asin(x)), m.sqrt(1 - x * x), -m.sqrt(1 - x * x)),
        (m.erf(m.erfinv(x)), x, -x),
        (m.erfinv(m.erf(x)), x, -x),
        (m.erfinv(m.erf(-x)), -x, x),
    ):
        assert math.isclose(true.data, right.data, rel_tol=1e-12)
        assert prove_identical(true, right) is not None
        assert prove_identical(true, wrong) is None


def test_what_lies_at_the_end_of_a_domain_has_its_value():
    """asin(1) is a number, whose sine is 1 and whose cosine is 0."""
    assert prove_identical(formula_of("sin(asin(1))"), 1) is not None
    assert prove_identical(formula_of("cos(asin(1))"), 0) is not None
    assert prove_identical(formula_of("sin(asin(2))"), 2) is None


def test_many_choices_beside_each_other_are_made():
    """They are not nested, however many there are."""
    x = Value(100.0, label="x")
    proof = prove_identical(ops.sum([ops.maximum(x, k) for k in range(40)]), 40 * x)
    assert proof is not None
    assert "x - 39 > 0" in proof.domain


def test_conditions_of_steps_and_choices_are_written_out():
    """floor(x) is 2 from 2 to 3, and the logarithm of the larger of two needs that to be positive."""
    x, y = Value(2.5, label="x"), Value(-1.0, label="y")
    floor = prove_identical(x.floor(), 2)
    assert floor is not None
    assert floor.domain == ("x - 2 > 0", "3 - x > 0")
    log = prove_identical(2 * ops.log(ops.maximum(x, y)), ops.log(ops.maximum(x, y) ** 2))
    assert log is not None
    assert log.domain == ("maximum(x, y) > 0",)
