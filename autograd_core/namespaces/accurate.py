"""Numbers of one float whose formula cancels, or loses its digits in the tails: the same numbers, to the last few bits.

Each has its formula where `FINER` is used: in the op table.  A polynomial is of highest degree first, and was fitted by
mpmath at 60 digits.
"""

import math
from collections.abc import Mapping

from .special import PDF, PDF_REST, SQRT_HALF_REST, normal_cdf, product, times_exp, times_pdf

FINER = (
    "times_sigmoid",
    "slope_of_silu",
    "slope_of_gaussian",
    "slope_of_normal_pdf",
    "times_normal_cdf",
    "slope_of_gelu",
    "slope_of_erfinv",
)
"""Letters that floats have, and programs over them; other systems work out the formula."""

SILU_ZERO, SILU_REST = -1.2784645427610737, -1.0946994183093437e-16
SILU = (
    -8.456126903561771e-13, 5.46977326364882e-12, 1.532023349698477e-11, -6.872474945691877e-11,
    -2.555808371790511e-10, 2.2869231937894236e-10, 2.9680621269905635e-09, 4.623722561988885e-09,
    -1.8931619555362715e-08, -9.266591149674391e-08, -3.047390361455806e-08, 8.599670902755331e-07,
    2.3460114009664675e-06, -2.942630312860367e-06, -2.9733536585540518e-05, -4.090534288186535e-05,
    0.00018570724254400912, 0.0007985218819258817, 0.0001266274101945734, -0.006606589138363729,
    -0.015222655223193634, 0.018874814223782527, 0.146648796996947, 0.2178117057198001,
)  # fmt: skip
"""The slope of silu, divided by the distance from its zero, from 1.1 below that to 1.28 above."""
GELU_ZERO, GELU_REST = -0.7517915246935645, 1.4956759177009883e-17
GELU = (
    -3.292903861151641e-10, 2.8211853455611735e-09, -2.140782553575194e-09, -3.552022887000446e-08,
    -1.0584778205554744e-09, 5.699891707139099e-07, 4.327567729689088e-07, -7.748340103579439e-06,
    -1.1214391773682724e-05, 8.61594574310535e-05, 0.0001863397515640715, -0.00074482683683232,
    -0.0022395380687413764, 0.00453922837904654, 0.01942167983822658, -0.014771522148242863, -0.1140082332972226,
    -0.018199676398671098, 0.38828498299055203, 0.4314939923140469,
)  # fmt: skip
"""The slope of gelu, divided by the distance from its zero, from 0.45 below that to 1 above."""
GELU_LEFT = (
    1.762528585987849e-08, -2.571093338632788e-08, -3.450931035319721e-07, -7.391046022583454e-08,
    4.769309617046319e-06, 8.169080385958167e-06, -4.5488624149815675e-05, -0.00015953854155278252,
    0.00022167711449894314, 0.0017928720900726258, 0.0008677704663013876, -0.011584575918583669,
    -0.02262749532794341, 0.02666832654588972, 0.13618120609712364, 0.12778080155073254, -0.06211566742049511,
    -0.1226740437875709,
)  # fmt: skip
"""The slope of gelu at -1.6 + d, for |d| up to 0.55."""
_LGAMMA_AT_2 = (
    -1.1366369584234094e-08, 2.370009155096677e-08, -1.2745400143107169e-08, 2.6975662607641158e-08,
    -1.0897178613484277e-07, 2.2982554324682216e-07, -4.44775982016799e-07, 9.458471349223894e-07,
    -2.040720986098538e-06, 4.37799561059035e-06, -9.439158777872713e-06, 2.0506527905760403e-05,
    -4.492628281394262e-05, 9.945760854844413e-05, -0.0002231547545319987, 0.0005096695165923974,
    -0.0011927539118881667, 0.0028905103311258266, -0.007385551028669971, 0.020580808427776206,
    -0.06735230105319812, 0.32246703342411326, 0.42278433509846713,
)  # fmt: skip
"""lgamma(2 + d) / d, for |d| up to 3/4."""
_LGAMMA_AT_1 = (
    -0.06928380249485716, 0.07302784334409541, -0.05663245272474891, 0.06020201298139458, -0.06682232999260808,
    0.07159408341567752, -0.07692618365330123, 0.08334719848486703, -0.09095417407951806, 0.10009962210510019,
    -0.11133426359238932, 0.12550966713649744, -0.14404989678670604, 0.16955717701613895, -0.20738555102861042,
    0.27058080842771787, -0.4006856343865315, 0.8224670334241133, -0.5772156649015329,
)  # fmt: skip
"""lgamma(1 + d) / d, for |d| up to 1/4."""
DIGAMMA_ZERO, DIGAMMA_REST = 1.4616321449683622, 9.549995429965697e-17
DIGAMMA = (
    -9.515113912357755e-05, 0.00014272686244942115, -4.139136063404716e-05, 6.208772324940114e-05,
    -0.00023026734304861364, 0.00034540550426556704, -0.00045556568177565796, 0.0006833765285705868,
    -0.0010432295690454097, 0.0015650199951192701, -0.0023445132534162475, 0.0035178748316257494,
    -0.00528003022876132, 0.007927042679762207, -0.011908214472277513, 0.01790724714550899, -0.02697579686728012,
    0.040760833979133715, -0.061922133271270725, 0.0949887244522505, -0.14840492305392014, 0.24054248424079114,
    -0.42362742128146047, 0.9510558760318328,
)  # fmt: skip
"""digamma(1.5 + d), divided by the distance from its zero, for |d| up to 0.55."""
MILLS = (135135.0, 10395.0, 945.0, 105.0, 15.0, 3.0, 1.0, 1.0)
"""-x normal_cdf(x) / normal_pdf(x) far to the left, in -1 / x^2: its asymptotic series (DLMF 7.12.1)."""

