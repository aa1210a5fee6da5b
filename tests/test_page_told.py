"""What the page says at each step of random graphs is copied out, read back, and right: in names and in numbers."""

import random
import re

import pytest
from told_graphs import graph
from told_reader import Near, Reader, Unread

from autograd_core import backward_steps, forward_steps, program, view
from autograd_core.names import names_beneath

pytestmark = pytest.mark.slow

LINES = """() => {
  const text = (part) => {
    const inside = [...part.children].map(text);
    switch (part.localName) {
      case "mfrac": return `((${inside[0]})/(${inside[1]}))`;
      case "msup": return `(${inside[0]})^(${inside[1]})`;
      case "msub": return ` ${inside[0].trim()}__${inside[1].trim()} `;
      case "mo": case "mn": case "mi": case "mtext": return ` ${part.textContent} `;
      default: return inside.join("");
    }
  };
  const rows = (place) => [...document.querySelectorAll(`${place} mtable mtr`)].map((row) => text(row.lastChild));
  return { sum: rows("#now > .sum"), rule: rows("#now .rule .sum") };
}"""


def spelled(name):
    """A name as LINES writes it: with its index below, where the page sets it so."""
    match = re.fullmatch(r"([^\W\d_]+)_?(\w*)", name)
    return f"{match[1]}__{match[2]}" if match and match[2] else name


def as_text(line):
    signs = {"·": "*", "×": "*", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "\u00a0": " "}
    line = "".join(signs.get(letter, letter) for letter in line)
    for word in re.findall(r"\b([a-z]\w*)\s+\(", line):  # a function stands right before what it is of
        line = line if word in ("where", "else", "and", "or") else re.sub(rf"\b{word}\s+\(", f"{word}(", line)
    return line.replace("( ", "(").strip()


def agree(lines, meanings, number):
    for line in map(as_text, lines):
        if " numbers" not in line:  # of very many arguments
            assert Reader(meanings).value(line).agrees(number), line


def check_page(tab, y):
    """Each line of both panels, at every step."""
    names = names_beneath(y)
    meanings = {spelled(str(name)): Near(node.data) for node, name in names.items()}
    for step in forward_steps(y):
        tab.keyboard.press("ArrowRight")
        told = tab.evaluate(LINES)
        below = {name: near for name, near in meanings.items() if name != spelled(step.node)}
        agree(told["sum"], below, Near(step.value, 1e-9 * abs(step.value)))
    for step in backward_steps(y):
        tab.keyboard.press("ArrowRight")
        told = tab.evaluate(LINES)
        assert told["rule"]
        at_kink = [line for line in told["rule"] if "by convention" in line]
        agree(
            [line for line in told["rule"] if line not in at_kink], meanings, Near(step.local, 1e-9 * abs(step.local))
        )


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_everything_shown_of_random_graphs_holds(first, browser, tmp_path, request):
    """Ten graphs at a time; --graphs=5000 tries 62."""
    tab = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    count = max(10, request.config.getoption("--graphs") // 80)
    for seed in range(first * 1000, first * 1000 + count):
        y, _ = graph(random.Random(seed), odd=False)
        view(y).save(path := tmp_path / "page.html")
        tab.goto(path.as_uri())
        try:
            check_page(tab, y)
        except (AssertionError, Unread, ArithmeticError) as reason:
            raise AssertionError(f"seed {seed}: {type(reason).__name__}: {reason}\n{program(y)}") from reason
    tab.close()
