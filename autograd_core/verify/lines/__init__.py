"""Derivations as they are written on paper: the lines of equalities, steps and definitions that they are made of."""
