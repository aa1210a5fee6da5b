"""The picture in Graphviz's language: a card for each node, a line for each edge."""

import html
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import pairwise

from ..explanation import Explanation, counted
from ..names import expressed
from ..namespaces.text import NAMES
from ..value import Value
from ..words import many
from ..writing import numeral, partial_name
from .options import Direction
from .scene import ELSEWHERE, INPUTS, Group, Line, Scene

LONGEST = 32
"""Of a longer name the picture shows the beginning."""

NBSP = "\N{NO-BREAK SPACE}"
NOT_COMPUTED = "not computed yet"

FONT = "Helvetica,Arial,sans-serif"
INK, FAINT, LIT = "#1b2733", "#56616d", "#c04a00"

LOOKS = {  # a kind's shape, style, fill and border; the colours are Okabe and Ito's, which all eyes tell apart
    "input": ("note", "filled", "#e3f0fa", "#0072b2"),
    "parameter": ("component", "filled", "#fdf0d5", "#a66f00"),
    "": ("box", "rounded,filled", "#f5f6f7", "#6b7682"),
    "output": ("box", "rounded,filled", "#dff3ea", "#00805c"),
    "group": ("folder", "filled", "#eceef0", "#4d5864"),
}
SHADES = ("#f0f6fc", "#dae8f5", "#c2dbef", "#a6cbe7", "#87b9dd", "#66a5d3")
"""By size of the gradient, smallest first; dark text is readable on each."""

UNSHADED, BEYOND = "#ffffff", "#f9d9c6"
"""Where the gradient is 0 or not computed yet, and where it is no finite number."""


def plain(text: object, longest: int = LONGEST) -> str:
    """A text safe to print: no control characters, line feeds as spaces, and no longer than that."""
    kept = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in str(text)[: 4 * longest])
    return (kept if len(kept) <= longest else f"{kept[: longest - 1]}…") or "�"


def markup(text: object, longest: int = LONGEST) -> str:
    """The same as it stands in an HTML-like label, in which Graphviz reads \\N as the name of the node."""
    return html.escape(plain(text, longest)).replace("\\", "&#92;&#92;")


