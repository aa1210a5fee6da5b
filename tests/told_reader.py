"""Reads equations as people copy them, and works out both sides, each with how far off it may be.

It knows nothing of the writers: rounded numbers stand for their last digit, names for what the reader was told.
"""

import math
import re

FUNCTIONS = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh,
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt,
    "abs": abs, "maximum": max, "minimum": min, "floor": math.floor, "sum": lambda *xs: math.fsum(xs),
    "sigmoid": lambda x: 0.5 * (1 + math.tanh(x / 2)), "softplus": lambda x: max(x, 0) + math.log1p(math.exp(-abs(x))),
    "logsumexp": lambda *xs: max(xs) + math.log(math.fsum(math.exp(x - max(xs)) for x in xs)),
    "relu": lambda x: max(x, 0.0),
    "hypot": math.hypot, "atan2": math.atan2, "atan": math.atan, "log1p": math.log1p, "expm1": math.expm1,
    "sign": lambda x: math.copysign(1, x) if x else 0.0,
    "dot": lambda *xs: math.fsum(a * b for a, b in zip(xs, xs[len(xs) // 2 :])),
}  # fmt: skip
TINY = 4e-16


class Unread(Exception):  # noqa: N818
    """What the reader does not understand, or was never told the meaning of."""


class Near:
    """A number, and how far off it may be."""

    def __init__(self, x, off=0.0):
        self.x, self.off = x, off + TINY * abs(x)

    def __add__(self, other):
        return Near(self.x + other.x, self.off + other.off)

    def __sub__(self, other):
        return Near(self.x - other.x, self.off + other.off)

    def __neg__(self):
        return Near(-self.x, self.off)

    def __mul__(self, other):
        return Near(self.x * other.x, abs(self.x) * other.off + abs(other.x) * self.off + self.off * other.off)

    def __truediv__(self, other):
        low = abs(other.x) - other.off
        return Near(self.x / other.x, (self.off + abs(self.x / other.x) * other.off) / low if low > 0 else math.inf)

    def __pow__(self, other):
        at = self.x**other.x
        if self.x > 0:
            slopes = abs(other.x * at / self.x) * self.off + abs(at * math.log(self.x)) * other.off
        else:  # then the exponent is an integer, as it stands
            slopes = abs(other.x) * (abs(self.x) + self.off) ** max(other.x - 1, 0) * self.off
        return Near(at, 2 * slopes)

    def agrees(self, other):
        return abs(self.x - other.x) <= 1.01 * (self.off + other.off) + 1e-300


def called(name, args):
    """A function of numbers, each as far off as it may be."""
    if name not in FUNCTIONS:
        raise Unread(name)
    f = FUNCTIONS[name]
    at = f(*(each.x for each in args))
    ends = [at]
    for i, each in enumerate(args):
        for end in (each.x - each.off, each.x + each.off):
            ends.append(f(*(end if i == j else other.x for j, other in enumerate(args))))
    return Near(at, sum(abs(end - at) for end in ends) + TINY * (1 + sum(abs(each.x) for each in args)))


def numeral(text):
    """A written number: to its last digit, where it has nine of them, else as it stands."""
    digits = re.sub(r"e.*", "", text.lower()).replace(".", "").lstrip("0")
    if len(digits) < 9:
        return Near(float(text))
    mantissa, _, exponent = text.lower().partition("e")
    places = len(mantissa.partition(".")[2])
    return Near(float(text), 0.5 * 10.0 ** (int(exponent or 0) - places))


TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?P<word>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|!=|\*\*|//|[-+*/^(),<>=·%]))"
)


WORD = re.compile(r"[\w.#\[\]'∂\u0302]+")
DERIVATIVE = re.compile(r"d.*/d.*")


class Reader:
    """An expression over what the reader was told: `meanings` by symbol, names and derivatives alike."""

    def __init__(self, meanings):
        self.meanings = meanings
        self.symbols = sorted(meanings, key=len, reverse=True)

    def value(self, text):
        self.text, self.at = text, 0
        found = self.choice()
        if self.text[self.at :].strip():
            raise Unread(f"{self.text[self.at :]!r} in {text!r}")
        return found

    def symbol(self):
        """The longest symbol of those known that stands here and is no part of a longer word."""
        start = self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
        for symbol in self.symbols:
            end = start + len(symbol)
            if self.text.startswith(symbol, start) and self.stands_alone(symbol, start, end):
                return symbol, end
        return None

    def stands_alone(self, symbol, start, end):
        """Whether a symbol is no part of a longer word, and one that is an expression no part of a longer one."""
        if WORD.fullmatch(symbol) or DERIVATIVE.fullmatch(symbol):
            after = self.text[end : end + 1]
            is_call = after == "(" and symbol in FUNCTIONS
            return not is_call and not (after and (after.isalnum() or after in "_'"))
        before = self.text[:start].rstrip()
        return (before[-1:] in ("", "(", ",") or before.endswith(" else")) and self.text[end:].lstrip()[:1] in (
            "",
            ")",
            ",",
        )

    def peek(self):
        match = TOKEN.match(self.text, self.at)
        return match[match.lastgroup] if match else ""

    def take(self, *words):
        match = TOKEN.match(self.text, self.at)
        if match and match[match.lastgroup] in words and not (words[0].isalpha() and self.symbol()):
            self.at = match.end()
            return match[match.lastgroup]
        return None

    def choice(self):
        first = self.sum()
        if not self.take("where"):
            return first
        holds = self.condition()
        self.take(",")
        if not self.take("else"):
            raise Unread(self.text)
        other = self.choice()
        return first if holds else other

    def condition(self):
        a, sign, b = self.sum(), self.take("<", ">", "<=", ">=", "=", "!="), self.sum()
        holds = {
            "<": a.x < b.x, ">": a.x > b.x, "<=": a.x <= b.x, ">=": a.x >= b.x, "=": a.agrees(b), "!=": not a.agrees(b),
        }[sign]  # fmt: skip
        if self.take("and"):
            return self.condition() and holds
        return self.condition() or holds if self.take("or") else holds

    def sum(self):
        total = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            total = total + other if sign == "+" else total - other
        return total

    def product(self):
        total = self.factor()
        while True:
            if sign := self.take("*", "/", "·"):
                other = self.factor()
                total = total / other if sign == "/" else total * other
            elif self.symbol() or (self.peek() and (self.peek() == "(" or self.peek()[0].isalnum())):
                if self.peek() in ("where", "else", "and", "or") and not self.symbol():
                    return total
                total = total * self.power()
            else:
                return total

    def factor(self):
        return -self.factor() if self.take("-") else self.power()

    def power(self):
        base = self.atom()
        return base ** self.factor() if self.take("^", "**") else base

    def atom(self):
        if found := self.symbol():
            self.at = found[1]
            return self.meanings[found[0]]
        match = TOKEN.match(self.text, self.at)
        if not match:
            raise Unread(f"{self.text[self.at :]!r} in {self.text!r}")
        self.at = match.end()
        if match.lastgroup == "number":
            return numeral(match["number"])
        if match["sign"] == "(":
            found = self.choice()
            if not self.take(")"):
                raise Unread(self.text)
            return found
        if match["word"] and self.text.startswith("(", self.at):
            self.at += 1
            args = [self.choice()]
            while self.take(","):
                args.append(self.choice())
            if not self.take(")"):
                raise Unread(self.text)
            return called(match["word"], args)
        raise Unread(f"{match[0]!r} in {self.text!r}")
