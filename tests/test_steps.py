"""Names, rules, the passes as records, and the stepper, on the lecture's network."""

import copy
import io
import json
import math
import pickle
import re
from pathlib import Path

import pytest

from autograd_core import (
    FRACTIONS,
    OPS,
    SYMBOLS,
    Stepper,
    Value,
    anomalies,
    backward_steps,
    check,
    check_gradient,
    derivation,
    draw,
    explain,
    forward_steps,
    gradient,
    ops,
    program,
    tree,
    view,
    wrong_ways,
)  # fmt: skip
from autograd_core.names import names_beneath
from autograd_core.rules import rule
from nn import lecture_network
from nn.__main__ import main

REFERENCE = json.loads((Path(__file__).parent / "reference" / "worked_example.json").read_text())
GRADIENTS = REFERENCE["gradients_shared_biases"]


@pytest.fixture
def net():
    """The lecture's network, run forward."""
    return lecture_network()


# ── names and rules ──────────────────────────────────────────────────────────────────────────────


def test_names():
    """A node is called by its label, else by what it computes, where that is long u1, u2, ...; no two alike."""
    w, x, other = Value(2.0, label="w"), Value(3.0), Value(1.0, label="w")
    p = w * x
    q = (p + other) ** 2
    long = (q * q + q / p).exp().named("y") + ops.sum([w] * 9)
    names = {str(name) for name in names_beneath(long).values()}
    assert {"w", "x1", "w_2", "w*x1", "w*x1 + w_2", "(w*x1 + w_2)^2", "y"} <= names
    assert "u1" in names
    assert len(names) == len(names_beneath(long))


def test_names_of_a_deep_graph_stay_short():
    """No name grows with the depth of what it names."""
    y = x = Value(1.0, label="x")
    for _ in range(5000):
        y = y * x
    assert max(len(str(name)) for name in names_beneath(y).values()) <= 24


@pytest.mark.parametrize(
    ("name", "position", "args", "expected"),
    [
        ("sigmoid", 0, ["net"], "sigmoid'(x) = y (1 - y)"),
        ("tanh", 0, ["net"], "tanh'(x) = 1 - y^2"),
        ("exp", 0, ["a"], "exp'(x) = y"),
        ("relu", 0, ["a"], "relu'(x) = 1 where x > 0, else 0"),
        ("mul", 1, ["w", "x"], "d(w x)/dx = w"),
        ("mul", 0, ["w", "x"], "d(w x)/dw = x"),
        ("div", 1, ["a", "b"], "d(a / b)/db = -y / b"),
        ("pow", 0, ["a", "2"], "d(a^2)/da = 2 a"),
        ("sub", 1, ["t1", "out"], "d(t1 - out)/dout = -1"),
        ("dot", 0, ["w5", "w6", "b2", "out_h1", "out_h2", "1"], "d(w5 out_h1 + w6 out_h2 + b2)/dw5 = out_h1"),
    ],
)
def test_rules_come_from_the_table(name, position, args, expected):
    """A rule is the row itself, run over text."""
    assert rule(OPS[name], position, args) == expected


@pytest.mark.parametrize("row", list(OPS.values()), ids=repr)
def test_every_row_has_a_rule(row):
    """Any row can be written, none is longer than asked, and each one is about the argument that it is asked for."""
    width = 4 if row.variadic else len(row.parameters)
    for position in range(width):
        written = rule(row, position, [f"x{i}" for i in range(width)])
        assert len(written) <= 60
        assert len(rule(row, position, [f"x{i}" for i in range(width)], longest=12)) <= 12
        about, shown = (
            (rf"^{row.name}'\(x\)", "") if width == 1 and "'" in written else (r"^d.*", rf"/d(x{position}|[a-z])")
        )
        assert re.search(rf"{about}{shown} = \S", written), written


# ── the records ──────────────────────────────────────────────────────────────────────────────────


