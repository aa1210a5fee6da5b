"""Formulas of more than a line that rows of the op table are made of, over any namespace `m`.

They are part of the table: a partial stands here or there, and nowhere else.
"""

import builtins
from collections.abc import Sequence
from typing import Any


def zero(m: Any, x: Any) -> Any:
    """Nothing, or NaN where x is NaN: the slope of a step."""
    return m.where(x == x, m.nothing, x)


def times_sigmoid(m: Any, x: Any) -> Any:
    """x sigmoid(x)."""
    return x * m.sigmoid(x)


def slope_of_silu(m: Any, x: Any) -> Any:
    """sigmoid(x) (1 + x sigmoid(-x)), which cancels around its zero."""
    return m.sigmoid(x) * (1 + x * m.sigmoid(-x))


def times_normal_cdf(m: Any, x: Any) -> Any:
    """x normal_cdf(x)."""
    return x * m.normal_cdf(x)


def slope_of_gelu(m: Any, x: Any) -> Any:
    """normal_cdf(x) + x normal_pdf(x), which cancels around its zero."""
    return m.normal_cdf(x) + x * m.normal_pdf(x)


def slope_of_gaussian(m: Any, x: Any) -> Any:
    """-2 x gaussian(x)."""
    return -2 * x * m.gaussian(x)


def slope_of_normal_pdf(m: Any, x: Any) -> Any:
    """-x normal_pdf(x)."""
    return -x * m.normal_pdf(x)


def slope_of_erfinv(m: Any, x: Any) -> Any:
    """sqrt(pi) / 2 exp(erfinv(x)^2), which loses the digits of the exponent."""
    return m.sqrt(m.pi) / 2 / m.gaussian(m.erfinv(x))


def square(x: Any) -> Any:
    """x^2."""
    return x * x


def nearest_zero(m: Any, a: Any, b: Any) -> Any:
    """The number of least absolute value between the slopes a and b: the subgradient at a kink."""
    return m.where(a * b <= 0, 0, m.where(m.abs(a) < m.abs(b), a, b))


def bent(m: Any, x: Any, above: Any, below: Any, left: Any) -> Any:
    """A slope that jumps at 0, from `left`: there it is the one of least absolute value, and constant; NaN with x."""
    if m.in_words:
        return m.where(x > 0, above, below)
    return m.where(x > 0, above, m.where(x < 0, below, nearest_zero(m, left, above) + 0 * x))


def power_below(m: Any, z: Any, x: Any, y: Any) -> Any:
    """x**(y - 1), given z = x**y; 1 where y is 0.

    It is z / x where y - 1 is rounded: the rounding would cost |log x| times as much.
    """
    exact = m.likely((m.equal(y - 1 + 1, y) & (y - 1 != y)) | m.equal(x + x, x))  # the last is so at 0 and at infinity
    return m.where(exact, m.pow(m.where(m.equal(y, 0), 1, x), y - 1), z / m.where(exact, 1, x))


def shares(m: Any, y: Any, free: Sequence[bool], xs: Sequence[Any]) -> list[Any]:
    """The partials of a y chosen among xs: the subgradient of least norm over the variables.

    1 for the one that was chosen; where n variables tie, 1/n for each; where a constant ties with them, 0.
    """
    chosen = [m.where(m.equal(x, y), 1, 0) for x in xs]
    if m.in_words:
        return chosen
    constants = builtins.sum(c for c, f in zip(chosen, free, strict=True) if not f)
    weight = m.where(constants > 0, 0, m.number(1)) / m.maximum(builtins.sum(chosen), 1)
    return [m.where(y == y, m.where(m.equal(x, y), weight, m.nothing), y) for x in xs]


def clamp_partials(m: Any, y: Any, free: Sequence[bool], x: Any, lo: Any, hi: Any) -> list[Any]:
    """Those of minimum(maximum(x, lo), hi)."""
    if m.in_words:
        return [m.where(chosen, 1, 0) for chosen in ((x > lo) & (x < hi), (lo > x) & (lo < hi), (hi < x) | (hi < lo))]
    inner = m.maximum(x, lo)
    to_inner, to_hi = shares(m, y, (free[0] or free[1], free[2]), (inner, hi))
    to_x, to_lo = shares(m, inner, free[:2], (x, lo))

    def through(to_it: Any, it: Any) -> Any:
        return m.where(m.equal(inner, y), m.where(m.equal(it, inner), to_inner * to_it, to_it), to_inner)

    return [through(to_x, x), through(to_lo, lo), to_hi]


def tied(m: Any, y: Any, xs: Sequence[Any]) -> Any:
    """Whether several of xs equal the y that was chosen among them."""
    return builtins.sum(m.where(m.equal(x, y), 1, 0) for x in xs) > 1


def parts_of_sum(m: Any, y: Any, *xs: Any) -> list[Any]:
    """exp(x_i) / (exp(x_1) + exp(x_2) + ...), the partials of y = logsumexp; numbers less the largest, lest they
    overflow.  In words exp(x_i - y) where the sum is long.
    """
    if m.in_words and len(xs) > 3:
        return [m.exp(x - y) for x in xs]
    largest = 0 if m.by_hand else m.maximum(*xs)
    e = [m.exp(x if m.by_hand else x - largest) for x in xs]
    total = m.sum(*e)
    return [each / total for each in e]


def products_of_others(m: Any, xs: Sequence[Any]) -> list[Any]:
    """The partials of a product: towards each factor the product of all others, also where one of them is 0."""
    before, after = [m.number(1)], [m.number(1)]
    for x, last in zip(xs[:-1], xs[:0:-1], strict=True):
        before.append(before[-1] * x)
        after.append(after[-1] * last)
    return [a * b for a, b in zip(before, reversed(after), strict=True)]


def swapped(wx: Sequence[Any]) -> list[Any]:
    """The partials of dot: towards each weight its input, towards each input its weight."""
    half = len(wx) // 2
    return [*wx[half:], *wx[:half]]