@dataclass(frozen=True, slots=True)
class Shading:
    """The shades that tell the size of a gradient."""

    bounds: tuple[float, ...]
    """Where each shade ends and the next begins; evenly spaced on a logarithmic scale."""

    @classmethod
    def over(cls, gradients: Iterable[float | None]) -> "Shading":
        sizes = [abs(x) for x in gradients if x and math.isfinite(x)] or [1.0]
        low, high = max(min(sizes), max(sizes) * 1e-6), max(sizes)
        count = len(SHADES) if low < high else 1
        return cls(tuple(low * (high / low) ** (i / count) for i in range(count + 1)))

    def shade(self, x: float | None) -> str:
        if not x:
            return UNSHADED
        if not math.isfinite(x):
            return BEYOND
        return SHADES[sum(abs(x) >= bound for bound in self.bounds[1:-1])]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a scene as DOT."""

    scene: Scene
    direction: Direction
    digits: int
    show: Set[str]
    """What is shown beside the names, of `Part`."""
    shading: Shading | None
    why: Explanation | None
    """The paths that are highlighted."""
    lit: Set[Value]
    """The nodes on them."""

    def number(self, x: float | None) -> str:
        return NOT_COMPUTED if x is None else numeral(x, self.digits)

    def faint(self, text: str, padding: int = 0) -> str:
        """Small print; on shades of blue it needs all the ink there is."""
        return f'<FONT POINT-SIZE="9" COLOR="{INK if self.shading else FAINT}">{text}{NBSP * padding}</FONT>'

    def source(self) -> str:
        """The whole picture."""
        import graphviz

        scene = self.scene
        dot = graphviz.Digraph()
        dot.attr(
            "graph", id="graph", rankdir=self.direction, bgcolor="white", pad="0.25", nodesep="0.15", ranksep="0.35",
            fontname=FONT, fontsize="11", fontcolor=INK, labelloc="b", labeljust="l", label=self.caption(),
            outputorder="edgesfirst",
            nslimit="2",  # a leaf that a long chain uses again and again would keep the layout busy for minutes
        )  # fmt: skip
        dot.attr("node", fontname=FONT, fontsize="12", fontcolor=INK, margin="0.11,0.07", height="0", width="0")
        dot.attr("edge", fontname=FONT, fontsize="10", fontcolor=FAINT, color="#8a949e", arrowsize="0.7")
        for line in scene.lines:  # before the nodes: Graphviz then keeps more of their order
            dot.edge(line.tail, line.head, **self.line(line))
        for node in scene.nodes:
            kind = scene.kind(node)
            look = self.look(kind, node.grad, node in self.lit)
            if len(node.args) == 2:  # of more, the order would cost too many crossings
                look["ordering"] = "in"
            dot.node(scene.ids[node], self.card(node, kind), id=scene.ids[node], **look)
        for group in scene.groups:
            look = self.look("group", norm(scene.within(group)), any(node in self.lit for node in group.members))
            dot.node(group.id, self.folder(group), id=group.id, **look)
        for name, number in scene.constants.items():
            dot.node(name, self.number(number), id=name, shape="plaintext", fontcolor=FAINT, margin="0.04,0.02")
        return str(dot.source)

    def look(self, kind: str, gradient: float | None, lit: bool) -> dict[str, str]:
        """The attributes of a card."""
        shape, style, fill, border = LOOKS[kind]
        look = {"shape": shape, "style": style, "fillcolor": self.shading.shade(gradient) if self.shading else fill}
        look |= {"color": LIT, "penwidth": "2.2"} if lit else {"color": border, "penwidth": "1.2"}
        return look | ({"peripheries": "2"} if kind == "output" else {})

    def line(self, line: Line) -> dict[str, str]:
        """The attributes of an edge or a bundle of them."""
        node, position = line.edges[0]
        partial = node.partials[position]
        lit = any(node in self.lit and node.args[position] in self.lit for node, position in line.edges)
        look = {"id": line.id} | ({"color": LIT, "fontcolor": LIT, "penwidth": "2.2"} if lit else {})
        if line.bundled:
            look["style"] = "dashed"
        if partial is None:
            return look | {"style": "dotted", "arrowhead": "none", "weight": "4"}
        if "partials" not in self.show:
            return look
        text = many(len(line.edges), "edge") if len(line.edges) > 1 else self.number(partial)
        text = text if self.direction in ("LR", "RL") else NBSP * 2 + text  # beside a line that runs down, not on it
        return look | {"label": f"<<B>{text}</B>>" if lit else text}

    def card(self, node: Value, kind: str) -> str:
        """What is written on a node: its name, what it computes, its value and its gradient."""
        name = self.scene.names[node]
        expression = expressed(node, self.scene.names)
        formula = str(expression) if expression and expression.text != name.text else ""
        tag = kind or ("" if expression or node.op is None else node.op.name)
        rows = [_row(f"<B>{markup(name)}</B>" + (f"{NBSP * 2}{self.faint(tag)}" if tag else ""))]
        if formula and "formula" in self.show:
            rows.append(_row(f'<FONT POINT-SIZE="10">= {markup(formula, LONGEST + 8)}</FONT>'))
        if "value" in self.show:
            rows.append(_row(self.faint("value", padding=7) + self.number(node.data)))
        if "gradient" in self.show:
            rows.append(self.gradient("gradient", node.grad))
        if left_out := self.scene.left_out.get(node):
            rows.append(_row(self.faint(f"and {many(left_out, 'edge')} not drawn")))
        return _table(rows)

    def gradient(self, name: str, x: float | None) -> str:
        number = f'<FONT POINT-SIZE="10" COLOR="{FAINT}"><I>{NOT_COMPUTED}</I></FONT>' if x is None else self.number(x)
        return _row(self.faint(name, padding=2) + number)

    def folder(self, group: Group) -> str:
        """What is written on a group: how much is in it, and the norm of its gradient."""
        parameters = self.scene.within(group)
        rows = [
            _row(f"<B>{markup(group.scope)}</B>{NBSP * 2}{self.faint('folded')}"),
            _row(many(len(group.members), "node")),
        ]
        if parameters:
            rows.append(_row(many(len(parameters), "parameter")))
            if "gradient" in self.show:
                rows.append(self.gradient("norm of gradient", norm(parameters)))
        return _table(rows)

    def caption(self) -> str:
        """What is said beneath the picture: what is folded or left out, the shades, the highlighted paths."""
        rows = [*self._about_size(), *self._about_shades(), *self._about_paths()]
        return _table(rows, 2) if rows else ""

    def _about_size(self) -> Iterator[str]:
        scene = self.scene
        if len(scene.ids) < len(scene.names):
            yield _row(
                f"{len(scene.ids):,} of the {many(len(scene.names), 'node')} beneath {markup(scene.names[scene.y])}"
            )
        if scene.groups:
            folded = sum(len(group.members) for group in scene.groups)
            closed = min((group.scope for group in scene.groups if group.scope not in (INPUTS, ELSEWHERE)), default="")
            hint = (
                f"expand='{markup(closed)}' opens one"
                if closed
                else "around=node, depth=2 draws a part, and fold=() all of them"
            )
            yield _row(f"{folded:,} of {many(len(scene.ids), 'node')} are folded by scope; {hint}")

    def _about_shades(self) -> Iterator[str]:
        if self.shading:
            *lower, highest = [_small(numeral(bound, 2)) for bound in self.shading.bounds]
            cells = "".join(
                f'<TD BGCOLOR="{shade}">{_small("from ")}{bound}</TD>' for shade, bound in zip(SHADES, lower)
            )
            yield _row(  # of fixed size, for a table within a row would grow with the other rows
                '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" '
                'FIXEDSIZE="TRUE" WIDTH="540" HEIGHT="22" ALIGN="LEFT">'
                f"<TR><TD>size of the gradient</TD>{cells}<TD>{_small('to ')}{highest}</TD></TR></TABLE>"
            )

    def _about_paths(self) -> Iterator[str]:
        if (why := self.why) is None:
            return

        def factor(y: Value, x: Value) -> str:
            """The local partial, as it stands on the edge; of parallel edges the sum."""
            partials = [numeral(p, self.digits) for arg, p in zip(y.args, y.partials) if arg is x and p is not None]
            return partials[0] if len(partials) == 1 else f"({' + '.join(partials)})"

        for path in why.paths:
            way = [why.of, *(factor.to for factor in path.factors)]
            names = " ← ".join(_shortened([markup(self.scene.names[node]) for node in way]))
            product = " × ".join(_shortened([factor(*edge) for edge in pairwise(way)])) or "1"
            share = numeral(path.share, self.digits)
            told = f"{product} = {share}" if " × " in product else product
            yield _row(f'<FONT COLOR="{LIT}"><B>{told}</B>{NBSP * 3}</FONT>{names}')
        if why.count > len(why.paths):
            yield _row(
                f"and {counted(why.count - len(why.paths))} more paths, together {numeral(why.rest, self.digits)}"
            )
        if why.count != 1:
            yield _row(f"<B>{markup(why.name, 2 * LONGEST)} = {numeral(why.value, self.digits)}</B>")

    def words(self) -> tuple[str, str]:
        """A title for the whole picture, and a description."""
        scene = self.scene
        kinds = Counter(scene.kind(node) for node in scene.ids)
        computed = kinds[""] + kinds["output"]
        counted = [
            many(count, noun) for count, noun in ((kinds["input"], "input"), (kinds["parameter"], "parameter")) if count
        ]
        told = f"{many(computed, 'computed node')}{' from ' + ' and '.join(counted) if counted else ''}"
        name = plain(scene.names[scene.y], 200)
        return f"The graph of {name}", f"{name} = {self.number(scene.y.data)}; {told}"

    def titles(self) -> dict[str, str]:
        """Each part of the picture in words, by id, for those who listen to it or point at it."""
        scene = self.scene
        said = {}
        for node in scene.nodes:
            kind = scene.kind(node) or (node.op.name if node.op else "")
            gradient = f"gradient {self.number(node.grad)}"
            said[scene.ids[node]] = (
                f"{plain(scene.names[node], 200)}, {kind}: value {self.number(node.data)}, {gradient}"
            )
        for group in scene.groups:
            said[group.id] = f"{plain(group.scope, 200)}: {len(group.members):,} nodes folded into one"
        for name, number in scene.constants.items():
            said[name] = f"constant {NAMES.numeral(number)}"
        for line in scene.lines:
            node, position = line.edges[0]
            partial, arg = node.partials[position], node.args[position]
            if len(line.edges) > 1:
                said[line.id] = many(len(line.edges), "edge")
            elif partial is not None:
                said[line.id] = (
                    f"{plain(partial_name(scene.names[node], scene.names[arg]), 400)} = {self.number(partial)}"
                )
            else:
                said[line.id] = f"constant {NAMES.numeral(arg)} in {plain(scene.names[node], 200)}"
        return said


def norm(parameters: Iterable[Value]) -> float | None:
    """The length of the gradient towards these; None where none of it has been computed."""
    gradients = [node.grad for node in parameters if node.grad is not None]
    return math.hypot(*gradients) if gradients else None


def _shortened(parts: list[str], most: int = 12) -> list[str]:
    """The first and the last of very many."""
    return parts if len(parts) <= most else [*parts[: most // 2], "…", *parts[-most // 2 :]]


def _small(text: str) -> str:
    return f'<FONT POINT-SIZE="9">{text}</FONT>'


def _row(cell: str) -> str:
    return f'<TR><TD ALIGN="LEFT">{cell}</TD></TR>'


def _table(rows: Iterable[str], spacing: int = 1) -> str:
    """Rows as an HTML-like label.

    One cell each: what stands in columns would drift apart where another row is wide.
    """
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{spacing}">{"".join(rows)}</TABLE>>'
