"""Rows compiled into recorders, and the face that rows show: what is recorded is what the row says, to the last bit."""

import inspect
import math
import pydoc
import random
import re
import sys
import threading
from fractions import Fraction
from itertools import product

import numpy
import pytest
import write_methods
from test_ops import ROWS, width

from autograd_core import OPS, Value, gradient, op, ops, recorders
from autograd_core.graph import adjoints, topological_order
from autograd_core.namespaces import FLOATS, number
from autograd_core.recorders import MOST

AWKWARD = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    3.0,
    710.0,
    -745.2,
    5e-324,
    1.7e308,
    -1.7e308,
    math.inf,
    -math.inf,
    math.nan,
]


def bits(numbers):
    return [None if x is None else float(x).hex() for x in numbers]


def expected(row, args):
    """What the row says over FLOATS: the value, and the partial towards each Value."""
    free = [isinstance(arg, Value) for arg in args]
    numbers = [arg.data if f else number(arg) for arg, f in zip(args, free)]
    data, partials = FLOATS.evaluate(row.linearize, numbers, free)
    return bits([data, *partials])


@pytest.mark.parametrize("row", ROWS)
def test_a_recorder_gives_the_bits_of_its_row(row):
    """At every awkward number, for every pattern of variables and constants, ints and fractions among them."""
    generator = random.Random(row.name)
    for pattern in product([Value, float, int, Fraction], repeat=width(row)):
        if Value not in pattern:
            continue
        for _ in range(1 + 60 // 4 ** width(row)):
            args = []
            for kind in pattern:
                x = generator.choice(AWKWARD)
                args.append(kind(round(x) % 5 - 2 if math.isfinite(x) else 3) if kind in (int, Fraction) else kind(x))
            node = row.apply(tuple(args))
            assert bits([node.data, *node.partials]) == expected(row, args), f"{row}{args}"
            assert node.args == tuple(args)
            assert all(given is kept for given, kept in zip(args, node.args)), "constants stay as they were given"
            assert all(p is None or type(p) is float for p in node.partials)
            assert type(node.data) is float


def test_many_arguments_are_recorded_by_lists():
    """A row of more arguments than are compiled gives the same bits, and keeps no recorder for each length."""
    xs = [Value(x) if i % 3 else x for i, x in enumerate([0.1, 0.7, -0.3, 1e-9] * 20)]
    for row in (OPS["sum"], OPS["dot"], OPS["maximum"], OPS["logsumexp"]):
        before = len(row.recorders)
        node = row.apply(tuple(xs))
        assert bits([node.data, *node.partials]) == expected(row, xs)
        assert len(row.recorders) == before


def test_recorders_do_not_pile_up():
    """An op keeps so many recorders and no more; beyond, it records the same in the general way."""
    try:
        row = op("test_only_rest", lambda m, *xs: m.sum(*xs), joint=lambda m, y, free, *xs: [m.number(1)] * len(xs))
        x = Value(1.5)
        for i in range(MOST + 20):
            kinds = [x if i >> k & 1 else 2.0 for k in range(10)]
            assert row.apply((x, *kinds)).data == sum(a.data if isinstance(a, Value) else a for a in (x, *kinds))
        assert len(row.recorders) == MOST
    finally:
        OPS.pop("test_only_rest", None)


def test_a_row_that_cannot_be_written_down_is_tried_once(own_op, monkeypatch):
    """For arguments of the same types the general way is taken from then on, without another look at the row."""
    looked = []
    pure = recorders.pure
    monkeypatch.setattr(recorders, "pure", lambda op: looked.append(op) or pure(op))
    odd = own_op("test_only_odd", lambda m, x: x if x > 0 else -x, lambda m, y, x: 1)
    for _ in range(3):
        assert odd(Value(2.0)).data == 2.0
    assert looked == [odd]


def test_operands_of_any_kind():
    """What is no Value, float or int stays in its place and counts as the float that it comes to, or is refused."""
    x = Value(3.0)
    for other in (Fraction(1, 3), numpy.float64(0.25), numpy.int64(2), True, "1"):
        for operator in (lambda a, b: a * b, lambda a, b: b - a, lambda a, b: a / b):
            if isinstance(other, bool | str):
                with pytest.raises(TypeError, match="needs a real number; got"):
                    operator(x, other)
            else:
                node = operator(x, other)
                assert node.data == operator(3.0, float(other))
                assert node.args in ((x, other), (other, x))
                assert gradient(node, x) == gradient(operator(x, float(other)), x)
    with pytest.raises(OverflowError, match=r"mul needs a number that fits in a float64; got one of 401 digits"):
        x * 10**400


SCALE = 2.0


def power(x, n):
    """x to the power of n, by way of the power below."""
    return x * below(x, n) if n else 1


def below(x, n):
    """x to the power of n - 1."""
    return power(x, n - 1)


def test_a_row_that_may_change_its_mind_is_not_written_down():
    """A user's row that reads a global, asks for a type or draws a number runs each time, as it always did."""
    global SCALE
    rows = {
        "test_only_scaled": (lambda m, x: SCALE * x, lambda m, y, x: SCALE),
        "test_only_typed": (lambda m, x: x * 2 if isinstance(x, float) else x * 3, lambda m, y, x: 2),
        "test_only_random": (lambda m, x: x * random.random(), lambda m, y, x: 1),
        "test_only_math": (lambda m, x: math.sin(x), lambda m, y, x: math.cos(x)),
        "test_only_branch": (lambda m, x: x if x > 0 else -x, lambda m, y, x: 1 if x > 0 else -1),
        "test_only_pure": (lambda m, x: sum([x, x]), lambda m, y, x: 2),
        "test_only_within": (lambda m, x: (lambda: SCALE * x)(), lambda m, y, x: SCALE),
        "test_only_again": (lambda m, x: power(x, 3), lambda m, y, x: 3 * power(x, 2)),
    }
    try:
        scaled, typed, drawn, sine, branch, pure, within, again = (op(name, *row) for name, row in rows.items())
        written = {row for row in (scaled, typed, drawn, sine, branch, pure, within, again) if recorders.pure(row)}
        assert written == {sine, branch, pure, again}
        assert again(Value(2.0)).partials == (12.0,)
        assert scaled(Value(3.0)).data == 6.0
        SCALE = 5.0
        node = scaled(Value(3.0))
        assert (node.data, node.partials) == (15.0, (5.0,))
        assert typed(Value(1.0)).data == 2.0
        assert drawn(Value(1.0)).data != drawn(Value(1.0)).data
        assert sine(Value(1.0)).partials == (math.cos(1.0),)
        assert [branch(Value(x)).partials for x in (2.0, -2.0)] == [(1.0,), (-1.0,)]
        assert pure(Value(4.0)).data == 8.0
    finally:
        SCALE = 2.0
        for name in rows:
            del OPS[name]


def test_backward_is_adjoints_on_random_programs():
    """The adjoints kept in the nodes are those of `adjoints`, bit for bit, whatever was in the nodes before."""
    generator = random.Random(1)
    for _ in range(200):
        nodes = [Value(generator.gauss(0, 1)) for _ in range(4)]
        for _ in range(generator.randrange(1, 40)):
            kind = generator.randrange(5)
            a, b = generator.choice(nodes), generator.choice(nodes)
            nodes.append(
                a * b if kind == 0 else a - 2 * b if kind == 1 else ops.tanh(a) if kind == 2
                else ops.dot([a, 0.5, b], [b, a, 1.5]) if kind == 3 else ops.maximum(a, b, 0)
            )  # fmt: skip
        y = nodes[-1]
        nodes[generator.randrange(4, len(nodes))].backward()  # leaves marks and adjoints behind
        before = {node: node.grad or 0.0 for node in topological_order(y) if node.op is None}
        y.backward(0.75)
        wanted = adjoints(topological_order(y), 0.75)
        for node, bar in wanted.items():
            assert node.grad == (before[node] + bar if node.op is None and before[node] else bar)
    leaf = Value(1.0)
    leaf.backward()
    leaf.backward(2.0)
    assert leaf.grad == 3.0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_zero_keeps_its_sign(count):
    """An adjoint that is -0.0 is stored as such: nothing is added to what comes in first."""
    x = Value(1.0)
    y = ops.dot([x] * count, [-0.0] * count) if count > 1 else x * -0.0
    y.backward()
    assert x.grad.hex() == adjoints(topological_order(y))[x].hex() == "-0x0.0p+0"


def test_threads_that_share_leaves_lose_no_contribution():
    """Each of many sweeps at once adds to the leaves exactly once."""
    x = Value(1.0)
    graphs = []
    for _ in range(4):
        y = x
        for _ in range(300):
            y = y * 1.0 + 0.0 * x
        graphs.append(y)
    threads = [threading.Thread(target=lambda y=y: [y.backward() for _ in range(25)]) for y in graphs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert x.grad == 100.0


# ── the face of a row ──────────────────────────────────────────────────────────────────────────


def test_the_methods_are_written_for_the_table_as_it_is():
    """methods.py is what write_methods.py writes; after a change of the table, run it."""
    assert write_methods.FILE.read_text() == write_methods.text()


@pytest.mark.parametrize("row", ROWS)
def test_help_shows_a_row(row):
    """help(ops.tanh) shows how it is called, its formula, a derivative for each argument, and the row."""
    text = pydoc.render_doc(row, renderer=pydoc.plaintext)
    assert f"{row.name}{inspect.signature(row)}" in text
    assert f'op("{row.name}"' in text
    assert text.count("/d") >= (1 if row.variadic else len(row.parameters))


def test_help_shows_what_is_known():
    """The formula of the derivative, the domain and the kink are those of the row."""
    assert "dy/dx = 1 - y^2" in ops.tanh.__doc__
    assert "defined where x > 0" in ops.log.__doc__
    assert "kink or step where x = 0" in ops.abs.__doc__
    assert "dz/dy = x" in ops.mul.__doc__
    assert "A row of the table" in type(ops.tanh).__doc__


def test_signatures():
    """inspect.signature tells the parameters of a row and their defaults."""
    assert str(inspect.signature(ops.clamp)) == "(x, lo, hi)"
    assert str(inspect.signature(ops.leaky_relu)) == "(x, slope=0.01)"
    assert str(inspect.signature(ops.dot)) == "(ws, xs)"
    assert str(inspect.signature(ops.sum)) == "(*xs)"
    assert str(inspect.signature(Value.clamp)).startswith("(self, lo: ")


def test_lists_or_separate_arguments():
    """sum, maximum, minimum and logsumexp take a list, a generator, or separate arguments."""
    x, y = Value(1.0), Value(2.0)
    for f, wanted in (
        (ops.sum, 3.0),
        (ops.maximum, 2.0),
        (ops.minimum, 1.0),
        (ops.logsumexp, math.log(math.e + math.e**2)),
    ):
        for node in (f(x, y), f([x, y]), f(each for each in (x, y)), f((x, 2))):
            assert math.isclose(node.data, wanted)
        assert math.isclose(f(1, 2), wanted)
    assert ops.sum() == ops.sum([]) == 0.0
    for f in (ops.logsumexp, ops.maximum, ops.minimum):
        with pytest.raises(ValueError, match=rf"{f.name}\(xs\) needs at least one number; got none"):
            f([])


def test_dot_of_two_numbers_says_what_to_write():
    """dot takes two lists."""
    x = Value(2.0)
    with pytest.raises(TypeError, match=r"dot\(ws, xs\) needs two lists, .*: write w \* x for two numbers"):
        ops.dot(x, x)
    assert ops.dot([x], [x]).data == 4.0
    with pytest.raises(TypeError, match="needs two lists"):
        ops.dot(x, x)  # also after a recorder for two Values has been made
    assert ops.dot((w for w in (x, 1)), [3, x]).data == 8.0


def test_softmax_is_what_it_says():
    """The list of exp(x_i) over their sum, of numbers and of Values, however large."""
    assert math.isclose(sum(ops.softmax([1.0, 2.0, 3.0])), 1.0)
    x, y = Value(1000.0), Value(1000.0)
    p, _ = ops.softmax([x, y])
    p.backward()
    assert math.isclose(p.data, 0.5)
    assert math.isclose(x.grad, 0.25, rel_tol=1e-9)
    assert math.isclose(y.grad, -0.25, rel_tol=1e-9)
    assert math.isclose(ops.log_softmax([0.0, -1000.0])[1], -1000.0)


def test_select_keeps_both_branches():
    """select(c, x, y) is x where c is not 0; both stay in the graph, and the one not taken gets the adjoint 0."""
    x, y = Value(2.0), Value(5.0)
    for c, chosen in ((1.0, x), (0.0, y)):
        z = ops.select(c, x, y)
        assert z.args == (c, x, y)
        assert z.data == chosen.data
        assert z.partials == (None, float(chosen is x), float(chosen is y))
    assert ops.where(True, x, y) is x


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("item", r"a Value has no 'item': write v\.data for its number"),
        ("numpy", r"write v\.data for its number, or v\.detach\(\) for a leaf"),
        ("_prev", r"write v\.args for its arguments"),
        ("children", r"write v\.args for its arguments"),
        ("backwards", r"write y\.backward\(\)"),
    ],
)
def test_names_that_people_bring_along(name, sentence):
    """A name that numbers of other libraries have says what to write instead, read or assigned; `dir` has none."""
    v = Value(1.0)
    with pytest.raises(AttributeError, match=sentence):
        getattr(v, name)
    with pytest.raises(AttributeError, match=sentence):
        setattr(v, name, 1.0)
    with pytest.raises(AttributeError, match=sentence):
        getattr(Value, name)
    assert not hasattr(v, name)
    assert name not in dir(v)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("expp", r"no attribute 'expp'\. Did you mean: 'exp'\?"),
        ("sigmoidd", r"no attribute 'sigmoidd'\. Did you mean: 'sigmoid'\?"),
        ("zzzz", r"no attribute 'zzzz'$"),
        ("__array_interface__", r"no attribute '__array_interface__'$"),
    ],
)
def test_a_slip_of_a_name_is_told_by_python(name, hint, capsys):
    """A name that nobody brings along is left to Python, whose traceback offers the nearest: reading is fast so."""
    assert not hasattr(Value, "__getattr__")
    try:
        getattr(Value(1.0), name)
    except AttributeError as error:
        sys.__excepthook__(type(error), error, None)
    assert re.search(hint, capsys.readouterr().err.strip())


def test_an_object_of_a_subclass_may_have_any_name():
    """A subclass of Value whose objects have attributes of their own may use the names that people bring along."""

    class Tagged(Value):
        pass

    v = Tagged(1.0)
    v.name = "w"
    assert v.name == "w"
    with pytest.raises(AttributeError, match=r"^a Tagged has no 'shape': a Value is one number"):
        v.shape  # noqa: B018
