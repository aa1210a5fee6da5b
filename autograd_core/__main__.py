"""Formulas from the shell: their value and gradient."""

import argparse
import math
import sys

from . import Value, gradient
from .formula import CONSTANTS, FormulaError, parse, read
from .names import numeral
from .shell import OneLineParser, refuse

PROGRAM = "python -m autograd_core"


def setting(text: str) -> tuple[str, float]:
    """name=number"""
    name, equals, number = text.partition("=")
    try:
        if not equals or not name.strip():
            raise ValueError
        return name.strip(), float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a value is given as name=number, such as w=0.4; got {text}") from None


def computed(options: argparse.Namespace) -> tuple[Value, dict[str, Value]]:
    """The Value of a formula from the command line, and its leaves by name; ends with one line where that cannot be."""
    leaves = {name: Value(x, label=name) for name, x in options.values}
    try:
        missing = [name for name in read(options.formula, _Any(leaves)).names if name not in leaves]
        if missing:
            example = " ".join(f"{name}=1" for name in missing)
            refuse(PROGRAM, f"{options.formula.strip()} needs a value for {', '.join(missing)}: add {example}")
        y = parse(options.formula, leaves)
    except FormulaError as error:
        refuse(PROGRAM, f"{options.formula.strip()}: {error}")
    if not isinstance(y, Value):
        refuse(PROGRAM, f"{options.formula.strip()} = {y!r} is a constant: write it with a name, and give that a value, such as x=1")
    return y, leaves


class _Any(dict[str, Value]):
    """Takes every name, so that all that lack a value can be told at once."""

    def __contains__(self, name: object) -> bool:
        return name not in CONSTANTS or super().__contains__(name)


def grad(options: argparse.Namespace) -> int:
    """Print the value and the gradient."""
    y, leaves = computed(options)
    rows = {"value": y.data} | {f"d/d{name}": gradient(y, leaf) for name, leaf in leaves.items()}
    width = max(map(len, rows))
    for name, x in rows.items():
        print(f"{name:{width}} = {numeral(x, 17) if not math.isfinite(x) else repr(x)}")
    return 0


def parser() -> OneLineParser:
    made = OneLineParser(prog=PROGRAM, description=__doc__)
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help)

    def of_formula(of: argparse.ArgumentParser) -> None:
        of.add_argument("formula", help='such as "sigmoid(w*x + b)"')
        of.add_argument("values", nargs="*", type=setting, metavar="NAME=NUMBER", help="a value for each name in the formula")

    made_grad = command("grad", "print the value of a formula and its gradient")
    of_formula(made_grad)
    made_grad.set_defaults(run=grad)
    return made


def main(arguments: list[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A formula may begin with a minus, which argparse would take for an option; a space before it says that it is none.
    words = [f" {word}" if word[:1] == "-" and word[:2] != "--" and word not in ("-h", "-o") else word for word in words]
    options = parser().parse_args(words)
    status: int = options.run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
