"""Optimizers, schedules, fit and its History."""

import csv
import inspect
import math
import random
import re
import signal
import sys
import warnings
from fractions import Fraction

import pytest

from autograd_core import StaleWarning, Value, ops
from autograd_core.leaves import forget_gradients
from autograd_core.watching import comparisons
from nn import (
    MLP,
    SGD,
    Adam,
    AdamW,
    Dropout,
    History,
    Layer,
    Module,
    RMSprop,
    Sequential,
    TrainingWarning,
    accuracy,
    fit,
    hinge,
    l2_penalty,
    mean_squared_error,
    predict,
    score,
)
from nn.data import blobs, moons
from nn.optimizers import Optimizer, cosine_decay, exponential_decay, linear_decay, step_decay, warmup

DATA = moons(20)


def small():
    """A network for DATA, with chance in it."""
    return Sequential(Layer(2, 4, "tanh", seed=1), Dropout(0.2, seed=2), Layer(4, 1, "identity", seed=3))


def weights(model):
    """Every parameter's number."""
    return [p.data for p in model.parameters()]


# ── optimizers ───────────────────────────────────────────────────────────────────────────────────


def test_an_update_is_an_assignment_of_data():
    """step() reads and assigns as `p.data -= ...` does: who watches is told, what was computed before is stale."""
    p, q = Value(1.0), Value(Fraction(1, 2))
    y = p * q
    p.grad, q.grad = 2.0, 4.0
    with comparisons() as guards:
        SGD([p, q], 0.25).step()
    assert [(guard.operator, guard.left, guard.outcome) for guard in guards] == [("data", p, 1.0), ("data", q, 0.5)]
    assert (p.data, q.data) == (0.5, -0.5)
    SGD([p], Fraction(1, 4)).step()
    assert p.data.hex() == (0.0).hex()
    forget_gradients([p, q])
    assert p.grad is q.grad is None
    with pytest.warns(StaleWarning):
        y.backward()


def after_two(optimizer):
    """Where a parameter that starts at 1, with the gradients 2 and then -1, is after each of two updates."""
    (p,) = optimizer.parameters
    places = []
    for gradient in (2.0, -1.0):
        p.grad = gradient
        optimizer.step()
        places.append(p.data)
    return places


def test_momentum_by_hand():
    """v = 0.5 v + g: first 2, then 0; Nesterov looks one step ahead: 0.5 v + g is first 3, then -1."""
    assert after_two(SGD([Value(1.0)], 0.25, momentum=0.5)) == [0.5, 0.5]
    assert after_two(SGD([Value(1.0)], 0.25, momentum=0.5, nesterov=True)) == [0.25, 0.5]


def test_rmsprop_by_hand():
    """s^2 = 0.5 s^2 + 0.5 g^2: first 2, then 1.5."""
    assert after_two(RMSprop([Value(1.0)], 1.0, decay=0.5, epsilon=0)) == pytest.approx(
        [1 - 2 / math.sqrt(2), 1 - 2 / math.sqrt(2) + 1 / math.sqrt(1.5)]
    )


def test_adam_by_hand():
    """The first step is the learning rate, whatever the gradient;
    then m = (0.5 * 1 - 0.5) / 0.75 = 0, so there is no second one here.
    """
    assert after_two(Adam([Value(1.0)], 0.1, beta1=0.5, epsilon=0)) == pytest.approx([0.9, 0.9])
    assert after_two(AdamW([Value(1.0)], 0.1, decay=0.5, beta1=0.5, epsilon=0)) == pytest.approx([0.85, 0.85 * 0.95])


@pytest.mark.parametrize(
    ("optimizer", "defaults"),
    [
        (SGD, {"momentum": 0.0, "nesterov": False, "weight_decay": 0.0}),
        (RMSprop, {"learning_rate": 0.01, "decay": 0.99, "epsilon": 1e-8, "weight_decay": 0.0}),
        (Adam, {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.0}),
        (AdamW, {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01}),
        (Optimizer, {"weight_decay": 0.0}),
    ],
)
def test_settings_that_nobody_gives(optimizer, defaults):
    """Adam's are those of algorithm 1 of Kingma and Ba (2015); all others those that PyTorch documents for its own."""
    takes = inspect.signature(optimizer).parameters
    assert {name: takes[name].default for name in defaults} == defaults


