"""A kind of example: how the numbers of one are laid out, and the model and its loss as functions of these numbers."""

import math
import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from typing import Any

from autograd_core import Value, no_grad, tree_leaves, tree_map

from .inputs import Dropout
from .losses import Measure, in_two_steps
from .modules import Module, copied


class NotCompiledError(Exception):
    """What is asked of a model cannot be a program; the text says why."""


class IntegersDecideError(Exception):
    """A loss computes something else with an integer of a target than with the same number as a Value."""


class ExampleKind:
    """Examples of one shape, whose numbers are a row: features, targets, and which inputs each Dropout lets pass.

    Where the loss is one of nn's, the row holds what that makes of a target (a 1 for the class, and 0 for the others),
    so that one program serves all.  Of a target for another loss it holds the floats and, if they are `counted`, the
    integers; else these belong to the kind, as what decides what the loss computes.  A kind can be sent to a worker
    where model and loss can.
    """

    def __init__(
        self, model: Module, features: Any, loss: Measure | None = None, target: Any = None, counted: bool = False
    ) -> None:
        self.model, self.features, self.target = model, tree_map(lambda x: None, features), target
        steps = None if loss is None else in_two_steps(loss)
        self.numbers_of: Measure | None = steps[0] if steps else None
        self.formula: Measure | None = steps[1] if steps else loss
        self.in_row = (float, int) if counted else (float,)
        """The types of what stands in the row of a target."""
        self.flat = type(features) is list and all(type(x) in (float, int, bool) for x in features)
        """Whether features are a list of numbers."""
        self.classes: dict[int, list[float]] = {}
        """What the loss makes of an integer for a target, where that was asked before."""
        self.checked: set[str] = set()
        """Targets with integers that were seen to have the loss that recording finds."""
        self.passing: list[tuple[int, int]] = []
        """Which Dropout is asked, and for how many inputs, in this order."""
        self.reached: list[int] | None = None
        """The places of the parameters that the loss depends on."""
        self._recorded: tuple[Value, list[Value], list[Value]] | None = None
        self._without: dict[frozenset[int], list[int]] = {}

        def passing(i: int, n: int) -> list[float]:
            self.passing.append((i, n))
            return [1.0] * n

        with no_grad():
            self.outs = self._twin(lambda p: p, passing)(features)

    def row(self, features: Any, target: Any) -> list[float]:
        """The numbers of an example; what is dropped is drawn anew."""
        numbers = [*map(float, features if self.flat else tree_leaves(features))]
        if self.numbers_of is not None:
            known = self.classes.get(target) if type(target) is int else None
            if known is None:
                known = [*map(float, self.numbers_of(self.outs, target))]
                if type(target) is int:
                    self.classes[target] = known
            numbers += known
        elif self.formula is not None:
            numbers += [float(x) for x in tree_leaves(target) if type(x) in self.in_row]
        if self.passing:
            dropouts = dropouts_of(self.model)
            for i, n in self.passing:
                numbers += dropouts[i].passing(n)
        return numbers

    def loss(self, parameters: list[Value], row: list[Value], count: Value) -> Any:
        """The part of an example in the mean loss of so many, and beside it its loss and the outputs."""
        given = iter(row)
        features = tree_map(lambda _: next(given), self.features)
        if self.numbers_of is not None:
            target = [next(given) for _ in self.numbers_of(self.outs, self.target)]
        else:
            target = tree_map(lambda x: next(given) if type(x) in self.in_row else x, self.target)
        outs = self._outputs(parameters, features, given)
        assert self.formula is not None
        y = self.formula(outs, target)
        if not isinstance(y, Value):
            raise NotCompiledError(f"a loss is {y!r:.60}, which depends on no parameter")
        self._check_reached(y, parameters, {*parameters, *row})
        self._recorded = y, parameters, row
        return y / count, (y, outs)

    def unchecked(self, target: Any) -> bool:
        """Whether a target holds integers in its row, and no other like it was checked."""
        if type(target) is float or int not in self.in_row or repr(target) in self.checked:
            return False
        return any(type(x) is int for x in tree_leaves(target))

    def check(self, target: Any, outs: Any, loss: float) -> None:
        """Raise IntegersDecideError where the loss of a target is not that of its integers themselves."""
        assert self.formula is not None
        with no_grad():
            expected = self.formula(tree_map(Value, outs), target)
        recorded = expected.data if isinstance(expected, Value) else float(expected)
        if not (math.isclose(recorded, loss, rel_tol=1e-9, abs_tol=1e-12) or (recorded != recorded and loss != loss)):
            raise IntegersDecideError
        self.checked.add(repr(target))

    def reached_by(self, columns: Sequence[Any]) -> list[int]:
        """The places of the parameters that a batch reaches: not those behind what all its examples drop."""
        whole = self.reached or []
        if not self.passing or self._recorded is None:
            return whole
        y, parameters, row = self._recorded
        first = len(row) - sum(n for _, n in self.passing)
        dropped = frozenset(i for i in range(first, len(row)) if not any(columns[i]))
        if not dropped:
            return whole
        if dropped not in self._without:
            leaves = live_leaves(y, {row[i] for i in dropped})
            self._without[dropped] = [k for k in whole if parameters[k] in leaves]
        return self._without[dropped]

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_recorded": None, "_without": {}}

    def outputs(self, parameters: list[Value], row: list[Value]) -> Any:
        """What the model answers."""
        given = iter(row)
        return self._outputs(parameters, tree_map(lambda _: next(given), self.features), given)

    def _outputs(self, parameters: list[Value], features: Any, left: Iterator[Value]) -> Any:
        fresh = dict(zip(self.model.parameters(), parameters, strict=True))
        plan = deque(self.passing)

        def passing(i: int, n: int) -> list[Value]:
            if not plan or plan.popleft() != (i, n):
                raise NotCompiledError("which inputs a Dropout sees differs from example to example")
            return [next(left) for _ in range(n)]

        twin = self._twin(lambda p: fresh.get(p, p), passing)
        before = _state(twin)
        outs = twin(features)
        if _state(twin) != before:
            raise NotCompiledError("the model keeps something of each example that it is called on")
        return outs

    def _twin(self, leaf: Callable[[Value], Any], passing: Callable[[int, int], Any]) -> Module:
        """The model with other parameters, whose Dropouts ask `passing`."""
        twin = copied(self.model, leaf)
        for i, dropout in enumerate(dropouts_of(twin)):
            vars(dropout)["passing"] = lambda n, i=i: passing(i, n)
        return twin

    def _check_reached(self, y: Value, parameters: Sequence[Value], inputs: set[Value]) -> None:
        leaves = live_leaves(y)
        if leaves.intersection(self.model.parameters()) - inputs:
            raise NotCompiledError("the loss reaches parameters otherwise than through the model")
        reached = [k for k, p in enumerate(parameters) if p in leaves]
        if not reached or (self.reached is not None and reached != self.reached):
            raise NotCompiledError("which parameters the loss depends on differs from example to example")
        self.reached = reached


