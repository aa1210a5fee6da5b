"""Pictures of training, asked what they show."""

import math
import re
import subprocess
import sys

import pytest

from autograd_core import Value
from nn import MLP, SGD, Dropout, Layer, Sequential, fit, mean_squared_error, plots
from nn.data import moons
from nn.history import History

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")
from matplotlib import pyplot  # noqa: E402


@pytest.fixture(autouse=True)
def _closed():
    """No figure outlives its test."""
    yield
    pyplot.close("all")


def three_scores(xs):
    """The first leads on the left, the second on the right, the third nowhere near."""
    x, y = xs
    return [-x, x - 0.2, y - 5.0]


@pytest.mark.parametrize(
    ("draw", "data", "labels"),
    [
        (plots.loss_curves, {"train": [3.0, 2.0, 1.0], "validation": [4.0, 3.0, 2.0]}, ("epoch", "loss")),
        (plots.gradient_flow, {"layer1": [1e-3, 1e-4], "layer2": [1.0, 0.5]}, ("epoch", "norm of the gradient")),
        (plots.weights_over_time, {"w1": [0.5, -0.5], "w2": [0.0, 1.0]}, ("update", "weight")),
    ],
)
def test_curves(draw, data, labels):
    """Each curve is drawn from step 1, under its name, on the axes that were given, which come back."""
    axes = pyplot.subplots()[1]
    assert draw(data, axes) is axes
    assert [list(line.get_ydata()) for line in axes.lines] == list(data.values())
    assert all(line.get_xdata()[0] == 1 for line in axes.lines)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(data)
    assert (axes.get_xlabel(), axes.get_ylabel()) == labels
    assert draw(data) is not axes


def test_a_legend_of_hundreds_is_left_out():
    """So many names would hide the curves."""
    assert plots.weights_over_time({f"w{i}": [0.0, i] for i in range(100)}).get_legend() is None


def test_boundary_of_a_score():
    """The black line lies where the score crosses the level, and the examples lie on top in their colours."""
    axes = plots.decision_boundary(lambda xs: [xs[0] + 2.0], moons(20), level=2.5)
    (line,) = [c for c in axes.collections if isinstance(c, matplotlib.contour.ContourSet)]
    xs = {round(float(x), 9) for path in line.get_paths() for x, _ in path.vertices}
    assert xs == {0.5}
    (points,) = [c for c in axes.collections if isinstance(c, matplotlib.collections.PathCollection)]
    assert points.get_offsets().tolist() == moons(20).points
    assert points.get_array().tolist() == moons(20).targets


def test_no_boundary():
    """A model that never changes its mind has no line."""
    axes = plots.decision_boundary(lambda xs: [1.0], moons(20))
    assert not [c for c in axes.collections if isinstance(c, matplotlib.contour.ContourSet)]


def test_boundary_of_several_outputs():
    """Each output that leads somewhere has its region; the border between two lies where they are equal."""
    axes = plots.decision_boundary(three_scores, moons(20))
    first, second = [c for c in axes.collections if isinstance(c, matplotlib.contour.ContourSet)]
    assert max(x for path in first.get_paths() for x, _ in path.vertices) == pytest.approx(0.1)
    assert min(x for path in second.get_paths() for x, _ in path.vertices) == pytest.approx(0.1)


def test_boundary_needs_a_plane():
    """Points of other numbers of coordinates are refused, and so are none."""
    with pytest.raises(ValueError, match=r"a decision boundary needs points of 2 coordinates; got 2 and 3"):
        plots.decision_boundary(sum, [([1.0, 2.0, 3.0], 0), ([1.0, 2.0], 1)])
    with pytest.raises(ValueError, match=r"a decision boundary needs points of 2 coordinates; got no point"):
        plots.decision_boundary(sum, [])


def test_a_history_is_drawn_as_it_is():
    """Of what `fit` recorded the losses are drawn, each under its name."""
    history = History()
    history.rows.append({"loss": 3.0, "accuracy": 0.1, "validation loss": 4.0})
    history.rows.append({"loss": 2.0, "accuracy": 0.5, "validation loss": 3.5})
    axes = plots.loss_curves(history)
    assert {line.get_label(): list(line.get_ydata()) for line in axes.lines} == {
        "loss": [3.0, 2.0],
        "validation loss": [4.0, 3.5],
    }


def test_a_loss_surface_with_the_path_of_training():
    """The path lies on the map as it was given, and each arrow points along minus the gradient."""
    axes = plots.loss_surface(lambda a, b: a * a + 4 * b * b, [(2.0, 1.0), (1.0, 0.2)], arrows=3)
    assert [tuple(point) for point in axes.lines[0].get_xydata()] == [(2.0, 1.0), (1.0, 0.2)]
    assert len(axes.texts) == 9
    for arrow in axes.texts:
        (x, y), (to_x, to_y) = arrow.xyann, arrow.xy
        assert (to_x - x) * 2 * x + (to_y - y) * 8 * y < 0
    with pytest.raises(ValueError, match="a loss surface needs a path, or a frame"):
        plots.loss_surface(lambda a, b: a)


def test_a_loss_of_zero():
    """Losses above 0 are drawn on a logarithmic scale; where one is 0 the scale is plain, so that it is seen."""
    assert plots.loss_curves({"loss": [1.0, 0.1]}).get_yscale() == "log"
    assert plots.loss_curves({"loss": [1.0, 0.0]}).get_yscale() == "linear"


