"""Text: numbers that are written expressions, for rules, names and sentences."""

from collections.abc import Callable, Mapping
from typing import Any

from .base import Namespace
from .exact import Exact

COMPARISON, SUM, PRODUCT, POWER, ATOM = range(5)
"""How tightly an expression holds together: what stands in a tighter place needs brackets."""


class Written:
    """A written expression, with the level of its loosest operator."""

    __slots__ = ("level", "style", "text")

    def __init__(self, style: "Text", text: str, level: int = ATOM) -> None:
        self.style, self.text, self.level = style, text, level

    def within(self, level: int) -> str:
        """The text, in brackets where it would come apart at this level."""
        return self.text if self.level >= level else self.style.brackets(self.text)

    def __str__(self) -> str:
        return self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def _join(self, other: Any, sign: str, level: int, right: int, swapped: bool = False) -> "Written":
        a, b = (self.style.written(other), self) if swapped else (self, self.style.written(other))
        return Written(self.style, f"{a.within(level)}{sign}{b.within(right)}", level)

    def _compare(self, other: Any, sign: str) -> "Written":
        return Written(self.style, f"{self.within(SUM)}{sign}{self.style.written(other).within(SUM)}", COMPARISON)

    # fmt: off
    def __add__(self, other: Any) -> "Written": return self.style.add(self, other)
    def __radd__(self, other: Any) -> "Written": return self.style.add(other, self)
    def __sub__(self, other: Any) -> "Written": return self.style.subtract(self, other)
    def __rsub__(self, other: Any) -> "Written": return self.style.subtract(other, self)
    def __mul__(self, other: Any) -> "Written": return self.style.multiply(self, other)
    def __rmul__(self, other: Any) -> "Written": return self.style.multiply(other, self)
    def __truediv__(self, other: Any) -> "Written": return self.style.divide(self, other)
    def __rtruediv__(self, other: Any) -> "Written": return self.style.divide(other, self)
    def __mod__(self, other: Any) -> "Written": return self._join(other, self.style.modulo, PRODUCT, POWER)
    def __floordiv__(self, other: Any) -> "Written": return self.style.floor(self / other)
    def __pow__(self, other: Any) -> "Written": return self.style.pow(self, other)
    def __neg__(self) -> "Written": return Written(self.style, f"-{self.within(PRODUCT)}", SUM)
    def __lt__(self, other: Any) -> Any: return self._compare(other, " < ")
    def __le__(self, other: Any) -> Any: return self._compare(other, self.style.at_most)
    def __gt__(self, other: Any) -> Any: return self._compare(other, " > ")
    def __ge__(self, other: Any) -> Any: return self._compare(other, self.style.at_least)
    def __ne__(self, other: Any) -> Any: return self._compare(other, self.style.unequal)
    def __eq__(self, other: Any) -> Any: return isinstance(other, Written) and self.text == other.text
    def __and__(self, other: Any) -> "Written": return self._join(other, self.style.both, COMPARISON, COMPARISON)
    def __or__(self, other: Any) -> "Written": return self._join(other, self.style.either, COMPARISON, COMPARISON)
    # fmt: on


class Text(Namespace):
    """Expressions as one types them; `times` is what stands between factors."""

    name = "text"
    by_hand = in_words = True
    modulo, at_most, at_least, unequal = " % ", " <= ", " >= ", " != "
    both, either = " and ", " or "

    def __init__(self, times: str = " ") -> None:
        self.times = times

    def __getattr__(self, letter: str) -> Callable[..., Written]:
        if letter.startswith("__"):
            raise AttributeError(letter)
        return lambda *args: self.call(letter, *args)

    def written(self, x: Any) -> Written:
        """A number or a text as an expression."""
        if isinstance(x, Written):
            return x
        if isinstance(x, Exact):
            return self.written(x.over(self))
        text = x if isinstance(x, str) else self.numeral(x)
        return Written(self, text, SUM if text.startswith("-") else ATOM)

    number = written

    def literal(self, text: str) -> Written:
        return Written(self, text)

    def numeral(self, x: Any) -> str:
        """A constant: as short as it can be told apart."""
        if x == x and abs(x) < 1e15 and x == int(x):
            return str(int(x))
        text = str(x)
        figures = text.rstrip("0")
        if len(text) - len(figures) < 15 or not figures.lstrip("-").isdecimal():
            return text
        sign, figures = ("-", figures[1:]) if figures[0] == "-" else ("", figures)
        fraction = f".{figures[1:]}" if figures[1:] else ""
        return f"{sign}{figures[0]}{fraction}e+{len(text) - len(sign) - 1}"

    def leaf(self, name: str, data: float) -> Written:
        return Written(self, name)

    def brackets(self, text: str) -> str:
        """A text in round brackets."""
        return f"({text})"

    def call(self, letter: str, *args: Any) -> Written:
        """A function and its arguments."""
        return Written(self, f"{letter}({', '.join(str(self.written(x)) for x in args)})")

    def add(self, x: Any, y: Any) -> Written:
        x, y = self.written(x), self.written(y)
        if y.text.startswith("-") and y.level == SUM:
            return Written(self, f"{x.within(SUM)} - {y.text[1:]}", SUM)
        return Written(self, f"{x.within(SUM)} + {y.within(SUM)}", SUM)

    def subtract(self, x: Any, y: Any) -> Written:
        x, y = self.written(x), self.written(y)
        if x.text.isdecimal() and y.text.isdecimal():
            return self.written(int(x.text) - int(y.text))
        return Written(self, f"{x.within(SUM)} - {y.within(PRODUCT)}", SUM)

    def multiply(self, x: Any, y: Any) -> Written:
        a, b = self.written(x), self.written(y)
        if a.text in ("1", "-1"):
            return b if a.text == "1" else -b
        if b.text == "1" and self.times != "*":
            return a
        if negative := self.negated(a):
            return -self.multiply(negative, b)
        return Written(self, f"{a.within(PRODUCT)}{self.times}{b.within(PRODUCT)}", PRODUCT)

    def negated(self, x: Written) -> Written | None:
        """What a single term with a minus in front would be without it; None for any other expression."""
        if x.level == SUM and x.text.startswith("-") and " + " not in x.text and " - " not in x.text:
            return Written(self, x.text[1:], PRODUCT)
        return None

    def divide(self, x: Any, y: Any) -> Written:
        a, b = self.written(x), self.written(y)
        if negative := self.negated(a):
            return -self.divide(negative, b)
        return self.fraction(a, b)

    def fraction(self, x: Written, y: Written) -> Written:
        """x over y."""
        return Written(self, f"{x.within(PRODUCT)} / {y.within(POWER)}", PRODUCT)

    def pow(self, x: Any, y: Any) -> Written:
        x, y = self.written(x), self.written(y)
        return x if y.text == "1" else Written(self, f"{x.within(ATOM)}^{y.within(ATOM)}", POWER)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if isinstance(condition, bool):
            return x if condition else y
        return Written(self, f"{self.written(x).within(SUM)} where {condition}, else {self.written(y)}", COMPARISON)

    def equal(self, x: Any, y: Any) -> Any:
        return Written(self, f"{self.written(x).within(SUM)} = {self.written(y).within(SUM)}", COMPARISON)

    def sum(self, *xs: Any) -> Written:
        total, *rest = [self.written(x) for x in xs] or [self.written(0)]
        for x in rest:
            total = self.add(total, x)
        return total

    @property
    def pi(self) -> Any:
        return Written(self, "pi")

    @property
    def e(self) -> Any:
        return Written(self, "e")


