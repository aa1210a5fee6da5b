"""Float64 as IEEE 754 answers it: Python's math, where Python's math does not raise."""

import functools
import math
import operator
from collections.abc import Callable
from typing import Any

from . import accurate
from .base import Namespace
from .converting import number
from .erfinv import erfinv, slope_of_erfinv
from .ieee import IEEE, as_floats, as_ieee
from .nothing import NOTHING
from .sinc import sinc, sinc_derivative
from .special import gaussian, normal_cdf, normal_pdf, polygamma

INF, NAN = math.inf, math.nan


def _answering(
    f: Callable[[float], float], overflow: Callable[[float], float] = abs, **poles: float
) -> Callable[[float], float]:
    """`f` with the IEEE answers where `math` raises: infinity on overflow, at a pole what `poles` says, else NaN."""
    at = {0.0: poles.get("zero", NAN), 1.0: poles.get("one", NAN), -1.0: poles.get("minus_one", NAN)}

    def answer(x: float) -> float:
        try:
            return f(x)
        except OverflowError:
            return overflow(math.copysign(INF, x))
        except ValueError:
            return at.get(x, NAN)

    return answer


CLOSE = 0.6
"""Where what is left of a difference is a smaller part of its terms, digits are lost."""


def _lgamma(x: float) -> float:
    try:
        y = accurate.lgamma(x, math.lgamma(x))
        if x < 0 and abs(y) < CLOSE * max(1.0, math.lgamma(1 - x)):
            from . import gamma_zeros  # decimals, which little else needs

            return gamma_zeros.lgamma(x)
        return y
    except (OverflowError, ValueError):  # very large, or a pole
        return INF


def _digamma(x: float) -> float:
    return accurate.digamma(x) if 0.95 < x < 3.05 else _polygamma(0, x)


def _polygamma(n: float, x: float) -> float:
    y = polygamma(n, x)
    if x < 0 and abs(y) < CLOSE * max(abs(polygamma(n, 1 - x)), 0.0 if n else 1.0):
        from . import gamma_zeros

        return gamma_zeros.polygamma(int(n), x)
    return y


def _odd(y: float) -> bool:
    return math.fmod(y, 2) in (1, -1) if math.isfinite(y) else False


def _pow(x: float, y: float) -> float:
    try:
        return math.pow(x, y)
    except OverflowError:
        return -INF if x < 0 and _odd(y) else INF
    except ValueError:
        if x == 0:
            return math.copysign(INF, x) if _odd(y) else INF
        return NAN  # a negative base under a fraction


def _fmod(x: float, y: float) -> float:
    try:
        return math.fmod(x, y)
    except ValueError:  # of an infinity, or by 0
        return NAN


def _integral(f: Callable[[float], int]) -> Callable[[float], float]:
    return lambda x: math.copysign(float(f(x)), x) if math.isfinite(x) else x


def _extreme(better: Callable[[float, float], bool]) -> Callable[..., float]:
    def extreme(first: float, *others: float) -> float:
        best = first
        for x in others:
            if x != x or better(x, best):  # NaN wins, and is never beaten
                best = x
        return best

    return extreme


def _sigmoid(x: float) -> float:
    """1 / (1 + e^-x), whose exponential never overflows; that of -x has the same one."""
    e = math.exp(-abs(x))
    return (e if x < 0 else 1.0) / (1.0 + e)


def _softplus(x: float) -> float:
    return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))


def _sign(x: float) -> float:
    return 1.0 if x > 0 else -1.0 if x < 0 else x


def _where(condition: Any, x: Any, y: Any) -> Any:
    return x if condition else y


def _sum(*xs: float) -> float:
    try:
        return math.fsum(xs)
    except (OverflowError, ValueError):  # an infinity on the way: then plain addition is exact enough
        return functools.reduce(operator.add, xs, 0.0)


