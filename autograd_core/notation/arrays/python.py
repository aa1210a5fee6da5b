"""Python lines of assignments: taken apart by Python's own grammar, and nothing in them is ever run."""

import ast
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from ..formulas.expression import DEEPEST, LONGEST, FormulaError
from ..formulas.spelling import PREFIXES

MODULES = frozenset((*PREFIXES, "cp", "npx", "onp"))
"""Names before a dot that stand for a library."""

_LIBRARIES = MODULES | {"numpy", "cupy", "jax", "autograd", "tensorflow", "scipy", "functional"}

MARKED = re.compile(
    rf"\b(?:{'|'.join(sorted(MODULES))})\.\w|@|\.T\b|[-+*/]=(?!=)|\.(?:sum|mean|dot|reshape|exp|tanh|shape|copy|clone|view)\b"
)
"""What stands in Python lines and in no others."""

_QUOTIENT = re.compile(r"(?<![\w.])d(\w+)/d(\w+)(?![\w.(])(?P<given>[ \t]*=(?!=))?")
"""A derivative as it is written on paper."""


class Line(NamedTuple):
    """A statement, or a line that is none: then `node` is None."""

    number: int
    text: str
    node: ast.stmt | None
    told: str = ""
    """Why it is none, where that is known."""
    notes: tuple[str, ...] = ()
    """How it was read, where that could be doubted."""


class Code:
    """Lines of Python, with what is needed to say where in them something stands."""

    is_python = True
    """Whether functions are those of Python, where that makes a difference."""

    def __init__(self, text: str, written: str | None = None) -> None:
        self.text = text
        self.lines_of_text = text.splitlines()
        self.chained: set[ast.stmt] = set()
        """Statements that are judged though a later one gives the same: a = b = c on paper."""
        self.as_written = self.lines_of_text if written is None else written.splitlines()
        self.lines = list(self._lines())
        self.modules = MODULES | {name for line in self.lines if line.node for name in _imported(line.node)}
        """Names before a dot that stand for a library in these lines."""

    def _lines(self) -> Iterator[Line]:
        """The statements of the whole text; where it is not all Python, of each line by itself."""
        whole = parsed(self.text)
        if whole is not None:
            for node in whole:
                yield Line(node.lineno, self.segment(node), as_update(node))
            return
        for number, line in enumerate(self.lines_of_text, 1):
            stripped = line.strip()
            if not stripped or stripped.startswith("#"):
                continue
            indent = len(line) - len(line.lstrip())
            found = parsed(stripped)
            if found is None:
                yield Line(number, self.as_written[number - 1].strip(), None)
            for node in found or ():
                for part in ast.walk(node):
                    if isinstance(part, ast.stmt | ast.expr | ast.keyword):
                        part.lineno, part.end_lineno = number, number
                        part.col_offset += len(line[:indent].encode())
                        part.end_col_offset = (part.end_col_offset or 0) + len(line[:indent].encode())
                yield Line(number, self.segment(node), as_update(node))

    def segment(self, node: ast.stmt) -> str:
        """The text of a statement."""
        first, last = node.lineno, node.end_lineno or node.lineno
        lines = self.as_written[first - 1 : last]
        if not lines:
            return ""
        lines[-1] = lines[-1][: self._column(last, node.end_col_offset or 0)]
        lines[0] = lines[0][self._column(first, node.col_offset) :]
        return " ".join(" ".join(lines).split())

    def _column(self, number: int, bytes_before: int) -> int:
        """How many characters of a line so many bytes are."""
        return len(self.lines_of_text[number - 1].encode()[:bytes_before].decode(errors="replace"))

    def told(self, error: FormulaError, line: Line) -> str:
        """What of a line is not understood, with its column."""
        return f"column {error.column}: {error.sentence}"

    def error(self, sentence: str, node: ast.AST) -> FormulaError:
        """What is not understood, with line and column."""
        number, bytes_before = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        before = sum(len(text) + 1 for text in self.lines_of_text[: number - 1])
        joined = "\n".join(self.lines_of_text)
        return FormulaError(sentence, joined, before + self._column(number, bytes_before))


