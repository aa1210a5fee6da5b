"""Lines that update a weight, on paper and in code: which are a step against the gradient, and of what length."""

import pytest

from autograd_core import Value, check
from autograd_core.verify import Kind, check_worksheet

W, X, T = 0.5, 1.5, 1.0
SLOPE = 2 * (W * X - T) * X


def square():
    """E = (w x - t)², whose slope towards w is -0.75."""
    w, x, t = Value(W, label="w"), Value(X, label="x"), Value(T, label="t")
    return ((w * x - t) ** 2).named("E")


def kinds(lines, **options):
    return [row.verdict.kind for row in check(square(), lines, **options).rows]


RIGHT = [
    "w+ = w - dE/dw",
    "w+ = w - 2*(w*x - t)*x",
    "w+ = w - dE/dw/3",
    "w+ = w - 1/3*2*(w*x - t)*x",
    "w ← w - 0.1 ∂E/∂w",
    "w -= dE/dw",
    "w+ = w - dE/dw = 1.25",
    "w_{new} = w_{old} - 0.1*dE/dw",
    "w_new = w_old - 0.1*dE/dw = 0.575",
    "w_{t+1} = w_t - 0.1*dE/dw",
    "w+ = w - alpha*dE/dw",
    "w+ = w - h dE/dw",
    "Δw = -0.1*dE/dw = 0.075",
    "w+ = w - 10^-1*dE/dw",
    "w+ = w - 10⁻¹*dE/dw = 0.575",
    "w+ = w - 2^-3*dE/dw",
    "w+ = w - pi*dE/dw",
    "w+ = w - pi/10*dE/dw",
    "w_new = w - dE/dw*pi/10",
    "w ← w - sqrt(2)/10*2*(w*x - t)*x",
    "w+ = w - dE/dw/(2*pi)",
    "w+ = w - dE/dw/pi",
    "w+ = w - exp(-2)*(2*w*x^2 - 2*t*x)",
    "w+ = w - (pi/5*w*x^2 - pi/5*t*x)",
    "w -= log(2)*dE/dw",
    "w+ = w - pi/10*dE/dw = 0.5 + 0.314159*0.75 = 0.735619",
]
"""Each is one step against the gradient."""

NO_STEP = {
    "w+ = w + dE/dw": "it climbs: the gradient times 1 is added",
    "w+ = w - 2*(w*x - t)": "it is no multiple of the gradient of w: 0.666667 times that here, and not in general",
    "w+ = w - 0.1*2*(w*x - t)": "it is no multiple of the gradient of w: 0.0666667 times that here",
    "w+ = w - dE/dx": "it is no multiple of the gradient of w: 0.333333 times that here",
    "w -= 0.1*dx": "it is no multiple of the gradient of w: 0.0333333 times that here",
    "w+ = w + pi/10*dE/dw": "it climbs: the gradient times 0.314159 is added",
    "w+ = w - pi/10*dE/dx": "it is no multiple of the gradient of w: 0.10472 times that here",
    "w+ = w - sqrt(2)/10*(w*x - t)": "it is no multiple of the gradient of w: 0.0471405 times that here",
    "w+ = w - pi/10*dE/dw = 0.75": "by 0.0144",
    "w+ = w - 0.01*w - 0.1*dE/dw": "it is no multiple of the gradient of w",
}
"""Each is none, whatever the learning rate."""

OPEN = ["w+ = 1.25", "w ← 0.575", "Δw = 0.075", "w+ = w - 0.1*grad"]
"""What cannot be told without the learning rate, or is not a name."""


@pytest.mark.parametrize("line", RIGHT)
def test_a_step_without_a_known_rate(line):
    """The rate is the number beside the slope, 1 where there is none, or any name that stands where it stands."""
    (row,) = check(square(), line).rows
    assert row.verdict.kind in (Kind.PROVEN, Kind.CORRECT), str(row.verdict)


@pytest.mark.parametrize("line", NO_STEP)
def test_what_is_no_step(line):
    """Some multiple of the gradient is right at any numbers, so that only one that is right in general passes."""
    (row,) = check(square(), line).rows
    assert row.verdict.kind is Kind.WRONG
    assert NO_STEP[line] in row.verdict.words


