"""Formulas from the shell: their value and gradient."""

import argparse
import math
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from . import Value, __version__, draw, gradient, view
from .formula import FormulaError, parse, read
from .pictures.options import Colour, Direction
from .pictures.render import diagnosis
from .sheet_files import check as check_files
from .shell import OneLineParser, print_lines, refuse, refuse_word, run_command, save_or_refuse
from .verify.engine import judged_partial
from .verify.truth.enclosures import Enclosures
from .verify.truth.ladder import decided
from .verify.verdicts.verdict import certain_digits

PROGRAM = "python -m autograd_core"
FIRST_MINUTE = f"""\
{PROGRAM}: derivatives of formulas. Three commands to begin with:

  {PROGRAM} grad "sigmoid(w*x + b)" w=0.4 x=0.6 b=0.1
      the value and the gradient, with how many of their digits are certain
  {PROGRAM} draw "sigmoid(w*x + b)" w=0.4 x=0.6 b=0.1
      the graph with its values and gradients; -o g.svg makes a picture of it
  printf 'w = 0.4\\nx = 0.6\\ny = sigmoid(w*x)\\ndy/dw = y*(1 - y)*w\\n' | {PROGRAM} check -
      a derivation by hand, judged line by line; the mistake in this one is found

All commands: {PROGRAM} --help; the lecture's network: python -m nn"""


def setting(text: str) -> tuple[str, float]:
    """name=number"""
    name, equals, number = text.partition("=")
    try:
        if not equals or not name.strip():
            raise ValueError
        return name.strip(), _number(number)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a value is given as name=number, such as w=0.4; got {text}") from None


def _number(text: str) -> float:
    """A number, or a constant such as 1/3 or pi/4."""
    try:
        return float(text)
    except ValueError:
        return float(parse(text, {}))


def computed(options: argparse.Namespace) -> tuple[Value, dict[str, Value]]:
    """The Value of a formula from the command line, and its leaves by name; ends with one line where there is none."""
    leaves = {name: Value(x, label=name) for name, x in options.values}
    if twice := [name for name, _ in options.values if sum(name == other for other, _ in options.values) > 1]:
        refuse(PROGRAM, f"{twice[0]} is given twice: leave one of them out")
    try:
        names = read(options.formula, leaves, any_name=True).names
        missing = [name for name in names if name not in leaves]
        if missing:
            example = " ".join(f"{name}=1" for name in missing)
            refuse(PROGRAM, f"{options.formula.strip()} needs a value for {', '.join(missing)}: add {example}")
        if unused := [name for name in leaves if name not in names]:
            refuse(PROGRAM, f"{options.formula.strip()} does not use {', '.join(unused)}: leave that out")
        y = parse(options.formula, leaves)
    except FormulaError as error:
        refuse(PROGRAM, f"{options.formula.strip()}: {error}")
    if not isinstance(y, Value):
        refuse(
            PROGRAM,
            f"{options.formula.strip()} = {y!r} is a constant: write it with a name, and give that a value, "
            "such as x=1",
        )
    return y, leaves


def grad(options: argparse.Namespace) -> int:
    """Print the value and the gradient, each with how many of its digits are certain."""
    y, leaves = computed(options)
    truth = Enclosures(y)
    digits = decided(lambda digits: certain_digits(y.data, truth.value(y, digits)) if math.isfinite(y.data) else 0)
    rows = {"value": (repr(y.data), f"{digits} digits are certain" if isinstance(digits, int) and digits else "")}
    found = gradient(y, leaves)
    for name, leaf in leaves.items():
        row = judged_partial(truth, y, leaf, found[name])
        rows[f"d/d{name}"] = row.claimed, row.verdict.sentence.removeprefix("CORRECT: ")
    width, wide = max(map(len, rows)), max(len(number) for number, _ in rows.values())
    for name, (number, certain) in rows.items():
        print(f"{name:{width}} = {number:{wide}}  {certain}".rstrip())
    return 0


def check(options: argparse.Namespace) -> int:
    """Judge worksheets."""
    return check_files(PROGRAM, options)


def picture(options: argparse.Namespace) -> int:
    """Draw the graph of a formula to a file; without one, print it as a tree."""
    y, _ = computed(options)
    y.backward()
    try:
        drawing = draw(
            y, direction=options.direction, digits=options.digits, colour=options.colour, highlight=options.highlight,
            parameters=options.parameters.split(",") if options.parameters else None,
            fold=() if options.whole else None,
        )  # fmt: skip
    except (LookupError, ValueError) as error:
        refuse(PROGRAM, error)
    if options.output is None:
        refuse_looks(options)
        print_lines([drawing.tree()])
    else:
        save_or_refuse(PROGRAM, drawing.save, options.output, instead=drawing.tree())
    return 0


def refuse_looks(options: argparse.Namespace) -> None:
    """End with one line where an option was given that a tree of text does not look at."""
    given = {
        "--direction": options.direction != "LR", "--digits": options.digits != 4, "--whole": options.whole,
        "--colour": options.colour != "kind", "--highlight": options.highlight, "--parameters": options.parameters,
    }  # fmt: skip
    if ignored := next((name for name, is_given in given.items() if is_given), None):
        refuse(PROGRAM, f"{ignored} is for pictures; without -o FILE a tree is printed: name a file, or leave it out")


