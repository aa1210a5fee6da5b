"""fit through programs: what it learns is what recording learns, whichever engine computes it."""

import importlib.util
import math
import random
import warnings
from fractions import Fraction
from functools import partial

import pytest

from autograd_core import ops
from nn import (
    MLP,
    SGD,
    Adam,
    AdamW,
    Dropout,
    History,
    Module,
    RMSprop,
    Sequential,
    TrainingWarning,
    cross_entropy,
    fit,
    l2_penalty,
    linear_decay,
    load,
    mean_squared_error,
    predict,
    save,
    score,
)
from nn.__main__ import main
from nn.answers import Answering
from nn.columns import Memory
from nn.data import blobs, moons
from nn.programs import Losses

ENGINES = ["source", "kernels", "arrays"]


def trained(engine, data, loss, sizes, model=None, epochs=3, **others):
    """The parameters after a few epochs, and the history."""
    model = model() if model else MLP(sizes, ["tanh"] * (len(sizes) - 2) + ["identity"], seed=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error", TrainingWarning)
        history = fit(model, data, loss, Adam(model.parameters(), 0.01), epochs, 7, engine=engine, **others)
    return [p.data for p in model.parameters()], history


def same(one, other):
    """Whether parameters and every column of the histories agree to rounding."""
    (ps, h), (qs, g) = one, other
    assert ps == pytest.approx(qs, rel=1e-12, abs=1e-14)
    assert h.columns == g.columns
    for column in h.columns:
        assert h[column] == pytest.approx(g[column], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("data", "loss", "sizes"),
    [
        (moons(20), "binary_cross_entropy_with_logits", [2, 4, 1]),
        (moons(20), "hinge", [2, 4, 1]),
        (blobs(20), "cross_entropy", [2, 4, 3]),
        ([([x / 9], math.sin(x)) for x in range(20)], "mean_squared_error", [1, 4, 1]),
    ],
)
def test_a_program_learns_what_recording_learns(engine, data, loss, sizes):
    """Classes as integers, targets as numbers: losses, norms, metrics and parameters agree to 1e-12."""
    pytest.importorskip({"kernels": "numba", "arrays": "numpy"}.get(engine, "math"))
    others = {"metrics": ["accuracy"] if loss != "mean_squared_error" else None, "penalty": l2_penalty}
    same(trained(engine, data, loss, sizes, **others), trained("eager", data, loss, sizes, **others))


def test_a_loss_that_compares_goes_both_ways():
    """A Python branch on an output is tried for each example."""

    def huber(outs, targets):
        gap = abs(outs[0] - targets)
        return gap - 0.5 if gap > 1 else gap * gap / 2

    data = [([x / 9], 3 * math.sin(x)) for x in range(20)]
    same(trained("source", data, huber, [1, 4, 1]), trained("eager", data, huber, [1, 4, 1]))


class Total(Module):
    """A neuron that sees the sum of a sequence."""

    def __init__(self) -> None:
        self.layer = MLP([1, 1], "identity", seed=3)

    def forward(self, xs):
        return self.layer([ops.sum(xs)])


def test_sequences_of_several_lengths_have_a_program_each():
    """The shape of the features is part of what a program is for."""
    data = [([0.1] * n, 0.5 * n) for n in (1, 2, 3) for _ in range(5)]
    same(*(trained(engine, data, "mse", None, Total) for engine in ("source", "eager")))


class Noisy(Module):
    """A neuron whose inputs tremble."""

    def __init__(self) -> None:
        self.layer, self.chance = MLP([2, 1], "identity", seed=3), random.Random(1)

    def forward(self, xs):
        return self.layer([x + self.chance.gauss(0, 0.1) for x in xs])


@pytest.mark.parametrize(
    ("model", "loss", "why"),
    [
        (lambda: Noisy(), "mse", "draws random numbers"),
        (lambda: MLP([2, 1], "identity"), lambda o, t: random.random() * mean_squared_error(o, t), "another each time"),
    ],
)
def test_what_cannot_be_a_program_is_recorded_and_that_is_said(model, loss, why):
    """A warning gives the reason, the history names what computed, and the numbers are those of recording."""
    found = []
    for engine in ("source", "eager"):
        made = model()
        random.seed(1)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", TrainingWarning)
            history = fit(made, moons(10), loss, "sgd", 2, engine=engine)
        assert history.engine == "eager"
        assert any(why in str(each.message) for each in said) == (engine == "source")
        found.append([p.data for p in made.parameters()])
    if loss == "mse":
        assert found[0] == found[1]


def dropping():
    """A network that drops half of its hidden units."""
    return Sequential(MLP([2, 8], "tanh", seed=2), Dropout(0.5, seed=5), MLP([8, 1], "identity", seed=3))


SAME_BITS = [
    (lambda: MLP([2, 6, 5, 1], ["tanh", "relu", "identity"], seed=1), moons(20), "binary_cross_entropy_with_logits"),
    (lambda: MLP([2, 6, 1], ["relu", "identity"], seed=1), moons(20), "hinge"),
    (lambda: MLP([1, 6, 2], ["sigmoid", "identity"], seed=1), [([x / 9], [math.sin(x), 1]) for x in range(20)], "mse"),
    (lambda: MLP([2, 6, 3], ["tanh", "identity"], seed=1), blobs(20), partial(cross_entropy, label_smoothing=0.1)),
    (dropping, moons(20), "hinge"),
]


@pytest.mark.parametrize("batch_size", [7, None])
@pytest.mark.parametrize(("model", "data", "loss"), SAME_BITS)
def test_the_history_is_that_of_recording_to_the_last_bit(model, data, loss, batch_size):
    """Layers one after the other, dropout and classes included: source and kernels sum in the order of recording."""
    found = {}
    for engine in ("eager", "source", *(["kernels"] if importlib.util.find_spec("numba") else [])):
        made = model()
        metrics = None if loss == "mse" else ["accuracy"]
        history = fit(made, data, loss, Adam(made.parameters(), 0.01), 4, batch_size, engine=engine, metrics=metrics)
        assert history.engine == engine
        found[engine] = [p.data for p in made.parameters()], [p.grad for p in made.parameters()], history.rows
    assert all(each == found["eager"] for each in found.values())


def test_numbers_of_classes_share_one_program():
    """Ten classes are one kind of example: which one is right is an input, and not part of what is recorded."""
    model = MLP([2, 10], "identity")
    losses = Losses(model, cross_entropy, "source")
    losses.run([p.data for p in model.parameters()], [([0.1, 0.2], k) for k in range(10)], False)
    assert (len(losses.met), losses.recordings) == (1, 1)


def counts(outs, target):
    """An integer as a number."""
    return (outs[0] - target) ** 2 + (outs[1] if target % 2 == 0 else -outs[1]) * target


def classes(outs, target):
    """An integer as the place of an output."""
    return outs[0] * outs[0] - outs[target]


def compared(outs, target):
    """An integer that is compared, so that the loss depends on other parameters for another."""
    return outs[0] * outs[0] - (outs[1] if target == 1 else outs[2])


def looked_up(outs, target):
    """An integer as a key, which a Value is not: a default is taken silently."""
    return (outs[0] - {1: 3.0, 5: 7.0}.get(target, 0.5)) ** 2


def by_type(outs, target):
    """An integer by its type."""
    return (outs[0] - (2.0 if isinstance(target, int) else 3.0)) ** 2 + outs[1] * target


@pytest.mark.parametrize(("loss", "kinds"), [(counts, 1), (classes, 3), (compared, 3), (looked_up, 40), (by_type, 40)])
def test_integers_in_a_target_for_a_loss_of_ones_own(loss, kinds):
    """They are numbers of one program where the loss computes with them, and belong to the kind where they decide."""
    drawn = random.Random(1)
    data = [([drawn.uniform(-1, 1), 0.5], k % (3 if kinds == 3 else 40)) for k in range(120)]
    found = {}
    for engine in ("eager", "source"):
        made = MLP([2, 3], "tanh", seed=1)
        random.seed(1)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always", TrainingWarning)
            history = fit(made, data, loss, "sgd", 2, engine=engine)
        found[engine] = [p.data for p in made.parameters()]
        assert history.engine == (engine if kinds < 40 else "eager")
        assert bool(said) == (kinds == 40 and engine == "source")
    assert found["source"] == pytest.approx(found["eager"], rel=1e-12)
    losses = Losses(made, loss, "source")
    if kinds == 1:
        losses.run([p.data for p in made.parameters()], data, False)
        assert len(losses.met) == 1


def test_fit_takes_an_engine_by_itself():
    """Source or kernels by the size of the work; a loss of one's own is recorded, and the history says so."""
    model = MLP([2, 1], "identity")
    assert fit(model, moons(10), "hinge", "sgd", 1).engine == "source"
    assert fit(model, moons(10), lambda outs, t: outs[0] * outs[0] - t, "sgd", 1).engine == "eager"
    large = MLP([2, 40, 40, 1], "tanh")
    kernels = "kernels" if importlib.util.find_spec("numba") else "source"
    assert fit(large, moons(10), "hinge", "sgd", 1).engine == kernels


def test_a_setting_that_changes_is_seen():
    """Where a callback changes the rate of dropout, or evaluation, what was recorded is recorded anew."""
    found = []
    for engine in ("source", "eager"):
        model = dropping()

        def change(history, model=model):
            model.layers[1].rate = 0.1 * history.epochs

        fit(model, moons(10), "hinge", "sgd", 4, 5, on_epoch=change, engine=engine)
        found.append([p.data for p in model.parameters()])
    assert found[0] == found[1]


@pytest.mark.parametrize("optimizer", [SGD, RMSprop, Adam, AdamW, partial(SGD, momentum=0.9, nesterov=True)])
def test_columns_are_updated_as_values_are(optimizer):
    """Every optimizer of nn follows columns to the same bits, clipped gradients, decay and schedules with them."""
    pytest.importorskip("numpy")
    found = []
    for engine in ("eager", "source"):
        model = MLP([2, 16, 1], ["tanh", "identity"], seed=1)
        follower = optimizer(model.parameters(), linear_decay(0.1, 0.01, 12), weight_decay=0.01)
        history = fit(model, moons(20), "hinge", follower, 4, 7, clip_norm=0.5, penalty=l2_penalty, engine=engine)
        found.append(([p.data for p in model.parameters()], follower.memory, follower.updates, history.rows))
    assert found[0][2] == found[1][2]
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-12)
    for one, other in zip(found[0][1], found[1][1], strict=True):
        assert one == pytest.approx(other, rel=1e-11, abs=1e-14)


