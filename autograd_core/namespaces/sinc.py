"""sin(pi x) / (pi x), NumPy's sinc, and its derivatives of every order.

With u = pi x, the n-th derivative is pi^n g(n), where u g(n) + n g(n - 1) = sin(u + n pi / 2); |g(n)| <= 1 / (n + 1).
Upwards from g(0) that recurrence is stable while n stays below |u|, and downwards, from 0 far above, from there on.
"""

import math
from typing import Any

WHOLE = 2.0**53
"""From here on every float is an even integer."""

CLOSE = 0.6
"""Where what is left of a difference is a smaller part of its terms, digits are lost."""


def sinc(x: float) -> float:
    """sin(pi x) / (pi x), and 1 at 0."""
    if not abs(x) < WHOLE:
        return x if x != x else 0.0
    if x == 0:
        return 1.0
    rest = abs(x) % 2.0
    turned = rest if rest <= 0.5 else 1.0 - rest if rest <= 1.5 else rest - 2.0  # of the same sine
    return math.sin(math.pi * turned) / (math.pi * abs(x))


def sinc_derivative(n: float, x: float) -> float:
    """The n-th derivative of sinc, for n = 0, 1, ..., 100; NaN for other n."""
    if n not in range(101) or x != x:
        return math.nan
    if abs(x) == math.inf:
        return 0.0
    order, u, waves = int(n), math.pi * x, _waves(x)
    if beyond := order + 1 > abs(u):
        g = 0.0
        for k in range(2 * order + 30, order, -1):
            wave, carried = waves[k % 4], u * g
            g = (wave - carried) / k
        close = abs(wave - carried) < CLOSE * abs(carried)
    else:
        g, close = waves[0] / u, False
        for k in range(1, order + 1):
            wave, carried = waves[k % 4], k * g
            g = (wave - carried) / u
            close = close or abs(wave - carried) < CLOSE * abs(carried)
    if close:
        from . import sinc_zeros  # decimals, which little else needs

        return sinc_zeros.sinc_derivative(order, x)
    return math.pi**order * g if order or beyond else g


def _waves(x: float) -> tuple[float, float, float, float]:
    """sin(pi x + k pi / 2) for k = 0, 1, 2, 3, each of less than half a turn."""
    rest = math.fmod(x, 2.0)
    rest -= math.copysign(2.0, rest) if abs(rest) > 1 else 0.0
    size = abs(rest)
    sine = math.copysign(math.sin(math.pi * (size if size <= 0.5 else 1.0 - size)), rest)
    cosine = math.cos(math.pi * size) if size < 0.25 else math.sin(math.pi * (0.5 - size))
    if size > 0.75:
        cosine = -math.cos(math.pi * (1.0 - size))
    return sine, cosine, -sine, -cosine


def exactly(m: Any, n: int, x: Any) -> Any:
    """The n-th derivative over a system that is exact, where nothing is lost on the way up from sin(pi x) / (pi x)."""
    at_zero = m.equal(x, 0)
    u = m.pi * m.where(at_zero, 1, x)
    sine, cosine = m.sin(u), m.cos(u)
    waves = (sine, cosine, -sine, -cosine)
    g = sine / u
    for k in range(1, n + 1):
        g = (waves[k % 4] - k * g) / u
    there = 0 if n % 2 else m.number((-1) ** (n // 2)) / (n + 1)
    return m.pow(m.pi, n) * m.where(at_zero, there, g) if n else m.where(at_zero, there, g)


def stably(m: Any, n: int, x: Any) -> Any:
    """The same where numbers are rounded and come in arrays: the recurrence both ways, and of each the better part."""
    u = m.pi * x
    sine, cosine = m.sin(u), m.cos(u)
    waves, low = (sine, cosine, -sine, -cosine), m.abs(u) < n + 1
    down, up, below, above = 0.0 * u, 1.0, m.where(low, u, 0.0), m.where(low, n + 1.0, u)
    for k in range(2 * n + 30, n, -1):
        down = (waves[k % 4] - below * down) / k
    up = sine / above
    for k in range(1, n + 1):
        up = (waves[k % 4] - k * up) / above
    return math.pi**n * m.where(low, down, up)
