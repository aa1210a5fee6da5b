"""A function recorded: run once on fresh Values, with what decided its way kept beside the graph."""

from collections.abc import Callable, Container
from typing import Any

from ..copying import uncopied
from ..graph import topological_order
from ..names import find
from ..recording import enable_grad
from ..trees import leaves, tree_map, unpacked
from ..value import Value
from ..watching import readings
from .arguments import unbound
from .guards import READS
from .recorded import Recording
from .surroundings import Surroundings, chance


class Recorder:
    """Runs a function on fresh Values, and keeps what decided its way, and what it sees beside its arguments."""

    def __init__(self, f: Callable[..., Any], argnums: int | tuple[int, ...], has_aux: bool) -> None:
        self.f, self.argnums, self.has_aux = f, argnums, has_aux
        self._surroundings: Surroundings | None = None

    def outdated(self) -> bool:
        """Whether anything that the function sees is another than when it was recorded last."""
        if self._surroundings is None:  # it comes from a pickle: what it sees here is what it goes by
            self._surroundings = Surroundings(self.f)
            return False
        return bool(self._surroundings) and self._surroundings.changed() is not None

    @property
    def alone(self) -> bool:
        """Whether the function sees nothing that could change."""
        return not self._surroundings

    def __call__(self, args: Any, named: dict[str, Any]) -> Recording:
        around, drawn = Surroundings(self.f), chance()
        recording = self._recorded(args, named, around)
        moved = around.moved() or ("a generator of random numbers" if chance() != drawn else None)
        if moved is not None:
            if self._recorded(args, named, around) != recording:
                raise ValueError(
                    f"this function changes {moved} as it runs, so that it is another each time: give it as an "
                    "argument and return what becomes of it, or call the function as it is"
                )
            around.settle()
        self._surroundings = around
        return recording

    def _recorded(self, args: Any, named: dict[str, Any], around: Surroundings) -> Recording:
        fresh_args, fresh_named = tree_map(Value, tuple(args)), tree_map(Value, named)
        inputs = list(leaves([fresh_args, fresh_named]))
        numbers = [x._data for x in inputs]
        given = tree_map(lambda x: x, fresh_args)  # the function may put other things into its lists
        with enable_grad(), uncopied(inputs), readings() as guards:
            try:
                y = unpacked(self.f(*fresh_args, **fresh_named))
            except TypeError:
                if wrong := unbound(self.f, fresh_args, fresh_named):
                    raise TypeError(wrong) from None
                raise
        self._check(y, inputs, numbers)
        wrt = self._wrt(given)
        earlier = {x for x, _ in around.values}  # computed or not: they keep the number that they hold
        known = {*inputs}
        roots = [x for x in [*leaves(y), *(side for g in guards for side in (g.left, g.right))] if isinstance(x, Value)]
        kept = list(dict.fromkeys(x for root in roots for x in leaves_beneath(root, earlier) if x not in known))
        return Recording(y, inputs, wrt, kept, guards, self.has_aux)

    def _check(self, y: Any, inputs: list[Value], numbers: list[float]) -> None:
        if self.has_aux and not (isinstance(y, tuple) and len(y) == 2):
            raise TypeError(
                f"has_aux=True needs f to return a pair, one number and the rest; got {y!r:.60}: write return y, rest"
            )
        for x in leaves(y):
            if not isinstance(x, Value | int | float) or isinstance(x, bool):
                raise TypeError(f"compile(f) needs f to return numbers; got {x!r:.60}{_hint(x)}")
        if any(x._data is not data for x, data in zip(inputs, numbers)):
            raise ValueError(
                "this function assigns .data of an argument, so that it is another function than of what it is given: "
                "compute with a new Value, or call the function as it is"
            )

    def _wrt(self, given: tuple[Any, ...]) -> Any:
        """What is differentiated towards: an argument, or a tuple of them."""
        argnums = self.argnums if isinstance(self.argnums, tuple) else (self.argnums,)
        for i in argnums:
            if not -len(given) <= i < len(given) and (given or i):
                raise TypeError(f"argnums={self.argnums} needs that many arguments; got {len(given)}")
        wrt = tuple(given[i] for i in argnums if given)
        return wrt if isinstance(self.argnums, tuple) or not wrt else wrt[0]

    def _content(self) -> tuple[Any, ...]:
        return self.f, self.argnums, self.has_aux

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recorder) and self._content() == other._content()

    __hash__ = None  # type: ignore[assignment]  # it is equal by what it holds, which a hash cannot always be made of

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_surroundings": None}


def refuse_read_numbers(recording: Recording, before: list[Recording]) -> None:
    """Raise ValueError where a number that was read out of the graph became part of the recording."""
    if recording.tests is None or recording.alone is None:
        return
    a = recording.alone
    for other in before:
        b = other.alone
        if b is None or (a.groups, a.args, a.kinds) != (b.groups, b.args, b.kinds):
            continue
        fresh = [(x.data, y.data) for x, y in zip(recording.kept, other.kept) if x is not y]  # made as it was recorded
        if any(x != y for x, y in [*zip(a.constants, b.constants), *fresh]):
            raise ValueError(
                f"this function {READS[recording.tests.reads[0]]}, and what it read went into the graph as "
                "a constant, so that each call is another function: compute with the Value itself, or call the "
                "function as it is"
            )


def leaves_beneath(root: Value, earlier: Container[Value] = ()) -> list[Value]:
    """The leaves beneath a root, from left to right; whatever is `earlier` counts as one."""
    order = topological_order(root, earlier, left_first=True)
    return [node for node in order if node.op is None or node in earlier]


def node_beneath(x: Any, roots: list[Value], what: str) -> Value:
    """The node that is meant by itself or by its label, beneath any of `roots`; `what` it is meant for."""
    if isinstance(x, str):
        for root in roots[:-1]:
            try:
                return find(root, x)
            except LookupError:
                continue
        return find(roots[-1], x)
    if not isinstance(x, Value):
        raise TypeError(f"{what} must hold Values or labels; got {x!r:.60} ({type(x).__name__})")
    return x


def _hint(x: Any) -> str:
    return ": does f end with a return?" if x is None else ": write .tolist()" if hasattr(x, "tolist") else ""
