"""What the notebooks print, against facts that are worked out here another way, without the project."""

import json
import math
import re
from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path

import nbformat
import pytest
from run_notebooks import NOTEBOOKS
from write_worked_example import BIASES, forward, start

LECTURE = json.loads((Path(__file__).parent / "reference" / "worked_example.json").read_text())


def printed(number):
    """All that the cells of a notebook print, as committed."""
    (path,) = [path for path in NOTEBOOKS if path.name.startswith(f"{number}_")]
    outputs = [out for cell in nbformat.read(path, as_version=4).cells for out in cell.get("outputs", ())]
    return "\n".join(out.get("text") or out.get("data", {}).get("text/plain", "") for out in outputs)


def test_a_neuron_learns_what_a_loop_of_floats_learns():
    """The first notebook: its three derivatives by hand, and 200 steps downhill with the chain rule written out."""
    told = printed(1)
    (w1, w2, bias), found = (0.1, 0.8, 0.3), {}
    for step in range(201):
        out = 1 / (1 + math.exp(-(0.5 * w1 - 0.2 * w2 + bias)))
        found[step] = (1 - out) ** 2 / 2, w1, w2, bias
        delta = -(1 - out) * out * (1 - out)
        if step == 0:
            assert told.count(f"{0.5 * delta:.9f}") == 3  # by hand, remembered, and the beginning of its explanation
            for slope in (0.5 * delta, -0.2 * delta, delta):
                assert f"= {slope:.9g}" in told
        w1, w2, bias = w1 - 0.25 * delta, w2 + 0.1 * delta, bias - 0.5 * delta
    for step in (1, 10, 100, 200):
        error, (_, *weights) = found[step - 1][0], found[step]
        line = "step {:3}: error {:.6f}, w1 {:.4f}, w2 {:.4f}, bias {:.4f}".format(step, error, *weights)
        assert line in told


def test_every_long_number_of_the_lecture_is_the_lectures():
    """The second notebook: each number of six digits or more is one that 50 digits and no graph give, or a product
    or sum of these on the way to an input.
    """
    f, d, p = LECTURE["forward"], LECTURE["partials"], LECTURE["parameters"]
    known = [*f.values(), *d.values(), *LECTURE["gradients_shared_biases"].values()]
    for after in LECTURE["after_updates"]["biases_fixed"].values():
        known += [after["E_total"], after["out_o1"], after["out_o2"]]
    known += LECTURE["after_updates"]["biases_fixed"]["1"]["parameters"].values()
    known += [2 * f["E_o1"], 2 * f["E_o2"]]
    known += [d[f"dE_{o}/dout_h1"] * d["dout_h1/dnet_h1"] * LECTURE["inputs"]["i1"] for o in ("o1", "o2")]
    for first, second in (("w1", "w3"), ("w2", "w4")):
        at_h1, at_h2 = d["dE_total/dnet_h1"] * p[first], d["dE_total/dnet_h2"] * p[second]
        known += [at_h1, at_h2, at_h1 + at_h2]
    numbers = re.findall(r"(?<![\w.])\d+\.\d{6,}", printed(2))
    assert len(numbers) >= 70
    for number in numbers:
        step = 10.0 ** -len(number.partition(".")[2])
        assert any(abs(abs(each) - float(number)) <= 0.51 * step for each in known), number


def test_true_numbers_of_the_lecture_on_checked_sheets():
    """The third and the seventh notebook: what stands as true beside a claim about a weight is the lecture's slope."""
    rows = re.findall(r"^[> ] dE_total/d(w\d) +\S.*? {2,}(-?0\.\d{9,}) {2,}\w", printed(3), re.MULTILINE)
    assert len(rows) >= 8
    for weight, true in rows:
        assert float(true) == float(f"{LECTURE['gradients_shared_biases'][weight]:.9g}"), weight
    for name in ("dE_total/dout_o1", "dout_o1/dnet_o1", "dE_total/dnet_o1"):
        assert f"{LECTURE['partials'][name]:.9g}" in printed(7)


def test_gradients_shrink_through_sigmoids_and_not_through_relu():
    """The fourth notebook, as its text has it: nearly a thousandfold over five layers of sigmoid, and hardly at all."""
    norms = [float(norm) for norm in re.findall(r"^layer\d: (\S+)$", printed(4), re.MULTILINE)]
    sigmoid, relu = norms[:6], norms[6:]
    assert sigmoid == sorted(sigmoid)
    assert 500 < sigmoid[-1] / sigmoid[0] < 1000
    assert max(relu) / min(relu) < 2