def test_forward_steps_are_the_forward_pass(net):
    """One line for each op, with the lecture's values, in the order of computing."""
    steps = list(forward_steps(net["E_total"]))
    assert steps[0].line() == "net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"
    assert steps[1].line() == "out_h1 = sigmoid(net_h1) = 0.593269992"
    assert steps[-1].line(6) == "E_total = E_o1 + E_o2 = 0.298371"
    values = {step.node: step.value for step in steps}
    for name, expected in REFERENCE["forward"].items():
        assert math.isclose(values[name], expected, rel_tol=1e-12)


def test_a_backward_step_as_the_lecture_writes_it(net):
    """Upstream times local is the contribution, in symbols and numbers."""
    lines = [step.line() for step in backward_steps(net["E_total"])]
    assert (
        "net_o1 -> w5: dE_total/dnet_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406; w5 complete" in lines
    )
    assert (
        "net_o1 -> out_h1: dE_total/dnet_o1 * dnet_o1/dout_h1 = 0.138498562 * 0.4 = 0.0553994247; "
        "out_h1 waits for 1 more" in lines
    )
    assert (
        "net_o2 -> out_h1: dE_total/dnet_o2 * dnet_o2/dout_h1 = -0.0380982365 * 0.5 = -0.0190491183; "
        "dE_total/dout_h1 = 0.0363503064 complete" in lines
    )
    first = next(step for step in backward_steps(net["E_total"]) if step.to is net["w5"])
    assert first.rule == "d(w5 out_h1 + w6 out_h2 + b2)/dw5 = out_h1"
    assert first.line(4).endswith("= 0.1385 * 0.5933 = 0.08217; w5 complete")


def test_the_steps_add_up_to_the_gradients(net):
    """Each argument's last adjoint is its gradient, in the reference and to the bit in backward()."""
    after = {str(step.arg): step.after for step in backward_steps(net["E_total"])}
    for name, expected in GRADIENTS.items():
        assert math.isclose(after[name], expected, rel_tol=1e-12)
    assert all(node.grad is None for node in net.values())
    net["E_total"].backward()
    assert all(after[name] == net[name].grad for name in GRADIENTS)


def test_repeats_wait_and_before_is_after(net):
    """An argument used twice waits once; what a step finds is what the one before it left."""
    x = Value(3.0, label="x")
    steps = list(backward_steps(x * x + x, seed=2.0))
    to_x = [step for step in steps if step.to is x]
    assert [step.waiting for step in to_x] == [2, 1, 0]
    assert [step.before for step in to_x] == [None, *(step.after for step in to_x[:-1])]
    assert to_x[-1].after == 2.0 * 7
    assert [(step.node.text, step.position) for step in to_x].count(("x*x", 1)) == 1


def test_the_rule_in_words(net):
    """What a local partial means: how many times as fast the node changes as its argument."""
    words = [step.words for step in backward_steps(net["E_total"])]
    assert "out_o1 changes out_o1 (1 - out_o1) times as fast as net_o1" in words
    assert "net_o1 changes out_h1 times as fast as w5" in words


def strict(data):
    """The data after a way through JSON, which has no NaN."""

    def refuse(constant):
        raise ValueError(constant)

    return json.loads(json.dumps(data, allow_nan=False), parse_constant=refuse)


def test_records_are_plain_data(net):
    """A step as a dict goes through JSON, and brings its numbers back to the bit."""
    for step in (*forward_steps(net["E_total"]), *backward_steps(net["E_total"])):
        back = strict(step.as_dict())
        assert back["number"] == step.number
        numbers = ("value",) if "value" in back else ("local", "contribution", "after")
        assert [back[name] for name in numbers] == [getattr(step, name) for name in numbers]
        assert all(type(back[name]) is float for name in numbers)


