"""Arrays of Values, and claims about whole matrices of derivatives."""

import numpy as np

from autograd_core import Value, label_all


def test_arrays_are_labelled_by_index():
    """label_all goes through object arrays and nested lists, and passes over arrays of numbers."""
    w = np.array([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]], dtype=object)
    b = [[Value(5.0)], [Value(6.0), 7.0]]
    numbers, alone = np.zeros((2, 2)), np.array(None, dtype=object)
    label_all({"W": w, "b": b, "numbers": numbers, "alone": alone})
    assert [x.label for x in w.ravel()] == ["W[0][0]", "W[0][1]", "W[1][0]", "W[1][1]"]
    assert [b[0][0].label, b[1][0].label] == ["b[0][0]", "b[1][0]"]
