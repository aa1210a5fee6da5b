"""Names, rules, the passes as records, and the stepper, on the lecture's network."""

import json
import math
from pathlib import Path

import pytest

from autograd_core import OPS, Stepper, Value, backward_steps, forward_steps, ops
from autograd_core.names import names_beneath, rule
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
    assert "net_o1 -> w5: dE_total/dnet_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406; w5 complete" in lines
    assert "net_o1 -> out_h1: dE_total/dnet_o1 * dnet_o1/dout_h1 = 0.138498562 * 0.4 = 0.0553994247; out_h1 waits for 1 more" in lines
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


def test_records_are_plain_data(net):
    """A step as a dict goes through JSON."""
    for step in (*forward_steps(net["E_total"]), *backward_steps(net["E_total"])):
        assert json.loads(json.dumps(step.as_dict()))["number"] == step.number


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
    assert repr(stepper) == states[0] == "Stepper of E_total: 0 of 49 steps\n  next: net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"
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
    with pytest.raises(StopIteration, match="finished: no step ahead touches w5"):
        stepper.run_to("w5")


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
    with pytest.raises(
        ValueError, match=r"a condition is written `grad is nan` or `abs\(contribution\) < 1e-12`, with one of grad, .*; got 'bias > 1'"
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
    assert lines["out_h1"].split(maxsplit=2)[2] == "0.0553994247  partial, waits for 1 more"
    assert lines["w5"].endswith("0.0821670406  done")
    assert lines["w1"].endswith("waiting")
    assert lines["E_total"].endswith("1  seed")


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
