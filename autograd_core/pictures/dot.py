"""The picture in Graphviz's language: a card for each node, a line for each edge."""

from collections.abc import Set
from dataclasses import dataclass

from ..names import expressed
from ..passing import is_passing
from ..value import Value
from ..words import many
from ..writing import numeral
from .caption import Caption
from .looks import FAINT, FONT, INK, INKED, LIT, LONGEST, LOOKS, NBSP, OWN, PAD, Shading, markup, norm, row, table
from .options import Direction
from .scene import DrawnLine, Folded, Scene


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a scene as DOT."""

    scene: Scene
    direction: Direction
    digits: int
    show: Set[str]
    """What is shown beside the names, of `Part`."""
    shading: Shading | None
    ink: bool
    """Whether to draw black on white, to be printed."""
    lit: Set[Value]
    """The nodes on highlighted paths."""
    caption: Caption

    def number(self, x: float) -> str:
        """A number, to the digits of this picture."""
        return numeral(x, self.digits)

    def faint(self, text: str, padding: int = 0) -> str:
        """Small print; on shades of blue it needs all the ink there is."""
        return f'<FONT POINT-SIZE="9" COLOR="{INK if self.shading else FAINT}">{text}{NBSP * padding}</FONT>'

    def source(self) -> str:
        """The whole picture."""
        import graphviz

        scene = self.scene
        dot = graphviz.Digraph()
        dot.attr(
            "graph", id="graph", rankdir=self.direction, bgcolor="white", pad=PAD, nodesep="0.15", ranksep="0.35",
            fontname=FONT, fontsize="11", fontcolor=INK, labelloc="b", labeljust="l", label=self.caption.text(),
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
        if self.ink:
            fill, border = INKED
        look = {"shape": shape, "style": style, "fillcolor": self.shading.shade(gradient) if self.shading else fill}
        look |= {"color": LIT, "penwidth": "2.2"} if lit else {"color": border, "penwidth": "1.2"}
        return look | ({"peripheries": "2"} if kind == "output" else {})

    def line(self, line: DrawnLine) -> dict[str, str]:
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
        text = (
            many(len(line.edges), "edge") if len(line.edges) > 1 else OWN if is_passing(node) else self.number(partial)
        )
        text = text if self.direction in ("LR", "RL") else NBSP * 2 + text  # beside a line that runs down, not on it
        return look | {"label": f"<<B>{text}</B>>" if lit else text}

    def card(self, node: Value, kind: str) -> str:
        """What is written on a node: its name, what it computes, its value and its gradient."""
        name = self.scene.names[node]
        expression = expressed(node, self.scene.names)
        formula = str(expression) if expression and expression.text != name.text else ""
        tag = kind or ("" if expression or node.op is None else node.op.name)
        rows = [row(f"<B>{markup(name)}</B>" + (f"{NBSP * 2}{self.faint(tag)}" if tag else ""))]
        if formula and "formula" in self.show:
            rows.append(row(f'<FONT POINT-SIZE="10">= {markup(formula, LONGEST + 8)}</FONT>'))
        if "value" in self.show:
            rows.append(row(self.faint("value", padding=7) + self.number(node.data)))
        if "gradient" in self.show and node.grad is not None:
            rows.append(self.gradient("gradient", node.grad))
        if left_out := self.scene.left_out.get(node):
            rows.append(row(self.faint(f"and {many(left_out, 'edge')} not drawn")))
        return table(rows)

    def gradient(self, name: str, x: float) -> str:
        """The row of a node's gradient."""
        return row(self.faint(name, padding=2) + self.number(x))

    def folder(self, group: Folded) -> str:
        """What is written on a group: how much is in it, and the norm of its gradient."""
        parameters = self.scene.within(group)
        rows = [
            row(f"<B>{markup(group.scope)}</B>{NBSP * 2}{self.faint('folded')}"),
            row(many(len(group.members), "node")),
        ]
        if parameters:
            rows.append(row(many(len(parameters), "parameter")))
            if "gradient" in self.show and (length := norm(parameters)) is not None:
                rows.append(self.gradient("norm of gradient", length))
        return table(rows)
