"""Derivatives that a mark or a word names: ∇_w E, grad_w, w.grad, dE_dw5, dw, f_x, y', f'(x), ẋ."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ...ops import OPS
from .expression import Derivative, Instruction, Partial
from .labels import NAME, WORD, key
from .reading import Reading
from .spelling import PRIMES, RAISED
from .tokens import AT

_NABLA = re.compile(
    rf"∇\s*(?:_\s*)?(?:\{{(?P<braced>(?:[^{{}}\n]|\{{[^{{}}\n]*\}}){{1,80}})\}}|(?P<plain>{NAME.pattern}))(?:\s*(?P<of>{NAME.pattern}))?"
)
_LAPLACIAN = re.compile(
    rf"∇\s*(?:²|\^\(?\{{?2\}}?\)?)\s*(?P<of>{NAME.pattern})(?:\s*\((?P<xs>\s*{NAME.pattern}\s*(?:,\s*{NAME.pattern}\s*)*)\))?"
)
_GRAD = re.compile(rf"(?:grad_|d_)(?P<x>{NAME.pattern})|(?P<x2>{WORD})_grad")
_DOT_GRAD = re.compile(r"\.grad\b(?:\.item\(\))?")
_D_WORD = re.compile(r"d(?P<rest>.+)")
_PRIME = re.compile(rf"[{PRIMES}]{{1,4}}")
_OF_ALL = re.compile(rf"\s{{0,3}}\(\s*(?P<xs>{NAME.pattern}\s*(?:,\s*{NAME.pattern}\s*)*)\)")
_COUNTED = re.compile(r"(?P<y>[^\W\d_]+)(?:\^?\{?⁽(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹])⁾\}?|\^\{\((?P<plain>[1-9])\)\})")
_NUMBERS = re.compile(r"\(\s*[-−\d.π]+\s*,")
_EULER = re.compile(
    rf"D(?P<order>[²³]|\^[({{]?[23][)}}]?)?\s*(?P<y>{NAME.pattern})(?:\s*\(\s*(?P<x>{NAME.pattern})\s*\))?"
)
_OF = re.compile(rf"\s{{0,3}}\(\s*(?P<x>{NAME.pattern})\s*\)")


@dataclass(frozen=True, slots=True)
class Found:
    """A derivative: where its name ends, the steps it comes to, and how it was read."""

    end: int
    steps: tuple[Instruction, ...]
    notes: tuple[str, ...] = ()


def partial_of(
    y: str, xs: list[str], direct: bool, held: tuple[str, ...] = (), edge: bool = False
) -> tuple[Instruction, ...]:
    """The one step that is a derivative."""
    return (Instruction("partial", Partial(y, xs[0], tuple(xs[1:]), held, direct, edge), 0, 0),)


def derivative_of(program: tuple[Instruction, ...], xs: Iterable[str], at: int) -> tuple[Instruction, ...]:
    """The steps of an expression's derivative towards one name after another, the last one first."""
    for x, times in reversed([(x, len(list(same))) for x, same in groupby(xs)]):
        program = (Instruction("derivative", Derivative(program, x, times), 0, at),)
    return program


def nabla(reader: Reading, start: int) -> Found:
    """∇_w E, ∇_w, ∇²f"""
    if (laplacian := _LAPLACIAN.match(reader.text, start)) is not None:
        return _laplacian(reader, laplacian)
    found = _NABLA.match(reader.text, start)
    if found is None:
        reader.fail("a gradient is written ∇_w E, with the name it is taken towards", start)
    name = (found["braced"] or found["plain"]).strip()
    x, end = reader.known.end(name), found.end()
    if x is None:
        reader.fail(
            f"no value is named {name!r}{reader.known.offers(name, False)}; a gradient is written ∇_w E", start + 1
        )
    if x is not None and x[0] == reader.known.root and found["plain"] and not found["of"] and "_" not in found[0]:
        reader.fail(f"∇{name} is a vector: write ∇{name} = [a, b] as a line, or ∇_w {name} for one entry", start)
    y = reader.known.end(found["of"], of_root=True) if found["of"] else None
    if y is None:
        end = found.end("plain") if found["plain"] else found.end("braced") + 1
        y = _root(reader, start), ""
    return Found(end, partial_of(y[0], [x[0]], False), (y[1],) if y[1] else ())


