"""Proofs instead of tolerances: what somebody derived by hand, and the engine's own gradients, judged by enclosures.

A claim goes through these rooms in five steps:

1. It is handed in: to `checking` (`check`), `worksheets` (`check_worksheet`) or `engine` (`check_gradient`), which put
   it beside its graph on a sheet.
2. It is read: a number by `verdicts/numbers`, a formula by `partials/formulas`, a derivation on paper in `lines/`, in
   Python in `code/`, arrays in `tables/` and `arrays/`, and what is given beside it by `partials/given`.
3. What is true is found: in `truth/`, by enclosures to as many digits as the ladder goes, and limits; by
   `partials/kinks` where the rules give no slope; in `proof/` for a formula as a whole.
4. It is judged: in `partials/`, by `judging`, which asks `judging_numbers`, or `judging_formulas` and `identities`.
   They answer with a `Verdict`, of one of the kinds in `verdicts/verdict`.
5. A wrong number is explained in `diagnosis/`, and all of it told by `verdicts/report`.

So a new verdict is a kind in `verdicts/verdict` and the rule that gives it in one of the files of step 4; a new form of
claim is a reader of step 2; a new mistake is an entry of `diagnosis/mistakes` and what makes it, beside
`diagnosis/ways`.
"""

from .checking import check
from .diagnosis import suspects
from .engine import check_gradient
from .verdicts.report import Report, Row
from .verdicts.verdict import Kind, Verdict
from .worksheets import check_worksheet

__all__ = ["Kind", "Report", "Row", "Verdict", "check", "check_gradient", "check_worksheet", "suspects"]
