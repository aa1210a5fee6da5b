"""A sheet about arrays: statements on paper beside lines of Python, each with what Python's grammar makes of it."""

import ast
import re
from collections.abc import Collection, Iterator

from ..arrays.matrices import ENTRYWISE, Matrices
from ..arrays.paper_names import plain_key
from ..arrays.python import Code, Line, Update, as_next, as_update, parsed
from ..formulas.expression import FormulaError
from ..formulas.labels import NAME
from .equations import sides
from .lines import Statement, statements

_TOWARDS = re.compile(
    rf"(?:[∂δ]|(?<![^\W\d_])d)\s*{NAME.pattern}\s*[/∕÷⁄]\s*[d∂δ]\s*(?P<x>{NAME.pattern})"
    rf"|∇\s*_?\s*\{{?(?P<of>{NAME.pattern})"
)
_MARKS = re.compile(rf"[{ENTRYWISE}·]|ᵀ|⊤|\^\{{?[T⊤]|^\s*{NAME.pattern}\s*=\s*\(.*,.*\)\s*$")
_LETTER = re.compile(r"[^\W\d_]")


class Paper(Code):
    """The statements of a text, those that are no Python read over arrays where they can be."""

    is_python = False

    def __init__(self, text: str, names: Collection[str], root: str) -> None:
        self.said: dict[ast.AST, Statement] = {}
        whole = (said._replace(text=said.whole, given="") for said in statements(text))
        self.matrices, self.statements = Matrices(names, root), list(_in_order(whole))
        super().__init__(text)
        nodes = [line.node for line in self.lines if line.node is not None]
        added = {name for node in nodes if isinstance(node, ast.AugAssign) for name in targets_of(node)}
        self.chained.update(
            node for node in nodes if isinstance(node, ast.Assign) and added.isdisjoint(targets_of(node))
        )

    def _lines(self) -> Iterator[Line]:
        for said in self.statements:
            self.matrices.notes = []
            read, told = self._read(said), ""
            if isinstance(read, FormulaError):
                told, read = said.told(read), [None]
            for node in read:
                for part in ast.walk(node) if node is not None else ():
                    self.said[part] = said
                yield Line(said.line, said.text, node, told, tuple(self.matrices.notes))

    def _read(self, said: Statement) -> "list[ast.stmt | None] | FormulaError":
        """The statements of Python that a line comes to; what cannot be read of it."""
        if (found := self._python(said)) is not None:
            return found
        parts, at = [], 0
        for side in sides(said.text):
            at = said.text.find(side, at)
            parts.append((side, at))
            at += len(side)
        try:
            made = [as_update(node) for node in self.matrices.assigned(parts, said.text, said.line)]
            if not made:
                return FormulaError("a line needs something on both sides of =; a remark begins with #", said.text, 0)
            if isinstance(made[0], Update):
                return [made[0], *map(as_next, made[1:])]
            made.reverse()  # a name goes on as its first side, and not as numbers that were rounded
        except FormulaError as error:
            return error
        return [*made]

    def _python(self, said: Statement) -> "list[ast.stmt | None] | None":
        """The statements of a line that is Python as it stands, where no sign in it is another one on paper."""
        is_paper = _MARKS.search(said.text) or not _LETTER.search(said.text.partition("=")[2])
        found = None if is_paper else parsed(said.text)
        if not found or any(isinstance(n, ast.BitXor | ast.Mod) for s in found for n in ast.walk(s)):
            return None
        for statement in found:
            if not isinstance(statement, ast.Assign | ast.AugAssign):
                return None
            if any(self.matrices.is_next(name) for name in targets_of(statement)):
                return None
            for node in ast.walk(statement):
                if isinstance(node, ast.Name):
                    if self.matrices.is_product(node.id):
                        return None
                    node.id = self.matrices.names.get(plain_key(node.id), node.id)
                if isinstance(node, ast.stmt | ast.expr):
                    node.lineno = node.end_lineno = said.line
            for target in statement.targets if isinstance(statement, ast.Assign) else ():
                if isinstance(target, ast.Name):
                    self.matrices.names.setdefault(plain_key(target.id), target.id)
        return [as_update(node) for node in found]

    def segment(self, node: ast.stmt) -> str:
        return self.said[node].text if node in self.said else super().segment(node)

    def error(self, sentence: str, node: ast.AST) -> FormulaError:
        said = self.said.get(node)
        if said is None:
            return super().error(sentence, node)
        return FormulaError(sentence, said.text, getattr(node, "col_offset", 0))

    def told(self, error: FormulaError, line: Line) -> str:
        said = self.said.get(line.node) if line.node is not None else None
        return said.told(error) if said is not None else super().told(error, line)


def targets_of(node: ast.stmt) -> set[str]:
    """The names that an assignment gives something to."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _in_order(said: Iterator[Statement]) -> Iterator[Statement]:
    """The statements, each with what it says after "where" before it."""
    waiting: Statement | None = None
    for statement in said:
        explained = re.match(r"(?:where|with)\s+", statement.text)
        if explained is not None and waiting is not None and statement.line == waiting.line:
            yield statement._replace(text=statement.text[explained.end() :])
            continue
        if waiting is not None:
            yield waiting
        waiting = statement
    if waiting is not None:
        yield waiting


def is_about_arrays(text: str, arrays: Collection[str]) -> bool:
    """Whether a text on paper says what the derivative towards a whole array is, or what a whole array comes to."""
    names = {plain_key(name) for name in arrays}
    if not names:
        return False
    for said in statements(text):
        left, *rest = sides(said.text)
        if not rest:
            continue
        towards = _TOWARDS.search(left)
        named = plain_key(towards["x"] or towards["of"]) if towards else plain_key(left) if NAME.fullmatch(left) else ""
        if named in names or (named[:1] == "d" and named[1:] in names):
            return True
    return False
