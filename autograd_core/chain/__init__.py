"""The chain rule between two nodes: the nodes named on the way, the factors that link them, and their paths."""

from .factors import MANY, PLAIN, UNICODE, ChainSigns, Factor, Path
from .links import Between, Link, Links, cuts, indirectly, link, stations, with_deltas
from .ways import Ways

__all__ = [
    "MANY",
    "PLAIN",
    "UNICODE",
    "Between",
    "ChainSigns",
    "Factor",
    "Link",
    "Links",
    "Path",
    "Ways",
    "cuts",
    "indirectly",
    "link",
    "stations",
    "with_deltas",
]
