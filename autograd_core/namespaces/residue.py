"""A residue modulo a prime, beside an enclosure of the number that it stands for; and functions that take sums to
products.
"""

import operator
from collections.abc import Callable
from itertools import islice
from typing import Any, Protocol

from .interval import Interval, Truth, Undetermined

PRIME = 2**61 - 1
"""Of a prime that is 3 modulo 4 a root of x is x to the power of (p + 1)/4, where x has one."""
LOOKED_AT = 64
"""Of so many values of a function it is found out whether another follows from them."""
Join = Callable[[Any, Any], Any]
Turn = Callable[[Any], Any]


class ResidueSystem(Protocol):
    """What a residue asks of the number system that it belongs to: `Residues`."""

    def number(self, x: Any) -> "Residue":
        """A plain number as a residue."""

    def pow(self, x: Any, y: Any) -> "Residue":
        """x^y."""

    def floor(self, x: Any) -> "Residue":
        """The largest whole number that is not above x."""


class Residue:
    """A residue, beside an enclosure of the number at one point, by which choices are made.

    The enclosure is worked out where a choice asks for it: it is given as a function and the residues that it is of.
    Of a sum it is known what was added up.
    """

    __slots__ = ("_at", "m", "n", "parts")

    def __init__(self, m: ResidueSystem, n: Any, at: Interval | tuple[Any, ...], parts: tuple[Any, ...] = ()) -> None:
        self.m, self.n, self.parts = m, n % PRIME, parts
        self._at: Any = at

    @property
    def at(self) -> Interval:
        """The enclosure.  Raises Undetermined."""
        pending = [self]
        while type(self._at) is tuple:  # what it is made of may be a long chain
            last = pending[-1]
            if type(last._at) is tuple:
                function, *of = last._at
                if unknown := [each for each in of if type(each._at) is tuple]:
                    pending += unknown
                    continue
                last._at = function(*(each._at for each in of))
            pending.pop()
        found: Interval = self._at
        return found

    @property
    def nan(self) -> bool:
        """Whether it has no value at the point."""
        return self.at.nan

    @property
    def finite(self) -> bool:
        """Whether it is a number at the point."""
        return self.at.finite

    # fmt: off
    def __neg__(self) -> "Residue": return Residue(self.m, -self.n, (operator.neg, self))
    def __pow__(self, other: Any) -> "Residue": return self.m.pow(self, other)
    def __rpow__(self, other: Any) -> "Residue": return self.m.pow(other, self)
    def __floordiv__(self, other: Any) -> "Residue": return self.m.floor(self / other)
    def __rfloordiv__(self, other: Any) -> "Residue": return self.m.floor(self.m.number(other) / self)
    def __lt__(self, other: Any) -> Truth: return self.at < self.m.number(other).at
    def __le__(self, other: Any) -> Truth: return self.at <= self.m.number(other).at
    def __gt__(self, other: Any) -> Truth: return self.at > self.m.number(other).at
    def __ge__(self, other: Any) -> Truth: return self.at >= self.m.number(other).at
    def __eq__(self, other: object) -> Truth: return self.at == self.m.number(other).at  # type: ignore[override]  # it may be open
    def __ne__(self, other: object) -> Truth: return self.at != self.m.number(other).at  # type: ignore[override]  # it may be open
    # fmt: on
    __hash__ = object.__hash__

    def __add__(self, other: Any) -> "Residue":
        y = self.m.number(other)
        return Residue(self.m, self.n + y.n, (operator.add, self, y), (self.n, y.n))

    def __mul__(self, other: Any) -> "Residue":
        y = self.m.number(other)
        return Residue(self.m, self.n * y.n, (operator.mul, self, y))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Any) -> "Residue":
        y: Residue = self.m.number(other)
        return self + -y

    def __rsub__(self, other: Any) -> "Residue":
        x: Residue = self.m.number(other)
        return x - self

    def __mod__(self, other: Any) -> "Residue":
        y: Residue = self.m.number(other)
        return self - (self // y) * y

    def __rtruediv__(self, other: Any) -> "Residue":
        x: Residue = self.m.number(other)
        return x / self

    def __rmod__(self, other: Any) -> "Residue":
        x: Residue = self.m.number(other)
        return x % self

    def __truediv__(self, other: Any) -> "Residue":
        y = self.m.number(other)
        return Residue(self.m, self.n * inverse(y.n), (operator.truediv, self, y))


class Gaussian:
    """a + b i modulo the prime, where i² is -1: here every residue has a root."""

    __slots__ = ("a", "b")

    def __init__(self, a: int, b: int) -> None:
        self.a, self.b = a % PRIME, b % PRIME

    # fmt: off
    def __mod__(self, prime: int) -> Any: return self if self.b else self.a
    def __neg__(self) -> "Gaussian": return Gaussian(-self.a, -self.b)
    def __add__(self, other: Any) -> "Gaussian": return Gaussian(self.a + _real(other), self.b + _imaginary(other))
    def __sub__(self, other: Any) -> "Gaussian": return Gaussian(self.a - _real(other), self.b - _imaginary(other))
    def __rsub__(self, other: Any) -> "Gaussian": return Gaussian(_real(other) - self.a, _imaginary(other) - self.b)
    def __eq__(self, other: object) -> bool: return self.a == _real(other) and self.b == _imaginary(other)
    def __hash__(self) -> int: return hash((self.a, self.b))
    # fmt: on
    __radd__ = __add__

    def __mul__(self, other: Any) -> "Gaussian":
        c, d = _real(other), _imaginary(other)
        return Gaussian(self.a * c - self.b * d, self.a * d + self.b * c)

    __rmul__ = __mul__


def _real(n: Any) -> Any:
    return n.a if isinstance(n, Gaussian) else n


def _imaginary(n: Any) -> int:
    return n.b if isinstance(n, Gaussian) else 0


def is_upper(n: Any) -> bool:
    """Whether a residue, and not its opposite, is the one of the two by which an odd function is known."""
    return bool((_real(n) or _imaginary(n)) <= PRIME // 2)


def root(n: Any) -> Any:
    """A number whose square is n.  Raises NoRoot: half of those that have an imaginary part have none."""
    if not isinstance(n, Gaussian):
        found = pow(n, (PRIME + 1) // 4, PRIME)
        return found if found * found % PRIME == n else Gaussian(0, pow(-n, (PRIME + 1) // 4, PRIME))
    size = root((n.a * n.a + n.b * n.b) % PRIME)
    if isinstance(size, Gaussian):
        raise NoRoot
    half = inverse(2)
    a = root((n.a + size) * half % PRIME)
    if isinstance(a, Gaussian):
        a = root((n.a - size) * half % PRIME)
    return Gaussian(a, n.b * half * inverse(a))


def power(n: Any, k: int) -> Any:
    """n^k, by squares."""
    if not isinstance(n, Gaussian):
        return pow(n, k, PRIME)
    found: Any = 1
    while k:
        found, n, k = found * n if k & 1 else found, n * n, k >> 1
    return found % PRIME


def inverse(n: Any) -> Any:
    """1/n.  Raises Undetermined for 0."""
    if isinstance(n, Gaussian):
        return Gaussian(n.a, -n.b) * inverse(n.a * n.a + n.b * n.b)
    if not n % PRIME:
        raise Undetermined("a residue is 0")
    return pow(n, -1, PRIME)


class NoRoot(Undetermined):
    """A residue that was drawn has no root: draw others."""

    def __init__(self) -> None:
        super().__init__("a residue has no root")


class Homomorphism:
    """A function that takes sums to products, as exp does: what follows from what is known of it is not drawn.

    For both sides it is given how two things are joined, how one is turned round, and what nothing at all comes to.
    """

    def __init__(self, join: Join, turn: Turn, joined: Join, turned: Turn, of_none: tuple[int, int]) -> None:
        self.join, self.turn, self.joined, self.turned = join, turn, joined, turned
        self.known: dict[Any, Any] = dict([of_none])

    def put(self, n: Any, value: Any) -> None:
        """Its value at n, and with that at what is n turned round."""
        self.known[n], self.known[self.turn(n)] = value, self.turned(value)

    def __call__(self, n: Any, draw: Callable[[], int], parts: tuple[Any, ...] = ()) -> Any:
        """Its value at n, which was joined of these parts."""
        if n not in self.known:
            found = self._follows(n)
            if found is None and parts:
                found = self.joined(*(self(part, draw) for part in parts))
            self.put(n, draw() if found is None else found)
        return self.known[n]

    def _follows(self, n: Any) -> Any:
        for a in islice(self.known, LOOKED_AT):
            rest = self.join(n, self.turn(a))
            if rest in self.known:
                return self.joined(self.known[a], self.known[rest])
        return None


# ── the operations of homomorphisms ──────────────────────────────────────────────────────────────


def plus(a: Any, b: Any) -> Any:
    """a + b."""
    return (a + b) % PRIME


def minus(a: Any) -> Any:
    """-a."""
    return -a % PRIME


def times(a: Any, b: Any) -> Any:
    """a b."""
    return a * b % PRIME


def of_angles(s: Any, t: Any) -> Any:
    """The tangent of a sum of angles, from theirs."""
    return (s + t) * inverse(1 - s * t) % PRIME