def page(options: argparse.Namespace) -> int:
    """Write the page that steps through both passes of a formula; `--open` shows it in the browser."""
    y, _ = computed(options)
    try:
        made = view(y, parameters=options.parameters.split(",") if options.parameters else None)
    except (LookupError, ValueError) as error:
        refuse(PROGRAM, error)
    if options.output is None and not options.open:
        refuse(PROGRAM, "view needs a file to write, as in -o page.html, or --open to show the page in the browser")
    target = Path(options.output or Path(tempfile.mkdtemp(prefix="autograd-core-")) / "page.html")
    save_or_refuse(PROGRAM, made.save, target)
    if options.open and not webbrowser.open(target.resolve().as_uri()):
        refuse(PROGRAM, f"there is no browser to open; the page is {target}")
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Tell which renderers draw, and which is in use; status 1 where there is none."""
    used = False
    for link, trouble in diagnosis():
        state = trouble or f"works, for {', '.join(link.formats)}{'' if used else '; in use'}"
        used = used or trouble is None
        print(f"{link.name:30} {state}")
    if not used:
        print("without a renderer, graphs are shown as text")
    return 0 if used else 1


# ── what each command takes ──────────────────────────────────────────────────────────────────────


def _takes_formula(of: argparse.ArgumentParser) -> None:
    of.add_argument("formula", help='such as "sigmoid(w*x + b)"')
    of.add_argument(
        "values", nargs="*", type=setting, metavar="NAME=NUMBER", help="a value for each name in the formula"
    )


def _takes_worksheet(of: argparse.ArgumentParser) -> None:
    of.add_argument(
        "files",
        nargs="+",
        metavar="file",
        type=_file,
        help="lines such as w = 0.4, y = sigmoid(w*x + b) and dy/dw = y*(1 - y)*x = 0.12; - for standard input; "
        "of several files each is judged by itself, and then told in one line",
    )
    of.add_argument("--learning-rate", type=float, metavar="RATE", help="for lines such as w+ = w - 0.5*dy/dw")
    of.add_argument("--json", action="store_true", help="print the verdicts as JSON, with partial credit")


def _takes_picture(of: argparse.ArgumentParser) -> None:
    _takes_formula(of)
    of.add_argument(
        "-o",
        "--output",
        type=_file,
        metavar="FILE",
        help="svg, png, pdf, dot, mmd (Mermaid) or html, by the ending; without it, a text tree",
    )
    of.add_argument(
        "--direction", choices=get_args(Direction), default="LR", help="where the graph runs, default %(default)s"
    )
    of.add_argument("--digits", type=int, default=4, metavar="N", help="significant digits, default %(default)s")
    of.add_argument(
        "--color",
        "--colour",
        dest="colour",
        choices=get_args(Colour),
        default="kind",
        help="gradient: by size of the gradient; ink: to print",
    )
    of.add_argument("--highlight", metavar="NAME", help="mark the paths from this name, with their products")
    of.add_argument(
        "--parameters", metavar="NAMES", help="which names are parameters, such as w,b; the others are inputs"
    )
    of.add_argument("--whole", action="store_true", help="draw every node, even of more than 150")


def _takes_page(of: argparse.ArgumentParser) -> None:
    _takes_formula(of)
    of.add_argument("-o", "--output", type=_file, metavar="FILE", help="where to write the page, such as page.html")
    of.add_argument("--open", action="store_true", help="show the page in the browser")
    of.add_argument("--parameters", metavar="NAMES", help="which names are parameters; the others are inputs")


def _takes_nothing(of: argparse.ArgumentParser) -> None:
    pass


COMMANDS: dict[str, tuple[Callable[..., int], Callable[[argparse.ArgumentParser], None], str]] = {
    "check": (
        check,
        _takes_worksheet,
        "judge a worksheet: values, formulas, and what somebody derived from them by hand",
    ),
    "grad": (
        grad,
        _takes_formula,
        "print the value of a formula and its gradient, with how many digits are certain",
    ),
    "draw": (picture, _takes_picture, "draw the graph of a formula, with its values and gradients"),
    "view": (page, _takes_page, "write a page that steps through both passes of a formula, or show it"),
    "doctor": (doctor, _takes_nothing, "tell which renderers draw here, and what is missing"),
}
"""Each command: what it does, what it takes, and what `--help` says of it."""


def parser() -> OneLineParser:
    """What reads the command line."""
    made = OneLineParser(prog=PROGRAM, description=__doc__)
    made.add_argument("--version", action="version", version=f"autograd_core {__version__}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (run, takes, help) in COMMANDS.items():
        command = commands.add_parser(name, help=help, description=help)
        takes(command)
        command.set_defaults(run=run)
    return made


# ── the command line ─────────────────────────────────────────────────────────────────────────────


def _no_option(word: str) -> str:
    """A formula may begin with a minus, which argparse would take for an option; a space before it says it is none."""
    return f" {word}" if word[:1] == "-" and word[:2] != "--" and word not in ("-", "-h", "-o") else word


def _file(word: str) -> str:
    """The name of a file as it was written, which may begin with a minus as well."""
    return word[1:] if word[:2] == " -" else word


def main(arguments: list[str] | None = None) -> int:
    """The command line: a command and its arguments; alone, what to try first."""
    words = list(sys.argv[1:] if arguments is None else arguments)

    def job() -> int:
        if not words:
            print_lines([FIRST_MINUTE])
            return 0
        if not words[0].startswith("-") and words[0] not in COMMANDS:
            refuse_word(PROGRAM, words[0], COMMANDS)
        options = parser().parse_args(list(map(_no_option, words)))
        status: int = options.run(options)
        return status

    return run_command(PROGRAM, job)


if __name__ == "__main__":
    sys.exit(main())
