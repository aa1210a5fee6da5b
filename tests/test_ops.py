"""The op table, row by row: no op is named here but for its documented accuracy,
so a new row is tested as it stands.
"""

import math
import random
from fractions import Fraction
from itertools import product

import numpy
import pytest
import sympy
from judge import HIGH, HighPrecision, ulps

from autograd_core import FRACTIONS, OPS, SYMBOLS, VALUES, Value, grad, gradient, op
from autograd_core.namespaces import FLOATS, NOTHING, namespace
from autograd_core.namespaces.symbols import Symbols

ROWS = [pytest.param(row, id=row.name) for row in list(OPS.values())]

ULPS = {"logsumexp": 1000, "lgamma": 6, "digamma": 6, "polygamma": 60, "sinc_derivative": 6}
"""Partials whose own zero, or whose series, costs more than 4 units in the last place."""


class Accurate(Symbols):
    """Symbols that take the accurate form of a partial, as floats do."""

    by_hand = False


class OnPaper(HighPrecision):
    """60 digits that take the form of a partial that people write."""

    by_hand = True


ON_PAPER = OnPaper()


def width(row):
    """How many arguments to try a row with."""
    return (4 if row.spread else 3) if row.variadic else len(row.parameters)


def inside(row, args):
    """Whether the row is differentiable at these floats, as far as its facts tell."""
    try:
        return (not row.domain or bool(row.domain(FLOATS, *args))) and (not row.kink or not row.kink(FLOATS, *args))
    except ArithmeticError:
        return False


def draw(generator):
    """A float from anywhere: ordinary, next to an integer, tiny or huge."""
    kind = generator.randrange(4)
    if kind == 0:
        return generator.gauss(0, 3)
    if kind == 1:
        return generator.choice([-1, 1, 0, 2]) + generator.choice([-1, 1]) * 10 ** generator.uniform(-16, -1)
    if kind == 2:
        return generator.choice([-1, 1]) * 10 ** generator.uniform(-3, 3)
    return generator.choice([-1, 1]) * 10 ** generator.uniform(-300, 300)


def points(row, count):
    """Argument lists inside the row's domain; a parameter named n takes small counts."""
    generator = random.Random(row.name)
    found = []
    for _ in range(200 * count):
        args = [
            float(generator.randrange(1, 4)) if name == "n" else draw(generator)
            for name in (row.parameters + ("xs",) * 4)[: width(row)]
        ]
        if inside(row, args) and len(set(args)) == len(args):
            found.append(args)
        if len(found) == count:
            return found
    pytest.fail(f"{row.name}: only {len(found)} points inside its domain")


def free(row):
    """Which arguments the row has a derivative towards: all but an order such as polygamma's n."""
    return [name != "n" for name in (row.parameters + ("xs",) * 4)[: width(row)]]


def regions(row, p):
    """Maps from p > 0 into the domain of a row, one argument list each, so that sympy can decide every branch."""
    one = [p, -p, p / (1 + p), -p / (1 + p), 1 + p, -1 - p]
    tries = (
        [[r] for r in one]
        if width(row) == 1
        else [
            [s * (i + 2) * p**0 + s * p for i, s in enumerate(signs)] for signs in product((1, -1), repeat=width(row))
        ]
    )
    tries = [
        [sympy.Integer(2) if name == "n" else arg for name, arg in zip((row.parameters + ("xs",) * 4), args)]
        for args in tries
    ]
    for args in tries:
        samples = [
            [float(sympy.sympify(arg).subs(p, at)) for arg in args]
            for at in (sympy.Rational(1, 3), sympy.Rational(9, 4), 7)
        ]
        if all(inside(row, sample) for sample in samples):
            yield args


def vanishes(difference, p):
    """Whether an expression in p is 0: by simplification, else at 12 rational points to 40 digits."""
    if sympy.simplify(difference) == 0:
        return True
    generator = random.Random(1)
    places = [sympy.Rational(generator.randrange(1, 4000), 1000) for _ in range(12)]
    return all(abs(sympy.N(difference.subs(p, place), 60, maxn=2000)) < sympy.Float(10) ** -40 for place in places)


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0].domain])
def test_a_domain_is_where_there_is_a_value(row):
    """What a domain leaves out has no value, its edges included; of one number, what it lets in has a finite one."""
    for args in product((-8.0, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0, 3.0), repeat=width(row)):
        value, within = FLOATS.evaluate(row.primal, *args), bool(row.domain(FLOATS, *args))
        assert within or not math.isfinite(value), args
        assert not within or len(args) > 1 or math.isfinite(value), args


