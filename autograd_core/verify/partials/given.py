"""The conditions that are given: by whoever asks, by a line of a sheet, or by what the graph itself suggests."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from ... import ops
from ...formula import FormulaError
from ...namespaces.interval import Undetermined
from ...notation.sheets.equations import sides
from ...value import Value
from ..diagnosis.between import is_sum, other_operands
from ..truth.enclosures import Enclosures
from .condition import Condition
from .formulas import Formula, Names, Of

_COMPARED = re.compile(r"(?P<left>[^<>=≤≥]+)(?P<sign><=|>=|<(?!-\s)|>|≤|≥)(?P<right>[^<>=≤≥]+)")
_QUOTIENT = re.compile(r"(?<![^\W\d_])[d∂]\w*\s*/\s*[d∂]")
"""What is a derivative, or could be taken for one."""
_SIGNS = {"≤": "<=", "≥": ">="}
LOGARITHMS = (ops.log, ops.log2, ops.log10, ops.logsumexp, ops.log_sigmoid)
"""What a target of cross-entropy is multiplied by."""


def read_condition(text: str, names: Names) -> Condition | None:
    """The condition between leaves that a text states; None where it states none.  Raises FormulaError, LookupError."""
    compared = _COMPARED.fullmatch(text)
    left, sign, right = (compared["left"], compared["sign"], compared["right"]) if compared else ("", "=", "")
    if not compared:
        parts = sides(text)
        if len(parts) != 2 or not all(parts):
            return None
        left, right = parts
    one, other = names.read(left.strip()), names.read(right.strip())
    leaves = {*one.nodes, *other.nodes}
    if not leaves or one.pairs or other.pairs or any(leaf.op is not None for leaf in leaves):
        return None
    return Condition(" ".join(text.split()), one, _SIGNS.get(sign, sign), other)


def conditions(given: str | Iterable[str] | None, names: Names, truth: Enclosures) -> tuple[Condition, ...]:
    """What check(..., given=...) says of the leaves.  Raises ValueError for what is no condition, or does not hold."""
    found = []
    for text in [given] if isinstance(given, str) else given or ():
        try:
            condition = read_condition(text, names)
        except FormulaError as error:
            raise ValueError(f"given={text!r:.80}: {error.sentence}") from None
        if condition is None:
            raise ValueError(f'given= needs a condition on leaves, such as "y1 + y2 = 1" or "x > 0"; got {text!r:.80}')
        try:
            why = condition.broken(truth)
        except Undetermined as unknown:
            why = str(unknown)
        if why is not None:
            raise ValueError(f"given={text!r:.80} does not hold: {why}")
        found.append(condition)
    return tuple(found)


def fixed(at: Mapping[str, str], names: Names, truth: Enclosures) -> tuple[Condition, ...]:
    """That leaves have the values `at` which a claim is made, as far as that can be told."""
    found: list[Condition] = []
    for name, value in at.items():
        with suppress(FormulaError, LookupError, Undetermined):
            condition = read_condition(f"{name} = {value}", names)
            found += [condition] if condition is not None and condition.broken(truth) is None else []
    return tuple(found)


def stated(texts: Iterable[str], names: Names, truth: Enclosures) -> dict[str, Condition]:
    """The conditions among the lines: equations between several leaves without a decimal, and comparisons."""
    found: dict[str, Condition] = {}
    for text in texts:
        if _QUOTIENT.search(text):
            continue
        try:
            condition = read_condition(text, names)
            if condition is None or (condition.sign == "=" and (len(condition.leaves) < 2 or "." in text)):
                continue
            if condition.broken(truth) is None:
                found[text] = condition
        except (FormulaError, LookupError, Undetermined):
            continue
    return found


def suggested(truth: Enclosures) -> Iterator[Condition]:
    """The conditions that a graph itself suggests: leaves named alike, as y1, y2 and y3, together are 1.

    They multiply logarithms, as the targets of cross-entropy do.
    """
    families: dict[str, list[Value]] = {}
    named = [leaf for leaf in truth.order if leaf.op is None and leaf.label]
    for leaf in sorted(named, key=lambda leaf: _numbered(str(truth.shape.name(leaf)))):
        families.setdefault(_numbered(str(truth.shape.name(leaf)))[0], []).append(leaf)
    targets = {leaf for node in truth.order for leaf in _beside_logs(node)}
    for leaves in families.values():
        if len(leaves) > 1 and targets.issuperset(leaves):
            total = " + ".join(str(truth.shape.name(leaf)) for leaf in leaves)
            one = Formula(total, partial(_sum, leaves), tuple(leaves), (), frozenset())
            yield Condition(f"{total} = 1", one, "=", Formula("1", lambda m, of: m.number(1), (), (), frozenset()))


def _numbered(name: str) -> tuple[str, int]:
    """What a name like y1, y_1 or y[1] shares with those of its kind, and its number."""
    found = re.fullmatch(r"(?P<stem>.*?)[\[_]?(?P<number>[0-9]+)\]?", name)
    return (found["stem"], int(found["number"])) if found else (name, 0)


def _beside_logs(node: Value) -> Iterator[Value]:
    """The leaves that a node multiplies by a logarithm, or by a sum with one in it."""
    for leaf, other in zip(node.args, other_operands(node) if node.op is not None else ()):
        if isinstance(leaf, Value) and leaf.op is None and other is not None and _has_log(node.args[other]):
            yield leaf


def _has_log(x: Any) -> bool:
    """Whether a factor is a logarithm, or a sum with one in it."""
    pending = [x]
    for _ in range(8):
        if not pending:
            return False
        at = pending.pop()
        op = at.op if isinstance(at, Value) else None
        if op in LOGARITHMS:
            return True
        if op is not None and is_sum(op):
            pending += [arg for arg in at.args if isinstance(arg, Value)]
    return False


def _sum(leaves: list[Value], m: Any, of: Of) -> Any:
    return m.sum(*map(of, leaves))
