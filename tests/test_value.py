"""What a Value is, point by point."""

import copy
import gc
import inspect
import math
import pickle
import re
import threading
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest

from autograd_core import OPS, StaleWarning, Value, enable_grad, find, label_all, no_grad, op, ops, scope
from autograd_core.namespaces import FLOATS

AWKWARD = [0.0, -0.0, 1.0, -1.5, 3.0, 0.1, 5e-324, 1.7e308, math.inf, -math.inf, math.nan]


def bits(numbers):
    """Floats as text that tells every bit apart, NaN and -0.0 too."""
    return [None if x is None else float(x).hex() for x in numbers]


# ── making one ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "x",
    [2, 2.0, Fraction(2), Decimal(2), numpy.float64(2), numpy.float32(2), numpy.int64(2)],
    ids=lambda x: type(x).__name__,
)
def test_real_numbers_become_floats(x):
    """Every real number is converted to a float, as data and as an operand."""
    value = Value(x)
    assert type(value.data) is float
    assert value.data == 2.0
    assert (Value(3.0) * x).data == 6.0
    assert (x * Value(3.0)).data == 6.0
    assert type(x * Value(3.0)) is Value
    assert (x / Value(4.0)).data == 0.5


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (True, r"Value\(data\) needs a real number; got True \(bool\): write 1.0 or 0.0"),
        (numpy.bool_(True), r"\(bool\): write 1.0 or 0.0"),
        (1j, r"got 1j \(complex\): use its .real and .imag"),
        ("0.5", r"got '0.5' \(str\): convert it with float\(...\)"),
        (None, r"got None \(NoneType\): was something returned without a value\?"),
        (numpy.array([1.0, 2.0]), r"\(ndarray\): take one element with .item\(\), or make a list of Values"),
        ([1.0], r"got \[1.0\] \(list\): make one Value for each element"),
        (
            Value(1.0),
            r"Value\(data\) needs a plain number; got Value\(1.0\): write v.detach\(\) for a new leaf with its data",
        ),
    ],
)
def test_other_data_is_refused(x, sentence):
    """Anything else is a TypeError that says what to write."""
    with pytest.raises(TypeError, match=sentence):
        Value(x)


def test_huge_integers():
    """An integer beyond float64 says so in one sentence."""
    with pytest.raises(
        OverflowError, match=r"Value\(data\) needs a number that fits in a float64; got one of 401 digits"
    ):
        Value(10**400)
    with pytest.raises(OverflowError, match=r"fits in a float64; got one of 401 digits"):
        Value(Decimal("-1e400"))


@pytest.mark.parametrize("x", [True, 1j, "2", None], ids=repr)
def test_operands_are_checked_as_data_is(x):
    """The same goes for operands, on either side."""
    for f in (lambda v: v * x, lambda v: x + v, lambda v: v**x, lambda v: v / x):
        with pytest.raises(TypeError, match=r"needs a real number|can't multiply|must be str|can only concatenate"):
            f(Value(2.0))


def test_a_leaf_to_begin_with():
    """A fresh Value is a leaf without gradient."""
    x = Value(0.05, label="i1")
    assert (x.data, x.grad, x.op, x.args, x.partials, x.label) == (0.05, None, None, (), (), "i1")


def test_repr():
    """One stable line: the data, and what is known of label, op and gradient."""
    x = Value(3.0, label="x")
    y = x * x
    assert (repr(x), repr(y)) == ("Value(3.0, label='x')", "Value(9.0, op=mul)")
    y.backward()
    assert (repr(x), str(y)) == ("Value(3.0, label='x', grad=6.0)", "Value(9.0, op=mul, grad=1.0)")


# ── operators ────────────────────────────────────────────────────────────────────────────────────

OPERATORS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: x**y,
    "mod": lambda x, y: x % y,
    "floordiv": lambda x, y: x // y,
}


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_are_their_rows(name):
    """What the operators record is the row's value and partials to the last bit,
    for Values and constants on either side.
    """
    f, row = OPERATORS[name], OPS[name]
    for x in AWKWARD:
        for y in [*AWKWARD, 2, 0, -3]:
            value, partials = FLOATS.evaluate(row.linearize, [x, float(y)], [True, True])
            both = f(Value(x), Value(y))
            left, right = f(Value(x), y), f(x, Value(y))
            assert [node.op for node in (both, left, right)] == [row] * 3
            assert bits([both.data, left.data, right.data]) == bits([value] * 3)
            assert bits(both.partials) == bits(partials)
            assert bits(left.partials) == bits([partials[0], None])
            assert bits(right.partials) == bits([None, partials[1]])


