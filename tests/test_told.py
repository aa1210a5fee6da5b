"""Whatever is printed of a graph is copied out, read back, and right: every equation, to the digits printed."""

import math
import random
import re

import pytest
from told_graphs import graph
from told_latex import latex_symbols, plain
from told_reader import Near, Reader, Unread, numeral

from autograd_core import (
    Stepper,
    backward_steps,
    derivation,
    explain,
    forward_steps,
    gradient,
    program,
    tree,
)
from autograd_core.names import names_beneath, typeset
from autograd_core.namespaces.text import ATOM
from autograd_core.steps import BackwardStep


def tangent(of, to, held=()):
    """How `of` moves with `to`, what is held staying where it is: forward, node by node, from the recorded partials."""
    moved = {}
    for node in names_beneath(of):
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


def derivatives(names, nodes, plus, held, symbol=lambda d, y, x: f"{d}{y}/d{x}"):
    """The symbols of all derivatives between nodes: whole ones and, with a plus, those along one edge."""
    found = {}
    for of in nodes:
        for to in nodes:
            y, x = names[of].within(ATOM), names[to].within(ATOM)
            found[symbol("d", y, x)] = computed(tangent(of, to))
            if plus:
                found[symbol("d+", y, x)] = computed(tangent(of, to, held))
    return found


def computed(x):
    """A derivative in floats, which is right to far more digits than are printed."""
    return Near(x, 1e-12 * abs(x) + 1e-15)


def primals(names):
    return {str(name): Near(node.data) for node, name in names.items()}


def numeral_of(text):
    return -numeral(text[1:]) if text.startswith("-") else numeral(text)


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


def check_forward(y):
    """Each line of the forward pass follows from those above; returns what a reader knows by then."""
    told = {str(name): Near(node.data) for node, name in names_beneath(y).items() if node.op is None}
    for step in forward_steps(y):
        left, line = step.node, str(step)
        value = numeral_of(line.rpartition(" = ")[2])
        assert line.startswith((f"{left} = {step.expression} = ", f"{step.expression} = "))
        assert value.agrees(Near(step.value))
        if "..." not in step.expression:
            assert Reader(told).value(step.expression).agrees(value), str(step)
        assert left not in told
        told[left] = Near(step.value)
    return told


def check_steps(y):
    """The equations of both passes, each local partial along its own edge."""
    names, told = names_beneath(y), check_forward(y)
    whole = derivatives(names, list(names), False, ())
    for seed in (1.0, -2.5):
        named = 0
        for step in backward_steps(y, seed):
            product, state = split_line(step)
            root = f"d{names[y].within(ATOM)}/d{names[y].within(ATOM)}"
            named += product.startswith((f"{root} * ", f"{seed} * {root} * "))
            local = Near(step.local)
            holds(product, whole | {step.partial: local} | (told if step.place else {}))
            if " = " in state:
                holds(state.removesuffix(" complete"), whole)
            check_rule(step, told, local)
        assert named == 1  # dy/dy is 1, and said once


def split_line(step):
    """What follows the arrow of a line: the product, and the state of the argument."""
    line = str(step)
    start = f"{step.node} -> {step.arg}" + (f" ({step.place})" if step.place else "") + ": "
    assert line.startswith(start)
    product, _, state = line[len(start) :].rpartition("; ")
    return product, state


def check_rule(step, told, local):
    """The rule of a step, in names or in x and y, gives its local partial; at a kink it says what that is there."""
    rule, _, at_kink = step.rule.partition("; at this kink ")
    if at_kink:
        assert numeral_of(at_kink).agrees(local), step.rule
        return
    among = [str(each) for each in step.among]
    whole = (
        step.rule.rpartition(" = ")[2]
        if " where " not in rule
        else re.split(r" = (?=[^=]* where )", rule, maxsplit=1)[1]
    )
    if whole.endswith("..."):
        return
    out = next((letter for letter in "yz" if letter not in among), "out")
    one = len(among) == 1
    inputs = {"x": Near(step.to.data), "y": Near(step.of.data)} if one else told | {out: Near(step.of.data)}
    assert Reader(inputs).value(whole).agrees(local), step.rule


