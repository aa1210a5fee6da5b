"""Names, rules, the passes as records, and the stepper, on the lecture's network."""

import json
import math
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

REFERENCE = json.loads((Path(__file__).parent / "reference" / "worked_example.json").read_text())
GRADIENTS = REFERENCE["gradients_shared_biases"]


@pytest.fixture
def net():
    """The lecture's network, run forward."""
    return lecture_network()


# ── names and rules ──────────────────────────────────────────────────────────────────────────────


def test_names():
    """A node is called by its label, else by what it computes, else by its op and number; no two alike."""
    w, x, other = Value(2.0, label="w"), Value(3.0), Value(1.0, label="w")
    p = w * x
    q = (p + other) ** 2
    long = (q * q + q / p).exp().named("y") + ops.sum([w] * 9)
    names = {str(name) for name in names_beneath(long).values()}
    assert {"w", "x1", "w_2", "w*x1", "w*x1 + w_2", "(w*x1 + w_2)^2", "y"} <= names
    assert any(name.startswith("sum#") for name in names)
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
    """Any row can be written, and none is longer than asked."""
    width = 4 if row.variadic else len(row.parameters)
    for position in range(width):
        assert len(rule(row, position, [f"x{i}" for i in range(width)])) <= 60


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
        "net_o1 -> out_h1: dE_total/dnet_o1 * dnet_o1/dout_h1 = 0.138498562 * 0.4 = 0.0553994247; out_h1 waits for 1 more"
        in lines
    )
    assert (
        "net_o2 -> out_h1: dE_total/dnet_o2 * dnet_o2/dout_h1 = -0.0380982365 * 0.5 = -0.0190491183; out_h1 = 0.0363503064 complete"
        in lines
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
        assert back.get("after", back.get("value")) == getattr(step, "after", getattr(step, "value", None))


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
    with pytest.raises(StopIteration, match="finished: no step ahead touches w5"):
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
    assert stepper.break_at(lambda step: step.number == 3 and step.op == "add").run().number == 34
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
        match=r"a condition is written `grad is nan` or `abs\(contribution\) < 1e-12`, with one of grad, .*; got 'bias > 1'",
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
    assert lines["b1"].endswith("waits for net_h2, net_h1")
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
    stepper.seed(-2.0)
    assert stepper.position == len(stepper)
    assert math.isclose(stepper.gradients()["w5"], -2 * GRADIENTS["w5"], rel_tol=1e-12)


def test_what_was_altered_follows_what_was_altered_before_it(net):
    """An altered local partial is multiplied by the adjoint there is now; an altered contribution stays as given."""
    stepper = Stepper(net["E_total"])
    stepper.run_to("w5")
    stepper.alter(local=0.5)
    stepper.seed(2.0)
    assert math.isclose(stepper.last.contribution, 2 * 0.5 * REFERENCE["partials"]["dE_total/dnet_o1"], rel_tol=1e-12)
    stepper.alter(contribution=7.0)
    stepper.seed(3.0)
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