def test_dot_is_its_row():
    """So is what dot records, constants among its arguments left without a partial."""
    for args in ([1.5, -2.0, 3.0, 0.25], [0.1, math.inf, 0.0, 1.0], [1e308, 1e308, 10.0, -10.0], [0.1] * 14):
        value, partials = FLOATS.evaluate(ops.dot.linearize, args, [True] * len(args))
        half = len(args) // 2
        both = ops.dot([Value(w) for w in args[:half]], [Value(x) for x in args[half:]])
        mixed = ops.dot([Value(w) for w in args[:half]], args[half:])
        assert bits([both.data, mixed.data]) == bits([value] * 2)
        assert bits(both.partials) == bits(partials)
        assert bits(mixed.partials) == bits([*partials[:half], *[None] * half])


def test_unary_operators_and_builtins():
    """-v, +v, abs(v), round(v) and math.floor(v) are nodes."""
    v = Value(-2.5)
    assert [node.op.name for node in (-v, +v, abs(v), round(v), math.floor(v), math.ceil(v), math.trunc(v))] == [
        "neg", "identity", "abs", "round", "floor", "ceil", "trunc",
    ]  # fmt: skip
    assert [node.data for node in (-v, +v, abs(v), round(v), math.floor(v))] == [2.5, -2.5, 2.5, -2.0, -3.0]


@pytest.mark.parametrize(
    ("x", "digits", "rounded"),
    [(1.236, 2, 1.24), (-1.236, 1, -1.2), (1236.0, -2, 1200.0), (1250.0, -2, 1200.0), (0.125, 2, 0.12), (2.5, 0, 2.0)],
)
def test_round_to_so_many_decimals(x, digits, rounded):
    """As NumPy rounds, ties to even; flat, so that nothing is carried back."""
    v = Value(x)
    y = round(v, digits)
    assert y.data == rounded == numpy.round(x, digits)
    y.backward()
    assert v.grad == 0


def test_every_row_is_a_method_and_a_function():
    """v.exp() is ops.exp(v), for every op of the table, a user's own included."""
    v = Value(0.5)
    assert v.exp().data == ops.exp(v).data == ops.exp(0.5)
    assert v.maximum(0.7, 0.2).data == 0.7
    assert v.leaky_relu(slope=0.2).data == 0.5
    assert v.sum(1, 2).data == 3.5
    assert v.dot(4).data == 2.0
    op("test_only_twice", lambda m, x: 2 * x, lambda m, y, x: 2)
    try:
        assert v.test_only_twice().data == 1.0
        assert "test_only_twice" in dir(v)
        assert inspect.getdoc(v.test_only_twice) == inspect.getdoc(OPS["test_only_twice"])
    finally:
        del OPS["test_only_twice"]
    assert not hasattr(v, "test_only_twice")
    assert "test_only_twice" not in dir(v)
    with pytest.raises(AttributeError, match=r"a Value has no 'sigmod': write v\.sigmoid\(\)"):
        v.sigmod()


def test_a_row_that_ops_lacks():
    """ops.clip says which row may be meant; a row of one's own is in the table, and not taken for one of ours."""
    for name, meant in {"clip": "clamp", "power": "pow", "max": "maximum", "arcsin": "asin"}.items():
        with pytest.raises(AttributeError, match=f"ops has no {name!r}; the nearest are .*{meant!r}"):
            getattr(ops, name)
    assert not hasattr(ops, "test_only_row")
    op("test_only_row", lambda m, x: 2 * x, lambda m, y, x: 2)
    try:
        with pytest.raises(AttributeError, match=r"ops has no 'test_only_row': write OPS\['test_only_row'\]"):
            _ = ops.test_only_row
    finally:
        del OPS["test_only_row"]


def test_a_function_that_ops_has_under_another_name():
    """What no letter of the name tells is said outright; what is only half alike is not offered."""
    for name, instead in {"ln": "ops.log(x)", "square": "x * x", "logistic": "ops.sigmoid(x)"}.items():
        with pytest.raises(AttributeError, match=f"^ops has no {name!r}: write {re.escape(instead)}$"):
            getattr(ops, name)
    with pytest.raises(AttributeError, match=r"^ops has no 'mean_of'; the nearest are 'mean'$"):
        _ = ops.mean_of
    with pytest.raises(AttributeError, match=r"^ops has no 'random'; OPS lists the rows$"):
        _ = ops.random


