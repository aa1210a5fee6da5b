"""Programs written out: Python, C and JavaScript say what the graph says, and are read back."""

import ctypes
import json
import math
import re
import shutil
import subprocess

import pytest
from test_compiled_engines import AWKWARD, bits, eager, near
from test_ops import ROWS, free, points, width

from autograd_core import Value, compile, ops
from nn import lecture_network

COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
NODE = shutil.which("node")
STRICT = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC"]


@pytest.fixture
def lecture():
    """The lecture's network as a program of everything it learns, and what recording says of it."""
    net = lecture_network("per_neuron")
    learning = [v for name, v in net.items() if name[0] in "wb"]
    net["E_total"].backward()
    return compile(net["E_total"], inputs=learning), learning, net


def of_row(row):
    """A program of one row, its variables as inputs."""
    pattern = free(row)
    leaves = [Value(x) for x in points(row, 1)[0]]
    node = row.apply(tuple(leaf if f else leaf.data for leaf, f in zip(leaves, pattern)))
    return compile(node, inputs=[leaf for leaf, f in zip(leaves, pattern) if f]), [leaf.data for leaf in leaves]


def in_python(text):
    scope = {}
    exec(text, scope)
    return scope


def in_c(text, folder):
    """The functions of a C text, compiled without a warning."""
    source, library = folder / "program.c", folder / "program.so"
    source.write_text(text)
    done = subprocess.run([COMPILER, *STRICT, str(source), "-o", str(library), "-lm"], capture_output=True, text=True)
    assert not done.stderr, done.stderr
    return ctypes.CDLL(str(library))


def call_c(library, numbers, outputs, slopes, seeds=()):
    arrays = [(ctypes.c_double * len(x))(*x) for x in (numbers, seeds, [0.0] * outputs, [0.0] * slopes) if len(x)]
    library.value_and_gradient(*arrays)
    return [*arrays[-2], *arrays[-1]]


def test_the_lecture_reads_as_backpropagation(lecture):
    """Labels are names, each backward line says its rule, and the text computes what recording computed."""
    program, learning, net = lecture
    text = program.source()
    assert "net_h1 = fsum((w1 * 0.05, w2 * 0.1, b_h1,))" in text
    assert "d_net_o1 = d_out_o1 * (out_o1 * sigmoid(-net_o1))  # sigmoid'(x) = y (1 - y)" in text
    assert "d_out_o1 = -(0.5 * (2.0 * " in text  # a square has a slope wherever it has a value, and x^1 is x
    assert re.search(r"d_w5 = d_net_o1 \* out_h1  # d\(w5 out_h1 .*\)/dw5 = out_h1", text)
    scope = in_python(text)
    numbers = [leaf.data for leaf in learning]
    value, slopes = scope["value_and_gradient"](*numbers)
    assert value == scope["value"](*numbers) == net["E_total"].data
    assert all(math.isclose(a, leaf.grad, rel_tol=1e-14) for a, leaf in zip(slopes, learning))


@pytest.mark.skipif(not COMPILER, reason="no C compiler")
def test_the_lecture_in_c(lecture, tmp_path):
    """The C text compiles without a warning, and agrees."""
    program, learning, net = lecture
    got = call_c(in_c(program.source("c"), tmp_path), [leaf.data for leaf in learning], 1, len(learning))
    assert math.isclose(got[0], net["E_total"].data, rel_tol=1e-14)
    assert all(math.isclose(a, leaf.grad, rel_tol=1e-13) for a, leaf in zip(got[1:], learning))


@pytest.mark.skipif(not COMPILER, reason="no C compiler")
@pytest.mark.parametrize("row", ROWS)
def test_a_row_in_c(row, tmp_path):
    """Every row compiles without a warning, and agrees all over its domain and at every awkward number."""
    program, first = of_row(row)
    library = in_c(program.source("c"), tmp_path)
    pattern = free(row)
    grid = [[x, y, AWKWARD[(i + 3) % len(AWKWARD)], 1.0][: width(row)] for i, x in enumerate(AWKWARD) for y in AWKWARD]
    for args in points(row, 40) + ([] if row.variadic else grid):  # C adds from left to right
        args = [x if f else first[i] for i, (x, f) in enumerate(zip(args, pattern))]
        expected = eager(row, args, pattern)
        got = call_c(library, [x for x, f in zip(args, pattern) if f], 1, sum(pattern))
        assert all(close(a, b, args) for a, b in zip(got, expected, strict=True)), f"{args}: {got}, recorded {expected}"


def close(a, b, args):
    scale = max([1.0, *(abs(x) for x in args if abs(x) < 1e8)])
    return near(a, b) or abs(a - b) <= 1e-12 * scale * max(abs(b), 1e-2)


@pytest.mark.skipif(not NODE, reason="no Node")
def test_the_lecture_in_javascript(lecture, tmp_path):
    """The JavaScript text runs by itself, and agrees."""
    program, learning, net = lecture
    numbers = ", ".join(repr(leaf.data) for leaf in learning)
    path = tmp_path / "program.js"
    path.write_text(f"{program.source('javascript')}\nconsole.log(JSON.stringify(value_and_gradient({numbers})));\n")
    value, slopes = json.loads(subprocess.run([NODE, path], capture_output=True, text=True, check=True).stdout)
    assert math.isclose(value, net["E_total"].data, rel_tol=1e-14)
    assert all(math.isclose(a, leaf.grad, rel_tol=1e-13) for a, leaf in zip(slopes, learning))