@pytest.mark.parametrize("line", OPEN)
def test_what_takes_a_learning_rate(line):
    """A number alone may be right for some rate or other, so that nothing is said of it."""
    assert kinds(line) == [Kind.NOT_UNDERSTOOD]


def test_a_rate_that_is_the_slope_as_well():
    """0.5 beside dy/dw is the rate, though dy/dw is 0.5 too; beside a rate that has a name it is the slope."""
    sheet = "w = 0.4\nx = 0.5\ny = w*x\n"
    assert [row.verdict.kind for row in check_worksheet(f"{sheet}w+ = w - 0.5*dy/dw\nw+ = 0.15").rows[3:]] == [
        Kind.PROVEN,
        Kind.CORRECT,
    ]
    assert check_worksheet(f"{sheet}w+ = w - lr*0.5\nlr = 0.5").rows[3].verdict.kind.passes
    assert not check_worksheet(f"{sheet}w+ = w - lr*0.6").rows[3].verdict.kind.passes


def test_a_wrong_line_sets_no_rate():
    """The rate that a wrong step would have is not that of the lines below it."""
    assert kinds("w+ = w - 0.2*dE/dx\nw+ = w - 0.1*dE/dw\nw+ = 0.575") == [Kind.WRONG, Kind.PROVEN, Kind.CORRECT]


def test_a_rate_that_is_no_fraction():
    """A line may give the rate as a constant, and say what it comes to; the steps below it take that."""
    step = "w+ = w - lr*dE/dw = 0.735619"
    assert kinds(f"lr = pi/10\n{step}") == [Kind.DEFINITION, Kind.CORRECT]
    assert kinds(f"lr = pi/10 = 0.314\n{step}") == [Kind.DEFINITION, Kind.CORRECT]
    assert kinds(f"lr = pi/10 = 0.315\n{step}")[0] is Kind.WRONG
    assert kinds("lr = pi/10\nw+ = w - 0.1*dE/dw = 0.575")[1] is Kind.WRONG
    assert kinds(f"lr = pi/10\n{step}", learning_rate=0.1)[0] is Kind.WRONG
    assert kinds("lr = 1/3 = 0.333\nw+ = w - lr*dE/dw = 0.75") == [Kind.DEFINITION, Kind.CORRECT]
    assert kinds("lr = pi/0") == [Kind.NOT_UNDERSTOOD]


SHEET = "w = 0.4\nx = 0.5\nt = 1\na = w*x\nE = (a - t)^2/2\n"


@pytest.mark.parametrize(
    ("lines", "passes"),
    [
        ("Δw = -0.5*dE/dw", True),
        ("Δw = 0.5*dE/dw", False),
        ("Δw = -0.5*dE/dx", False),
        ("Δw = -0.5*dE/dw = 0.2", True),
        ("Δw = -0.5*dE/dw = 0.3", False),
        ("Δw = -0.5*dE/dw = 0.2\nw+ = w + Δw = 0.6", True),
        ("Δw = -0.5*dE/dw = 0.2\nw+ = w + Δw = 0.7", False),
        ("Δw = -0.5*dE/dw\ndE/dw = (a - t)*x", True),
        ("Δw = -0.5*dE/dw\ndE/dw = (a - t)*w", False),
    ],
)
def test_a_step_in_a_worksheet_is_judged(lines, passes):
    """Δw is what w moves by, and no formula that the lines below it are about."""
    assert check_worksheet(SHEET + lines).ok is passes, check_worksheet(SHEET + lines)


@pytest.mark.parametrize(("w", "sign"), [(-1.5, "<-"), (-1.5, "←"), (1.5, "<-")])
def test_an_arrow_before_a_number_is_a_step(w, sign):
    """w <- -1.46 was taken for the condition that w is below 1.46; w < -1.4 is one."""
    sheet = f"w = {w}\nx = 1\ny = w*x\nlr = 0.1\n"
    assert check_worksheet(f"{sheet}w {sign} {w - 0.1:.1f}").ok
    assert check_worksheet(f"{sheet}w {sign} {w + 0.1:.1f}").status == 1
    assert check_worksheet(f"{sheet}w < {w + 0.1:.1f}").rows[-1].verdict.kind is Kind.CONDITION


