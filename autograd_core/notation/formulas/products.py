"""Products without a sign, and how far a function or a root without brackets reaches."""

import re

from ...ops import OPS
from .reading import shown
from .spelling import ROOTS
from .stack import BARE, BESIDE, POWER, PRODUCT, UNARY, Opened, Stack
from .tokens import Token, token_at

_NUMBERED = re.compile(r"[(\[]\s*(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})?)[a-z]?\s*[)\]]\s*$")
"""The number of an equation at the end of its line: (3), (2.14), [1]."""
_TURNING = ("sin", "cos", "tan")
_HEAD = re.compile(r"[^\W\d_]+[0-9]*(?:\s*\^\s*\{?\(?[-−]?[0-9]+\)?\}?|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
"""The name of a function, with its power."""


class Products(Stack):
    """The part of the reader for factors that stand side by side."""

    def beside(self, token: Token) -> None:
        """Two factors stand side by side: multiply them, or ask where that could be meant otherwise."""
        before = self.program[-1].kind
        if token.word[:1] == "_" and token.word not in self.known.names:
            self.fail(f"an index stands right behind a name; {shown(token.word)} stands behind no name", token.start)
        counted = token.kind == "number" and self.text[: token.start].rstrip()[-1:] == "!"  # 3!2!
        unsigned = token.kind in ("number", "raised", "transposed") or (token.kind == "fraction" and before == "number")
        if unsigned and not counted:
            needs = ": write * between factors" if token.kind != "sign" else ""
            self.fail(f"expected an operator before {shown(token.word)}{needs}", token.start)
        if self.shapes[-1] is not None:
            self.fail("write * or · between a vector and what it is multiplied by", token.start)
        if token.spaced and (numbered := _NUMBERED.match(self.text, token.start)):
            told = f"{numbered[0].strip()} could be the number of the equation, or a factor"
            self.fail(f"{told}: leave it out, or write *{numbered['n']}", token.start)
        self._after_root_beside(token)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.level == POWER and not token.spaced:
            base = self._text_before(top.position)
            whole = self._written(top)
            ends = whole[:1] in ("(", "{", "[") and whole[-1:] in (")", "}", "]")  # e^{x}e^{y}
            if not ends and (base.endswith("e") or base[-1:].isdigit()):
                exponent = self.text[top.position : token.start].lstrip("*^").strip()
                below = re.search(r"(?:[0-9.]+|e)$", base)
                e, x = below[0] if below else "e", token.word if token.word != "(" else "(...)"
                self.fail(
                    f"does the exponent end after {exponent}? write {e}^({exponent}*{x}) or ({e}^{exponent})*{x}",
                    token.start,
                )
            factors = f"{self.text[top.position - 1 : token.start]}{token.word}"
            self.note(f"{factors} is read with the exponent {self._written(top)} alone")
        level = PRODUCT
        self.reduce(POWER)
        self.reduce(UNARY)
        if (self.stack and self.stack[-1].kind == "bare") or (self.stack and self.stack[-1].level == BESIDE):
            level = self._within_bare(token)
        elif self.stack and self.stack[-1].level == PRODUCT and self.stack[-1].sign in ("/", "//", "%"):
            self._after_division(token, self.stack[-1])
        self.reduce(level)
        self.push(Opened("operator", level, ("op", OPS["mul"]), 2, token.start, "beside"))
        self.operand = False

    def _written(self, opened: Opened) -> str:
        return self.text[opened.position : self.position].lstrip("*^ ").strip()

    def _text_before(self, position: int) -> str:
        return self.text[max(0, position - 20) : position].rstrip()

    def _after_root_beside(self, token: Token) -> None:
        if self.stack and self.stack[-1].sign in ROOTS:
            if not token.spaced and self.program[-1].kind in ("number", "name", "constant") and token.kind != "root":
                sign, x = self.stack[-1].sign, self.text[self.stack[-1].position + 1 : token.start].strip()
                self.fail(
                    f"what does {sign} reach over? write {sign}({x}*{token.word}) or {sign}({x})*{token.word}",
                    token.start,
                )
            self.reduce(POWER + 1)

    def _within_bare(self, token: Token) -> int:
        """The level of a product beside the argument of a bare function: sin 2x is one argument, in sin x cos y it
        has ended."""
        bare = next(opened for opened in reversed(self.stack) if opened.kind == "bare")
        if self.starts_function(token):
            self.reduce(BARE)
            return PRODUCT
        if bare.what.name in _TURNING and self.program[-1].what in ("pi", "π") and token.kind in ("name", "number"):
            return BESIDE  # sin 2π x: sin 2π alone is 0
        alone = self.program[-1].kind in ("number", "constant") or (token.kind == "name" and not token.spaced)
        if token.spaced or not alone:
            name, x = self._bare(bare, token.start)
            more = token.word if token.kind in ("name", "number") else "..."
            self.fail(f"what does {name} reach over? write {name}({x}*{more}) or {name}({x})*{more}", token.start)
        return BESIDE

    def _bare(self, bare: Opened, end: int) -> tuple[str, str]:
        """A function without brackets and its argument so far, as they are written."""
        name = _HEAD.match(self.text, bare.position)
        stop = name.end() if name else bare.position
        return self.text[bare.position : stop].strip(), self.text[stop:end].strip()

    def end_of_bare(self, token: Token, spaced: bool) -> None:
        """A * or / after the argument of a bare function: sin x / x is told apart by its spaces, sin x/x is asked
        about."""
        bare = next((o for o in reversed(self.stack) if o.level in (0, BARE)), None)
        if bare is None or bare.kind != "bare" or bare.sign in ROOTS:
            return
        if not spaced:
            name, x = self._bare(bare, token.start)
            following = token_at(self.text, token.end)
            more = following.word if following is not None and following.kind in ("name", "number") else "..."
            self.fail(
                f"does {name} reach over the {token.word}? write {name}({x}){token.word}{more} or "
                f"{name}({x}{token.word}{more})",
                token.start,
            )
        name = self.text[bare.position : self.position].strip()
        self.note(f"{name} {token.word} ... is read as ({name}) {token.word} ...")

    def end_of_exponent(self, token: Token, spaced: bool) -> None:
        """A / right behind an exponent: x^1/2 is asked about, x^3/2 is told, and x^2/2 can only be one thing."""
        top = next((opened for opened in reversed(self.stack) if opened.level != UNARY), None)
        following = token_at(self.text, token.end)
        if token.word != "/" or spaced or top is None or following is None:
            return
        if top.sign in ROOTS and self.program[-1].kind == "name":
            root = self.text[top.position : token.start].strip()
            self.note(f"{root}/... is read as ({root})/...")
        written = self.text[top.position : token.start].strip()
        exponent = re.fullmatch(r"(?:\^|\*\*)\s*([-−]?[0-9]+)", written) if top.level == POWER else None
        if exponent is None or not following.word.isdecimal() or int(following.word) < 2:
            return
        power, n = exponent[1], following.word
        if power.lstrip("-−") == "1":
            self.fail(f"does the exponent end after {power}? write ^({power}/{n}), or brackets: (...)/{n}", token.start)
        if int(power.lstrip("-−")) % int(n):
            self.note(f"^{power}/{n} is read as the power {power}, and the division by {n} of all")

    def _after_division(self, token: Token, top: Opened) -> None:
        """1/2 x is half of x; 1/2x and a/b c are asked about."""
        left = self.program[-2:]
        halves = token.spaced and [step.kind for step in left] == ["number", "number"]
        if not halves:
            start = max(0, top.position - 12)
            part = self.text[start : top.position].split()[-1:] or [""]
            below = self.text[top.position + len(top.sign) : token.start].strip()
            above = part[0].rstrip()
            while above.count("(") > above.count(")"):  # −(b/2m
                above = above.partition("(")[2]
            word = token.word if token.word != "(" else "(...)"
            self.fail(
                f"this could be ({above}/{below})*{word} or {above}/({below}*{word}): write the brackets", token.start
            )
        self.note(f"{left[0].what}/{left[1].what} {token.word} is read as ({left[0].what}/{left[1].what})*{token.word}")

    def after_root(self, at: int) -> None:
        """Refuse a product after a root that has no brackets: what the root reaches over could be read in two ways."""
        if self.stack and self.stack[-1].sign in ROOTS and self.program[-1].kind != "op":
            sign, x = self.stack[-1].sign, self.text[self.stack[-1].position + 1 : at].strip()
            power = re.match(r"\S+", self.text[at:])
            raised = power[0] if power else ""
            self.fail(f"what does {sign} reach over? write {sign}({x}{raised}) or ({sign}{x}){raised}", at)
        self.reduce(POWER + 1)
