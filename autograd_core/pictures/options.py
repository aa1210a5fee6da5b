"""What a picture may be asked for."""

from typing import Literal, get_args

Direction = Literal["LR", "TB", "RL", "BT"]
"""Where the graph runs: from left to right, from top to bottom, or back."""

Part = Literal["formula", "value", "gradient", "partials", "constants"]
"""What a picture can show beside the names."""

EVERYTHING: tuple[Part, ...] = get_args(Part)

Colour = Literal["kind", "gradient", "ink"]
"""What the colour of a card tells: of what kind its node is, or how large its gradient; or black on white, to print."""
