"""The chain rule as a tree: which factor comes from where, as text and as a picture."""

import html
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from .chain import MANY, PLAIN, UNICODE, ChainSigns, Factor, Path
from .files import write_whole
from .images import image
from .words import can_show
from .writing import Lines, numeral

MOST = 40
"""So many paths are drawn beside each other; the others are told in one sum."""

LONGEST = 34
"""Of a longer name or rule the picture shows the beginning."""

BRANCHES = ("├─ ", "└─ ", "│  "), ("|- ", "`- ", "|  ")
"""How a tree is drawn in text, and how where the terminal knows ASCII alone."""


class ChainTree(Lines):
    """A tree as text, which a notebook shows as a picture; `.save('tree.svg')` writes that."""

    def __new__(cls, text: str, picture: Callable[[], str]) -> "ChainTree":
        """The text, and what makes the picture when it is asked for."""
        made = super().__new__(cls, text)
        made.picture = picture
        return made

    picture: Callable[[], str]

    def svg(self) -> str:
        """The picture, which needs nothing installed."""
        return self.picture()

    def save(self, path: str | File) -> File:
        """Write the picture to a file, whole or not at all.  Raises OSError where it cannot be written."""
        path = File(path)
        if path.suffix.lower() != ".svg":
            raise ValueError(f"the tree of a chain rule is saved to a file that ends in .svg; got {str(path)!r}")
        write_whole(path, self.svg())
        return path

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: an image that survives where scripts and bare SVG do not; the SVG; and the text."""
        svg = self.svg()
        return {"text/html": image(svg, str(self)), "image/svg+xml": svg, "text/plain": str(self)}


def chain_tree(
    name: Callable[[ChainSigns], str],
    paths: Sequence[Path],
    value: float,
    more: str,
    rest: float,
    digits: int,
    unicode: bool | None,
) -> ChainTree:
    """The paths from y down to x, what each comes to, and what `more` paths that are not told add up to."""

    def picture() -> str:
        return Picture(name(UNICODE), paths, value, more, rest, digits).svg()

    drawn = unicode or (unicode is None and can_show("├─└│"))
    return ChainTree("\n".join(_lines(name(PLAIN), paths, value, more, rest, digits, BRANCHES[not drawn])), picture)


def _lines(
    name: str, paths: Sequence[Path], value: float, more: str, rest: float, digits: int, signs: tuple[str, str, str]
) -> Iterator[str]:
    branch, last, down = signs
    yield f"{name} = {numeral(value, digits)}"
    pending = [("", "", list(paths), 0)]  # what stands before the first line and the others; which paths go on
    while pending:
        first, other, on, depth = pending.pop()
        while all(depth < len(path.factors) for path in on) and len({path.factors[depth] for path in on}) == 1:
            factor = on[0].factors[depth]
            rule = f": {factor.rule}" if factor.rule else ""
            yield f"{first}{factor.name} = {numeral(factor.value, digits)}{rule}"
            first, depth = other, depth + 1
        if depth == len(on[0].factors):
            yield f"{first}= {numeral(on[0].share, digits)}"
            continue
        ways = list(dict.fromkeys(path.factors[depth] for path in on))
        for factor in reversed(ways):
            mark, under = (last, "   ") if factor is ways[-1] and not more else (branch, down)
            pending.append((other + mark, other + under, [path for path in on if path.factors[depth] == factor], depth))
    if more:
        yield f"{last}{more} more paths, together {numeral(rest, digits)}"


# ── the picture ──────────────────────────────────────────────────────────────────────────────────

SIZE, LINE, PAD, APART, BETWEEN, MARGIN = 13.0, 18.0, 12.0, 22.0, 28.0, 16.0
"""Of type, of a line of it, around the lines of a card, between columns, between rows, around all."""

WIDE = {"name": 0.63, "value": 0.58, "rule": 0.52}
"""The width of a letter, at most, by what is written."""

STYLE = """
text { font: 13px Helvetica, Arial, sans-serif; fill: #1b2733; text-anchor: middle }
.name { font-weight: bold } .rule { font-size: 11.5px; fill: #56616d } .sign { fill: #56616d; font-weight: bold }
rect { fill: #f5f6f7; stroke: #6b7682; stroke-width: 1.2 } path { fill: none; stroke: #8a949e; stroke-width: 1.3 }
.root rect { fill: #dff3ea; stroke: #00805c; stroke-width: 1.8 } .end rect { fill: #fdeadd; stroke: #a23a08 }
.gap rect { fill: #ffffff; stroke-dasharray: 4 3 }
"""


@dataclass(slots=True)
class Card:
    """A box of the picture: its lines and what each is, its row, and the columns that it stands over."""

    kind: str
    lines: list[tuple[str, str]]
    row: int
    first: int
    last: int
    above: "Card | None" = None
    x: float = 0.0

    @property
    def width(self) -> float:
        """As wide as its longest line may be."""
        return max(len(text) * SIZE * WIDE[kind] for kind, text in self.lines) + 2 * PAD

    @property
    def height(self) -> float:
        """Its lines one under the other."""
        return len(self.lines) * LINE + PAD


class Picture:
    """The tree from y at the top down to x: a column for each path, a row for each factor, its product at the end."""

    def __init__(self, name: str, paths: Sequence[Path], value: float, more: str, rest: float, digits: int) -> None:
        self.name, self.digits = name, digits
        if len(paths) > MOST:
            left = paths[MOST:]
            more = f"{len(left):,} and {more}" if more else f"{len(left):,}"
            paths, rest = paths[:MOST], math.fsum([rest, *(path.share for path in left)])
        places: dict[tuple[Factor | None, ...], int] = {}
        for path in paths:
            for way in _prefixes(path):
                places.setdefault(way, len(places))
        columns = sorted(paths, key=lambda path: [places[way] for way in _prefixes(path)])
        count = len(columns) + bool(more)
        self.root = Card("root", [("name", f"{name} = {numeral(value, digits)}")], 0, 0, count - 1)
        cards: dict[tuple[Factor | None, ...], Card] = {(): self.root}
        ends = []
        for i, path in enumerate(columns):
            above = self.root
            for way in _prefixes(path):
                if way not in cards:
                    cards[way] = self._card(way[-1], path, len(way), i, above)
                above = cards[way]
                above.last = max(above.last, i)
            told = [("value", f"= {numeral(path.share, digits)}")]
            ends.append(Card("end", told, above.row + 1, i, i, above))
        if more:
            told = [("value", f"{more} more paths"), ("value", f"together {numeral(rest, digits)}")]
            ends.append(Card("end", told, 1, count - 1, count - 1, self.root))
        self.cards = [*cards.values(), *ends]
        self.wide = self._columns(count)
        self.tops = self._rows()

    def _card(self, factor: Factor | None, path: Path, row: int, column: int, above: Card) -> Card:
        if factor is None:
            more = len(path.factors) - MANY
            return Card("gap", [("value", f"{more:,} more factors")], row, column, column, above)
        number = "nothing" if path.takes(factor) else numeral(factor.value, self.digits)
        lines = [("name", _cut(factor.written(UNICODE))), ("value", f"= {number}")]
        if factor.rule:
            rule = factor.rule if len(factor.rule) <= LONGEST else "= " + factor.rule.rpartition(" = ")[2]
            lines.append(("rule", _cut(rule)))
        return Card("factor", lines, row, column, column, above)

    def _columns(self, count: int) -> float:
        """Puts each card over the middle of its columns, which are as wide as what stands in them; the whole width."""
        widths = [0.0] * count
        for card in sorted(self.cards, key=lambda card: card.last - card.first):
            span = range(card.first, card.last + 1)
            lacking = card.width + APART - sum(widths[i] for i in span)
            for i in span:
                widths[i] += max(0.0, lacking / len(span))
        lefts = [MARGIN + sum(widths[:i]) for i in range(count + 1)]
        for card in self.cards:
            card.x = (lefts[card.first] + lefts[card.last + 1]) / 2
        return lefts[-1] + MARGIN

    def _rows(self) -> list[float]:
        """Where each row begins, and where all ends."""
        heights = [0.0] * (1 + max(card.row for card in self.cards))
        for card in self.cards:
            heights[card.row] = max(heights[card.row], card.height)
        tops = [MARGIN]
        for height in heights:
            tops.append(tops[-1] + height + BETWEEN)
        return tops

    def svg(self) -> str:
        """The picture as SVG."""
        high = self.tops[-1] - BETWEEN + MARGIN
        lines, boxes = [], []
        for card in self.cards:
            top = self.tops[card.row]
            if card.above is not None:
                lines.append(self._line(card, card.above))
            inside = ""
            for i, (kind, text) in enumerate(card.lines):
                y = top + PAD / 2 + LINE * (i + 0.75)
                inside += f'<text class="{kind}" x="{card.x:.1f}" y="{y:.1f}">{_safe(text)}</text>'
            box = f'x="{card.x - card.width / 2:.1f}" y="{top:.1f}" width="{card.width:.1f}" height="{card.height:.1f}"'
            boxes.append(f'<g class="{card.kind}"><rect {box} rx="6"/>{inside}</g>')
        said = f"{self.name} as the chain rule: which factor comes from where"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.wide:.0f} {high:.0f}" width="{self.wide:.0f}" '
            f'height="{high:.0f}" role="img"><title>{_safe(said)}</title><style>{STYLE}</style>'
            f'<path style="fill: #ffffff; stroke: none" d="M0 0H{self.wide:.0f}V{high:.0f}H0z"/>'
            f"{''.join(lines)}{''.join(boxes)}</svg>\n"
        )

    def _line(self, card: Card, above: Card) -> str:
        """From the card above to this one, with what is done there: a factor more, or a path more."""
        start, end = self.tops[above.row] + above.height, self.tops[card.row]
        bend = end - BETWEEN / 2
        path = f'<path d="M{above.x:.1f} {start:.1f}V{bend:.1f}H{card.x:.1f}V{end:.1f}"/>'
        sign = "" if card.kind == "end" or above is self.root else "×"
        if card.first > above.first:
            sign = "+"
        if not sign:
            return path
        beside = f'x="{card.x + 9:.1f}" y="{end - 4:.1f}"'
        return f'{path}<text class="sign" {beside}>{sign}</text>'


def _prefixes(path: Path) -> list[tuple[Factor | None, ...]]:
    """The factors as they are shown, of very many the first and the last: from the first on, one more each time."""
    factors = path.ends()
    return [factors[: i + 1] for i in range(len(factors))]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _safe(text: str) -> str:
    """Text as it stands in XML, without characters that may not."""
    return html.escape("".join(c if c.isprintable() else " " for c in text))