def _laplacian(reader: Reading, found: re.Match[str]) -> Found:
    """∇²f and ∇²f(x, y), the sum of the second derivatives."""
    y = reader.known.end(found["of"], of_root=True)
    if y is None:
        reader.unknown(found["of"], found.start("of"))
    xs = list(reader.known.leaves_of(y[0]))
    if found["xs"]:
        ends = [reader.known.end(x.strip()) for x in found["xs"].split(",")]
        if None in ends:
            reader.fail("∇²f(x, y) is taken towards names", found.start("xs"))
        xs = [end[0] for end in ends if end is not None]
    if not xs:
        reader.fail("the Laplacian towards what? write ∂²f/∂x² + ∂²f/∂y²", found.start())
    steps: tuple[Instruction, ...] = ()
    for x in xs:
        steps += partial_of(y[0], [x, x], True)
        steps += (Instruction("op", OPS["add"], 2, found.start()),) if len(steps) > 1 else ()
    told = " + ".join(f"∂²{y[0]}/∂{x}²" for x in xs)
    return Found(found.end(), steps, (f"{found[0].strip()} is read as {told}", *filter(None, y[1:])))


def _root(reader: Reading, at: int) -> str:
    if reader.known.root is None:
        reader.fail("the derivative of what? write dy/dx with both names", at)
    return reader.known.root


def word(reader: Reading, start: int) -> Found | None:
    """A derivative that is written as one word: grad_w, w_grad, dE_dw5, dydx, dw, f_x, ẋ."""
    text, known = reader.text, reader.known
    found = NAME.match(text, start)
    assert found is not None
    written, end = found[0], found.end()
    if (grad := _GRAD.fullmatch(written)) and (x := known.end(grad["x"] or grad["x2"])):
        return Found(end, partial_of(_root(reader, start), [x[0]], False))
    if d := _D_WORD.fullmatch(written):
        rest = d["rest"].lstrip("_")
        for i in range(1, len(rest)):
            if rest[i] != "d":
                continue
            y, x = known.end(rest[:i].rstrip("_"), of_root=True), known.end(rest[i + 1 :].lstrip("_"))
            if y and x:
                told = f"{written} is read as d{y[0]}/d{x[0]}"
                return Found(end, partial_of(y[0], [x[0]], False), (told,))
        if known.root is not None and (x := known.end(rest)):
            if "d" in known.names:
                reader.fail(
                    f"{written} could be d times {rest} or the derivative towards {rest}: write d*{rest} or dy/d{rest}",
                    start,
                )
            return Found(
                end, partial_of(known.root, [x[0]], False), (f"{written} is read as the derivative towards {x[0]}",)
            )
    return (
        _dotted(reader, written, end)
        or _by_euler(reader, start)
        or _counted(reader, written, end)
        or _indexed(reader, written, end)
    )


def _dotted(reader: Reading, written: str, end: int) -> Found | None:
    """ẋ and ẍ, where x is a value and t another."""
    apart = unicodedata.normalize("NFD", written)
    for dots, times, told in (("\u0307", 1, "d{0}/dt"), ("\u0308", 2, "d²{0}/dt²")):
        base = unicodedata.normalize("NFC", apart.replace(dots, "", 1))
        if dots in apart and (y := reader.known.end(base)) and "t" in reader.known.names:
            return Found(end, partial_of(y[0], ["t"] * times, False), (f"{written} is read as {told.format(y[0])}",))
    return None


def _by_euler(reader: Reading, start: int) -> Found | None:
    """Df, D f(x) and D²f, where f is computed from one leaf and neither D nor Df is a value."""
    found = _EULER.match(reader.text, start)
    y = None if found is None or reader.known.value("D") is not None else reader.known.end(found["y"])
    leaves = list(reader.known.leaves_of(y[0])) if y is not None else []
    if found is None or y is None or leaves == [y[0]]:
        return None
    if len(leaves) != 1 or (found["x"] and reader.known.end(found["x"]) != (leaves[0], "")):
        reader.fail(f"D{y[0]} is taken towards which of {len(leaves)} leaves? write D_x {y[0]}, or d{y[0]}/dx", start)
    times = int((found["order"] or "1").strip("^(){} ").translate(RAISED))
    told = f"{found[0].strip()} is read as the derivative towards {leaves[0]}"
    return Found(found.end(), partial_of(y[0], leaves * times, False), (told,))


