"""A network for a data set, from the shell: `python -m nn train`, and `python -m nn predict` with what that saved."""

import argparse
import io
import math
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd_core import ops
from autograd_core.files import write_whole
from autograd_core.shell import INTERRUPTED, print_lines, refuse, run_command
from autograd_core.words import shown

from .answers import predict as answers
from .axes import given_or_new
from .data import Dataset, iris, read_csv, read_points, scales
from .facts import facts_in, network
from .history import NORM, History
from .losses import Measure, binary_cross_entropy_with_logits, cross_entropy, mean_squared_error
from .metrics import accuracy, largest
from .modules import Module
from .optimizers import OPTIMIZERS, Optimizer
from .options import LEARNING_RATE, MOVING, PICTURES, PROGRAM, SHAPES, predict_parser, train_parser
from .plots import boundary_animation, decision_boundary, training_surface
from .saving import load, save
from .training import fit, score

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REPORTS = 10
"""About how many lines a run is told in."""


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


def answer(point: Sequence[float], outs: Sequence[float], classes: Sequence[str]) -> str:
    """What the outputs say: a number, or a class and its probability."""
    if not all(map(math.isfinite, outs)):
        raise ValueError(
            f"the model has no finite answer to {', '.join(map(repr, point))}; such a point is too far away"
        )
    if not classes:
        return repr(outs[0])
    probabilities = ops.softmax(outs) if len(classes) > 2 else [ops.sigmoid(-outs[0]), ops.sigmoid(outs[0])]
    winner = largest(probabilities)
    return f"{shown(classes[winner])} {probabilities[winner]:.6f}"


def epoch_line(history: History) -> str:
    """The last epoch in a line."""
    numbers = (f"{name} {number:.4g}" for name, number in history.rows[-1].items() if not name.startswith(NORM))
    return f"epoch {history.epochs}: {', '.join(numbers)}"


# ── the commands ─────────────────────────────────────────────────────────────────────────────────


def run(arguments: Sequence[str]) -> int:
    """The command that the first word names; what makes no sense ends it with one line."""
    name, *rest = arguments
    command = f"{PROGRAM} {name}"

    def job() -> int:
        try:
            with warnings.catch_warnings():
                warnings.showwarning = lambda message, *_: print(f"{command}: {message}", file=sys.stderr)
                return COMMANDS[name](rest)
        except (ValueError, ImportError, FloatingPointError, MemoryError) as error:
            refuse(command, error)

    return run_command(command, job)


