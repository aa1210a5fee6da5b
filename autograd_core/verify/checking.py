"""check(y, claims): every claim about a graph, judged."""

import inspect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..arguments import public
from ..namespaces import number
from ..notation.arrays.python import MARKED, Code, assigned, is_code, parsed
from ..notation.sheets.array_lines import Paper, is_about_arrays
from ..notation.sheets.lines import Statement
from ..notation.sheets.sealed import put_in, taken_out
from ..notation.written import NOTATIONS
from ..passing import refuse_passing
from ..value import Value
from .arrays.array_claims import array_rows
from .arrays.hessians import hessian_row
from .code.staged import Staged
from .lines.derivations import Derivation, read_derivation
from .partials.given import conditions
from .partials.higher import Higher, with_higher
from .partials.judging import Claim, judge
from .partials.judging_numbers import Asked
from .partials.sheet import Sheet
from .tables.nests import stems
from .truth.ladder import LADDER
from .verdicts.report import Report, Row


@public
def check(
    y: Value,
    claims: Mapping[Any, Claim] | Sequence[tuple[Any, Claim]] | str,
    *,
    decimals: bool = False,
    digits: int | None = None,
    rtol: float | None = None,
    strict: bool = False,
    learning_rate: float | None = None,
    given: str | Sequence[str] = (),
    names: Mapping[str, Any] | None = None,
) -> Report:
    r"""Judge what somebody derived by hand, by proof: each claim is right, wrong by so much, or open, and why.

    `claims` maps what is differentiated by (a node, a label, a pair such as ("E_o1", "out_h1"), or "dE_o1/dout_h1") to
    what was written: a number (the text "0.0822" stands for 0.08215 to 0.08225), a formula in the graph's labels, a
    function of them, a product of factors as a mapping from their names to claims, or a list of such products over the
    paths.  Or it is a whole derivation as text, line by line.

    Where W[0][0], W[0][1], ... are labels, "W" is the array of them, claimed as an array, a tensor or nested lists: one
    row tells how many entries are right, what is wrong with all of it and the worst; `.table("dL/dW")` has every entry.
    A module stands for its tensors, and a list of pairs, [(W, dW), (b, db)], for arrays of Values as they are.

    A pair of leaves, ("x", "y"), is the second partial ∂²f/∂x∂y, which a line may name too, as f''(x) or d²y/dx²;
    "hessian" is the matrix of all of them, (("x", "y"), ("x", "y")) or ("W", "W") that of some.

    Lines of Python are read as well (dot = w @ x; ddot = (1 - f)*f; dw = x*ddot; dx += ...), and nothing of them is
    run: d<node> is the derivative towards that node, judged by what has been added up at the end; `names`, such as
    locals(), has the arrays and numbers that the lines use and that no label names.

    Leaves hold the exact rationals of their floats, or with `decimals` the decimals they print as.  `digits` asks for
    at least so many of a number; `strict` passes proofs only, no formula that merely agrees; `learning_rate` is for
    lines such as w5+ = ..., and for the suspicion that a weight was updated too early.  A formula that does not hold in
    general is tried where the conditions `given` hold, such as "y1 + y2 + y3 = 1" or "x > 0".
    Raises LookupError for labels that name no node or several, TypeError for what is no claim, ValueError where a leaf
    was assigned after y was computed.

    >>> w, x, t = Value(0.5, label="w"), Value(3.0, label="x"), Value(1.0, label="t")
    >>> e = ((t - w * x) ** 2 / 2).named("E")
    >>> print(check(e, {"w": "1.50", "x": "(w*x - t)*w", "t": 0.5}))
      claim  claimed      true  verdict
      dE/dw  1.50         1.5   CORRECT to the 3 digits given
      dE/dx  (w*x - t)*w  0.25  PROVEN EQUAL
    > dE/dt  0.5          -0.5  WRONG by 1
                                a sign is lost in dE/dt: that gives 0.5
    2 of 3 pass, 1 wrong
    >>> W = [[Value(2.0, label="W[0][0]"), Value(1.0, label="W[0][1]")],
    ...      [Value(0.5, label="W[1][0]"), Value(3.0, label="W[1][1]")]]
    >>> L = ((W[0][0] + 2 * W[0][1]) ** 2 + (W[1][0] + 2 * W[1][1]) ** 2).named("L")
    >>> print(check(L, {"W": [[8, 13], [16, 26]]}))
      claim          claimed       true  verdict
      dL/dW          array (2, 2)        WRONG: 2 of 4 entries are right
                                         transposed
    >   dL/dW[0][1]  13            16    WRONG by -3
        dL/dW[1][0]  16            13    WRONG by 3
    0 of 1 pass, 1 wrong
    >>> c, s, r = Value(0.6, label="c"), Value(0.8, label="s"), Value(2.0, label="r")
    >>> print(check((c * r) ** 2 + (s * r) ** 2, {"r": "2*r"}, given="c^2 + s^2 = 1", decimals=True).rows[0].verdict)
    PROVEN EQUAL where -(c^2 - 1) > 0 and c^2 + s^2 = 1
    >>> net = (w * x).named("net")
    >>> h = net.tanh().named("h")
    >>> print(check((h * h).named("L"), "dh = 2*h\ndnet = (1 - h)*dh\ndw = x*dnet"))
      claim   claimed            true         verdict
      line 1  dh = 2*h           1.81029651   PROVEN EQUAL
    > line 2  dnet = (1 - h)*dh  0.327132597  WRONG by -0.155
                                              1 - h was used where 1 - h^2 belongs, in dh/dnet: that gives 0.171709785
      line 3  dw = x*dnet        0.981397792  WRONG by -0.466
                                              it would be right with the right dnet of line 2
    1 of 3 pass, 2 wrong
    >>> code = "def backward(dh, cache):\n  x, h = cache\n  dw = dh * (1 - h**2) * x\n  return dw"
    >>> print(check((h * h).named("L"), code))
      claim   claimed                   true         verdict
      line 1  def backward(dh, cache)                DEFINITION: backward is a function, judged as it stands
      line 2  x, h = cache                           DEFINITION: what the graph calls so
      line 3  dw = dh * (1 - h**2) * x  0.981397792  PROVEN EQUAL
      line 4  return dw                              DEFINITION: what is returned
    1 of 1 pass, 3 definitions
    >>> latex = r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} $\pd{L}{w} = 2h(1 - h^2)x$"
    >>> print(check((h * h).named("L"), latex))
      claim   claimed                    true         verdict
      line 1  (∂L/∂ w) = 2h(1 - h^(2))x  0.981397792  PROVEN EQUAL
    1 of 1 pass
    >>> h1 = Value(0.3, label="h1")
    >>> o = [(Value(v, label=f"v{k}1") * h1).named(f"o{k}") for k, v in ((1, 0.4), (2, 0.5))]
    >>> print(check((o[0] ** 2 + o[1] ** 2).named("J"), "∂J/∂h₁ = Σₖ ∂J/∂oₖ vₖ₁").rows[0].verdict)
    PROVEN EQUAL
    >>> f = (r**2 * s).named("f")
    >>> print(check(f, {("r", "s"): "2*r", ("r", "r"): 3.2, "hessian": [["2*s", "2*r"], ["2*r", 0]]}))
      claim         claimed       true  verdict
      d²f/drds      2*r           4     PROVEN EQUAL
    > d²f/dr²       3.2           1.6   WRONG by 1.60
                                        this is df/dr
      Hessian of f  array (2, 2)        PROVEN EQUAL, in all 4 entries
                                        rows and columns are r, s
    2 of 3 pass, 1 wrong
    """
    if not isinstance(y, Value):
        raise TypeError(
            f"check(y, claims) needs a Value; got {y!r:.60} ({type(y).__name__}): was it computed from Values?"
        )
    refuse_passing(y, "check")
    if digits is not None and (not isinstance(digits, int) or digits < 1):
        raise ValueError(f"digits must be a whole number from 1; got {digits!r}")
    if digits is not None and digits > LADDER[-1]:
        raise ValueError(f"digits must be {LADDER[-1]} or fewer, as many as are ever worked out")
    if rtol is not None and not 0 < number(rtol, "rtol") < 1:
        raise ValueError(f"rtol must be between 0 and 1; got {rtol!r}")
    if learning_rate is not None and not math.isfinite(number(learning_rate, "learning_rate")):
        raise ValueError(f"learning_rate must be finite; got {learning_rate!r}")

    def report(higher: Higher) -> Report:
        sheet = Sheet(y, decimals, Asked(digits, rtol), learning_rate, strict=strict, higher=higher)
        sheet.given = conditions(given, sheet.names, sheet.truth)
        return Report((*sheet.broken, *_rows(sheet, claims, names or {})))

    return with_higher(report)