def test_what_is_kept_comes_back_to_the_last_bit():
    """Columns that are one number, and zeros of either sign, are the rows again that they were made of."""
    pytest.importorskip("numpy")
    rows = [[2.0, 0.0, -0.0, 0.5], [2.0, -0.0, -0.0, 0.25]]
    assert [[*map(float.hex, row)] for row in Memory(rows).rows()] == [[*map(float.hex, row)] for row in rows]


@pytest.mark.parametrize("engine", ["source", "kernels"])
def test_many_points_are_answered_to_the_bits_of_few(engine, monkeypatch):
    """Through a program, which dropout leaves alone, or one by one; a setting that changes is seen."""
    pytest.importorskip({"kernels": "numba"}.get(engine, "math"))
    model, points = dropping(), [[x / 7, -x / 11] for x in range(70)]
    few = [predict(model, [point])[0] for point in points]
    monkeypatch.setattr("nn.answers.MANY", 0)
    monkeypatch.setattr("nn.answers.VERY_MANY", 0 if engine == "kernels" else math.inf)
    answering = Answering(model)
    assert answering.at(points) == predict(model, points) == few
    assert answering._programs[engine] is not None
    score(model, [(point, 1) for point in points], ["hinge"])
    model.layers[0].layers[0].neurons[0].weights[0].data = 5.0
    assert answering.at(points) == model_answers(model, points) != few


