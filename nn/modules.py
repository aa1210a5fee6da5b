"""Modules: what has parameters, finds them among its attributes, and can be turned into plain numbers."""

import random
from collections.abc import Callable, Iterator
from typing import Any, Self, TypeVar

from autograd_core import Value, scope, tree_map
from autograd_core.arguments import public, public_class
from autograd_core.lacking import Hinting
from autograd_core.leaves import forget_gradients
from autograd_core.words import shown

BROUGHT_ALONG = {
    "state_dict": "write save(model, 'model.json'), or model.named_parameters() to look at them",
    **dict.fromkeys(("load_state_dict", "load_weights", "from_pretrained"), "write load(model, 'model.json')"),
    **dict.fromkeys(("save", "save_weights"), "write save(model, 'model.json')"),
    **dict.fromkeys(("weights", "params", "get_weights", "trainable_variables"), "write model.parameters()"),
    "set_weights": "assign the data of each parameter: p.data = 0.5",
    **dict.fromkeys(("fit", "train_on_batch"), "write fit(model, data, loss, optimizer, epochs)"),
    "compile": "write fit(model, data, loss, optimizer, epochs), which compiles by itself",
    "predict": "write model(point), or predict(model, points)",
    **dict.fromkeys(("evaluate", "score"), "write score(model, data, measures)"),
    **dict.fromkeys(("summary", "modules", "children", "named_modules"), "write print(model), or model.parts()"),
    **dict.fromkeys(("add", "append"), "write Sequential(first, second, ...)"),
    **dict.fromkeys(("to", "cpu", "cuda", "double", "float"), "numbers are floats of Python: leave it out"),
    **dict.fromkeys(("requires_grad_", "freeze"), "give the optimizer the parameters that shall learn, and no others"),
}
"""What other libraries' models have, and what to write here."""

revision = object()
"""Another object whenever an attribute of a module was set: what was found out about modules before is out of date."""


@public_class("forward")
class Module(Hinting):
    """Something with parameters: the Values, modules, and lists and dicts of them among its attributes.

    Calling it runs `forward`, which a subclass writes.  A module is like an op: with Values among its parameters or its
    inputs it records a graph; made of plain numbers, see `plain()`, it computes plain numbers.
    """

    path: str | None = None
    """The scope this module records its nodes in, such as "layer1"; by default the attribute it became."""
    training: bool = True
    """Whether it is being trained: Dropout drops only then."""
    fixed: bool = False
    """Whether its parameters are plain numbers: see `plain()`."""
    _instead = BROUGHT_ALONG

    def forward(self, *args: Any) -> Any:
        """What the module computes; a subclass writes it."""
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, ...)")

    @public
    def __call__(self, *args: Any) -> Any:
        if self.path is None:
            return self.forward(*args)
        with scope(self.path):
            return self.forward(*args)

    def __setattr__(self, name: str, thing: Any) -> None:
        global revision
        revision = object()
        if isinstance(thing, Module) and thing.path is None:
            thing.path = name
        super().__setattr__(name, thing)

    # ── what it is made of ───────────────────────────────────────────────────────────────────────

    def contents(self) -> Iterator[tuple[str, Any]]:
        """Every module, leaf and generator within, once, by the path that leads to it: "layers.0.neurons.1.bias"."""
        yield from _contents(vars(self), "", {id(self)})

    def named_parameters(self) -> dict[str, Value]:
        """Every parameter once, by its path."""
        return {name: thing for name, thing in self.contents() if isinstance(thing, Value)}

    def parameters(self) -> list[Value]:
        """Every parameter once, in the order of the attributes."""
        return list(self.named_parameters().values())

    def generators(self) -> dict[str, random.Random]:
        """Every generator of random numbers within, by its path: they are part of the state of a training run."""
        return {name: thing for name, thing in self.contents() if isinstance(thing, random.Random)}

    def parts(self) -> dict[str, "Module"]:
        """The modules it is made of, by the scope they record in; none for one that is best looked at as a whole."""
        return {
            thing.path or name: thing
            for name, thing in _contents(vars(self), "", {id(self)}, deep=False)
            if isinstance(thing, Module)
        }

    def tensors(self) -> dict[str, Any]:
        """Its parameters in nests of lists, as deep as they have dimensions, by name: "layers.0.weight"."""
        return dict(_tensors(vars(self), ""))

    # ── what can be done with it ─────────────────────────────────────────────────────────────────

    def zero_grad(self) -> None:
        """Forget the gradients: "not computed yet" again."""
        forget_gradients(self.parameters())

    def train(self, training: bool = True) -> Self:
        """Go over to training, this module and all within."""
        if not isinstance(training, bool):
            raise TypeError(f"train(training) needs True or False; got {training!r:.60} ({type(training).__name__})")
        self.training = training
        for _, thing in self.contents():
            if isinstance(thing, Module):
                thing.training = training
        return self

    def eval(self) -> Self:
        """Go over to evaluation: nothing is left to chance."""
        return self.train(False)

    def plain(self) -> Any:  # its calls give numbers, where those of Self give Values
        """The same module made of plain numbers, in evaluation: a fixed function of what it learned, without a graph.

        >>> from nn import MLP
        >>> MLP([2, 1], "relu", weights=[[[3.0, -1.0]]]).plain()([2.0, 1.0])
        [5.0]
        """
        return copied(self, lambda parameter: parameter.data, training=False, fixed=True, path=None)

    def headline(self) -> str:
        """What it is, in a few words; a subclass adds its sizes."""
        return type(self).__name__

    def __repr__(self) -> str:
        (_, headline, total), *parts = _rows(self, "", "")
        names, headlines, counts = (max(map(len, column)) for column in zip(*parts or [("", "", "")]))
        lines = [f"{name:{names}}  {what:{headlines}}  {number:>{counts}}" for name, what, number in parts]
        return "\n".join([f"{headline} of {total} parameter{'s' if total != '1' else ''}", *lines])