def _counted(reader: Reading, written: str, end: int) -> Found | None:
    """f⁽⁴⁾ and f^{(4)}(x), where f is computed from one leaf and no value is called so."""
    found = _COUNTED.fullmatch(written)
    y = reader.known.end(found["y"]) if found is not None else None
    leaves = () if y is None else reader.known.leaves_of(y[0])
    if found is None or y is None or len(leaves) > 1 or y[0] in leaves:
        return None
    x = next(iter(leaves), "")
    if (of := _OF.match(reader.text, end)) is not None and (at := reader.known.end(of["x"])) and at[0] in (x, *leaves):
        end = of.end()
    times = int((found["raised"] or found["plain"]).translate(RAISED))
    partial = Partial(y[0], x, (x,) * (times - 1))
    return Found(end, (Instruction("partial", partial, 0, 0),), (f"{written} is read as {y[0]}{PRIMES[0] * times}",))


def _indexed(reader: Reading, written: str, end: int) -> Found | None:
    """f_x, fₓ and f_{xy}, where f, x and y are values and f_x is none."""
    stem, underscore, index = key(written).partition("_")
    y = reader.known.end(stem, of_root=True) if underscore and index and not index.isdigit() else None
    if y is None:
        return None
    xs: Iterable[str] | None = [index] if reader.known.end(index) else reader.known.split(index, False)
    labels = [found[0] for x in xs or () if (found := reader.known.end(x))]
    if not labels or len(labels) > 4:
        return None
    partial = Partial(y[0], labels[0], tuple(labels[1:]), (), True)
    if (of := _OF_ALL.match(reader.text, end)) is not None:  # f_y(x, y)
        ends = [reader.known.end(x.strip()) for x in of["xs"].split(",")]
        named, leaves = {x[0] for x in ends if x}, set(reader.known.leaves_of(y[0]))
        if None not in ends and (named == leaves or (set(labels) <= named <= leaves and len(named) > 1)):
            end = of.end()
        else:
            told = f"{written}(...) could be {written} times the bracket, or {written} there"
            reader.fail(f"{told}: write {written}*(...), or {written} alone", end)
    elif _NUMBERS.match(reader.text, end):
        told = f"which names {written}(...) gives these numbers to is not said"
        reader.fail(f"{told}: write {y[0]}({', '.join(sorted(reader.known.leaves_of(y[0])))}) = ... above", end)
    return Found(end, (Instruction("partial", partial, 0, 0),), (f"{written} is read as {partial}",))


def _is_of(reader: Reading, label: str, x: str) -> bool:
    """Whether a value depends on what stands apart from its dash in brackets: u' (v) may be a product."""
    towards = reader.known.end(x)
    return towards is not None and towards[0] != label and reader.known.depends(label, towards[0])


def primed(reader: Reading, label: str, position: int) -> Found | None:
    """y', f'(x), w.grad: right after the name of a value."""
    if grad := _DOT_GRAD.match(reader.text, position):
        return Found(grad.end(), partial_of(_root(reader, position), [label], False))
    prime = _PRIME.match(reader.text, position)
    if prime is None:
        return None
    times, end, x = len(prime[0]), prime.end(), ""
    if (of := _OF.match(reader.text, end)) and (of[0][0] == "(" or _is_of(reader, label, of["x"])):
        towards = reader.known.end(of["x"])
        if towards is None:
            reader.unknown(of["x"], of.start("x"))
        x, end = towards[0], of.end()
    elif (number := AT.match(reader.text, end)) is not None and len(reader.known.leaves_of(label)) == 1:
        (x,) = reader.known.leaves_of(label)
        if (why := reader.known.must_be_here(x, number["x"])) is not None:
            reader.fail(f"{why}: write {label}'({x})", position)
        end = number.end()
    elif reader.text[end : end + 1] == "(":
        reader.fail(f"write {label}' towards a name, as {label}'(x), or d{label}/dx", position)
    elif len(leaves := list(reader.known.leaves_of(label))) > 1:
        x = next((name for name in ("t", "x") if name in leaves and name != label), "")
        told = (f"{label}{prime[0]} is read as the derivative towards {x}",) if x else ()
        return Found(end, partial_of(label, [x] * times, False), told)
    return Found(end, partial_of(label, [x] * times, False))
