"""Whatever is printed of a graph is copied out, read back, and right: every equation, to the digits printed."""

import math
import random
import re

import pytest
from told_reader import Near, Reader, Unread, numeral, plain

from autograd_core import Value, backward_steps, derivation, explain, forward_steps, gradient, ops, program
from autograd_core.names import names_beneath
from autograd_core.namespaces.text import ATOM

LABELS = ["a", "b", "c", "w1", "w2", "net_h1", "out_h1", "z2", "theta", "x_3"]


STEPS = [
    lambda x, y, c: x + y, lambda x, y, c: x * y, lambda x, y, c: x - y, lambda x, y, c: x * x,
    lambda x, y, c: x * c, lambda x, y, c: c - x, lambda x, y, c: x / (y * y + 1), lambda x, y, c: x.tanh(),
    lambda x, y, c: x.sigmoid(), lambda x, y, c: x.sin(), lambda x, y, c: x**2, lambda x, y, c: (x * 0.3).exp(),
    lambda x, y, c: ops.maximum(x, y), lambda x, y, c: ops.sum([x, y, x]), lambda x, y, c: -x,
    lambda x, y, c: ops.dot([x, y], [y, c]), lambda x, y, c: ops.logsumexp([x, y]), lambda x, y, c: x.relu(),
    lambda x, y, c: abs(x),
]  # fmt: skip


