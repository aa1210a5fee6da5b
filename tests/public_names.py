"""The table of public names in README: `python tests/public_names.py` writes it, and a test holds README to it."""

import inspect
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import autograd_core
import nn

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- public names: python tests/public_names.py -->", "<!-- end of public names -->"
ROOMS: dict[str, tuple[Any, list[str]]] = {
    "a number that remembers": (
        autograd_core,
        ["Value", "no_grad", "enable_grad", "scope", "label_all", "find", "StaleWarning"],
    ),
    "check": (autograd_core, ["check", "check_gradient", "wrong_ways", "anomalies"]),
    "see": (autograd_core, ["draw", "Drawing", "view", "Page", "tree", "program"]),
    "step and explain": (autograd_core, ["forward_steps", "backward_steps", "Stepper", "explain", "derivation"]),
    "differentiate": (
        autograd_core,
        ["gradient", "grad", "value_and_grad", "jacobian", "hessian", "jvp", "vjp", "hvp", "evaluate"],
    ),
    "run": (autograd_core, ["compile", "sweep", "parse"]),
    "number systems": (autograd_core, ["FLOATS", "FRACTIONS", "SYMBOLS", "VALUES", "Intervals"]),
    "ops": (autograd_core, ["ops", "op", "Op", "OPS", "where"]),
    "nests of lists": (autograd_core, ["tree_map", "tree_leaves"]),
}


def rooms() -> dict[str, tuple[Any, list[str]]]:
    """Every public name in one row; what is in none stands in the last, so that nothing is left out."""
    placed = {name for _, names in ROOMS.values() for name in names}
    rest = sorted(set(autograd_core.__all__) - placed)
    return {
        **{room: (module, [n for n in names if n in module.__all__]) for room, (module, names) in ROOMS.items()},
        **({"more": (autograd_core, rest)} if rest else {}),
        **{f"`nn`: {room}": (nn, names) for room, names in _of_nn().items()},
    }


FILES_OF_NN = {  # the rows of nn, and the files whose names stand in them
    "losses": ["losses"],
    "optimizers": ["optimizer", "optimizers"],
    "training": ["training", "history", "data", "inputs"],
    "files": ["saving"],
}


def _of_nn() -> dict[str, list[str]]:
    """The names of nn by the file they are defined in; what stands in no other row builds a network."""
    row_of = {file: row for row, files in FILES_OF_NN.items() for file in files}
    found: dict[str, list[str]] = {"networks": []}
    for name in sorted(nn.__all__, key=str.lower):
        file = getattr(getattr(nn, name), "__module__", "nn").removeprefix("nn.").split(".")[0]
        found.setdefault(row_of.get(file, "networks"), []).append(name)
    return found


def shown(module: Any, name: str) -> str:
    """A name with the arguments it needs; an ellipsis stands for those that may be left out."""
    thing = getattr(module, name)
    if not callable(thing) or (isinstance(thing, type) and issubclass(thing, Exception)):
        return f"`{name}`"
    parameters = inspect.signature(thing).parameters.values()
    needed = [
        f"*{p.name}" if p.kind is p.VAR_POSITIONAL else p.name
        for p in parameters
        if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    ]
    optional = any(p.default is not p.empty or p.kind is p.VAR_KEYWORD for p in parameters)
    return f"`{name}({', '.join([*needed, *['…'] * optional])})`"


def table() -> str:
    lines = ["| for | names |", "|---|---|"]
    lines += [f"| {room} | {', '.join(shown(m, name) for name in names)} |" for room, (m, names) in rooms().items()]
    return "\n".join(lines)


def main() -> None:
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}")


if __name__ == "__main__":
    main()