def model_answers(model, points):
    """What plain numbers answer."""
    plain = model.plain()
    return [plain(point) for point in points]


def test_a_rule_of_ones_own_sees_each_parameter():
    """A subclass may compare its gradient, and what it changes of a rule of nn's is kept."""

    class Signs(Adam):
        def direction(self, p, memory):
            return 1.0 if p.grad > 0 else -1.0

    found = []
    for engine in ("eager", "source"):
        model = MLP([2, 16, 1], ["tanh", "identity"], seed=1)
        fit(model, moons(10), "hinge", Signs(model.parameters(), 0.01), 3, 5, engine=engine)
        found.append([p.data for p in model.parameters()])
    assert found[0] == found[1]


def test_what_looks_at_the_parameters_on_the_way_sees_what_they_are():
    """A metric and a learning rate of one's own may read the model at each update, and do so as with recording."""
    pytest.importorskip("numpy")
    found = []
    for engine in ("eager", "source"):
        model = MLP([2, 16, 1], ["tanh", "identity"], seed=1)
        first = model.parameters()[0]
        history = fit(
            model, moons(20), "hinge", SGD(model.parameters(), 0.1), 3, 7, engine=engine,
            metrics={"first": lambda outs, target, first=first: first.data},
        )  # fmt: skip
        twin = MLP([2, 16, 1], ["tanh", "identity"], seed=1)
        leading = twin.parameters()[0]
        rate = SGD(twin.parameters(), lambda updates, leading=leading: 0.1 * abs(leading.data))
        fit(twin, moons(20), "hinge", rate, 3, 7, engine=engine)
        found.append((history["first"], [p.data for p in model.parameters()], [p.data for p in twin.parameters()]))
    assert found[0] == found[1]


