"""Writes the table of notations in help(check) from the bank of lines that the tests read.

python tests/write_notations.py
"""

from pathlib import Path

from notation_bank import bank
from test_claims_rows import (
    test_a_line_about_a_whole_gradient,
    test_a_line_for_each_value_of_an_index,
    test_a_total_differential,
)
from test_paper_arrays import OF_BATCH, OF_LAYERS
from test_worksheets import (
    test_a_claim_may_be_about_other_values_than_those_of_the_sheet,
    test_formulas_without_values_are_judged_for_any,
    test_what_a_formula_does_not_go_through_is_judged_along_the_leaves,
)

TARGET = Path(__file__).parent.parent / "autograd_core" / "notation" / "written.py"
SUBJECTS = {
    "products": ["2x", "3(x + 1)", "xy", "w5 out_h1 + b2", "x·y", "x × y", "½x²", "⅓x³", "5% x"],
    "functions": ["2 sin x", "sin²x", "tan⁻¹(x)", "ln x", "cosθ", "log_2(x)", "log(x, 2)", "e^{-x}", "eˣ", "k!", "√x",
                  "∛x"],
    "bars and brackets": ["|x - y|", "‖[x, y]‖", "[(x + 1)(y + 1)] a", "{x + y}/2"],
    "other trades": ["Γ(k)", "sec x", "logit(p)", "swish(z)", "clip(x, 0, 1)", "N(d1)", "np.exp(-x)",
                     "torch.sigmoid(z)", "POWER(x, 2) + POWER(y, 2)", "PI()*x^2", "IF(z > 0, x, y)",
                     "NORM.S.DIST(x, TRUE)"],
    "choices": ["a if x > y else b", "where(x > y, a, b)", "(x > y ? x : y)", "1[z > 0]", "a if 0 < x < 1 else b",
                "q = {x if x > 1; 0 otherwise}"],
    "names": ["w₅ out_h1", "w_{5}", "a^{(1)}", "a⁽²⁾", "W[0,1]", "ŷ", "y_hat", "\\hat{y} - y", "µ + 1", "𝑥² + 𝑦²"],
    "derivatives": ["∂E/∂w5", "∂E_{total}/∂w_{5}", "d(E_total)/d(w1)", "d/dx(x^2)", "d/dx e^{2x}", "y'", "f'(x)", "ẋ",
                    "y' = (gh)'", "y' = g'h + gh'",
                    "∇_w5 E_total", "grad_w5", "w5.grad", "dE_dw5", "dw5", "g_x", "∂_x g", "(∂U/∂V)_T", "d ln g/d ln x",
                    "δ_o1", "δ_{o1}", "δE/δw5", "grad(w5)", "diff(E_total, w5, w5)"],
    "vectors and sums": ["w · x + b", "wᵀx + b", "Σ_i w_i x_i + b", "Σ_{i=1}^{3} w_i x_i + b", "mean(x)",
                         "softmax(x)[0]", "[x1, x2, x3]·[w1, w2, w3]", "W[0]·x"],
    "whole arrays": ["∂L/∂W2 = (z2 − y) hᵀ", "∂L/∂z1 = W2ᵀ(z2 - y) ⊙ (1 - h²)", "∂J/∂W = ¼ Xᵀ(Z - Y)",
                     "∂J/∂b = ¼ 1ᵀ(Z - Y)",
                     "W2 ← W2 − 0.1 ∂L/∂W2", "\\frac{\\partial L}{\\partial W_2} = (z_2 - y) h^{\\top}"],
    "several at once": ["∇f(y, x) = (0.693, 1.184)", "∂L/∂zᵢ = yᵢ - pᵢ", "∂L/∂z = p*(y1 + y2 + y3) - y",
                        "p_i = e^{z_i} / Σ_j e^{z_j}", "df = f_x dx + f_y dy", "dV/V = 2 dr/r + dh/h"],
    "lines": ["∂out_o1/∂net_o1 = out_o1(1 − out_o1)", "Step 3: ∂E/∂b₂ = δ_o1", "- ∂E/∂b1 = δ_h1", "| ∂E/∂b2 | δ_o1 |",
              "∂E/∂b2 → δ_o1", "n = 4", "q: 0.7", "q = 2, s = 3", "a = 1; b = 2;", "q := x + 1", "Given: q = 2"],
    "elsewhere": ["at x = 3: dy/dx = 2x = 6", "dy/dx|_{x=3} = 6", "dy/dx = 6 at x = 3", "y'(3) = 6"],
    "curves": ["x = cos t; y = sin t; dy/dx = -cot t", "x = 2; y = x^3; d²x/dy² = -2/(9x^5)"],
    "no values": ["y = x² sin x; dy/dx = 2x sin x + x² cos x", "f(x) = x^2 + 1; f'(3) = 6"],
    "LaTeX": ["\\frac{\\partial L}{\\partial w} = 2(\\hat{y} - y)x",
              "The slope is $\\frac{dL}{db} = 2(\\hat{y}-y)$ at every point.",
              "\\dfrac{\\mathrm{d}L}{\\mathrm{d}w} = 2x\\left(\\hat{y}-y\\right)", "\\nabla_w L = 2x(\\hat{y}-y)",
              "\\sum_{i=1}^{3} w_i x_i + b", "q = \\sqrt[3]{x}", "\\mathbf{w}^\\top \\mathbf{x} + b"],
}  # fmt: skip
"""What of the bank is shown, by subject."""
_HEAD = '''\
"""What people may write in claims, derivations and worksheets: written by tests/write_notations.py from the lines that
the tests read."""

NOTATIONS = r"""
'''


def _of_sheets():
    """The lines about other values than a sheet's; and whole sheets, on one line, that are right."""
    (_, (_, lines)) = (mark.args for mark in test_a_claim_may_be_about_other_values_than_those_of_the_sheet.pytestmark)
    found = set(lines)
    for test in (
        test_formulas_without_values_are_judged_for_any,
        test_what_a_formula_does_not_go_through_is_judged_along_the_leaves,
    ):
        for sheet, right, _ in test.pytestmark[0].args[1]:
            found.add("; ".join((sheet + right).removeprefix("t = 0.7\n").splitlines()))
    return found


def table():
    """The subjects, each with its examples and what they mean where that is not plain from the line itself."""
    known = {line.text: line for line in bank()}
    arrays = {*OF_LAYERS, *OF_BATCH}
    for test in (test_a_line_about_a_whole_gradient, test_a_line_for_each_value_of_an_index, test_a_total_differential):
        arrays |= {part for case in test.pytestmark[0].args[1] for part in case if isinstance(part, str)}
    arrays |= _of_sheets()
    rows = ["What you can write", "------------------"]
    for subject, texts in SUBJECTS.items():
        for text in texts:
            assert text in known or text in arrays, f"{text} is no line of the bank"
            assert text in arrays or known[text].asked is None, f"{text} is asked about"
        rows.append(f"{subject}:")
        for text in texts:
            if len(rows[-1]) + len(text) > 110:
                rows.append("   ")
            rows[-1] += f"  {text}"
    asked = [line for line in known.values() if line.asked]
    rows += ["What could be read in two ways is asked about, and what to write instead is said:"]
    rows += [f"    {line.text}:  {line.asked[1]}" for line in asked]
    return "\n".join(rows)


def written():
    """The whole file."""
    return f'{_HEAD}{table()}\n"""\n"""The table, as help(check) shows it."""\n'


if __name__ == "__main__":
    TARGET.write_text(written(), encoding="utf-8")
