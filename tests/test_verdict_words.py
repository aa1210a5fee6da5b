"""What verdicts say of numbers: how far off they are, how near, and to how many digits that is certain."""

from decimal import Decimal
from fractions import Fraction

import pytest

from autograd_core import Value, ops, where
from autograd_core.namespaces.interval import Interval
from autograd_core.namespaces.intervals import Intervals
from autograd_core.verify import Verdict, check
from autograd_core.verify.partials import judging
from autograd_core.verify.truth.enclosures import Enclosures
from autograd_core.verify.verdicts.verdict import Kind, certain_digits, difference_between, no_value, shown, told_apart

M = Intervals(60)


def between(low, high):
    """An enclosure with these ends."""
    return Interval(M, Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("5", "inf", "more than 5.00000"),
        ("0", "inf", "any number"),
        ("-inf", "-5", "less than -5.00000"),
        ("-inf", "0", "any number"),
        ("-inf", "inf", "any number"),
        ("inf", "inf", "infinity"),
        ("-inf", "-inf", "-infinity"),
        ("nan", "nan", "no value"),
        ("0.5", "0.5", "0.500000000"),
        ("1.2344", "1.2346", "1.234"),
    ],
)
def test_an_enclosure_is_shown_as_far_as_it_tells(low, high, words):
    """Its number, to the digits that both ends share; where an end is infinite, what is known on the other side."""
    told, exactly = shown(between(low, high)), shown(between(low, high), 3)
    assert (told.rstrip("0").rstrip("."), exactly[:3]) == (words.rstrip("0").rstrip("."), words[:3])


def test_a_number_that_no_float_holds_is_shown_all_the_same():
    """To its digits, as a decimal; 0 is 0."""
    assert shown(Decimal("1.23456e400"), 4) == "1.235e+400"
    assert shown(Decimal("-2.5e-400"), 2) == "-2.5e-400"
    assert shown(Decimal(0)) == "0"


@pytest.mark.parametrize(
    ("x", "low", "high", "digits"),
    [
        ("1", "1", "1", 17),
        ("1", "1", "1.0000000000000000001", 17),  # an enclosure of 20 digits tells 17
        ("1", "1", "1.000000000000000001", None),  # one of 18 does not
        (
            "1.000000000000005",
            "1",
            "1.00000000000000001",
            14,
        ),  # unless the number is further off
        ("1.5", "1", "1", 0),
        ("1.0000000000000000001", "1", "1", 17),
        ("1.004", "1", "1", 3),
        ("1.006", "1", "1", 2),
        ("100.4", "100", "100", 3),
        ("0.01004", "0.01", "0.01", 3),
        ("7", "1", "1", 0),
        ("0", "0", "0", 17),
        ("0.1", "0", "0", 0),
    ],
)
def test_digits_are_certain_that_an_error_leaves(x, low, high, digits):
    """So many, at most 17, as twice the error leaves of the number; None where the enclosure is too wide to tell."""
    assert certain_digits(Decimal(x), between(low, high)) == digits


def test_a_difference_is_told_with_three_digits_of_its_own():
    """A number beside one that differs in its twelfth digit is told to 15;
    never to fewer than 9, nor to more than 40.
    """
    assert told_apart(Decimal("1e-12"), between("1", "1")) == 15
    assert told_apart(Decimal("1e-12"), between("1000", "1000")) == 18
    assert told_apart(Decimal("-0.1"), between("1", "1")) == 9
    assert told_apart(Decimal("1e-50"), between("1", "1")) == 40
    assert told_apart(Decimal(0), between("1e30", "1e30")) == 9
    assert told_apart(Decimal("1e-30"), between("0", "0")) == 9


def test_a_claim_is_near_where_another_reading_may_make_it_right():
    """Near is less than a millionth of the true number, whatever its size; and whatever cannot be measured."""

    def verdict(claimed, true):
        return Verdict(Kind.WRONG, "", between(true, true), Decimal(claimed))

    assert verdict("100.00001", "100").is_near
    assert not verdict("100.001", "100").is_near
    assert verdict("0.01000000001", "0.01").is_near
    assert not verdict("0.010001", "0.01").is_near
    assert verdict("1", "0").is_near
    assert Verdict(Kind.WRONG, "", None, Decimal(1)).is_near
    assert verdict("1", "inf").is_near


