"""Large graphs are looked at in floats first: what is decided there is what many digits say."""

import gc
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from autograd_core import OPS, Value, check, gradient, ops
from autograd_core.clock import within
from autograd_core.collecting import uncollected
from autograd_core.graph import topological_order
from autograd_core.namespaces.float_intervals import BY_DECIMALS, FLOAT_INTERVALS, FloatInterval, FloatIntervals
from autograd_core.namespaces.interval import MAYBE, Undetermined
from autograd_core.namespaces.intervals import Intervals
from autograd_core.verify import Kind
from autograd_core.verify.truth.enclosures import Enclosures
from autograd_core.verify.truth.rough import Rough

FINE = Intervals(60, symbolic=True)


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Graphs of a hundred nodes are large here, so that both ways are quick."""
    monkeypatch.setattr("autograd_core.verify.truth.rough.LARGE", 100)


def chain(op, length=120, at=0.5):
    y = Value(at, label="x")
    for _ in range(length):
        y = op(y)
    return y.named("y")


def encloses(rough, fine):
    """Whether an interval of floats holds a number that is known to 60 digits."""
    return rough.lo <= fine.hi and fine.lo <= rough.hi


# ── the number system ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(set(OPS) - {"where", "sinc_derivative"}))
def test_intervals_of_floats_enclose_those_of_decimals(name):
    """Each row's value and partials at points of many sizes; a domain that is left raises Undetermined."""
    op, rng, tried = OPS[name], random.Random(name), 0
    count = len(op.parameters) or 3
    for _ in range(25):
        xs = [rng.choice((-1, 1)) * math.exp(rng.uniform(-12, 3)) for _ in range(count)]
        xs = [float(rng.randrange(4)), *xs[1:]] if name == "polygamma" else xs
        xs += xs if name == "dot" and len(xs) % 2 else []
        free = [name != "polygamma", *[True] * (len(xs) - 1)]
        try:
            rough = FLOAT_INTERVALS.number(FLOAT_INTERVALS.apply(op, *(FloatInterval(x, x) for x in xs)))
            values = [rough, *op.local_partials(FLOAT_INTERVALS, rough, [FloatInterval(x, x) for x in xs], free, free)]
            fine = FINE.number(FINE.apply(op, *map(FINE.read, xs)))
            exact = [fine, *op.local_partials(FINE, fine, [*map(FINE.read, xs)], free, free)]
        except Undetermined:
            continue
        tried += 1
        for one, other in zip(values, exact, strict=True):
            assert one is other is None or encloses(FLOAT_INTERVALS.number(one), FINE.number(other)), (name, xs)
    assert tried or name in ("acosh", "atanh", "erfinv", "mod", "fmod", "floordiv")


def test_a_number_is_whatever_it_may_have_been_rounded_from():
    """0.1 is the decimal too, 0.333... a third and math.pi is pi; whole numbers and halves are themselves."""
    for x, meant in ((0.1, Fraction(1, 10)), (1 / 3, Fraction(1, 3)), (1e300, Fraction(10**300))):
        assert encloses(FLOAT_INTERVALS.number(x), FINE.read(meant))
    assert encloses(FLOAT_INTERVALS.number(math.pi), FINE.pi)
    assert all(FLOAT_INTERVALS.number(x).lo == FLOAT_INTERVALS.number(x).hi == x for x in (3, -2.0, 0.5, 0.015625))


def test_products_that_nothing_rounds_are_points():
    """Of integers, with a power of two, and by 1; all others are widened, what falls below the normal floats too."""
    exact = [(3.0, 7.0), (0.1, 0.5), (0.1, 1.0), (-4.0, 0.3), (2.0**52, 1.0), (0.0, 0.1)]
    for a, b in exact:
        for x, y in ((a, b), (b, a)):
            found = FloatInterval(x, x) * FloatInterval(y, y)
            assert found.lo == found.hi == x * y
            quotient = FloatInterval(x * y, x * y) / FloatInterval(y, y) if y else found
            assert Fraction(quotient.lo) <= (Fraction(x) if y else 0) <= Fraction(quotient.hi)
    for a, b in ((0.1, 0.3), (2.0**52 + 1, 2.0**52 + 1), (3e-308, 2.0**-40), (5e-324, 0.5)):
        found = FloatInterval(a, a) * FloatInterval(b, b)
        assert Fraction(found.lo) < Fraction(a) * Fraction(b) < Fraction(found.hi)
    assert (FloatInterval(1.0, 1.0) / FloatInterval(3.0, 3.0)).lo < Fraction(1, 3)
    sixth = FloatInterval(6.0, 6.0) / FloatInterval(3.0, 3.0)
    assert sixth.lo == sixth.hi == 2


