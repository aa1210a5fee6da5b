"""Neurons, layers and training, thin on top of autograd_core."""

from .activations import log_softmax, softmax
from .convolution import Conv2d, Flatten, MaxPool2d
from .history import History
from .losses import (
    accuracy,
    binary_cross_entropy,
    cross_entropy,
    half_square,
    half_squared_error,
    hinge,
    l1_penalty,
    l2_penalty,
    mean_squared_error,
)
from .modules import MLP, Dropout, Layer, Module, Neuron, Sequential
from .optimizers import SGD, Adam, AdamW, RMSprop
from .recurrent import Recurrent
from .saving import load, load_tensors, save, save_tensors
from .training import fit, score
from .worked_example import lecture_network

__all__ = [
    "MLP", "SGD", "Adam", "AdamW", "Conv2d", "Dropout", "Flatten", "History", "Layer", "MaxPool2d", "Module", "Neuron", "RMSprop",
    "Recurrent", "Sequential", "accuracy", "binary_cross_entropy", "cross_entropy", "fit", "half_square", "half_squared_error", "hinge",
    "l1_penalty", "l2_penalty", "lecture_network", "load", "load_tensors", "log_softmax", "mean_squared_error", "save", "save_tensors",
    "score", "softmax",
]  # fmt: skip
