"""Formulas from the shell: their value and gradient."""

import argparse
import json
import math
import sys

from . import Value
from .formula import CONSTANTS, FormulaError, parse, read
from .shell import OneLineParser, print_lines, read_text, refuse
from .verify.enclosures import Enclosures, decided
from .verify.engine import judged_partial
from .verify.verdicts import certain_digits
from .verify.worksheets import check_worksheet

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
    """Print the value and the gradient, each with how many of its digits are certain."""
    y, leaves = computed(options)
    truth = Enclosures(y)
    digits = decided(lambda digits: certain_digits(y.data, truth.value(y, digits)) if math.isfinite(y.data) else 0)
    rows = {"value": (repr(y.data), f"{digits} digits are certain" if isinstance(digits, int) and digits else "")}
    for name, leaf in leaves.items():
        row = judged_partial(truth, y, leaf)
        rows[f"d/d{name}"] = row.claimed, row.verdict.sentence.removeprefix("CORRECT: ")
    width, wide = max(map(len, rows)), max(len(number) for number, _ in rows.values())
    for name, (number, certain) in rows.items():
        print(f"{name:{width}} = {number:{wide}}  {certain}".rstrip())
    return 0


def check(options: argparse.Namespace) -> int:
    """Judge a worksheet; the exit status tells whether all is right, something wrong, or something open."""
    report = check_worksheet(read_text(PROGRAM, options.file), options.learning_rate)
    print_lines([json.dumps(report.as_dict(), indent=1) if options.json else str(report)])
    return report.status


def parser() -> OneLineParser:
    made = OneLineParser(prog=PROGRAM, description=__doc__)
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help)

    def of_formula(of: argparse.ArgumentParser) -> None:
        of.add_argument("formula", help='such as "sigmoid(w*x + b)"')
        of.add_argument("values", nargs="*", type=setting, metavar="NAME=NUMBER", help="a value for each name in the formula")

    made_check = command("check", "judge a worksheet: values, formulas, and what somebody derived from them by hand")
    made_check.add_argument("file", help="lines such as w = 0.4, y = sigmoid(w*x + b) and dy/dw = y*(1 - y)*x = 0.12; - for standard input")
    made_check.add_argument("--learning-rate", type=float, metavar="RATE", help="for lines such as w+ = w - 0.5*dy/dw")
    made_check.add_argument("--json", action="store_true", help="print the verdicts as JSON, with partial credit")
    made_check.set_defaults(run=check)
    made_grad = command("grad", "print the value of a formula and its gradient, with how many digits are certain")
    of_formula(made_grad)
    made_grad.set_defaults(run=grad)
    return made


def main(arguments: list[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A formula may begin with a minus, which argparse would take for an option; a space before it says that it is none.
    words = [f" {word}" if word[:1] == "-" and word[:2] != "--" and word not in ("-", "-h", "-o") else word for word in words]
    options = parser().parse_args(words)
    status: int = options.run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