def check_altered(y, rng):
    """A step is altered: every number that follows from it says so and is right, and no other says so."""
    walk = Stepper(y)
    true = list(walk)
    backward = [step for step in true if isinstance(step, BackwardStep)]
    wanted = rng.choice(backward)
    walk.run_to(wanted.number)
    walk.alter(**{rng.choice(["contribution", "local"]): rng.choice([7.0, -0.25, 0.0])})
    walk.run_to(len(walk))
    sums, marked = {str(y.label): 1.0}, set()
    for before, step in zip(backward, [step for step in walk._steps if isinstance(step, BackwardStep)]):
        product, state = split_line(step)
        product, _, instead = product.partition(", altered to ")
        *_, numbers, made = product.split(" = ")
        up, local = (numeral_of(each) for each in numbers.split(" * "))
        assert (up * local).agrees(numeral_of(made)), str(step)
        contribution = numeral_of(instead or made)
        assert contribution.agrees(Near(step.contribution))
        is_marked = "(altered)" in product or bool(instead)
        assert is_marked == (step.number == wanted.number or str(step.node) in marked), str(step)
        marked |= {str(step.arg)} if is_marked else set()
        assert ("(altered)" in state) == (str(step.arg) in marked), str(step)
        sums[str(step.arg)] = sums.get(str(step.arg), 0.0) + step.contribution
        assert Near(step.after, 1e-12 * (1 + abs(step.after))).agrees(Near(sums[str(step.arg)])), str(step)
        if step.number < wanted.number:
            assert str(step) == str(before)


# ── listings ─────────────────────────────────────────────────────────────────────────────────────


def check_program(y):
    """Each row: what a node is computed as, in names that are rows themselves."""
    names = names_beneath(y)
    values = primals(names)
    for row, node in zip(program(y).splitlines()[1:], names):
        cells = re.split(r"\s{2,}", row)
        assert cells[1] == str(names[node])
        if node.op is not None and "..." not in cells[2]:
            expression = (
                cells[2] if len(cells) > 3 and not re.fullmatch(r"-?\d[\d.]*(e[+-]\d+)?", cells[2]) else cells[1]
            )
            others = {name: value for name, value in values.items() if name != cells[1]}
            assert Reader(others).value(expression).agrees(Near(node.data)), row


# ── explanations ─────────────────────────────────────────────────────────────────────────────────


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
    check_formula(told, told.latex(), nodes, between)
    check_markdown(told, nodes, between)


def check_formula(told, latex, nodes, between):
    """The same in LaTeX: each form of the partial is right, and each step in it is defined."""
    names = typeset(told.names)
    words = {str(name): f"N{i}N" for i, name in enumerate(names.values())}
    begun = {
        node for node in names if node.op is None or node.label or not re.fullmatch(r"u\d+", str(told.names[node]))
    }
    meanings = {words[str(names[node])]: Near(node.data) for node in begun}
    body = latex.removeprefix(r"\begin{aligned}").removesuffix(r"\end{aligned}")
    body, *wheres = body.split(r" \\ & \text{where }")
    for line in wheres:
        if r"\text{ is taken along one edge" in line:
            continue
        define(line, words, meanings)
    meanings |= derivatives(names, nodes, True, between, latex_symbols(words))
    left, *forms = re.split(r"(?: \\\\ )?&= ", body.replace(r" \\ &\quad ", " "))
    value = meanings[plain(left, words).strip()]
    for form in forms:
        assert Reader(meanings).value(plain(form, words)).agrees(value), (form, value.x)


def define(line, words, meanings):
    """A line that gives a symbol its meaning, once."""
    left, *rest = line.strip().split(" = ")
    symbol = words.setdefault(left, f"N{len(words)}N")
    assert symbol not in meanings, f"{left} is defined twice"
    values = [Reader(meanings).value(plain(each, words)) for each in rest]
    assert all(values[-1].agrees(each) for each in values), line
    meanings[symbol] = values[0]


def check_markdown(told, nodes, between):
    """The same in Markdown: the formula, and beneath it what it names."""
    page = told.markdown()
    formula = re.search(r"^\$\$ (.*) \$\$$", page, re.M)[1]
    check_formula(told, add_definitions(formula, page), nodes, between)


def add_definitions(formula, page):
    """The formula with the definitions beneath it, as `latex()` has them."""
    told = "".join(rf" \\ & \text{{where }}{line}" for line in re.findall(r"^- \$(.*)\$$", page, re.M))
    return formula.removesuffix(r"\end{aligned}") + told + r"\end{aligned}"


# ── worked solutions ─────────────────────────────────────────────────────────────────────────────


def check_derivation(rows, totals):
    """A document read by itself: each symbol once defined, each rule and each form of a gradient right.

    `rows` are its cells under "node", "partial" and "gradient"; `totals` the gradients with all their forms.
    """
    values, names, partials = {}, {}, {}
    for section, cells in rows:
        symbol, *forms, value = cells
        if section == "node":
            assert symbol not in names, f"{symbol} is defined twice"
            near = numeral_of(plain(value, {}))
            for form in forms:
                if "ldots" not in form:
                    assert Reader(values).value(plain(form, names)).agrees(near), cells
            names[symbol] = f"N{len(names)}N"
            values[names[symbol]] = near
        else:
            symbol = plain(symbol, names).strip()
            near = numeral_of(plain(value, names))
            for form in forms:
                assert Reader(values | partials).value(plain(form, names)).agrees(near), cells
            assert section == "gradient" or symbol not in partials, f"{symbol} stands there twice"
            assert symbol not in partials or partials[symbol].agrees(near)
            partials[symbol] = near
    found = []
    for left, *forms in totals:
        meanings = values | partials
        sides = [Reader(meanings).value(plain(form, names)) for form in forms if _known(form, names, meanings)]
        for side in sides:
            assert sides[-1].agrees(side), (left, forms)
        found.append(sides[-1])
    return found