def in_javascript(x):
    return repr(x).replace("inf", "Infinity").replace("nan", "NaN")


@pytest.mark.skipif(not NODE, reason="no Node")
def test_rows_in_javascript(tmp_path):
    """Every row runs in Node, and agrees all over its domain and at every awkward number."""
    calls, expected = [], []
    for row in [getattr(each, "values", [each])[0] for each in ROWS]:
        program, first = of_row(row)
        pattern = free(row)
        grid = [[x, AWKWARD[(i + 5) % len(AWKWARD)], 2.0, 1.0][: width(row)] for i, x in enumerate(AWKWARD)]
        for args in points(row, 10) + ([] if row.variadic else grid):
            args = [x if f else first[i] for i, (x, f) in enumerate(zip(args, pattern))]
            expected.append((row.name, args, eager(row, args, pattern)))
            numbers = ", ".join(in_javascript(x) for x, f in zip(args, pattern) if f)
            calls.append(f"value_and_gradient({numbers})")
        body = ", ".join(calls)
        calls = []
        with (tmp_path / "rows.js").open("a") as file:
            file.write(f"(() => {{\n{program.source('javascript')}\nfor (const found of [{body}])\n")
            file.write("console.log(found.flat().map(String).join(' '));\n})();\n")
    done = subprocess.run([NODE, tmp_path / "rows.js"], capture_output=True, text=True, check=True)
    lines = done.stdout.replace("Infinity", "inf").splitlines()
    for (name, args, numbers), line in zip(expected, lines, strict=True):
        got = [float(word) for word in line.split(" ")]
        assert all(close(a, b, args) for a, b in zip(got, numbers, strict=True)), f"{name} at {args}: {got}, {numbers}"


@pytest.mark.skipif(not COMPILER, reason="no C compiler")
def test_any_label_becomes_a_name(tmp_path):
    """Keywords, names of functions, signs and labels used twice: each gets a name of its own in each language."""
    labels = ["exp", "int", "lambda", "t1", "t2", "1st", "w[0]", "x", "x", "d_x", "m", "a*/b", "σ", "value", "main"]
    leaves = [Value(0.1 + i / 7, label=label) for i, label in enumerate(labels)]
    y = ops.sum([ops.tanh(leaf).named(leaf.label) * ops.exp(leaf) for leaf in leaves])
    y.backward()
    program = compile(y, inputs=leaves)
    numbers = [leaf.data for leaf in leaves]
    value, slopes = in_python(program.source())["value_and_gradient"](*numbers)
    assert value == y.data
    assert all(math.isclose(a, leaf.grad, rel_tol=1e-14) for a, leaf in zip(slopes, leaves))
    got = call_c(in_c(program.source("c"), tmp_path), numbers, 1, len(leaves))
    assert all(math.isclose(a, leaf.grad, rel_tol=1e-13) for a, leaf in zip(got[1:], leaves))
    if NODE:
        path = tmp_path / "program.js"
        call = f"console.log(JSON.stringify(value_and_gradient({', '.join(map(repr, numbers))})));"
        path.write_text(f'"use strict";\n{program.source("javascript")}\n{call}\n')
        found = json.loads(subprocess.run([NODE, path], capture_output=True, text=True, check=True).stdout)
        assert all(math.isclose(a, leaf.grad, rel_tol=1e-13) for a, leaf in zip(found[1], leaves))


@pytest.mark.skipif(not COMPILER, reason="no C compiler")
def test_several_outputs_take_seeds(tmp_path):
    """Of several outputs, the text gives the gradient of a weighted sum of them."""
    x, y = Value(0.5, label="x"), Value(1.5, label="y")
    program = compile([x * y, ops.exp(x)], inputs=[x, y])
    values, slopes = in_python(program.source())["value_and_gradient"](0.5, 1.5, 2.0, 10.0)
    assert values == program(0.5, 1.5)
    assert bits(slopes) == bits([2 * 1.5 + 10 * math.exp(0.5), 1.0])
    assert call_c(in_c(program.source("c"), tmp_path), [0.5, 1.5], 2, 2, [2.0, 10.0])[2:] == slopes


def test_what_has_no_source_is_refused():
    """A language there is none of, and a program that has not been recorded, in words."""
    with pytest.raises(ValueError, match=r"source is written in c, javascript, python; .*'python'"):
        compile(Value(1.0) * 2).source("pyhton")
    with pytest.raises(ValueError, match="nothing is recorded yet: call the program once"):
        compile(lambda x: x * x).source()


@pytest.mark.parametrize(
    "f",
    [lambda x: x % 2.0, lambda x: x // 2.0, lambda x: ops.fmod(x, 2.0), lambda x: x**1.0, lambda x: 2 % x],
    ids=["x % 2", "x // 2", "fmod(x, 2)", "x**1", "2 % x"],
)
@pytest.mark.parametrize("x", [math.inf, -math.inf, math.nan, 1.5])
def test_a_slope_where_there_is_no_value_is_what_recording_says(f, x):
    """A constant slope too is NaN where the value is: no slope of a remainder of infinity is 1."""
    leaf = Value(x, label="x")
    y = f(leaf)
    y.backward()
    _, (slope,) = compile(y, [leaf], engine="source").value_and_gradient(x)
    assert slope == leaf.grad or (slope != slope and leaf.grad != leaf.grad)
