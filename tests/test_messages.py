"""What is said of wrong input: a sentence that names what was called, what it must be given and what it got."""

import dis
import inspect
import math
import operator
import pickle
import re
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autograd_core
import nn
import nn.data
from autograd_core import (
    Stepper,
    Value,
    compile,
    derivation,
    draw,
    evaluate,
    explain,
    find,
    grad,
    gradient,
    jvp,
    label_all,
    no_grad,
    op,
    ops,
    parse,
    program,
    tree,
    tree_map,
    view,
    vjp,
)
from nn import MLP, SGD, Adam, load

X = Value(2.0, label="x")
Y = ops.sin(X) * X
MODEL = MLP([2, 4, 1])

SENTENCES = {  # the call, what it raises, and how the sentence goes
    "MLP(2, [4, 1])": (lambda: MLP(2, [4, 1]), TypeError, r"in one list: write MLP\(\[2, 4, 1\]\)"),
    "SGD(model)": (lambda: SGD(MODEL), TypeError, r"write model\.parameters\(\)"),
    "SGD(p, lr=0.1)": (lambda: SGD(MODEL.parameters(), lr=0.1), TypeError, r"no argument lr; write learning_rate"),
    "Adam(p, '0.1')": (lambda: Adam(MODEL.parameters(), "0.1"), TypeError, r"finite number above 0; got '0\.1'"),
    "load(file)": (lambda: load("file"), TypeError, r"load\(.*\) lacks path"),
    "model(batch)": (lambda: MODEL([[1, 2], [3, 4]]), TypeError, r"one example at a time.* for xs in batch"),
    "no_grad(f)": (lambda: no_grad(abs), TypeError, r"^no_grad\(\) takes 0 arguments by place; got 1"),
    "round(x, 'a')": (lambda: round(X, "a"), TypeError, r"round\(v, digits\) needs an int; got 'a' \(str\)"),
    "op(3, f)": (lambda: op(3, abs), ValueError, r"name that is a Python identifier; got 3"),
    "grad(f, 'x')": (lambda: grad(abs, argnums="x")(1.0), TypeError, r"argnums needs the place of an argument, .*'x'"),
    "label_all(3)": (lambda: label_all(3), TypeError, r"needs names to be a dict; got 3 \(int\)"),
    "find(y, 3)": (lambda: find(Y, 3), TypeError, r"needs label to be a string; got 3 \(int\)"),
    "find(3, 'x')": (lambda: find(3, "x"), TypeError, r"needs root to be a Value; got 3 \(int\)"),
    "find(y, 'nope')": (lambda: find(Y, "nope"), LookupError, r"no node is labelled 'nope'; the nearest are 'x'"),
    "gradient(y, 'nope')": (lambda: gradient(Y, "nope"), LookupError, r"no node is labelled 'nope'"),
    "explain(y, 'nope')": (lambda: explain(Y, "nope"), LookupError, r"no node is labelled 'nope'"),
    "derivation(None)": (lambda: derivation(None), TypeError, r"needs y to be a Value; got None"),
    "derivation([])": (lambda: derivation([]), TypeError, r"needs y to be a Value; got \[\] \(list\)"),
    "program(y, 'a')": (lambda: program(Y, "a"), TypeError, r"needs most to be an integer; got 'a'"),
    "tree(y, None)": (lambda: tree(Y, None), TypeError, r"needs most to be an integer; got None"),
    "tree(y, 1, 2, 3, 4)": (lambda: tree(Y, 1, 2, 3, 4), TypeError, r"takes 4 arguments by place; got 5"),
    "parse(3, {})": (lambda: parse(3, {}), TypeError, r"formula must be a str; got 3 \(int\)"),
    "parse('a', 'a')": (lambda: parse("a", "a"), TypeError, r"needs names to be a dict; got 'a' \(str\)"),
    "draw('x')": (lambda: draw("x"), TypeError, r"needs a Value; got 'x' \(str\)"),
    "view(3)": (lambda: view(3), TypeError, r"needs a Value; got 3 \(int\)"),
    "compile(3)": (lambda: compile(3), TypeError, r"needs a Value.*or a function; got 3"),
    "y.backward(retain_graph=True)": (
        lambda: Y.backward(retain_graph=True),
        TypeError,
        r"backward\(seed\) has no argument retain_graph; .* leave it out",
    ),
    "y.backward(gradient=1)": (lambda: Y.backward(gradient=1.0), TypeError, r"has no argument gradient; write seed"),
    "x.grad = 'a'": (lambda: setattr(X, "grad", "a"), TypeError, r"^grad needs a real number; got 'a' \(str\)"),
    "x.grad = [1.0]": (lambda: setattr(X, "grad", [1.0]), TypeError, r"^grad needs a real number; got \[1\.0\]"),
    "draw(y).show()": (lambda: draw(Y).show(), AttributeError, r"^a Drawing has no 'show': .*\.save\('g\.svg'\)"),
    "model.state_dict()": (
        lambda: MODEL.state_dict(),
        AttributeError,
        r"^an MLP has no 'state_dict': write save\(model",
    ),
    "model.load_state_dict": (lambda: MODEL.load_state_dict, AttributeError, r"has no 'load_state_dict': write load\("),
    "model.forwrad": (lambda: MODEL.forwrad, AttributeError, r"^an MLP has no 'forwrad'; the nearest are 'forward'"),
    "history.losses": (
        lambda: nn.History().losses,
        AttributeError,
        r"^a History has no 'losses': write history\[\"loss\"\]",
    ),
    "sgd.lr": (lambda: SGD([Value(1.0)], 0.1).lr, AttributeError, r"^an SGD has no 'lr': write learning_rate"),
    "sgd.eta": (lambda: SGD([Value(1.0)], 0.1).eta, AttributeError, r"write learning_rate$"),
    "sgd.minimize": (
        lambda: SGD([Value(1.0)], 0.1).minimize,
        AttributeError,
        r"then optimizer\.step\(\)$",
    ),
    "sgd.state_dict": (
        lambda: SGD([Value(1.0)], 0.1).state_dict,
        AttributeError,
        r"write save\(model, path, opt",
    ),
    "sgd.param_groups": (lambda: SGD([Value(1.0)], 0.1).param_groups, AttributeError, r"one optimizer for each group$"),
    "evaluate(y, {})": (lambda: evaluate(Y, {"x": 1.0}), TypeError, r"by name, at=\{\.\.\.\}"),
    "Sequential([a, b])": (lambda: nn.Sequential([MODEL, MODEL]), TypeError, r"one by one, not in a list"),
    "MLP([2, 2], 'rellu')": (lambda: MLP([2, 2], "rellu"), ValueError, r"got 'rellu': the nearest are 'relu'"),
    "MLP(2, ['rellu'])": (lambda: MLP(2, ["rellu"]), TypeError, r"needs a list of sizes, such as \[2, 3, 1\]; got 2"),
    "x @ x": (lambda: X @ X, TypeError, r"no matrix product: write w \* x, or ops\.dot\(ws, xs\)"),
    "[x] @ x": (lambda: [X] @ X, TypeError, r"no matrix product"),
    "ops.softmax(x)": (lambda: ops.softmax(X), TypeError, r"softmax\(xs\) needs xs to be .*; got Value\(2\.0"),
    "ops.softmax([])": (lambda: ops.softmax([]), ValueError, r"^softmax\(xs\) needs at least one number; got none"),
    "ops.log_softmax([])": (lambda: ops.log_softmax([]), ValueError, r"^log_softmax\(xs\) needs at least one number"),
    "ops.softmax(xs, dim=0)": (
        lambda: ops.softmax([X], dim=0),
        TypeError,
        r"no argument dim; a list is taken as a whole",
    ),
    "autograd_core.Tensor": (
        lambda: autograd_core.Tensor,
        AttributeError,
        r"autograd_core has no 'Tensor': write Value",
    ),
    "autograd_core.sqrt": (lambda: autograd_core.sqrt, AttributeError, r"has no 'sqrt': write ops\.sqrt"),
    "autograd_core.vmap": (lambda: autograd_core.vmap, AttributeError, r"no 'vmap': write compile\(f\), which takes"),
    "autograd_core.custom_vjp": (
        lambda: autograd_core.custom_vjp,
        AttributeError,
        r"write op\(name, primal, partial\)",
    ),
    "nn.clip_grad_norm_": (lambda: nn.clip_grad_norm_, AttributeError, r"write optimizer\.clip\(1\.0\)"),
    "grad(f)(array)": (
        lambda: grad(lambda x: (x**2).sum())(numpy.array([1.0, 2.0])),
        TypeError,
        r"got an array of shape \(2,\): give x\.tolist\(\), and write np\.array\(x\) within the function",
    ),
    "autograd_core.gradd": (lambda: autograd_core.gradd, AttributeError, r"has no 'gradd'; the nearest are .*'grad'"),
    "nn.Linear": (lambda: nn.Linear, AttributeError, r"^nn has no 'Linear': write Layer\("),
    "nn.ReLU": (lambda: nn.ReLU, AttributeError, r"name it where a layer is made: Layer\(2, 3, 'relu'\)"),
    "fit(model, data, 'mse', epochs=1)": (
        lambda: nn.fit(MODEL, [([0.0, 1.0], [1.0])], "mse", epochs=1),
        TypeError,
        r"^fit\(model, data, loss, optimizer, epochs, \.\.\.\) lacks optimizer$",
    ),
    "fit(lr=0.1)": (
        lambda: nn.fit(MODEL, [([0.0, 1.0], [1.0])], "mse", "adam", 1, lr=0.1),
        TypeError,
        r"has no argument lr; the optimizer has the learning rate: write Adam\(",
    ),
    "fit(magic=1)": (
        lambda: nn.fit(MODEL, [([0.0, 1.0], [1.0])], "mse", "adam", 1, magic=1),
        TypeError,
        r"has no argument magic; help tells all that it takes$",
    ),
    "Adam(betas=(0.9, 0.99))": (
        lambda: nn.Adam(MODEL.parameters(), betas=(0.9, 0.99)),
        TypeError,
        r"has no argument betas; write beta1 and beta2$",
    ),
    "nn.LeakyReLU": (lambda: nn.LeakyReLU, AttributeError, r"a layer is made: Layer\(2, 3, 'leaky_relu'\)$"),
    "nn.StepLR": (lambda: nn.StepLR, AttributeError, r"write SGD\(model.parameters\(\), step_decay\("),
    "nn.MSELoss": (lambda: nn.MSELoss, AttributeError, r"write mean_squared_error"),
    "nn.Sequentail": (lambda: nn.Sequentail, AttributeError, r"the nearest are 'Sequential'"),
    "x & 1": (lambda: X & 1, TypeError, r"^a Value has no &, which is for bits and conditions: write where\(c, a, b\)"),
    "1 | x": (lambda: 1 | X, TypeError, r"^a Value has no \|"),
    "~x": (lambda: ~X, TypeError, r"^a Value has no ~"),
    "x ^ 2": (lambda: X ^ 2, TypeError, r"^a Value has no \^"),
    "range(x)": (
        lambda: range(X),
        TypeError,
        r"no whole number that counts or has a place: write int\(v\.data\); got V",
    ),
    "[1][x]": (lambda: [1][X], TypeError, r"write int\(v\.data\)"),
    "[1] * x": (lambda: [1] * X, TypeError, r"write int\(v\.data\)"),
    "x.exp(1)": (lambda: X.exp(1), TypeError, r"^exp\(\) takes 0 arguments by place; got 1"),
    "x.pow()": (lambda: X.pow(), TypeError, r"^pow\(y\) lacks y"),
    "x.tanh(dim=0)": (lambda: X.tanh(dim=0), TypeError, r"^tanh\(\) has no argument dim; it takes none"),
    "x.clamp(0, max=1)": (lambda: X.clamp(0, max=1), TypeError, r"^clamp\(lo, hi\) has no argument max; the nearest"),
    "pow(x, 2, 3)": (lambda: pow(X, 2, 3), TypeError, r"no modulus: write v\*\*p % m; got 3 for m"),
    "x - [1]": (lambda: X - [1], TypeError, r"sub needs a real number; got \[1\] \(list\): make one Value for each"),
    "x < Decimal('nan')": (lambda: operator.lt(X, Decimal("nan")), TypeError, r"compared.*; got .* < Decimal\('NaN'\)"),
    "x.inputs(1)": (lambda: X.inputs(1), TypeError, r"^inputs\(\) takes 0 arguments by place; got 1"),
    "f'{x:d}'": (lambda: f"{X:d}", ValueError, r"^a Value is written as a float is, f'\{v:\.3f\}'; got the format 'd'"),
    "x.where(1, 2)": (lambda: X.where(1, 2), AttributeError, r"^a Value has no 'where': write where\(c, a, b\)"),
    "x.named()": (lambda: X.named(), TypeError, r"^named\(label\) lacks label"),
    "x.detach(1)": (lambda: X.detach(1), TypeError, r"^detach\(\) takes 0 arguments by place; got 1"),
    "grad(f of two)(1.0)": (
        lambda: grad(lambda a, b: a * b)(1.0),
        TypeError,
        r"^the function lambda a, b: \.\.\. lacks b",
    ),
    "grad(f)(1.0, 2.0)": (
        lambda: grad(lambda a: a)(1.0, 2.0),
        TypeError,
        r"takes 1 argument by place; got 2: give its",
    ),
    "layer()": (lambda: nn.Layer(2, 3)(), TypeError, r"^layer\(xs\) lacks xs"),
    "model(lr=1)": (lambda: MODEL(lr=1), TypeError, r"^mlp\(args\) has no argument lr"),
    "ops.add(arrays)": (
        lambda: ops.add(numpy.zeros(2), [X, X, X]),
        ValueError,
        r"no arrays of shapes that go together, element by element; got \(2,\), \[Value",
    ),
    "ops.mean(array(3.0))": (lambda: ops.mean(numpy.array(3.0)), TypeError, r"needs a real number; got array\(3\.\)"),
    "Value(sNaN)": (
        lambda: Value(Decimal("sNaN")),
        ValueError,
        r"needs a number; got Decimal\('sNaN'\): write math\.nan",
    ),
    "read_csv(3)": (lambda: nn.data.read_csv(3), TypeError, r"needs path to be a string or a path; got 3 \(int\)"),
    "history.plot(3)": (lambda: nn.History().plot(3), TypeError, r"axes needs to be Axes of matplotlib, .* got 3"),
    "model.train('no')": (lambda: MODEL.train("no"), TypeError, r"needs True or False; got 'no' \(str\)"),
    "moons(10**40)": (
        lambda: nn.data.moons(10**40),
        ValueError,
        r"at most 10,000,000 examples; got one of very many digits",
    ),
    "Stepper(None)": (lambda: Stepper(None), TypeError, r"only a Value can be stepped.*got None"),
}


