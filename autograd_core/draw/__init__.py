"""The graph as a picture."""

from .drawing import Drawing, draw

__all__ = ["Drawing", "draw"]
