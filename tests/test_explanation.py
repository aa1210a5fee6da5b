"""A partial told as the chain rule, listings, wrong ways and worked solutions, on the lecture's network."""

import contextlib
import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sympy

from autograd_core import Value, derivation, explain, gradient, ops, program, tree, wrong_ways
from autograd_core.files import write_whole
from autograd_core.shell import print_lines
from autograd_core.writing import numeral
from nn import lecture_network
from nn.__main__ import main

REFERENCE = json.loads((Path(__file__).parent / "reference" / "worked_example.json").read_text())
GRADIENTS, PARTIALS = REFERENCE["gradients_shared_biases"], REFERENCE["partials"]


@pytest.fixture
def net():
    """The lecture's network, run forward."""
    return lecture_network()


def test_one_path_as_the_lecture_writes_it(net):
    """w5: three factors in symbols and numbers, and their product."""
    told = explain(net["E_total"], "w5")
    assert str(told) == (
        "dE_total/dw5 = dE_total/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5 "
        "= 0.741365070 * 0.186815602 * 0.593269992 = 0.0821670406"
    )
    for factor in told.paths[0].factors[:2]:
        assert math.isclose(factor.value, PARTIALS[factor.name], rel_tol=1e-12)
    assert told.rules() == {
        "dout_o1/dnet_o1": "sigmoid'(x) = y (1 - y)",
        "dnet_o1/dw5": "d(w5 out_h1 + w6 out_h2 + b2)/dw5 = out_h1",
    }


def test_two_paths_and_their_grouped_form(net):
    """w1 is reached through o1 and o2; grouped, the two are added before the rest is multiplied, as by hand."""
    told = explain(net["E_total"], "w1")
    assert told.count == len(told.paths) == 2
    assert math.isclose(
        told.paths[0].share, PARTIALS["dE_o1/dout_h1"] * PARTIALS["dout_h1/dnet_h1"] * 0.05, rel_tol=1e-12
    )
    assert math.isclose(math.fsum(path.share for path in told.paths), GRADIENTS["w1"], rel_tol=1e-12)
    assert told.value == gradient(net["E_total"], net["w1"])
    lines = str(told).splitlines()
    assert lines[0] == "dE_total/dw1 is the sum over 2 paths"
    assert lines[1].endswith("= 0.741365070 * 0.186815602 * 0.4 * 0.241300709 * 0.05 = 0.000668396021")
    assert lines[2].startswith("  + dE_total/dout_o2 * dout_o2/dnet_o2 * dnet_o2/dout_h1 * ")
    assert lines[3] == "  = 0.000438567734"
    assert lines[4] == "grouped: dE_total/dw1 = (dE_o1/dout_h1 + dE_o2/dout_h1) * dout_h1/dnet_h1 * dnet_h1/dw1"
    assert lines[5] == "  = (0.0553994247 - 0.0190491183) * 0.241300709 * 0.05 = 0.000438567734"


@pytest.mark.parametrize("x", [*GRADIENTS, "i1", "out_h2", "net_o2"])
@pytest.mark.parametrize("between", ["labelled", "all"])
def test_paths_and_stages_add_up_to_the_gradient(net, x, between):
    """The sum over paths, and the product of the grouped stages, are the gradient to the last digits."""
    told = explain(net["E_total"], x, between=between)
    assert told.count == len(told.paths)
    assert math.isclose(math.fsum(path.share for path in told.paths), told.value, rel_tol=1e-14)
    assert told.stages or told.count == 1 or between == "all"
    if told.stages:
        assert math.isclose(
            math.prod(math.fsum(path.share for path in stage) for stage in told.stages), told.value, rel_tol=1e-14
        )
    if x in GRADIENTS:
        assert math.isclose(told.value, GRADIENTS[x], rel_tol=1e-12)


def test_every_node_on_request(net):
    """Unlabelled nodes are folded by default, and named by their expression when all are wanted."""
    names = [factor.name for factor in explain(net["E_total"], "w5", between="all").paths[0].factors]
    assert names[0] == "dE_total/dE_o1"
    assert "d((t1 - out_o1)^2)/d(t1 - out_o1)" in names