def test_ops_offers_what_it_has_for_users():
    """Completion lists the rows and what is made of them, and no helper of the table."""
    made_of_rows = {"log_softmax", "softmax", "stop_gradient", "where"}
    assert set(dir(ops)) == {row for row in OPS if row in vars(ops)} | made_of_rows | {"OPS", "Op", "op"}


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("clone", r"write ops\.identity\(v\)"),
        ("matmul", r"write ops\.dot\(ws, xs\)"),
        ("hardtanh", r"write v\.clamp\(-1, 1\)"),
        ("shape", "a Value is one number"),
        ("retain_grad", "every node keeps its grad"),
    ],
)
def test_names_brought_along(name, instead):
    """What a tensor or an array has and a Value lacks is told with what to write."""
    with pytest.raises(AttributeError, match=f"a Value has no {name!r}: {instead}"):
        getattr(Value(0.5), name)


def test_plain_numbers_give_plain_numbers():
    """One function serves floats and Values alike."""
    assert type(ops.exp(1)) is float
    assert type(ops.sum([1, 2])) is float
    assert ops.dot([1, 2], [3, 4]) == 11.0


def test_builtin_sum():
    """Python's own sum works on Values."""
    assert sum([Value(1.0), Value(2.0)]).data == 3.0


# ── as a number ──────────────────────────────────────────────────────────────────────────────────


def test_comparison_is_of_the_data():
    """Ordering and equality look at the data, with numbers too."""
    x, y = Value(1.0), Value(2.0)
    assert x < y <= 2.0 < 3
    assert y > 1
    assert y >= x
    assert x == 1.0 == Value(1.0)
    assert x != y
    assert x < Fraction(3, 2) < y
    assert x != "1.0"
    assert (x == None) is False  # noqa: E711
    with pytest.raises(TypeError, match=r"compared, by its data, with numbers and Values; got .* < '2' \(str\)"):
        _ = x < "2"


def test_hash_is_identity():
    """Equal data does not make two nodes one: both fit in a set or a dict."""
    x, y = Value(1.0), Value(1.0)
    assert len({x, y}) == 2
    assert {x: "x", y: "y"}[y] == "y"


def test_bool_and_format_are_of_the_data():
    """A Value is true as its data is, and formats as its data does."""
    assert not Value(0.0)
    assert Value(0.1)
    assert f"{Value(0.123456):.3f}" == "0.123"
    assert f"{Value(0.5)}" == "0.5"


@pytest.mark.parametrize("f", [float, math.exp, math.sqrt], ids=lambda f: f.__name__)
def test_float_is_refused_with_a_hint(f):
    """Turning into a float would lose the gradient in silence, so it says what to write instead."""
    with pytest.raises(TypeError, match=r"write v.data for its number, or ops.exp\(v\) instead of math.exp\(v\)"):
        f(Value(1.0))
    with pytest.raises(TypeError, match=r"write int\(v.data\), or ops.trunc\(v\)"):
        int(Value(1.0))
    with pytest.raises(TypeError, match="a Value is real"):
        complex(Value(1.0))


def test_numpy_object_arrays():
    """numpy computes elementwise on object arrays of Values, calling their methods and operators."""
    xs = numpy.array([Value(1.0), Value(2.0)])
    y = (numpy.exp(xs) * xs).sum() + numpy.float64(2) * xs[0]
    assert type(y) is Value
    y.backward()
    assert math.isclose(xs[0].grad, 2 * math.e + 2)
    assert [v.data for v in Value(2.0) * numpy.array([1.0, 2.0])] == [2.0, 4.0]
    assert [v.data for v in xs * Value(2.0)] == [2.0, 4.0]


# ── recording ────────────────────────────────────────────────────────────────────────────────────


def test_args_in_order_with_repeats():
    """A node keeps what it was applied to: in order, each repeat, constants as plain numbers."""
    x = Value(3.0)
    assert (x * x).args == (x, x)
    assert (2 - x).args[0] == 2
    assert (2 - x).args[1] is x
    assert ops.dot([x, 2.0], [1.0, x]).args == (x, 2.0, 1.0, x)


def test_partials_are_there_before_any_backward():
    """Local partials are stored when the node is recorded; a constant has none."""
    x = Value(3.0)
    assert (x * x).partials == (3.0, 3.0)
    assert (x**2).partials == (6.0, None)
    assert (1 / x).partials == (None, -1 / 9)