def test_a_step_that_is_only_a_number_is_a_definition():
    """Δx = 0.1 is an error of measurement, which the lines below it may speak of."""
    report = check_worksheet("x = 2\nΔx = 0.1\ny = x^2\nΔy = abs(dy/dx)*Δx\nΔy = 0.4")
    assert [row.verdict.kind for row in report.rows] == [Kind.DEFINITION] * 4 + [Kind.CORRECT]


CODE = f"lr = 0.1\ndw = 2*(w*x - t)*x\nw -= lr*dw\nw = {W - 0.1 * SLOPE}"


def test_a_value_below_a_step_in_code_is_the_next_one():
    """w = 0.575 below w -= lr*dw is w after the step; the value before it, and any other, do not pass."""
    assert kinds(CODE) == [Kind.DEFINITION, Kind.PROVEN, Kind.PROVEN, Kind.CORRECT]
    assert kinds(CODE.replace("w = 0.575", "w = 0.25"))[-1] is Kind.WRONG
    assert not kinds(CODE.replace("w = 0.575", "w = 0.5"))[-1].passes
    assert kinds(CODE.replace("w = 0.575", "w = 0.25\nw = 0.575"))[-2:] == [Kind.WRONG, Kind.CORRECT]
    assert kinds(CODE.replace("lr = 0.1\n", ""), learning_rate=0.1)[-1] is Kind.CORRECT


def test_a_step_in_code_in_the_name_of_its_rate():
    """w -= lr*dw is right whatever lr is; what w is afterwards then cannot be told."""
    step, after = check(square(), "w -= lr*dw\nw = 0.575").rows
    assert step.verdict.words == ", a step of lr against the gradient"
    assert after.verdict.kind is Kind.NOT_UNDERSTOOD
    assert after.verdict.words == "what w is after line 1 is not known: that takes a learning rate, and one right step"
    assert kinds("w -= lr*w*dw") == [Kind.WRONG]


def test_a_second_step_in_code_is_not_judged_by_the_first_gradient():
    """A second step leaves the graph behind: neither it nor the value after it passes."""
    *_, step, after = check(square(), "w -= 0.1*dw\nw -= 0.1*dw\nw = 0.575").rows
    assert step.verdict.kind is after.verdict.kind is Kind.NOT_UNDERSTOOD
    assert "has taken a step already" in step.verdict.words


@pytest.mark.parametrize("value", [0.5, 0.575, 0.65])
def test_the_value_after_a_loop_of_steps_is_not_judged(value):
    """The first step of a loop is judged, since it begins with what the graph holds; where the last one ends is not."""
    loop, step, after = check(square(), f"for k in range(3):\n    w -= 0.1*2*(w*x - t)*x\nw = {value}").rows
    assert loop.verdict.kind is Kind.DEFINITION
    assert step.verdict.kind is Kind.PROVEN
    assert after.verdict.sentence == (
        "NOT UNDERSTOOD: what w is after the loop of line 1 is not known: of its steps the first is judged"
    )


