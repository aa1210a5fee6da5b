"""What can be asked of `python -m nn train` and `predict`, and how each option is read."""

import argparse
import math
from collections.abc import Callable

from autograd_core.shell import OneLineParser

from .activations import activation_function
from .data import blobs, circles, moons, spirals, xor
from .optimizers import OPTIMIZERS
from .programs import ENGINES

PROGRAM = "python -m nn"
SHAPES = {draw.__name__: draw for draw in (moons, circles, spirals, xor, blobs)}
PICTURES = (".gif", ".html", ".pdf", ".png", ".svg")
MOVING = (".gif", ".html")
"""Of these, what shows the boundary as it forms."""
LEARNING_RATE = 0.01
"""Where --learning-rate does not say another."""
WIDEST = 10_000
"""The most neurons a layer may have."""


def whole_number(what: str, least: int = 1, most: int = 1_000_000) -> Callable[[str], int]:
    """Reads an integer from an option."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or len(text) > 20 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{what} must be an integer from {least} to {most}; got {text:.40}")
        return int(text)

    return read


def real(what: str, must: str, fits: Callable[[float], bool]) -> Callable[[str], float]:
    """Reads a number from an option."""

    def read(text: str) -> float:
        try:
            number = float(text) if text.isascii() and "_" not in text else math.nan
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
    """Reads the name of an activation."""
    try:
        activation_function(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def train_parser() -> OneLineParser:
    """Reads what `train` is asked for."""
    about = "Train a multilayer perceptron to tell classes apart, or, where targets are numbers, to predict them."
    made = OneLineParser(prog=f"{PROGRAM} train", description=about)
    add = made.add_argument
    # fmt: off
    add("--data", required=True,
        help=f"{', '.join(SHAPES)}, iris, or a CSV file with the names of its columns in the first line")
    add("--target", metavar="COLUMN", help="the column of the file to predict, by default the last")
    add("--classify", action="store_true", help="take the numbers in that column as names of classes")
    add("--points", type=whole_number("the number of points"), metavar="N", help="how many points to draw of a shape")
    add("--layers", type=whole_number("a layer", most=WIDEST), nargs="*", default=[16, 16], metavar="N",
        help="neurons of each hidden layer, default 16 16")
    add("--activation", type=activation, default="tanh", metavar="NAME",
        help="of the hidden layers, default %(default)s")
    add("--optimizer", choices=OPTIMIZERS, default="adam", help="default %(default)s")
    add("--learning-rate", type=learning_rate, metavar="RATE", help=f"default {LEARNING_RATE}, or what --resume had")
    add("--epochs", type=whole_number("the number of epochs"), default=100, metavar="N",
        help="how many in all, those that --resume had among them; default %(default)s")
    add("--batch-size", type=whole_number("a batch"), default=10, metavar="N",
        help="examples for each update, default %(default)s")
    add("--engine", choices=ENGINES,
        help="how losses are computed: recorded each time, which is eager, or by a program; by default what --resume "
        "had, or the fastest that is installed")
    add("--validation", type=fraction, metavar="PART", help="hold out this fraction of the data, to watch")
    add("--patience", type=whole_number("patience"), metavar="N",
        help="stop once so many epochs have not improved anything")
    add("--seed", type=whole_number("a seed", 0, 2**32), default=0, metavar="N",
        help="of points, weights and order, default %(default)s")
    add("--resume", metavar="FILE", help="go on from what --save wrote, with the same options")
    add("--save", metavar="FILE", help="write the model, to predict with and to go on from")
    add("--history", metavar="FILE", help="write losses and gradient norms epoch by epoch, as CSV")
    add("--plot", metavar="FILE",
        help="draw the decision boundary, or the losses where there is none to draw; .png, .svg or .pdf; "
        "a .gif, or an .html page, shows the boundary as it forms")
    add("--picture", choices=["boundary", "losses", "surface"],
        help="what --plot draws: surface is the loss over the plane that training moved in, with its way and the "
        "slopes")
    # fmt: on
    return made


def predict_parser() -> OneLineParser:
    """Reads what `predict` is asked for."""
    about = "Answer for one point, or for each row of a CSV file, with a model that train saved."
    made = OneLineParser(prog=f"{PROGRAM} predict", description=about)
    made.add_argument("--model", required=True, metavar="FILE", help="what train --save wrote")
    made.add_argument(
        "--data", metavar="FILE", help="a CSV file whose columns are named as those the model was trained on"
    )
    made.add_argument("point", type=coordinate, nargs="*", metavar="X", help="the coordinates of one point")
    return made
