"""Reads formulas of LaTeX as text that `told_reader` understands; it knows nothing of the writers."""

import re

from told_reader import Unread

_WORDS = {
    r"\sigma\left(": "sigmoid(", r"\ln\left(": "log(", r"\max\left(": "maximum(", r"\min\left(": "minimum(",
    r"\tanh\left(": "tanh(", r"\cosh\left(": "cosh(", r"\sinh\left(": "sinh(", r"\tan\left(": "tan(",
    r"\arctan\left(": "atan(", r"\sin\left(": "sin(", r"\cos\left(": "cos(", r"\exp\left(": "exp(",
    r"\left(": "(", r"\right)": ")", r"\cdot": "*", r"\,": " ", r"\displaystyle": "", r"\text{ and }": " and ",
    r"\text{ or }": " or ", r"\infty": "inf",
}  # fmt: skip


def group(text, at):
    """What stands in the braces that open here, and where they end."""
    depth = 0
    for i in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return text[at + 1 : i], i + 1
    raise Unread(text)


AND = r"(?<!\\)&"  # what stands between columns


def stands_alone(name, latex, start, end):
    """Whether a name is no part of a longer one, and one that is an expression no part of a longer one."""
    if latex.startswith("_", end):
        return False
    is_expression = " " in name and not name.startswith(r"\mathtt")
    before, after = latex[:start].rstrip(), latex[end:].lstrip()
    alone = (not before or before.endswith(("(", "{", ","))) and (not after or after.startswith((r"\right", "}", ",")))
    return alone or not is_expression


def plain(latex, names):
    """A formula of LaTeX as text: `names` gives for each typeset name, as it stands, a word."""
    out, at = "", 0
    symbols = sorted(names, key=len, reverse=True)
    while at < len(latex):
        name = next((s for s in symbols if latex.startswith(s, at) and stands_alone(s, latex, at, at + len(s))), None)
        if latex.startswith(r"\frac{", at):
            above, at = group(latex, at + 5)
            below, at = group(latex, at)
            if above.startswith(r"\partial"):
                plus = "p" if above.startswith(r"\partial^{+}") else ""
                top = above.removeprefix(r"\partial^{+}" if plus else r"\partial")
                out += f" D{plus}_{_joined(top, names)}_{_joined(below.removeprefix(chr(92) + 'partial'), names)} "
            else:
                out += f"(({plain(above, names)})/({plain(below, names)}))"
        elif latex.startswith(r"\begin{cases}", at):
            end = latex.index(r"\end{cases}", at)
            first, other = latex[at + len(r"\begin{cases}") : end].split(r"\\", 1)
            value, condition = (plain(part, names) for part in re.split(AND, first))
            out += f"({value} where {condition}, else {plain(re.split(AND, other)[0], names)})"
            at = end + len(r"\end{cases}")
        elif latex.startswith(r"\sqrt{", at):
            inside, at = group(latex, at + 5)
            out += f"sqrt({plain(inside, names)})"
        elif latex.startswith(r"\operatorname{", at):
            inside, at = group(latex, at + 13)
            out += inside.replace("\\", "")
        elif bar := re.compile(r"\\(left|right)(?:\||\\vert )").match(latex, at):
            out, at = out + ("abs(" if bar[1] == "left" else ")"), bar.end()
        elif word := next((word for word in _WORDS if latex.startswith(word, at)), None):
            out, at = out + _WORDS[word], at + len(word)
        elif name is not None and not (latex[at].isalpha() and at and latex[at - 1] == "\\"):
            out, at = f"{out} {names[name]} ", at + len(name)
        elif latex[at] == "{":
            inside, at = group(latex, at)
            out += f"({plain(inside, names)})" if inside else ""
        elif latex[at] == "\\":
            raise Unread(latex[at:])
        else:
            out, at = out + latex[at], at + 1
    return re.sub(r"\*\s*10\^\((-?\d+)\)", r"e\1", out).replace(" e", "e") if "10^" in out else out


def latex_symbols(words):
    """How `plain` spells the derivative of one typeset name by another."""
    return lambda d, y, x: f"D{'p' if d == 'd+' else ''}_{_joined(y, words)}_{_joined(x, words)}"


def _joined(latex, names):
    """One name, as part of the symbol of a derivative."""
    latex = latex.strip()
    bare = latex.removeprefix(r"\left(").removesuffix(r"\right)")
    found = names.get(latex) or names.get(bare) or plain(latex, names)
    return re.sub(r"\W", "", found)
