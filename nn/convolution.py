"""Layers for images, which are nested lists by channel, row and column."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from autograd_core import ops
from autograd_core.arguments import public

from .activations import OVER_A_LAYER, Activation, activation_name
from .initialization import Seed
from .layers import Layer
from .modules import Module
from .schedules import whole

Image = Sequence[Sequence[Sequence[Any]]]


class Conv2d(Module):
    """Neurons that look through a small window, moved over the image: one channel of the result for each.

    The weights of a neuron are those of its window, flat by channel, row and column.  A window is `size` x `size`,
    moves by `stride` and may stick out by `padding`, where it sees zeros.

    >>> image = [[[1.0, 2.0], [3.0, 4.0]]]  # one channel of 2 x 2
    >>> kernels = Conv2d(1, 3, size=2)(image)
    >>> len(kernels), len(kernels[0]), len(kernels[0][0])  # channel, row and column of the result
    (3, 1, 1)
    """

    @public
    def __init__(
        self,
        channels: int,
        kernels: int,
        size: int,
        stride: int = 1,
        padding: int = 0,
        activation: Activation = "relu",
        seed: Seed = 0,
    ) -> None:
        for name, number in (("channels", channels), ("kernels", kernels), ("size", size), ("stride", stride)):
            whole(f"the {name} of Conv2d", number)
        if isinstance(padding, bool) or not isinstance(padding, int) or not 0 <= padding < size:
            raise ValueError(
                f"the padding of Conv2d must be an integer from 0 to below its size {size}; got {padding!r:.60}"
            )
        if any(activation in (name, f) for name, f in OVER_A_LAYER.items()):
            raise ValueError(
                f"a convolution activates each number for itself; got {activation!r}, which acts on a layer together"
            )
        self.channels, self.size, self.stride, self.padding = channels, size, stride, padding
        self.kernels = Layer(channels * size * size, kernels, activation, seed=seed).neurons
        for i, kernel in enumerate(self.kernels):
            kernel.path = f"k{i}"

    @public
    def forward(self, image: Image) -> list[list[list[Any]]]:
        """An image with a channel for each kernel."""
        if len(_channels(image)) != self.channels:
            raise ValueError(f"this convolution needs images of {self.channels} channels; got one of {len(image)}")
        patches = [
            [list(chain.from_iterable(window)) for window in zip(*row)]
            for row in zip(*(windows(_padded(channel, self.padding), self.size, self.stride) for channel in image))
        ]
        return [[[kernel(patch) for patch in row] for row in patches] for kernel in self.kernels]

    def parts(self) -> dict[str, Module]:
        """None: the neurons are best looked at together."""
        return {}

    @public
    def tensors(self) -> dict[str, Any]:
        """The weights by kernel, channel, row and column, and the vector of biases."""
        size = self.size
        return {
            "weight": [_cut(_cut(k.weights, size), size) for k in self.kernels],
            "bias": [k.bias for k in self.kernels],
        }

    def headline(self) -> str:
        """Its channels, its window and its activation."""
        activation = activation_name(self.kernels[0].activation)
        return f"Conv2d({self.channels} -> {len(self.kernels)}, {self.size} x {self.size}, {activation})"


class MaxPool2d(Module):
    """The largest number in each window of `size` x `size`, channel by channel; the windows do not overlap."""

    @public
    def __init__(self, size: int) -> None:
        self.size = whole("the size of MaxPool2d", size)

    @public
    def forward(self, image: Image) -> list[list[list[Any]]]:
        """A smaller image of as many channels."""
        return [
            [[ops.maximum(*window) for window in row] for row in windows(channel, self.size, self.size)]
            for channel in _channels(image)
        ]

    def headline(self) -> str:
        """Its size."""
        return f"MaxPool2d({self.size})"


class Flatten(Module):
    """All numbers of an image in one list, as a layer of neurons wants them."""

    @public
    def forward(self, image: Image) -> list[Any]:
        """The numbers by channel, row and column."""
        return [x for channel in _channels(image) for row in channel for x in row]


def windows(channel: Sequence[Sequence[Any]], size: int, stride: int) -> list[list[list[Any]]]:
    """Each window of size x size, flat by row and column, in rows as its places lie; only those that fit whole."""
    if min(len(channel), len(channel[0])) < size:
        extent = f"{len(channel)} x {len(channel[0])}"
        raise ValueError(f"a window of {size} x {size} needs an image at least as large; got one of {extent}")
    tops, lefts = (range(0, extent - size + 1, stride) for extent in (len(channel), len(channel[0])))
    return [
        [[x for row in channel[top : top + size] for x in row[left : left + size]] for left in lefts] for top in tops
    ]


def _channels(image: Any) -> Image:
    """An image as nested lists by channel, row and column, whose rows are of one length."""
    channels = [[len(row) for row in rows] for rows in image] if _is_nested(image) else []
    if not channels or any(
        not widths or min(widths) < 1 or widths != channels[0][:1] * len(channels[0]) for widths in channels
    ):
        raise ValueError(
            f"an image is nested lists by channel, row and column, its rows of one length; got {image!r:.60}"
        )
    checked: Image = image
    return checked


def _is_nested(image: Any) -> bool:
    lists = (list, tuple)
    return hasattr(image, "shape") or (
        isinstance(image, lists)
        and all(isinstance(rows, lists) and all(isinstance(row, lists) for row in rows) for rows in image)
    )


def _padded(channel: Sequence[Sequence[Any]], padding: int) -> list[list[Any]]:
    """The channel in a frame of zeros."""
    side = [0.0] * padding
    beyond = [[0.0] * (len(channel[0]) + 2 * padding) for _ in side]
    return [*beyond, *([*side, *row, *side] for row in channel), *beyond]


def _cut(xs: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """The same in pieces of that size."""
    return [xs[i : i + size] for i in range(0, len(xs), size)]
