"""Worksheets from the shell: one, or many with a line for each."""

import argparse
import json
from collections.abc import Iterator

from .shell import NOT_UNDERSTOOD, UnreadableError, print_lines, read_text, refuse, text_of
from .verify.verdicts.report import Report
from .verify.worksheets import check_worksheet


def check(command: str, options: argparse.Namespace) -> int:
    """Judge worksheets; the exit status tells whether all is right, something wrong, or something open."""
    if len(options.files) > 1:
        return _many(options)
    text = read_text(command, options.files[0])
    try:
        report = check_worksheet(text, options.learning_rate)
    except ImportError as missing:
        refuse(command, missing)
    print_lines([json.dumps(report.as_dict(), indent=1) if options.json else str(report)])
    return report.status


def _many(options: argparse.Namespace) -> int:
    """Each worksheet under its name, then a line for each; one that cannot be read takes no other down."""
    found = dict(_judged(options))
    if options.json:
        print_lines([json.dumps({path: _plain(report) for path, report in found.items()}, indent=1)])
    else:
        width = max(map(len, found))
        print_lines(f"{path:{width}}  {_summary(report)}" for path, report in found.items())
    statuses = [report.status if isinstance(report, Report) else NOT_UNDERSTOOD for report in found.values()]
    return 1 if 1 in statuses else max(statuses)


def _judged(options: argparse.Namespace) -> Iterator[tuple[str, Report | UnreadableError | ImportError]]:
    """Every worksheet with its report, which is printed as it comes, or with why there is none."""
    for path in dict.fromkeys(options.files):
        try:
            report = check_worksheet(text_of(path), options.learning_rate)
        except (UnreadableError, ImportError) as error:
            yield path, error
            continue
        if not options.json:
            print_lines([f"{path}:", str(report), ""])
        yield path, report


def _summary(found: Report | UnreadableError | ImportError) -> str:
    return found.summary if isinstance(found, Report) else f"cannot be read: {found}"


def _plain(found: Report | UnreadableError | ImportError) -> dict[str, object]:
    """A report for JSON; of a worksheet that cannot be read the same words, without claims."""
    if isinstance(found, Report):
        return found.as_dict()
    return Report().as_dict() | {"summary": _summary(found)}