def test_delta_notation(net):
    """The delta of a unit is dE/dnet."""
    assert str(explain(net["E_total"], "w5", delta=True)) == (
        "dE_total/dw5 = delta_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406"
    )
    told = explain(net["E_total"], "w1", delta=True)
    assert math.isclose(told.paths[0].factors[0].value, PARTIALS["dE_total/dnet_h1"], rel_tol=1e-12)
    assert r"\delta_{h1}" in told.latex()
    for name, deltas in {"b1": ["h1", "h2"], "out_h1": ["o1", "o2"], "net_h1": ["o1", "o2"]}.items():
        told = explain(net["E_total"], name, delta=True)
        assert [path.factors[0].name for path in told.paths] == [f"delta_{unit}" for unit in deltas]
        assert [path.factors[0].value for path in told.paths] == [
            pytest.approx(PARTIALS[f"dE_total/dnet_{unit}"], rel=1e-12) for unit in deltas
        ]
        assert math.isclose(math.fsum(path.share for path in told.paths), told.value, rel_tol=1e-14)
    assert "delta" not in str(explain(net["E_total"], "net_o1", delta=True))


def test_a_delta_has_no_rule_beside_it():
    """Though a single op lies above the net input, what is told of a delta is its letter: the rules are of the rest."""
    x, w = Value(0.5, label="x"), Value(2.0, label="w")
    y = (w * x).named("net_o1").tanh().named("y")
    assert explain(y, w, delta=True).rules() == {"dnet_o1/dw": "d(w x)/dw = x"}
    assert explain(y, w).rules() == {"dy/dnet_o1": "tanh'(x) = 1 - y^2", "dnet_o1/dw": "d(w x)/dw = x"}


def test_symbolic_factors(net):
    """Each factor in closed form; their product, evaluated, is the gradient."""
    told = explain(net["E_total"], "w5", symbolic=True)
    values = {name: node.data for name, node in net.items()}
    assert "= (out_o1 - t1) * " in str(told)
    assert r"= \left(\mathit{out}_{o1} - t_{1}\right) \, " in told.latex()
    for name in ("w5", "w1"):
        whole = explain(net["E_total"], name, symbolic=True).formula
        assert math.isclose(
            whole.subs({symbol: values[symbol.name] for symbol in whole.free_symbols}), GRADIENTS[name], rel_tol=1e-12
        )
    assert explain(net["E_total"], "w1").formula is None
    formulas = [str(factor.formula) for factor in told.paths[0].factors]
    assert (formulas[0], formulas[2]) == ("out_o1 - t1", "out_h1")
    product = math.prod(float(sympy.sympify(formula).subs(values)) for formula in formulas)
    assert math.isclose(product, GRADIENTS["w5"], rel_tol=1e-12)


def test_which_factor_comes_from_where(net):
    """The paths part where they part; each ends in its product, and the products add up to the partial."""
    told = explain(net["E_total"], net["w1"]).tree(unicode=True)
    lines = told.splitlines()
    assert lines[0] == f"dE_total/dw1 = {numeral(explain(net['E_total'], net['w1']).value)}"
    ends = [float(line.split("= ")[1]) for line in lines if line.lstrip("│ ").startswith("= ")]
    assert len(ends) == 2
    assert sum(ends) == pytest.approx(float(lines[0].split(" = ")[1]), rel=1e-6)
    assert lines[1].startswith("├─ dE_total/dout_o1 = ")
    assert "│  dout_o1/dnet_o1 = 0.186815602: sigmoid'(x) = y (1 - y)" in lines
    one = explain(net["E_total"], net["w5"]).tree(unicode=False)
    assert "|" not in one
    assert one.splitlines()[-1].startswith("= ")
    y = x = Value(1.0, label="x")
    for _ in range(6):
        y = (y + y.tanh()).named(f"y{_}")
    many = explain(y, x, between="all", largest=3).tree(unicode=False)
    assert many.splitlines()[-1].startswith("`- 61 more paths, together ")