@pytest.mark.parametrize("call", SENTENCES)
def test_wrong_input_is_answered_with_a_sentence(call):
    """Each says what it must be given and what it got, or the next thing to do."""
    calls, kind, sentence = SENTENCES[call]
    with pytest.raises(kind) as said:
        calls()
    assert re.search(sentence, str(said.value)), said.value


@pytest.mark.parametrize(
    "call",
    [lambda f: jvp(f, 1.0, 1.0), lambda f: vjp(f, 1.0), lambda f: tree_map(f, [1.0])],
    ids=["jvp", "vjp", "tree_map"],
)
def test_what_the_callers_own_function_raises_passes_unchanged(call):
    """It is about that function, not about what it was given to."""

    def f(*args):
        return {}["missing"]

    with pytest.raises(KeyError, match=r"^'missing'$"):
        call(f)


# ── every public name, called as nobody should ───────────────────────────────────────────────────


OBJECTS = {
    "Stepper": Stepper(Y),
    "Drawing": draw(Y),
    "Page": view(Y),
    "Report": autograd_core.check(Y, {"x": "sin(x) + x*cos(x)"}),
    "Explanation": explain(Y, X),
    "Program": compile(Y, [X]),
    "MLP": MODEL,
    "SGD": SGD([Value(1.0)], 0.1),
    "History": nn.History(),
}