_COMPOSED = (
    "exp2",
    "sigmoid",
    "softplus",
    "gaussian",
    "normal_pdf",
    "normal_cdf",
    "cbrt",
    "hypot",
    "fmod",
    "copysign",
    "digamma",
    "logsumexp",
    "sinc",
    "sinc_derivative",
)


def _named(letter: str) -> Callable[..., Written]:
    return lambda self, *args: self.call(letter, *args)


for _letter in _COMPOSED:  # letters that other systems compose, and text simply names
    setattr(Text, _letter, _named(_letter))


class Latex(Text):
    """Expressions as LaTeX typesets them."""

    name = "LaTeX"
    modulo, at_most, at_least, unequal = r" \bmod ", r" \le ", r" \ge ", r" \ne "
    both, either = r" \text{ and } ", r" \text{ or } "
    functions: Mapping[str, str] = {
        "sigmoid": r"\sigma", "exp": r"\exp", "log": r"\ln", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan",
        "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "sinh": r"\sinh", "cosh": r"\cosh",
        "tanh": r"\tanh", "lgamma": r"\ln\Gamma",
        "digamma": r"\psi", "maximum": r"\max", "minimum": r"\min", "normal_cdf": r"\Phi", "normal_pdf": r"\varphi",
    }  # fmt: skip

    def __init__(self) -> None:
        super().__init__(r" \, ")

    def numeral(self, x: Any) -> str:
        """A constant, with a power of ten where it needs one."""
        mantissa, _, exponent = super().numeral(x).partition("e")
        if not exponent:
            return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}.get(mantissa, mantissa)
        power = f"10^{{{int(exponent)}}}"
        return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \cdot {power}")

    def written(self, x: Any) -> Written:
        found = super().written(x)
        if "10^{" in found.text and not isinstance(x, Written | Exact | str):
            found.level = min(found.level, PRODUCT if r"\cdot" in found.text else POWER)
        return found

    number = written

    def brackets(self, text: str) -> str:
        """A text in brackets that grow with it."""
        return rf"\left({text}\right)"

    def call(self, letter: str, *args: Any) -> Written:
        """A function and its arguments, in the notation of its own where there is one: roots, bars, sums."""
        inside = ", ".join(str(self.written(x)) for x in args)
        if letter == "sqrt":
            return Written(self, rf"\sqrt{{{inside}}}")
        if letter == "abs":
            return Written(self, rf"\left|{inside}\right|")
        spelled = self.functions.get(letter) or rf"\operatorname{{{letter}}}".replace("_", r"\_")
        return Written(self, spelled + self.brackets(inside))

    def fraction(self, x: Written, y: Written) -> Written:
        """x over y, with a bar."""
        return Written(self, rf"\frac{{{x}}}{{{y}}}", POWER)

    def pow(self, x: Any, y: Any) -> Written:
        x, y = self.written(x), self.written(y)
        return x if y.text == "1" else Written(self, f"{{{x.within(ATOM)}}}^{{{y}}}", POWER)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if isinstance(condition, bool):
            return x if condition else y
        return Written(
            self,
            rf"\begin{{cases}} {self.written(x)} & {condition} \\ {self.written(y)} & \text{{otherwise}} \end{{cases}}",
        )

    @property
    def pi(self) -> Any:
        return Written(self, r"\pi")


TEXT, NAMES, LATEX = Text(), Text("*"), Latex()