def _rows(sheet: Sheet, claims: Any, known: Mapping[str, Any]) -> Iterable[Row]:
    """The rows of a text, or of a mapping or a list of pairs."""
    if not isinstance(claims, str):
        return [row for key, claim in _pairs(claims) for row in _judged(sheet, key, claim)]
    nodes = sheet.names.labelled
    roots, arrays = {*nodes, sheet.names.root_label}, {*stems(nodes), *known}
    whole = arrays.difference(nodes)
    code = assigned(claims, roots, whole)
    if parsed(code) is None and not MARKED.search(claims) and is_about_arrays(claims, whole):
        return Staged(sheet, Paper(claims, {*nodes, *whole}, sheet.names.root_label), known).rows()
    if is_code(code, nodes, arrays):
        return Staged(sheet, Code(assigned(claims, roots, whole, nodes), claims), known).rows()
    held = put_in(claims, nodes)
    return [row if held is claims else _as_labelled(row) for _, row in read_derivation(sheet, held)]


def _as_labelled(row: Row) -> Row:
    """A row with labels that a sheet cannot hold as they are."""
    verdict = replace(row.verdict, words=taken_out(row.verdict.words), told=taken_out(row.verdict.told))
    parts, entries = (tuple(map(_as_labelled, rows)) for rows in (row.parts, row.entries))
    notes = tuple(map(taken_out, row.notes))
    return replace(row, claimed=taken_out(row.claimed), verdict=verdict, notes=notes, parts=parts, entries=entries)