def test_a_difference_is_claimed_minus_true_and_a_ratio_claimed_over_true():
    """Of decimals and of fractions; without a true number, or one that may be 0, there is none."""
    verdict = Verdict(Kind.WRONG, "", between("4", "4"), Decimal(6))
    assert (verdict.difference, verdict.ratio) == (2, 1.5)
    assert difference_between(Fraction(1, 2), between("2", "2")) == Decimal("-1.5")
    assert Verdict(Kind.WRONG, "", between("0", "1"), Decimal(6)).ratio is None
    for true in (None, between("1", "inf")):
        unknown = Verdict(Kind.WRONG, "", true, Decimal(6))
        assert unknown.difference is unknown.ratio is None
    nothing = Verdict(Kind.WRONG, "", between("1", "1"))
    assert nothing.difference is nothing.ratio is None


def test_why_there_is_no_number():
    """An argument outside of its domain, or a slope that grows without bound to either side."""
    assert no_value(between("nan", "nan")) == "there is no value, for some argument lies outside its domain"
    assert no_value(between("inf", "inf")) == "the slope is infinite"
    assert no_value(between("-inf", "-inf")) == "the slope is -infinite"


def test_what_passes_and_what_defines():
    """What is open never passes; a definition does, and one that is questioned does not."""
    assert {kind for kind in Kind if kind.passes} == {
        Kind.CORRECT, Kind.PROVEN, Kind.AGREES, Kind.DEFINITION, Kind.CONDITION,
    }  # fmt: skip
    assert {kind for kind in Kind if kind.defines} == {Kind.DEFINITION, Kind.QUESTIONED, Kind.CONDITION}


def test_a_sentence_begins_with_its_kind():
    """Words that go on with the kind follow it; those of their own stand behind a colon."""
    assert str(Verdict(Kind.WRONG, " by 0.5")) == "WRONG by 0.5"
    assert str(Verdict(Kind.CORRECT, ", exactly")) == "CORRECT, exactly"
    assert str(Verdict(Kind.PROVEN, "")) == "PROVEN EQUAL"
    assert str(Verdict(Kind.UNDECIDED, "no time")) == "UNDECIDED: no time"


def test_a_verdict_speaks_of_the_point_in_question():
    """Unless it says that another point shows it."""
    assert not Verdict(Kind.WRONG, " by 1").elsewhere


def test_a_value_is_sharp_where_a_float_can_show_no_more():
    """An enclosure of 19 digits is sharp, as is none at all; one of 18 may become narrower."""
    assert Verdict(Kind.WRONG, "").is_sharp()
    assert Verdict(Kind.WRONG, "", between("1", "1.0000000000000000001")).is_sharp()
    assert not Verdict(Kind.WRONG, "", between("1", "1.000000000000000001")).is_sharp()
    assert Verdict(Kind.WRONG, "", between("1", "inf")).is_sharp()


def test_a_wrong_formula_is_explained_by_what_it_gives_here():
    """A formula that is wrong at the point itself has suspects, as a number has; one that is right here has none."""
    x = Value(0.5, label="x")
    y = ((x * 3) ** 2).named("y")
    assert [str(each) for each in check(y, {x: "6*x"}).rows[0].suspects]
    assert not check(y, {x: "9"}).rows[0].suspects


@pytest.mark.parametrize(
    ("error", "words"), [(OverflowError("too large"), "too large"), (ZeroDivisionError(), "ZeroDivisionError")]
)
@pytest.mark.parametrize(("claim", "claimed"), [(" 6*x ", "6*x"), (0.25, "0.25"), (Fraction(1, 3), "a claim")])
def test_arithmetic_that_ends_leaves_a_claim_open(error, words, claim, claimed, monkeypatch):
    """Whatever it says, or what it is called; the row names the partial and the claim."""

    def ends(*_):
        raise error

    monkeypatch.setattr(judging, "_judged", ends)
    x = Value(0.5, label="x")
    row = check((x * x).named("y"), {x: claim}).rows[0]
    assert (row.claim, row.claimed, str(row.verdict)) == ("dy/dx", claimed, f"UNDECIDED: {words}")


