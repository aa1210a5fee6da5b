"""Nothing on the page lies on anything: cards, words and lines are measured in the browser, over twenty graphs."""

import random

import pytest

from autograd_core import Value, ops, scope, view
from nn import MLP, lecture_network, mean_squared_error

pytestmark = pytest.mark.slow

MEASURE = """(lines) => {
  const found = [], factor = scale();
  const at = (part) => part.getBoundingClientRect();
  const name = (part) => part.closest("[id]").id + " " + part.textContent.slice(0, 30);
  const meet = (a, b, by = 0) =>
    a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
  const cards = [...document.querySelectorAll("#cards .node, #cards .folder")];
  const boxes = cards.map((card) => { // without its stroke, which some browsers count
    const part = card.querySelector(".box"), { x, y, width, height } = part.getBBox(), m = part.getScreenCTM();
    const [left, right] = [x, x + width].map((at) => m.a * at + m.e);
    const [top, bottom] = [y, y + height].map((at) => m.d * at + m.f);
    return { left, top, right, bottom };
  });
  const words = [...document.querySelectorAll("#stage svg text")].filter((word) => word.textContent.trim());
  const places = words.map((word) => {
    const box = at(word), trim = 0.14 * box.height; // a line box is taller than its letters
    return { left: box.left, right: box.right, top: box.top + trim, bottom: box.bottom - trim };
  });
  boxes.forEach((box, i) => boxes.slice(0, i).forEach((other, j) => {
    if (meet(box, other, 1)) found.push(`${cards[i].id} lies on ${cards[j].id}`);
  }));
  words.forEach((word, i) => {
    const card = word.closest(".node, .folder");
    if (card) {
      const box = boxes[cards.indexOf(card)];
      const { left, right, top, bottom } = places[i];
      if (left < box.left + 1 || right > box.right - 1 || top < box.top || bottom > box.bottom)
        found.push(`${name(word)} leaves its card`);
    } else boxes.forEach((box, j) => meet(places[i], box, 1) && found.push(`${name(word)} lies on ${cards[j].id}`));
    places.slice(0, i).forEach((other, j) => {
      if (meet(places[i], other, 0.5)) found.push(`${name(word)} lies on ${name(words[j])}`);
    });
  });
  const matrix = document.querySelector("#stage svg").getScreenCTM();
  const trace = (curves) => sampled(curves, 24).map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
  const within = (point, box, by) =>
    point.x > box.left + by && point.x < box.right - by && point.y > box.top + by && point.y < box.bottom - by;
  if (lines) for (const [id, { curves }] of edges) {
    const points = trace(curves);
    boxes.forEach((box, j) => {
      if (points.some((point) => within(point, box, 1.5))) found.push(`${id} crosses ${cards[j].id}`);
    });
  }
  const step = current(), edge = step?.pass === "down" && edges.get(`e${step.node}_${step.position}`);
  if (edge) {
    const points = trace(edge.curves), [head] = points;
    for (const word of document.querySelectorAll("#labels text")) {
      const box = places[words.indexOf(word)];
      if (points.some((point) => within(point, box, -1.5))) found.push(`${name(word)} lies on its line`);
      // 13 units of arrow, and half as wide
      const [long, half] = [13 * factor, 5 * factor];
      const arrow = { left: head.x, right: head.x + long, top: head.y - half, bottom: head.y + half };
      if (meet(box, arrow))
        found.push(`${name(word)} lies on its arrowhead`);
    }
  }
  return found;
}"""


def perceptron(*sizes):
    model = MLP(list(sizes), ["tanh"] * (len(sizes) - 2) + ["identity"], seed=1)
    inputs = [Value(0.3 * i - 1, label=f"x{i}") for i in range(sizes[0])]
    return mean_squared_error(model(inputs), [0.5] * sizes[-1]).named("loss")


