"""What the names in lines of Python stand for: nodes, derivatives, arrays of them, data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...formula import FormulaError
from ...notation.arrays.arithmetic import ABSENT, whole_array
from ...notation.arrays.naming import holds_gradients
from ...notation.arrays.things import Refused
from ...notation.formulas.labels import key
from ...plainly import plainly
from ...value import Value
from ..partials.line_parts import PERHAPS_RATES, RATES
from ..partials.sheet import Sheet
from ..tables.nests import Nest, array_of_nodes, is_nest, labelled_array

_ENTRY = re.compile(r"(?:[\w.]*\.)?(?P<holder>\w+)\[(?P<q>['\"])(?P<key>.+)(?P=q)\]")

ANY_RATE = 0.375
"""What a learning rate is where nobody said: a step in its name is right for every rate."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name claims something about: the values of nodes, or the derivatives of y towards them."""

    name: str
    nodes: Nest
    y: Value | None

    @property
    def is_shared(self) -> bool:
        """Whether it is a derivative towards an array in which a node stands several times: rows looked up."""
        nodes = [x for x in self.nodes.entries if x is not None]
        return self.y is not None and len(set(nodes)) < len(nodes)

    def __str__(self) -> str:
        return self.name


class Subjects:
    """The names of a text beside those of its graph; `known` has what the labels do not name."""

    def __init__(self, sheet: Sheet, known: Mapping[str, Any]) -> None:
        self.sheet, self.known = sheet, known
        self.any_rate: str | None = None
        """What lines call a learning rate that nobody has given."""
        self.meant: dict[Value, Any] = {}
        """What the leaves of claims stand for: nodes, and pairs of them for derivatives."""
        self._leaves: dict[Any, Value] = {}
        self._free: dict[str, Any] = {}
        self._subjects: dict[str, Subject | None] = {}
        self._arrays: dict[str, Nest | None] = {}

    @property
    def arrays(self) -> list[str]:
        """The names that were found to stand for nodes."""
        return [stem for stem, nodes in self._arrays.items() if nodes is not None]

    def nodes(self, name: str) -> Nest | None:
        """The node or the array of nodes that a name stands for."""
        if name not in self._arrays:
            labelled = self.sheet.names.labelled.get(name, [])
            if (handed := self._known_nodes(name)) is not None:
                self._arrays[name] = handed
            elif len(labelled) == 1:
                self._arrays[name] = Nest((), (labelled[0],))
            else:
                nodes = labelled_array(self.sheet.names.labelled, name)
                self._arrays[name] = self._spelled_in_ascii(name) if nodes is None else nodes
        return self._arrays[name]

    def _spelled_in_ascii(self, name: str) -> Nest | None:
        """The node that yhat1 stands for where one is called ŷ1, and no other is spelled so."""
        plain = name.replace("_", "")
        fits = [label for label in self._odd if key(label).replace("_", "") == plain]
        found = self.sheet.names.labelled[fits[0]] if len(fits) == 1 else []
        return Nest((), (found[0],)) if len(found) == 1 else None

    @cached_property
    def _odd(self) -> list[str]:
        return [label for label in self.sheet.names.labelled if not label.isascii()]

    def _known_nodes(self, name: str) -> Nest | None:
        """An array of Values that was handed in by name."""
        thing = self.known.get(name)
        nest = Nest((), (thing,)) if isinstance(thing, Value) else array_of_nodes(thing)
        if nest is None:
            return None
        return nest if any(x in self.sheet.names.beneath for x in nest.entries) else None

    def subject(self, name: str) -> Subject | None:
        """What a name that is given something claims; None for a name of its own."""
        if name not in self._subjects:
            self._subjects[name] = self._found_subject(name)
        return self._subjects[name]

    def _found_subject(self, name: str) -> Subject | None:
        if (nodes := self.nodes(name)) is not None:
            return Subject(name, nodes, None)
        if (entry := _ENTRY.fullmatch(name)) is not None:
            return self._of_an_entry(entry["holder"], entry["key"])
        root = self.sheet.main
        stems = [name.removesuffix(".grad")] if name.endswith(".grad") else []
        stems += [name.removeprefix(start) for start in ("d_", "grad_", "d") if name.startswith(start)]
        stems += [name.removesuffix("_grad")] if name.endswith("_grad") else []
        for stem in stems:
            if stem and (nodes := self.nodes(stem)) is not None:
                return Subject(stem, nodes, root)
        if name[:1] != "d":
            return None
        for i in range(2, len(name) - 1):
            if name[i] == "d" and (above := self._above(name[1:i].rstrip("_"))) is not None:
                nodes = self.nodes(name[i + 1 :].lstrip("_"))
                if nodes is not None:
                    return Subject(name[i + 1 :].lstrip("_"), nodes, above)
        return None

    def _of_an_entry(self, holder: str, key: str) -> Subject | None:
        """grads['W'] and any ['dW'] are the derivative towards W; another entry of another dictionary is its own."""
        found = self.subject(key)
        if found is not None and found.y is not None:
            return found
        return self.subject(f"{key}.grad") if holds_gradients(holder, key) else None

    def _above(self, name: str) -> Value | None:
        """What is differentiated: a node by its label, or the root by its own."""
        if name == self.sheet.names.root_label:
            return self.sheet.main
        labelled = self.sheet.names.labelled.get(name, [])
        return labelled[0] if len(labelled) == 1 else None

    def free(self, name: str) -> Any:
        """What a name stands for that no line has given: values, derivatives, data; None for nothing."""
        if name not in self._free:
            self._free[name] = self._found(name)
        return self._free[name]

    def begun(self, name: str) -> Any:
        """What a name stands for that is added to before a line gives it: x.grad is 0 then, a node its value."""
        subject = self.subject(name)
        if subject is None or subject.y is None:
            return self.free(name)
        if not name.endswith(".grad"):
            return None
        if subject.nodes.shape == ():
            return 0
        import numpy as np

        return np.zeros(subject.nodes.shape, dtype=int).astype(object)

    def _found(self, name: str) -> Any:
        subject = self.subject(name)
        if subject is not None:
            return None if subject.is_shared else self.array(subject)
        thing = self.known.get(name)
        if thing is None and name in (*RATES, *PERHAPS_RATES):
            self.any_rate = name if self.sheet.learning_rate is None else None
            return self.sheet.learning_rate or ANY_RATE
        if isinstance(thing, bool) or thing is None or isinstance(thing, str | Value | Mapping) or callable(thing):
            return None
        if isinstance(thing, int | float):
            return int(thing) if isinstance(thing, int) else float(thing)
        if is_nest(thing) or hasattr(thing, "dtype"):
            try:
                return whole_array(thing)
            except (FormulaError, ValueError, TypeError) as error:
                why = error.sentence if isinstance(error, FormulaError) else plainly(error)
                return Refused(f"{name} is no array that lines compute with: {' '.join(why.split())[:90]}")
        return None

    def array(self, subject: Subject) -> Any:
        """Fresh leaves that stand for what a name is about, in its shape."""
        leaves = [self._leaf(x if subject.y is None else (subject.y, x)) for x in subject.nodes.entries]
        if subject.nodes.shape == ():
            return leaves[0]
        import numpy as np

        found = np.empty(len(leaves), dtype=object)
        found[:] = leaves
        return found.reshape(subject.nodes.shape)

    def _leaf(self, thing: Any) -> Any:
        """A fresh leaf that stands for a node or for a derivative; what is not in the graph has the derivative 0."""
        beneath = self.sheet.names.beneath
        if isinstance(thing, tuple) and thing[1] not in beneath:
            return 0
        if thing is None:
            return ABSENT
        if isinstance(thing, Value) and thing not in beneath:
            return thing  # it is computed from what is in the graph
        if thing not in self._leaves:
            if isinstance(thing, tuple):
                data = float(self.sheet.roundings.partial(thing[0], thing[1], 53).x)
                label = self.sheet.called(*thing)
            else:
                data, label = thing.data, str(self.sheet.truth.names[thing])
            leaf = Value(data, label=label)
            self._leaves[thing], self.meant[leaf] = leaf, thing
        return self._leaves[thing]