CALLED = [
    MODEL, *MODEL.parts().values(), nn.Dropout(0.5), nn.Standardize([0.0], [1.0]), nn.Conv2d(1, 2, 2), nn.MaxPool2d(2),
    nn.Flatten(), nn.Recurrent(2, 3), nn.Neuron([1.0, 2.0]), nn.step_decay(0.1, 0.5, 3), compile(lambda a, b: a * b),
]  # fmt: skip
"""What is called itself."""

PYTHONS_OWN = {
    "Module", "Flatten", "StaleWarning", "TrainingWarning",  # without a constructor: "takes no arguments"
    "MLP.forward", "MLP.headline",
    "SGD.direction", "SGD.gradient", "SGD.rate",  # run for each node or parameter, called by ours
    "Stepper.walk", "Drawing.save", "Page.save", "Page.open",  # read the keyboard, write files, open a browser
    "Intervals", "Example",  # of which the latter is a type
}  # fmt: skip
"""Names whose errors may be Python's, and why."""


def public_names() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function, class and row that is public, and the public methods of an object of each class."""
    for module in (autograd_core, nn, nn.data):
        for name in module.__all__:
            if callable(thing := getattr(module, name)) and inspect.getmodule(thing) is not None:
                yield name, thing
    yield from ((f"ops.{name}", row) for name, row in ops.OPS.items())
    yield from ((f"ops.{name}", getattr(ops, name)) for name in ("softmax", "log_softmax", "stop_gradient"))
    yield from ((f"{type(part).__name__} called", part) for part in CALLED)
    for owner, thing in OBJECTS.items():
        for name in dir(thing):
            if not name.startswith("_") and inspect.ismethod(method := getattr(thing, name)):
                yield f"{owner}.{name}", method


PUBLIC = {name: thing for name, thing in public_names() if name not in PYTHONS_OWN}

WRONG = [
    None, True, 3, -1, 2.5, float("nan"), float("inf"), 10**40, "a", "x", "x*y", b"a", (), (2, 1), [], [1.0], [1, "a"],
    [[1, 2], [3]], {}, {"a": 1}, {"x": "2*x"}, {1}, int, object(), abs, X, Y, [X, X], ops.sin, MODEL,
    False, 0, 2**70, -(10**400), 1e308, -0.0, 2j, "nan", "1e999", "", "\0", b"\xff", bytearray(b"a"), range(3),
    range(0),
    frozenset(), {1: 2}, {None: None}, {"a": {"b": [1]}}, {"x": None}, {"x": 10**400}, {"hessian": [[10**400]]},
    {("x", "x"): 10**400}, {X: 1.0}, {"x": 1j}, {"x": b"2"}, {"x": abs}, [None], [[]], [10**400], [X, None], (X,), [1j],
    math, Value, dict, ValueError("a"), Ellipsis, slice(1), lambda: 1, lambda a, b, c: 1, lambda x: "a", len,
    property(),
    Fraction(1, 3), Decimal("NaN"), Decimal("sNaN"), Decimal("1e999999"), deque([1]), autograd_core.FRACTIONS, ops,
    numpy.array([1, 2]), numpy.array(["a"]), numpy.array([None], dtype=object), numpy.zeros((2, 0)), numpy.array(3.0),
    numpy.array([1j]), numpy.bool_(True), numpy.float32("nan"), numpy.datetime64("2020"), numpy.array([X, 1.0]),
]  # fmt: skip
"""What may stand where it does not belong."""


def is_a_sentence_of_ours(error: BaseException) -> bool:
    """Whether a `raise` of this project raised it, so that somebody chose the words."""
    step = error.__traceback__
    assert step is not None
    while step.tb_next is not None:
        step = step.tb_next
    code = step.tb_frame.f_code
    package = re.search(r"/(autograd_core|nn)/", code.co_filename)
    return package is not None and dis.opname[code.co_code[step.tb_lasti]] in ("RAISE_VARARGS", "RERAISE")


@pytest.mark.parametrize("name", sorted(PUBLIC))
@settings(max_examples=16, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_public_name_raises_what_python_says_from_within(name, data, tmp_path, monkeypatch):
    """Called with wrong things, too many or too few of them, or by wrong words, it works or says a sentence of ours."""
    monkeypatch.chdir(tmp_path)
    wrong = st.sampled_from(WRONG) | st.builds(lambda: iter([1]))
    signature = inspect.signature(PUBLIC[name])
    words = [p.name for p in signature.parameters.values() if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)]
    args = data.draw(st.lists(wrong, max_size=4))
    named = data.draw(st.dictionaries(st.sampled_from([*words, "lr", "nope"]), wrong, max_size=2))
    error: Exception | None = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            PUBLIC[name](*args, **named)
    except OSError:
        pass  # no such file: Python's sentence names the file
    except Exception as raised:
        error = raised
    assert error is None or is_a_sentence_of_ours(error), f"{name}{(*args,)} {named}: {error!r}"


# ── a Value: its methods and operators ───────────────────────────────────────────────────────────

METHODS = [name for name in dir(Value) if inspect.isroutine(inspect.getattr_static(Value, name)) and name[0] != "_"]
OPERATORS = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow, divmod,
    operator.matmul, operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift, operator.lt,
    operator.le, operator.gt, operator.ge,
]  # fmt: skip
OPERANDS = [
    None, True, 10**400, "a", b"a", (), [1.0], {}, {1}, 1j, object(), abs, int, range(3), Ellipsis, Decimal("sNaN"),
    date(2020, 1, 1), [X], numpy.array(["a"]), numpy.str_("a"), memoryview(b"a"),
]  # fmt: skip


def said_by(call: Callable[[], Any]) -> BaseException | None:
    """What a call raises that is no sentence of ours."""
    try:
        call()
    except Exception as error:
        return None if is_a_sentence_of_ours(error) else error
    return None


@pytest.mark.parametrize("name", METHODS)
def test_a_method_of_a_value_answers_wrong_arguments_with_a_sentence(name):
    """Too many, too few, of a wrong kind, or by a name that it does not have."""
    for args in ((), (1,), (1, 2, 3, 4), ("a",), (None,), ([1.0],)):
        for named in ({}, {"x": 1.0}, {"self": 1.0}, {"out": None}):
            assert said_by(partial(getattr(Value(0.5), name), *args, **named)) is None, (args, named)


@pytest.mark.parametrize("f", OPERATORS, ids=lambda f: f.__name__)
def test_an_operator_of_a_value_answers_a_wrong_operand_with_a_sentence(f):
    """On either side of it; an operand that is asked by Python itself, as a list is how often, says so too."""
    for operand in OPERANDS:
        assert said_by(partial(f, X, operand)) is None, operand
        if f is not operator.mod or not isinstance(operand, str | bytes):  # which is formatted then
            assert said_by(partial(f, operand, X)) is None, operand


def test_an_operand_that_knows_better_is_asked():
    """What has an operator for the Value at its left is asked for it, as Python would."""

    class Known:
        def __radd__(self, other):
            return "known"

    assert X + Known() == "known"
    with pytest.raises(TypeError, match=r"^sub needs a real number; got <"):
        X - Known()


def test_a_long_double_is_a_number():
    """NumPy's long doubles stand on either side of a Value, and are compared with one."""
    two = numpy.longdouble(2)
    assert (two < X, two > X, max(two, Value(3.0)), (two + X).data) == (False, False, 3.0, 4.0)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="reading any attribute would take 3.11 longer")
