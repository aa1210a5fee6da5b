"""A network for a data set, from the shell: `python -m nn train`, and `python -m nn predict` with what that saved."""

import argparse
import io
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograd_core import OneLineParser, ops, print_lines, refuse, write_whole

from .activations import activation_function, softmax
from .data import Dataset, blobs, circles, iris, moons, read_csv, read_points, scales, spirals, xor
from .history import NORM, History
from .inputs import Standardize
from .losses import Measure, binary_cross_entropy_with_logits, cross_entropy, mean_squared_error
from .metrics import accuracy, largest
from .modules import Module, shape
from .networks import MLP, Sequential
from .optimizers import OPTIMIZERS
from .plots import decision_boundary, given_or_new
from .saving import about, load, save
from .training import fit, score

PROGRAM = "python -m nn"
SHAPES = {draw.__name__: draw for draw in (moons, circles, spirals, xor, blobs)}
PICTURES = (".pdf", ".png", ".svg")
REPORTS = 10
"""About how many lines a run is told in."""
WIDEST = 10_000
"""The most neurons a layer may have."""
INTERRUPTED = 130
"""The exit status after Ctrl-C."""


# ── options ──────────────────────────────────────────────────────────────────────────────────────


def whole(what: str, least: int = 1, most: int = 1_000_000) -> Callable[[str], int]:
    """Reads an integer from an option."""

    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > 20 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{what} must be an integer from {least} to {most}; got {text:.40}")
        return int(text)

    return read


