"""What products, sums and powers of whole arrays are on paper, where a vector is a column."""

from collections.abc import Callable
from typing import Any

from ...ops import OPS, Op
from ...values import WRITTEN
from ..formulas.expression import FormulaError
from .arithmetic import Budget, applied, each, is_array, matmul, product, reduced, shape_of, total


def _beside(budget: Budget, a: Any, b: Any) -> Any:
    """a b: the matrix product, of columns and of what ᵀ lays down; with a number, all of it times the number."""
    if not (is_array(a) and is_array(b)):
        return applied(OPS["mul"], budget, a, b)
    if a.ndim == b.ndim == 1:
        raise FormulaError(
            "two vectors side by side could be aᵀb, a bᵀ or a ⊙ b: write which" if len(a) > 1 else _needs(a, b)
        )
    if a.ndim == 1 and b.ndim == 2 and b.shape[0] == 1:
        return matmul(a.reshape(-1, 1), b, budget)  # a bᵀ
    if a.ndim == 2 and a.shape[0] == 1 and b.ndim == 1 and len(b) == a.shape[1]:
        budget.spend(len(b))
        return product(a[0].tolist(), b.tolist())  # aᵀ b
    return matmul(a, b, budget)


def _needs(a: Any, b: Any) -> str:
    return f"the shapes {shape_of(a)} and {shape_of(b)} do not fit together"


def _aligned(a: Any, b: Any) -> tuple[Any, Any]:
    """Two arrays for an operation entry by entry; a vector beside a matrix as the column or the row that fits."""
    if not (is_array(a) and is_array(b)) or a.shape == b.shape:
        return a, b
    if [n for n in a.shape if n != 1] == [n for n in b.shape if n != 1]:
        return (a, b.reshape(a.shape)) if a.ndim >= b.ndim else (a.reshape(b.shape), b)
    if a.ndim == 1 and b.ndim != 1:
        second, first = _aligned(b, a)
        return first, second
    if b.ndim == 1 and a.ndim == 2 and len(b) in a.shape:
        if a.shape[0] == a.shape[1]:
            words = (
                f"a vector of {len(b)} beside a square matrix could stand for its rows or its columns: write brackets"
            )
            raise FormulaError(words)
        return a, (b.reshape(-1, 1) if len(b) == a.shape[0] else b)
    return a, b


def _entrywise(op: Op) -> Callable[..., Any]:
    return lambda budget, a, b: applied(op, budget, *_aligned(a, b))


def _times(budget: Budget, a: Any, b: Any) -> Any:
    """a*b: of arrays entry by entry, where they have one shape."""
    if is_array(a) and is_array(b) and a.shape != b.shape:
        raise FormulaError(f"* between the shapes {a.shape} and {b.shape}: write A B for the matrix product, or A ⊙ B")
    return applied(OPS["mul"], budget, a, b)


def _dot(budget: Budget, a: Any, b: Any) -> Any:
    """a·b: of two vectors the sum of the products of their entries."""
    if not (is_array(a) and is_array(b) and a.ndim == b.ndim == 1):
        return _beside(budget, a, b)
    if len(a) != len(b):
        raise FormulaError(_needs(a, b))
    budget.spend(len(a))
    return product(a.tolist(), b.tolist())


def _cross(budget: Budget, a: Any, b: Any) -> Any:
    if is_array(a) and is_array(b):
        raise FormulaError("× between two arrays could be the cross product: write a ⊙ b, or a bᵀ")
    return applied(OPS["mul"], budget, a, b)


def _power(budget: Budget, x: Any, n: Any) -> Any:
    """x², entry by entry of a vector; of a matrix it is asked about."""
    if is_array(x) and x.ndim > 1 and min(x.shape) > 1:
        raise FormulaError("the power of a matrix could be entry by entry or a product: write A ⊙ A or A A")
    if is_array(n):
        raise FormulaError("an exponent is a number")
    return applied(OPS["pow"], budget, x, n)


def _transposed(budget: Budget, x: Any) -> Any:
    """xᵀ: a vector lies down."""
    if not is_array(x):
        return x
    return x.reshape(1, -1) if x.ndim == 1 else x.T


def _slope(op: Op) -> Callable[..., Any]:
    """σ'(x), from the row of the table."""
    return lambda budget, x: each(lambda e: WRITTEN.slope(op, e), budget, x)


def _summed(budget: Budget, x: Any) -> Any:
    """1ᵀX: the sum over the first axis."""
    return reduced(total, x, 0, False, budget)


def _square(budget: Budget, x: Any) -> Any:
    """‖x‖²: the sum of the squares."""
    if not is_array(x):
        return applied(OPS["mul"], budget, x, x)
    budget.spend(x.size)
    entries = x.reshape(-1).tolist()
    return product(entries, entries)


def _softmax(budget: Budget, x: Any) -> Any:
    if is_array(x) and x.ndim > 1 and min(x.shape) > 1:
        raise FormulaError("softmax of a matrix: over its rows or its columns? write softmax(x, axis=1) as Python does")
    logs = reduced(lambda xs: OPS["logsumexp"].apply(tuple(xs)), x, None, True, budget)
    return applied(OPS["exp"], budget, applied(OPS["sub"], budget, x, logs))


def _diagonal(budget: Budget, x: Any) -> Any:
    """The matrix that has a vector on its diagonal, and the diagonal of a matrix."""
    import numpy as np

    if not is_array(x) or x.ndim > 2:
        raise FormulaError(f"diag needs a vector or a matrix; got the shape {shape_of(x)}")
    if x.ndim == 2:
        return np.diagonal(x).copy()
    budget.spend(len(x) ** 2, len(x) ** 2)
    found = np.zeros((len(x), len(x)), dtype=int).astype(object)
    found[np.diag_indices(len(x))] = x
    return found


PAPER: dict[str, Callable[..., Any]] = {
    "paper product": _beside, "paper entries": _entrywise(OPS["mul"]), "paper times": _times,
    "paper dot": _dot, "paper cross": _cross,
    "paper plus": _entrywise(OPS["add"]), "paper minus": _entrywise(OPS["sub"]), "paper power": _power,
    "paper transposed": _transposed, "paper sum": _summed, "paper softmax": _softmax, "paper square": _square,
    "paper length": lambda budget, x: applied(OPS["sqrt"], budget, _square(budget, x)),
    "diag": _diagonal, "diagflat": _diagonal,
    **{f"slope of {name}": _slope(op) for name, op in OPS.items() if len(op.parameters) == 1},
}  # fmt: skip
"""Names that nobody can write, for what signs on paper say, and diag."""
