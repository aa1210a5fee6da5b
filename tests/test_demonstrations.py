"""What nn must be able to do, done."""

import pytest

from nn import demonstrations


def test_moons():
    """2-16-16-1 with the hinge loss has all 100 points right within 100 epochs."""
    shown = demonstrations.moons()
    assert (shown.right, shown.of) == (100, 100)


def test_iris():
    """At least 96 % of the irises are told apart by a network that has not seen them."""
    shown = demonstrations.iris()
    assert shown.of == 150
    assert shown.right >= 0.96 * 150


def test_xor():
    """Two hidden sigmoid units solve exclusive or from at least 8 of 10 seeds, and the same ones every time."""
    assert demonstrations.xor().right >= 8
    assert demonstrations.xor([3]) == demonstrations.xor([3])


def test_adder():
    """A recurrent layer taught 300 sums of 8-bit numbers gets every one of 1,000 others exactly."""
    shown = demonstrations.adder()
    assert (shown.right, shown.of) == (1000, 1000)


def test_examples_of_the_adder():
    """3 + 1 = 4: from the right, 11 and 10 make 001."""
    assert demonstrations.Adder.example(3, 1, 2) == ([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]], [0, 0, 1])


def test_digits():
    """A small convolution reads more than 95 % of the digits that it has not seen."""
    shown = demonstrations.digits()
    assert shown.of == 200
    assert shown.right > 190


def test_command(monkeypatch, capsys):
    """The command prints a line for each name, and says which names there are."""
    monkeypatch.setitem(demonstrations.ALL, "xor", lambda: demonstrations.xor([3], epochs=2))
    demonstrations.main(["xor"])
    assert capsys.readouterr().out == "xor     0 of 1 seeds solve exclusive or within 2 epochs\n"
    with pytest.raises(SystemExit, match="2"):
        demonstrations.main(["xor", "nor"])
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "python -m nn.demonstrations: there is no demonstration 'nor'; there are moons, iris, xor, adder, digits\n"
