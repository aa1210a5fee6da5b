"""A compiled function is that of its surroundings too: what it closes over, reads, draws and changes as it runs."""

import copy
import functools
import itertools
import math
import pickle
import random

import numpy
import pytest

from autograd_core import Value, compile, grad, ops
from nn import Dropout, Layer, Sequential

SCALE = 3.0


class Holder:
    """What a user makes: slots, attributes of the class, a method that calls a function beside it."""

    rate = 0.5
    __slots__ = ("factor", "parts")

    def __init__(self):
        self.factor, self.parts = 4.0, {"a": [1.0, [2.0]]}

    def __call__(self, x):
        return x * self.factor * self.rate + scaled(x) * self.parts["a"][1][0]


def scaled(x):
    return x * SCALE


def agrees(program, f, at=2.0):
    """Whether a program has the value and the slope of its function."""
    return program.value_and_gradient(at) == (f(Value(at)).data, grad(f)(at))


def closures():
    """Functions, each with what changes what it sees."""
    number = 2.0

    def rebind():
        nonlocal number
        number = 7.0

    yield lambda x: x * number, rebind
    holder = Holder()
    yield holder, lambda: setattr(holder, "factor", 5.0)
    yield holder.__call__, lambda: holder.parts["a"][1].__setitem__(0, 9.0)
    yield functools.partial(lambda k, x: x * k["n"], k := {"n": 2}), lambda: k.update(n=3)
    numbers = numpy.array([1.0, 2.0])
    yield lambda x: x * numbers[0], lambda: numbers.__setitem__(0, 5.0)
    listed = [1.0, -0.0]
    yield lambda x: x / (listed[1] + math.inf) + math.copysign(1, listed[1]) * x, lambda: listed.__setitem__(1, 0.0)
    weights = [Value(2.0), Value(3.0)]
    yield lambda x: ops.dot(weights, [x, 1.0]), weights.reverse
    yield lambda x: ops.dot(weights, [x, 1.0]), lambda: weights.__setitem__(0, Value(9.0))
    yield lambda x: ops.dot(weights, [x, 1.0]), lambda: setattr(weights[0], "data", 6.0)
    earlier = weights[0] * 3
    yield (
        lambda x: x * earlier,
        lambda: setattr(weights[0], "data", 60.0),
    )  # it keeps the number that it was computed as


@pytest.mark.parametrize("engine", ["source", "kernels"])
@pytest.mark.parametrize("case", range(len(list(closures()))))
def test_what_a_function_sees_may_change(case, engine):
    """A number, a list, an array, an attribute or a Value that is another now makes the program what the
    function is.
    """
    if engine == "kernels":
        pytest.importorskip("numba")
    f, change = next(itertools.islice(closures(), case, None))
    program = compile(f, engine=engine)
    assert agrees(program, f)
    change()
    assert agrees(program, f)
    assert agrees(program, f, 3.0)


def test_globals_and_classes_may_change(monkeypatch):
    """A global of the function, or of one that it calls, and an attribute of a class are seen too."""
    holder = Holder()
    for f, target, value in [
        (scaled, ("tests", "SCALE"), 5.0),
        (lambda x: scaled(x), ("tests", "SCALE"), 7.0),
        (holder, ("tests", "SCALE"), 9.0),
        (holder, (Holder, "rate"), 2.5),
    ]:
        program = compile(f)
        assert agrees(program, f)
        if target[0] == "tests":
            monkeypatch.setitem(globals(), target[1], value)
        else:
            monkeypatch.setattr(*target, value)
        assert agrees(program, f)


def test_a_model_that_is_told_to_evaluate_drops_nothing_any_more():
    """What a Module holds is seen, however deep: a program of it is not that of training."""
    model = Sequential(Layer(1, 4, "tanh", seed=1), Dropout(0.5), Layer(4, 1, seed=2))

    def f(x):
        return model([x])[0]

    model.eval()
    program = compile(f)
    before = program(0.5)
    model.train()
    with pytest.raises(ValueError, match="so that it is another each time"):
        program(0.5)
    model.eval()
    assert program(0.5) == before


def test_a_program_from_a_pickle_sees_what_changes(monkeypatch):
    """It goes by what its function sees where it was loaded."""
    program = pickle.loads(pickle.dumps(compile(scaled)))
    recorded = compile(scaled)
    recorded(2.0)
    for each in (program, pickle.loads(pickle.dumps(recorded)), copy.deepcopy(recorded)):
        assert agrees(each, scaled)
        with monkeypatch.context() as changed:
            changed.setitem(globals(), "SCALE", 11.0)
            assert agrees(each, scaled)
        assert agrees(each, scaled)