def test_a_step_in_code_that_uses_an_updated_weight():
    """The gradient of x is computed from w as it was; one computed from the new w is no gradient, and told why."""
    told = check(square(), "dw = 2*(w*x - t)*x\nw -= 0.1*dw\nx -= 0.1*2*(w*x - t)*w").rows[-1].verdict
    assert told.kind is Kind.WRONG
    assert told.words.endswith("; w of line 2 has taken its step already")
    right = "dw = 2*(w*x - t)*x\ndx = 2*(w*x - t)*w\nw -= 0.1*dw\nx -= 0.1*dx\nx = 1.525\nw = 0.575"
    assert all(kind.passes for kind in kinds(right))


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ("η = 0.5\nΔw = -η*dy/dw = -0.25\nw+ = w + Δw = 0.15", ["PROVEN EQUAL", "CORRECT"]),
        ("η = 0.5\nΔw = -η*dy/dw\nw+ = w + Δw = 0.16", ["PROVEN EQUAL", "WRONG"]),
        ("η = 0.5\nΔw = -η*dy/dw\nw+ = w - Δw", ["PROVEN EQUAL", "WRONG"]),
        ("η = 0.5\nΔw = η*dy/dw = 0.25\nw+ = w - Δw = 0.15", ["PROVEN EQUAL", "CORRECT"]),
        ("η = 0.5\nΔw = 0.25\nw -= Δw", ["CORRECT", "CORRECT"]),
        ("η = 0.5\nΔw = η*dy/dw = 0.26\nw+ = w - Δw", ["WRONG", "PROVEN EQUAL"]),
        ("η = 0.5\nΔw = η*dy/dw\nw+ = w + Δw", ["WRONG", "WRONG"]),
        ("η = 0.5\nΔw = -0.5*x", ["PROVEN EQUAL"]),
        ("η = 0.5\nΔw = -0.25", ["CORRECT"]),
        ("η = 0.5\nΔw = 0.5*x", ["WRONG"]),
        ("lr = 0.5\ng = dy/dw\nw+ = w - lr*g = 0.15", ["CORRECT"]),
        ("lr = 0.5\nstep = lr*dy/dw\nw+ = w - step = 0.15", ["CORRECT"]),
        ("lr = 0.5\nstep = lr*dy/dx\nw+ = w - step", ["WRONG"]),
        ("lr = 0.5\nβ = 0.9\nv0 = 0.1\nv = β*v0 + lr*dy/dw\nw+ = w - v = 0.06", ["UNDECIDED"]),
    ],
)
def test_a_step_has_names_of_its_own(lines, kinds):
    """g = dy/dw and Δw = -η*dy/dw are steps on the way, and no formulas that descend; momentum is not judged.

    Beside a learning rate Δw is a step even where no derivative stands there, and a line may take it off.
    """
    report = check_worksheet(f"w = 0.4\nx = 0.5\ny = w*x\n{lines}")
    assert [row.verdict.kind.value for row in report.rows if not row.verdict.kind.defines] == kinds


def test_a_move_is_told_as_a_move():
    """Beside Δw = ... stands what w moves by, and not the next w."""
    right, wrong = check_worksheet("w = 0.4\nx = 0.5\ny = w*x\nΔw = -0.5*dy/dw = -0.25\nΔw = 0.5*dy/dw").rows[-2:]
    assert right.true == wrong.true == "-0.25"
    assert str(wrong.verdict) == "WRONG: 0.5*dy/dw comes to 0.25, not -0.25"


MOMENTUM = "v = 0.1\nbeta = 0.9\nlr = 0.5\nv_new = beta*v - lr*dE/dw = {v}\nw_new = w + v_new = {w}"
OWN = [
    (MOMENTUM.format(v="0.465", w="0.965"), Kind.UNDECIDED),
    (MOMENTUM.format(v="0.465", w="0.865"), Kind.WRONG),
    ("lr = 0.5\nlam = 0.01\nw_new = w - lr*(dE/dw + lam*w) = 0.8725", Kind.UNDECIDED),
    ("lr = 0.5\nlam = 0.01\nw_new = w - lr*(dE/dw + lam*w) = 0.8775", Kind.WRONG),
    ("v = 0.1\nlr = 0.5\nw_new = w - lr*v", Kind.UNDECIDED),
    ("lr = 0.5\nstep = lr*dE/dw\nw_new = w - step = 0.875", Kind.CORRECT),
    ("lr = 0.5\nstep = lr*dE/dw\nw_new = w + step = 0.125", Kind.WRONG),
    ("v = 0.1\nlr = 0.5\nv = 0.9*v + dE/dw", Kind.NOT_UNDERSTOOD),
    ("v = 0.1\nlr = 0.5\nv+ = 0.9*v + dE/dw", Kind.NOT_UNDERSTOOD),
]


@pytest.mark.parametrize(("lines", "kind"), OWN)
def test_a_step_by_a_rule_of_its_own_is_open(lines, kind):
    """A momentum or a decay of the weights is no learning rate times the gradient, and not wrong for that; its sums are
    judged all the same, in a derivation and in a worksheet.
    """
    sheet = f"w = {W}\nx = {X}\nt = {T:g}\nE = (w*x - t)^2\n{lines}"
    assert check(square(), lines).rows[-1].verdict.kind is kind
    assert check_worksheet(sheet).rows[-1].verdict.kind is kind