def test_very_many_paths():
    """Of 2^30 paths the largest are told and the rest is one sum, in no time."""
    x = Value(1.0, label="x")
    h = x
    for i in range(30):
        h = ((h * 1.1).tanh().named(f"a{i}") + (h * 0.3).sin().named(f"b{i}")).named(f"h{i}") * 1.0
    told = explain(h, x, largest=3)
    assert told.count == 2**30
    assert len(told.paths) == 3
    assert math.isclose(told.rest + math.fsum(path.share for path in told.paths), told.value, rel_tol=1e-12)
    assert f"{2**30 - 3:,} more paths" in str(told)
    shares = [abs(path.share) for path in told.paths]
    assert shares[0] == max(shares)


def test_what_is_not_told_is_summed_exactly():
    """The rest is added up by itself, not by taking the told from the whole, which would lose it."""
    x = Value(1.0, label="x")
    parts = [(x * c).named(f"p{i}") for i, c in enumerate([1e20, 1.0, 0.25])]
    told = explain(ops.sum(parts).named("y"), x, between="all", largest=1)
    assert (told.paths[0].share, told.rest) == (1e20, 1.25)


def test_paths_beyond_counting():
    """2^300 paths are counted, about; 2^1100 and 2^5000 are more than can be; JSON takes all of them."""
    beyond = "the sum over more than 10^300 paths"
    for depth, said in ((300, "the sum over about 2.04e+90 paths"), (1100, beyond), (5000, beyond)):
        h = x = Value(1.0, label="x")
        for i in range(depth):
            h = (h * 0.25 + h.sin()).named(f"h{i}")
        told = explain(h.named("y"), x, between="all")
        assert said in str(told)
        assert json.loads(json.dumps(told.as_dict(), allow_nan=False))["count"] == (
            2**300 if depth == 300 else "Infinity"
        )


@pytest.mark.parametrize(("crowd", "last"), [(16, "ds0/dx"), (17, "dsin(x)/dx")])
def test_what_lies_beneath_many_named_nodes_is_named_too(crowd, last):
    """sin(x) beneath 16 of them is folded into each, and beneath 17 it stands on the way to all."""
    x = Value(0.5, label="x")
    h = x.sin()
    told = explain(ops.sum([(h * 2.0).named(f"s{i}").exp() for i in range(crowd)]).named("y"), x)
    assert told.count == crowd
    assert {path.factors[-1].name.replace(f"s{i}", "s0") for i, path in enumerate(told.paths)} == {last}
    assert math.isclose(told.value, crowd * math.exp(2 * math.sin(0.5)) * 2 * math.cos(0.5), rel_tol=1e-14)


def test_long_products_are_shortened():
    """Of very many factors the first and the last are written, and the others counted."""
    y = x = Value(1.0, label="x")
    for i in range(100):
        y = (y * 1.01).named(f"h{i}")
    assert " * dh92/dh91 * ... 84 more ... * dh7/dh6 * " in str(explain(y, x))
    assert r" \, \cdots \, " in explain(y, x).latex()


@pytest.mark.slow
@pytest.mark.parametrize("crowd", ["above and below a hub", "beside a dead end", "of one node"])
def test_named_nodes_in_crowds(crowd):
    """Folding what is unlabelled takes no time squared, whatever the shape."""
    k = h = x = Value(0.5, label="x")
    for _ in range(20_000):
        h, k = h.sin(), (Value(0.5) if k is x else k).cos()
    made = {
        "above and below a hub": lambda i: h * i,
        "beside a dead end": lambda i: (k * x) * i,
        "of one node": lambda i: x * i,
    }[crowd]
    y = ops.sum([made(i).named(f"s{i}").exp().named(f"e{i}") for i in range(20_000)]).named("y")
    told = explain(y, x)
    assert told.value == gradient(y, x)


