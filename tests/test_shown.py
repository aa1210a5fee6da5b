"""What labels, claims and names may hold, a terminal and a page show and never obey."""

import json

import pytest

from autograd_core import (
    SYMBOLS,
    Stepper,
    Value,
    backward_steps,
    check,
    derivation,
    draw,
    evaluate,
    explain,
    forward_steps,
    gradient,
    ops,
    program,
    scope,
    tree,
)
from autograd_core.shell import print_lines
from autograd_core.verify.worksheets import check_worksheet
from nn import MLP, Layer, Module, load, save

CONTROL = ["a\x1b[31mb", "a\nb", "a\rb", "a\u202eb", "\x9b31m", "a\x7fb", "a\u2028b", "a\x07b"]
"""Colours and cursor moves, line breaks, text that runs backwards, a bell."""

TAGS = [
    "<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "$<script>alert(1)</script>$",
    "<img src=x onerror=alert(1)>",
]


def graph(label):
    """Two nodes of that label, and one within a scope of that name."""
    x, z = Value(2.0, label=label), Value(3.0, label="z")
    with scope(label):
        return (ops.sin(x) * z + x).named(f"{label}y"), x


def told(label):
    """Everything that is told of a graph."""
    y, x = graph(label)
    stepper = Stepper(y)
    stepper.run()
    yield from (repr(x), str(y), tree(y), program(y), repr(stepper), stepper.where())
    yield from map(str, [*forward_steps(y), *backward_steps(y)])
    yield from (str(explain(y, x)), explain(y, x, symbolic=True).markdown(), explain(y, x).latex())
    yield from (derivation(y), derivation(y, form="latex"), draw(y).tree(), draw(y).mermaid)
    yield from (str(evaluate(y, SYMBOLS)), str(gradient(y, x, over=SYMBOLS)))
    report = check(y, {x: "3*x"})
    yield from (str(report), report.markdown(), json.dumps(report.as_dict(), ensure_ascii=False))


def is_shown(text, label):
    """Whether a text holds nothing that is obeyed: lines and blanks alone, and no line that the label broke."""
    return all(c in "\n " or c.isprintable() for c in text) and ("\n" not in label or label not in text)


@pytest.mark.parametrize("label", CONTROL)
def test_control_characters_in_labels(label):
    """Whatever is told of a graph shows them as Python writes them."""
    for text in told(label):
        assert is_shown(text, label), ascii(text)


@pytest.mark.parametrize("label", CONTROL)
@pytest.mark.parametrize(
    "sheet",
    [
        "w = 0.4\nx = 0.6\ny = w*x\n{} = 3\ndy/d{} = x\n",
        "w = 0.4\ny = w*{}\ndy/dw = {}\n",
        "w=0.4\n'{}'\ny=w*w (as {})\ndy/dw = 3*w, since {}\n",
        "w=1{}\ny=w{}\n",
    ],
)
def test_control_characters_in_worksheets(label, sheet):
    """A report shows them, as text, as Markdown, as HTML and as data."""
    report = check_worksheet(sheet.replace("{}", label))
    data = json.dumps(report.as_dict(), ensure_ascii=False)
    for text in (str(report), report.markdown(), report._repr_html_(), data):
        assert is_shown(text, label), ascii(text)


@pytest.mark.parametrize("label", CONTROL)
def test_control_characters_in_claims_and_errors(label):
    """So do claims, the names of modules, and what is said of a file that does not fit."""
    x = Value(2.0, label=label)
    y = (x * x).named("y")
    assert is_shown(str(check(y, {x: f"2*{label}"})), label)
    x.data = 3.0
    with pytest.raises(ValueError, match="computed before a leaf") as stale:
        tree((y * x).named(label))
    assert is_shown(str(stale.value), label)


@pytest.mark.parametrize("label", [label for label in CONTROL if "\n" not in label])
def test_control_characters_in_names_of_files_and_parameters(tmp_path, label):
    """A file is named with what it is called, in one line that is safe to print."""

    class Odd(Module):
        def __init__(self):
            setattr(self, label, Layer(2, 1))

    assert is_shown(repr(Odd()), label)
    path = tmp_path / f"{label}.json"
    save(Odd(), path)
    with pytest.raises(ValueError, match="cannot load") as unfit:
        load(MLP([2, 1]), path)
    assert is_shown(str(unfit.value), label)
    path.write_text("{")
    with pytest.raises(ValueError, match="cannot load") as damaged:
        load(MLP([2, 1]), path)
    assert is_shown(str(damaged.value), label)


def test_tabs_and_blanks_in_worksheets_are_blanks():
    """A tab, a hard blank and the line ends of Windows are no control characters: they are blanks."""
    report = check_worksheet("w\t=\t0.4\r\ny\u00a0=\u00a0w*w\r\ndy/dw = 2*w\r\n")
    assert report.ok
    assert "\\" not in str(report)


@pytest.mark.parametrize("label", TAGS)
def test_tags_in_labels(label):
    """Neither Markdown nor HTML holds a tag that a label wrote, within formulas and beside them."""
    y, x = graph(label)
    report = check(y, {x: "3*x"})
    texts = [explain(y, x).markdown(), derivation(y, learning_rate=0.1), report.markdown(), report._repr_html_()]
    for text in texts:
        assert "<script" not in text
        assert "<img" not in text


@pytest.mark.parametrize("label", ["2", "1e5", "-3", "1/2", "inf", "nan", "(2)"])
def test_a_label_that_reads_as_a_number(label):
    """It stands in quotes wherever expressions are written, so that none reads "2"*y as twice y."""
    x, y = Value(3.0, label=label), Value(4.0, label="y")
    root = x * y
    assert tree(root).startswith(f'"{label}"*y = 12')
    assert f'd"{label}" = y = 4' in str(explain(root, x, symbolic=True))
    assert f'\\mathtt{{"{label}"}} \\, y' in derivation(root) or label not in ("2", "1e5")
    assert f'"{label}"*y' in str(evaluate(root, SYMBOLS))
    assert gradient(root, label) == 4.0


def test_labels_that_hold_a_number_are_names():
    """A name with a letter in it is none."""
    for label in ("w1", "x2y", "a.1", "e", "h1/h2"):
        assert '"' not in tree(Value(3.0, label=label) * 2)


def test_what_commands_print(capsys):
    """Lines stay lines, and nothing in them is obeyed."""
    print_lines(["├─ a\x1b[31mb\n└─ c"])
    assert capsys.readouterr().out == "├─ a\\x1b[31mb\n└─ c\n"