@pytest.mark.parametrize(("optimizer", "kept"), [(SGD, 1), (RMSprop, 1), (Adam, 3), (AdamW, 3), (Optimizer, 0)])
def test_what_an_optimizer_keeps(optimizer, kept):
    """A velocity; a mean square; a count, a mean and a mean square:
    for each parameter, 0 at first.  By itself nothing.
    """
    assert optimizer([Value(1.0), Value(2.0)], 0.1).memory == [[0.0] * kept] * 2


def test_an_infinite_gradient_is_not_clipped_by_default():
    """Without a bound nothing is shrunk, be the norm as large as it may."""
    p, q = Value(1.0), Value(2.0)
    p.grad, q.grad = math.inf, 3.0
    assert SGD([p, q], 0.1).clip() == math.inf
    assert (p.grad, q.grad) == (math.inf, 3.0)


def test_clipping_by_norm():
    """Gradients shrink together to the norm asked for, and not where they are below it;
    the norm they had is returned.
    """
    ps = [Value(0.0), Value(0.0), Value(0.0)]
    ps[0].grad, ps[1].grad = 3.0, 4.0
    optimizer = SGD(ps, 1.0)
    assert optimizer.clip(10.0) == optimizer.clip() == 5.0
    assert optimizer.clip(1.0) == 5.0
    assert [p.grad for p in ps] == [pytest.approx(0.6), pytest.approx(0.8), None]


