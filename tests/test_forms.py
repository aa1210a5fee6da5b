"""Forms of textbooks, statistics, robotics and networks (forms.txt):
the right ones are proven, and altered ones caught.
"""

from pathlib import Path

import pytest

from autograd_core import Value, check, parse
from autograd_core.verify import Kind

pytestmark = pytest.mark.usefixtures("unhurried")

FORMS = [
    [part.strip() for part in line.split(" | ")]
    for line in (Path(__file__).parent / "forms.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
SAMPLE = [form for form in FORMS[::6] if sum(map(len, form)) < 300]
"""Some, for every run; all of them are judged among the slow tests."""


def verdict(function, point, leaf, claim):
    leaves = {name: Value(float(data), label=name) for name, data in (pair.split("=") for pair in point.split())}
    return check(parse(function, leaves).named("F"), {leaf: claim}).rows[0].verdict


@pytest.mark.parametrize("forms", [SAMPLE, pytest.param(FORMS, marks=pytest.mark.slow)], ids=["some", "all"])
def test_nearly_all_forms_are_proven(forms):
    """At least 98 % of the right ones are proven, and none is called wrong or left open."""
    verdicts = [verdict(*form) for form in forms if not form[-1].lstrip("-").isdecimal()]
    assert all(said.kind.passes for said in verdicts)
    assert sum(said.kind is Kind.PROVEN for said in verdicts) >= 0.98 * len(verdicts)


@pytest.mark.slow
@pytest.mark.parametrize("forms", [SAMPLE, pytest.param(FORMS, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("slip", ["({})*1.000000000001", "({}) + 1/10^40", "-({})"])
def test_no_altered_form_passes(slip, forms):
    """A factor or a term that no float would show, and a sign, are found in each."""
    for function, point, leaf, claim in forms:
        if not claim.lstrip("-").isdecimal():
            assert not verdict(function, point, leaf, slip.format(claim)).kind.passes, (function, claim)
