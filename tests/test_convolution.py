"""Layers for images: what they compute, where their windows lie, and their gradients."""

import random

import pytest

from autograd_core import Value, ops
from nn import Conv2d, Flatten, Layer, MaxPool2d, Sequential


def drawn(channels, height, width, seed=0):
    """An image of leaves."""
    generator = random.Random(seed)
    return [[[Value(generator.uniform(-1, 1)) for _ in range(width)] for _ in range(height)] for _ in range(channels)]


def data(image):
    """The numbers of an image."""
    return [[[x.data for x in row] for row in channel] for channel in image]


def test_a_convolution_by_hand():
    """Each result is the window's weighted sum and the bias; windows lie row by row, as they fit."""
    layer = Conv2d(1, 1, 2, activation="identity")
    for parameter, number in zip(layer.parameters(), [1.0, 10.0, 100.0, 1000.0, 0.5]):
        parameter.data = number
    (result,) = layer([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    assert data([result]) == [[[5421.5, 6532.5], [8754.5, 9865.5]]]


def test_strides_and_padding():
    """Padding adds a frame of zeros, a stride leaves places out, and a window that does not fit whole is dropped."""
    layer = Conv2d(1, 1, 2, stride=2, padding=1, activation="identity")
    for parameter, number in zip(layer.parameters(), [1.0, 10.0, 100.0, 1000.0, 0.0]):
        parameter.data = number
    (result,) = layer([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    assert data([result]) == [[[1000, 3200], [7040, 9865]]]
    assert data(MaxPool2d(2)([[[Value(x) for x in row] for row in ([1, 2, 9], [4, 3, 9], [9, 9, 9])]])) == [[[4]]]


def test_pooling_sends_the_gradient_to_the_largest():
    """The gradient goes to the largest number of each window, and to no other."""
    image = drawn(2, 4, 4)
    ops.sum(Flatten()(MaxPool2d(2)(image))).backward()
    for channel in image:
        for top in (0, 2):
            for left in (0, 2):
                window = [channel[top + i][left + j] for i in (0, 1) for j in (0, 1)]
                assert [x.grad for x in window] == [1.0 if x == max(window) else 0.0 for x in window]


def test_kernels_are_scopes():
    """The results of each kernel lie in its scope; its weights are there once."""
    layer = Conv2d(2, 3, 2)
    result = layer(drawn(2, 3, 3))
    assert [channel[0][0].scope for channel in result] == ["k0", "k1", "k2"]
    assert len(layer.parameters()) == 3 * (2 * 2 * 2 + 1)


def test_misuse():
    """Images of other channels, or smaller than the window, are refused with both numbers."""
    with pytest.raises(ValueError, match="this convolution needs images of 3 channels; got one of 1"):
        Conv2d(3, 1, 2)(drawn(1, 4, 4))
    with pytest.raises(ValueError, match="a window of 3 x 3 needs an image at least as large; got one of 4 x 2"):
        Conv2d(1, 1, 3)(drawn(1, 4, 2))
    with pytest.raises(ValueError, match="a window of 5 x 5 needs an image at least as large; got one of 4 x 4"):
        MaxPool2d(5)(drawn(1, 4, 4))
    with pytest.raises(
        ValueError,
        match="a convolution activates each number for itself; got 'softmax', which acts on a layer together",
    ):
        Conv2d(1, 1, 3, activation="softmax")


def test_architecture():
    """Each layer is a line, with its sizes and the number of its parameters."""
    model = Sequential(Conv2d(1, 4, 3), MaxPool2d(2), Flatten(), Layer(36, 10, "identity"))
    assert repr(model).splitlines() == [
        "Sequential of 410 parameters",
        "  conv2d1     Conv2d(1 -> 4, 3 x 3, relu)   40",
        "  maxpool2d2  MaxPool2d(2)                   0",
        "  flatten3    Flatten                        0",
        "  layer4      Layer(36 -> 10, identity)    370",
    ]