def test_schedules():
    """A learning rate may be a function of how many updates are done."""
    assert [step_decay(8.0, 0.5, every=2)(t) for t in range(5)] == [8, 8, 4, 4, 2]
    assert exponential_decay(8.0, 0.5)(3) == 1.0
    assert [linear_decay(1.0, 0.0, over=4)(t) for t in (0, 1, 4, 9)] == [1.0, 0.75, 0.0, 0.0]
    assert [cosine_decay(2.0, 1.0, over=2)(t) for t in (0, 1, 2, 3)] == [2.0, 1.5, 1.0, 1.0]
    assert [warmup(1.0, over=2)(t) for t in range(3)] == [0.5, 1.0, 1.0]
    p = Value(0.0)
    optimizer = SGD([p], warmup(step_decay(1.0, 0.5, every=2), over=2))
    for _ in range(4):
        p.grad = 1.0
        optimizer.step()
    assert p.data == -(0.5 + 1.0 + 0.5 + 0.5)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: SGD([], 0.1, momentum=1.0), "momentum must be from 0 to below 1; got 1.0"),
        (
            lambda: SGD([], 0.1, nesterov=True),
            "nesterov looks ahead along the momentum, so it needs a momentum above 0; got 0",
        ),
        (lambda: RMSprop([], decay=-1), "decay must be from 0 to below 1; got -1"),
        (lambda: Adam([], beta2=2), "beta2 must be from 0 to below 1; got 2"),
        (lambda: AdamW([], decay=math.inf), "decay must be finite and not below 0; got inf"),
        (lambda: Adam([], math.nan), "learning_rate must be a finite number above 0; got nan"),
        (
            lambda: SGD([Value(1.0)], lambda t: -1.0).step(),
            "the learning rate after 0 updates must be finite and not below 0; got -1.0",
        ),
    ],
)
def test_bad_settings(make, sentence):
    """A setting that cannot be meant is refused by name."""
    with pytest.raises(ValueError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: SGD(small()), r"SGD needs the parameters of a model, not the model: write model.parameters\(\)"),
        (lambda: SGD(Value(1.0)), r"SGD needs a list of Values; got Value\(1.0\): write \[v\]"),
        (lambda: SGD([1.0]), r"SGD needs Values for parameters; got 1.0 \(float\)"),
        (lambda: SGD([Value(1.0) * 2]), r"SGD updates leaves, and Value\(2.0, op=mul\) was computed"),
        (lambda: SGD([]), "SGD needs at least one parameter; got none"),
        (lambda: SGD([PARAMETER, PARAMETER]), r"SGD updates each parameter once; got Value\(1.0\) twice"),
        (lambda: Adam([PARAMETER], "0.1"), r"learning_rate must be a finite number above 0; got '0.1' \(str\)"),
        (lambda: Adam([PARAMETER], lr=0.1), r"Adam\(.*\) has no argument lr; write learning_rate"),
        (lambda: Adam([PARAMETER], epsilon=-1e-8), "epsilon must be finite and not below 0; got -1e-08"),
        (lambda: Adam([PARAMETER], weight_decay=-1), "weight_decay must be finite and not below 0; got -1"),
        (lambda: AdamW([PARAMETER], True), "learning_rate must be a finite number above 0; got True"),
        (lambda: linear_decay(1.0, 0.0, over=0), "over must be a positive integer; got 0"),
        (lambda: linear_decay(1.0, 0.0, over=2.5), "over must be a positive integer; got 2.5"),
        (lambda: step_decay(1.0, -2.0, 1), "factor must be a finite number above 0; got -2.0"),
        (lambda: fit(small(), [1, 2, 3], hinge, "adam", 1), r"got 1 at place 0: write list\(zip\(points, targets\)\)"),
        (lambda: fit(small(), ([[0.0, 1.0]] * 3, [0, 1, 0]), hinge, "adam", 1), r"got two lists: write list\(zip\("),
        (lambda: fit(small(), ([[0.0, 1.0]] * 3, [0, 1]), hinge, "adam", 1), r"got two lists: write list\(zip\("),
        (lambda: fit(small(), (1, [0.0, 1.0]), hinge, "adam", 1), "needs .* pairs, .*; got 1 at place 0"),
        (lambda: fit(small(), DATA, "mist", "adam", 1), "no loss is named 'mist'; there are half_squared_error, "),
        (lambda: fit(small(), DATA, hinge, "adams", 1), "no optimizer is named 'adams'; there are sgd, rmsprop, adam"),
        (lambda: fit(small(), DATA, hinge, SGD, 1), r"got <class 'nn.optimizers.SGD'>: write SGD\(model.parameters"),
        (lambda: fit(small(), DATA, hinge, "adam", 1.5), "fit needs an integer for epochs; got 1.5"),
        (lambda: fit(MLP, DATA, hinge, "adam", 1), "fit needs a model made of nn's modules, not the class; got "),
        (lambda: fit(small(), DATA, 3, "adam", 1), "a loss must be a function or a name, such as 'half_squared_error'"),
        (
            lambda: fit(small(), DATA, hinge, "adam", 1, metrics="accuracy"),
            r"or a list of names such as \['accuracy'\]",
        ),
        (lambda: fit(small(), DATA, hinge, "adam", 1, metrics=["speed"]), "no metric is named 'speed'; there are "),
        (lambda: score(small(), [], ["hinge"]), "score needs at least one example; got none"),
    ],
)
def test_misuse_is_said_where_it_is_given(make, sentence):
    """What is no parameter, setting, loss or data is refused at the call, with what to write instead."""
    with pytest.raises((TypeError, ValueError), match=sentence):
        make()


PARAMETER = Value(1.0)


def test_weight_decay_is_a_penalty():
    """A weight decay d moves parameters as half d of their squares in the loss would;
    AdamW's shrinks them by itself.
    """
    for kind in (SGD, RMSprop, Adam):
        p, q = Value(1.0), Value(1.0)
        plain, decayed = kind([p], 0.25), kind([q], 0.25, weight_decay=0.5)
        for gradient in (2.0, -1.0):
            p.grad, q.grad = gradient + 0.5 * p.data, gradient
            plain.step()
            decayed.step()
        assert p.data == q.data
    r = Value(1.0)
    assert after_two(AdamW([r], 0.1, weight_decay=0.5, beta1=0.5, epsilon=0)) == pytest.approx([0.85, 0.85 * 0.95])