check.__doc__ = f"{inspect.cleandoc(check.__doc__ or '')}\n{NOTATIONS}"


def _pairs(claims: Any) -> Iterable[tuple[Any, Any]]:
    """What is claimed of what: from a mapping, or from a list of pairs."""
    if isinstance(claims, Mapping):
        return claims.items()
    if isinstance(claims, list | tuple) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in claims):
        return list(claims)
    got = " ".join(f"{claims!r:.60}".split())
    raise TypeError(f'check(y, claims) needs a mapping such as {{"w5": "0.0822"}}, or a derivation as text; got {got}')


def _judged(sheet: Sheet, key: Any, claim: Any) -> Iterable[Row]:
    """The rows of one claim: several for a module."""
    if (hessian := hessian_row(sheet, key, claim)) is not None:
        return [hessian]
    rows = array_rows(sheet, key, claim)
    return [_row(sheet, key, claim)] if rows is None else rows


def _row(sheet: Sheet, key: Any, claim: Claim) -> Row:
    """The verdict on one claim; a partial named with ∂ may hold what else a formula speaks of."""
    pair = sheet.target(key)
    row = judge(sheet.judged(pair), pair[0], pair[1], claim)
    if row.verdict.kind.passes or not (isinstance(key, str) and "∂" in key and isinstance(claim, str)):
        return row
    held = Derivation(sheet).line(Statement(1, f"{key} = {claim}"))
    return replace(held, claim=row.claim, claimed=row.claimed) if held.verdict.kind.passes else row
