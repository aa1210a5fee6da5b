"""One partial told as the chain rule: what is told, how products are written, and the texts."""

from .explanation import Explanation
from .products import counted, in_names

__all__ = ["Explanation", "counted", "in_names"]