def _imported(node: ast.stmt) -> Iterator[str]:
    """What libraries of numbers are called where they are imported: xp of import cupy as xp."""
    for part in ast.walk(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            of = (part.module or "").split(".") if isinstance(part, ast.ImportFrom) else []
            yield from (each.asname for each in part.names
                        if each.asname and _LIBRARIES & {*of, *each.name.split(".")})  # fmt: skip


def parsed(text: str) -> list[ast.stmt] | None:
    """The statements of a text; None where it is no Python, or too deep for it."""
    if len(text.encode("utf-8", "replace")) > LONGEST or "\0" in text:
        return None
    if max(map(_depth_of_brackets, text.splitlines()), default=0) > DEEPEST:
        return None
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Update(ast.AugAssign):
    """w = w - s, which makes a new array where w -= s changes the old one."""


class Next(ast.Assign):
    """w⁺ = [0.4, 0.3], what w is after a step."""


def as_next(node: ast.stmt) -> ast.stmt:
    """An assignment as what a name is after a step."""
    return ast.copy_location(Next(node.targets, node.value), node) if isinstance(node, ast.Assign) else node


def as_update(node: ast.stmt) -> ast.stmt:
    """w = w - s as w -= s, which is the same; any other statement as it is."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
        return node
    target, value = node.targets[0], node.value
    op: ast.operator
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        left, op, right = value.left, value.op, value.right
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in UPDATES:
        (left, right), op = value.args, UPDATES[value.func.id]()
    else:
        return node
    if not (isinstance(left, ast.Name) and left.id == target.id):
        return node
    update = ast.copy_location(Update(target, op, right), node)
    update.col_offset = value.col_offset if value.lineno == node.lineno else node.col_offset
    return update


UPDATES: dict[str, type[ast.operator]] = {"paper plus": ast.Add, "paper minus": ast.Sub}
"""What is called where + and - stand between arrays on paper."""


def _depth_of_brackets(line: str) -> int:
    depth = deepest = 0
    for c in line:
        depth += (c in "([{") - (c in ")]}")
        deepest = max(deepest, depth)
    return deepest


def assigned(text: str, roots: Collection[str | None], arrays: Collection[str], nodes: Collection[str] = ()) -> str:
    """A text of the same length in which dL/dW = ... is dL_dW = ..., as Python assigns it, where W is an array.

    On the right, dL/dW and, for one of the `nodes`, dL/db are the derivatives too, and no quotients; dL/db = ... is
    assigned where its right is Python or has an array.
    """

    def is_python(right: str) -> bool:
        return bool(MARKED.search(right)) or any(found[2] in arrays for found in _QUOTIENT.finditer(right))

    def name(found: re.Match[str]) -> str:
        above, below = found[1], found[2]
        begins = not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
        known = below in arrays or (
            below in nodes and (not begins or is_python(text[found.end() :].partition("\n")[0]))
        )
        if above not in roots or not known or (begins and not found["given"]):
            return found[0]
        return f"d{above}_d{below}{found['given'] or ''}"

    return _QUOTIENT.sub(name, text)


_INDICES = (ast.Constant, ast.Tuple, ast.Load)


def is_code(text: str, nodes: Collection[str], arrays: Collection[str]) -> bool:
    """Whether a text is lines of Python: by what stands in no other notation, or because what a line gives to
    d<node> is used by a later one.

    `nodes` and `arrays` are what a derivative may be taken towards.
    """
    if not isinstance(text, str) or len(text.encode("utf-8", "replace")) > LONGEST or "\\" in text:
        return False
    whole = parsed(text)
    if whole is None:
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
        readable = [(line, found) for line in lines if (found := parsed(line)) is not None]
        if any(MARKED.search(line.split("#")[0]) for line, _ in readable):
            return True
        whole = [statement for _, found in readable for statement in found]
    given: set[str] = set()
    for statement in whole:
        if isinstance(
            statement, ast.AugAssign | ast.For | ast.FunctionDef | ast.Import | ast.ImportFrom | ast.While | ast.With
        ):
            return True
        bases = [target.value for target in _targets(statement) if isinstance(target, ast.Attribute)]
        if any(isinstance(base, ast.Name) and base.id in arrays and base.id not in nodes for base in bases):
            return True
        entries = _entries(statement)
        for node in ast.walk(statement):
            if node in entries:
                continue
            if isinstance(node, ast.MatMult):
                return True
            if isinstance(node, ast.Name):
                if node.id in given or (node.id in arrays and node.id not in nodes):
                    return True
                if node.id[:1] == "d" and node.id[1:].lstrip("_") in arrays and isinstance(node.ctx, ast.Store):
                    return True
            if isinstance(node, ast.Attribute) and (_names_library(node) or node.attr in ("T", "grad")):
                return True
        for target in _targets(statement):
            if isinstance(target, ast.Name) and target.id[:1] == "d" and target.id[1:].lstrip("_") in nodes:
                given.add(target.id)
    return False


def _entries(statement: ast.stmt) -> set[ast.AST]:
    """What stands in W[0][1], and on the left in w.grad, which is written on paper too."""
    found: set[ast.AST] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Subscript) and all(isinstance(n, _INDICES) for n in ast.walk(node.slice)):
            below = set(ast.walk(node.value))
            found.update(below if not any(isinstance(n, ast.Call) for n in below) else ())
    for target in _targets(statement):
        if isinstance(target, ast.Attribute):
            found.update(ast.walk(target))
    return found


def _names_library(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in MODULES


def _targets(statement: ast.stmt) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else []


def depth(node: ast.AST) -> int:
    """How many levels an expression has, counted without recursion."""
    level, deepest = [node], 0
    while level and deepest <= DEEPEST:
        level = [child for each in level for child in ast.iter_child_nodes(each)]
        deepest += 1
    return deepest