def test_a_nan_is_told():
    """Numbers that are none are printed as such, and where they began can be asked."""
    z = Value(0.0, label="z")
    told = explain((z.sqrt().named("r") * z).named("y"), z)
    assert str(told).splitlines() == [
        "dy/dz is the sum over 2 paths", "    dy/dr * dr/dz = 0 * inf = nan", "  + d+y/dz = 0", "  = nan",
        "where d+y/dx is the partial along one edge, everything else held, and dy/dx the sum over all ways",
        "anomalies(y) tells where this nan began",
    ]  # fmt: skip
    assert r"\infty" in told.latex()
    assert json.loads(json.dumps(told.as_dict(), allow_nan=False))["value"] == "NaN"


def test_sums_grouped_as_by_hand(net):
    """What y is a sum of tells the first stage; without a common node the ways are added up above x."""
    assert "grouped: dE_total/db1 = dE_total/dnet_h1 * dnet_h1/db1 + dE_total/dnet_h2 * dnet_h2/db1" in str(
        explain(net["E_total"], "b1")
    )
    told = explain(net["E_total"], "out_h2")
    assert [path.share for path in told.stages[0]] == [
        pytest.approx(PARTIALS[name], rel=1e-12) for name in ("dE_o1/dout_h2", "dE_o2/dout_h2")
    ]
    x = Value(3.0, label="x")
    h = (x * x).named("h")
    assert str(explain((h * h + h).named("y"), x)) == "dy/dx = dy/dh * dh/dx = 19 * 6 = 114"


def test_repeated_arguments_are_one_factor():
    """x * x has one factor 2 x."""
    x = Value(3.0, label="x")
    assert str(explain((x * x).named("y"), x)) == "dy/dx = 6"


@pytest.mark.parametrize(
    ("f", "rule"),
    [
        (lambda x, z: x * x, "2 x"),
        (lambda x, z: ops.dot([x, z], [z, x]), "2 z"),
        (lambda x, z: x / x, "1 / x - y / x"),
        (lambda x, z: ops.hypot(x, x), "2 x / y"),
        (lambda x, z: x - x, "1 - 1"),
        (lambda x, z: ops.sum([x, x, x]), "3"),
    ],
)
def test_the_rule_of_an_op_that_takes_an_argument_twice(f, rule):
    """The sum of its partials towards all places of the argument, in which the result has its own name."""
    x, z = Value(3.0, label="x"), Value(2.0, label="z")
    assert explain(f(x, z).named("y"), x).rules() == {"dy/dx": f"dy/dx = {rule}"}


@pytest.mark.parametrize(
    ("x", "told"), [(0.0, "1 where x > 0, else 0; at this kink 0"), (1.0, "1 where x > 0, else 0")]
)
def test_a_rule_says_where_it_was_taken_at_a_kink(x, told):
    """By convention there, and only there."""
    x = Value(x, label="x")
    assert explain(ops.relu(x).named("y"), x).rules() == {"dy/dx": f"relu'(x) = {told}"}


def test_a_term_that_is_used_elsewhere_too_stands_on_the_way():
    """a is a term of y = a + sin(w a), and more than that: dy/da is 1 + w cos(w a), and stands by its name."""
    w = Value(0.5, label="w")
    a = (w * w).named("a")
    told = explain((a + ops.sin(w * a).named("b")).named("y"), w)
    cosine = math.cos(0.5**3)
    factors = [[(factor.name, factor.value) for factor in path.factors] for path in told.paths]
    assert factors == [
        [("d+y/dw", pytest.approx(0.25 * cosine))],
        [("dy/da", pytest.approx(1 + 0.5 * cosine)), ("da/dw", pytest.approx(1.0))],
    ]
    plain = explain(((w * w).named("a") + ops.sin(w).named("b")).named("y"), w)
    assert [factor.name for path in plain.paths for factor in path.factors] == ["dy/dw"]