def test_a_partial_towards_a_constant_is_never_computed():
    """x**3 at a negative x never needs its logarithm."""
    assert (Value(-2.0) ** 3).partials == (12.0, None)


def test_backward_differentiates_what_was_run():
    """Assigning new data to a leaf later does not change the gradient of what was computed."""
    x = Value(3.0)
    y = x * x
    x.data = 100.0
    with pytest.warns(StaleWarning, match="gives the derivatives where Value"):
        y.backward()
    assert x.grad == 6.0


def test_only_leaves_can_be_assigned():
    """A leaf's data may be assigned; a computed node's may not."""
    x = Value(3.0)
    x.data = 4
    assert x.data == 4.0
    with pytest.raises(AttributeError, match=r"only a leaf's data can be assigned; Value\(16.0, op=mul\) was computed"):
        (x * x).data = 1.0
    with pytest.raises(TypeError, match="data needs a real number; got '5'"):
        x.data = "5"


def test_leaves_accumulate_and_computed_nodes_do_not():
    """A second backward doubles the gradient of a leaf exactly; a computed node shows the last sweep."""
    x = Value(0.1)
    y = x * x
    z = y * x + y
    z.backward()
    first, inner = x.grad, y.grad
    z.backward()
    assert (x.grad, y.grad, z.grad) == (2 * first, inner, 1.0)


def test_grad_is_none_until_reached():
    """Not computed yet is not zero."""
    x, y = Value(1.0), Value(2.0)
    (x * 0).backward()
    assert (x.grad, y.grad) == (0.0, None)


def test_seed():
    """backward is linear in its seed."""
    x = Value(3.0)
    (x * x).backward(0.5)
    assert x.grad == 3.0
    with pytest.raises(TypeError, match="seed needs a real number; got None"):
        (x * x).backward(None)


def test_backward_of_a_leaf():
    """The derivative of a leaf towards itself is the seed."""
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0


def test_no_grad_and_detach():
    """Nothing is recorded in a no_grad block; detach gives a new leaf; enable_grad records again."""
    x = Value(3.0, label="x")
    with no_grad():
        y = x * x
        assert ops.exp(x).op is None
        with enable_grad():
            assert (x * x).op is ops.mul
    assert (y.data, y.op, y.args) == (9.0, None, ())
    z = x.detach()
    assert (z.data, z.label, z is x) == (3.0, "x", False)
    assert (x * x).op is ops.mul


def test_blocks_decorate_functions():
    """@no_grad() holds in each call of a function, and in nothing else; a generator's body would run outside of it."""

    @no_grad()
    def square(x, *, by=1):
        "x * x * by"
        return x * x * by

    x = Value(3.0)
    assert (square(x, by=2).data, square(x).op, (x * x).op) == (18.0, None, ops.mul)
    assert (square.__name__, square.__doc__) == ("square", "x * x * by")
    assert scope("a")(lambda: x * x)().scope == "a"
    with pytest.raises(
        TypeError, match=r"@no_grad would end before a generator's .* body runs: write with in the body"
    ):

        @no_grad()
        def squares(x):
            yield x * x

    with pytest.raises(TypeError, match=r"@scope needs a function; got 3 \(int\)"):
        scope("a")(3)


def test_blocks_belong_to_their_thread():
    """A no_grad block of one thread does not keep another from recording."""
    entered, leave, recorded = threading.Event(), threading.Event(), []

    def elsewhere():
        with no_grad():
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    assert entered.wait(10)
    recorded.append((Value(1.0) * 2).op)
    leave.set()
    thread.join()
    assert recorded == [ops.mul]


def test_threads_may_share_leaves():
    """Two sweeps at once over graphs that share leaves do not disturb each other's adjoints."""
    x = Value(1.0)
    graphs = []
    for _ in range(4):
        y = x
        for _ in range(2000):
            y = y * 1.0 + 0.0 * x
        graphs.append(y)
    results = []
    threads = [
        threading.Thread(target=lambda y=y: results.extend(y.backward() or y.args[0].grad for _ in range(3)))
        for y in graphs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1.0] * 12


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_labels():
    """A label is given when a Value is made, by named(), or by assignment, and is a str."""
    h = (Value(1.0) * 2).named("h")
    assert h.label == "h"
    h.label = None
    with pytest.raises(TypeError, match=r"a label must be a str or None; got 5 \(int\)"):
        h.label = 5


