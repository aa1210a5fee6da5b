"""Values and slopes in their tails, and beside their zeros, judged by mpmath at 60 digits.

    python tests/test_accuracy.py 1000000

tries so many points of each, and prints the worst.
"""

import math
import random
import sys

import pytest
from judge import HIGH, ulps

from autograd_core import OPS, Value
from autograd_core.namespaces import FLOATS, gamma_zeros

ROWS = [
    "gaussian",
    "normal_pdf",
    "normal_cdf",
    "gelu",
    "silu",
    "cbrt",
    "lgamma",
    "erf",
    "erfc",
    "erfinv",
    "sinc",
    "digamma",
]
MOST = 4.0
MORE = {"digamma": 6.0, "lgamma": 8.0}
"""Slopes beside whose own zeros digits are lost."""
ZEROS = {"silu": -1.2784645427610738, "gelu": -0.7517915246935645, "sinc": 2.4590240367466436}
"""Where a slope is 0."""


def points(name, count):
    """Floats from the whole range, from the tails, and from beside what is 0."""
    generator = random.Random(name)
    for _ in range(count):
        kind = generator.randrange(5)
        small = generator.choice([-1, 1]) * 10 ** generator.uniform(-16, -0.5)
        if name == "cbrt":
            yield generator.choice([-1, 1]) * 2.0 ** generator.uniform(-1074, 1023)
        elif name == "lgamma":
            yield (
                1 + small,
                2 + small,
                generator.uniform(0, 8),
                10 ** generator.uniform(-300, 1),
                generator.uniform(0, 500),
            )[kind]
        elif name == "erfinv":
            yield (1 - abs(small), abs(small) - 1, small, 10 ** generator.uniform(-308, -1), generator.uniform(-1, 1))[
                kind
            ]
        elif name == "digamma":
            zeros = [1.4616321449683623, -0.5040830082644554, -1.5734984731623905, -2.610720868444145]
            yield (
                generator.choice(zeros) + small,
                generator.uniform(-12.7, -0.3),
                generator.uniform(0, 8),
                10 ** generator.uniform(-300, 1),
                generator.uniform(0, 500),
            )[kind]
        elif kind == 0:
            yield ZEROS.get(name, 0.0) + small
        elif kind == 4:
            yield generator.choice([-1, 1]) * 10 ** generator.uniform(-300, 3)
        else:
            yield generator.uniform(*[(-6, 6), (-40, 40), (-750, 750)][kind - 1])


def worst(name, count):
    """The largest error of the value and of the slope, in ulp, and where."""
    row, found = OPS[name], [(0.0, 0.0), (0.0, 0.0)]
    for x in points(name, count):
        high = HIGH.number(x)
        got = FLOATS.apply(row, x), FLOATS.slope(row, x)
        for i, (mine, true) in enumerate(zip(got, (HIGH.apply(row, high), HIGH.slope(row, high)))):
            found[i] = max(found[i], (ulps(float(mine), true), x))
    return found


@pytest.mark.parametrize("name", ROWS)
def test_within_four_units_in_the_last_place(name):
    """Value and slope are the float next to the true number, or at most four away; of digamma a few more."""
    value, slope = worst(name, 600)
    assert value[0] <= (8.0 if name == "digamma" else MOST), f"{name}{value[1]!r}: {value[0]:.1f} ulp"
    assert slope[0] <= MORE.get(name, MOST), f"{name}'({slope[1]!r}): {slope[0]:.1f} ulp"


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("gaussian", (0.0, 0.0), (0.0, 0.0)),
        ("normal_pdf", (0.0, 0.0), (0.0, 0.0)),
        ("silu", (-0.0, 0.0), (math.inf, 1.0)),
        ("gelu", (-0.0, 0.0), (math.inf, 1.0)),
    ],
)
def test_infinities_have_their_limits(name, left, right):
    """Value and slope at -inf and at inf, where the formulas are 0 times infinity."""
    for at, (value, slope) in ((-math.inf, left), (math.inf, right)):
        x = Value(at)
        y = OPS[name](x)
        y.backward()
        assert (y.data, x.grad) == (value, slope)
        assert math.copysign(1, y.data) == math.copysign(1, value)


@pytest.mark.parametrize("x", [-0.5040830082644554, -1.5, -2.25, -7.1])
@pytest.mark.parametrize("order", [0, 1, 2, 5])
def test_polygammas_left_of_zero_are_exact_over_decimals(order, x):
    """By reflection, whether the order is even or odd, to the float next to the true number."""
    found = gamma_zeros.polygamma(order, x)
    assert found == float(HIGH.apply(OPS["polygamma"], HIGH.number(order), HIGH.number(x)))


def main():
    count = int(sys.argv[1])
    for name in ROWS:
        (value, at), (slope, there) = worst(name, count)
        print(f"{name:11} value {value:6.2f} ulp at {at!r:24} slope {slope:8.2f} ulp at {there!r}")


if __name__ == "__main__":
    main()