Made = TypeVar("Made", bound=Module)


def copied(module: Made, leaf: Callable[[Value], Any], **changes: Any) -> Made:
    """A copy of a module, with `leaf` of each Value in its place, and with these attributes changed throughout."""
    twins: dict[int, Any] = {}

    def twin(thing: Any) -> Any:
        """What stands for a Value, and the copy of a module: one, however often it occurs."""
        if isinstance(thing, Value):
            return leaf(thing)
        if not isinstance(thing, Module):
            return thing
        if id(thing) not in twins:
            copy = twins[id(thing)] = object.__new__(type(thing))
            parts = {name: tree_map(twin, part) for name, part in vars(thing).items()}
            vars(copy).update(parts | changes)
        return twins[id(thing)]

    made: Made = twin(module)
    return made


def _contents(thing: Any, name: str, met: set[int], deep: bool = True) -> Iterator[tuple[str, Any]]:
    """What `contents` yields of one attribute; of a module itself alone, unless `deep`."""
    if isinstance(thing, Module | random.Random) or (isinstance(thing, Value) and thing.op is None):
        if id(thing) in met:
            return
        met.add(id(thing))
        yield name, thing
        if not deep or not isinstance(thing, Module):
            return
        thing = vars(thing)
    for place, part in _places(thing, name):
        yield from _contents(part, place, met, deep)


def _tensors(thing: Any, name: str) -> Iterator[tuple[str, Any]]:
    """What `tensors` holds of one attribute."""
    if shape(thing) is not None:
        yield name, thing
    elif isinstance(thing, Module):
        yield from _places(thing.tensors(), name)
    else:
        for place, part in _places(thing, name):
            yield from _tensors(part, place)


def _places(thing: Any, name: str) -> Iterator[tuple[str, Any]]:
    """What a list, tuple or dict holds, by the path that leads there."""
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list | tuple) else ()
    return ((f"{name}.{key}" if name else str(key), part) for key, part in pairs)


def shape(nest: Any, leaf: type | tuple[type, ...] = Value) -> tuple[int, ...] | None:
    """The dimensions of a nest of lists that holds leaves at one depth, and None for anything else."""
    if isinstance(nest, leaf):
        return None if isinstance(nest, Value) and nest.op is not None else ()
    if not isinstance(nest, list | tuple) or not nest:
        return None
    (first, *others) = {shape(part, leaf) for part in nest}
    return None if others or first is None else (len(nest), *first)


def _rows(module: Module, name: str, indent: str) -> Iterator[tuple[str, str, str]]:
    """A line of `repr` for a module and each of its parts: its name, headline and number of parameters."""
    yield indent + shown(name), module.headline(), f"{len(module.parameters()):,}"
    for below, part in module.parts().items():
        yield from _rows(part, below, indent + "  ")