SPARED = {"clamp", "fmod", "leaky_relu", "round", "select", "trunc"}
"""Rows whose kink says more than there is, where the slopes of some arguments alone come to the same."""


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0].kink])
def test_a_kink_is_where_slopes_differ(row):
    """Wherever the difference quotients of some direction differ, or grow without bound; and nowhere else."""
    step = 2.0**-24
    for args in product((-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0), repeat=width(row)):
        within = not row.domain or row.domain(FLOATS, *args)
        value = FLOATS.evaluate(row.primal, *args) if within else math.nan
        quotients = []
        for way in product((-1, 0, 1), repeat=len(args)) if math.isfinite(value) else ():
            there = FLOATS.evaluate(row.primal, *(x + step * s for x, s in zip(args, way)))
            back = FLOATS.evaluate(row.primal, *(x - step * s for x, s in zip(args, way)))
            quotients.append(((there - value) / step, (value - back) / step))
        differ = any(not abs(right - left) < 1e-3 * (1 + abs(left)) or abs(right) > 1e4 for right, left in quotients)
        if math.isfinite(value):
            assert bool(row.kink(FLOATS, *args)) is differ or (row.name in SPARED and not differ), args


@pytest.mark.parametrize("m", [Accurate(), pytest.param(SYMBOLS, marks=pytest.mark.slow)], ids=["accurate", "by hand"])
@pytest.mark.parametrize("row", ROWS)
def test_partials_are_the_derivatives_sympy_finds(row, m):
    """In each region of the domain the derivative of the primal along p is the sum of the partials,
    by sympy's own calculus.
    """
    p = sympy.Symbol("p", positive=True)
    tried = 0
    for args in list(regions(row, p))[:6]:
        y = row.primal(m, *args)
        if sympy.sympify(y).has(sympy.floor, sympy.ceiling, sympy.Mod) or "Round" in str(y):
            continue  # steps, which sympy does not differentiate: measured below
        partials = row.local_partials(m, y, args, free(row), free(row))
        along = sum(local * sympy.diff(arg, p) for local, arg in zip(partials, args) if local is not None)
        assert vanishes(sympy.diff(y, p) - along, p), f"{row.name} at {args}: {sympy.diff(y, p)} is not {along}"
        tried += 1
    assert tried or row.kink, f"{row.name} was not tried at all"


@pytest.mark.parametrize("row", ROWS)
def test_partials_are_the_slopes_of_the_primal(row):
    """At 60 digits each partial is the slope that mpmath measures on the primal itself."""
    context, tried = HIGH.context, 0
    for args in points(row, 24):
        xs = [HIGH.number(math.copysign(max(0.01, min(29.7, abs(x))), x)) for x in args]
        if not inside(row, [float(x) for x in xs]) or len({float(x) for x in xs}) < len(xs):
            continue
        try:
            partials = row.local_partials(HIGH, row.primal(HIGH, *xs), xs, free(row), free(row))
        except ZeroDivisionError:
            continue  # an edge of the domain: a special point, asserted elsewhere
        for i, local in enumerate(partials):
            if local is not None:
                try:
                    slope = context.diff(lambda x, i=i, xs=xs: row.primal(HIGH, *xs[:i], x, *xs[i + 1 :]), xs[i])
                except (ValueError, ZeroDivisionError):
                    continue  # next to a pole
                if slope != slope and local != local:
                    continue  # no derivative, such as towards the exponent of a negative base
                tried += 1
                assert abs(slope - local) <= abs(local) * 10**-20 + context.mpf(10) ** -25, (
                    f"{row.name}{args}, argument {i}"
                )
    assert tried >= 5, f"{row.name} was tried {tried} times"