def test_a_direct_partial_has_a_plus_however_long_the_other_way_is():
    """b x, where b depends on x by way of a: towards x alone there is b, and that is not all of dy/dx."""
    x = Value(0.5, label="x")
    b = x.sin().named("a").exp().named("b")
    for y, names in (
        ((b * x).named("y"), [["dy/db", "db/da", "da/dx"], ["d+y/dx"]]),
        ((b.tanh().named("c") * x).named("y"), [["dy/dc", "dc/db", "db/da", "da/dx"], ["d+y/dx"]]),
        ((b * 2).named("y"), [["dy/db", "db/da", "da/dx"]]),
    ):
        assert sorted([factor.name for factor in path.factors] for path in explain(y, x).paths) == sorted(names)


def test_a_factor_is_what_leads_from_one_node_to_another():
    """Told twice it is the same, whatever holds its names, and one entry of a set."""
    x = Value(3.0, label="x")
    y = (x * x).sin().named("y")
    first, second = (explain(y, x).paths[0].factors[0] for _ in range(2))
    assert first == second
    assert len({first, second}) == 1
    assert not any(word in repr(first) for word in ("names", "held", "at_kink"))


def test_values_that_are_equal_are_not_one_node():
    """Nodes are told apart by identity, not by their data."""
    x = Value(1.0, label="x")
    y = (x * 1.0 * 1.0).named("y")
    assert explain(y, x).count == 1
    assert len(explain(y, x, between="labelled").paths[0].factors) == 1


def test_what_y_does_not_depend_on(net):
    """It is said in those words; an unknown label lists the nearest."""
    with pytest.raises(LookupError, match=r"E_o1 does not depend on Value\(0.99, label='t2'\)"):
        explain(net["E_o1"], net["t2"])
    with pytest.raises(LookupError, match="no node is labelled 'w55'; the nearest are 'w5'"):
        explain(net["E_total"], "w55")
    with pytest.raises(TypeError, match=r"only a Value can be stepped through, explained or listed; got 3.0 \(float\)"):
        explain(3.0, net["w5"])
    with pytest.raises(TypeError, match=r"explain\(y, x\) needs a node or a label for x; got 3.0 \(float\)"):
        explain(net["E_total"], 3.0)
    with pytest.raises(ValueError, match='between must be "labelled" or "all"; got \'some\''):
        explain(net["E_total"], "w5", between="some")
    with pytest.raises(ValueError, match="largest must be 1 or more; got 0"):
        explain(net["E_total"], "w5", largest=0)
    with pytest.raises(ValueError, match="digits must be 1 or more; got 0"):
        explain(net["E_total"], "w5").text(digits=0)


def test_forms(net):
    """Text, with ∂ where the stream can show it; LaTeX and Markdown for notebooks; JSON."""
    told = explain(net["E_total"], "w5")
    fancy, plain = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    for stream in (fancy, plain):
        told.show(stream)
        stream.flush()
    assert (
        fancy.buffer.getvalue()
        .decode()
        .startswith("∂E_total/∂w5 = ∂E_total/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5 = 0.741365070 · ")
    )
    assert plain.buffer.getvalue().decode().startswith("dE_total/dw5 = dE_total/dout_o1 * ")
    total, out = r"E_{\mathrm{total}}", r"\mathit{out}_{o1}"
    first = rf"\frac{{\partial {total}}}{{\partial w_{{5}}}} &= \frac{{\partial {total}}}{{\partial {out}}} \, "
    assert told.latex().startswith(r"\begin{aligned}" + first)
    assert told._repr_latex_().startswith("$\\displaystyle ")
    assert "- `dout_o1/dnet_o1`: `sigmoid'(x) = y (1 - y)`" in told._repr_markdown_()
    assert json.loads(json.dumps(told.as_dict()))["paths"][0]["factors"][1]["partial"] == "dout_o1/dnet_o1"


def test_letters_in_latex():
    """Greek letters and words for them are set as letters, indices as indices."""
    x = Value(2.0, label="θ_1")
    y = (x * 3 + x.exp()).named("sigma2")
    assert explain(y, x).latex().startswith(r"\begin{aligned}\frac{\partial \sigma_{2}}{\partial \theta_{1}} &= ")


