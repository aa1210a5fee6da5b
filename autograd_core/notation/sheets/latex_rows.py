"""Rows of environments, and the equations that stand side by side in one of them."""

import re

from .equations import sides

ROW = "\x1e"
"""The end of a row of an environment, on a line that goes on."""
APART = "\x1f"
"""A wide space, or the end of a cell."""
_GOES_ON = re.compile(
    r"\s*(?:[-+*/=≈<>,;)]|:=|(?:for|at|if|when|where|with|since|because|given|using|by|from|and)\b|\(?[i-nt]\s*(?:=|∈)\s*[0-9{[])"
)
_UNFINISHED = re.compile(r"[-+*/=≈<>(]\s*\Z")


def parted(text: str) -> str:
    """The text with a row of its own for each equation that stands beside another one: a = b, far from it c = d."""
    if APART not in text:
        return text
    return "".join(_side_by_side(row) if APART in row else row for row in re.split(f"([{ROW}\n])", text))


def _side_by_side(row: str) -> str:
    first, *others = row.split(APART)
    found = [first]
    for i, piece in enumerate(others):
        before, rest = found[-1], " ".join(others[i:])
        whole = len(sides(before)) > 1 and not _UNFINISHED.search(before) and before.count("(") == before.count(")")
        if whole and piece.strip() and not _GOES_ON.match(piece) and len(sides(rest)) > 1:
            found.append(piece)
        else:
            found[-1] = f"{before} {piece}"
    return ROW.join(found)
