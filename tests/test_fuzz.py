"""A few hundred bent inputs for every reader of text; `python tests/fuzz.py` goes on for as long as it is let."""

import math
import random

import pytest
from fuzz import PIECES, Reader, bent, fault, readers


@pytest.mark.parametrize(
    "name", ["formula", "derivation", "worksheet", "claim", "saved", "csv", "label", "command", "nn"]
)
def test_what_nobody_meant_is_answered_or_refused(name, tmp_path):
    """Nothing but what is declared comes out of a reader, whatever goes in."""
    reader, generator = readers(tmp_path)[name], random.Random(f"test {name}")
    for _ in range(150):
        text = bent(reader.seeds, generator)
        assert fault(reader, text, seconds=math.inf) is None, repr(text)


def test_a_fault_is_seen():
    """An error that is not declared, one without words, and an endless answer are faults."""

    def read(text):
        if "0" in text:
            raise KeyError(text)
        if "1" in text:
            raise ValueError

    reader = Reader(read, ("2",), (ValueError,))
    assert fault(reader, "0") == "KeyError: '0'"
    assert fault(reader, "1") == "ValueError without a word"
    assert fault(reader, "2") is None
    assert fault(reader, "2", seconds=-1) == "took 0.0 s"
    assert {piece for piece in PIECES if "0" in piece}