def _dot(*wx: float) -> float:
    try:
        return math.fsum(map(operator.mul, wx, wx[len(wx) // 2 :]))  # ends with the shorter, the second half
    except (OverflowError, ValueError):
        return functools.reduce(operator.add, map(operator.mul, wx, wx[len(wx) // 2 :]), 0.0)


class Floats(Namespace):
    """Python floats."""

    name = "FLOATS"
    nothing = NOTHING
    number = staticmethod(number)

    exp = staticmethod(_answering(math.exp))
    exp2: Any = staticmethod(_answering(math.exp2))
    expm1 = staticmethod(_answering(math.expm1))
    log = staticmethod(_answering(math.log, zero=-INF))
    log1p = staticmethod(_answering(math.log1p, minus_one=-INF))
    log2 = staticmethod(_answering(math.log2, zero=-INF))
    log10 = staticmethod(_answering(math.log10, zero=-INF))
    sqrt = staticmethod(_answering(math.sqrt))
    cbrt: Any = staticmethod(lambda x: accurate.cbrt(x, math.cbrt(x)))
    pow = staticmethod(_pow)
    sigmoid: Any = staticmethod(_sigmoid)
    softplus: Any = staticmethod(_softplus)
    sin = staticmethod(_answering(math.sin))
    cos = staticmethod(_answering(math.cos))
    tan = staticmethod(_answering(math.tan))
    asin = staticmethod(_answering(math.asin))
    acos = staticmethod(_answering(math.acos))
    atan = staticmethod(math.atan)
    atan2 = staticmethod(math.atan2)
    sinh = staticmethod(_answering(math.sinh, overflow=lambda signed: signed))
    cosh = staticmethod(_answering(math.cosh))
    tanh = staticmethod(math.tanh)
    asinh = staticmethod(math.asinh)
    acosh = staticmethod(_answering(math.acosh))
    atanh = staticmethod(_answering(math.atanh, one=INF, minus_one=-INF))
    hypot: Any = staticmethod(math.hypot)
    fmod: Any = staticmethod(_fmod)
    copysign: Any = staticmethod(math.copysign)
    erf = staticmethod(math.erf)
    erfc = staticmethod(math.erfc)
    lgamma = staticmethod(_lgamma)
    digamma = staticmethod(_digamma)
    polygamma = staticmethod(_polygamma)
    sinc: Any = staticmethod(sinc)
    sinc_derivative: Any = staticmethod(sinc_derivative)
    erfinv = staticmethod(erfinv)
    slope_of_erfinv = staticmethod(slope_of_erfinv)
    gaussian = staticmethod(gaussian)
    normal_pdf = staticmethod(normal_pdf)
    normal_cdf = staticmethod(normal_cdf)
    times_sigmoid = staticmethod(accurate.times_sigmoid)
    slope_of_silu = staticmethod(accurate.slope_of_silu)
    slope_of_gaussian = staticmethod(accurate.slope_of_gaussian)
    slope_of_normal_pdf = staticmethod(accurate.slope_of_normal_pdf)
    times_normal_cdf = staticmethod(accurate.times_normal_cdf)
    slope_of_gelu = staticmethod(accurate.slope_of_gelu)
    abs = staticmethod(math.fabs)
    sign = staticmethod(_sign)
    floor = staticmethod(_integral(math.floor))
    ceil = staticmethod(_integral(math.ceil))
    round = staticmethod(_integral(round))
    trunc = staticmethod(_integral(math.trunc))
    maximum = staticmethod(_extreme(operator.gt))
    minimum = staticmethod(_extreme(operator.lt))
    where = staticmethod(_where)
    equal: Any = staticmethod(operator.eq)
    sum = staticmethod(_sum)
    dot = staticmethod(_dot)

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        return getattr(self, form.__name__)(*args)

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        """`row` over floats; where Python's `/`, `%` or `**` would raise, as IEEE answers."""
        try:
            return row(self, *args)
        except ArithmeticError:
            return as_floats(row(_CAREFUL, *map(as_ieee, args)))


class _Careful(Floats):
    """FLOATS whose functions answer in IEEE numbers."""

    def __getattribute__(self, letter: str) -> Any:
        found = super().__getattribute__(letter)
        if letter in ("where", "equal", "name", "by_hand") or not callable(found):
            return found

        def careful(*args: Any) -> Any:
            return IEEE(found(*args))

        return careful


FLOATS = Floats()
_CAREFUL = _Careful()