# ── what is probably not meant ───────────────────────────────────────────────────────────────────


def test_a_step_before_backward():
    """An update without a gradient is said to do nothing, once, with what to call first."""
    optimizer = SGD([Value(1.0)], 0.1)
    with pytest.warns(TrainingWarning, match=r"no parameter has a gradient yet: call loss.backward\(\) first"):
        optimizer.step()
    optimizer.step()  # pytest would raise what is said again


def test_a_forgotten_zero_grad():
    """A gradient that is added to after a step followed it is said once; two losses before one step are meant."""
    p = Value(1.0)
    optimizer = SGD([p], 0.1)
    (p * p).backward()
    (p * 3).backward()
    optimizer.step()
    assert p.data == 1 - 0.1 * 5
    optimizer.zero_grad()
    (p * 3).backward()
    optimizer.step()
    with pytest.warns(TrainingWarning, match=r"call optimizer.zero_grad\(\) before each backward\(\)"):
        (p * 3).backward()
    assert (p.grad, type(p.grad)) == (6.0, float)
    optimizer.step()
    (p * 3).backward()


def test_a_gradient_that_has_vanished():
    """Gradients that are all exactly 0 are said once; not so at a loss of 0, where nothing is left to learn."""
    p = Value(-1.0)
    optimizer = SGD([p], 0.1)
    ops.relu(p).backward()
    with pytest.warns(
        TrainingWarning, match="every gradient is exactly 0: either nothing is left to learn, or no path"
    ):
        optimizer.step()
    dead = MLP([1, 1], "relu", weights=[[[-1.0]]])
    with pytest.warns(TrainingWarning, match="every gradient is exactly 0"):
        fit(dead, [([1.0], 1.0)], mean_squared_error, SGD(dead.parameters(), 0.1), 3)
    learned = MLP([1, 1], "identity", weights=[[[2.0]]])
    fit(learned, [([1.0], 1.0)], hinge, SGD(learned.parameters(), 0.1), 3)


