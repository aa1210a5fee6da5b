"""Derivations as they are programmed: backpropagation in stages, and steps of gradient descent."""
