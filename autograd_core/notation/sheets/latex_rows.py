"""Rows of environments, and the equations that stand side by side in one of them."""

import re
from itertools import pairwise

from .equations import sides

ROW = "\x1e"
"""The end of a row of an environment, on a line that goes on."""
APART = "\x1f"
"""A wide space, or the end of a cell."""
_GOES_ON = re.compile(
    r"\s*(?:[-+*/=≈<>,;)]|:=|(?:for|at|if|when|where|with|since|because|given|using|by|from|and)\b|\(?[i-nt]\s*(?:=|∈)\s*[0-9{[])"
)
_UNFINISHED = re.compile(r"(?:[-+*/=≈<>(]|\b(?:with|where|for|at|given|using|since|because|by|from))\s*\Z")


def parted(text: str) -> str:
    """The text with a row of its own for each equation that stands beside another one: a = b, far from it c = d."""
    if APART not in text:
        return text
    return "".join(_side_by_side(row) if APART in row else row for row in re.split(f"([{ROW}\n])", text))


def _side_by_side(row: str) -> str:
    pieces = row.split(APART)
    equations = [len(sides(piece)) > 1 for piece in pieces]
    last = max((i for i, is_equation in enumerate(equations) if is_equation), default=0)
    found, whole, depth = [pieces[0]], equations[0], pieces[0].count("(") - pieces[0].count(")")
    for i, (before, piece) in enumerate(pairwise(pieces), 1):
        ends = whole and not depth and not _UNFINISHED.search(before) and piece.strip() != ""
        begins = ends and i <= last and not _GOES_ON.match(piece)
        found.append(f"{ROW if begins else ' '}{piece}")
        whole = equations[i] or (whole and not begins)
        depth += piece.count("(") - piece.count(")")
    return "".join(found)
