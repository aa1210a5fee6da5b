"""Numbers modulo a prime: what comes to the same residues is the same, and a tiny difference is one."""

import itertools
import re

import numpy as np
import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind
from autograd_core.verify.partials.formulas import Names
from autograd_core.verify.partials.modulo import same_modulo_prime
from autograd_core.verify.partials.points import Question
from autograd_core.verify.truth.enclosures import Enclosures

ALIKE = [
    ["2*x + 2*w", "2*(x + w)", "(x^2 - w^2)/(x - w)*2", "4*x - (2*x - 2*w)"],
    ["tanh(x)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", "1 - 2*sigmoid(-2*x)", "sinh(x)/cosh(x)"],
    ["1 - tanh(x)^2", "1/cosh(x)^2", "4*sigmoid(2*x)*sigmoid(-2*x)"],
    ["sigmoid(x - w)", "exp(x)/(exp(x) + exp(w))", "exp(x - logsumexp(x, w))", "1/(1 + exp(w - x))"],
    ["log(x*w)", "log(x) + log(w)"],
    ["softplus(x)", "log(1 + exp(x))", "logsumexp(0, x)"],
    ["sin(x)^2", "1 - cos(x)^2", "tan(x)^2*cos(x)^2"],
    ["sin(x + w)", "sin(x)*cos(w) + cos(x)*sin(w)"],
    ["sin(2*x)", "2*sin(x)*cos(x)"],
    ["sqrt(x)*x", "x^(3/2)", "x^2/sqrt(x)", "x^2.5/x"],
    ["x^w", "x*x^(w - 1)", "x^(w + 2)/x^2"],
    ["(x^2 + w^2)/hypot(x, w)", "hypot(x, w)", "sqrt(x^2 + w^2)"],
    ["sqrt(x + sqrt(w))*sqrt(x + sqrt(w))", "x + sqrt(w)"],
    ["erf(x)", "1 - erfc(x)", "-erf(-x)"],
    ["normal_pdf(x)", "exp(-x^2/2)/sqrt(2*pi)"],
    ["relu(x) - relu(-x)", "abs(x)", "max(x, -x)", "x"],
    ["min(x, w) + floor(1.5)", "w + 1"],
    ["x^(1/3)", "x^(4/3)/x", "x^(-2/3)*x"],
    ["exp(x)^2", "exp(2*x)", "exp(x + w)*exp(x - w)"],
    ["x*1e-300", "x/10^300"],
    ["x % w", "x - w*floor(x/w)"],
    ["digamma(x)", "digamma(2*x - x)"],
    ["log2(8*x)", "log(8*x)/log(2)"],
]
"""Rows of what is the same around x = 0.7, w = 0.3."""


def question(one, other):
    x, w = Value(0.7, label="x"), Value(0.3, label="w")
    names = Names((x + w).named("s"))
    return Question(names.read(one), names.read(other)), Enclosures(names.root)


@pytest.mark.parametrize("row", ALIKE, ids=lambda row: row[0])
def test_what_is_the_same_comes_to_the_same_residue(row):
    """In whichever order it is asked for."""
    for one, other in itertools.permutations(row, 2):
        assert same_modulo_prime(*question(one, other), frozenset()), (one, other)


