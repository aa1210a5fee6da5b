"""Neurons, layers and training, thin on top of autograd_core."""

import autograd_core as autograd_core  # the first of all imports, which Ctrl-C may interrupt

# isort: split
from typing import TYPE_CHECKING, Any

from .activations import log_softmax, softmax
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

        losses = {"mean_squared_error": ("MSELoss", "mse_loss"), "cross_entropy": ("CrossEntropyLoss", "NLLLoss")}
        losses |= {"binary_cross_entropy": ("BCELoss",), "binary_cross_entropy_with_logits": ("BCEWithLogitsLoss",)}
        activations = (
            "ReLU",
            "Tanh",
            "Sigmoid",
            "GELU",
            "SiLU",
            "ELU",
            "LeakyReLU",
            "Softplus",
            "Softmax",
            "LogSoftmax",
        )
        brought = {
            **{theirs: f"write {ours}" for ours, names in losses.items() for theirs in names},
            **{theirs: f"name it where a layer is made: Layer(2, 3, {theirs.lower()!r})" for theirs in activations},
            **dict.fromkeys(("Linear", "Dense"), 'write Layer(inputs, outputs, "identity")'),
            **dict.fromkeys(("Parameter", "Tensor"), "write autograd_core.Value"),
            **dict.fromkeys(("RNN", "SimpleRNN"), "write Recurrent"),
            **dict.fromkeys(("functional", "F"), "write autograd_core.ops"),
            **dict.fromkeys(("manual_seed", "random"), "write seed=0 where a network, data or a fit is made"),
            **dict.fromkeys(("clip_grad_norm_", "clip_grad_value_"), "write optimizer.clip(1.0), after backward()"),
            **dict.fromkeys(("init", "kaiming_uniform_", "xavier_uniform_"), "a layer draws its weights from seed="),
            **dict.fromkeys(("BatchNorm1d", "LayerNorm"), "write Standardize, or a Module of your own"),
            **dict.fromkeys(
                ("LSTM", "GRU", "Transformer", "Embedding"), "write a Module of your own; Recurrent is a plain cell"
            ),
            "optim": "optimizers are here: write SGD(model.parameters(), 0.1)",
            "DataLoader": "fit(model, data, loss, optimizer, epochs, batch_size=10) makes batches",
        }
        raise of_module(__name__, name, __all__, brought)