def test_slopes_of_squareplus():
    """The fifth notebook: (x + sqrt(x² + 4)) / 2 at 1/2, differentiated by sympy."""
    sympy = pytest.importorskip("sympy")
    x, told = sympy.Symbol("x"), printed(5)
    f = (x + sympy.sqrt(x**2 + 4)) / 2
    for order, name in enumerate(("value", "slope", "slope of slope")):
        number = sympy.diff(f, x, order).subs(x, sympy.Rational(1, 2)).evalf(20)
        assert f"{name:14} {float(number):.6f}" in told


def hessian():
    """That of the lecture's error by its eight weights: differences of 50 digits, over no graph."""
    from mpmath import mp, mpf

    with mp.workdps(50):
        biases, h, bends = BIASES["biases_fixed"][0], mpf(10) ** -15, {}
        names = [f"w{i}" for i in range(1, 9)]

        def error(**moved):
            at = start(biases)
            for name, steps in moved.items():
                at[name] += steps * h
            return forward(at, biases)["E_total"]

        for a, b in combinations_with_replacement(names, 2):
            if a == b:
                bend = (error(**{a: 1}) - 2 * error() + error(**{a: -1})) / h**2
            else:
                corners = {(s, t): error(**{a: s, b: t}) for s in (-1, 1) for t in (-1, 1)}
                bend = (corners[1, 1] - corners[1, -1] - corners[-1, 1] + corners[-1, -1]) / (4 * h**2)
            bends[a, b] = bends[b, a] = float(bend)
    return [[bends[a, b] for b in names] for a in names]


def test_bends_of_the_lecture():
    """The sixth notebook: each entry of the table is a difference quotient, and its eigenvalues are those of that."""
    numpy = pytest.importorskip("numpy")
    told, exact = printed(6), hessian()
    rows = [list(map(float, line.split())) for line in told.splitlines() if len(line.split()) == 8 and "." in line]
    assert numpy.abs(numpy.array(rows) - exact).max() <= 0.51e-5
    shown = [f"{bend:8.5f}" if abs(bend) > 1e-12 else " nothing" for bend in numpy.linalg.eigvalsh(exact)]
    listed = re.findall(r"^(?: nothing|[ -]\d\.\d{5})$", told, re.MULTILINE)
    assert [each.strip() for each in listed] == [each.strip() for each in shown]


def test_a_root_without_rounding():
    """The derivative of Heron's four steps, by the product rule on pairs of fractions; and how tanh begins."""
    sympy = pytest.importorskip("sympy")
    value, slope = Fraction(1), Fraction(1, 2)
    for _ in range(4):
        value, slope = (value + 2 / value) / 2, (slope + (value - 2 * slope) / value**2) / 2
    told, z = printed(6), sympy.Symbol("z")
    assert f"exact: {slope}\n" in told
    assert f"float: {float(slope)!r}\n" in told
    series = sympy.series(sympy.tanh(z), z, n=6)
    assert str(series) in told
    for order in range(6):
        assert f"z^{order}: {series.removeO().coeff(z, order)}\n" in told


def test_a_network_trains_as_fast_as_its_slopes_say():
    """The eighth notebook: with the gradient put right the losses are those of descent along difference quotients."""
    numpy = pytest.importorskip("numpy")
    points = numpy.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]])
    targets = numpy.array([0.0, 1.0, 1.0, 0.0])
    first = [1.0, -1.0, 0.5, -0.25, 1.0, -0.5, -1.0, 0.75, 0.25, -0.125, 0.5, 0.375, 0.5, -0.25, 1.0, -1.0, 0.25]
    ways = numpy.vstack([numpy.zeros(17), 1e-6 * numpy.eye(17), -1e-6 * numpy.eye(17)])

    def losses(ps):
        """Of one set of parameters in each row."""
        nets = points @ ps[:, :8].reshape(-1, 2, 4) + ps[:, None, 8:12]
        outs = (numpy.maximum(nets, 0) @ ps[:, 12:16, None])[..., 0] + ps[:, 16:]
        return ((outs - targets) ** 2).sum(axis=1) / 8

    at, told = numpy.array(first), printed(8)
    for step in range(401):
        found = losses(at + ways)
        if step % 100 == 0:
            assert f"step {step:3}   loss {found[0]:.3f}\n" in f"{told[told.rindex('step   0') :]}\n"
        at = at - 0.1 * (found[1:18] - found[18:]) / 2e-6
