"""How long arrays of 2,500 derivatives take to be judged: python benchmarks/wide_arrays.py

One layer of 50 neurons over 50 inputs, four examples, with each activation: its backward pass as lines of Python, and
its gradient as numbers, in float64 and float32, right and transposed.  Seconds are those of the processor.
"""
# ruff: noqa: N806  # matrices are called by capital letters

import time

import numpy as np

from autograd_core import Value, check, gradient, label_all


def values(array):
    """An array of leaves."""
    return np.vectorize(Value, otypes=[object])(array)


ACTIVATIONS = {
    "no activation": (lambda a: a, "dh"),
    "tanh": (np.tanh, "dh*(1 - h**2)"),
    "relu": (np.vectorize(lambda a: a.relu(), otypes=[object]), "dh*(h > 0)"),
}


def measured(name, *args, **options):
    """Print what is said of the last row, and how long that took."""
    start = time.process_time()
    verdict = str(check(*args, **options).rows[-1].verdict)
    print(f"  {name:<18} {time.process_time() - start:5.2f} s   {verdict[:72]}")


def main():
    """Print the times, activation by activation."""
    draw = np.random.default_rng(0)
    X, Y = draw.normal(size=(4, 50)), draw.normal(size=(4, 50))
    for name, (activation, slope) in ACTIVATIONS.items():
        W = values(draw.normal(size=(50, 50)) / 7)
        h = activation(X @ W)
        loss = (((h - Y) ** 2).sum() / 8).named("L")
        label_all({"W": W, "h": h})
        code = f"dh = (h - Y)/4\ndz = {slope}\ndW = X.T @ dz"
        names = {"X": X, "Y": Y, "W": W, "h": h}
        true = np.array(gradient(loss, list(W.flat))).reshape(W.shape)
        print(f"{name}, 2,500 entries")
        measured("lines of Python", loss, code, names=names)
        measured("a slip in them", loss, code.replace("X.T", "-X.T"), names=names)
        measured("numbers", loss, {"W": true})
        measured("float32", loss, {"W": true.astype(np.float32)})
        measured("transposed", loss, {"W": true.T})


if __name__ == "__main__":
    main()
