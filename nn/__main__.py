"""The main job: the lecture's network, forward, backward, one update, and training."""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from autograd_core import Value, __version__
from autograd_core.files import write_whole
from autograd_core.shell import (
    OneLineParser,
    print_lines,
    read_text,
    refuse,
    refuse_word,
    run_command,
    save_or_refuse,
)

from .commands import COMMANDS, run
from .options import PROGRAM, learning_rate, whole_number
from .worked_example import LEARNING_RATE, Lecture, report

ROUND_NUMBERS = (1, 10, 100, 1_000, 10_000, 100_000)


def parser() -> argparse.ArgumentParser:
    """What reads the command line of the lecture's network."""
    others = " or ".join(COMMANDS)
    made = OneLineParser(
        prog=PROGRAM, description=__doc__, epilog=f"Networks for other data: {PROGRAM} {others}, each with --help."
    )
    made.add_argument("--version", action="version", version=f"autograd_core {__version__}")
    updates, digits = whole_number("the number of updates"), whole_number("the number of digits", most=17)
    made.add_argument("--json", action="store_true", help="print the same numbers as JSON, at full precision")
    made.add_argument(
        "--learning-rate", type=learning_rate, default=LEARNING_RATE, metavar="RATE", help="default %(default)s"
    )
    made.add_argument(
        "--updates",
        type=updates,
        default=10_000,
        metavar="N",
        help="how many updates to train for, default %(default)s",
    )
    made.add_argument(
        "--biases",
        choices=("fixed", "shared", "per_neuron"),
        default="fixed",
        help="fixed: only weights learn, as in the lecture; shared: one bias a layer too; per_neuron: one a neuron",
    )
    _add_ways_to_show(made)
    made.add_argument(
        "--digits",
        type=digits,
        metavar="N",
        help="precision of --step and --derivation, default 9",
    )
    made.add_argument(
        "--commands", action="store_true", help="with --step, read what to do from the standard input, line by line"
    )
    return made


def _add_ways_to_show(made: argparse.ArgumentParser) -> None:
    """What may be shown in place of the table of numbers: one of these."""
    shown = made.add_mutually_exclusive_group()
    shown.add_argument(
        "--step", action="store_true", help="walk through both passes with the keyboard; all steps where there is none"
    )
    shown.add_argument(
        "--derivation",
        metavar="FILE",
        help="write the complete worked solution, as Markdown or, for a .tex file, LaTeX",
    )
    shown.add_argument(
        "--svg",
        metavar="FILE",
        help="draw the network with its values and gradients; also png, pdf or dot, by the ending",
    )
    shown.add_argument("--html", metavar="FILE", help="write a page that steps through both passes in a browser")
    shown.add_argument(
        "--check", metavar="FILE", help="judge a derivation of this network, line by line; - for standard input"
    )


def lines(result: dict[str, Any]) -> Iterator[str]:
    """What the lecture writes on the board, from the numbers of `report`."""

    def table(numbers: dict[str, float]) -> Iterator[str]:
        width = max(map(len, numbers))
        for name, x in numbers.items():
            yield f"  {name:{width}} = {x: .9f}"

    total, gradients, after = result["forward"]["E_total"], result["gradients"], result["training"]
    yield "Forward pass"
    yield from table(result["forward"])
    yield ""
    yield "Backward pass: the gradient of E_total"
    yield from table({f"dE_total/d{name}": x for name, x in gradients.items()})
    yield ""
    yield "The chain rule for w5"
    factors = ["dE_total/dout_o1", "dout_o1/dnet_o1", "dnet_o1/dw5"]
    numbers = [result["partials"][factor] for factor in factors]
    yield f"  dE_total/dw5 = {' * '.join(factors)}"
    yield f"               = {' * '.join(f'{x:.9f}' for x in numbers)}"
    yield f"               = {math.prod(numbers):.9f}"
    yield ""
    yield f"After one update with learning rate {result['learning_rate']}"
    yield from table(result["updated"])
    yield ""
    yield f"  E_total at the start            = {total: .9f}"
    for count, state in after.items():
        done = f"after {int(count):,} update{'s' if count != '1' else ''}"
        yield f"  E_total {done:23} = {state['E_total']: .9f}"


def step(total: Value, digits: int, commands: bool) -> None:
    """Walk through the passes; print every step where nobody can press a key, or see what it does."""
    from autograd_core import Stepper, backward_steps, forward_steps

    if sys.stdin and sys.stdin.isatty() and sys.stdout.isatty():
        Stepper(total, digits=digits).walk()
    elif commands:
        Stepper(total, digits=digits).walk(prompt=False)
    else:
        print_lines(record.line(digits) for steps in (forward_steps(total), backward_steps(total)) for record in steps)


def derive(options: argparse.Namespace) -> None:
    """Write the worked solution to a file, whole or not at all."""
    from autograd_core import derivation

    path = Path(options.derivation)
    if path.suffix not in (".md", ".tex"):
        refuse(PROGRAM, f"--derivation needs a file that ends in .md or .tex; got {path}")
    lecture = Lecture(options.biases)
    total = lecture.forward()["E_total"]
    form: Literal["latex", "markdown"] = "latex" if path.suffix == ".tex" else "markdown"
    solution = derivation(total, lecture.learning, options.learning_rate, form, options.digits)
    save_or_refuse(PROGRAM, lambda path: write_whole(path, solution), path)


def picture(options: argparse.Namespace) -> None:
    """Draw the network after one backward pass, or as a page that steps through both."""
    from autograd_core import draw, view

    total = Lecture(options.biases).forward()["E_total"]
    total.backward()
    drawing = draw(total)
    save = (lambda path: view(total).save(path)) if options.html else drawing.save
    save_or_refuse(PROGRAM, save, options.html or options.svg, instead=drawing.tree())


def judge(options: argparse.Namespace) -> int:
    """Judge what somebody derived for the lecture's network.

    The status tells whether all is right, something wrong, or something open.
    """
    from autograd_core import check

    text = read_text(PROGRAM, options.check)
    judged = check(
        Lecture(options.biases).forward()["E_total"], text, decimals=True, learning_rate=options.learning_rate
    )
    print_lines([json.dumps(judged.as_dict(), indent=1) if options.json else str(judged)])
    return judged.status


def main(arguments: list[str] | None = None) -> int:
    """The command line: train, predict, or the lecture's network."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in COMMANDS:
        return run(words)
    if words and not words[0].startswith("-"):
        refuse_word(PROGRAM, words[0], COMMANDS)
    return run_command(PROGRAM, lambda: lecture(parser().parse_args(words)))


def lecture(options: argparse.Namespace) -> int:
    """What the options ask about the lecture's network; without any, all that the lecture computes."""
    if options.commands and not options.step:
        refuse(PROGRAM, "--commands goes with --step alone")
    if options.digits and not (options.step or options.derivation):
        refuse(PROGRAM, "--digits goes with --step and --derivation alone")
    if options.json and (options.step or options.derivation or options.svg or options.html):
        refuse(PROGRAM, "--json goes with --check, or alone")
    options.digits = options.digits or 9
    if options.step:
        step(Lecture(options.biases).forward()["E_total"], options.digits, options.commands)
        return 0
    if options.derivation:
        derive(options)
        return 0
    if options.svg or options.html:
        picture(options)
        return 0
    if options.check:
        return judge(options)
    round_numbers = [n for n in ROUND_NUMBERS if n < options.updates] if options.json else [1]
    result = report(options.biases, options.learning_rate, sorted({*round_numbers, options.updates}))
    print_lines([json.dumps(result, indent=1)] if options.json else lines(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