def real(what: str, must: str, fits: Callable[[float], bool]) -> Callable[[str], float]:
    """Reads a number from an option."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not fits(number):
            raise argparse.ArgumentTypeError(f"{what} must be {must}; got {text}")
        return number

    return read


learning_rate = real("the learning rate", "a finite number above 0", lambda rate: 0 < rate < math.inf)
fraction = real("the part to hold out", "a fraction between 0 and 1", lambda part: 0 < part < 1)
coordinate = real("a coordinate", "a finite number", math.isfinite)


def activation(text: str) -> str:
    try:
        activation_function(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def train_parser() -> OneLineParser:
    about = "Train a multilayer perceptron to tell classes apart, or, where targets are numbers, to predict them."
    made = OneLineParser(prog=f"{PROGRAM} train", description=about)
    add = made.add_argument
    # fmt: off
    add("--data", required=True, help=f"{', '.join(SHAPES)}, iris, or a CSV file with the names of its columns in the first line")
    add("--target", metavar="COLUMN", help="the column of the file to predict, by default the last")
    add("--classify", action="store_true", help="take the numbers in that column as names of classes")
    add("--points", type=whole("the number of points"), metavar="N", help="how many points to draw of a shape")
    add("--layers", type=whole("a layer", most=WIDEST), nargs="*", default=[16, 16], metavar="N",
        help="neurons of each hidden layer, default 16 16")
    add("--activation", type=activation, default="tanh", metavar="NAME", help="of the hidden layers, default %(default)s")
    add("--optimizer", choices=OPTIMIZERS, default="adam", help="default %(default)s")
    add("--learning-rate", type=learning_rate, default=0.01, metavar="RATE", help="default %(default)s")
    add("--epochs", type=whole("the number of epochs"), default=100, metavar="N", help="default %(default)s")
    add("--batch-size", type=whole("a batch"), default=10, metavar="N", help="examples for each update, default %(default)s")
    add("--validation", type=fraction, metavar="PART", help="hold out this fraction of the data, to watch")
    add("--patience", type=whole("patience"), metavar="N", help="stop once so many epochs have bettered nothing")
    add("--seed", type=whole("a seed", 0, 2**32), default=0, metavar="N", help="of points, weights and order, default %(default)s")
    add("--resume", metavar="FILE", help="go on from what --save wrote, with the same options")
    add("--save", metavar="FILE", help="write the model, to predict with and to go on from")
    add("--history", metavar="FILE", help="write losses and gradient norms epoch by epoch, as CSV")
    add("--plot", metavar="FILE", help="draw the decision boundary, or the losses where there is none to draw; .png, .svg or .pdf")
    # fmt: on
    return made


def predict_parser() -> OneLineParser:
    about = "Answer for one point, or for each row of a CSV file, with a model that train saved."
    made = OneLineParser(prog=f"{PROGRAM} predict", description=about)
    made.add_argument("--model", required=True, metavar="FILE", help="what train --save wrote")
    made.add_argument(
        "--data", metavar="FILE", help="a CSV file whose columns are named as those the model was trained on"
    )
    made.add_argument("point", type=coordinate, nargs="*", metavar="X", help="the coordinates of one point")
    return made


# ── what a run is made of ────────────────────────────────────────────────────────────────────────


def dataset(options: argparse.Namespace) -> Dataset:
    """The data that the options name."""
    name, seed = options.data, options.seed
    is_file = name not in SHAPES and name != "iris"
    if (options.target or options.classify) and not is_file:
        raise ValueError(f"--target and --classify are for CSV files; got --data {name}")
    if options.points and name not in SHAPES:
        raise ValueError(f"--points is for shapes, {', '.join(SHAPES)}; got --data {name}")
    if name in SHAPES:
        return SHAPES[name](seed=seed) if options.points is None else SHAPES[name](options.points, seed=seed)
    if not is_file:
        return iris()
    if not Path(name).suffix and not Path(name).exists():
        raise ValueError(f"--data must be {', '.join(SHAPES)}, iris or a CSV file; got {name}")
    data = read_csv(name, options.target)
    data = data.classified() if options.classify and not data.classes else data
    if len(data.classes) == 1:
        raise ValueError(f"{name} holds one class, {data.classes[0]}; there is nothing to tell apart")
    return data


def measures(classes: int) -> tuple[Measure, dict[str, Measure]]:
    """The loss and the metrics for targets that are classes, or numbers where there are none."""
    if not classes:
        return mean_squared_error, {}
    return binary_cross_entropy_with_logits if classes == 2 else cross_entropy, {"accuracy": accuracy}


def network(facts: Mapping[str, Any], seed: int = 0) -> Module:
    """The network that the facts in a saved file describe."""
    outputs = max(len(facts["classes"]), 1) if len(facts["classes"]) != 2 else 1
    sizes = [len(facts["means"]), *facts["layers"], outputs]
    activations = [facts["activation"]] * len(facts["layers"]) + ["identity"]
    return Sequential(Standardize(facts["means"], facts["spreads"]), MLP(sizes, activations, seed=seed))


def facts_in(path: str) -> dict[str, Any]:
    """What `train` noted in a file it saved."""
    facts = about(path)
    try:
        means, spreads = shape(facts["means"], float), shape(facts["spreads"], float)
        known = (
            shape(facts["features"], str) == means == spreads == (len(facts["means"]),) and min(facts["spreads"]) > 0
        )
        known &= not facts["classes"] or shape(facts["classes"], str) == (len(facts["classes"]),)
        known &= all(type(n) is int and 0 < n <= WIDEST for n in facts["layers"]) and bool(
            activation_function(facts["activation"])
        )
    except (KeyError, TypeError, ValueError):
        known = False
    if not known:
        raise ValueError(f"{path} was not saved by {PROGRAM} train")
    return facts


def answer(outs: Sequence[float], classes: Sequence[str]) -> str:
    """What the outputs say: a number, or a class and its probability."""
    if not classes:
        return repr(outs[0])
    probabilities = softmax(outs) if len(classes) > 2 else [ops.sigmoid(-outs[0]), ops.sigmoid(outs[0])]
    found = largest(probabilities)
    return f"{classes[found]} {probabilities[found]:.6f}"


def told(history: History) -> str:
    """The last epoch in a line."""
    numbers = (f"{name} {number:.4g}" for name, number in history.rows[-1].items() if not name.startswith(NORM))
    return f"epoch {history.epochs}: {', '.join(numbers)}"


# ── the commands ─────────────────────────────────────────────────────────────────────────────────


def run(arguments: Sequence[str]) -> int:
    """The command that the first word names; what makes no sense ends it with one line."""
    name, *rest = arguments
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ValueError, OSError, ImportError, FloatingPointError) as error:
        refuse(
            f"{PROGRAM} {name}",
            f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else error,
        )


def train(arguments: Sequence[str]) -> int:
    """Train, tell how it goes, and write what was asked for."""
    options = train_parser().parse_args(arguments)
    for path in filter(None, (options.save, options.history, options.plot)):
        if not Path(path).parent.is_dir() or Path(path).is_dir():
            raise ValueError(
                f"cannot write {path}: {'it is a folder' if Path(path).is_dir() else 'there is no such folder'}"
            )
    if options.plot and Path(options.plot).suffix not in PICTURES:
        raise ValueError(f"--plot needs a file that ends in {', '.join(PICTURES)}; got {options.plot}")
    axes = given_or_new(None) if options.plot else None
    data = dataset(options)
    means, spreads = scales(data.points)
    facts = {"features": data.features, "classes": data.classes, "means": means, "spreads": spreads}
    facts |= {"layers": options.layers, "activation": options.activation}
    model = network(facts, options.seed)
    optimizer = OPTIMIZERS[options.optimizer](model.parameters(), options.learning_rate)
    history = load(model, options.resume, optimizer) if options.resume else None
    loss, metrics = measures(len(data.classes))
    print(f"{options.data}: {data!r}\n{model!r}", flush=True)

    def report(history: History) -> None:
        if history.epochs % max(1, options.epochs // REPORTS) == 0:
            print(told(history), flush=True)

    history = fit(
        model, data, loss, optimizer, options.epochs, options.batch_size, seed=options.seed, validation=options.validation,
        metrics=metrics, patience=options.patience, on_epoch=report, history=history, progress=False,
    )  # fmt: skip
    scored = score(model, data, {"loss": loss, **metrics})
    print(
        f"after {history.epochs} epochs, on all the data: {', '.join(f'{name} {number:.6g}' for name, number in scored.items())}"
    )
    if history.stopped:
        print(history.stopped)
    if options.save:
        save(model, options.save, optimizer, history, facts)
    if options.history:
        history.to_csv(options.history)
    if axes is not None:
        if data.classes and len(data.features) == 2:
            decision_boundary(model, data, axes)
        else:
            history.plot(axes)
        picture = io.BytesIO()
        axes.figure.savefig(picture, format=Path(options.plot).suffix[1:])  # type: ignore[union-attr]  # a new one is no part
        write_whole(options.plot, picture.getvalue())
    return INTERRUPTED if history.stopped == "interrupted" else 0


def predict(arguments: Sequence[str]) -> int:
    """Print an answer for each point, one a line."""
    options = predict_parser().parse_args(arguments)
    if bool(options.data) == bool(options.point):
        raise ValueError("give one point, or a CSV file with --data")
    facts = facts_in(options.model)
    features, classes, model = facts["features"], facts["classes"], network(facts)
    load(model, options.model)
    points = read_points(options.data, features) if options.data else [options.point]
    if len(points[0]) != len(features):
        raise ValueError(f"a point has {len(features)} coordinates, {', '.join(features)}; got {len(points[0])}")
    plain = model.plain()
    print_lines(answer(plain(point), classes) for point in points)
    return 0


COMMANDS = {"train": train, "predict": predict}