@pytest.mark.parametrize(
    "texts",
    [[row[-1] for row in ALIKE], pytest.param([*itertools.chain(*ALIKE)], marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_what_comes_to_the_same_residue_is_the_same(texts):
    """Each two of these formulas are told apart by residues where they are by 60 digits, and never else."""
    for one, other in itertools.combinations(texts, 2):
        posed, truth = question(one, other)
        beside = truth.beside({leaf: n * 1000001 / 1000003 for leaf, n in truth.numbers.items()})
        equal = all(posed.agreement(at, 60) is not None for at in (truth, beside))
        assert same_modulo_prime(posed, truth, frozenset()) is equal, (one, other)


@pytest.mark.parametrize("tiny", ["1e-300", "10^-2000", "exp(-10^6*x)", "1e-250*x*w", "sin(x)/10^900"])
def test_however_little_is_another_residue(tiny):
    """No term is too small."""
    assert not same_modulo_prime(*question("tanh(x)*w", f"tanh(x)*w + {tiny}"), frozenset())


@pytest.mark.parametrize("k", range(8))
def test_the_other_root_is_another_residue(k):
    """sqrt(x²) is x and not -x, which a residue does not know: in one draw or another it takes the other one."""
    assert not same_modulo_prime(*question("tanh(x)*w", f"tanh(x)*w + (sqrt(x^2) + x)/10^30{k}"), frozenset())
    other = f"w + (sqrt((x - w)^2*(x + {k})^2) + (x - w)*(x + {k}))/10^300"
    assert not same_modulo_prime(*question("w", other), frozenset())


def test_a_held_leaf_is_its_number():
    """0.3 is w only where w is held."""
    posed, truth = question("x*w", "0.3*x")
    (w,) = (leaf for leaf in truth.numbers if leaf.label == "w")
    assert not same_modulo_prime(posed, truth, frozenset())
    assert not same_modulo_prime(posed, truth, frozenset([w]))  # the float 0.3 is another number than 3/10
    assert same_modulo_prime(posed, truth.read(decimals=True), frozenset([w]))


def test_a_choice_that_cannot_be_made_is_none():
    """At the kink there is no side, and what has no value is never the same."""
    posed, truth = question("relu(x - 0.7)", "0")
    assert same_modulo_prime(posed, truth, frozenset())  # the float 0.7 is less than 7/10
    assert not same_modulo_prime(posed, truth.read(decimals=True), frozenset())
    assert not same_modulo_prime(*question("1/(x - x)", "2/(x - x)"), frozenset())


def chain(length, name="h"):
    """tanh(w tanh(w ...)), each step under a name."""
    node, w = (x := Value(0.7, label="x")), Value(1.1, label="w")
    for i in range(length):
        node = ops.tanh(w * node).named(f"{name}{i}")
    return node, x


@pytest.mark.slow
@pytest.mark.parametrize("length", [15, 60])
def test_a_long_chain_agrees_exactly(length):
    """It is not multiplied out, and no time is needed for many digits; a tiny term more does not pass."""
    y, _ = chain(length)
    claim = "*".join(f"(1 - h{i}^2)*w" for i in range(length))
    right = check(y, {"x": claim}).rows[0].verdict
    assert right.kind is Kind.AGREES
    assert " and exactly modulo 2^61 - 1, not proven" in right.words
    assert not check(y, {"x": f"{claim} + 1e-300"}).ok
    assert not check(y, {"x": claim}, strict=True).ok


def network(rows, columns):
    rng = np.random.default_rng(3)
    xs = rng.normal(size=columns)
    w = [
        [Value(float(x), label=f"w[{i}][{j}]") for j, x in enumerate(row)]
        for i, row in enumerate(rng.normal(size=(rows, columns)))
    ]
    h = [ops.tanh(ops.dot(row, [float(x) for x in xs])) for row in w]
    return (ops.sum([x * x for x in h]) / 2).named("L"), xs


@pytest.mark.slow
def test_arrays_agree_exactly(monkeypatch):
    """What is not proved in letters is the same modulo a prime; a term of 1e-300 in its entries does not pass."""
    monkeypatch.setattr("autograd_core.verify.arrays.entries.proved_by_letters", lambda *args: None)
    loss, xs = network(24, 20)
    code = "h = np.tanh(w @ xs)\ndw = np.outer(h*(1 - h**2), xs)"
    row = check(loss, code, names={"xs": xs}).rows[-1]
    assert row.verdict.kind is Kind.AGREES
    assert " and exactly modulo 2^61 - 1, not proven" in row.verdict.words
    for tiny in ("1e-100", "1e-280"):
        assert not check(loss, f"{code} + {tiny}*h[0]", names={"xs": xs}).ok


@pytest.mark.slow
def test_arrays_are_asked_for_many_digits(monkeypatch):
    """Where residues do not tell, 960 digits do, as far as there is time; else the array is left open."""
    monkeypatch.setattr("autograd_core.verify.arrays.entries.proved_by_letters", lambda *args: None)
    monkeypatch.setattr("autograd_core.verify.arrays.entries.PROVED", 0)
    monkeypatch.setattr("autograd_core.verify.arrays.entries.whenever_drawn", lambda same: False)
    loss, xs = network(2, 2)
    code = "h = np.tanh(w @ xs)\ndw = np.outer(h*(1 - h**2), xs)"

    def told(lines):
        return str(check(loss, lines, names={"xs": xs}).rows[-1].verdict)

    assert re.fullmatch(
        r"AGREES, in all 4 entries to \d+ digits at 5 points and to 9\d\d at one, not proven", told(code)
    )
    assert "not in general: it differs after 240 digits close by" in told(f"{code} + 1e-290*h[0]")
    monkeypatch.setattr("autograd_core.verify.arrays.entries.SECONDS", 0.0)
    assert told(code).endswith("at one; to ask for 960, more time would be needed")
    assert told(code).startswith("UNDECIDED")


@pytest.mark.slow
def test_a_graph_of_many_functions_takes_no_time_for_digits():
    """Of what no residues are alike it is asked for very many digits, and where time ends, that is said."""
    y, _ = chain(40)
    claim = "*".join(f"(1 - h{i}^2)*w" for i in range(40))
    verdict = check(y, {"x": f"{claim}*(1 + 1e-300)"}).rows[0].verdict
    assert verdict.kind is Kind.UNDECIDED
    assert "; to ask for 960, more than 1.5 seconds would be needed" in verdict.words