def test_a_module_is_asked_as_plain_numbers():
    """A network is drawn as it is after training, without its graph: Dropout drops nothing."""
    axes = plots.decision_boundary(
        Sequential(Dropout(0.9), Layer(2, 1, "identity", weights=[[1.0, 0.0]], biases=[-0.5])), moons(20)
    )
    (line,) = [c for c in axes.collections if isinstance(c, matplotlib.contour.ContourSet)]
    assert {round(float(x), 9) for path in line.get_paths() for x, _ in path.vertices} == {0.5}


def test_without_matplotlib():
    """Importing nn does not bring matplotlib along; drawing without it says what to install."""
    program = (
        "import sys; import nn, nn.plots; assert 'matplotlib' not in sys.modules; sys.modules['matplotlib'] = None;"
        "nn.plots.loss_curves({'train': [1.0]})"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert shown.stderr.strip().endswith(
        "ImportError: pictures need matplotlib; install it with: pip install 'autograd-core[plots]'"
    )


# ── training, watched ────────────────────────────────────────────────────────────────────────────


def straight():
    """A line through a few points, and what its two parameters were in training."""
    model, diary = MLP([1, 1], "identity", seed=1), []
    data = [([0.0], 1.0), ([1.0], 3.0), ([2.0], 5.0)]
    note = lambda history: diary.append([weight.data for weight in model.parameters()])  # noqa: E731
    fit(model, data, mean_squared_error, SGD(model.parameters(), 0.1), epochs=6, on_epoch=note)
    return model, data, diary


def test_a_surface_over_two_parameters():
    """Along two parameters the way is their numbers, the heights are the loss there,
    and arrows point down its slope.
    """
    model, data, diary = straight()
    weight, bias = model.parameters()
    axes = plots.training_surface(model, mean_squared_error, data, diary, along=(weight, bias), arrows=3)
    assert [tuple(point) for point in axes.lines[0].get_xydata()] == [tuple(entry) for entry in diary]
    assert (axes.get_xlabel(), axes.get_ylabel()) == tuple(model.named_parameters())
    for arrow in axes.texts:
        (w, b), (to_w, to_b) = arrow.xyann, arrow.xy
        slope = [sum(2 * (w * x + b - t) * d for (x,), t in data for d in ((x,) if i == 0 else (1.0,))) for i in (0, 1)]
        assert (to_w - w) * slope[0] + (to_b - b) * slope[1] < 0
    assert diary[-1] == [weight.data, bias.data]


def test_the_plane_that_training_moved_in():
    """Two parameters move in a plane, so that the two directions have all of the way; distances on the map are true."""
    model, data, diary = straight()
    axes = plots.training_surface(model, mean_squared_error, data, diary, resolution=5, arrows=0)
    way = [tuple(point) for point in axes.lines[0].get_xydata()]
    assert way[-1] == (0.0, 0.0)
    for (a, b), entry in zip(way, diary):
        assert math.hypot(a, b) == pytest.approx(math.dist(entry, diary[-1]))
    shares = [int(re.search(r"(\d+)%", label)[1]) for label in (axes.get_xlabel(), axes.get_ylabel())]
    assert sum(shares) in (99, 100, 101)


@pytest.mark.parametrize(
    ("diary", "sentence"),
    [
        ([], "needs a diary of parameters"),
        ([[1.0]], r"each entry of the diary holds \d+ parameters; got one of 1"),
        ([[]], r"each entry of the diary holds \d+ parameters; got one of 0"),
    ],
)
def test_what_no_diary_is(diary, sentence):
    """Neither picture is drawn of nothing, or of another model."""
    model = MLP([2, 1], "identity")
    with pytest.raises(ValueError, match=sentence):
        plots.boundary_animation(model, diary, moons(4))
    with pytest.raises(ValueError, match=sentence):
        plots.training_surface(model, mean_squared_error, moons(4), diary)
    with pytest.raises(ValueError, match="along takes two parameters of the model"):
        plots.training_surface(model, mean_squared_error, moons(4), [[0.0, 0.0, 0.0]], along=(Value(1.0), Value(2.0)))


@pytest.mark.slow
def test_the_boundary_as_it_forms(tmp_path):
    """One picture for each entry, at most 30; afterwards the model is as it was, and files are what they are called."""
    model = Sequential(Layer(2, 1, "identity", weights=[[1.0, 0.0]], biases=[0.0]))
    before = [weight.data for weight in model.parameters()]
    moved = plots.boundary_animation(model, [[1.0, 0.0, -x / 50] for x in range(50)], moons(10), resolution=4)
    assert [weight.data for weight in model.parameters()] == before
    assert (moved.count, repr(moved)) == (
        30, "<The decision boundary in training: 30 pictures; .save('training.gif') writes it>"
    )  # fmt: skip
    with pytest.importorskip("PIL.Image").open(moved.save(tmp_path / "a.gif")) as image:
        assert image.n_frames == 30
    assert "<img alt" in moved.save(tmp_path / "a.html").read_text()
    assert pyplot.get_fignums() == []
    with pytest.raises(ValueError, match=r"an animation is saved to a file that ends in .gif, .html; got '.*a.mp4'"):
        moved.save(tmp_path / "a.mp4")