def test_numbers_that_json_lacks():
    """NaN and the infinities are written by name, which float() reads."""
    x = Value(0.0, label="x")
    (_, _, _, step) = (*forward_steps(y := x.sqrt() * 0), *backward_steps(y))
    plain = strict(step.as_dict())
    assert (plain["local"], plain["contribution"]) == ("Infinity", "NaN")
    assert strict(list(forward_steps((x - 1).log()))[-1].as_dict())["value"] == "NaN"
    assert float(strict(next(forward_steps(Value(-1e308) * 10)).as_dict())["value"]) == -math.inf


def test_what_is_no_value_is_refused_at_once():
    """The call itself raises, not the first step."""
    for call in (forward_steps, backward_steps, Stepper):
        with pytest.raises(
            TypeError, match=r"only a Value can be stepped through, explained or listed; got 3.0 \(float\)"
        ):
            call(3.0)


def test_odd_labels():
    """A label may hold anything; a line stays one line."""
    x = Value(2.0, label="a b\n/c")
    (step,) = backward_steps((x * 3).named("E = m c^2"))
    assert str(step) == (
        r"E = m c^2 -> a b\n/c: d(E = m c^2)/d(E = m c^2) * d(E = m c^2)/d(a b\n/c) = 1 * 3 = 3; a b\n/c complete"
    )


# ── the stepper ──────────────────────────────────────────────────────────────────────────────────


def test_walking_both_ways_is_exact(net):
    """Any walk forth and back ends where it stood, to the last bit, and changes nothing in the graph."""
    stepper = Stepper(net["E_total"])
    states = [repr(stepper)]
    while stepper.next is not None:
        stepper.step()
        states.append(repr(stepper) + stepper.where())
    assert len(states) == len(stepper) + 1 == 50
    with pytest.raises(StopIteration, match="finished"):
        stepper.step()
    assert "finished" in repr(stepper)
    for state in states[-2:0:-1]:
        stepper.back()
        assert repr(stepper) + stepper.where() == state
    stepper.reset()
    assert (
        repr(stepper)
        == states[0]
        == "Stepper of E_total: 0 of 49 steps\n  next: net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"
    )
    assert stepper.back() is None
    assert all(node.grad is None for node in net.values())


def test_run_to_a_node_or_a_number(net):
    """run_to goes on to the next step that touches a node, or to a step by number, before or after."""
    stepper = Stepper(net["E_total"])
    assert stepper.run_to("w5").line().startswith("net_o1 -> w5")
    assert stepper.run_to(net["w1"]).line().startswith("net_h1 -> w1")
    assert stepper.run_to(2).line().startswith("out_h1 = ")
    assert stepper.position == 2
    with pytest.raises(LookupError, match="there are steps 1 to 49; got 50"):
        stepper.run_to(50)
    with pytest.raises(LookupError, match="no node is labelled 'w9'; the nearest are"):
        stepper.run_to("w9")
    with pytest.raises(LookupError, match=r"E_total does not depend on Value\(1.0\)"):
        stepper.run_to(Value(1.0))
    stepper.run()
    stepper.back()
    with pytest.raises(StopIteration, match=r"^w5 was passed at step 23, back\(\) goes back$"):
        stepper.run_to("w5")
    assert stepper.position == 48
    with pytest.raises(TypeError, match=r"a step is found by its number, a node or a label; got 2\.5"):
        stepper.run_to(2.5)


def test_breakpoints(net):
    """run stops at a node, a label, an op or a condition, and goes to the end without one."""
    stepper = Stepper(net["E_total"])
    assert stepper.break_at("sigmoid").run().line().startswith("out_h1 = ")
    stepper.clear()
    assert stepper.break_at(net["out_h2"]).run().line().startswith("out_h2 = ")
    stepper.clear()
    assert abs(stepper.break_at("abs(contribution) < 0.001").run().contribution) < 0.001
    stepper.reset()
    stepper.clear()
    assert stepper.break_at(lambda step: step.number == 3 and step.op == "add").run().number == 49
    stepper.reset()
    stepper.clear()
    assert stepper.break_at(ops.add).run().op == "add"
    assert "\n  stops at: add\n" in repr(stepper)
    with pytest.raises(LookupError, match="no node is labelled 'w9'"):
        stepper.break_at("w9")
    with pytest.raises(LookupError, match=r"E_total does not depend on Value\(1.0\)"):
        stepper.break_at(Value(1.0))
    with pytest.raises(TypeError, match="a breakpoint is a node, a label, an op, a condition or a function; got 5"):
        stepper.break_at(5)
    with pytest.raises(
        ValueError,
        match=r"a condition is written `grad is nan` or `abs\(contribution\) < 1e-12`, with one of .*; got 'bias > 1'",
    ):
        stepper.break_at("bias > 1")