def test_labels_from_a_dict():
    """label_all names what has no name yet, in lists and dicts too."""
    w, ws, named, _hidden = Value(1.0), [Value(2.0), Value(3.0)], Value(4.0, label="mine"), Value(5.0)
    params = {"a": Value(6.0)}
    label_all(locals())
    assert [v.label for v in (w, *ws, named, _hidden, params["a"])] == [
        "w",
        "ws[0]",
        "ws[1]",
        "mine",
        None,
        "params['a']",
    ]


def test_labels_of_everything_at_hand():
    """label_all(globals()) passes over modules, number systems and lists that hold themselves."""
    import autograd_core

    around = [Value(1.0)]
    around.append(around)
    label_all({**vars(autograd_core), "around": around})
    assert around[0].label == "around[0]"
    table = numpy.array([[Value(float(i + j)) for j in range(2)] for i in range(50)])
    label_all({"W": table, "V": numpy.array([Value(1.0)])})
    assert table[49, 1].label == "W[49][1]"
    with pytest.raises(TypeError, match=r"label_all\(names\) needs names to be a dict; got Value\(1.0, .* \(Value\)"):
        label_all(around[0])


def test_scopes_nest():
    """Nodes carry the module path they were made in."""
    with scope("layer1"), scope("n0"):
        x = Value(1.0)
        y = x * 2
    assert (x.scope, y.scope, (x * 2).scope) == ("layer1/n0", "layer1/n0", None)


def test_find():
    """A label finds its node; one that names none lists the nearest, one that names several lists them."""
    x, y = Value(1.0, label="weight"), Value(2.0, label="twin")
    z = x * y * Value(3.0, label="twin")
    assert find(z, "weight") is x
    with pytest.raises(LookupError, match="no node is labelled 'wieght'; the nearest are 'weight'"):
        find(z, "wieght")
    with pytest.raises(LookupError, match=r"'twin' names 2 nodes: .*; pass the node itself"):
        find(z, "twin")
    with pytest.raises(LookupError, match="this graph has no labels"):
        find(Value(1.0), "x")


# ── copies ───────────────────────────────────────────────────────────────────────────────────────


def graph():
    """Two outputs that share an inner node and a leaf, differentiated."""
    x = Value(2.0, label="x")
    with scope("inner"):
        h = (x * x).named("h")
    y, z = h + x, h * 3
    y.backward()
    return [x, h, y, z]


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda nodes: pickle.loads(pickle.dumps(nodes))], ids=["deepcopy", "pickle"]
)
def test_copies_keep_the_graph(duplicate):
    """A copy of several nodes shares among itself what they shared, and nothing with the original."""
    original, copied = graph(), duplicate(graph())
    assert [repr(node) for node in copied] == [repr(node) for node in original]
    x, h, y, z = copied
    assert y.args == (h, x)
    assert y.args[0] is h
    assert z.args[0] is h
    assert h.args[0] is x
    assert h.scope == "inner"
    assert h.op is ops.mul
    z.backward()
    assert x.grad == 5.0 + 12.0


def test_pickle_in_any_order():
    """Sharing survives whichever node is met first."""
    y, h, x = pickle.loads(pickle.dumps(graph()[2::-1]))
    assert y.args[0] is h
    assert h.args[0] is x


def test_shallow_copy():
    """copy.copy is a node on the same arguments."""
    _, h, *_ = graph()
    other = copy.copy(h)
    assert other is not h
    assert repr(other) == repr(h)


def test_an_unknown_op_in_a_pickle():
    """A pickle with an op that is not defined here says which one to define."""
    row = op("test_only_gone", lambda m, x: x, lambda m, y, x: 1)
    data = pickle.dumps(row(Value(1.0)))
    del OPS["test_only_gone"]
    with pytest.raises(
        LookupError,
        match=r"the op table has no row named 'test_only_gone'; define it with op\('test_only_gone', ...\) first",
    ):
        pickle.loads(data)


@pytest.mark.slow
def test_a_graph_dies_by_reference_counting():
    """There are no reference cycles: the collector finds nothing after a graph is dropped."""
    gc.collect()
    gc.disable()
    try:
        for node in (graph(), copy.deepcopy(graph()), pickle.loads(pickle.dumps(graph()))):
            del node
        assert gc.collect() == 0
    finally:
        gc.enable()
