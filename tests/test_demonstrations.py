"""What nn must be able to do, done."""

import pytest

from nn import demonstrations

AT_LEAST = {"moons": (100, 100), "iris": (144, 150), "xor": (8, 10), "adder": (1000, 1000), "digits": (191, 200)}


@pytest.mark.slow
@pytest.mark.parametrize("name", demonstrations.ALL)
def test_demonstrations(name):
    """Moons and sums without a mistake, irises to 96 %, digits to more than 95 %,
    exclusive or from 8 of 10 seeds; as its docstring has it.
    """
    shown = demonstrations.ALL[name]()
    right, of = AT_LEAST[name]
    assert shown.of == of
    assert shown.right >= right
    assert f"\n    {name:6}  {shown}\n" in demonstrations.__doc__


def test_sums_that_are_examples_to_the_adder():
    """3 + 1 = 4: from the right, 11 and 01 make 001."""
    assert demonstrations.Adder.example(3, 1, 2) == ([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]], [0, 0, 1])


def test_help(capsys):
    """--help tells the names, and runs none."""
    assert demonstrations.main(["--help"]) == 0
    assert "moons, iris, xor, adder, digits" in capsys.readouterr().out


def test_command(monkeypatch, capsys):
    """The command prints a line for each name, and says which names there are."""
    monkeypatch.setitem(demonstrations.ALL, "xor", lambda: demonstrations.xor([3], epochs=2))
    demonstrations.main(["xor"])
    assert capsys.readouterr().out == "xor     0 of 1 seeds solve exclusive or within 2 epochs\n"
    with pytest.raises(SystemExit, match="2"):
        demonstrations.main(["xor", "nor"])
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err
        == "python -m nn.demonstrations: there is no demonstration 'nor'; there are moons, iris, xor, adder, digits\n"
    )