def test_a_breakpoint_on_nan():
    """The first gradient that is NaN is where run stops."""
    x = Value(0.0, label="x")
    y = (x.sqrt() * 0).named("y")
    step = Stepper(y).break_at("grad is nan").run()
    assert (str(step.node), str(step.arg)) == ("sqrt(x)", "x")


def test_where_tells_what_is_missing(net):
    """Every node is done, partial with what it waits for, or waiting."""
    stepper = Stepper(net["E_total"])
    assert "not computed yet" in stepper.where()
    stepper.run_to("out_h1")
    while not (stepper.step().line().startswith("net_o1 -> out_h1")):
        pass
    lines = {line.split()[0]: line for line in stepper.where().splitlines()}
    assert lines["out_h1"].split(maxsplit=2)[2] == "0.0553994247  partial, waits for net_o2"
    assert lines["w5"].endswith("0.0821670406  done")
    assert lines["w1"].endswith("waits for net_h1")
    assert lines["b1"].endswith("waits for net_h2 and net_h1")
    assert lines["E_total"].split()[-2:] == ["1", "seed"]


def test_alter_and_continue(net):
    """Another local partial or contribution at one step changes what follows from it, and reset undoes it."""
    stepper = Stepper(net["E_total"])
    stepper.run_to("out_o1")
    while not stepper.step().line().startswith("out_o1 -> net_o1"):
        pass
    altered = stepper.alter(local=1.0)
    assert altered.contribution == altered.upstream
    stepper.run()
    without = REFERENCE["partials"]["dE_total/dout_o1"] * REFERENCE["forward"]["out_h1"]
    assert math.isclose(stepper.gradients()["w5"], without, rel_tol=1e-12)
    assert math.isclose(stepper.gradients()["w7"], GRADIENTS["w7"], rel_tol=1e-12)
    stepper.alter(contribution=0.0)
    assert stepper.last.contribution == 0.0
    stepper.reset()
    stepper.run()
    assert math.isclose(stepper.gradients()["w5"], GRADIENTS["w5"], rel_tol=1e-12)
    stepper.run_to(1)
    with pytest.raises(ValueError, match="only a backward step can be altered"):
        stepper.alter(local=1.0)
    stepper.run()
    with pytest.raises(ValueError, match="alter\\(\\) needs either contribution= or local="):
        stepper.alter()


def test_another_seed(net):
    """The seed scales every adjoint, and the stepper stands where it stood."""
    stepper = Stepper(net["E_total"])
    stepper.run()
    stepper.seed = -2.0
    assert stepper.position == len(stepper)
    assert math.isclose(stepper.gradients()["w5"], -2 * GRADIENTS["w5"], rel_tol=1e-12)


def test_what_was_altered_follows_what_was_altered_before_it(net):
    """An altered local partial is multiplied by the adjoint there is now; an altered contribution stays as given."""
    stepper = Stepper(net["E_total"])
    stepper.run_to("w5")
    stepper.alter(local=0.5)
    stepper.seed = 2.0
    assert math.isclose(stepper.last.contribution, 2 * 0.5 * REFERENCE["partials"]["dE_total/dnet_o1"], rel_tol=1e-12)
    stepper.alter(contribution=7.0)
    stepper.seed = 3.0
    assert stepper.last.after == 7.0
    altered = repr(stepper)
    stepper.back()
    stepper.step()
    assert repr(stepper) == altered