def test_two_names_are_two_symbols_in_latex():
    """x1 and x_1 would both be set as x with an index; the later one stands as it is typed."""
    x, other = Value(2.0, label="x1"), Value(3.0, label="x_1")
    page = derivation((x * other).named("y"))
    assert "| $x_{1}$ |  | $2$ |" in page
    assert r"| $\mathtt{x\_1}$ |  | $3$ |" in page


def test_nothing_stays_nothing_where_ops_are_folded():
    """The factor of several ops carries nothing where a choice among them was not taken; else it is their product."""
    for start, told in ((1.0, "inf * nothing = 0"), (math.log(9.0), "0.250000000 * 9.00000000 = 2.25")):
        w = Value(start, label="w")
        y = ops.relu(ops.exp(w) - 5).named("h").sqrt().named("y")
        assert str(explain(y, w)) == f"dy/dw = dy/dh * dh/dw = {told}"
        assert explain(y, w).value == gradient(y, w)


def test_hostile_labels_in_latex():
    """A label is text, whatever it contains."""
    x = Value(2.0, label=r"50% of $x$ \input{/etc/passwd}")
    told = explain((x * 3).named("y"), x).latex()
    assert r"\mathtt{50\%\ of\ \$x\$\ \backslash input\{{/}etc{/}passwd\}}" in told


def test_numerals():
    """Nine digits; trailing zeros only where they are digits of a longer number."""
    assert [numeral(x) for x in (0.5, 0.7413650695523157, 1.0, 0.392499999999999, 1e-20, math.nan)] == [
        "0.5", "0.741365070", "1", "0.392500000", "1e-20", "nan",
    ]  # fmt: skip
    assert [numeral(x, 2) for x in (16.8, 0.0123, 1.234e10)] == ["17", "0.012", "1.2e+10"]
    assert numeral(1.234e10, 1) == "1e+10"


# ── listings ─────────────────────────────────────────────────────────────────────────────────────


def test_tree(net):
    """The expression as a tree, in which a node met again is only referred to."""
    lines = tree(net["E_total"]).splitlines()
    assert lines[0] == "E_total = 0.298371109  add"
    assert "│  │  │  └─ out_o1 = 0.751365070  sigmoid" in lines
    assert sum("out_h1 = 0.593269992  (shown above)" in line for line in lines) == 1
    assert (
        tree(net["E_total"], most=5).splitlines()[-1]
        == "... and 24 more nodes: tree(y, most=10) shows more, program(y) lists them"
    )


def test_a_tree_for_every_stream(net, monkeypatch):
    """Where the standard output has no lines to draw with, the tree is drawn in ASCII."""
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert tree(net["out_h1"]).isascii()
    assert "`- 1" in tree(net["out_h1"])
    assert "└─ 1" in tree(net["out_h1"], unicode=True)
    x = Value(3.0, label="x")
    assert tree(x * x, most=2).splitlines()[-1].startswith("... and more lines of what is shown above")


def test_program(net):
    """One line for each node with value, gradient and local partials; not computed yet is not 0."""
    assert "not computed yet" in program(net["E_total"])
    net["E_total"].backward()
    rows = {row.split()[1]: row for row in program(net["E_total"]).splitlines()[1:]}
    assert rows["out_o1"].split(maxsplit=2)[2].split("  ")[0] == "sigmoid(net_o1)"
    assert rows["w5"].endswith("0.0821670406")
    assert rows["out_o1"].endswith("0.186815602")
    assert "not computed yet" not in program(net["E_total"])
    assert program(net["E_total"], most=3).splitlines()[-1] == "... and 26 more nodes: program(y, most=6) shows more"


@pytest.mark.slow
def test_deep_graphs_are_listed_and_explained():
    """100,000 nodes do not recurse, and answer soon."""
    x = Value(1.0, label="x")
    y = x
    for _ in range(33_333):
        y = y * 1.00001 + 0.0 * x
    assert len(tree(y).splitlines()) == 61
    assert explain(y, x, between="all").count == 33_334
    assert len(program(y).splitlines()) == 202
    assert math.isclose(explain(y, x).value, 1.00001**33_333, rel_tol=1e-9)