def test_warnings_can_be_switched_off():
    """They are one category of Python's warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TrainingWarning)
        SGD([Value(1.0)], 0.1).step()


def test_an_optimizer_of_ones_own():
    """A subclass says in which direction to go, and forgetting to is said in words."""

    class Signs(Optimizer):
        def direction(self, p, memory):
            return ops.sign(p.grad)

    assert after_two(Signs([Value(1.0)], 0.5)) == [0.5, 1.0]
    p = Value(1.0)
    p.grad = 1.0
    with pytest.raises(NotImplementedError, match=r"Optimizer needs a method direction\(self, p, memory\)"):
        Optimizer([p], 0.1).step()


def test_losses_metrics_and_optimizers_by_name():
    """A name stands for the function, and for an optimizer of all parameters at its own learning rate."""
    model, twin = small(), small()
    by_name = fit(model, DATA, "mean_squared_error", "SGD", 3, 5, metrics=["accuracy", "hinge"])
    optimizer = SGD(twin.parameters())
    given = fit(twin, DATA, mean_squared_error, optimizer, 3, 5, metrics={"accuracy": accuracy, "hinge": hinge})
    assert (weights(model), by_name.rows) == (weights(twin), given.rows)
    assert score(model, DATA, ["hinge"]) == score(twin, DATA, {"hinge": hinge})
    assert list(score(model, DATA, [accuracy, "hinge"])) == ["accuracy", "hinge"]


def test_predict():
    """What a model answers, in evaluation and without a graph."""
    model = small()
    answers = predict(model, DATA.points)
    assert answers == [model.eval().plain()(xs) for xs in DATA.points]
    assert {type(out) for outs in answers for out in outs} == {float}


# ── fit ──────────────────────────────────────────────────────────────────────────────────────────


def test_fit_is_what_the_loop_does():
    """Over all the data at once it is gradient descent: forward, backward, update."""
    model, twin = MLP([2, 3, 1], "tanh", seed=1), MLP([2, 3, 1], "tanh", seed=1)
    history = fit(model, DATA, mean_squared_error, SGD(model.parameters(), 0.1), epochs=3)
    optimizer, losses = SGD(twin.parameters(), 0.1), []
    for _ in range(3):
        twin.zero_grad()
        loss = ops.sum([mean_squared_error(twin(xs), t) for xs, t in DATA]) / len(DATA)
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
    assert weights(model) == weights(twin)
    assert history["loss"] == pytest.approx(losses, rel=1e-15)


def test_no_epochs_at_all():
    """0 epochs are none: the model stays as it is."""
    model = small()
    before = [p.data for p in model.parameters()]
    history = fit(model, DATA, hinge, SGD(model.parameters(), 0.1), 0)
    assert [p.data for p in model.parameters()] == before
    assert str(history) == "History(no epochs yet)"


def test_training_follows_from_the_seed():
    """The same seed gives the same weights to the last bit, another seed another order of examples;
    the global generator is left alone.
    """

    def trained(seed):
        model = small()
        random.seed(seed * 5)
        fit(model, DATA, hinge, Adam(model.parameters(), 0.01), 3, 4, seed=seed)
        return weights(model)

    assert trained(0) == trained(0) != trained(1)
    state = random.Random(0).getstate()
    trained(0)
    assert random.getstate() == state


def test_each_batch_is_an_update():
    """20 examples in batches of 8 are three updates an epoch; each example is seen once."""
    model, seen = small(), []

    def counting(outs, target):
        seen.append(target)
        return hinge(outs, target)

    optimizer = SGD(model.parameters(), 0.01)
    fit(model, DATA, counting, optimizer, 2, 8)
    assert optimizer.updates == 6
    assert sorted(seen) == sorted(DATA.targets * 2)


def test_history():
    """Losses, metrics and the gradient norm of each layer, epoch by epoch; on held-out data too."""
    model = small()
    history = fit(
        model, DATA, hinge, SGD(model.parameters(), 0.1), 4, 5, validation=0.25, metrics={"accuracy": accuracy},
        clip_norm=1.0
    )  # fmt: skip
    assert history.columns == [
        "loss", "accuracy", "gradient norm of layer1", "gradient norm of layer3", "validation loss",
        "validation accuracy",
    ]  # fmt: skip
    assert (history.epochs, history.stopped, history.watched) == (4, None, "validation loss")
    assert set(history.gradient_norms()) == {"layer1", "layer3"}
    assert 0 <= history["validation accuracy"][-1] <= 1
    assert history.best() == 1 + min(range(4), key=history["validation loss"].__getitem__)
    held_out = DATA.split(0.75, 0)[1]
    assert score(model, held_out, {"loss": hinge})["loss"] == history["validation loss"][-1]
    with pytest.raises(KeyError, match="no column is named 'los'; there are loss, accuracy"):
        history["los"]


def test_gradient_norms_are_what_they_say():
    """The norm of a layer's gradient before it is clipped."""
    model = MLP([2, 1], "identity", weights=[[[1.0, 2.0]]])
    history = fit(model, [([3.0, 4.0], 1.0)], mean_squared_error, SGD(model.parameters(), 1e-3), 1, clip_norm=0.5)
    slope = 2 * (3 + 8 - 1)
    assert history.gradient_norms() == {"layer1": [pytest.approx(slope * math.sqrt(3**2 + 4**2 + 1))]}
    moved = math.dist(weights(model), [1.0, 2.0, 0.0])
    assert moved == pytest.approx(0.5e-3)