def test_precision_is_the_callers(net):
    """What a stepper prints has as many digits as were asked for."""
    stepper = Stepper(net["E_total"], digits=3)
    stepper.run_to("w5")
    assert "= 0.138 * 0.593 = 0.0822; w5 complete" in repr(stepper)
    assert "0.0822" in stepper.where()
    assert "0.08216" not in stepper.where()


def test_a_repl_shows_the_line(net):
    """The repr of a step is its line, and that of a page the page."""
    stepper = Stepper(net["E_total"])
    assert repr(stepper.step()) == "net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"
    assert repr(stepper.where()) == stepper.where()


@pytest.mark.slow
def test_a_leaf_and_a_deep_graph_can_be_walked():
    """A leaf has no steps; a chain of 100,000 has 200,000, and looking ahead makes only those it needs."""
    assert len(Stepper(Value(1.0))) == 0
    assert repr(Stepper(Value(1.0, label="x"))) == "Stepper of x: 0 of 0 steps\n  finished"
    y = Value(1.0, label="x")
    for _ in range(100_000):
        y = y.sin()
    stepper = Stepper(y)
    assert len(stepper) == 200_000
    stepper.step()
    assert len(stepper._steps) == 1
    assert str(stepper.run_to(200_000).arg) == "x"


# ── stale graphs ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tell", [
    lambda y: list(forward_steps(y)), lambda y: list(backward_steps(y)), Stepper, lambda y: explain(y, "a"),
    lambda y: explain(y, "a", symbolic=True), derivation, tree, program, draw, view, anomalies, wrong_ways,
    lambda y: gradient(y, "a"), lambda y: gradient(y, "a", over=FRACTIONS), lambda y: gradient(y, "a", over=SYMBOLS),
    lambda y: check(y, {"a": 6}), check_gradient,
], ids=[
    "forward_steps", "backward_steps", "Stepper", "explain", "symbolic", "derivation", "tree", "program", "draw",
    "view", "anomalies", "wrong_ways", "gradient", "over fractions", "over symbols", "check", "check_gradient",
])  # fmt: skip
@pytest.mark.parametrize("later", [10.0, -3.0])
def test_a_graph_older_than_its_leaves_is_not_told(tell, later):
    """One rule, in one sentence: after a leaf was assigned, what was computed from it must be computed again."""
    a = Value(3.0, label="a")
    z = (a * a).named("z")
    tell(z)
    a.data = later
    with pytest.raises(
        ValueError, match=r"^z was computed before a leaf beneath it was assigned new data; compute it again$"
    ):
        tell(z)
    a.data = 3.0
    tell(z)


# ── what is printed can be typed, and says what was altered ──────────────────────────────────────


def test_one_numbering_for_both_passes(net):
    """The number of a step is the same in the record, for run_to, in the walk and in a condition."""
    y = net["E_total"]
    steps = [*forward_steps(y), *backward_steps(y)]
    assert [step.number for step in steps] == list(range(1, 50))
    stepper = Stepper(y)
    assert [step.number for step in stepper] == list(range(1, 50))
    for number in (1, 15, 16, 40, 49):
        assert stepper.run_to(number).number == stepper.run_to(str(number)).number == stepper.position == number
    stepper.reset()
    assert stepper.break_at("step >= 20").run().number == 20


def test_printed_names_can_be_typed():
    """A node without a label is reached by the expression it is called by, spaced as one likes."""
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    y = ((a * b + b).sin() * (a * b + b)).named("y")
    stepper = Stepper(y)
    for node, name in names_beneath(y).items():
        assert stepper.node(str(name)) is node
    assert str(stepper.run_to("a*b")) == "a*b = 6"
    assert stepper.run_to("a * b+b").of is y.args[0].args[0]
    assert stepper.break_at("sin(a*b + b)").run().line() == "sin(a*b + b) = 0.412118485"
    assert stepper.run_to("a·b").to is y.args[0].args[0].args[0]
    other = Value(1.0, label="a")
    twice = Stepper(a * other)
    with pytest.raises(LookupError, match=r"'a' names 2 nodes: a, a_2; pass one of these names, or the node itself"):
        twice.node("a")
    assert twice.node("a_2") is other


