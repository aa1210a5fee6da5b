"""The derivatives of sinc over decimals, by the recurrence of `sinc.py`: beside their zeros floats cancel."""

from decimal import Context, Decimal

from . import series

PLACES = 50


def sinc_derivative(n: int, x: float) -> float:
    """The n-th derivative of sinc at an x that is not 0."""
    m = Context(prec=PLACES + 20)
    pi = series.pi(PLACES + 20)[0]
    turned = m.multiply(pi, m.remainder_near(Decimal(x), 2))
    sine, cosine = series.sin(turned, PLACES)[0], series.cos(turned, PLACES)[0]
    waves = (sine, cosine, sine.copy_negate(), cosine.copy_negate())
    u = m.multiply(pi, Decimal(x))
    if abs(u) < n + 1:
        g = Decimal(0)
        for k in range(2 * n + 100, n, -1):
            g = m.divide(m.subtract(waves[k % 4], m.multiply(u, g)), k)
    else:
        g = m.divide(sine, u)
        for k in range(1, n + 1):
            g = m.divide(m.subtract(waves[k % 4], m.multiply(k, g)), u)
    return float(m.multiply(m.power(pi, n), g))