def test_history_as_csv(tmp_path):
    """A line for each epoch, in which every number reads back exactly."""
    model = small()
    history = fit(model, DATA, hinge, SGD(model.parameters(), 0.1), 3)
    history.to_csv(tmp_path / "history.csv")
    with open(tmp_path / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert [float(row["loss"]) for row in rows] == history["loss"]


def test_history_plots_itself():
    """Losses and gradient norms, on axes of one's own or new ones."""
    from matplotlib.figure import Figure

    model, axes = small(), Figure().subplots(2)
    history = fit(model, DATA, hinge, SGD(model.parameters(), 0.1), 3, validation=DATA)
    assert history.plot(axes[0]) is axes[0]
    assert [list(line.get_ydata()) for line in axes[0].lines] == [history["loss"], history["validation loss"]]
    history.plot_gradients(axes[1])
    assert [line.get_label() for line in axes[1].lines] == ["layer1", "layer3"]


def test_history_in_a_line():
    """repr tells how far it got."""
    assert repr(History()) == "History(no epochs yet)"
    history = History()
    history.rows.append({"loss": 0.25, "gradient norm of layer1": 1.0})
    history.stopped = "interrupted"
    assert repr(history) == "History(1 epochs, the last with loss 0.25; interrupted)"


def test_penalty():
    """A penalty pulls on the weights; the loss that is recorded is that of the data."""
    model = MLP([2, 1], "identity", weights=[[[1.0, -2.0]]])
    history = fit(
        model,
        [([0.0, 0.0], 0.0)],
        mean_squared_error,
        SGD(model.parameters(), 0.25),
        1,
        penalty=lambda ps: 0.5 * l2_penalty(ps),
    )
    assert weights(model) == [0.75, -1.5, 0.0]
    assert history["loss"] == [0.0]


def test_early_stopping():
    """Training stops once the watched loss has not been bettered for `patience` epochs."""
    model = small()
    optimizer = SGD(model.parameters(), 0.1)
    losses = iter([3.0, 2.0, 2.5, 1.0, 1.0, 1.5, 0.1])
    watched = [([0.0, 0.0], None)]

    def scripted(outs, target):
        return next(losses) if target is None else hinge(outs, target)

    history = fit(model, DATA, scripted, optimizer, 100, validation=watched, patience=2)
    assert history["validation loss"] == [3.0, 2.0, 2.5, 1.0, 1.0, 1.5]
    assert (history.best(), history.stopped) == (4, "stopped early: validation loss no better for 2 epochs")
    fit(model, DATA, scripted, optimizer, 100, validation=watched, patience=2, history=history)
    assert history.epochs == 6  # stopped is stopped


def test_going_on_is_never_having_stopped():
    """Two calls with the history of the first come to the same bits as one."""
    whole, parts = small(), small()
    once = fit(whole, DATA, hinge, Adam(whole.parameters(), 0.01), 4, 6)
    optimizer = Adam(parts.parameters(), 0.01)
    history = fit(parts, DATA, hinge, optimizer, 1, 6)
    assert fit(parts, DATA, hinge, optimizer, 4, 6, history=history) is history
    assert weights(parts) == weights(whole)
    assert history.rows == once.rows


@pytest.mark.parametrize("at", [25, 1])
def test_interrupted(at):
    """Ctrl-C ends training with what whole epochs taught it, and it goes on from there as if nothing had been."""
    model, calls = small(), 0

    def interrupted(outs, target):
        nonlocal calls
        calls += 1
        if calls == at:
            signal.raise_signal(signal.SIGINT)
        return hinge(outs, target)

    optimizer = Adam(model.parameters(), 0.01)
    history = fit(model, DATA, interrupted, optimizer, 3, 5)
    done = (at - 1) // len(DATA)
    assert (history.epochs, history.stopped, optimizer.updates) == (done, "interrupted", 4 * done)
    assert model.training
    fit(model, DATA, interrupted, optimizer, 3, 5, history=history)
    whole = small()
    fit(whole, DATA, hinge, Adam(whole.parameters(), 0.01), 3, 5)
    assert weights(model) == weights(whole)
    assert history.stopped is None


def test_interrupted_at_the_last_moment():
    """An epoch whose row was already written is undone with its row."""

    class Rows(list):
        def append(self, row):
            super().append(row)
            raise KeyboardInterrupt

    model, history = small(), History()
    history.rows = Rows()
    fit(model, DATA, hinge, SGD(model.parameters(), 0.1), 3, history=history)
    assert (history.epochs, history.stopped, weights(model)) == (0, "interrupted", weights(small()))


def test_fit_trains_in_training():
    """A model in evaluation is trained as any other, dropout included, and is in evaluation again afterwards."""
    model, other = small().eval(), small()
    for each in (model, other):
        fit(each, DATA, hinge, SGD(each.parameters(), 0.1), 2)
    assert weights(model) == weights(other)
    assert [each.layers[1].training for each in (model, other)] == [False, True]


def test_an_error_undoes_its_epoch():
    """Where a loss raises, weights and optimizer are as they were after the last whole epoch."""
    model, calls = small(), iter(range(1000))

    def failing(outs, target):
        if next(calls) == 30:
            raise ZeroDivisionError
        return hinge(outs, target)

    optimizer, before = Adam(model.parameters(), 0.01), []
    with pytest.raises(ZeroDivisionError):
        fit(
            model, DATA, failing, optimizer, 3, 5, on_epoch=lambda _: before.append((weights(model), optimizer.updates))
        )
    assert before == [(weights(model), optimizer.updates)]


class Logarithm(Module):
    """log(w x), which has no value once w is negative."""

    def __init__(self):
        self.w = Value(1.0, label="w")

    def forward(self, xs):
        return [ops.log(self.w * xs[0])]


def test_a_loss_that_is_no_number():
    """Training stops where a loss is NaN, with the first node that is,
    its expression and its inputs; the weights stay finite.
    """
    model = Logarithm()
    message = (
        r"epoch 2, batch 1: the loss is nan; it began here: w\*1 = -1 -> log\(w\*1\) = nan: "
        r"log\(x\) needs x > 0; got x = -1"
    )
    with pytest.raises(FloatingPointError, match=message):
        fit(model, [([1.0], 0.0)], lambda outs, t: outs[0], SGD(model.parameters(), 2.0), 5)
    assert weights(model) == [-1.0]


def test_a_loss_that_is_infinite():
    """An infinite loss ends training even where its gradient is an ordinary number."""
    model = MLP([1, 1], "identity")
    with pytest.raises(
        FloatingPointError, match=r"the loss is inf; it began here: out_o1 \+ inf is computed with the constant inf"
    ):
        fit(model, [([1.0], 0.0)], lambda outs, t: outs[0] + math.inf, SGD(model.parameters(), 0.1), 1)


def test_a_gradient_that_is_no_number():
    """So it does where only the gradient is not finite."""
    model = Logarithm()
    with pytest.raises(
        FloatingPointError,
        match=r"the loss is 0; it began here: .*dsqrt\(.*\)/d.* = inf: sqrt has no finite slope there",
    ):
        fit(model, [([1.0], 0.0)], lambda outs, t: ops.sqrt(outs[0]), SGD(model.parameters(), 2.0), 5)


def test_data_that_is_no_number():
    """A NaN among the data is found where it enters."""
    model = MLP([1, 1], "identity")
    with pytest.raises(FloatingPointError, match="it began here: net_o1 is computed with the constant nan"):
        fit(model, [([math.nan], 0.0)], mean_squared_error, SGD(model.parameters(), 0.1), 1)


def test_a_validation_loss_that_is_no_number():
    """A validation loss that is no number ends training too."""
    model = MLP([1, 1], "identity")
    with pytest.raises(FloatingPointError, match="epoch 1: the validation loss is nan"):
        fit(model, [([1.0], 0.0)], mean_squared_error, SGD(model.parameters(), 0.1), 1, validation=[([math.nan], 0.0)])


def test_a_last_update_that_leaves_the_floats():
    """An update that leaves the floats is undone, though no later forward pass would have told."""
    model = MLP([1, 1], "identity", weights=[[[1.0]]])
    with pytest.raises(
        FloatingPointError, match="epoch 1: an update has made a parameter -inf; lower the learning rate"
    ):
        fit(model, [([10.0], 0.0)], mean_squared_error, SGD(model.parameters(), 1e308), 1)
    assert weights(model) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"epochs": -1}, "fit needs epochs not below 0; got -1"),
        ({"clip_norm": 0.0}, "fit needs clip_norm above 0; got 0.0"),
        ({"patience": 0}, "fit needs patience above 0; got 0"),
        ({"batch_size": 0}, "a batch needs at least one example; got size 0"),
        ({"data": []}, "fit needs at least one example; got none"),
        ({"validation": 1.5}, "leaves examples on both sides"),
        ({"metrics": {"loss": accuracy}}, "give the metric another name than loss"),
    ],
)
def test_misuse(settings, sentence):
    """What cannot be meant is refused before anything is learned."""
    model = small()
    given = {"data": DATA, "epochs": 1} | settings
    with pytest.raises(ValueError, match=sentence):
        fit(model, loss=hinge, optimizer=SGD(model.parameters(), 0.1), **given)


