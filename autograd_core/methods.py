"""Every row of the op table as a method of a Value: v.exp(), v.clamp(0, 1).

Written by tests/write_methods.py.
"""

# mypy: disable-error-code="no-any-return"

from typing import Self

from .adding import Added, method
from .table import OPS


class Methods(Added):
    """The rows as methods that a type checker and an editor know."""

    __slots__ = ()

    @method
    def identity(self) -> Self:
        """x, where x is this Value: see help(ops.identity)."""
        return OPS["identity"].of(self)

    @method
    def neg(self) -> Self:
        """-x, where x is this Value: see help(ops.neg)."""
        return OPS["neg"].of(self)

    @method
    def add(self, y: Self | float) -> Self:
        """x + y, where x is this Value: see help(ops.add)."""
        return OPS["add"].apply((self, y))

    @method
    def sub(self, y: Self | float) -> Self:
        """x - y, where x is this Value: see help(ops.sub)."""
        return OPS["sub"].apply((self, y))

    @method
    def mul(self, y: Self | float) -> Self:
        """x y, where x is this Value: see help(ops.mul)."""
        return OPS["mul"].apply((self, y))

    @method
    def div(self, y: Self | float) -> Self:
        """x / y, where x is this Value: see help(ops.div)."""
        return OPS["div"].apply((self, y))

    @method
    def mod(self, y: Self | float) -> Self:
        """x % y, where x is this Value: see help(ops.mod)."""
        return OPS["mod"].apply((self, y))

    @method
    def fmod(self, y: Self | float) -> Self:
        """fmod(x, y), where x is this Value: see help(ops.fmod)."""
        return OPS["fmod"].apply((self, y))

    @method
    def floordiv(self, y: Self | float) -> Self:
        """floor(x / y), where x is this Value: see help(ops.floordiv)."""
        return OPS["floordiv"].apply((self, y))

    @method
    def pow(self, y: Self | float) -> Self:
        """x^y, where x is this Value: see help(ops.pow)."""
        return OPS["pow"].apply((self, y))

    @method
    def exp(self) -> Self:
        """exp(x), where x is this Value: see help(ops.exp)."""
        return OPS["exp"].of(self)

    @method
    def exp2(self) -> Self:
        """exp2(x), where x is this Value: see help(ops.exp2)."""
        return OPS["exp2"].of(self)

    @method
    def expm1(self) -> Self:
        """expm1(x), where x is this Value: see help(ops.expm1)."""
        return OPS["expm1"].of(self)

    @method
    def log(self) -> Self:
        """log(x), where x is this Value: see help(ops.log)."""
        return OPS["log"].of(self)

    @method
    def log1p(self) -> Self:
        """log1p(x), where x is this Value: see help(ops.log1p)."""
        return OPS["log1p"].of(self)

    @method
    def log2(self) -> Self:
        """log2(x), where x is this Value: see help(ops.log2)."""
        return OPS["log2"].of(self)

    @method
    def log10(self) -> Self:
        """log10(x), where x is this Value: see help(ops.log10)."""
        return OPS["log10"].of(self)

    @method
    def sqrt(self) -> Self:
        """sqrt(x), where x is this Value: see help(ops.sqrt)."""
        return OPS["sqrt"].of(self)

    @method
    def cbrt(self) -> Self:
        """cbrt(x), where x is this Value: see help(ops.cbrt)."""
        return OPS["cbrt"].of(self)

    @method
    def sin(self) -> Self:
        """sin(x), where x is this Value: see help(ops.sin)."""
        return OPS["sin"].of(self)

    @method
    def cos(self) -> Self:
        """cos(x), where x is this Value: see help(ops.cos)."""
        return OPS["cos"].of(self)

    @method
    def tan(self) -> Self:
        """tan(x), where x is this Value: see help(ops.tan)."""
        return OPS["tan"].of(self)

    @method
    def asin(self) -> Self:
        """asin(x), where x is this Value: see help(ops.asin)."""
        return OPS["asin"].of(self)

    @method
    def acos(self) -> Self:
        """acos(x), where x is this Value: see help(ops.acos)."""
        return OPS["acos"].of(self)

    @method
    def atan(self) -> Self:
        """atan(x), where x is this Value: see help(ops.atan)."""
        return OPS["atan"].of(self)

    @method
    def atan2(self, x: Self | float) -> Self:
        """atan2(y, x), where y is this Value: see help(ops.atan2)."""
        return OPS["atan2"].apply((self, x))

    @method
    def sinc(self) -> Self:
        """sinc(x), where x is this Value: see help(ops.sinc)."""
        return OPS["sinc"].of(self)

    @method
    def sinc_derivative(self, x: Self | float) -> Self:
        """sinc_derivative(n, x), where n is this Value: see help(ops.sinc_derivative)."""
        return OPS["sinc_derivative"].apply((self, x))

    @method
    def sinh(self) -> Self:
        """sinh(x), where x is this Value: see help(ops.sinh)."""
        return OPS["sinh"].of(self)

    @method
    def cosh(self) -> Self:
        """cosh(x), where x is this Value: see help(ops.cosh)."""
        return OPS["cosh"].of(self)

    @method
    def tanh(self) -> Self:
        """tanh(x), where x is this Value: see help(ops.tanh)."""
        return OPS["tanh"].of(self)

    @method
    def asinh(self) -> Self:
        """asinh(x), where x is this Value: see help(ops.asinh)."""
        return OPS["asinh"].of(self)

    @method
    def acosh(self) -> Self:
        """acosh(x), where x is this Value: see help(ops.acosh)."""
        return OPS["acosh"].of(self)

    @method
    def atanh(self) -> Self:
        """atanh(x), where x is this Value: see help(ops.atanh)."""
        return OPS["atanh"].of(self)

    @method
    def hypot(self, y: Self | float) -> Self:
        """hypot(x, y), where x is this Value: see help(ops.hypot)."""
        return OPS["hypot"].apply((self, y))

    @method
    def degrees(self) -> Self:
        """x 180 / pi, where x is this Value: see help(ops.degrees)."""
        return OPS["degrees"].of(self)

    @method
    def radians(self) -> Self:
        """x pi / 180, where x is this Value: see help(ops.radians)."""
        return OPS["radians"].of(self)

    @method
    def sigmoid(self) -> Self:
        """sigmoid(x), where x is this Value: see help(ops.sigmoid)."""
        return OPS["sigmoid"].of(self)

    @method
    def log_sigmoid(self) -> Self:
        """-softplus(-x), where x is this Value: see help(ops.log_sigmoid)."""
        return OPS["log_sigmoid"].of(self)

    @method
    def softplus(self) -> Self:
        """softplus(x), where x is this Value: see help(ops.softplus)."""
        return OPS["softplus"].of(self)

    @method
    def silu(self) -> Self:
        """x sigmoid(x), where x is this Value: see help(ops.silu)."""
        return OPS["silu"].of(self)

    @method
    def gelu(self) -> Self:
        """x normal_cdf(x), where x is this Value: see help(ops.gelu)."""
        return OPS["gelu"].of(self)

    @method
    def relu(self) -> Self:
        """maximum(x, 0), where x is this Value: see help(ops.relu)."""
        return OPS["relu"].of(self)

    @method
    def leaky_relu(self, slope: Self | float = 0.01) -> Self:
        """x where x > 0, else slope x, where x is this Value: see help(ops.leaky_relu)."""
        return OPS["leaky_relu"].apply((self, slope))

    @method
    def elu(self, alpha: Self | float = 1) -> Self:
        """x where x > 0, else alpha expm1(minimum(x, 0)), where x is this Value: see help(ops.elu)."""
        return OPS["elu"].apply((self, alpha))

    @method
    def gaussian(self) -> Self:
        """gaussian(x), where x is this Value: see help(ops.gaussian)."""
        return OPS["gaussian"].of(self)

    @method
    def normal_pdf(self) -> Self:
        """normal_pdf(x), where x is this Value: see help(ops.normal_pdf)."""
        return OPS["normal_pdf"].of(self)

    @method
    def normal_cdf(self) -> Self:
        """normal_cdf(x), where x is this Value: see help(ops.normal_cdf)."""
        return OPS["normal_cdf"].of(self)

    @method
    def erf(self) -> Self:
        """erf(x), where x is this Value: see help(ops.erf)."""
        return OPS["erf"].of(self)

    @method
    def erfc(self) -> Self:
        """erfc(x), where x is this Value: see help(ops.erfc)."""
        return OPS["erfc"].of(self)

    @method
    def erfinv(self) -> Self:
        """erfinv(x), where x is this Value: see help(ops.erfinv)."""
        return OPS["erfinv"].of(self)

    @method
    def lgamma(self) -> Self:
        """lgamma(x), where x is this Value: see help(ops.lgamma)."""
        return OPS["lgamma"].of(self)

    @method
    def digamma(self) -> Self:
        """digamma(x), where x is this Value: see help(ops.digamma)."""
        return OPS["digamma"].of(self)

    @method
    def polygamma(self, x: Self | float) -> Self:
        """polygamma(n, x), where n is this Value: see help(ops.polygamma)."""
        return OPS["polygamma"].apply((self, x))

    @method
    def abs(self) -> Self:
        """abs(x), where x is this Value: see help(ops.abs)."""
        return OPS["abs"].of(self)

    @method
    def sign(self) -> Self:
        """sign(x), where x is this Value: see help(ops.sign)."""
        return OPS["sign"].of(self)

    @method
    def copysign(self, y: Self | float) -> Self:
        """copysign(x, y), where x is this Value: see help(ops.copysign)."""
        return OPS["copysign"].apply((self, y))

    @method
    def floor(self) -> Self:
        """floor(x), where x is this Value: see help(ops.floor)."""
        return OPS["floor"].of(self)

    @method
    def ceil(self) -> Self:
        """ceil(x), where x is this Value: see help(ops.ceil)."""
        return OPS["ceil"].of(self)

    @method
    def trunc(self) -> Self:
        """trunc(x), where x is this Value: see help(ops.trunc)."""
        return OPS["trunc"].of(self)

    @method
    def round(self) -> Self:
        """round(x), where x is this Value: see help(ops.round)."""
        return OPS["round"].of(self)

    @method
    def maximum(self, *others: Self | float) -> Self:
        """maximum(x1, x2), where x1 is this Value: see help(ops.maximum)."""
        return OPS["maximum"].apply((self, *others))

    @method
    def minimum(self, *others: Self | float) -> Self:
        """minimum(x1, x2), where x1 is this Value: see help(ops.minimum)."""
        return OPS["minimum"].apply((self, *others))

    @method
    def clamp(self, lo: Self | float, hi: Self | float) -> Self:
        """minimum(maximum(x, lo), hi), where x is this Value: see help(ops.clamp)."""
        return OPS["clamp"].apply((self, lo, hi))

    @method
    def select(self, x: Self | float, y: Self | float) -> Self:
        """y where c = 0, else x, where c is this Value: see help(ops.select)."""
        return OPS["select"].apply((self, x, y))

    @method
    def sum(self, *others: Self | float) -> Self:
        """x1 + x2, where x1 is this Value: see help(ops.sum)."""
        return OPS["sum"].apply((self, *others))

    @method
    def mean(self, *others: Self | float) -> Self:
        """(x1 + x2) / 2, where x1 is this Value: see help(ops.mean)."""
        return OPS["mean"].apply((self, *others))

    @method
    def prod(self, *others: Self | float) -> Self:
        """x1 x2, where x1 is this Value: see help(ops.prod)."""
        return OPS["prod"].apply((self, *others))

    @method
    def dot(self, *others: Self | float) -> Self:
        """w x, where w is this Value: see help(ops.dot)."""
        return OPS["dot"].apply((self, *others))

    @method
    def logsumexp(self, *others: Self | float) -> Self:
        """logsumexp(x1, x2), where x1 is this Value: see help(ops.logsumexp)."""
        return OPS["logsumexp"].apply((self, *others))