SHARED: Mapping[str, float | tuple[float, ...]] = {
    "SILU_ZERO": SILU_ZERO, "SILU_REST": SILU_REST, "SILU": SILU, "GELU_ZERO": GELU_ZERO, "GELU_REST": GELU_REST,
    "GELU": GELU, "GELU_LEFT": GELU_LEFT, "MILLS": MILLS, "PDF": PDF, "PDF_REST": PDF_REST,
    "SQRT_HALF_REST": SQRT_HALF_REST, "DIGAMMA_ZERO": DIGAMMA_ZERO, "DIGAMMA_REST": DIGAMMA_REST, "DIGAMMA": DIGAMMA,
}  # fmt: skip
"""What the same functions in C and JavaScript are written with, by name: those libraries hold no copy of it."""


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """The polynomial of these coefficients at x, by Horner's rule."""
    value = 0.0
    for a in coefficients:
        value = value * x + a
    return value


def times_sigmoid(x: float) -> float:
    """x sigmoid(x), which is silu."""
    if x < -800:
        return -0.0
    if x < -700:  # where exp(x) has lost digits
        half = math.exp(x / 2)
        return x * half * half
    if x < 0:
        e = math.exp(x)
        return x * e / (1 + e)
    return x / (1 + math.exp(-x))


def slope_of_silu(x: float) -> float:
    """exp(x) (1 + x + exp(x)) / (1 + exp(x))^2."""
    if abs(x) > 800:
        return 1.0 if x > 0 else 0.0
    if x < -700:
        half = math.exp(x / 2)
        return (1 + x) * half * half
    if x < -2.3:
        e = math.exp(-x)
        return (1 + x + 1 / e) / (e + 2 + 1 / e)
    if x < 0:
        d = x - SILU_ZERO - SILU_REST
        return d * polynomial(SILU, d)
    e = math.exp(-x)
    return (1 + x * e / (1 + e)) / (1 + e)


def slope_of_gaussian(x: float) -> float:
    """-2 x exp(-x^2)."""
    return times_exp(-2 * x, x, 1.0) if abs(x) < 30 else x if x != x else 0.0


def slope_of_normal_pdf(x: float) -> float:
    """-x exp(-x^2 / 2) / sqrt(2 pi)."""
    return times_pdf(-x, x) if abs(x) < 40 else x if x != x else 0.0


def times_normal_cdf(x: float) -> float:
    """x normal_cdf(x), which is gelu."""
    if x < -40:
        return -0.0
    if x < -36:
        return -times_pdf(_mills(x), x)
    return x * normal_cdf(x) if x < 40 else x


def slope_of_gelu(x: float) -> float:
    """normal_cdf(x) + x normal_pdf(x)."""
    if not abs(x) < 40:
        return 1.0 if x > 0 else 0.0 if x < 0 else x
    if x < -36:
        return times_pdf(x - _mills(x) / x, x)
    if -2.1 < x < -1.1:
        return polynomial(GELU_LEFT, x + 1.6)
    if -1.1 <= x < 0.2:
        d = x - GELU_ZERO - GELU_REST
        return d * polynomial(GELU, d)
    return normal_cdf(x) + times_pdf(x, x)


def _mills(x: float) -> float:
    """-x normal_cdf(x) / normal_pdf(x) far to the left."""
    return polynomial(MILLS, -1 / (x * x))


def lgamma(x: float, plain: float) -> float:
    """lgamma(x), given as `math` has it: beside 1 and 2 that has no digit right, and around them few."""
    if not 0 < x < 8:
        return plain
    if x <= 0.75:
        return lgamma_of(1 + x) - math.log(x)
    below = 1.0
    while x >= 2.75:
        x -= 1
        below *= x
    return lgamma_of(x) + math.log(below)


def lgamma_of(x: float) -> float:
    """lgamma(x) for 3/4 < x < 11/4."""
    if x < 1.25:
        return (x - 1) * polynomial(_LGAMMA_AT_1, x - 1)
    return (x - 2) * polynomial(_LGAMMA_AT_2, x - 2)


def digamma(x: float) -> float:
    """digamma(x) for 0.95 < x < 3.05, around its one zero to the right of 0."""
    if x > 2.05:
        return digamma(x - 1) + 1 / (x - 1)
    return (x - DIGAMMA_ZERO - DIGAMMA_REST) * polynomial(DIGAMMA, x - 1.5)


def cbrt(x: float, plain: float) -> float:
    """The cube root, given as `math` has it, after a step of Newton's that knows the cube exactly."""
    if x == 0 or x - x != 0:
        return plain
    if abs(x) < 1e-250:
        return cbrt_of(x * 2.0**300, plain * 2.0**100) * 2.0**-100
    return cbrt_of(x, plain)


def cbrt_of(x: float, y: float) -> float:
    """y, a cube root of x, after a step of Newton's; the cube is exact as two floats."""
    square, rest = product(y, y)
    cube, left = product(square, y)
    return y + ((x - cube) - (left + rest * y)) / (3 * square)