def test_another_models_optimizer():
    """An optimizer of other parameters would teach this model nothing, and is refused."""
    with pytest.raises(
        ValueError, match=r"the optimizer must update parameters of this model; give it those of model\.parameters\(\)"
    ):
        fit(small(), DATA, hinge, SGD(small().parameters(), 0.1), 1)


def test_another_history():
    """A history of other columns is refused, before anything is learned."""
    model = small()
    optimizer = SGD(model.parameters(), 0.1)
    history = fit(model, DATA, hinge, optimizer, 1)
    with pytest.raises(
        ValueError, match=r"the history to go on from has the columns loss, .*; this call adds loss, accuracy, "
    ):
        fit(model, DATA, hinge, optimizer, 2, metrics={"accuracy": accuracy}, history=history)
    with pytest.raises(ValueError, match="score needs at least one example; got none"):
        score(model, [], {"loss": hinge})


def test_a_loss_without_parameters():
    """A loss that does not come from the model is refused in words."""
    model = small()
    with pytest.raises(TypeError, match="a loss must depend on the parameters of the model; got the plain number 1"):
        fit(model, DATA, lambda outs, t: 1.0, SGD(model.parameters(), 0.1), 1)


def test_progress_is_for_terminals(monkeypatch, capsys):
    """A bar is drawn on a terminal, where tqdm is installed, and nowhere else."""
    model = small()

    def train(**settings):
        fit(model, DATA, hinge, SGD(model.parameters(), 0.1), 2, **settings)
        return capsys.readouterr().err

    assert train() == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert "2/2" in train()
    assert "loss" in train()
    assert train(progress=False) == ""
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert train() == ""


