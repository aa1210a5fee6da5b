"""A few hundred bent inputs for every reader of text; `python tests/fuzz.py` goes on for as long as it is let."""

import itertools
import math
import random
import signal

import fuzz
import pytest
from fuzz import PIECES, Corpus, Reader, bent, fault, faults, readers


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


def test_an_endless_answer_is_given_up(monkeypatch):
    """An input that is never answered is a fault as well, and the next one is read."""

    def read(text):
        while text == "endless":
            pass

    before = signal.signal(signal.SIGVTALRM, fuzz._end)
    monkeypatch.setattr(fuzz, "ENDLESS", 0.01)
    try:
        assert fault(Reader(read, ()), "endless") == "took more than 0.01 s"
        assert fault(Reader(read, ()), "short") is None
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_what_is_answered_in_new_words_is_gone_on_from():
    """An input becomes a seed once for each answer in words of its own; what an answer quotes does not count."""

    def read(text):
        raise ValueError(f"there is no {'digit' if '0' in text else 'letter'} in {text!r}")

    corpus = Corpus(("a",), random.Random(0))
    for count, found, text in itertools.islice(faults(Reader(read, ("a",), (ValueError,)), corpus), 100):
        assert (count, found) == (1, None), text
    assert len(corpus.found) == len(corpus.answers) == 2


def test_a_fault_among_several_labels_is_told_of_the_one_that_has_it():
    """Texts that are read together are read alone where that is refused, and each counts as one."""

    def read(*texts):
        if any("0" in text for text in texts):
            raise KeyError("0")

    reader = Reader(read, ("a", "b"), together=5)
    seen = list(itertools.islice(faults(reader, Corpus(reader.seeds, random.Random(1))), 400))
    alone = [text for count, found, text in seen if found and count]
    assert alone
    assert all("0" in text for text in alone)
