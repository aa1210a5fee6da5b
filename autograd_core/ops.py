"""The op table: all the calculus the engine knows, one row per primitive.

A row gives a name, the primal y = f(x, ...), and one local partial per argument, as plain Python over a
namespace `m`.  A partial sees `m`, the output, then the inputs.  Literals are integers, so rational rows are
exact over fractions.  Rows are total: they guard the input, never the result, since over arrays `where`
evaluates both sides.  The lambdas are untyped because each runs over every number system there is.

Adding an op is adding a row: evaluation, gradients of every order, symbolic proof, text, pictures and the
tests all read it from here.  What takes more than a line of a row stands in `forms.py`; what else a row may say of
itself (`by_hand`, `domain`, `kink`, ...) is told by `Op` in `table.py`.
"""

import functools
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from . import forms, spreads
from .adding import op as op
from .arguments import public
from .instead import OF_OPS
from .table import OPS as OPS
from .table import N, Recorded
from .table import Op as Op
from .trees import tree_map
from .words import nearest

X = TypeVar("X")
Y = TypeVar("Y")

# fmt: off
# arithmetic ─────────────────── primal ────────────────────── partials ──────────────────────
identity = op("identity", lambda m, x: x,              lambda m, y, x: 1)
neg      = op("neg",      lambda m, x: -x,             lambda m, y, x: -1, symbol="-")
add      = op("add",      lambda m, x, y: x + y,       lambda m, z, x, y: 1,
                                                       lambda m, z, x, y: 1, symbol="+", adds=True)
sub      = op("sub",      lambda m, x, y: x - y,       lambda m, z, x, y: 1,
                                                       lambda m, z, x, y: -1, symbol="-")
mul      = op("mul",      lambda m, x, y: x * y,       lambda m, z, x, y: y,
                                                       lambda m, z, x, y: x, symbol="*")
div      = op("div",      lambda m, x, y: x / y,       lambda m, z, x, y: 1 / y,
                                                       lambda m, z, x, y: -z / y, symbol="/")