@pytest.mark.parametrize("row", ROWS)
def test_a_form_by_hand_is_the_same_number(row):
    """What people write for a partial comes, at 60 digits, to what the accurate form comes to."""
    tried = 0
    for args in points(row, 24):
        xs = [HIGH.number(math.copysign(max(0.01, min(19.7, abs(x))), x)) for x in args]
        if not inside(row, [float(x) for x in xs]) or len({float(x) for x in xs}) < len(xs):
            continue
        y = row.primal(HIGH, *xs)
        try:
            accurate, written = (row.local_partials(m, y, xs, free(row), free(row)) for m in (HIGH, ON_PAPER))
        except ZeroDivisionError:
            continue  # an edge of the domain: a special point, asserted elsewhere
        for mine, theirs in zip(accurate, written, strict=True):
            assert mine is theirs is None or mine != mine or abs(mine - theirs) <= abs(mine) * 10**-20 + 1e-25, args
        tried += 1
    assert tried >= 5, f"{row.name} was tried {tried} times"


@pytest.mark.parametrize("row", ROWS)
def test_partials_are_accurate_to_a_few_ulp(row):
    """Over the whole range of float64, each partial is the float next to the true one, or a few away."""
    worst, where, tried = 0.0, None, 0
    for args in points(row, 150):
        y = FLOATS.evaluate(row.primal, *args)
        if not math.isfinite(y):
            continue
        got = FLOATS.evaluate(row.local_partials, y, args, free(row), free(row))
        xs = [HIGH.number(x) for x in args]
        try:
            true = row.local_partials(HIGH, row.primal(HIGH, *xs), xs, free(row), free(row))
        except ZeroDivisionError:
            continue  # an edge of the domain: a special point, asserted elsewhere
        tried += 1
        for mine, exact in zip(got, true, strict=True):
            if mine is not None and (away := ulps(float(mine), exact)) > worst:
                worst, where = away, args
    assert worst <= ULPS.get(row.name, 4), f"{row.name}{where}: {worst:.1f} ulp"
    assert tried >= 50, f"{row.name} was tried {tried} times"


@pytest.mark.parametrize("row", ROWS)
def test_exact_over_fractions_or_refused_by_name(row):
    """Over fractions a row gives fractions that agree with floats, or says by name that there is no exact value."""
    answered, refusals = 0, []
    for args in points(row, 20):
        xs = [Fraction(round(max(-9.0, min(9.0, x)) * 4), 4) for x in args]
        if not inside(row, [float(x) for x in xs]) or len(set(xs)) < len(xs):
            continue
        try:
            y = row.primal(FRACTIONS, *xs)
            partials = row.local_partials(FRACTIONS, y, xs, free(row), free(row))
        except ZeroDivisionError:
            continue
        except ValueError as error:
            refusals.append(str(error))
            continue
        answered += 1
        floats = [float(x) for x in xs]
        assert isinstance(y, Fraction | int)
        assert math.isclose(y, FLOATS.evaluate(row.primal, *floats), rel_tol=1e-14, abs_tol=1e-300)
        for exact, near in zip(partials, FLOATS.evaluate(row.local_partials, float(y), floats, free(row), free(row))):
            assert exact is None or (
                (isinstance(exact, Fraction | int) or exact is NOTHING)
                and math.isclose(exact, near, rel_tol=1e-14, abs_tol=1e-300)
            )
    assert answered or refusals
    assert all("over FRACTIONS" in refusal or "pi is not a fraction" in refusal for refusal in refusals)


@pytest.mark.parametrize("row", ROWS)
def test_arrays_agree_with_floats(row):
    """Over numpy a row is its floats elementwise, or numpy has no such function and says so by name."""
    m = namespace(numpy)
    columns = [args for args in points(row, 30) if all(abs(x) < 1e3 for x in args)]
    xs = [numpy.array(column) for column in zip(*columns)]
    with numpy.errstate(all="ignore"):
        try:
            y = row.primal(m, *xs)
            partials = row.local_partials(m, y, xs, free(row), free(row))
        except AttributeError as refusal:
            pytest.skip(str(refusal))
    for k, args in enumerate(columns):
        value = FLOATS.evaluate(row.primal, *args)
        assert math.isclose(y[k], value, rel_tol=1e-9, abs_tol=1e-14)
        for partial, local in zip(partials, FLOATS.evaluate(row.local_partials, value, args, free(row), free(row))):
            if local is not None and abs(local) < 1e9:  # next to a pole scipy's gamma functions lose digits
                assert math.isclose((numpy.ones(y.shape) * partial)[k], local, rel_tol=1e-9, abs_tol=1e-14)