def test_places_of_a_repeated_argument():
    """Each edge of a*a is named by its place, and the two together are 2a."""
    a = Value(3.0, label="a")
    z = (a * a).named("z")
    first, second = backward_steps(z)
    assert str(first) == "z -> a (1st factor): dz/dz * dz/d(1st factor) = 1 * 3 = 3; a waits for 1 more"
    assert str(second) == "z -> a (2nd factor): dz/d(2nd factor) = 1 * 3 = 3; dz/da = 6 complete"
    assert (first.rule, second.rule) == ("d(a a)/d(1st factor) = a", "d(a a)/d(2nd factor) = a")
    assert second.words == "z changes a times as fast as its 2nd factor, a"
    assert [step.place for step in backward_steps(a - a)] == ["1st term", "2nd term"]
    assert [step.place for step in backward_steps(a / a)] == ["numerator", "denominator"]
    assert [step.place for step in backward_steps(a**a)] == ["base", "exponent"]
    for twice in (ops.dot([a, a], [a, a]), ops.maximum(a, a), ops.sum([a, a, 2 * a])):
        assert [step.place for step in backward_steps(twice)][:2] == ["1st argument", "2nd argument"]


def test_a_local_partial_beside_the_whole():
    """Where other ways lead to the argument, the partial along one edge is written d+; else it is the whole."""
    z1, z2 = Value(0.5, label="z1"), Value(1.0, label="z2")
    lse = ops.logsumexp([z1, z2]).named("lse")
    lines = list(map(str, backward_steps((lse - z2).named("loss"))))
    assert "loss -> z2: d+loss/dz2 = 1 * -1 = -1; z2 waits for 1 more" in lines
    assert any(line.startswith("lse -> z2: dloss/dlse * dlse/dz2 = ") for line in lines)
    step = next(step for step in backward_steps((lse - z2).named("loss")) if step.of.label == "loss" and step.to is z2)
    assert step.words == "loss changes -1 times as fast as z2, everything else held"
    assert step.as_dict()["partial"] == "d+loss/dz2"


def test_a_choice_is_told_as_people_write_it():
    """1 for the one that was chosen; where two are the largest, what each has by convention,
    and no rule that says 1.
    """
    a, b = Value(2.0, label="a"), Value(1.0, label="b")
    to_a, to_b = backward_steps(ops.maximum(a, b).named("y"))
    assert to_a.rule == "d(maximum(a, b))/da = 1 where a = y, else 0"
    assert to_b.words == "y changes (1 where b = y, else 0) times as fast as b"
    tie, _ = backward_steps(ops.maximum(a, Value(2.0, label="c")).named("y"))
    assert tie.rule == "d(maximum(a, c))/da = 1 where a = y, else 0; at this kink 0.5"
    assert tie.words == "y changes 0.5, by convention at this kink, times as fast as a"
    (clamped,) = backward_steps(ops.clamp(b, 0, 3).named("y"))
    assert clamped.rule == "dy/db = 1 where b > 0 and b < 3, else 0"


def test_a_seed_stands_in_the_equation(net):
    """With another seed each line says so, and is right."""
    stepper = Stepper(net["E_total"], seed=2)
    stepper.seed = 3
    assert stepper.seed == 3
    line = stepper.run_to(23).line(6)
    assert line == "net_o1 -> w5: 3 * dE_total/dnet_o1 * dnet_o1/dw5 = 0.415496 * 0.593270 = 0.246501; w5 complete"
    with pytest.raises(TypeError, match="seed"):
        stepper.seed = "3"


