"""The graph as a picture.

`scene` decides what is shown: which nodes stand alone, which are folded into groups, and the lines between them.  All
else reads a scene: `dot` and `mermaid` write it in the languages of renderers, `telling` and `caption` put it in words,
`drawing` is what `draw` returns, and `page/` steps through both passes in a browser.  So a new picture is one more
reader of a scene.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

from ..arguments import public
from ..names import find
from ..value import Value
from .options import EVERYTHING, Colour, Direction, Part

if TYPE_CHECKING:
    from .drawing import Drawing
    from .scene import Scene

PATHS = 6
"""So many highlighted paths are told one by one."""


@public
def draw(
    y: Value,
    *,
    direction: Direction = "LR",
    digits: int = 4,
    show: Part | Iterable[Part] = EVERYTHING,
    color: Colour | None = None,
    colour: Colour | None = None,
    highlight: Value | str | None = None,
    parameters: Iterable[Value | str] | None = None,
    fold: str | Iterable[str] | None = None,
    expand: str | Iterable[str] = (),
    around: Value | str | None = None,
    depth: int = 2,
) -> "Drawing":
    """The graph of y as a picture: a card for each node with value and gradient, a line for each edge with its partial.

    A leaf is an input (a card with a folded corner), or a parameter (a card with two plugs): those of `parameters`,
    else the leaves made in a scope, as nn makes its weights.  What is computed has round corners, y a double border.
    A gradient that no sweep has reached is "not computed yet", which is not 0, and is said once beneath the picture.

    `color="gradient"`, or colour=, shades each card by the size of its gradient; "ink" draws black on white.
    `highlight=x` marks the paths from x to y, with the product of the local partials on each.

    Beyond 150 nodes the graph is folded: what was made in one scope ("layer2") becomes one card, with the norm of the
    gradient of its parameters.  `expand="layer2/n5"` opens a scope, and those it lies in; `fold` names the scopes to
    fold instead, () for none; `around=node` draws what is at most `depth` edges away from it.

    >>> x = Value(3.0, label="x")
    >>> draw((x * x).named("y"))
    <The graph of y: y = 9; 1 computed node from 1 input; .save('g.svg') writes it>
    >>> print(draw(x * x).mermaid)
    flowchart LR
      n0(["x<br>value 3"])
      n1{{"x#42;x<br>value 9"}}
      n0 -->|"3"| n1
      n0 -->|"3"| n1
    <BLANKLINE>

    Raises ValueError for options that make no sense and for pictures of more than 2,000 nodes; LookupError for names
    that are not in the graph.
    """
    from .scene import compose

    if not isinstance(y, Value):
        raise TypeError(f"draw(y) needs a Value; got {y!r:.60} ({type(y).__name__})")
    shown, shade = _several(show), _shade(color, colour)
    _check("direction", [direction], get_args(Direction))
    _check("show", shown, EVERYTHING)
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 17:
        raise ValueError(f"digits must be an integer from 1 to 17; got {digits!r}")

    def found(node: Value | str) -> Value:
        return find(y, node) if isinstance(node, str) else node

    scene = compose(
        y,
        parameters=None if parameters is None else {found(node) for node in parameters},
        constants="constants" in shown,
        fold=None if fold is None else _several(fold),
        expand=_several(expand),
        around=None if around is None else found(around),
        depth=depth,
    )
    return _drawn(scene, direction, digits, shown, shade, None if highlight is None else found(highlight))


def _drawn(
    scene: "Scene", direction: Direction, digits: int, shown: set[str], shade: str, x: Value | None
) -> "Drawing":
    """A scene in the languages of renderers and in words; the paths from x to the root are marked."""
    from ..explainer import explain
    from ..graph import dependents, topological_order
    from .caption import Caption
    from .dot import Writer
    from .drawing import Drawing
    from .looks import Shading, norm
    from .mermaid import flowchart
    from .telling import titles, words

    y = scene.y
    gradients = [*(node.grad for node in scene.nodes), *(norm(scene.within(group)) for group in scene.groups)]
    why = None if x is None else explain(y, x, between="all", largest=PATHS)
    shading = Shading.over(gradients) if shade == "gradient" else None
    writer = Writer(
        scene,
        direction,
        digits,
        shown,
        shading,
        ink=shade == "ink",
        lit=set() if x is None else dependents(topological_order(y), [x]),
        caption=Caption(scene, digits, "gradient" in shown, shading, why),
    )
    title, description = words(scene, digits)
    chart = flowchart(scene, direction, digits, shown)
    wide = direction in ("LR", "RL")
    return Drawing(y, writer.source(), titles(scene, digits), title, description, scene.parameters, chart, wide)


def _shade(color: Colour | None, colour: Colour | None) -> str:
    """What the colour of a card tells, in whichever spelling it was asked for."""
    if color is not None and colour is not None and color != colour:
        raise TypeError(f"color and colour are two spellings of one option; got {color!r} and {colour!r}")
    shade = color or colour or "kind"
    _check("color" if color else "colour", [shade], get_args(Colour))
    return shade


def _several(given: str | Iterable[str]) -> set[str]:
    return {given} if isinstance(given, str) else set(given)


def _check(option: str, words: Iterable[str], known: tuple[str, ...]) -> None:
    for word in words:
        if word not in known:
            raise ValueError(f"{option} takes {', '.join(map(repr, known))}; got {word!r}")
