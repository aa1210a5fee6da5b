"""Indices of sums within names, and the numbers that they stand for."""

import re
from collections.abc import Mapping

from .spelling import LOWERED


def with_indices(word: str, bound: Mapping[str, int]) -> str:
    """w_i, w_{ij}, w[i] and x_{i+1} with the numbers that the indices of a sum stand for."""

    def put(found: re.Match[str]) -> str:
        inside = found["in"]
        term = re.fullmatch(r"([A-Za-z])\s*([+-])\s*([0-9]+)", inside)
        if term and term[1] in bound:
            return f"{found['open']}{bound[term[1]] + int(term[2] + term[3])}{found['close']}"
        letters = re.findall(r"[A-Za-z]|[0-9]+|,", inside)
        if not any(letter in bound for letter in letters) or "".join(letters) != inside.replace(" ", ""):
            return found[0]
        numbers = [str(bound.get(letter, letter)) for letter in letters if letter != ","]
        return f"{found['open']}{','.join(numbers)}{found['close']}"

    named = re.sub(r"(?P<open>_?\{|\[)(?P<in>[^{}\[\]]*)(?P<close>[}\]])", put, word)
    named = re.sub(
        r"[₀-₉]*[ᵢⱼₖₘₙ]+[₀-₉ᵢⱼₖₘₙ]*$",
        lambda found: "_{" + ",".join(str(bound.get(c, c)) for c in found[0].translate(LOWERED)) + "}",
        named,
    )
    return re.sub(r"(?P<open>_)(?P<in>[A-Za-z]{1,2})(?P<close>)$", put, named)
