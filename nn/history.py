"""What happened in training, epoch by epoch: a table to read, plot and export, and the place to go on from."""

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_core.arguments import public_class
from autograd_core.files import write_whole
from autograd_core.lacking import Hinting

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NORM = "gradient norm of "
"""What the columns with the gradient norm of each layer begin with."""


BROUGHT_ALONG = {
    **dict.fromkeys(("losses", "loss", "train_loss"), 'write history["loss"]'),
    **dict.fromkeys(("val_loss", "val_losses", "validation_loss"), 'write history["validation loss"]'),
    **dict.fromkeys(("accuracy", "metrics"), 'write history["accuracy"]; history.columns lists what there is'),
    **dict.fromkeys(("history", "logs"), "write history.rows, a dict for each epoch"),
    "epoch": "write history.epochs, how many are done",
    **dict.fromkeys(("save", "csv"), "write history.to_csv('history.csv')"),
}
"""What other libraries' histories have, and what to write here."""


@public_class()
class History(Hinting):
    """One row of numbers per epoch, a column for each name: "loss", metrics, "validation loss", "gradient norm of ...".

    `shuffler` puts the examples in order, so that training goes on from a History as if it had never stopped.

    >>> history = History()
    >>> history.rows += [{"loss": 0.5}, {"loss": 0.25}]
    >>> history["loss"], history.epochs, history.best()
    ([0.5, 0.25], 2, 2)
    """

    _instead = BROUGHT_ALONG

    def __init__(self, seed: int = 0) -> None:
        self.rows: list[dict[str, float]] = []
        self.shuffler = random.Random(seed)
        self.stopped: str | None = None
        """Why training stopped before its last epoch, if it did."""
        self.engine = "eager"
        """What computed the last epoch: see `fit`."""

    @property
    def epochs(self) -> int:
        """How many epochs are done."""
        return len(self.rows)

    @property
    def columns(self) -> list[str]:
        """The names of what was recorded."""
        return list(self.rows[0]) if self.rows else []

    @property
    def watched(self) -> str:
        """The column that tells how good the model is: the validation loss if there is one."""
        return "validation loss" if "validation loss" in self.columns else "loss"

    def __getitem__(self, column: str) -> list[float]:
        """A column, from the first epoch to the last."""
        if column not in self.columns:
            raise KeyError(f"no column is named {column!r}; there are {', '.join(self.columns) or 'none yet'}")
        return [row[column] for row in self.rows]

    def __iter__(self) -> Iterator[dict[str, float]]:
        return iter(self.rows)

    def best(self) -> int:
        """The epoch, counted from 1, that was best by the watched column; the first of equals, and 0 for none."""
        return min(range(self.epochs), key=self[self.watched].__getitem__) + 1 if self.rows else 0

    def gradient_norms(self) -> dict[str, list[float]]:
        """The norm of each layer's gradient, epoch by epoch: the mean over its updates."""
        return {column.removeprefix(NORM): self[column] for column in self.columns if column.startswith(NORM)}

    def to_csv(self, path: str | Path) -> None:
        """Write the table, a line for each epoch, numbers at full precision."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["epoch", *map(_harmless, self.columns)])
        writer.writerows([epoch, *row.values()] for epoch, row in enumerate(self.rows, 1))
        write_whole(path, text.getvalue())

    def plot(self, axes: "Axes | None" = None) -> "Axes":
        """The losses from epoch to epoch."""
        from .plots import loss_curves

        return loss_curves(
            {column: self[column] for column in ("loss", "validation loss") if column in self.columns}, axes
        )

    def plot_gradients(self, axes: "Axes | None" = None) -> "Axes":
        """The norm of each layer's gradient from epoch to epoch."""
        from .plots import gradient_flow

        return gradient_flow(self.gradient_norms(), axes)

    def __repr__(self) -> str:
        if not self.rows:
            return "History(no epochs yet)"
        last = ", ".join(f"{name} {number:.6g}" for name, number in self.rows[-1].items() if not name.startswith(NORM))
        return f"History({self.epochs} epochs, the last with {last}{f'; {self.stopped}' if self.stopped else ''})"


def _harmless(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name
