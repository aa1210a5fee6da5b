"""What nn can do, each shown from a seed, with the same figures every time.

`python -m nn.demonstrations` shows all of them, or only those that are named behind it.

    moons   100 of 100 points of two moons after 100 epochs; first all right after 63
    iris    145 of 150 irises, each held out once, after 40 epochs
    xor     9 of 10 seeds solve exclusive or within 1000 epochs
    adder   1000 of 1000 unseen sums of 8-bit numbers exact after 15 epochs
    digits  199 of 200 held-out digits after 8 epochs
"""

import random
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograd_core.shell import refuse, run_command

from . import data
from .convolution import Conv2d, Flatten, MaxPool2d
from .layers import Layer
from .losses import binary_cross_entropy_with_logits, cross_entropy, hinge, l2_penalty
from .metrics import accuracy
from .modules import Module
from .networks import MLP, Sequential
from .optimizers import SGD, Adam, linear_decay
from .recurrent import Recurrent
from .training import fit, score


class Shown(NamedTuple):
    """How many were right, of how many, and what they were."""

    right: int
    of: int
    what: str

    def __str__(self) -> str:
        return f"{self.right} of {self.of} {self.what}"


def moons(seed: int = 0, epochs: int = 100) -> Shown:
    """2-16-16-1 with relu, by gradient descent along the hinge loss of all 100 points."""
    model = MLP([2, 16, 16, 1], ["relu", "relu", "identity"], seed=seed, initialization="he_uniform")
    points, optimizer = data.moons(100, seed=seed), SGD(model.parameters(), linear_decay(1.0, 0.1, epochs))
    history = fit(
        model, points, hinge, optimizer, epochs, metrics={"right": accuracy}, penalty=small_weights, progress=False
    )
    first = next((epoch for epoch, right in enumerate(history["right"]) if right == 1), None)
    return Shown(
        count_right(model, points),
        len(points),
        f"points of two moons after {epochs} epochs; first all right after {first}",
    )


def small_weights(parameters: Sequence[Any]) -> Any:
    """The penalty of the moons: a ten-thousandth of the sum of squares."""
    return 1e-4 * l2_penalty(parameters)


def iris(seed: int = 0, epochs: int = 40, parts: int = 5) -> Shown:
    """4-8-3 with tanh, by Adam along the cross-entropy; each fifth of Fisher's iris is held out once, asked about."""
    rows, right = data.iris(), 0
    for part in range(parts):
        seen, unseen = rows.of(row for i, row in enumerate(rows) if i % parts != part), rows[part::parts]
        seen, unseen = seen.standardized(), unseen.standardized(like=seen)
        model = MLP([4, 8, 3], ["tanh", "identity"], seed=seed)
        fit(model, seen, cross_entropy, Adam(model.parameters(), 0.02), epochs, 10, seed=seed, progress=False)
        right += count_right(model, unseen)
    return Shown(right, len(rows), f"irises, each held out once, after {epochs} epochs")


def xor(seeds: Sequence[int] = range(10), epochs: int = 1000) -> Shown:
    """2-2-1 with two sigmoid units, by gradient descent along the cross-entropy, from several seeds."""
    solved = 0
    for seed in seeds:
        model = MLP([2, 2, 1], ["sigmoid", "identity"], seed=seed)
        fit(model, data.xor(), binary_cross_entropy_with_logits, SGD(model.parameters(), 5.0), epochs, progress=False)
        solved += count_right(model, data.xor()) == 4
    return Shown(solved, len(seeds), f"seeds solve exclusive or within {epochs} epochs")


class Adder(Module):
    """Adds binary numbers as a person does, digit by digit from the right, with a memory for what is carried."""

    def __init__(self, hidden: int = 6, seed: int = 0) -> None:
        generator = random.Random(seed)
        self.memory = Recurrent(2, hidden, seed=generator)
        self.digit = Layer(hidden, 1, "identity", seed=generator)

    def forward(self, pairs: Sequence[Sequence[float]]) -> list[Any]:
        """The digits of the sum, one for each pair of digits."""
        return [self.digit(state)[0] for state in self.memory(pairs)]

    @staticmethod
    def example(x: int, y: int, bits: int) -> data.Example:
        """The digits of x and y in pairs, from the right, and those of their sum, of which there is one more."""
        a, b, total = ([n >> i & 1 for i in range(bits + 1)] for n in (x, y, x + y))
        return [[float(p), float(q)] for p, q in zip(a, b)], total


def adder(seed: int = 0, epochs: int = 15, bits: int = 8) -> Shown:
    """An Elman layer of 6 units, by Adam along the cross-entropy of each digit of 300 sums, asked for 1,000 others."""
    numbers = random.Random(seed).sample(range(4**bits), 1300)
    sums = [Adder.example(n >> bits, n % 2**bits, bits) for n in numbers]
    seen, unseen, model = sums[:300], sums[300:], Adder(seed=seed)
    fit(
        model,
        seen,
        binary_cross_entropy_with_logits,
        Adam(model.parameters(), 0.02),
        epochs,
        4,
        seed=seed,
        progress=False,
    )
    plain = model.plain()
    right = sum([int(out > 0) for out in plain(pairs)] == total for pairs, total in unseen)
    return Shown(right, len(unseen), f"unseen sums of {bits}-bit numbers exact after {epochs} epochs")


def digits(seed: int = 0, epochs: int = 8) -> Shown:
    """Four 3 x 3 kernels, pooling and a layer, by Adam along the cross-entropy of 400 images, asked about 200."""
    seen, unseen = data.digits(600, seed=seed).split(2 / 3, seed)
    generator = random.Random(seed)
    model = Sequential(
        Conv2d(1, 4, 3, seed=generator), MaxPool2d(2), Flatten(), Layer(36, 10, "identity", seed=generator)
    )
    optimizer = Adam(model.parameters(), linear_decay(0.03, 0.003, epochs * len(seen) // 10))
    fit(model, seen, cross_entropy, optimizer, epochs, 10, seed=seed, progress=False)
    return Shown(count_right(model, unseen), len(unseen), f"held-out digits after {epochs} epochs")


def count_right(model: Module, examples: data.Dataset) -> int:
    """How many examples the model, as it is now, puts into the right class."""
    return round(len(examples) * score(model, examples, {"right": accuracy})["right"])


ALL: dict[str, Callable[[], Shown]] = {f.__name__: f for f in (moons, iris, xor, adder, digits)}


def main(names: list[str]) -> int:
    """Show those of these names, or all of them."""
    program = "python -m nn.demonstrations"

    def job() -> int:
        if {"-h", "--help"} & set(names):
            print(f"usage: {program} [NAME ...]\n\nShow what nn can do: {', '.join(ALL)}; without a name, all of them.")
            return 0
        if unknown := set(names) - set(ALL):
            refuse(program, f"there is no demonstration {min(unknown)!r}; there are {', '.join(ALL)}")
        for name in names or ALL:
            print(f"{name:6}  {ALL[name]()}", flush=True)
        return 0

    return run_command(program, job)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
