"""Neurons, layers and training, thin on top of autograd_core."""

import autograd_core as autograd_core  # the first of all imports, which Ctrl-C may interrupt

# isort: split
from typing import TYPE_CHECKING, Any

from autograd_core.ops import log_softmax, softmax

from .answers import predict
from .convolution import Conv2d, Flatten, MaxPool2d
from .data import Dataset
from .history import History
from .inputs import Dropout, Standardize
from .layers import Layer, Neuron
from .losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_square,
    half_squared_error,
    hinge,
    l1_penalty,
    l2_penalty,
    mean_squared_error,
)
from .metrics import accuracy
from .modules import Module
from .networks import MLP, Sequential
from .optimizers import SGD, Adam, AdamW, Optimizer, RMSprop, TrainingWarning
from .recurrent import Recurrent
from .saving import load, save
from .schedules import Schedule, cosine_decay, exponential_decay, linear_decay, step_decay, warmup
from .tensors import load_tensors, save_tensors
from .training import fit, score
from .worked_example import lecture_network

__all__ = [
    "MLP", "SGD", "Adam", "AdamW", "Conv2d", "Dataset", "Dropout", "Flatten", "History", "Layer", "MaxPool2d",
    "Module", "Neuron", "Optimizer", "RMSprop", "Recurrent", "Schedule", "Sequential", "Standardize",
    "TrainingWarning", "accuracy", "binary_cross_entropy", "binary_cross_entropy_with_logits", "cosine_decay",
    "cross_entropy", "exponential_decay", "fit", "half_square", "half_squared_error", "hinge", "l1_penalty",
    "l2_penalty", "lecture_network", "linear_decay", "load", "load_tensors", "log_softmax", "mean_squared_error",
    "predict", "save", "save_tensors", "score", "softmax", "step_decay", "warmup",
]  # fmt: skip

if not TYPE_CHECKING:  # a checker knows the names, and flags any other

    def __getattr__(name: str) -> Any:
        """A sentence for a name that is not here: what other libraries call it, or the nearest."""
        from autograd_core.lacking import of_module

        from .instead import BROUGHT_ALONG

        raise of_module(__name__, name, __all__, BROUGHT_ALONG)
