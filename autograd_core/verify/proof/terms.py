"""Terms: sums of monomials with rational coefficients, and what can be done with them without looking at an atom."""

import math
from fractions import Fraction
from typing import Any

Monomial = tuple[tuple[int, Any], ...]
"""Atoms by number with their rational exponents, in order; () is 1."""
Terms = dict[Monomial, Fraction]
"""Monomials and their coefficients, none of which is 0; {} is 0."""

UNIT: Monomial = ()
ONE, HALF = Fraction(1), Fraction(1, 2)

BITS, POWER = 40_000, 10**1000
"""At most so many bits in a coefficient, and such a size of an exponent."""


class NoProof(Exception):  # noqa: N818  # not an error: the question stays open
    """The normal form does not reach this far, or the point lies where something is not defined."""


class Power(Fraction):
    """A fraction as an exponent, which remembers its hash: monomials are looked up all the time."""

    __slots__ = ("_hash",)

    _hash: int

    def __hash__(self) -> int:  # type: ignore[override]  # typeshed has it that numbers may lack one
        try:
            return self._hash
        except AttributeError:
            self._hash = Fraction.__hash__(self)
            return self._hash


def rational(q: Any) -> Any:
    """A rational number, as an int where it is one."""
    if type(q) is int:
        return q
    return q.numerator if q.denominator == 1 else q if type(q) is Power else Power(q)


def plus(a: Terms, b: Terms, times: Fraction = ONE) -> Terms:
    """a + times b"""
    total = dict(a)
    add_to(total, b if times is ONE else scaled(b, times))
    return total


def add_to(total: Terms, more: Terms) -> None:
    """total += more"""
    for monomial, c in more.items():
        if monomial not in total:
            total[monomial] = c
        elif not (both := total[monomial] + c):
            del total[monomial]
        else:
            total[monomial] = both


def scaled(a: Terms, factor: Fraction) -> Terms:
    """A sum times a number."""
    return {monomial: factor * c for monomial, c in a.items()} if factor else {}


def constant(terms: Terms) -> Fraction | None:
    """The number that the terms are, if they are one."""
    return terms.get(UNIT) if len(terms) == 1 else None if terms else Fraction(0)


def raised(monomial: Monomial, q: Any) -> Monomial:
    """A monomial to a rational power."""
    if any(abs(e * q) > POWER for _, e in monomial):
        raise NoProof
    return tuple((i, rational(e * q)) for i, e in monomial) if q else UNIT


def number_raised(c: Fraction, n: int) -> Fraction:
    """A fraction to a whole power; raises NoProof where that would be too long a number."""
    if abs(n) * (c.numerator.bit_length() + c.denominator.bit_length()) > BITS or (n < 0 and not c):
        raise NoProof
    return Fraction(c**n)


def exact_root(c: Fraction) -> Fraction | None:
    """The square root of a rational number, where that is one."""
    top, bottom = math.isqrt(c.numerator), math.isqrt(c.denominator)
    return Fraction(top, bottom) if top * top == c.numerator and bottom * bottom == c.denominator else None


def approximate(c: Any) -> float:
    """A rational as a float, infinite where it is too large."""
    try:
        return float(c)
    except OverflowError:
        return math.inf if c > 0 else -math.inf