@pytest.mark.parametrize(
    ("claim", "asked", "verdict"),
    [
        (0.667, {"digits": 3}, "CORRECT to 3 digits"),
        ("0.667", {"digits": 3}, "CORRECT to 3 digits"),
        (0.66667, {"rtol": 1e-4}, "CORRECT to within rtol=0.0001"),
        (0.668, {"digits": 3}, "WRONG by 0.00133"),
        ("0.66", {"digits": 3}, "WRONG by -0.00667"),
        ("0.67", {"digits": 3}, "UNDECIDED: right as far as it goes, but 2 digits are given and 3 are asked for"),
        (
            "0.67",
            {"rtol": 1e-4},
            "UNDECIDED: right as far as it goes, but 2 digits are given and rtol=0.0001 is asked for",
        ),
        ("0.68", {"rtol": 1e-4}, "WRONG by 0.0133"),
    ],
)
def test_a_verdict_says_how_much_was_asked_for(claim, asked, verdict):
    """The slope 2/3, to so many digits or to a tolerance."""
    x = Value(1 / 3, label="x")
    assert str(check((x * x).named("y"), {x: claim}, **asked).rows[0].verdict) == verdict


def test_fewer_digits_than_were_asked_for_are_open():
    """0.50 is right as far as it goes, and does not say that the slope is 0.500."""
    x = Value(0.25, label="x")
    [row] = check((x * x).named("y"), {x: "0.50"}, digits=3).rows
    words = "right as far as it goes, but 2 digits are given and 3 are asked for"
    assert str(row.verdict) == f"UNDECIDED: {words}"
    assert str(check((x * x).named("y"), {x: "0.500"}, digits=3).rows[0].verdict) == "CORRECT to 3 digits"


@pytest.mark.parametrize("claim", [float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize("f", [lambda x: x * ops.abs(x), lambda x: ops.sin(x) / x])
def test_no_finite_slope_is_infinite_or_none(f, claim):
    """Where the slope is 0 as a limit, whatever the rules say at the point; what the engine itself comes to is open."""
    x = Value(0.0, label="x")
    y = f(x).named("y")
    sentence = str(check(y, {x: claim}).rows[0].verdict)
    y.backward()
    if repr(x.grad) == repr(claim):
        assert sentence == "UNDECIDED: nan in float64 where 0 is true"
    else:
        assert sentence.startswith("WRONG: it is 0: the slope is 0, as the limit from both sides")


def test_a_constant_is_the_float_that_it_is_or_the_fraction_it_was_rounded_from():
    """x / 0.3 has the slope 10/3, or exactly 1 over the float; the verdict says which, and nothing between passes."""
    x = Value(0.7, label="x")
    y = (x / 0.3).named("y")
    for claim, words in ((1 / Fraction(0.3), "floats they are"), (Fraction(10, 3), "fractions they were rounded from")):
        assert str(check(y, {x: claim}).rows[0].verdict) == f"CORRECT, exactly, with constants as the {words}"
        assert check(y, {x: claim + Fraction(1, 10**30)}).rows[0].verdict.kind is Kind.WRONG


def test_a_node_that_a_choice_left_out_has_a_value_all_the_same():
    """An enclosure of y knows what stands beneath y; what does not is enclosed for itself."""
    x = Value(0.25, label="x")
    y, other = where(x > 0, x * 2, x * 3), x * 3
    value = Enclosures(y).value(other, 30)
    assert value.exact
    assert value.lo == Decimal("0.75")


def test_one_sweep_serves_all_leaves(monkeypatch):
    """The partials towards all leaves come of one reverse sweep over the intervals of so many digits."""
    sweeps, swept = [], Enclosures._swept
    monkeypatch.setattr(Enclosures, "_swept", lambda self, y, x, *rest: sweeps.append(x) or swept(self, y, x, *rest))
    x, w = Value(0.5, label="x"), Value(0.25, label="w")
    y = ops.sin(x * w) * x
    truth = Enclosures(y)
    found = [truth.by_rules(y, leaf, 30) for leaf in (x, w)]
    assert sweeps == [None]
    y.backward()
    assert [float(each.lo) for each in found] == pytest.approx([x.grad, w.grad])


@pytest.mark.parametrize(("off", "digits"), [(3e-4, None), (6e-5, 4), (3e-5, 4), (3e-6, 5)])
def test_a_computed_number_that_is_right_to_four_digits_is_told_both_ways_out(off, digits):
    """Where fewer digits are right, nobody would have meant them."""
    x = Value(1 / 3, label="x")
    y = (x * x * x).named("y")
    y.backward()
    words = check(y, {x: x.grad * (1 + off)}).rows[0].verdict.words
    only = f"right to {digits} digits only; digits={digits} or rtol=1e-{digits} would ask for no more"
    assert (only in words) if digits else ("only" not in words)