def graph(rng):
    """A random graph: leaves and steps with labels or none, shared nodes, repeated arguments, constants."""
    labels = rng.sample(LABELS, len(LABELS))
    labelled = rng.choice([0.0, 0.3, 0.7, 1.0])

    def made(node):
        return node.named(labels.pop()) if labels and rng.random() < labelled else node

    pool = [Value(round(rng.uniform(-2, 2), 3), label=labels.pop()) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.3:
        pool.append(Value(round(rng.uniform(0.1, 2), 3)))
    for _ in range(rng.randint(1, 7)):
        x, y = rng.choice(pool), rng.choice(pool)
        constant = rng.choice([2, 0.5, -3, 1, rng.uniform(-1, 1)])
        node = rng.choice(STEPS)(x, y, constant)
        if math.isfinite(node.data) and abs(node.data) < 1e6:
            pool.append(made(node))
    return next(node for node in reversed(pool) if node.op is not None) if pool[-1].op else (pool[-1] * 2)


def tangent(of, to, held=()):
    """How `of` moves with `to`, what is held staying where it is: forward, node by node, from the recorded partials."""
    names = names_beneath(of)
    moved = {}
    for node in names:
        if node is to:
            moved[node] = 1.0
        elif node in held and node is not of:
            moved[node] = 0.0
        else:
            moved[node] = math.fsum(p * moved[arg] for arg, p in zip(node.args, node.partials) if p is not None)
    return moved.get(of, 0.0)


def holds(text, meanings):
    """Every form of a chain of equations comes to the same; what the reader cannot read is an error."""
    sides = [Reader(meanings).value(side) for side in re.split(r"(?<![<>!])=(?!=)", text)]
    for side in sides[1:]:
        assert sides[0].agrees(side), f"{text}: {[(each.x, each.off) for each in sides]}"


def derivatives(names, nodes, plus, held):
    """The symbols of all derivatives between nodes: whole ones and, with a plus, those along one edge."""
    found = {}
    for of in nodes:
        for to in nodes:
            y, x = names[of].within(ATOM), names[to].within(ATOM)
            found[f"d{y}/d{x}"] = computed(tangent(of, to))
            if plus:
                found[f"d+{y}/d{x}"] = computed(tangent(of, to, held))
    return found


def computed(x):
    """A derivative in floats, which is right to far more digits than are printed."""
    return Near(x, 1e-12 * abs(x) + 1e-15)


def primals(names):
    return {str(name): Near(node.data) for node, name in names.items()}


def check_steps(y):
    """The equations of both passes, each local partial along its own edge."""
    names = names_beneath(y)
    told = {}  # what a reader knows so far, by the lines above
    for node, name in names.items():
        if node.op is None:
            told[str(name)] = Near(node.data)
    for step in forward_steps(y):
        left, *rest = str(step).split(" = ")
        for side in rest[:-1]:
            if "..." not in side:
                assert Reader(told).value(side).agrees(numeral_of(rest[-1])), str(step)
        if step.expression == step.node:
            assert Reader(told).value(left).agrees(numeral_of(rest[-1])), str(step)
        assert left not in told
        told[left] = Near(step.value)
    whole = derivatives(names, list(names), False, ())
    for seed in (1.0, -2.5):
        named = 0
        for step in backward_steps(y, seed):
            product, state = re.fullmatch(r".*?: (.*); (.*)", str(step)).groups()
            root = f"d{names[y].within(ATOM)}/d{names[y].within(ATOM)}"
            named += product.startswith((f"{root} * ", f"{seed} * {root} * "))
            local = Near(step.local)
            meanings = whole | {step.partial: local}
            holds(product, meanings | told if step.place else meanings)
            if " = " in state:
                holds(state.removesuffix(" complete"), whole)
            rule = step.rule.partition(" = ")[2]
            if not rule.endswith("..."):
                letters = [str(each) for each in step.among]
                out = next((letter for letter in "yz" if letter not in letters), "out")
                one = len(letters) == 1
                inputs = {"x": Near(step.to.data), "y": Near(step.of.data)} if one else told | {out: Near(step.of.data)}
                assert Reader(inputs).value(rule).agrees(local), step.rule
        assert named == 1  # dy/dy is 1, and said once


def numeral_of(text):
    return -numeral(text[1:]) if text.startswith("-") else numeral(text)


def check_program(y):
    """Each row: what a node is computed as, in names that are rows themselves."""
    names = names_beneath(y)
    values = primals(names)
    for row, node in zip(program(y).splitlines()[1:], names):
        cells = re.split(r"\s{2,}", row)
        assert cells[1] == str(names[node])
        if node.op is not None and "..." not in cells[2]:
            expression = cells[2] if len(cells) > 3 and not re.fullmatch(r"-?[\d.e+-]+", cells[2]) else cells[1]
            others = {name: value for name, value in values.items() if name != cells[1]}
            assert Reader(others).value(expression).agrees(Near(node.data)), row


def check_explanation(told):
    """The paths, their sum, the grouped form, what is named, and the rules."""
    names = told.names
    paths = [*told.paths, *(path for stage in told.stages for path in stage)]
    between = {node for path in told.paths for factor in path.factors for node in (factor.of, factor.to)}
    named = {node for path in paths for factor in path.factors for node in (factor.of, factor.to)}
    nodes = [node for node in names if node in named or node.label]
    labels = {str(names[node]): Near(node.data) for node in names if node.op is None or node.label}
    text = str(told)
    assert told.count == len(told.paths)
    for line in re.findall(r"^where (u\d+|[pqr]\d+) = (.*)", text, re.M):
        assert line[0] not in labels, f"{line[0]} is defined twice"
        holds(line[1], labels)
        labels[line[0]] = Reader(labels).value(line[1].partition(" = ")[0])
    # names of nodes that are expressions mean what they say
    meanings = labels | derivatives(names, nodes, True, between)
    total, sums = told.name, []
    for line in text.splitlines():
        if line.startswith(("where ", "grouped:", "in short:", "  = ")):
            continue
        if " is the sum over " in line:
            assert line.startswith(total)
            continue
        equation = re.sub(r"^  (?:  |\+ )", "", line)
        holds(equation, meanings)
        sums.append(Reader(meanings).value(equation.rpartition(" = ")[2]))
    whole = sums[0]
    for each in sums[1:]:
        whole = whole + each
    assert whole.agrees(meanings[total]), text
    for line in re.findall(r"^(?:grouped|in short): (.*)", text, re.M):
        holds(line, meanings)
    for line in re.findall(r"^  = (.*)", text, re.M):
        holds(f"{total} = {line}", meanings)
    for line in re.findall(r"(d\+[^ ]*)", text):
        assert text.count("everything else held") == 1, line
    factors = {factor.name: factor for path in told.paths for factor in path.factors}
    for name, rule in told.rules().items():
        if rule.startswith(name) and " where " not in rule and "..." not in rule:
            output = {
                letter: Near(factors[name].of.data) for letter in ("y", "z", "out")
            }  # what a rule calls its output
            holds(rule, output | meanings)


def check_derivation(y, page):
    """A document read by itself: each symbol once defined, each rule and each form of a gradient right."""
    values = {}
    names = {}
    tables = re.findall(r"^\| (.*) \|$", page, re.M)
    partials, section = {}, ""
    for cells in ([cell.strip().strip("$") for cell in row.split("|")] for row in tables):
        if cells[0] in ("node", "partial", "gradient", "parameter"):
            section = cells[0]
        elif cells[0] == "---":
            continue
        elif section == "node":
            symbol, expression, value = cells
            assert symbol not in names, f"{symbol} is defined twice"
            near = numeral_of(plain(value, {}))
            if expression and "ldots" not in expression:
                assert Reader(values).value(plain(expression, names)).agrees(near), cells
            names[symbol] = f"N{len(names)}N"
            values[names[symbol]] = near
        elif section in ("partial", "gradient"):
            symbol = plain(cells[0], names).strip()
            near = numeral_of(plain(cells[2], names))
            meanings = values | partials
            for form in filter(None, cells[1].split(" = ")):
                assert Reader(meanings).value(plain(form, names)).agrees(near), cells
            assert section == "gradient" or symbol not in partials, f"{symbol} stands there twice"
            assert symbol not in partials or partials[symbol].agrees(near)
            partials[symbol] = near
    totals = []
    for block in re.findall(r"\$\$\n\\begin\{aligned\}(.*)\\end\{aligned\}\n\$\$", page):
        left, *forms = re.split(
            r"(?: \\\\ )?&= ", block.replace(r" \\ &\quad ", " ").partition(r" \\ & \text{where")[0]
        )
        total = plain(left, names).strip()
        meanings = values | partials
        sides = [Reader(meanings).value(plain(form, names)) for form in forms if _known(form, names, meanings)]
        for side in sides:
            assert sides[-1].agrees(side), block
        totals.append((total, sides[-1]))
    return totals


def _known(form, names, meanings):
    """Whether all derivatives of a form are in the tables; a grouped form has whole ones over several steps."""
    return all(symbol in meanings for symbol in re.findall(r"Dp?_\w+", plain(form, names)))


@pytest.fixture
def graphs(request):
    return request.config.getoption("--graphs")


def test_everything_printed_of_random_graphs_holds(graphs):
    """Steps, programs, explanations and worked solutions of random graphs are read back; --graphs=5000 tries more."""
    for seed in range(graphs):
        rng = random.Random(seed)
        y = graph(rng)
        leaves = [node for node in names_beneath(y) if node.op is None]
        x = rng.choice(leaves)
        try:
            check_steps(y)
            check_program(y)
            for between in (None, "labelled", "all"):
                check_explanation(explain(y, x, between=between, largest=200))
            if seed % 4 == 0:
                check_explanation(explain(y, x, symbolic=True, largest=200))
                totals = check_derivation(y, derivation(y, leaves))
                for (_, total), leaf in zip(totals, leaves):
                    assert total.agrees(Near(gradient(y, leaf), 1e-8 * abs(gradient(y, leaf)) + 1e-300))
        except (AssertionError, Unread, ArithmeticError, KeyError, AttributeError) as reason:
            raise AssertionError(f"seed {seed}: {type(reason).__name__}: {reason}\n{program(y)}") from reason
