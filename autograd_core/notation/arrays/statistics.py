"""Sums of products and spreads of arrays: einsum, var and std, as numpy and torch define them."""

import math
from collections.abc import Mapping
from itertools import product as places_of
from typing import Any

from ...ops import OPS
from ..formulas.expression import FormulaError
from .arithmetic import Budget, applied, apply, product, reduced, total, whole_array

UNLIKE = ("var", "std")
"""Functions that divide by n in numpy and by n - 1 in torch."""
_TORCH, _NUMPY = ("dim", "keepdim", "unbiased", "correction"), ("axis", "keepdims", "ddof")


def spread(name: str, library: str, x: Any, args: tuple[Any, ...], given: Mapping[str, Any], budget: Budget) -> Any:
    """var and std along an axis; `library` is np, torch, or "" for a method.  Raises FormulaError where it could be
    either's."""
    torch, numpy = any(key in given for key in _TORCH), any(key in given for key in _NUMPY)
    if not library and torch == numpy:
        words = f"x.{name}() divides by n in numpy and by n - 1 in torch"
        raise FormulaError(f"{words}: write np.{name}(x, axis=0), or torch.{name}(x, dim=0)")
    of_torch = library == "torch" or (not library and torch)
    axis = args[0] if args else given.get("dim", given.get("axis"))
    keep = bool(given.get("keepdim", given.get("keepdims", False)))
    less = given.get("correction", given.get("ddof", int(given.get("unbiased", True)) if of_torch else 0))
    x = whole_array(x)
    mean = reduced(lambda xs: apply(OPS["div"], total(xs), len(xs)), x, axis, True, budget)
    off = applied(OPS["sub"], budget, x, mean)

    def variance(xs: list[Any]) -> Any:
        if type(less) is not int or len(xs) <= less:
            raise FormulaError(f"{name} of {len(xs)} numbers needs a whole number below that taken off; got {less!r}")
        return apply(OPS["div"], product(xs, xs), len(xs) - less)

    found = reduced(variance, off, axis, keep, budget)
    return found if name == "var" else applied(OPS["sqrt"], budget, found)


def convolved(budget: Budget, a: Any, v: Any, mode: Any = "full") -> Any:
    """Σ a[i] v[k - i] for every k at which the two overlap, as np.convolve has it; "valid" where they do so wholly."""
    import numpy as np

    a, v = whole_array(a), whole_array(v)
    if getattr(a, "ndim", 0) != 1 or getattr(v, "ndim", 0) != 1 or mode not in ("full", "same", "valid"):
        raise FormulaError('vectors are convolved, with the mode "full", "same" or "valid"')
    n, m = len(a), len(v)
    budget.spend(n * m, n + m)
    pairs = [[(a[i], v[k - i]) for i in range(max(0, k - m + 1), min(n, k + 1))] for k in range(n + m - 1)]
    found = np.empty(n + m - 1, dtype=object)
    found[:] = [product([x for x, _ in each], [y for _, y in each]) for each in pairs]
    less = min(n, m) - 1
    return (
        found
        if mode == "full"
        else found[less : n + m - 1 - less]
        if mode == "valid"
        else found[less // 2 : less // 2 + max(n, m)]
    )


def correlated(budget: Budget, a: Any, v: Any, mode: Any = None) -> Any:
    """np.correlate(a, v, mode): Σ a[k + i] v[i], which is a convolution with v from its end to its beginning."""
    if mode is None:
        raise FormulaError('numpy correlates with mode="valid" and scipy with mode="full": write which')
    a, v = whole_array(a), whole_array(v)
    if getattr(v, "ndim", 0) == 1 and len(v) > getattr(a, "size", 0):
        raise FormulaError("correlate needs the longer vector first")
    return convolved(budget, a, v[::-1] if getattr(v, "ndim", 0) == 1 else v, mode)


def einsum(budget: Budget, subscripts: str, *arrays: Any) -> Any:
    """einsum("ij,jk->ik", A, B), of one array or of two."""
    import numpy as np

    left, arrow, out = subscripts.replace(" ", "").partition("->")
    terms, xs = left.split(","), [whole_array(x) for x in arrays]
    if not left.replace(",", "").isalpha() or len(terms) != len(xs) or not 1 <= len(xs) <= 2:
        raise FormulaError('einsum is read of one array or two, such as np.einsum("ij,jk->ik", A, B)')
    if not arrow:
        letters = left.replace(",", "")
        out = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    sizes: dict[str, int] = {}
    for term, x in zip(terms, xs):
        if len(term) != len(getattr(x, "shape", ())):
            raise FormulaError(f"{term!r} has {len(term)} letters, and its array the shape {getattr(x, 'shape', ())}")
        for c, n in zip(term, x.shape):
            if sizes.setdefault(c, n) != n:
                raise FormulaError(f"the axes called {c!r} have {sizes[c]} and {n} entries")
    if not set(out) <= set(sizes) or len(set(out)) < len(out):
        raise FormulaError(f"each letter of {out!r} stands once there, and before the arrow")
    within = [c for c in sizes if c not in out]
    budget.spend(math.prod(sizes.values()), math.prod(sizes[c] for c in out))
    found = np.empty([sizes[c] for c in out], dtype=object)
    for place in places_of(*(range(sizes[c]) for c in out)):
        at = dict(zip(out, place))
        factors: list[list[Any]] = [[] for _ in xs]
        for inner in places_of(*(range(sizes[c]) for c in within)):
            at |= dict(zip(within, inner))
            for entries, term, x in zip(factors, terms, xs):
                entries.append(x[tuple(at[c] for c in term)])
        found[place] = total(factors[0]) if len(xs) == 1 else product(*factors)
    return found if out else found[()]