@pytest.mark.parametrize("row", ROWS)
def test_second_derivatives(row):
    """The partials of the partials towards every argument, by VALUES, are the slopes of the partials at 60 digits."""
    context, tried = HIGH.context, 0
    for args in points(row, 30):
        xs = [max(-4.9, min(4.9, x)) for x in args]
        if not inside(row, xs) or len(set(xs)) < len(xs) or min(map(abs, xs)) < 1e-3:
            continue
        leaves = [Value(x) if f else x for x, f in zip(xs, free(row))]
        variables = {at: leaf for at, leaf in enumerate(leaves) if isinstance(leaf, Value)}
        firsts = gradient(row.apply(tuple(leaves)), list(variables.values()), over=VALUES)
        high = [HIGH.number(x) for x in xs]
        for (i, first), at in product(zip(variables, firsts, strict=True), variables):
            second = gradient(first, variables[at]) if isinstance(first, Value) else 0.0

            def partial(x, i=i, at=at, high=high):
                moved = [*high[:at], x, *high[at + 1 :]]
                return row.local_partials(HIGH, row.primal(HIGH, *moved), moved, free(row), free(row))[i]

            try:
                slope = context.diff(partial, high[at])
            except (ValueError, ZeroDivisionError):
                break  # a pole
            assert math.isclose(second, slope, rel_tol=1e-9, abs_tol=1e-12), f"{row.name}{xs}: d/dx{at} of partial {i}"
            tried += 1
        if tried >= 6:
            return
    assert tried, f"{row.name} was not tried at all"


def test_a_row_of_ones_own_works_everywhere():
    """One call adds an op: numbers, Values, methods, second derivatives, fractions, symbols, arrays."""
    name = "test_only_cube"
    cube = op(name, lambda m, x: x * x * x, lambda m, y, x: 3 * x * x)
    try:
        x = Value(2.0, label="x")
        assert cube(2) == 8.0
        assert getattr(x, name)().data == 8.0
        assert grad(grad(cube))(2.0) == 12.0
        assert gradient(cube(x), x, over=FRACTIONS) == 12
        assert gradient(cube(x), x, over=SYMBOLS) == 3 * sympy.Symbol("x", real=True) ** 2
        assert list(gradient(cube(x), x, over=numpy, at={"x": numpy.array([1.0, 2.0])})) == [3.0, 12.0]
        with pytest.raises(
            ValueError, match=rf"already has a row named '{name}'; choose another name, or pass replace=True"
        ):
            op(name, lambda m, x: x, lambda m, y, x: 1)
    finally:
        del OPS[name]


def test_a_malformed_row_is_refused():
    """A row needs a name that Python can spell and a partial for each parameter."""
    with pytest.raises(ValueError, match=r"op 'area' has the parameters \(x, y\), so it needs 2 partials; got 1"):
        op("area", lambda m, x, y: x * y, lambda m, z, x, y: y)
    with pytest.raises(ValueError, match=r"op 'average' is variadic, so it needs joint="):
        op("average", lambda m, *xs: m.sum(*xs) / len(xs))
    with pytest.raises(ValueError, match=r"a Python identifier; got 'my op'"):
        op("my op", lambda m, x: x, lambda m, y, x: 1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: OPS["exp"](1, 2), r"exp needs the arguments \(x\); got \(1, 2\)"),
        (lambda: OPS["leaky_relu"](), r"leaky_relu needs the arguments \(x, slope=0.01\); got \(\)"),
        (lambda: OPS["leaky_relu"](1, slop=2), r"got \(1, slop=2\)"),
        (lambda: OPS["maximum"](), r"maximum needs the arguments \(x, \.\.\.\); got \(\)"),
        (lambda: OPS["exp"]("1"), r"exp needs a real number; got '1' \(str\): convert it with float\(\.\.\.\)"),
    ],
)
def test_wrong_calls(call, sentence):
    """A call with wrong arguments says which ones the op takes."""
    with pytest.raises(TypeError, match=sentence):
        call()


def test_ill_matched_sequences():
    """dot wants as many weights as inputs, logsumexp at least one number."""
    with pytest.raises(ValueError, match=r"dot\(ws, xs\) needs as many ws as xs; got 2 and 1"):
        OPS["dot"]([1, 2], [1])
    with pytest.raises(ValueError, match=r"logsumexp\(xs\) needs at least one number; got none"):
        OPS["logsumexp"]([])
    assert OPS["sum"]([]) == 0.0