def train(arguments: Sequence[str]) -> int:
    """Train, tell how it goes, and write what was asked for."""
    options = train_parser().parse_args(arguments)
    check_files(options)
    axes = given_or_new(None) if options.plot else None
    data = dataset(options)
    check_picture(options, data)
    facts, model, optimizer, history = _begun(options, data)
    loss, metrics = measures(len(data.classes))
    print_lines([f"{options.data}: {data!r}\n{model!r}"])  # who stops reading has the files all the same

    diary: list[list[float]] = []

    def report(history: History) -> None:
        if options.plot:
            diary.append([weight.data for weight in model.parameters()])
        if history.epochs % max(1, options.epochs // REPORTS) == 0:
            print_lines([epoch_line(history)])

    before = history.epochs if history else 0
    history = fit(
        model, data, loss, optimizer, options.epochs, options.batch_size, seed=options.seed,
        validation=options.validation, metrics=metrics, patience=options.patience, on_epoch=report, history=history,
        progress=False, engine=options.engine,
    )  # fmt: skip
    print_lines(_summary(options, history, before, score(model, data, {"loss": loss, **metrics})))
    files: dict[str, Callable[[str], object]] = {}
    if options.save:
        files[options.save] = lambda path: save(model, path, optimizer, history, facts)
    if options.history:
        files[options.history] = history.to_csv
    if options.plot and axes is not None:
        files[options.plot] = lambda path: plot(path, options.picture, axes, model, data, loss, history, diary)
    write_all(files)
    return INTERRUPTED if history.stopped == "interrupted" else 0


def _begun(options: argparse.Namespace, data: Dataset) -> tuple[dict[str, Any], Module, Optimizer, History | None]:
    """What is noted of the network, itself, its optimizer, and the history that training goes on from."""
    means, spreads = scales(data.points, data.features)
    facts = {"features": data.features, "classes": data.classes, "means": means, "spreads": spreads}
    facts |= {"layers": options.layers, "activation": options.activation}
    model = network(facts, options.seed)
    optimizer = OPTIMIZERS[options.optimizer](model.parameters(), options.learning_rate or LEARNING_RATE)
    history = load(model, options.resume, optimizer) if options.resume else None
    if options.learning_rate is not None:
        optimizer.learning_rate = options.learning_rate
    return facts, model, optimizer, history


def _summary(options: argparse.Namespace, history: History, before: int, scored: Mapping[str, float]) -> Iterator[str]:
    """What came of it in the end, after so many epochs before."""
    numbers = ", ".join(f"{name} {number:.6g}" for name, number in scored.items())
    yield f"after {history.epochs} epochs, on all the data: {numbers}"
    if history.epochs == before and not history.stopped:
        counted = f"{options.resume} has {before} epochs, and --epochs {options.epochs} counts them too"
        yield f"nothing was trained: {counted}"
    if history.stopped:
        yield history.stopped


def check_files(options: argparse.Namespace) -> None:
    """What was learned will have a place; better to know before than after."""
    for path in filter(None, (options.save, options.history, options.plot)):
        if not Path(path).parent.is_dir() or Path(path).is_dir():
            why = "it is a folder" if Path(path).is_dir() else "there is no such folder"
            raise ValueError(f"cannot write {path}: {why}")
    if options.plot and Path(options.plot).suffix not in PICTURES:
        raise ValueError(f"--plot needs a file that ends in {', '.join(PICTURES)}; got {options.plot}")


def write_all(files: Mapping[str, Callable[[str], object]]) -> None:
    """Write one file after the other; an interrupt says which are there."""
    done: list[str] = []
    try:
        for path, write in files.items():
            write(path)
            done.append(path)
    except KeyboardInterrupt as interrupt:
        for path in done:
            interrupt.add_note(f"{path} is written")
        raise


def check_picture(options: argparse.Namespace, data: Dataset) -> None:
    """What is to be drawn can be drawn of these data."""
    if options.picture and not options.plot:
        raise ValueError("--picture goes with --plot FILE, which names where to draw")
    ending = Path(options.plot).suffix if options.plot else ""
    moves = ending in MOVING
    if moves and options.picture not in (None, "boundary"):
        raise ValueError(f"{ending} shows the boundary as it forms; draw the {options.picture} to .png, .svg or .pdf")
    if (moves or options.picture == "boundary") and not _has_boundary(data):
        raise ValueError(
            f"a boundary needs classes and 2 features; {options.data} has {len(data.features)} features"
            f" and {len(data.classes) or 'no'} classes: draw the losses or the surface"
        )


def _has_boundary(data: Dataset) -> bool:
    return bool(data.classes) and len(data.features) == 2


def plot(
    path: str, picture: str | None, axes: "Axes", model: Module, data: Dataset, loss: Measure, history: History,
    diary: Sequence[Sequence[float]],
) -> None:  # fmt: skip
    """Draw what was asked for: by default the decision boundary, or the losses where there is none to draw."""
    if Path(path).suffix in MOVING:
        boundary_animation(model, diary, data, first_epoch=history.epochs - len(diary) + 1).save(path)
        return
    if picture == "surface":
        training_surface(model, loss, data, diary, axes)
    elif picture == "losses" or not _has_boundary(data):
        history.plot(axes)
    else:
        decision_boundary(model, data, axes)
    drawn = io.BytesIO()
    axes.figure.savefig(drawn, format=Path(path).suffix[1:])  # type: ignore[union-attr]  # a new one is no part
    write_whole(path, drawn.getvalue())


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
    print_lines(answer(point, outs, classes) for point, outs in zip(points, answers(model, points), strict=True))
    return 0


COMMANDS = {"train": train, "predict": predict}
