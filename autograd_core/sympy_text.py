"""sympy expressions over any namespace, text and LaTeX among them, in the order in which people write them."""

import functools
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .namespaces.symbols import sympy


class NoForm(Exception):  # noqa: N818  # as NoProof is no error either
    """There is no closed form to print: a row that sympy cannot follow, or a choice that the point does not decide."""


_FUNCTIONS: Mapping[str, str] = {"Abs": "abs", "loggamma": "lgamma", "ceiling": "ceil"}


def over(form: Any, m: Any, of: Callable[[Any], Any]) -> Any:
    """A sympy expression over a namespace, text and LaTeX among them; `of` gives the number of a symbol.

    A sum begins with a term that is not negative, and a product is one fraction, as people write them.
    """
    sp = sympy()
    if form.is_Symbol:
        return of(form)
    if form.is_Rational:
        return _rational(form, m)
    if form is sp.pi:
        return m.pi
    if form is sp.E:
        return m.exp(m.number(1))
    if form.is_Add:
        terms = form.as_ordered_terms()
        first = next((term for term in terms if not term.could_extract_minus_sign()), terms[0])
        terms = [first, *(term for term in terms if term is not first)]
        total = over(terms[0], m, of)
        for term in terms[1:]:
            total = total - over(-term, m, of) if term.could_extract_minus_sign() else total + over(term, m, of)
        return total
    if form.is_Mul or (form.is_Pow and form.exp.is_negative):
        return _product(form, m, of)
    if form.is_Pow:
        base, power = over(form.base, m, of), form.exp
        return m.sqrt(base) if power == sp.Rational(1, 2) else m.pow(base, over(power, m, of))
    if form.is_Function:
        return getattr(m, _FUNCTIONS.get(form.func.__name__, form.func.__name__))(*(over(x, m, of) for x in form.args))
    raise NoForm


def _product(form: Any, m: Any, of: Callable[[Any], Any]) -> Any:
    """Factors above and below one bar, a minus before it."""
    sp = sympy()
    if form.could_extract_minus_sign():
        return -over(-form, m, of)
    above, below = [], []
    for factor in form.as_ordered_factors():
        if factor.is_Rational and _is_decimal(factor):
            above.append(factor)
        elif factor.is_Rational:
            above += [sp.Integer(factor.p)] if factor.p != 1 else []
            below += [sp.Integer(factor.q)] if factor.q != 1 else []
        elif factor.is_Pow and factor.exp.is_negative:
            below.append(factor.base**-factor.exp)
        else:
            above.append(factor)
    top = functools.reduce(lambda a, b: a * b, (over(x, m, of) for x in above)) if above else m.number(1)
    return top / functools.reduce(lambda a, b: a * b, (over(x, m, of) for x in below)) if below else top


def _is_decimal(x: Any) -> bool:
    """Whether a fraction was written as a decimal: a float prints as it, and its denominator is more than 4."""
    exact = Fraction(int(x.p), int(x.q))
    return exact.denominator > 4 and abs(exact) < 10**15 and Fraction(repr(float(exact))) == exact


def _rational(x: Any, m: Any) -> Any:
    if x.q == 1:
        return m.number(int(x.p))
    if _is_decimal(x):
        return m.number(float(Fraction(int(x.p), int(x.q))))
    return m.number(int(x.p)) / m.number(int(x.q))
