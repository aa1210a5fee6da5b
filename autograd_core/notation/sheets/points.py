"""Where a statement is taken: dy/dx|_{x=3} = 6, at x = 3: dy/dx = 6, and y'(3) = 6."""

import re
from collections.abc import Callable

from ..formulas.labels import NAME
from .equations import parts, sides

_VALUE = r"[-+−]?[^\s,;:=<>|{}]+"
_ONE = rf"{NAME.pattern}\s*=\s*{_VALUE}"
_PAIR = re.compile(rf"(?P<name>{NAME.pattern})\s*=\s*(?P<value>{_VALUE})")
_SEVERAL = rf"{_ONE}(?:\s*(?:,|\band\b)\s*{_ONE})*|\([^()=]+\)\s*=\s*\([^()=]+\)|\([^()=,]+,[^()=]+\)"
_BAR = re.compile(rf"\s*\|\s*_?\s*(?:\{{\s*(?P<braced>{_SEVERAL})\s*\}}|\(\s*(?P<round>{_ONE})\s*\)|(?P<bare>{_ONE}))")
_FIRST = re.compile(rf"(?:at|when|for|if)\s+(?P<at>{_SEVERAL})\s*(?:[,:]|\bthen\b)\s*(?P<said>.+)", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?:(?:the\s+)?(?:tangent|slope|gradient|derivative|normal|value)s?\s+)?(?:at|when|for)\s+(?P<at>{_SEVERAL})\s*:",
    re.IGNORECASE,
)
_LAST = re.compile(rf"(?P<said>.+=.+?)[,\s]\s*(?:at|when|for|if)\s+(?P<at>{_SEVERAL})")
_BETWEEN = re.compile(
    rf"(?P<left>[^=]+?)\s+(?:at|when|for)\s+(?P<at>{_SEVERAL})\s*(?:\bis\b|\bequals\b|=)\s*(?P<right>.+)"
)
_NUMBER = r"\s*[-+−]?(?=[0-9.πpe])(?:[0-9]+\.?[0-9]*|\.[0-9]+)?\s*(?:π|pi|e)?\s*(?:/\s*[0-9]+\s*)?"
_A_NUMBER = re.compile(_NUMBER)
_PLACE = rf"(?:{_NUMBER}|\s*{NAME.pattern}\s*)"
_OF = re.compile(
    rf"(?P<said>(?:[d∂](?P<y>\w+)/[d∂]\w+|(?P<f>[^\W_]+)_[^\W_])(?:\s*\|\s*_?\s*\{{?)?(?=\([^,()]+,)|(?P<name>\w+?)['′]+)"
    rf"\((?P<at>{_PLACE}(?:,{_PLACE})*)\)\}}?"
)
_LONGEST = 400
"""In a longer statement no point is looked for."""

UNNAMED = ""
"""In place of the names of a point that is given without any: at (1, 2)."""
Point = dict[str, str]
"""The names that have other values, and these as they are written."""


def taken_at(text: str, arguments: Callable[[str], tuple[str, ...]] = lambda name: ()) -> tuple[str, Point] | None:
    """A statement without the point where it is taken, and that point; None where it names none.

    `arguments` tells what a name is a function of, for f'(3) and ∂f/∂x(1, 2).
    """
    if len(text) > _LONGEST or "=" not in text:
        return None
    for pattern in (_FIRST, _LAST, _BETWEEN):
        if (found := pattern.fullmatch(text)) is not None:
            said = found["said"] if pattern is not _BETWEEN else f"{found['left']} = {found['right']}"
            point = _point(found["at"])
            return (said, point) if point else None
    if (found := _OF.match(text)) is not None:
        names, values = arguments(found["y"] or found["f"] or found["name"]), parts(found["at"], re.compile(","))
        moved = {name: value.strip() for name, value in zip(names, values) if value.strip() != name}
        if len(names) == len(values) and moved and all(map(_A_NUMBER.fullmatch, moved.values())):  # f_x(3, y)
            return found["said"].rstrip(" |_{") + text[found.end() :], moved
    if bars := [*_BAR.finditer(text)]:
        points = [_point(bar["braced"] or bar["round"] or bar["bare"]) for bar in bars]
        said = _BAR.sub("", text)
        whole = bool(points[0]) and points.count(points[0]) == len(points) and len(sides(said)) > 1
        return (said, points[0] or {}) if whole else None
    return None


def heading(text: str) -> Point | None:
    """The point that a line names for those below it: At x = 3:"""
    found = _ALONE.fullmatch(text) if len(text) <= _LONGEST else None
    return _point(found["at"]) if found is not None else None


def _point(text: str) -> Point | None:
    """x = 1, y = 2 and (x, y) = (1, 2) by name; (1, 2) as what UNNAMED stands for."""
    left, *rest = sides(text)
    if left[:1] == "(" and not rest:
        return {UNNAMED: left[1:-1]}
    if left[:1] == "(" and len(rest) == 1:
        names, values = (parts(side[1:-1], re.compile(",")) for side in (left, rest[0]))
        return dict(zip(map(str.strip, names), map(str.strip, values))) if len(names) == len(values) else None
    return {found["name"]: found["value"].rstrip(".") for found in _PAIR.finditer(text)}
