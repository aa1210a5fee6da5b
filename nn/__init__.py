"""Neurons, layers and training, thin on top of autograd_core."""

from .losses import half_square, half_squared_error, mean_squared_error
from .modules import MLP, Layer, Module, Neuron
from .optimizers import SGD
from .worked_example import lecture_network

__all__ = ["MLP", "SGD", "Layer", "Module", "Neuron", "half_square", "half_squared_error", "lecture_network", "mean_squared_error"]