def test_what_was_altered_is_marked(net):
    """A changed number is marked in its own line and in every line that follows from it, and nowhere else."""
    stepper = Stepper(net["E_total"])
    stepper.run_to("out_o1")
    while stepper.step().line().split(":")[0] != "out_o1 -> net_o1":
        pass
    altered = stepper.alter(contribution=7)
    assert "dE_total/dout_o1 * dout_o1/dnet_o1 = 0.741365070 * 0.186815602 = 0.138498562, altered to 7;" in str(altered)
    assert str(altered).endswith("; net_o1 complete (altered)")
    rest = list(stepper)
    for step in rest:
        follows = step.of.label in ("net_o1", "out_h1", "out_h2", "net_h1", "net_h2")
        assert ("altered" in str(step)) is (
            follows or (step.to.label in ("b2", "out_h1", "out_h2") and step.before is not None)
        )
        assert step.as_dict()["altered"] is ("altered" in str(step))
        assert math.isclose(step.upstream * step.local, step.contribution, rel_tol=1e-15)
    assert any(str(step).startswith("net_h1 -> w1: dE_total/dnet_h1 (altered) * dnet_h1/dw1 = ") for step in rest)
    lines = {line.split()[0]: line for line in stepper.where().splitlines()}
    assert lines["w1"].endswith("done, altered")
    assert lines["w7"].endswith("done")
    stepper.reset()
    assert not any("altered" in str(step) for step in stepper)


def test_where_a_run_stopped(net):
    """A run says which breakpoint it stopped at, or that it came to the end; any other move forgets it."""
    stepper = Stepper(net["E_total"]).break_at("w5").break_at("grad > 0.08")
    stepper.break_at(lambda step: False).break_at(lambda step: step.number == 49)
    assert stepper.breakpoints == ("w5", "grad > 0.08", "<lambda>", "<lambda> 2")
    stepper.run_to(22)
    stepper.run()
    assert stepper.stopped == "breakpoint w5, grad > 0.08"
    assert "\n  stopped at breakpoint w5, grad > 0.08\n" in repr(stepper)
    stepper.step()
    assert stepper.stopped is None
    stepper.remove("w5").remove("grad > 0.08").run()
    assert (stepper.stopped, stepper.position) == ("breakpoint <lambda> 2", 49)
    stepper.run()
    assert stepper.stopped == "the end"
    with pytest.raises(LookupError, match=r"no breakpoint is named 'w6'; there are '<lambda>', '<lambda> 2'"):
        stepper.remove("w6")


def test_a_stepper_iterates_copies_and_pickles(net):
    """A copy stands at the same step, with the same changes, and walks by itself."""
    stepper = Stepper(net["E_total"], seed=2.0).break_at("grad > 0.1").break_at("sigmoid").break_at(net["w5"])
    stepper.run_to(20)
    stepper.alter(local=2.0)
    for twin in (copy.copy(stepper), copy.deepcopy(stepper), pickle.loads(pickle.dumps(stepper))):
        assert repr(twin) == repr(stepper)
        assert twin.run().number == 21
        twin.alter(contribution=1.0)
        assert stepper.position == 20
        twin.clear()
        assert len(list(twin)) == 28
    assert len(stepper._changes) == 1
    assert stepper.breakpoints == ("grad > 0.1", "sigmoid", "w5")


def late(step):
    """A breakpoint that pickle finds by its name."""
    return step.number == 30


def test_a_stepper_with_a_function_to_stop_at(net):
    """It is copied with any function, and pickled with one that has a name; of another it says what to do."""
    stepper = Stepper(net["E_total"]).break_at(late)
    assert pickle.loads(pickle.dumps(stepper)).run().number == 30
    stepper.break_at(lambda step: step.number == 20)
    for twin in (copy.copy(stepper), copy.deepcopy(stepper)):
        assert twin.run().number == 20
        assert twin.breakpoints == ("late", "<lambda>")
    with pytest.raises(
        pickle.PicklingError, match=r"breakpoint <lambda> is a function .*: remove\('<lambda>'\) first, or"
    ):
        pickle.dumps(stepper)