# ── wrong ways ───────────────────────────────────────────────────────────────────────────────────


def test_wrong_ways_depart_where_they_must(net):
    """On the lecture's network each well-known mistake shows, at a node and with numbers that can be checked."""
    eager, overwriting, stale = wrong_ways(net["E_total"])
    assert (eager.departs, overwriting.departs) == ("net_h1", "b2")
    assert math.isclose(eager.wrong, PARTIALS["dE_o1/dout_h1"] * PARTIALS["dout_h1/dnet_h1"], rel_tol=1e-12)
    assert math.isclose(eager.right, PARTIALS["dE_total/dnet_h1"], rel_tol=1e-12)
    assert math.isclose(overwriting.wrong, PARTIALS["dE_total/dnet_o2"], rel_tol=1e-12)
    assert stale.departs in net
    assert "first wrong at b2, -0.0380982365 instead of 0.100400325" in str(overwriting)
    assert all(node.grad is None for node in net.values())


def test_a_graph_that_hides_the_mistakes():
    """A single chain of one op hides all of them, and that is said."""
    ways = wrong_ways(Value(2.0).exp())
    assert [way.departs for way in ways] == [None, None, None]
    assert str(ways[0]).startswith("without an order: this graph hides the mistake.")


# ── worked solutions ─────────────────────────────────────────────────────────────────────────────


def test_the_worked_solution_in_markdown(net):
    """Forward pass, local partials, gradients and updates, with the lecture's numbers."""
    page = derivation(net["E_total"], [net[name] for name in GRADIENTS], learning_rate=0.5)
    assert [line for line in page.splitlines() if line.startswith("#")] == [
        "# Backpropagation through E_total", "## Forward pass", "## Local partials", "## Gradients, by the chain rule",
        "## Updates, with learning rate 0.5",
    ]  # fmt: skip
    assert r"| $\mathit{out}_{o1}$ | $\sigma\left(\mathit{net}_{o1}\right)$ | $0.751365070$ |" in page
    out, net_o1 = r"\mathit{out}_{o1}", r"\mathit{net}_{o1}"
    rule = rf"\frac{{\partial {out}}}{{\partial {net_o1}}}$ | ${out} \, \left(1 - {out}\right)"
    assert f"| ${rule}$ | $0.186815602$ |" in page
    assert page.count("$$") == 2 * len(GRADIENTS)
    updates = page.partition("## Updates")[2]
    for name, updated in REFERENCE["after_updates"]["shared_biases_updated"]["1"]["parameters"].items():
        assert f"| ${name[0]}_{{{name[1:]}}}$ | " in updates
        assert f" | ${numeral(updated)}$ |" in updates
    assert derivation(net["E_total"], "w5") == derivation(net["E_total"], [net["w5"]])
    assert "$0.7514$" in derivation(net["E_total"], "w5", digits=4)
    assert "Updates" not in derivation(net["E_total"])


def test_the_worked_solution_in_latex(net):
    """A document that begins, ends, and balances its braces and environments."""
    page = derivation(net["E_total"], ["w5"], form="latex")
    assert page.startswith(r"\documentclass")
    assert page.rstrip().endswith(r"\end{document}")
    assert page.count(r"\begin{") == page.count(r"\end{")
    bare = page.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    with pytest.raises(ValueError, match='form must be "markdown" or "latex"; got \'word\''):
        derivation(net["E_total"], form="word")