mod      = op("mod",      lambda m, x, y: x % y,       lambda m, z, x, y: 1,
                                                       lambda m, z, x, y: -(x // y), symbol="%",
              domain=lambda m, x, y: y != 0, kink=lambda m, x, y: m.equal(x % y, 0))
fmod     = op("fmod",     lambda m, x, y: m.fmod(x, y),  lambda m, z, x, y: 1,
                                                       lambda m, z, x, y: -m.round((x - z) / y),
              by_hand=(lambda m, z, x, y: 1, lambda m, z, x, y: -m.trunc(x / y)),
              domain=lambda m, x, y: y != 0, kink=lambda m, x, y: m.equal(m.fmod(x, y), 0))
floordiv = op("floordiv", lambda m, x, y: x // y,      lambda m, z, x, y: m.nothing,
                                                       lambda m, z, x, y: m.nothing, symbol="//",
              domain=lambda m, x, y: y != 0, kink=lambda m, x, y: m.equal(x % y, 0))
pow      = op("pow",      lambda m, x, y: m.pow(x, y),
              lambda m, z, x, y: y * forms.power_below(m, z, x, y),
              lambda m, z, x, y: z * m.log(m.where(m.equal(x, 0) & (y >= 0), 1, x)), symbol="**",
              by_hand=(lambda m, z, x, y: y * m.pow(x, y - 1),
                       lambda m, z, x, y: z * m.log(x)),
              domain=lambda m, x, y: (x >= 0) | m.equal(y, m.floor(y)))

# exponentials and logarithms
exp      = op("exp",      lambda m, x: m.exp(x),       lambda m, y, x: y)
exp2     = op("exp2",     lambda m, x: m.exp2(x),      lambda m, y, x: m.log(2) * y)
expm1    = op("expm1",    lambda m, x: m.expm1(x),     lambda m, y, x: m.exp(x),
              by_hand=lambda m, y, x: y + 1)
log      = op("log",      lambda m, x: m.log(x),       lambda m, y, x: 1 / x, domain=lambda m, x: x > 0)
log1p    = op("log1p",    lambda m, x: m.log1p(x),     lambda m, y, x: 1 / (1 + x), domain=lambda m, x: x > -1)
log2     = op("log2",     lambda m, x: m.log2(x),      lambda m, y, x: 1 / m.log(2) / x, domain=lambda m, x: x > 0)
log10    = op("log10",    lambda m, x: m.log10(x),     lambda m, y, x: 1 / m.log(10) / x, domain=lambda m, x: x > 0)
sqrt     = op("sqrt",     lambda m, x: m.sqrt(x),      lambda m, y, x: 1 / (2 * y), domain=lambda m, x: x >= 0)
cbrt     = op("cbrt",     lambda m, x: m.cbrt(x),      lambda m, y, x: 1 / (3 * forms.square(y)))

# trigonometric and hyperbolic
sin      = op("sin",      lambda m, x: m.sin(x),       lambda m, y, x: m.cos(x))
cos      = op("cos",      lambda m, x: m.cos(x),       lambda m, y, x: -m.sin(x))
tan      = op("tan",      lambda m, x: m.tan(x),       lambda m, y, x: 1 / forms.square(m.cos(x)),
              by_hand=lambda m, y, x: 1 + y**2)
asin     = op("asin",     lambda m, x: m.asin(x),      lambda m, y, x: 1 / m.sqrt((1 - x) * (1 + x)),
              by_hand=lambda m, y, x: 1 / m.sqrt(1 - x**2), domain=lambda m, x: m.abs(x) <= 1)
acos     = op("acos",     lambda m, x: m.acos(x),      lambda m, y, x: -1 / m.sqrt((1 - x) * (1 + x)),
              by_hand=lambda m, y, x: -1 / m.sqrt(1 - x**2), domain=lambda m, x: m.abs(x) <= 1)
atan     = op("atan",     lambda m, x: m.atan(x),      lambda m, y, x: 1 / m.hypot(1, x) / m.hypot(1, x),
              by_hand=lambda m, y, x: 1 / (1 + x**2))
atan2    = op("atan2",    lambda m, y, x: m.atan2(y, x),
              lambda m, z, y, x: x / m.hypot(x, y) / m.hypot(x, y),
              lambda m, z, y, x: -y / m.hypot(x, y) / m.hypot(x, y),
              by_hand=(lambda m, z, y, x: x / (x**2 + y**2),
                       lambda m, z, y, x: -y / (x**2 + y**2)),
              kink=lambda m, y, x: m.equal(y, 0) & (x <= 0))
sinc     = op("sinc",     lambda m, x: m.sinc(x),      lambda m, y, x: m.sinc_derivative(1, x),
              by_hand=lambda m, y, x: (m.cos(m.pi * x) - y) / x)
sinc_derivative = op("sinc_derivative", lambda m, n, x: m.sinc_derivative(n, x),
              lambda m, y, n, x: n * m.number(float("nan")), lambda m, y, n, x: m.sinc_derivative(n + 1, x),
              domain=lambda m, n, x: m.equal(n, m.floor(n)) & (n >= 0))
sinh     = op("sinh",     lambda m, x: m.sinh(x),      lambda m, y, x: m.cosh(x))
cosh     = op("cosh",     lambda m, x: m.cosh(x),      lambda m, y, x: m.sinh(x))
tanh     = op("tanh",     lambda m, x: m.tanh(x),      lambda m, y, x: 4 * m.sigmoid(2 * x) * m.sigmoid(-(2 * x)),
              by_hand=lambda m, y, x: 1 - y**2)  # -(2 x), not -2 x: kernels then see one exponential in two sigmoids
asinh    = op("asinh",    lambda m, x: m.asinh(x),     lambda m, y, x: 1 / m.hypot(1, x),
              by_hand=lambda m, y, x: 1 / m.sqrt(1 + x**2))
acosh    = op("acosh",    lambda m, x: m.acosh(x),     lambda m, y, x: 1 / (m.sqrt(x - 1) * m.sqrt(x + 1)),
              by_hand=lambda m, y, x: 1 / m.sqrt(x**2 - 1), domain=lambda m, x: x >= 1)
atanh    = op("atanh",    lambda m, x: m.atanh(x),     lambda m, y, x: 1 / ((1 - x) * (1 + x)),
              by_hand=lambda m, y, x: 1 / (1 - x**2), domain=lambda m, x: m.abs(x) < 1)
hypot    = op("hypot",    lambda m, x, y: m.hypot(x, y),
              lambda m, z, x, y: x / m.where(m.equal(z, 0), 1, z),
              lambda m, z, x, y: y / m.where(m.equal(z, 0), 1, z),
              by_hand=(lambda m, z, x, y: x / z, lambda m, z, x, y: y / z),
              kink=lambda m, x, y: m.equal(x, 0) & m.equal(y, 0))

degrees  = op("degrees",  lambda m, x: x * (180 / m.pi), lambda m, y, x: 180 / m.pi)
radians  = op("radians",  lambda m, x: x * (m.pi / 180), lambda m, y, x: m.pi / 180)

# activations
sigmoid     = op("sigmoid",     lambda m, x: m.sigmoid(x),        lambda m, y, x: y * m.sigmoid(-x),
                 by_hand=lambda m, y, x: y * (1 - y))
log_sigmoid = op("log_sigmoid", lambda m, x: -m.softplus(-x),     lambda m, y, x: m.sigmoid(-x))
softplus    = op("softplus",    lambda m, x: m.softplus(x),       lambda m, y, x: m.sigmoid(x))
silu        = op("silu",        lambda m, x: m.finely(forms.times_sigmoid, x),
                 lambda m, y, x: m.finely(forms.slope_of_silu, x))
gelu        = op("gelu",        lambda m, x: m.finely(forms.times_normal_cdf, x),
                 lambda m, y, x: m.finely(forms.slope_of_gelu, x))
relu        = op("relu",        lambda m, x: m.maximum(x, 0),
                 lambda m, y, x: m.where(x > 0, 1, m.where(x < 0, m.nothing, y)),  # y is 0, or NaN with x
                 by_hand=lambda m, y, x: m.where(x > 0, 1, m.nothing), kink=lambda m, x: m.equal(x, 0))
leaky_relu  = op("leaky_relu",  lambda m, x, slope=0.01: m.where(x > 0, x, slope * x),
                 lambda m, y, x, slope: forms.bent(m, x, 1, slope, slope),
                 lambda m, y, x, slope: m.where(x > 0, m.nothing, x),
                 kink=lambda m, x, slope: m.equal(x, 0))
elu         = op("elu",         lambda m, x, alpha=1: m.where(x > 0, x, alpha * m.expm1(m.minimum(x, 0))),
                 lambda m, y, x, alpha: forms.bent(m, x, 1, alpha * m.exp(m.minimum(x, 0)), alpha),
                 lambda m, y, x, alpha: m.where(x > 0, m.nothing, m.expm1(m.minimum(x, 0))),
                 by_hand=(lambda m, y, x, alpha: forms.bent(m, x, 1, y + alpha, alpha),
                          lambda m, y, x, alpha: m.where(x > 0, m.nothing, m.expm1(m.minimum(x, 0)))),
                 kink=lambda m, x, alpha: m.equal(x, 0) & (alpha != 1))

# the normal distribution and the gamma function
gaussian   = op("gaussian",   lambda m, x: m.gaussian(x),      lambda m, y, x: m.finely(forms.slope_of_gaussian, x),
                by_hand=lambda m, y, x: -2 * x * y)
normal_pdf = op("normal_pdf", lambda m, x: m.normal_pdf(x),    lambda m, y, x: m.finely(forms.slope_of_normal_pdf, x),
                by_hand=lambda m, y, x: -x * y)
normal_cdf = op("normal_cdf", lambda m, x: m.normal_cdf(x),    lambda m, y, x: m.normal_pdf(x))
erf        = op("erf",        lambda m, x: m.erf(x),           lambda m, y, x: 2 / m.sqrt(m.pi) * m.gaussian(x))
erfc       = op("erfc",       lambda m, x: m.erfc(x),          lambda m, y, x: -2 / m.sqrt(m.pi) * m.gaussian(x))
erfinv     = op("erfinv",     lambda m, x: m.erfinv(x),        lambda m, y, x: m.finely(forms.slope_of_erfinv, x),
                by_hand=lambda m, y, x: m.sqrt(m.pi) / 2 * m.exp(y**2), domain=lambda m, x: m.abs(x) < 1)
lgamma     = op("lgamma",     lambda m, x: m.lgamma(x),        lambda m, y, x: m.digamma(x))
digamma    = op("digamma",    lambda m, x: m.digamma(x),       lambda m, y, x: m.polygamma(1, x))
polygamma  = op("polygamma",  lambda m, n, x: m.polygamma(n, x), lambda m, y, n, x: n * m.number(float("nan")),
                lambda m, y, n, x: m.polygamma(n + 1, x), domain=lambda m, n, x: m.equal(n, m.floor(n)) & (n >= 0))

# steps and choices: at a kink the partial is the subgradient of least norm
abs     = op("abs",   lambda m, x: m.abs(x),   lambda m, y, x: m.sign(x), kink=lambda m, x: m.equal(x, 0))
sign    = op("sign",  lambda m, x: m.sign(x),  lambda m, y, x: forms.zero(m, x), kink=lambda m, x: m.equal(x, 0))
copysign = op("copysign", lambda m, x, y: m.copysign(x, y), lambda m, z, x, y: m.sign(x) * m.copysign(1, y),
             lambda m, z, x, y: forms.zero(m, y), kink=lambda m, x, y: m.equal(x, 0) | m.equal(y, 0))
floor   = op("floor", lambda m, x: m.floor(x), lambda m, y, x: forms.zero(m, x),
             kink=lambda m, x: m.equal(x, m.floor(x)))
ceil    = op("ceil",  lambda m, x: m.ceil(x),  lambda m, y, x: forms.zero(m, x),
             kink=lambda m, x: m.equal(x, m.floor(x)))
trunc   = op("trunc", lambda m, x: m.trunc(x), lambda m, y, x: forms.zero(m, x),
             kink=lambda m, x: m.equal(x, m.floor(x)))
round   = op("round", lambda m, x: m.round(x), lambda m, y, x: forms.zero(m, x),
             kink=lambda m, x: m.equal(2 * x, m.floor(2 * x)))
maximum = op("maximum", lambda m, x, *others: m.maximum(x, *others),
             joint=lambda m, y, free, *xs: forms.shares(m, y, free, xs),
             kink=lambda m, *xs: forms.tied(m, m.maximum(*xs), xs), spread=spreads.listed("maximum"))
minimum = op("minimum", lambda m, x, *others: m.minimum(x, *others),
             joint=lambda m, y, free, *xs: forms.shares(m, y, free, xs),
             kink=lambda m, *xs: forms.tied(m, m.minimum(*xs), xs), spread=spreads.listed("minimum"))
clamp   = op("clamp", lambda m, x, lo, hi: m.minimum(m.maximum(x, lo), hi), joint=forms.clamp_partials,
             kink=lambda m, x, lo, hi: m.equal(x, lo) | m.equal(m.maximum(x, lo), hi))
select  = op("select",  lambda m, c, x, y: m.where(m.equal(c, 0), y, x), lambda m, z, c, x, y: forms.zero(m, c),
             lambda m, z, c, x, y: m.where(m.equal(c, 0), m.nothing, 1),
             lambda m, z, c, x, y: m.where(m.equal(c, 0), 1, m.nothing), kink=lambda m, c, x, y: m.equal(c, 0))

# many arguments
sum       = op("sum",       lambda m, *xs: m.sum(*xs),       joint=lambda m, y, free, *xs: [m.number(1)] * len(xs),
               spread=spreads.listed("sum", 0), adds=True)
mean      = op("mean",      lambda m, x, *others: m.sum(x, *others) / (1 + len(others)),
               joint=lambda m, y, free, *xs: [m.number(1) / len(xs)] * len(xs), spread=spreads.listed("mean"))
prod      = op("prod",      lambda m, x, *others: functools.reduce(operator.mul, others, x),
               joint=lambda m, y, free, *xs: forms.products_of_others(m, xs), spread=spreads.listed("prod"))
dot       = op("dot",       lambda m, *wx: m.dot(*wx),       joint=lambda m, y, free, *wx: forms.swapped(wx),
               spread=spreads.pair, pairs=True)
logsumexp = op("logsumexp", lambda m, *xs: m.logsumexp(*xs),
               joint=lambda m, y, free, *xs: forms.parts_of_sum(m, y, *xs), spread=spreads.listed("logsumexp"))
# fmt: on


@public
def where(condition: Any, x: X, y: Y) -> X | Y:
    """`x` where the condition holds, else `y`; only the branch that is taken becomes part of a graph.

    `select(c, x, y)` is the row that keeps both: x where c is not 0.
    """
    return x if condition else y


@overload
def softmax(xs: Iterable[float]) -> list[float]: ...  # type: ignore[overload-overlap]  # of numbers alone, numbers
@overload
def softmax(xs: Iterable[N | float]) -> list[N]: ...
@overload
def softmax(xs: Iterable[object]) -> list[Any]: ...  # a list of both kinds
@public
def softmax(xs: Iterable[Any]) -> list[Any]:
    """exp(x_i) / (exp(x_1) + exp(x_2) + ...) for each of some numbers: a list that adds up to 1.

    >>> [f"{p:.9f}" for p in softmax([1000.0, 1000.0])]
    ['0.500000000', '0.500000000']
    """
    return [exp(x) for x in _log_softmax("softmax", xs)]


@overload
def log_softmax(xs: Iterable[float]) -> list[float]: ...  # type: ignore[overload-overlap]  # as softmax
@overload
def log_softmax(xs: Iterable[N | float]) -> list[N]: ...
@overload
def log_softmax(xs: Iterable[object]) -> list[Any]: ...
@public
def log_softmax(xs: Iterable[Any]) -> list[Any]:
    """log(softmax(xs)), exact where softmax itself would round to 0."""
    return _log_softmax("log_softmax", xs)


def _log_softmax(name: str, xs: Iterable[Any]) -> list[Any]:
    numbers: list[Any] = list(xs)
    if not numbers:
        raise ValueError(f"{name}(xs) needs at least one number; got none")
    total = logsumexp(numbers)
    return [x - total for x in numbers]


@overload
def stop_gradient(x: float | Recorded) -> float: ...
@overload
def stop_gradient(x: Any) -> Any: ...
@public
def stop_gradient(x: Any) -> Any:
    """The number of a Value, or a nest of them as numbers: what is computed from it has no derivative towards x.

    A straight-through estimator is x + stop_gradient(round(x) - x), a gradient reversal 2 * stop_gradient(x) - x.

    >>> from autograd_core import grad
    >>> grad(lambda x: x * stop_gradient(x))(3.0)
    3.0
    >>> grad(lambda x: x + stop_gradient(round(x) - x))(2.6)
    1.0
    """
    return tree_map(lambda each: each.data if hasattr(each, "__record__") else each, x)


if not TYPE_CHECKING:  # a checker knows the rows, and flags any other name

    def __getattr__(name: str) -> Any:
        """A sentence for a name that is not here, with the nearest; rows of one's own stay in the table."""
        if name.startswith("_"):
            hint = ""
        elif name in OPS:
            hint = f": write OPS[{name!r}]"
        elif name in OF_OPS:
            hint = f": {OF_OPS[name]}"
        else:
            hint = f"; {nearest(name, OPS, 'OPS lists the rows')}"
        raise AttributeError(f"ops has no {name!r}{hint}")

    __all__ = ["OPS", "Op", "log_softmax", "op", "softmax", "stop_gradient", "where", *OPS]

    def __dir__() -> list[str]:
        """What completion offers: the rows, and the functions made of them."""
        return sorted(__all__)