@pytest.mark.parametrize(
    ("ask", "error", "sentence"),
    [
        (lambda w: w.run_to(True), TypeError, r"a step is found by its number, a node or a label; got True \(bool\)"),
        (lambda w: w.run_to(10**5000), LookupError, "there are steps 1 to 49; got a number of very many digits"),
        (lambda w: w.run_to("9" * 5000), LookupError, r"there are steps 1 to 49; got 9{20}\.\.\.$"),
        (lambda w: w.run_to(-1), LookupError, "there are steps 1 to 49; got -1"),
        (lambda w: Stepper(w.y, digits=1.5), TypeError, r"digits must be an integer from 1 to 17; got 1\.5 \(float\)"),
        (lambda w: Stepper(w.y, digits=True), TypeError, r"digits must be an integer from 1 to 17; got True \(bool\)"),
        (lambda w: Stepper(w.y, digits=5000), ValueError, "digits must be 17 or fewer, .* has no more; got 5000"),
        (lambda w: w.step().line(0), ValueError, "digits must be 1 or more; got 0"),
        (lambda w: Stepper(Value(1.0)).run_to(1), LookupError, "a leaf has no steps; got 1"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(net, ask, error, sentence):
    """No raw error from a number too long, a bool, or a precision that no float has."""
    with pytest.raises(error, match=sentence):
        ask(Stepper(net["E_total"]))


def test_a_stepper_tells_the_values_it_began_with():
    """A leaf that is assigned while a walk is under way changes nothing that the walk tells."""
    a = Value(3.0, label="a")
    stepper = Stepper((a * 2).named("y"))
    before = list(Stepper(stepper.y))
    a.data = 5.0
    assert list(stepper) == before
    assert "a     3 " in stepper.where()


def test_commands_from_a_pipe(monkeypatch, capsys):
    """--commands reads what to do line by line; options that would be ignored are refused."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\nw5\nrun\n"))
    assert main(["--step", "--commands", "--digits", "4"]) == 0
    said = capsys.readouterr().out
    assert "\nnet_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775\nnet_o1 -> w5: " in said
    assert said.endswith("stopped at the end\n")
    assert "[enter" not in said
    for words, sentence in (
        (["--commands"], "--commands goes with --step alone"),
        (["--digits", "3"], "--digits goes"),
        (["--json", "--step"], "--json goes with --check, or alone"),
    ):
        with pytest.raises(SystemExit, match="2"):
            main(words)
        assert sentence in capsys.readouterr().err


def test_keys_and_words_of_the_walk(net):
    """Help, quit and exit; names that are keys in quotes; breakpoints; what has passed says where."""
    b, q = Value(2.0, label="b"), Value(3.0, label="q")
    y = (b * q).named("y")

    def walked(*typed):
        said, lines = [], iter(typed)
        Stepper(y).walk(read=lambda prompt: next(lines), write=said.append)
        return said[1:]

    assert walked("'b'", '"q"', "b", "", "'b'", "quit") == [
        "y -> b: dy/dy * dy/db = 1 * 3 = 3; b complete",
        "y -> q: dy/dq = 1 * 2 = 2; q complete",
        "y -> b: dy/dy * dy/db = 1 * 3 = 3; b complete",
        "y -> q: dy/dq = 1 * 2 = 2; q complete",
        "b was passed at step 2, b goes back",
    ]
    assert walked("break q", "run", "q") == [
        "run stops at q",
        "y -> q: dy/dq = 1 * 2 = 2; q complete\nstopped at breakpoint q",
    ]
    assert walked("?", "help", "q")[0] == walked("help", "q")[0]
    assert "in quotes" in walked("?", "q")[0]
    assert walked("9" * 5000, "q") == [f"there are steps 1 to 3; got {'9' * 20}..."]
    assert walked("break grad is blue", "q")[0].startswith("a condition is written `grad is nan`")
