"""Formulas as notebooks and code hosts set them: KaTeX and MathJax read every one, and show every name as it is."""

import json
import os
import random
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import npm
import pytest
from told_graphs import ODD, graph

from autograd_core import derivation, explain
from autograd_core.names import names_beneath
from autograd_core.writing import latex_name

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("node"), reason="no node: apt-get install nodejs")]
NAMES = [*ODD, "a`b", 'a"b', "a<b", "{}", "~x", "a*b", "权重", "a/b=c:d;e,f!g?", "(a)", "a@b", "x1", "out_h1", "a&b|c"]
ALIKE = {"′": "'", "ˋ": "`", "∗": "*", "∼": "~", "∣": "|", "−": "-", "∖": "\\"}
"""How mathematics sets some signs."""


def read(formulas):
    """What each reader shows of each formula."""
    folders = {npm.folder(package).parent for package in ("katex", "mathjax-full")}
    done = subprocess.run(
        ["node", str(Path(__file__).parent / "formulas.js")], input=json.dumps(formulas), capture_output=True,
        text=True,
        env=os.environ | {"NODE_PATH": os.pathsep.join(map(str, folders))}, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


def as_typed(text):
    return unicodedata.normalize("NFKC", "".join(ALIKE.get(c, c) for c in text)).replace(" ", "").replace("_", "")


def test_every_name_is_shown_as_it_is():
    """a|b, α & β %, 50% of $x$: whatever a label holds, both show it, letter by letter."""
    for name, shown in zip(NAMES, read(list(map(latex_name, NAMES)))):
        for reader, text in shown.items():
            same = as_typed(name).replace("x\u0302", "x^")
            assert as_typed(text).replace("x\u0302", "x^") == same, (reader, name, text)


def test_every_formula_is_read():
    """Explanations, worked solutions and their tables, over random graphs with odd labels."""
    formulas = []
    for seed in range(40):
        y, leaves = graph(random.Random(seed), odd=seed % 2 == 0)
        told = explain(y, leaves[0], symbolic=seed % 8 == 0)
        formulas += [told.latex(), *re.findall(r"^- \$(.*)\$$", told.markdown(), re.M)]
        page = derivation(y, leaves[:2])
        cells = [cell.strip() for row in re.findall(r"^\| (.*) \|$", page, re.M) for cell in row.split(" | ")]
        formulas += [cell[1:-1] for cell in cells if cell.startswith("$")]
        formulas += re.findall(r"\$\$\n(.*)\n\$\$", page)
        assert names_beneath(y)
    for formula, shown in zip(formulas, read(formulas)):
        for reader, text in shown.items():
            assert not text.startswith("ERROR"), (reader, formula, text)
