"""Lines about whole arrays as they stand on paper: δ = (W²)ᵀδ ⊙ σ'(z), ∂L/∂W = δ xᵀ, read into Python's grammar."""

import ast
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from ..formulas.calls import function_of
from ..formulas.reading import shown
from ..formulas.spelling import FRACTIONS, RAISED, ROOTS
from ..formulas.tokens import CLOSES, DASHES, Token, token_at
from .paper_names import DERIVATIVE, PaperNames, plain_key
from .python import Next

_Node = TypeVar("_Node", ast.expr, ast.Assign)
_DEEPEST = 40
_SUMS_HOW = "a sum over an axis is written 1ᵀX here, or as Python does: X.sum(axis=0)"
_SUMS = {"+": "paper plus", "-": "paper minus"}
_DOTTED = re.compile(r"(?<![0-9])\.([*^/])")
"""Signs that other languages write for entry by entry."""
ENTRYWISE = "⊙∘"
_PRODUCTS = {ENTRYWISE: "paper entries", "·⋅∙•@": "paper dot", "×": "paper cross"}
"""What a sign between two factors says."""
_BARS = ("‖", "|")


class Matrices(PaperNames):
    """Reads sides of equations over arrays; the names are those of the graph, of what was handed in, and of lines
    above."""

    def __init__(self, names: Iterable[str], root: str) -> None:
        super().__init__(names, root)
        self.depth = 0
        self.barred = False
        """Whether a ‖ would close."""

    def assigned(self, sides: list[tuple[str, int]], text: str, line: int) -> list[ast.Assign]:
        """The assignments that an equation makes: its left side is given each of the others.  Raises FormulaError."""
        self.notes, self.depth, self.barred = [], 0, False
        self.text, self.line = _DOTTED.sub(lambda found: f" {'⊙' if found[1] == '*' else found[1]}", text), line
        (left, at), *rest = sides
        found: list[ast.Assign] = []
        for side, start in rest:
            value = self._side(start, start + len(side))
            target = self._name(self.target(left, at), at, ast.Store())
            kind = Next if self.is_next(left) else ast.Assign
            found.append(self._put(kind([target], value), at))
        return found

    # ── the grammar ──────────────────────────────────────────────────────────────────────────────

    def _side(self, start: int, stop: int) -> ast.expr:
        self.position, whole = start, self.text
        self.text = whole[:stop]
        found = self._sum()
        if (token := self._next()) is not None:
            self.fail(f"expected an operator before {shown(token.word)}", token.start)
        self.text = whole
        return found

    def _next(self) -> Token | None:
        return token_at(self.text, self.position)

    def _sign(self, *words: str) -> Token | None:
        """The next token, where it is one of these signs; it is taken."""
        token = self._next()
        if token is None or token.kind != "sign" or token.word not in words:
            return None
        self.position = token.end
        return token

    def _sum(self) -> ast.expr:
        negated = self._sign("-", "+")
        found = self._entrywise()
        if negated is not None and negated.word == "-":
            found = self._put(ast.UnaryOp(ast.USub(), found), negated.start)
        while (sign := self._sign("+", "-")) is not None:
            found = self._call(_SUMS[sign.word], sign.start, found, self._entrywise())
        return found

    def _entrywise(self) -> ast.expr:
        """Products with a sign between them: a ⊙ b, 2*a, w·x."""
        found = self._beside()
        while (sign := self._sign("*", "@")) is not None:
            c = self.text[sign.start]
            how = next((how for signs, how in _PRODUCTS.items() if c in signs), "paper times")
            found = self._call(how, sign.start, found, self._beside())
        return found

    def _beside(self) -> ast.expr:
        """Factors side by side, and what is divided."""
        found, divided = self._factor(), False
        while (token := self._next()) is not None:
            if token.kind == "sign" and token.word == "/":
                self.position = token.end
                plain = isinstance(found, ast.Constant)
                found = self._put(ast.BinOp(found, ast.Div(), self._factor()), token.start)
                divided = not plain
            elif self._begins_factor(token):
                if divided:
                    self.fail("does the quotient end here? write the brackets", token.start)
                found = self._call("paper product", token.start, found, self._factor())
            else:
                break
        return found

    def _begins_factor(self, token: Token) -> bool:
        """Whether a factor may begin here, beside another one: a name, a bracket, ∂L/∂z, ‖x‖, 1ᵀ."""
        if token.kind in ("name", "root", "quoted") or token.word in ("(", "[", "{", "∂", "∇"):
            return True
        if token.word in _BARS:
            return not self.barred
        following = token_at(self.text, token.end) if token.word == "1" else None
        return following is not None and following.kind == "transposed"

    def _factor(self) -> ast.expr:
        found = self._operand()
        while (token := self._next()) is not None:
            if token.kind == "transposed":
                self.position = token.end
                if isinstance(found, ast.Constant) and found.value == 1:
                    found = self._call("paper sum", token.start, self._factor())
                elif not (isinstance(found, ast.List) and not any(isinstance(e, ast.List) for e in found.elts)):
                    # [1, 2]ᵀ is a column, as every vector is
                    found = self._call("paper transposed", token.start, found)
            elif token.kind == "raised":
                self.position = token.end
                exponent = self._put(ast.Constant(int(token.word.translate(RAISED))), token.start)
                found = self._call("paper power", token.start, found, exponent)
            elif token.kind == "sign" and token.word == "**":
                self.position = token.end
                found = self._call("paper power", token.start, found, self._exponent())
            else:
                break
        return found

    def _exponent(self) -> ast.expr:
        sign = self._sign("-", "+")
        found = self._factor()
        return self._put(ast.UnaryOp(ast.USub(), found), sign.start) if sign and sign.word == "-" else found

    def _operand(self) -> ast.expr:
        token = self._next()
        if token is None:
            self.fail("expected a number, a name or '('; got the end", len(self.text))
        at = token.start
        found = DERIVATIVE.match(self.text, at) if self.text[at] in "∂dδ∇(" else None
        if found is not None and self.text[at] == "(" and found[0].rstrip()[-1:] != ")":
            found = None
        if found is not None and self.text[at] == "d" and not self.is_root(found["y"]):
            found = None
        if found is not None:
            whole = found[0]
            if self.text[at] != "(" and whole.rstrip().endswith(")"):
                whole = whole.rstrip()[:-1]
            self.position = at + len(whole)
            return self._name(self.derivative(found, at), at)
        self.position = token.end
        if token.kind == "number":
            number = int(token.word) if token.word.isdigit() else float(token.word)
            return self._put(ast.Constant(number, kind=token.word), at)
        if token.kind == "fraction":
            above, below = (self._put(ast.Constant(part), at) for part in FRACTIONS[token.word])
            return self._put(ast.BinOp(above, ast.Div(), below), at)
        if token.kind == "root":
            return self._call(ROOTS[token.word], at, self._operand())
        if token.kind == "sign" and token.word in ("(", "[", "{"):
            return self._within(token, listed=True)
        if token.kind == "sign" and token.word == "-":
            return self._put(ast.UnaryOp(ast.USub(), self._factor()), at)
        if token.kind in ("name", "quoted"):
            return self._word(token)
        if token.word in _BARS and not self.barred:
            return self._length(token)
        hint = _SUMS_HOW if token.word in "∑Σ" else f"expected a number, a name or '('; got {shown(token.word)}"
        return self.fail(hint, at)

    def _within(self, opening: Token, listed: bool = False) -> ast.expr:
        """What stands in brackets; `listed` for a vector or a matrix too: (1, 2), [[1, 2], [3, 4]], [1, 2; 3, 4]."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail(f"a line about arrays has at most {_DEEPEST} levels of brackets", opening.start)
        rows = [[self._sum()]]
        while listed and (sign := self._sign(",", ";")) is not None:
            if sign.word == ";":
                rows.append([])
            rows[-1].append(self._sum())
        found = rows[0][0]
        if len(rows) > 1 and any(len(row) > 1 for row in rows):
            found = self._listed([self._listed(row, opening) for row in rows], opening)
        elif len(rows) > 1 or len(rows[0]) > 1 or (opening.word == "[" and isinstance(found, ast.List)):
            found = self._listed([each for row in rows for each in row], opening)
        self.depth -= 1
        if self._sign(CLOSES[opening.word]) is None:
            self.fail("this bracket is never closed", opening.start)
        return found

    def _listed(self, elements: list[ast.expr], opening: Token) -> ast.expr:
        return self._put(ast.List(elements, ast.Load()), opening.start)

    def _length(self, opening: Token) -> ast.expr:
        """‖x‖ and |x|, and their squares, the sum of the squares."""
        self.barred = True
        inside = self._sum()
        closing, self.barred = self._sign(opening.word), False
        if closing is None:
            self.fail(f"this {opening.word} is never closed", opening.start)
        if index := re.compile(r"\s*_\{?[F2]\}?").match(self.text, self.position):
            self.position = index.end()
        if squared := re.compile(r"\s*(?:²|(?:\^|\*\*)\s*[({]?2(?![0-9])[)}]?)").match(self.text, self.position):
            self.position = squared.end()
        return self._call("paper square" if squared else "paper length", opening.start, inside)

    def _word(self, token: Token) -> ast.expr:
        """A name, perhaps with the number of a layer above it; else a function and what it is applied to."""
        word, at = token.word, token.start
        if (label := self.names.get(plain_key(word))) is not None:
            return self._name(label, at)
        raised = token_at(self.text, token.end)
        if raised is not None and raised.kind == "raised":
            layer = self.names.get(plain_key(f"{word}{raised.word.translate(RAISED)}"))
            if layer is not None:
                self.position = raised.end
                return self._name(layer, at)
        plain = re.match(r"[^\W\d_]+", word)
        function = function_of(plain[0]) if plain else None
        if plain is None or function is None or plain.end() != len(word):
            if plain is not None and plain[0] == "diag":
                return self._call("diag", at, self._argument(at, plain[0]))
            if word[0] in "∑Σ":
                self.fail(_SUMS_HOW, at)
            if (pieces := self.pieces(word)) is not None:
                return self._product_of(pieces, at)
            self.fail(f"no array and no value is named {shown(word)}", at)
        dashes = DASHES.match(self.text, self.position)
        power = None
        if dashes is not None:
            self.position = dashes.end()
        elif (above := self._next()) is not None and above.kind == "raised":
            self.position, power = above.end, self._put(ast.Constant(int(above.word.translate(RAISED))), above.start)
        elif above is not None and above.kind == "sign" and above.word == "**":
            self.position = above.end
            power = self._operand()
        argument = self._argument(at, plain[0])
        if dashes is not None:
            if len(dashes[0]) > 1:
                self.fail("of a function of an array the first derivative is read", at)
            return self._call(f"slope of {function.name}", at, argument)
        found = self._call("paper softmax" if function.name == "softmax" else plain[0], at, argument)
        return found if power is None else self._call("paper power", at, found, power)

    def _product_of(self, pieces: list[str], at: int) -> ast.expr:
        self.notes.append(f"{''.join(pieces)} is read as {' '.join(pieces)}")
        found = None
        for piece in pieces:
            name = self._name(self.names[plain_key(piece)], at)
            found = name if found is None else self._call("paper product", at, found, name)
            at += len(piece)
        assert found is not None
        return found

    def _argument(self, at: int, name: str) -> ast.expr:
        """What a function is applied to: a bracket, or the one name that follows."""
        following = self._next()
        if following is not None and following.word in ("(", "[", "{"):
            self.position = following.end
            return self._within(following)
        if following is None or following.kind != "name":
            self.fail(f"{name} needs its argument in brackets", at)
        self.position = following.end
        return self._word(following)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────

    def _call(self, name: str, at: int, *args: ast.expr) -> ast.expr:
        return self._put(ast.Call(self._name(name, at), list(args), []), at)

    def _name(self, name: str, at: int, ctx: ast.expr_context | None = None) -> ast.expr:
        return self._put(ast.Name(name, ctx or ast.Load()), at)

    def _put(self, node: _Node, at: int) -> _Node:
        node.lineno = node.end_lineno = self.line
        node.col_offset = node.end_col_offset = at
        return node


def as_written(node: ast.AST | None) -> Any:
    """A number, a fraction, or lists of them, as the texts that stand there; None for anything else."""
    if isinstance(node, ast.List):
        found = [as_written(element) for element in node.elts]
        return None if None in found else found
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = as_written(node.operand)
        return f"-{number}" if isinstance(number, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        above, below = as_written(node.left), as_written(node.right)
        whole = all(isinstance(each, str) and each.isdecimal() for each in (above, below))
        return f"{above}/{below}" if whole else None
    return node.kind if isinstance(node, ast.Constant) else None