def test_what_changes_otherwise_is_recorded_no_second_time():
    """A list that a function adds to, and never reads, tells nothing of it."""
    calls = []

    def f(x):
        calls.append(x.label)
        return x * x

    program = compile(f)
    assert [program(x) for x in (1.0, 2.0, 3.0)] == [1.0, 4.0, 9.0]
    calls.clear()
    assert program(4.0) == 16.0
    assert not calls


def counted():
    count = 0

    def f(x):
        nonlocal count
        count += 1
        return x * count

    return f


def drawn_from(generator):
    return lambda x: x * generator.random()


def updating():
    w = Value(2.0)

    def f(x):
        w.data = w.data + 1
        return w * x

    return f


def remembering(x, calls=[]):  # noqa: B006  # what the test is about
    calls.append(1)
    return x * len(calls)


def stepping():
    steps = itertools.count()
    return lambda x: x * next(steps)


@pytest.mark.parametrize(
    ("f", "what"),
    [
        (counted(), "changes count as it runs"),
        (remembering, "changes a default 0 as it runs"),
        (stepping(), "changes steps as it runs"),
        (updating(), r"changes the data of Value\(3.0\) as it runs"),
        (lambda x: x * random.random(), "changes a generator of random numbers as it runs"),
        (lambda x: x * numpy.random.rand(), "changes a generator of random numbers as it runs"),
        (drawn_from(random.Random(1)), "changes a generator of random numbers as it runs"),
        (drawn_from(numpy.random.default_rng(1)), "changes generator as it runs"),
    ],
)
def test_a_function_that_is_another_each_time_is_refused(f, what):
    """One that counts, draws or updates as it runs cannot be recorded once."""
    with pytest.raises(ValueError, match=f"this function {what}, so that it is another each time: give it as an"):
        compile(f)(2.0)


def test_a_count_that_the_result_does_not_depend_on_is_no_matter():
    """What moves as a function runs is refused only where its graph moves with it."""
    state = {"calls": 0, "scale": 2.0}

    def f(x):
        state["calls"] += 1
        return x * state["scale"]

    program = compile(f)
    assert program(3.0) == 6.0
    state["scale"] = 5.0
    assert program(3.0) == 15.0


# ── arguments that a function changes ────────────────────────────────────────────────────────────


def doubled(xs):
    xs[0] = xs[0] * 2
    return xs[0] * xs[1]


def sorted_in_place(xs):
    xs.sort()
    return xs[0] * 3 + xs[1]


def grown(xs):
    xs.append(xs[0] * 2)
    return ops.sum(xs) * xs[1]


def emptied(xs):
    return xs.pop() * 2 + xs[0] * xs[0]


@pytest.mark.parametrize("engine", ["source", "kernels", "arrays"])
@pytest.mark.parametrize("f", [doubled, sorted_in_place, grown, emptied])
def test_a_list_that_a_function_changes_is_still_the_argument(f, engine):
    """What it puts in, takes out or sorts stands in the graph; the numbers of a call are those that it was given."""
    if engine == "kernels":
        pytest.importorskip("numba")
    program = compile(f, engine=engine)
    for at in ([3.0, 2.0], [1.0, 5.0], [-2.0, 7.0]):
        xs = [Value(x) for x in at]
        y = f([*xs])
        y.backward()
        assert program.value_and_gradient(list(at)) == (y.data, [x.grad for x in xs])


def test_the_data_of_an_argument_is_not_assigned():
    """A function that gives its argument another number is no function of it."""

    def f(x):
        x.data = 5.0
        return x * x

    with pytest.raises(ValueError, match=r"assigns \.data of an argument"):
        compile(f)(2.0)


@pytest.mark.parametrize("write", [lambda x: f"{x:.3f}", lambda x: repr(x)[6:-1], lambda x: format(x, ".4f")])
def test_a_number_that_comes_back_from_text_is_refused(write):
    """A Value may be written as text, and what it writes is no constant."""
    program = compile(lambda x: x * float(write(x)))
    assert program(3.14159) == 3.14159 * float(write(Value(3.14159)))
    with pytest.raises(ValueError, match="this function writes a Value as text, and what it read went into the graph"):
        program(2.5)
    told = compile(lambda x: x * x if write(x) else x)
    assert [told(x) for x in (1.0, 2.0, 3.0)] == [1.0, 4.0, 9.0]