def test_a_name_that_a_value_lacks_is_guessed():
    """The nearest that it has are named."""
    with pytest.raises(AttributeError, match=r"^a Value has no 'sigmoidd'; the nearest are 'sigmoid'"):
        X.sigmoidd  # noqa: B018


def test_a_name_that_is_lacking_keeps_an_error_within_a_property():
    """What the getter of a property raises is not hidden behind a sentence on the property;
    `hasattr` and copies work.
    """

    class Own(nn.Module):
        @property
        def size(self):
            return self.sizze

    with pytest.raises(AttributeError, match=r"^an Own has no 'sizze'; the nearest are 'size'"):
        Own().size  # noqa: B018
    assert not hasattr(Own(), "nothing_such")
    with pytest.raises(AttributeError, match=r"^an MLP has no 'nothing'"):
        pickle.loads(pickle.dumps(MODEL)).nothing  # noqa: B018


def test_the_clip_of_numpy_is_clamp():
    """np.clip of a Value is a Value, on either side of a bound and with one side open."""
    for clip in (lambda v: numpy.clip(v, 0.0, 1.0), lambda v: numpy.clip(v, None, 1.0), lambda v: v.clip(0.0, 1.0)):
        assert [gradient(clip(v), v) for v in (Value(0.5), Value(2.0))] == [1.0, 0.0]
    assert gradient(numpy.clip(v := Value(-1.0), 0.0, None), v) == 0.0
    with pytest.raises(TypeError, match="needs a bound"):
        Value(1.0).clip()