def softmax(count):
    z = [Value(2.0 - 0.7 * i, label=f"z{i + 1}") for i in range(count)]
    return (ops.logsumexp(z) - z[count // 2]).named("loss")


def softmax_by_hand():
    exponentials = [ops.exp(Value(x, label=f"z{i}")) for i, x in enumerate((2.0, 1.0, 0.1), 1)]
    total = exponentials[0] + exponentials[1] + exponentials[2]
    return -ops.log((exponentials[1] / total).named("p2"))


def chained(count):
    x = Value(-0.000091302, label="x")
    for _ in range(count):
        x = x.sin() * 1.0001
    return x.named("y")


def scattered(seed):
    """A random graph: shared nodes, repeated arguments, constants, tiny and huge numbers."""
    generator = random.Random(seed)
    nodes = [Value(generator.choice([1e-7, -0.0091, 12345.678, -2.5, 0.3]), label=f"v{i}") for i in range(6)]
    for i in range(18):
        a, b = generator.choice(nodes), generator.choice([*nodes, 2.0, -1.5])
        node = generator.choice([a + b, a * b, a - b, a / (b * b + 1), ops.tanh(a), ops.maximum(a, b, a)])
        nodes.append(node.named(f"node_{i}") if generator.random() < 0.4 else node)
    return ops.sum(nodes[-8:]).named("total")


def lstm():
    """One step of a cell with four gates."""
    x, h, c = (Value(data, label=label) for data, label in ((0.5, "x"), (0.1, "h0"), (0.2, "c0")))

    def gate(name, f):
        u, w, b = (Value(data, label=f"{kind}_{name}") for data, kind in ((0.3, "W"), (-0.2, "U"), (0.1, "b")))
        return f((u * x + w * h + b).named(f"net_{name}")).named(name)

    i, f, o, g = gate("i", ops.sigmoid), gate("f", ops.sigmoid), gate("o", ops.sigmoid), gate("g", ops.tanh)
    return ((o * ops.tanh((f * c + i * g).named("c1")) - 0.3) ** 2 / 2).named("E")


def opened_layer():
    return perceptron(6, 12, 10, 2)


def long_labels():
    words = [
        "a label that is very long and says a lot",
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
        "w",
        "漢字かな交じり文のラベル",
    ]
    leaves = [Value(-0.00012345 * 10**i, label=word) for i, word in enumerate(words)]
    with scope("a rather long name of a layer"):
        return ops.dot(leaves, leaves[::-1]).named("the total of everything that was computed before")


GRAPHS = {
    "lecture": lambda: lecture_network()["E_total"],
    "expanded": lambda: lecture_network(expanded=True)["E_total"],
    "softmax 3": lambda: softmax(3),
    "softmax 9": lambda: softmax(9),
    "softmax by hand": softmax_by_hand,
    "2-4-4-1": lambda: perceptron(2, 4, 4, 1),
    "3-5-2": lambda: perceptron(3, 5, 2),
    "1-8-1": lambda: perceptron(1, 8, 1),
    "folded": lambda: perceptron(16, 32, 30, 8),
    "opened": opened_layer,
    "square": lambda: (x := Value(3.0, label="x")) * x,
    "difference": lambda: (x := Value(-3.0, label="x")) - x,
    "leaf": lambda: Value(-0.0091305, label="w5"),
    "lstm": lstm,
    "chain": lambda: chained(12),
    "long chain": lambda: chained(60),
    "long labels": long_labels,
    **{f"random {seed}": lambda seed=seed: scattered(seed) for seed in range(6)},
}


@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_lies_on_anything(name, browser, tmp_path):
    """Cards stand apart, words stay in cards, no line crosses one, and a factor covers no card, line or arrow."""
    view(GRAPHS[name]()).save(path := tmp_path / "page.html")
    for width, height in ((1400, 900), (1024, 768), (360, 740)):
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.goto(path.as_uri())
        if name == "opened":
            tab.evaluate("unfold('layer2')")
        end = tab.evaluate("END")
        places = {0, end // 3, end, *range(end // 2, end, max(1, end // 16))}
        found = {
            step: tab.evaluate(f"(go({step}), {MEASURE})({'true' if not step else ''})") for step in sorted(places)
        }
        assert {step: overlaps for step, overlaps in found.items() if overlaps} == {}, (width, height)
        tab.close()