def test_an_integer_that_no_float_holds_is_not_taken_for_the_float_beside_it():
    """What is remembered of plain numbers is kept apart for 10^23 and 1e23, and for 0.0 and -0.0."""
    for x in (10**22, 1e22, 2**60, 2.0**60, 10**22):
        assert encloses(FLOAT_INTERVALS.number(x), FINE.number(x))
    assert FLOAT_INTERVALS.number(2.0**60).lo < 2.0**60
    assert math.copysign(1, FLOAT_INTERVALS.number(0.0).lo) == -math.copysign(1, FLOAT_INTERVALS.number(-0.0).lo)


def test_what_is_not_certain_in_floats_is_left_to_others():
    """Overlaps, zeros in divisors, infinities, and letters that would take too long."""
    near = FloatInterval(-1.0, 1.0)
    assert (near < 0) is MAYBE
    assert (near == near) is True
    for ask in (lambda: 1 / near, lambda: FLOAT_INTERVALS.log(near), lambda: FLOAT_INTERVALS.number(10**400),
                lambda: FLOAT_INTERVALS.exp(FloatInterval(800.0, 800.0)), lambda: bool(near < 0)):  # fmt: skip
        with pytest.raises(Undetermined):
            ask()
    with within(-1.0), pytest.raises(Undetermined, match="more time would be needed"):
        FLOAT_INTERVALS.lgamma(2.5)
    assert all(callable(vars(FloatIntervals)[letter]) for letter in BY_DECIMALS)


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────

GRAPHS = {
    "tanh": lambda: chain(ops.tanh),
    "sin": lambda: chain(ops.sin),
    "add": lambda: chain(lambda y: y + 1e-6),
    "mul": lambda: chain(lambda y: y * 1.001),
    "relu": lambda: chain(lambda y: ops.relu(abs(y) * 0.999)),
    "wide": lambda: ops.sum([(x := Value(0.5, label="x")) * 1.0, *[x * (i / 7) for i in range(120)]]).named("y"),
}


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_first_look_says_what_many_digits_say(graph, monkeypatch):
    """Of wrong and right numbers, as floats and as text, and of formulas: the same verdict without it."""
    y = GRAPHS[graph]()
    own = gradient(y, "x")
    claims = [
        own,
        own * 1.5 + 0.123456789012345,
        own * (1 + 1e-5),
        f"{own * 2 + 1:.4g}",
        f"{own:.5g}",
        "2*x + 1",
        2,
        -own,
        float(f"{own:.2g}"),
        float(f"{own:.2g}") * 3,
        np.float32(own),
        np.float32(own * 1.5 + 0.5),
        np.float16(own * 3 + 5),
    ]
    asked = [(claim, {}) for claim in claims]
    asked += [(claim, more) for claim in claims[:2] for more in ({"digits": 4}, {"rtol": 1e-5})]

    def verdicts():
        return [check(y, {"x": claim}, **more).rows[0].verdict.kind for claim, more in asked]

    quick = verdicts()
    monkeypatch.setattr(Rough, "values", None)
    assert quick == verdicts()
    assert Kind.WRONG in quick
    assert Kind.CORRECT in quick