def test_a_batch_that_turns_out_to_be_no_program_drops_what_recording_drops():
    """What was drawn for its first examples is drawn again."""
    data = [([0.5, -1.0], 1), ([Fraction(1, 2), 0.25], 0), ([0.25, 2.0], 1)]
    recorded, turned = dropping(), dropping()
    fit(recorded, data, "hinge", "sgd", 2, engine="eager")
    with pytest.warns(TrainingWarning, match=r"holds Fraction\(1, 2\) \(Fraction\), which is no plain number"):
        assert fit(turned, data, "hinge", "sgd", 2, engine="source").engine == "eager"
    assert [p.data for p in turned.parameters()] == [p.data for p in recorded.parameters()]


def test_a_penalty_of_ones_own():
    """Where an engine is asked for it runs through a program too, and is recorded each time where nobody asked."""
    calls = []

    def penalty(parameters):
        calls.append(len(parameters))
        return 0.01 * l2_penalty(parameters)

    recorded = trained("eager", moons(20), "hinge", [2, 8, 1], penalty=penalty)
    assert len(calls) == 9
    calls.clear()
    same(trained("kernels", moons(20), "hinge", [2, 8, 1], penalty=penalty), recorded)
    assert len(calls) < 5
    calls.clear()
    same(trained("auto", moons(20), "hinge", [2, 8, 1], penalty=penalty), recorded)
    assert len(calls) >= 9


@pytest.mark.parametrize("engine", ENGINES)
def test_a_penalty_that_changes(engine):
    """Its strength may grow from epoch to epoch; one that draws at random is recorded, and that is said."""

    def growing(engine):
        strength = [0.01]
        grow = {"on_epoch": lambda history: strength.__setitem__(0, 2 * strength[0])}
        return trained(engine, moons(20), "hinge", [2, 8, 1], penalty=lambda ps: strength[0] * l2_penalty(ps), **grow)

    same(growing(engine), growing("eager"))
    draw = random.Random(3)
    with pytest.raises(TrainingWarning, match="another each time"):
        trained(engine, moons(20), "hinge", [2, 8, 1], penalty=lambda ps: draw.random() * l2_penalty(ps))