def test_from_the_shell(tmp_path, capsys, monkeypatch):
    """--derivation writes the solution; --step prints every step where there is no keyboard."""
    assert main(["--derivation", str(tmp_path / "out.md")]) == 0
    assert (tmp_path / "out.md").read_text().startswith("# Backpropagation through E_total")
    assert [path.name for path in tmp_path.iterdir()] == ["out.md"]
    for path in (tmp_path / "out.pdf", tmp_path / "missing" / "out.md"):
        with pytest.raises(SystemExit, match="2"):
            main(["--derivation", str(path)])
    error = capsys.readouterr().err.splitlines()
    assert error[0].startswith("python -m nn: --derivation needs a file that ends in .md or .tex; got ")
    assert error[1].endswith("No such file or directory")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["--step"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 49
    assert (
        "net_o1 -> w5: dE_total/dnet_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406; w5 complete"
        in printed
    )


def test_the_solution_is_of_what_learns(tmp_path, capsys):
    """With fixed biases only the weights are derived and updated; digits are the caller's."""
    path = tmp_path / "out.md"
    assert main(["--derivation", str(path), "--digits", "4"]) == 0
    updates = path.read_text().partition("## Updates")[2]
    assert "| $w_{5}$ | $0.4 - 0.5 \\cdot 0.08217$ | $0.3589$ |" in updates
    assert "$b_{1}$ |" not in updates
    for bad in ("0", "18", "x"):
        with pytest.raises(SystemExit, match="2"):
            main(["--step", "--digits", bad])
        assert f"the number of digits must be an integer from 1 to 17; got {bad}" in capsys.readouterr().err


def test_a_reader_may_stop_early(monkeypatch):
    """Lines that nobody reads any more, as after `head -1`, are no error."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        print_lines(["a line"] * 10)


AT_A_TERMINAL = """
import fcntl, runpy, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # its own terminal, with the interrupts
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["nn", "--step", "--digits", "4"]
runpy.run_module("nn", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("ending", [b"q\n", b"\x04", b"\x03"], ids=["q", "end of input", "interrupt"])
def test_a_real_terminal(ending):
    """At a terminal --step asks, steps, and ends in every way without a word too many."""
    master, slave = os.openpty()
    walk = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    os.close(slave)
    said = b""

    def until(text):
        nonlocal said
        while text not in said:
            said += os.read(master, 1024)

    until(b"q] ")
    for typed, answer in (
        (b"\n", b"net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"),
        (b"w5\n", b"= 0.08217; w5 complete"),
        (b"zz\n", b"no node"),
    ):
        os.write(master, typed)
        until(answer)
        said = said[said.index(answer) :]
        until(b"q] ")
    for _ in range(20):  # a key may come just before Python listens for it; a person presses it again
        os.write(master, ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            walk.wait(1)
            break
    assert walk.wait(10) == 0
    with contextlib.suppress(OSError):  # how a terminal says that nobody is left at its other end
        said += os.read(master, 1024)
    os.close(master)
    assert b"Traceback" not in said


def test_walking_with_the_keyboard(net):
    """Enter goes on, b back, a number or a label there, q ends; a wrong word is answered."""
    from autograd_core import Stepper

    typed, said = iter(["", "b", "w5", "2", "zz", "99", "q"]), []
    Stepper(net["E_total"]).walk(read=lambda prompt: next(typed), write=said.append)
    assert said[1] == "net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"
    assert said[3].startswith("net_o1 -> w5: ")
    assert said[4].startswith("out_h1 = ")
    assert said[5].startswith("no node is labelled 'zz'")
    assert said[6] == "there are steps 1 to 49; got 99"


def test_files_are_written_whole(tmp_path):
    """What cannot be written leaves what was there."""
    path = tmp_path / "kept.txt"
    path.write_text("before")
    with pytest.raises(TypeError):
        write_whole(path, 5)
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["kept.txt"]
    write_whole(path, "after")
    assert path.read_text() == "after"


def test_logsumexp_is_explained_too():
    """Variadic rows have their factors as any other."""
    xs = [Value(0.1 * i, label=f"x{i}") for i in range(3)]
    y = ops.logsumexp(xs).named("y")
    assert math.isclose(explain(y, "x1").value, math.exp(0.1) / sum(math.exp(0.1 * i) for i in range(3)), rel_tol=1e-14)