def test_a_first_look_spares_the_digits(monkeypatch):
    """Numbers of every kind, formulas and lines are judged before any number of digits is worked out."""
    y = GRAPHS["sin"]()
    monkeypatch.setattr(Enclosures, "values", lambda self, digits: pytest.fail("worked out"))
    assert check(y, {"x": 0.123456789012345}).rows[0].verdict.kind is Kind.WRONG
    own = gradient(y, "x")
    assert check(y, {"x": own}).rows[0].verdict.kind is Kind.CORRECT
    assert check(y, {"x": np.float32(1.5 * own)}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"x": own}, digits=5).rows[0].verdict.kind is Kind.CORRECT
    assert check(y, {"x": own * 1.5}, rtol=1e-5).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"x": float(f"{own * 2:.1g}")}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, "dx = 3*x").rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"x": "1/3 + pi"}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, "dx = 2*1.5 + 1/3").rows[0].verdict.kind is Kind.WRONG
    leaves = [node for node in topological_order(y) if node.op is None]
    assert check(y, [(leaves, [own])]).ok
    assert check(y, [(leaves, [own * 1.5])]).rows[0].verdict.kind is Kind.WRONG


def test_a_first_look_is_no_answer_to_what_holds_a_node():
    """Of y = h x, where h depends on x, the direct partial is h, and dy/dx is another number."""
    x = Value(0.5, label="x")
    h = x
    for _ in range(120):
        h = h + 0.001
    y = (h.named("h") * x).named("y")
    rows = check(y, "d+y/dx = 0.62\ndy/dx = 1.12\nd+y/dx = 1.12\ndy/dx = 0.62").rows
    assert [row.verdict.kind for row in rows] == [Kind.CORRECT, Kind.CORRECT, Kind.WRONG, Kind.WRONG]


def test_no_first_look_leads_over_a_kink():
    """What passes through relu at 0 has no slope; what stands beside it is decided all the same."""
    x, w = Value(0.0, label="x"), Value(2.0, label="w")
    y = (ops.relu(x) + ops.sum([w * i for i in range(120)])).named("y")
    rows = check(y, {"x": 0.123456789012345, "w": 0.123456789012345}).rows
    assert [row.verdict.kind for row in rows] == [Kind.KINK, Kind.WRONG]


def test_a_sweep_that_took_too_long_is_not_begun_again():
    """The next claim on that sheet is told the same at once."""
    truth = Enclosures(chain(ops.sin, 40))
    for _ in range(2):
        with within(-9.0), pytest.raises(Undetermined, match=r"more than 1\.5 seconds would be needed"):
            truth.values(30)
    with pytest.raises(Undetermined, match=r"more than 1\.5 seconds would be needed"):
        truth.values(30)


@pytest.mark.parametrize("by_hand", [lambda y: 1 - y * y, lambda y: (1 - y) * (1 + y)])
def test_people_may_write_a_rule_that_loses_digits(by_hand):
    """1 - y^2 keeps nine digits of the slope of tanh at 8; what is computed so is not called wrong at first look."""
    x = Value(8.0, label="x")
    y = (x.tanh() * ops.prod([Value(1.0) for _ in range(150)])).named("y")
    claim = by_hand(math.tanh(8.0))
    assert abs(claim / gradient(y, "x") - 1) > 1e-12
    assert check(y, {"x": claim}).rows[0].verdict.kind in (Kind.CORRECT, Kind.UNDECIDED)
    assert check(y, {"x": claim * (1 + 1e-7)}).rows[0].verdict.kind is Kind.WRONG


def test_the_smallest_floats_have_too_few_digits():
    """A gradient of 1e-15052 is 1e-323 in floats, which tells nothing; a number of ordinary size is refuted all the
    same, and no running bounds are worked out for it.
    """
    y = chain(lambda y: ops.sqrt(y * 1.5), 2_000)
    own = gradient(y, "x")
    assert 0 < own < 1e-300
    assert "leaves fewer than 6 digits certain" in str(check(y, {"x": own}).rows[0].verdict)
    assert check(y, {"x": own * 1e10}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"x": 0.123456789012345}).rows[0].verdict.kind is Kind.WRONG
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Enclosures, "values", lambda self, digits: pytest.fail("worked out"))
        assert check(y, {"x": "2*x + 1"}).rows[0].verdict.kind is Kind.WRONG


def test_sweeps_leave_the_garbage_collector_as_it_was():
    """On or off, also where a sweep ends in an error."""
    try:
        for switch in (gc.disable, gc.enable):
            switch()
            check(chain(ops.tanh), {"x": 0.123456789012345})
            with pytest.raises(ZeroDivisionError), uncollected():
                _ = 1 / (gc.isenabled() - 0)
            assert gc.isenabled() is (switch is gc.enable)
    finally:
        gc.enable()