def _known(form, names, meanings):
    """Whether all derivatives of a form are in the tables; a grouped form has whole ones over several steps."""
    return all(symbol in meanings for symbol in re.findall(r"Dp?_\w+", plain(form, names)))


def in_markdown(page):
    """The rows and the gradients of a document in Markdown."""
    rows, section = [], ""
    for cells in (
        [cell.strip().strip("$") for cell in row.split("|")] for row in re.findall(r"^\| (.*) \|$", page, re.M)
    ):
        if cells[0] in ("node", "partial", "gradient", "parameter"):
            section = cells[0]
        elif cells[0] != "---" and section != "parameter":
            rows.append((section, [cells[0], *filter(None, cells[1].split(" = ")), cells[2]]))
    blocks = re.findall(r"\$\$\n\\begin\{aligned\}(.*)\\end\{aligned\}\n\$\$", page)
    totals = [re.split(r"(?: \\\\ )?&= ", block.replace(r" \\ &\quad ", " ")) for block in blocks]
    return rows, totals


SECTIONS = {"Forward pass": "node", "Local partials": "partial", "Gradients, by the chain rule": "gradient"}


def in_latex(page):
    """The same of one in LaTeX, whose lines are equations that may break."""
    rows, totals, section = [], [], ""
    for line in page.splitlines():
        if heading := re.fullmatch(r"\\subsection\*\{(.*)\}", line):
            section = SECTIONS.get(heading[1], "")
        elif line.startswith(r"\hangindent"):
            math = line[line.index("$") + 1 : line.rindex("$")].removeprefix(r"\displaystyle ")
            math = math.replace(r"$\\ \hspace*{2em}$\displaystyle {} = ", " = ").replace(r"\allowbreak", "")
            forms = math.replace(r"\bigl(", r"\left(").replace(r"\bigr)", r"\right)").split(" = ")
            if line.startswith(r"\hangindent=4em"):
                totals.append(forms)
            elif section:
                rows.append((section, forms))
    return rows, totals


def check_solutions(y, leaves):
    """Both documents, and that their last numbers are the gradients."""
    slopes = [gradient(y, leaf) for leaf in leaves]
    for form, read in (("markdown", in_markdown), ("latex", in_latex)):
        page = derivation(y, leaves, form=form)
        for total, slope in zip(check_derivation(*read(page)), slopes, strict=True):
            assert total.agrees(Near(slope, 1e-8 * abs(slope) + 1e-300)), page


# ── random graphs ────────────────────────────────────────────────────────────────────────────────


def check_stale(y, leaf):
    """After a leaf was assigned new data whatever tells of the graph refuses by one sentence, until it is put back."""
    before, leaf.data = leaf.data, leaf.data + 1.7171
    said = set()
    for tell in (program, tree, derivation, Stepper, lambda y: explain(y, leaf), lambda y: list(backward_steps(y))):
        try:
            tell(y)
            said.add("told")
        except ValueError as sentence:
            said.add(str(sentence))
    leaf.data = before
    assert len(said) == 1, said
    assert (
        said == {"told"}
        or "was computed before a leaf beneath it was assigned new data; compute it again" in said.pop()
    )


@pytest.fixture
def graphs(request):
    return request.config.getoption("--graphs")


@pytest.mark.slow
def test_everything_printed_of_random_graphs_holds(graphs):
    """Steps, programs, explanations and worked solutions of random graphs are read back, as text, Markdown and LaTeX.

    --graphs=5000 tries more.
    """
    for seed in range(graphs):
        rng = random.Random(seed)
        y, leaves = graph(rng)
        x = rng.choice(leaves)
        try:
            check_stale(y, rng.choice(leaves))
            check_steps(y)
            check_altered(y, rng)
            check_program(y)
            for between in (None, "labelled", "all"):
                check_explanation(explain(y, x, between=between, largest=200))
            if seed % 4 == 0:
                check_explanation(explain(y, x, symbolic=True, largest=200))
                check_solutions(y, leaves)
        except (AssertionError, Unread, ArithmeticError, KeyError, AttributeError) as reason:
            raise AssertionError(f"seed {seed}: {type(reason).__name__}: {reason}\n{program(y)}") from reason
