"""Examples to learn from: shapes drawn from a seed, Fisher's iris, and files of one's own."""

from .dataset import Dataset, Example, batches, scales
from .shapes import blobs, circles, digits, moons, spirals, xor
from .tables import iris, read_csv, read_points

__all__ = [
    "Dataset", "Example", "batches", "blobs", "circles", "digits", "iris", "moons", "read_csv", "read_points", "scales",
    "spirals", "xor",
]  # fmt: skip