def dropouts_of(model: Module) -> list[Dropout]:
    """Every Dropout within, the model itself included."""
    return [thing for thing in (model, *(thing for _, thing in model.contents())) if type(thing) is Dropout]


def check_chance(model: Module) -> None:
    """Raise NotCompiledError for a model that draws random numbers otherwise than for a Dropout."""
    known = {id(dropout.generator) for dropout in dropouts_of(model)}
    if any(id(generator) not in known for generator in model.generators().values()):
        raise NotCompiledError("the model draws random numbers while it is trained")


def key(features: Any, target: Any, prepared: bool, counted: bool = False) -> Any:
    """What examples must have in common to run through one program; integers of a target may be `counted` as floats."""
    plain = (float, int, bool)
    if type(features) is list and {*map(type, features)} <= {float}:
        shape: Any = len(features)
    else:
        for x in tree_leaves(features):
            if type(x) not in plain:
                raise NotCompiledError(f"an example holds {x!r:.60} ({type(x).__name__}), which is no plain number")
        shape = repr(tree_map(lambda x: None, features))
    if prepared:
        return shape, None
    for x in tree_leaves(target):
        if type(x) not in plain:
            raise NotCompiledError(f"a target holds {x!r:.60} ({type(x).__name__}), which is no plain number")
    in_row = (float, int) if counted else (float,)
    return shape, repr(tree_map(lambda x: "number" if type(x) in in_row else (type(x).__name__, x), target))


def as_lists(nest: Any) -> Any:
    """An array as lists of numbers, and anything else as it is."""
    return nest.tolist() if hasattr(nest, "tolist") else nest


def live_leaves(y: Value, zeros: Set[Value] = frozenset()) -> set[Value]:
    """The leaves beneath a loss, but for what is multiplied by any of these zeros alone."""
    met: set[Value] = set()
    left: list[Any] = [y]
    while left:
        node = left.pop()
        if isinstance(node, Value) and node not in met:
            met.add(node)
            if not zeros or zeros.isdisjoint(x for x in node.args if isinstance(x, Value)):
                left += node.args
    return {node for node in met if node.op is None}


def _state(model: Module) -> list[list[Any]]:
    """What the modules hold, but for what they keep so as not to compute it again, and for chance."""
    modules = [model, *(thing for _, thing in model.contents() if isinstance(thing, Module))]
    return [
        [id(x) for x in tree_leaves({k: v for k, v in vars(m).items() if k != "_rows"}) if type(x) is not random.Random]
        for m in modules
    ]