def test_several_classes():
    """Three blobs are told apart by three outputs and cross-entropy."""
    from nn import cross_entropy

    data, model = blobs(60, seed=1), MLP([2, 8, 3], ["tanh", "identity"], seed=1)
    history = fit(model, data, cross_entropy, Adam(model.parameters(), 0.05), 30, 15, metrics={"accuracy": accuracy})
    assert score(model, data, {"accuracy": accuracy})["accuracy"] == 1.0
    assert history["loss"][-1] < 0.2 < history["loss"][0]


def test_help_tells_what_each_setting_of_fit_is_for():
    """Each of them is a word of its own in what `help(fit)` prints, in one of four parts."""
    told = inspect.getdoc(fit)
    settings = [p.name for p in inspect.signature(fit).parameters.values() if p.default is not p.empty]
    assert len(settings) > 10
    assert [name for name in settings if not re.search(rf"`{name}\b", told)] == []
    assert re.findall(r"(?m)^(\w+(?: \w+)?): ", told) == ["Updates", "Watching", "Going on", "Computing"]


def test_a_rule_of_ones_own_is_followed_by_its_gradient():
    """A subclass that changes what the gradient is, and nothing else, steps along that."""

    class Clipped(SGD):
        def gradient(self, p):
            return max(-1.0, min(1.0, super().gradient(p)))

    w = Value(3.0, label="w")
    w.grad = 50.0
    Clipped([w], 0.5).step()
    assert w.data == 2.5