def test_a_penalty_inside_the_loss_is_not_lost():
    """A loss that reaches parameters by itself is recorded, so that no part of its gradient is missing."""
    model, twin = MLP([2, 1], "identity", seed=1), MLP([2, 1], "identity", seed=1)

    def loss_with(net):
        return lambda outs, t: mean_squared_error(outs, t) + l2_penalty(net.parameters())

    with pytest.warns(TrainingWarning, match="otherwise than through the model"):
        fit(model, moons(10), loss_with(model), "sgd", 2, engine="source")
    fit(twin, moons(10), loss_with(twin), "sgd", 2)
    assert [p.data for p in model.parameters()] == [p.data for p in twin.parameters()]


def test_training_goes_on_exactly_on_the_engine_that_the_file_names(tmp_path):
    """Two epochs, saved and loaded, and two more are four epochs to the last bit; another engine is said."""
    whole, whole_history = trained("source", moons(20), "hinge", [2, 4, 1], epochs=4)
    model = MLP([2, 4, 1], ["tanh", "identity"], seed=1)
    optimizer = Adam(model.parameters(), 0.01)
    save(model, tmp_path / "m.json", optimizer, fit(model, moons(20), "hinge", optimizer, 2, 7, engine="source"))
    again = MLP([2, 4, 1], ["tanh", "identity"], seed=5)
    optimizer = Adam(again.parameters(), 0.01)
    history = load(again, tmp_path / "m.json", optimizer)
    assert history.engine == "source"
    history = fit(again, moons(20), "hinge", optimizer, 4, 7, history=history)
    assert [p.data for p in again.parameters()] == whole
    assert history.rows == whole_history.rows
    with pytest.warns(TrainingWarning, match="was trained with source; from here on eager"):
        fit(again, moons(20), "hinge", optimizer, 5, 7, history=history, engine="eager")


def test_a_loss_that_is_no_number_is_traced_to_its_node():
    """Recording tells where it began, as without a program."""
    model = MLP([1, 1], "identity", weights=[[[1.0]]])
    with pytest.raises(FloatingPointError, match="it began here"):
        fit(model, [([1.0], 1.0)], lambda outs, t: ops.exp(outs[0] * 1000.0), "sgd", 1, engine="source")


def test_an_engine_there_is_none_of_is_refused():
    """The names are told."""
    with pytest.raises(ValueError, match="engine must be one of eager, auto, source, kernels, arrays, jax"):
        fit(MLP([2, 1]), moons(10), "mse", "sgd", 1, engine="fast", history=History())


def test_an_engine_that_is_not_installed_says_what_to_install(monkeypatch):
    """Whoever names an engine is told, and not given another."""
    monkeypatch.setattr("autograd_core.compiled.engines.present", lambda module: False)
    with pytest.raises(ImportError, match="needs numba, which is not installed: pip install"):
        fit(MLP([2, 1]), moons(10), "mse", "sgd", 1, engine="kernels")


def test_the_command_takes_an_engine_and_goes_on_with_it(tmp_path, capsys):
    """What was saved is resumed on its engine, to the last bit."""
    words = ["train", "--data", "moons", "--points", "20", "--layers", "4"]
    whole, half = str(tmp_path / "whole.json"), str(tmp_path / "half.json")
    assert main([*words, "--epochs", "4", "--engine", "source", "--save", whole]) == 0
    assert main([*words, "--epochs", "2", "--engine", "source", "--save", half]) == 0
    assert main([*words, "--epochs", "4", "--resume", half, "--save", half]) == 0
    assert (tmp_path / "whole.json").read_bytes() == (tmp_path / "half.json").read_bytes()
    assert '"engine": "source"' in (tmp_path / "half.json").read_text()
