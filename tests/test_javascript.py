"""The op table as the browser computes it, held to Python's floats:
no op is named here but for its documented accuracy.
"""

import json
import math

import pytest
from test_ops import ROWS, free, points, width
from test_special_points import POINTS

from autograd_core import OPS, Value, op
from autograd_core.names import names_beneath
from autograd_core.namespaces import FLOATS
from autograd_core.namespaces.javascript import LIBRARY, function

INF, NAN = math.inf, math.nan
ULPS = 10
"""A browser's elementary functions are its own: so many units in the last place they may be from Python's."""

ABSOLUTE = {"lgamma": 1e-14, "sinc": 1e-15, "sinc_derivative": 1e-13}
"""What is small beside its zeros is as near as this: the logarithm of the gamma function, and the slopes of sinc, which
Python finds with decimals there."""

AWKWARD = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    -2.5,
    3.0,
    -3.0,
    30.0,
    710.0,
    -710.0,
    1e-8,
    5e-324,
    1.7e308,
    -1.7e308,
    INF,
    -INF,
    NAN,
]


@pytest.fixture(scope="module")
def run(browser):
    """Runs JavaScript functions on lists of arguments:
    [(source, [args, ...]), ...] to lists of what they return, flat.
    """
    page = browser.new_page()

    def calls(functions):
        given = json.dumps([[[text(x) for x in args] for args in lists] for _, lists in functions])
        sources = ", ".join(source for source, _ in functions)
        program = (
            f"(() => {{ {LIBRARY}; const given = {given}; return [{sources}].map((f, i) => given[i].map((args) => "
            "f(args.map(Number)).flat().map((x) => (x === null ? null : Object.is(x, -0) ? '-0' : String(x))))); })()"
        )
        return [[[None if x is None else float(x) for x in row] for row in rows] for rows in page.evaluate(program)]

    yield calls
    page.close()


def text(x):
    """A float as JavaScript's Number reads it."""
    return repr(x).replace("inf", "Infinity").replace("nan", "NaN")


def agree(got, expected, name=""):
    """Whether two results are the same number, or no further apart than is documented."""
    if expected is None or got is None:
        return got is expected
    if got == expected or (got != got and expected != expected):
        return True
    return abs(got - expected) <= max(ULPS * math.ulp(expected), ABSOLUTE.get(name, 0.0)) and math.isfinite(got)


def by_python(row, args, free):
    """The value and the partials as FLOATS compute them."""
    y, partials = FLOATS.evaluate(row.linearize, args, free)
    return [float(y), *(None if p is None else float(p) for p in partials)]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_the_same_in_the_browser(row, run):
    """Value and partials agree at points all over the domain, and at every awkward number, in it or not."""
    grid = [[x, y, AWKWARD[(i + 3) % len(AWKWARD)], 1.0][: width(row)] for i, x in enumerate(AWKWARD) for y in AWKWARD]
    given = points(row, 150) + grid
    [results] = run([(function(row, free(row)), given)])
    for args, got in zip(given, results, strict=True):
        expected = by_python(row, args, free(row))
        assert len(got) == len(expected)
        assert all(agree(a, b, row.name) for a, b in zip(got, expected)), (
            f"{row.name}{args}: {got}, in Python {expected}"
        )


@pytest.mark.parametrize(("f", "xs"), [pytest.param(*point[1:3], id=point[0]) for point in POINTS])
def test_special_points_are_the_same_in_the_browser(f, xs, run):
    """What is recorded at each point of the convention, constants among the arguments, is what the browser computes."""
    nodes = [node for node in names_beneath(f(*map(Value, xs))) if node.op is not None]
    inputs = [[float(arg.data if isinstance(arg, Value) else arg) for arg in node.args] for node in nodes]
    programs = [function(node.op, [isinstance(arg, Value) for arg in node.args]) for node in nodes]
    results = run([(program, [args]) for program, args in zip(programs, inputs)])
    for node, [got] in zip(nodes, results, strict=True):
        assert all(map(agree, got, [node.data, *node.partials])), (
            f"{node.op}: {got}, in Python {[node.data, *node.partials]}"
        )


def test_sums_are_rounded_once(run):
    """Where plain addition loses everything, the browser's sum is Python's."""
    hard = [
        [1e100, 1.0, -1e100, 1.0],
        [0.1] * 10,
        [1e16, 1.0, 1e-16],
        [1.0, 1e-16, 1e-16, 1e-16],
        [2.0**53, 1.0, 2.0**-60],
        [1e308, 1e308, -1e308],
    ]
    wide = [OPS["sum"].apply(tuple(map(Value, xs))).data for xs in hard]
    results = run([(function(OPS["sum"], [True] * len(xs)), [xs]) for xs in hard])
    assert [got[0] for [got] in results] == wide
    assert wide[:2] == [2.0, 1.0]


def test_a_line_is_computed_once():
    """What a row says twice stands once in its program."""
    source = function(OPS["logsumexp"], [True] * 3)
    assert source.count("m.exp(") == 6  # of the value and of the softmax, whose shifts differ
    assert "m.exp(x[0] - " not in source  # every operation has a line of its own


def test_what_the_browser_lacks_is_refused_by_name():
    """A row with a letter of its own, or that looks at a number in Python, has no program, and the error says why."""
    try:
        bessel = op("test_only_bessel", lambda m, x: m.bessel(x), lambda m, y, x: x)
        looking = op("test_only_looking", lambda m, x: x if x > 0 else -x, lambda m, y, x: 1)
        with pytest.raises(AttributeError, match="JavaScript has no bessel: choose another namespace for this op"):
            function(bessel, [True])
        with pytest.raises(TypeError, match=r"write m\.where\(condition, x, y\) in the row"):
            function(looking, [True])
    finally:
        OPS.pop("test_only_bessel", None)
        OPS.pop("test_only_looking", None)
