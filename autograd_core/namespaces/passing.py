"""Passing: how an adjoint gets past an op that has a rule of its own for it, in place of a local partial."""

from typing import Any


class Passing:
    """What stands on an edge for a local partial: an adjoint times this is what the rule of the op makes of it.

    It is no number.  What is carried forward, from right to left in the chain rule, it refuses.
    """

    __slots__ = ("args", "m", "op", "position", "y")
    __array_ufunc__ = None  # so that an array, too, leaves the product to it

    def __init__(self, m: Any, op: Any, y: Any, args: Any, position: int) -> None:
        self.m, self.op, self.y, self.args, self.position = m, op, y, tuple(args), position

    def __rmul__(self, bar: Any) -> Any:
        """What the rule passes on to the argument at this position."""
        passed = self.m.evaluate(self.op.vjp, bar, self.y, *self.args)
        several = passed if isinstance(passed, list | tuple) else (passed,)
        if len(several) != len(self.args):
            raise TypeError(
                f"op {self.op.name!r} needs a vjp that returns what each of its {len(self.args)} arguments gets; "
                f"got {passed!r:.60}"
            )
        found = several[self.position]
        return self.op.real(found, self.position) if type(bar) is float else found

    def __mul__(self, tangent: Any) -> Any:
        raise TypeError(
            f"{self.op.name} has a rule for adjoints (vjp=), so nothing is carried forward through it: "
            "use backward(), gradient, grad or vjp"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passing) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash(self._facts())

    def _facts(self) -> tuple[Any, ...]:
        return self.op, self.y, self.args, self.position

    def __repr__(self) -> str:
        return f"<the rule of {self.op.name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, self._facts()


def _restored(op: Any, y: float, args: tuple[float, ...], position: int) -> Passing:
    from .floats import FLOATS

    return Passing(FLOATS, op, y, args, position)