OWN = {  # a row of one's own that cannot be, or that gives what is no number
    "a partial without y": (lambda: own(lambda m, x: x, lambda m, x: 1),
                            r"partial 1 to take .*lambda m, y, x: \.\.\.; got"),
    "a partial of too many": (lambda: own(lambda m, x: x, lambda m, y, x, z: 1), r"got lambda m, y, x, z: \.\.\."),
    "a partial that is none": (lambda: own(lambda m, x: x, 2.0), r"partial 1 to be a function.*; got 2\.0 \(float\)"),
    "a primal without m": (lambda: own(lambda x: x * x), r"a primal written as .*lambda m, x: \.\.\.; got lambda x: "),
    "no function of Python": (lambda: own(math.exp, abs), r"a primal written as a function .*lambda m, x: \.\.\.; got"),
    "a domain of too few": (lambda: own(lambda m, x: x, lambda m, y, x: 1, domain=lambda x: x > 0), r"domain to take"),
    "a spread that is none": (lambda: own(lambda m, x: x, lambda m, y, x: 1, spread=3), r"spread to be a function"),
    "a symbol that is none": (lambda: own(lambda m, x: x, lambda m, y, x: 1, symbol=3),
                              r"a symbol that is a str.*got 3"),
    "a partial of text": (lambda: own(lambda m, x: x, lambda m, y, x: "2")(X),
                          r"a partial towards x .*; got '2' \(str\)"),
    "no partial": (lambda: own(lambda m, x: x, lambda m, y, x: None)(X), r"got None \(NoneType\): does it return"),
    "a list of partials": (lambda: own(lambda m, x: x, lambda m, y, x: [2.0])(X), r"got \[2\.0\] \(list\)"),
    "a complex partial": (lambda: own(lambda m, x: x, lambda m, y, x: 2j)(X), r"got 2j \(complex\)"),
    "no value": (lambda: own(lambda m, x: None, lambda m, y, x: 1)(X), r"a primal that is a number; got None"),
    "no value of a number": (lambda: own(lambda m, x: None, lambda m, y, x: 1)(2.0), r"a primal that is a number"),
    "too few partials": (
        lambda: own(lambda m, *xs: m.sum(*xs), joint=lambda m, y, free, *xs: [1.0])(X, X),
        r"a list of 2 partials.*\[1\.0\]"
    ),
    "one for all partials": (
        lambda: own(lambda m, *xs: m.sum(*xs), joint=lambda m, y, free, *xs: 1.0)(X, X),
        r"a list of 2 partials.*; got 1\.0"
    ),
}  # fmt: skip


def own(primal, *partials, **facts):
    """A row that is gone after the test."""
    try:
        return op("test_only_own", primal, *partials, **facts)
    finally:
        ops.OPS.pop("test_only_own", None)


@pytest.mark.parametrize("case", OWN)
def test_a_row_that_cannot_be_is_answered_with_a_sentence(case):
    """What a row of one's own must take is said when it is defined, and what it must give when it first gives it."""
    call, sentence = OWN[case]
    with pytest.raises(TypeError, match=sentence) as said:
        call()
    assert "test_only_own" in str(said.value)
    assert is_a_sentence_of_ours(said.value)


def test_a_letter_that_a_row_misspells_is_guessed():
    """The letters of a namespace are those of help(FLOATS)."""
    with pytest.raises(AttributeError, match=r"FLOATS has no sigmod \(did you mean sigmoid\?\)"):
        own(lambda m, x: m.sigmod(x), lambda m, y, x: 1)(X)
