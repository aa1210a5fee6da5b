"""What is said beneath a picture: what is folded or left out, the shades, the highlighted paths."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..explanation import Explanation, counted
from ..value import Value
from ..words import many
from ..writing import numeral
from .looks import LIT, LONGEST, NBSP, NOT_COMPUTED, SHADES, Shading, markup, row, small, table
from .scene import ELSEWHERE, INPUTS, Scene


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines beneath a picture, as an HTML-like label."""

    scene: Scene
    digits: int
    gradients: bool
    """Whether the picture shows gradients."""
    shading: Shading | None
    why: Explanation | None

    def text(self) -> str:
        """All lines; empty where there is nothing to say."""
        rows = [*self._about_size(), *self._about_gradients(), *self._about_shades(), *self._about_paths()]
        return table(rows, 2) if rows else ""

    def _about_gradients(self) -> Iterator[str]:
        """Said once for the whole picture, and not on every card."""
        missing = sum(node.grad is None for node in self.scene.nodes)
        if self.gradients and missing:
            everywhere = missing == len(self.scene.nodes)
            yield row(f"gradients: {NOT_COMPUTED}" if everywhere else f"{NOT_COMPUTED}: {many(missing, 'gradient')}")

    def _about_size(self) -> Iterator[str]:
        scene = self.scene
        if len(scene.ids) < len(scene.names):
            yield row(
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
            yield row(f"{folded:,} of {many(len(scene.ids), 'node')} are folded by scope; {hint}")

    def _about_shades(self) -> Iterator[str]:
        if self.shading:
            *lower, highest = [small(numeral(bound, 2)) for bound in self.shading.bounds]
            cells = "".join(
                f'<TD BGCOLOR="{shade}">{small("from ")}{bound}</TD>' for shade, bound in zip(SHADES, lower)
            )
            yield row(  # of fixed size, for a table within a row would grow with the other rows
                '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" '
                'FIXEDSIZE="TRUE" WIDTH="540" HEIGHT="22" ALIGN="LEFT">'
                f"<TR><TD>size of the gradient</TD>{cells}<TD>{small('to ')}{highest}</TD></TR></TABLE>"
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
            names = " ← ".join(with_gap([markup(self.scene.names[node]) for node in way]))
            product = " × ".join(with_gap([factor(*edge) for edge in pairwise(way)])) or "1"
            share = numeral(path.share, self.digits)
            equation = f"{product} = {share}" if " × " in product else product
            yield row(f'<FONT COLOR="{LIT}"><B>{equation}</B>{NBSP * 3}</FONT>{names}')
        if why.count > len(why.paths):
            yield row(
                f"and {counted(why.count - len(why.paths))} more paths, together {numeral(why.rest, self.digits)}"
            )
        if why.count != 1:
            yield row(f"<B>{markup(why.name, 2 * LONGEST)} = {numeral(why.value, self.digits)}</B>")


def with_gap(parts: list[str], most: int = 12) -> list[str]:
    """The first and the last of very many."""
    return parts if len(parts) <= most else [*parts[: most // 2], "…", *parts[-most // 2 :]]
