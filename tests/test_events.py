"""Where an infinity or a NaN began."""

import math

import pytest

from autograd_core import Value, anomalies, ops

X = Value(-1.0, label="x")
ZERO = Value(0.0, label="z")


@pytest.mark.parametrize(
    ("y", "sentences"),
    [
        (ops.log(X) + 1, ["x = -1 -> log(x) = nan: log(x) needs x > 0; got x = -1"]),
        (1 / ZERO * 2, ["z = 0 -> 1 / z = inf: x / y has no finite value at x = 1, y = 0"]),
        (ops.sqrt(ZERO) + 1, ["z = 0 -> dsqrt(z)/dz = inf: sqrt has no finite slope there"]),
        (ops.exp(Value(800.0, label="w")), ["w = 800 -> exp(w) = inf: exp(x) has no finite value at x = 800"]),
        (X**0.5, ["x = -1 -> x^0.5 = nan: pow(x, y) needs x >= 0 or y = floor(y); got x = -1, y = 0.5"]),
        (Value(math.nan, label="q") * 2, ["q = nan: a leaf that holds no finite number"]),
        ((X * math.inf).named("y") + 1, ["y is computed with the constant inf"]),
        (ops.tanh(X) * 3, []),
    ],
    ids=str,
)
def test_an_anomaly_is_traced_to_where_it_began(y, sentences):
    """Only the first node is named, in the words of its row's domain; what passes it on is not."""
    assert [str(found) for found in anomalies(y)] == sentences


def test_many_inputs_are_not_all_named():
    """Of a node with very many arguments the largest are named, and how many more there are."""
    xs = [Value(10.0**i, label=f"x{i}") for i in range(295, 309)]
    (found,) = anomalies(ops.dot(xs, [100.0] * 14).named("net"))
    assert (
        str(found) == "x308 = 1e+308, x307 = 1e+307, x306 = 1e+306 and 11 smaller -> net = inf: "
        "dot of 28 numbers has no finite value"
    )


def test_an_adjoint_that_overflows():
    """A backward pass can leave the floats where the forward pass does not."""
    k = Value(1e-200, label="k")
    y = (k * 1e200 * 1e200).named("y")
    (found,) = anomalies(y)
    assert str(found) == "dy/dk = inf: one contribution leaves the range of floats"
    assert found.node is k
