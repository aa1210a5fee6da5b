"""Neurons, layers and training, thin on top of autograd_core."""

from .activations import log_softmax, softmax
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
from .saving import load, load_tensors, save, save_tensors
from .training import fit, score
from .worked_example import lecture_network

__all__ = [
    "MLP", "SGD", "Adam", "AdamW", "Dropout", "History", "Layer", "Module", "Neuron", "RMSprop", "Sequential", "accuracy",
    "binary_cross_entropy", "cross_entropy", "fit", "half_square", "half_squared_error", "hinge", "l1_penalty", "l2_penalty",
    "lecture_network", "load", "load_tensors", "log_softmax", "mean_squared_error", "save", "save_tensors", "score", "softmax",
]  # fmt: skip
